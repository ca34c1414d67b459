"""What the pages of outcomes show: how often, how together, which rules, what stands out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format

from frameworks.models import FrameworkVersion
from frameworks.values import NOT_JUDGED
from judgements.models import RecordedOutcome
from judgements.presenters.judged import Judged
from judgements.presenters.outcome_charts import BarsShown, HeatMap, bars_of, heat_map
from judgements.rules.consistency import (
    NOT_GIVEN,
    Matrix,
    Relation,
    Seen,
    Together,
    departures,
    distribution,
    grades_of,
    matrix,
    merged,
    outliers,
    pattern_of,
    together,
)
from judgements.rules.recorded import Departed
from judgements.values.outcomes import OutcomePlace, OwnOutcome
from pages.shown import Cell, Column

PAGE = 25
_MOST_PATTERNS = 20
_OWN = "In Concord"
LIST_COLUMNS = [
    Column("Framework"),
    Column("Version"),
    Column("Imported", numeric=True),
    Column("Latest published"),
    Column("In Concord, of what you may see", numeric=True),
]


@dataclass(frozen=True)
class RelationShown:
    """One whole and its parts: the matrix as a table and drawn, and the parts together."""

    key: str
    title: str
    says: str
    columns: list[Column]
    rows: list[list[Cell]]
    drawn: HeatMap
    pattern_columns: list[Column]
    patterns: list[list[Cell]]
    left_out: int


@dataclass(frozen=True)
class ListedShown:
    """A page of outcomes, each with its grades or why it is listed; where the others are."""

    rows: list[list[Cell]]
    newest: str
    older: str


class OutcomesPresenter:
    """Every outcome of a version that the reader asked for and may see.

    The lists come by pages, the newest first.
    """

    columns = (
        Column("Local area"),
        Column("Published"),
        Column("Inspectorate"),
        Column("Why"),
    )
    outcome_columns = (Column("Local area"), Column("Grades"))

    def __init__(
        self,
        judged: Judged,
        *,
        recorded: Sequence[Seen],
        own: Sequence[OwnOutcome],
        among: Sequence[Seen],
    ) -> None:
        """Count them.

        Args:
            recorded: those that were imported, counted.
            own: those of inspections in Concord.
            among: all that the reader may see, whatever was asked for: what is usual is told by
                these.
        """
        self.judged = judged
        self._own = own
        self.seen = merged([*recorded, *(Seen(one.grades, 1) for one in own)])
        self._among = merged(among)
        self.number = sum(one.times for one in self.seen)
        self.own_number = len(own)
        self._departed = departures(self.seen, judged.rules, judged.facts)
        self._standing_out = self._outliers()

    def _outliers(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for relation in self.judged.relations:
            said = outliers(
                self.seen, relation, self.judged.scales, self.judged.facts, among=self._among
            )
            for pattern, reasons in said.items():
                found[pattern] = (*found.get(pattern, ()), *reasons)
        return found

    # --- how often ------------------------------------------------------------------------------

    @property
    def says(self) -> str:
        """How many there are, in a sentence."""
        number = self.own_number or "none"
        own = f"{number} of them from inspections in Concord that you may see"
        return f"{self.number:,} outcome{'' if self.number == 1 else 's'}, {own}."

    def _kinds(self) -> list[str]:
        """The grades of all areas, each once, with what else is said in place of one."""
        grades = [grade for scale in self.judged.scales.values() for grade in scale]
        return [*dict.fromkeys(grades), NOT_JUDGED, NOT_GIVEN]

    def grade_columns(self) -> list[Column]:
        """Columns of the table of areas."""
        titles = [Column(self.judged.title(kind), numeric=True) for kind in self._kinds()]
        return [Column("Judgement area"), *titles]

    def grade_rows(self) -> list[list[Cell]]:
        """How often each area got each grade; a grade that it cannot get is a dash."""
        counts = distribution(self.seen, self.judged.areas)
        return [
            [
                Cell(self.judged.title(area)),
                *(self._count(area, kind, counts[area][kind]) for kind in self._kinds()),
            ]
            for area in self.judged.areas
        ]

    def _count(self, area: str, kind: str, number: int) -> Cell:
        can_be = kind in (*self.judged.scales[area], NOT_JUDGED, NOT_GIVEN)
        return Cell(f"{number:,}" if can_be else "–", numeric=True)

    def bars(self) -> BarsShown:
        """The same, drawn."""
        counts = distribution(self.seen, self.judged.areas)
        return bars_of(
            [
                (
                    self.judged.title(area),
                    [
                        (self.judged.title(kind), counts[area][kind])
                        for kind in (*self.judged.scales[area], NOT_JUDGED, NOT_GIVEN)
                        if kind in self.judged.scales[area] or counts[area][kind]
                    ],
                )
                for area in self.judged.areas
            ]
        )

    # --- how together ---------------------------------------------------------------------------

    def relations(self) -> list[RelationShown]:
        """Each whole and its parts."""
        return [self._relation(one) for one in self.judged.relations]

    def _relation(self, relation: Relation) -> RelationShown:
        counted = matrix(self.seen, relation)
        wholes = self.judged.scales[relation.whole]
        kept = [
            (part, grade)
            for part in relation.parts
            for grade in (*self.judged.scales.get(part, ()), NOT_JUDGED, NOT_GIVEN)
            if grade in self.judged.scales.get(part, ()) or counted.row(part, grade)
        ]
        patterns = together(self.seen, relation)
        title = self.judged.title(relation.whole)
        return RelationShown(
            key=relation.whole.replace("_", "-"),
            title=title,
            says=self._says_of(counted, title),
            columns=[
                Column("Part"),
                Column("Its grade"),
                *(Column(self.judged.title(whole), numeric=True) for whole in wholes),
                Column("All", numeric=True),
            ],
            rows=[self._matrix_row(counted, part, grade, wholes) for part, grade in kept],
            drawn=heat_map(counted, rows=kept, wholes=wholes, titles=self.judged.facts.titles),
            pattern_columns=[
                *(Column(self.judged.title(part)) for part in relation.parts),
                Column("Outcomes", numeric=True),
                Column(title),
            ],
            patterns=[self._pattern_row(one, wholes) for one in patterns[:_MOST_PATTERNS]],
            left_out=len(patterns[_MOST_PATTERNS:]),
        )

    def _says_of(self, counted: Matrix, title: str) -> str:
        number = counted.counted
        said = f"{number:,} outcome{' gives' if number == 1 else 's give'} {title} a grade."
        return f"{said} {counted.left:,} without one are left out here." if counted.left else said

    def _matrix_row(
        self, counted: Matrix, part: str, grade: str, wholes: Iterable[str]
    ) -> list[Cell]:
        numbers = [counted.counts.get((part, grade, whole), 0) for whole in wholes]
        return [
            Cell(self.judged.title(part)),
            Cell(self.judged.title(grade)),
            *(Cell(f"{number:,}", numeric=True) for number in numbers),
            Cell(f"{sum(numbers):,}", numeric=True),
        ]

    def _pattern_row(self, one: Together, wholes: Iterable[str]) -> list[Cell]:
        given = [
            f"{self.judged.title(whole)} {one.wholes[whole]:,}"
            for whole in wholes
            if one.wholes.get(whole)
        ]
        return [
            *(Cell(self.judged.title(grade)) for grade in one.parts),
            Cell(f"{one.times:,}", numeric=True),
            Cell(", ".join(given)),
        ]

    # --- what is listed -------------------------------------------------------------------------

    @property
    def departing(self) -> list[str]:
        """The patterns that depart from a rule."""
        return list(self._departed)

    @property
    def standing_out(self) -> list[str]:
        """The patterns that stand out."""
        return list(self._standing_out)

    def outcomes(self, rows: Sequence[RecordedOutcome], at: "Paging") -> ListedShown:
        """A page of all outcomes with their grades; `rows` are one more where there are more."""
        listed = self._listed(rows, self._own, at, self._grades)
        return replace(listed, rows=[_in_two(*cells) for cells in listed.rows])

    def departures(self, rows: Sequence[RecordedOutcome], at: "Paging") -> ListedShown:
        """A page of outcomes that depart from a rule, each with the rule."""
        return self._among_these(
            rows,
            at,
            {
                pattern: [self._departure(one) for one in found]
                for pattern, found in self._departed.items()
            },
        )

    def outliers(self, rows: Sequence[RecordedOutcome], at: "Paging") -> ListedShown:
        """A page of outcomes that stand out, each with the reason."""
        return self._among_these(rows, at, self._standing_out)

    def _departure(self, one: Departed) -> str:
        facts = self.judged.facts
        says = next((rule.statement for rule in self.judged.rules if rule.code == one.rule), "")
        return (
            f"{facts.title(one.area)} is {facts.grade(one.recorded)}; the rule of {one.source} "
            f"speaks of {facts.grade(one.proposed)}: {says}"
        )

    def _grades(self, pattern: str) -> str:
        given = grades_of(pattern)
        title = self.judged.title
        areas = [area for area in self.judged.areas if area in given]
        return "; ".join(f"{title(area)}: {title(given[area])}" for area in areas)

    def _among_these(
        self, rows: Sequence[RecordedOutcome], at: "Paging", said: Mapping[str, Sequence[str]]
    ) -> ListedShown:
        own = [one for one in self._own if pattern_of(one.grades) in said]
        return self._listed(rows, own, at, lambda pattern: " ".join(said[pattern]))

    def _listed(
        self,
        rows: Sequence[RecordedOutcome],
        own: Iterable[OwnOutcome],
        at: "Paging",
        says: Callable[[str], str],
    ) -> ListedShown:
        here = [one for one in own if at.after is None or one.place < at.after]
        found = [(one.place, _recorded_row(one, says(one.pattern))) for one in rows]
        found += [(one.place, _own_row(one, says(pattern_of(one.grades)))) for one in here]
        found.sort(key=lambda one: one[0], reverse=True)
        shown, left = found[:PAGE], found[PAGE:]
        return ListedShown(
            rows=[cells for _, cells in shown],
            newest=at.address(None) if at.after is not None else "",
            older=at.address(shown[-1][0]) if left else "",
        )


@dataclass(frozen=True)
class Paging:
    """Where a reader is in one of the lists of a page; `name` is the list's in the address.

    Args:
        after: the last outcome of the page before; None on the first.
    """

    name: str
    after: OutcomePlace | None
    query: QueryDict

    @classmethod
    def of(cls, name: str, query: QueryDict) -> "Paging":
        """As the address asks; what cannot be read asks for the first page."""
        return cls(name, OutcomePlace.read(query.get(name, "")), query)

    def address(self, after: OutcomePlace | None) -> str:
        """The address of another page of the list, all else as it is."""
        asked = self.query.copy()
        asked.pop(self.name, None)
        if after is not None:
            asked[self.name] = str(after)
        return f"?{asked.urlencode()}#{self.name}"


def listed_versions(
    versions: Iterable[FrameworkVersion],
    recorded: Mapping[int, tuple[int, date]],
    own: Mapping[int, int],
) -> list[list[Cell]]:
    """The versions that have outcomes, each with how many.

    Args:
        recorded: how many are imported and the day of the latest, by the key of the version.
        own: how many are of inspections in Concord that the reader may see.
    """
    rows = []
    for version in versions:
        if version.pk not in recorded and version.pk not in own:
            continue
        times, last = recorded.get(version.pk, (0, None))
        rows.append(
            [
                Cell(version.framework.title, url=outcomes_url(version)),
                Cell(version.version),
                Cell(f"{times:,}", numeric=True),
                Cell(_day(last) if last else "–"),
                Cell(str(own.get(version.pk, 0)), numeric=True),
            ]
        )
    return rows


def outcomes_url(version: FrameworkVersion) -> str:
    """The page of a version's outcomes."""
    return reverse("outcomes:version", args=[version.framework.code, version.version])


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _recorded_row(one: RecordedOutcome, why: str) -> list[Cell]:
    return [
        Cell(one.name, url=one.address),
        Cell(_day(one.published_on)),
        Cell(one.inspectorate.short_name),
        Cell(why),
    ]


def _own_row(one: OwnOutcome, why: str) -> list[Cell]:
    url = reverse("judgements:board", args=[one.reference]) if one.is_on_team else ""
    when = f"Fieldwork from {_day(one.day)}"
    return [
        Cell(one.name, url=url, hint=f"{_OWN}: {one.reference}"),
        Cell(when),
        Cell(one.inspectorate_name),
        Cell(why),
    ]


def _in_two(name: Cell, when: Cell, inspectorate: Cell, grades: Cell) -> list[Cell]:
    """In two columns, which a narrow window has room for: the grades are long."""
    facts = [when.text, inspectorate.text, *([name.hint] if name.hint else [])]
    return [replace(name, hint=", ".join(facts)), grades]
