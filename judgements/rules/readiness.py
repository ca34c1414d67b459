"""What is missing before a gate: a judgement meeting, a draft report, a release. Pure functions.

A check never grades and never counts to a grade (house rule 2). It says what a meeting would ask
about anyway: what a grade rests on, what nobody looked at, who was not heard.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from inspections.states import InspectionState
from judgements.rules.triangulation import Triangulated


class Gate(StrEnum):
    """Where readiness is asked for, in the order in which an inspection comes to them."""

    MEETING = "meeting"
    DRAFT = "draft"
    RELEASE = "release"


class Severity(StrEnum):
    """How heavy a gap is: it blocks the gate, is to be settled first, or is to be known."""

    BLOCKS = "blocks"
    SETTLE = "settle"
    KNOW = "know"


class Check(StrEnum):
    """What is checked."""

    NO_EVIDENCE = "no_evidence"
    SINGLE_SOURCE = "single_source"
    CONTRADICTED = "contradicted"
    NOT_CONSIDERED = "not_considered"
    NO_AGENCY = "no_agency"
    DEPARTURE = "departure"
    ONE_INSPECTORATE = "one_inspectorate"
    NO_CHILDS_VOICE = "no_childs_voice"


_B, _S, _K = Severity.BLOCKS, Severity.SETTLE, Severity.KNOW
# How heavy each gap is at each gate. What may still be settled in a meeting blocks a release.
SEVERITIES: dict[Check, dict[Gate, Severity]] = {
    Check.NO_EVIDENCE: {Gate.MEETING: _S, Gate.DRAFT: _B, Gate.RELEASE: _B},
    Check.SINGLE_SOURCE: {Gate.MEETING: _K, Gate.DRAFT: _S, Gate.RELEASE: _S},
    Check.CONTRADICTED: {Gate.MEETING: _S, Gate.DRAFT: _S, Gate.RELEASE: _B},
    Check.NOT_CONSIDERED: {Gate.MEETING: _S, Gate.DRAFT: _S, Gate.RELEASE: _B},
    Check.NO_AGENCY: {Gate.MEETING: _K, Gate.DRAFT: _S, Gate.RELEASE: _S},
    Check.DEPARTURE: {Gate.MEETING: _S, Gate.DRAFT: _B, Gate.RELEASE: _B},
    Check.ONE_INSPECTORATE: {Gate.MEETING: _K, Gate.DRAFT: _K, Gate.RELEASE: _K},
    Check.NO_CHILDS_VOICE: {Gate.MEETING: _S, Gate.DRAFT: _S, Gate.RELEASE: _S},
}


@dataclass(frozen=True)
class CriterionFacts:
    """A criterion: how far its evidence bears it out, and whether anybody has weighed it.

    Args:
        is_considered: somebody of the team has recorded whether it is met.
    """

    reference: str
    state: Triangulated
    is_considered: bool


@dataclass(frozen=True)
class AreaFacts:
    """An area that the inspection answers, as its board shows it.

    Args:
        code: of the area, with its title.
        has_grade: a grade is proposed or agreed.
        is_of_partnership: what is found there is about the partnership and not about one agency.
        criteria: in the framework's order.
        unattributed: how many strengths and weaknesses name no agency.
        unexplained: the sources of the rules that the grade departs from without a reason.
        has_childs_voice: an item says what a child said, felt or showed.
    """

    code: str
    title: str
    has_grade: bool
    is_of_partnership: bool
    criteria: tuple[CriterionFacts, ...] = ()
    unattributed: int = 0
    unexplained: tuple[str, ...] = ()
    has_childs_voice: bool = False


@dataclass(frozen=True)
class CaseFacts:
    """A case of the joint strand, and how many inspectorates have looked at it."""

    reference: str
    inspectorates: int


@dataclass(frozen=True)
class Gap:
    """Something that is missing.

    Args:
        area: the code of the area it is about; empty where it is about a case.
        criterion: the reference of the criterion, where it is about one.
        case: the reference of the case, where it is about one.
        because: what is missing, in a sentence.
    """

    check: Check
    severity: Severity
    because: str
    area: str = ""
    criterion: str = ""
    case: str = ""


_Make = Callable[..., Gap]


def gaps(areas: Iterable[AreaFacts], cases: Iterable[CaseFacts], gate: Gate) -> tuple[Gap, ...]:
    """What is missing before a gate, the heaviest first and otherwise in the order given."""
    found = [one for area in areas for one in _of_area(area, gate)]
    found += [one for case in cases for one in _of_case(case, gate)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: order.index(one.severity)))


def next_gate(state: str) -> Gate:
    """The gate that comes next at a stage of the inspection: the meeting, until fieldwork ends."""
    return _NEXT.get(state, Gate.MEETING)


_NEXT: dict[str, Gate] = {
    InspectionState.REPORTING: Gate.DRAFT,
    InspectionState.CLOSED: Gate.RELEASE,
}


def is_blocked(found: Iterable[Gap]) -> bool:
    """Whether a gap among them blocks the gate."""
    return any(one.severity == Severity.BLOCKS for one in found)


def _of_area(area: AreaFacts, gate: Gate) -> Iterator[Gap]:
    def gap(check: Check, because: str, criterion: str = "") -> Gap:
        return Gap(check, SEVERITIES[check][gate], because, area=area.code, criterion=criterion)

    looked_at = [one for one in area.criteria if one.state != Triangulated.NOT_LOOKED_AT]
    if area.criteria and not looked_at:
        yield gap(Check.NO_EVIDENCE, f"Nothing is recorded on “{area.title}”.")
        return
    for one in area.criteria:
        yield from _of_criterion(one, area, gap)
    if area.unattributed and not area.is_of_partnership:
        number = area.unattributed
        said = (
            "1 strength or weakness names"
            if number == 1
            else f"{number} strengths and weaknesses name"
        )
        yield gap(Check.NO_AGENCY, f"{said} no agency in “{area.title}”.")
    for source in area.unexplained:
        yield gap(
            Check.DEPARTURE, f"The grade of “{area.title}” departs from {source} without a reason."
        )
    if looked_at and not area.has_childs_voice:
        yield gap(Check.NO_CHILDS_VOICE, f"No item on “{area.title}” has a child’s voice.")


def _of_criterion(one: CriterionFacts, area: AreaFacts, gap: _Make) -> Iterator[Gap]:
    if one.state == Triangulated.SINGLE_SOURCE and area.has_grade:
        yield gap(
            Check.SINGLE_SOURCE,
            f"The grade of “{area.title}” rests on a single source for {one.reference}.",
            one.reference,
        )
    if one.state == Triangulated.CONTRADICTED and not one.is_considered:
        yield gap(
            Check.CONTRADICTED,
            f"The evidence on {one.reference} points both ways, and nobody has weighed it.",
            one.reference,
        )
    elif not one.is_considered:
        yield gap(
            Check.NOT_CONSIDERED,
            f"Nobody has said whether {one.reference} is met.",
            one.reference,
        )


def _of_case(case: CaseFacts, gate: Gate) -> Iterator[Gap]:
    if case.inspectorates < 2:
        yield Gap(
            Check.ONE_INSPECTORATE,
            SEVERITIES[Check.ONE_INSPECTORATE][gate],
            f"Case {case.reference} was seen by {_inspectorates(case.inspectorates)}.",
            case=case.reference,
        )


def _inspectorates(number: int) -> str:
    return "one inspectorate alone" if number else "no inspectorate"
