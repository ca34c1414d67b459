"""What the evaluations of practice come to, for each agency. Values in, numbers out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

# Of fewer cases than this a percentage would say more than is known (003: what good looks like).
FEW = 5


@dataclass(frozen=True)
class Evaluated:
    """One inspectorate's evaluation of an agency's practice in a case.

    Args:
        position: the place of its grade in the scale, 0 for the best; None where it was not seen.
    """

    agency: str
    case: str
    position: int | None


@dataclass(frozen=True)
class Share:
    """So many of so many cases."""

    number: int
    of: int

    def __str__(self) -> str:
        """A count; with a whole percentage where there are enough cases to bear one."""
        if not self.of:
            return "None seen"
        said = f"{self.number} of {self.of}"
        return said if self.of < FEW else f"{said} ({round(100 * self.number / self.of)}%)"


@dataclass(frozen=True)
class AgencyPractice:
    """What the evaluations of one agency's practice come to.

    Args:
        counts: cases by the place of their grade, the best first.
        not_seen: cases in which nobody saw this agency's practice.
        differing: cases that inspectorates evaluate differently; the lower counts.
        at_benchmark: cases at the grade that the criteria describe, or above.
        at_next: cases at the next lower grade or above; None where that is every case.
    """

    agency: str
    counts: tuple[int, ...]
    not_seen: int
    differing: int
    at_benchmark: Share
    at_next: Share | None

    @property
    def cases(self) -> int:
        """How many cases were evaluated, those apart in which nothing was seen."""
        return sum(self.counts)


def benchmark_of(grades: Sequence[str], criteria_of: str = "") -> int:
    """The place of the grade that the criteria describe.

    Args:
        grades: codes, the best first.
        criteria_of: the grade that a rule of the framework names, if one does. Without it, it is
            the best but one: a framework describes what is sound, and above it what is better.
    """
    if criteria_of in grades:
        return list(grades).index(criteria_of)
    return 1 if len(grades) > 2 else 0


def proportions(
    evaluations: Iterable[Evaluated],
    *,
    places: int,
    benchmark: int,
    agencies: Iterable[str] = (),
) -> dict[str, AgencyPractice]:
    """What the evaluations come to, by agency.

    Args:
        places: how many grades the scale has.
        benchmark: the place of the grade that the criteria describe.
        agencies: those that are to be among them, evaluated or not.
    """
    found: dict[str, dict[str, set[int | None]]] = {agency: {} for agency in agencies}
    for one in evaluations:
        cases = found.setdefault(one.agency, {})
        cases.setdefault(one.case, set()).add(one.position)
    return {
        agency: _of_agency(agency, cases.values(), places, benchmark)
        for agency, cases in found.items()
    }


def _of_agency(
    agency: str, cases: Collection[set[int | None]], places: int, benchmark: int
) -> AgencyPractice:
    seen = [{place for place in case if place is not None} for case in cases]
    lowest = [max(case) for case in seen if case]
    counts = tuple(lowest.count(place) for place in range(places))

    def at_least(place: int) -> Share:
        return Share(sum(counts[: place + 1]), len(lowest))

    return AgencyPractice(
        agency=agency,
        counts=counts,
        not_seen=len(seen) - len(lowest),
        differing=sum(len(case) > 1 for case in seen),
        at_benchmark=at_least(benchmark),
        at_next=at_least(benchmark + 1) if benchmark + 2 < places else None,
    )


def not_evaluated(
    cases: Iterable[tuple[str, Collection[str]]], evaluations: Iterable[Evaluated]
) -> dict[str, list[str]]:
    """The cases of each agency that nobody has evaluated.

    Args:
        cases: each with the agencies that are involved in it.
    """
    done = {(one.agency, one.case) for one in evaluations}
    missing: dict[str, list[str]] = defaultdict(list)
    for case, agencies in cases:
        for agency in agencies:
            if (agency, case) not in done:
                missing[agency].append(case)
    return dict(missing)
