"""A draw: who, in which order, why, who took whose place, and whether it comes out again."""

from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from inspections.actions.samples_draw import Reproduced
from inspections.models import Draw, DrawPlace, Inspection, Substitution
from inspections.values.cases import (
    AGE_BAND_LABELS,
    CASE_FLAG_LABELS,
    CASE_KIND_LABELS,
    COHORT_LABELS,
    AgeBand,
    CaseFlag,
    CaseKind,
    Cohort,
)
from inspections.values.samples import DIMENSION_LABELS, Dimension, DrawGroup
from pages.shown import Cell, Column, SummaryRow

DRAW_COLUMNS = [
    Column("Draw"),
    Column("What"),
    Column("Drawn", numeric=True),
    Column("Substituted", numeric=True),
    Column("When"),
]
PLACE_COLUMNS = [
    Column("Place", numeric=True),
    Column("Case"),
    Column("Listed as"),
    Column("Groups that counted"),
    Column("State"),
]
RESERVE_COLUMNS = [
    Column("Reserve", numeric=True),
    Column("Listed as"),
    Column("Groups that counted"),
    Column("State"),
]
SUBSTITUTION_COLUMNS = [
    Column("No.", numeric=True),
    Column("Out"),
    Column("In"),
    Column("Why"),
    Column("By"),
]
BALANCE_COLUMNS = [
    Column("Group"),
    Column("Asked for at least", numeric=True),
    Column("Weight", numeric=True),
    Column("Drawn", numeric=True),
    Column("Now", numeric=True),
]
AGAIN_COLUMNS = [Column("Place"), Column("Recorded"), Column("Drawn again"), Column("The same")]


class Names:
    """What groups are called."""

    def __init__(self, agencies: dict[str, str]) -> None:
        """Take the names of agencies by their codes."""
        self.agencies = agencies

    def of(self, dimension: str, group: str) -> str:
        """The name of a group."""
        if dimension == Dimension.AGE_BAND:
            return AGE_BAND_LABELS[AgeBand(group)]
        if dimension == Dimension.COHORT:
            return COHORT_LABELS[Cohort(group)]
        return self.agencies.get(group, group)

    def all_of(self, groups: list[list[str]]) -> str:
        """The names of several groups."""
        return ", ".join(self.of(*one) for one in groups) or "None was asked for"


def groups_shown(
    agencies: list[tuple[Any, ...]], ages: list[tuple[Any, ...]], cohorts: list[tuple[Any, ...]]
) -> list[DrawGroup]:
    """The groups that are on the lists, in the order of a form.

    Args:
        agencies: code, name and how many; ages, cohorts: value and how many.
    """
    by_age = dict(ages)
    by_cohort = dict(cohorts)
    listed = [(code, name, number) for code, name, number in agencies if code]
    return [
        *(
            DrawGroup(Dimension.AGENCY, code, name, number)
            for code, name, number in sorted(listed, key=lambda one: one[1])
        ),
        *(
            DrawGroup(Dimension.AGE_BAND, one, label, by_age[one])
            for one, label in AGE_BAND_LABELS.items()
            if one in by_age
        ),
        *(
            DrawGroup(Dimension.COHORT, one, label, by_cohort[one])
            for one, label in COHORT_LABELS.items()
            if one in by_cohort
        ),
    ]


def draws_shown(inspection: Inspection, draws: list[Any]) -> list[list[Cell]]:
    """A row for each draw."""
    return [
        [
            Cell(
                one.reference,
                url=reverse("inspections:draw", args=[inspection.reference, one.reference]),
            ),
            Cell(CASE_KIND_LABELS[CaseKind(one.kind)], hint=one.purpose),
            Cell(str(one.drawn), numeric=True),
            Cell(str(one.exchanged), numeric=True),
            Cell(date_format(localtime(one.drawn_at), "j F Y"), hint=f"by {one.drawn_by}"),
        ]
        for one in draws
    ]


def draw_facts(drawn: Draw) -> list[SummaryRow]:
    """How it was drawn: all that is needed to draw it again."""
    asked = drawn.asked
    lists = ", ".join(
        f"{one.reference} ({one.agency or 'the partnership'})" for one in (drawn.lists.all())
    )
    chosen = "typed" if drawn.seed_was_typed else "made by the service"
    when = date_format(localtime(drawn.drawn_at), "j F Y, H:i")
    rows = [
        SummaryRow("Drawn", f"{when} by {drawn.drawn_by}"),
        SummaryRow("What", CASE_KIND_LABELS[CaseKind(drawn.kind)]),
        SummaryRow("Seed", f"{drawn.seed} ({chosen})"),
        SummaryRow("Asked for", f"{asked.size} and {asked.reserves} in reserve"),
        SummaryRow("From", f"{drawn.candidates:,} people on {lists}"),
        SummaryRow("Who could be drawn", _who_could(drawn)),
        SummaryRow("Procedure", f"Version {drawn.algorithm}"),
        SummaryRow("Hash of the lists", drawn.input_hash),
        SummaryRow("Hash of the draw", drawn.result_hash),
    ]
    if drawn.purpose:
        rows.insert(2, SummaryRow("For", drawn.purpose))
    return rows


def _who_could(drawn: Draw) -> str:
    narrowed = drawn.narrowed
    cohorts = ", ".join(COHORT_LABELS[Cohort(one)] for one in narrowed["cohorts"])
    flags = ", ".join(CASE_FLAG_LABELS[CaseFlag(one)] for one in narrowed["flags"])
    said = [f"only: {cohorts}"] if cohorts else []
    said += [f"only: {flags}"] if flags else []
    said += ["one of a household"] if drawn.asked.one_of_household else []
    number = len(narrowed["left_out"])
    said += [f"without {number} drawn before"] if number else []
    return "; ".join(said).capitalize() or "Everybody on the lists"


def shortfalls_said(drawn: Draw, names: Names) -> list[str]:
    """What the lists could not meet, a sentence for each."""
    return [_shortfall(names, *one) for one in drawn.shortfalls]


def _shortfall(names: Names, dimension: str, group: str, asked: int, drawn: int, there: int) -> str:
    if not dimension:
        return f"{asked} were asked for, and only {there} could be drawn at all."
    name = names.of(dimension, group)
    if there < asked:
        return f"At least {asked} of “{name}” were asked for, and the lists have only {there}."
    return (
        f"At least {asked} of “{name}” were asked for, and {drawn} are drawn: no way was found to "
        "meet everything that was asked for together."
    )


def places_shown(
    inspection: Inspection, places: list[DrawPlace], subs: list[Substitution], names: Names
) -> list[list[Cell]]:
    """A row for each who was drawn, with who took their place."""
    out = {one.out_id: one for one in subs}
    return [
        [
            Cell(str(one.position), numeric=True),
            _case(inspection, str(one.case)),
            _subject(inspection, one.subject.reference),
            Cell(names.all_of(one.groups)),
            _state(inspection, one, out, str(one.case)),
        ]
        for one in places
        if not one.is_reserve
    ]


def reserves_shown(
    inspection: Inspection, places: list[DrawPlace], subs: list[Substitution], names: Names
) -> list[list[Cell]]:
    """A row for each in reserve, in their order."""
    came, out = {one.into_id: one for one in subs}, {one.out_id: one for one in subs}
    return [
        [
            Cell(str(one.position), numeric=True),
            _subject(inspection, one.subject.reference),
            Cell(names.all_of(one.groups)),
            Cell("In reserve")
            if one.pk not in came
            else _state(inspection, one, out, str(came[one.pk].case)),
        ]
        for one in places
        if one.is_reserve
    ]


def _state(inspection: Inspection, one: DrawPlace, out: dict[int, Substitution], case: str) -> Cell:
    if one.pk in out:
        return Cell(f"Substituted by case {out[one.pk].case}", hint=out[one.pk].why)
    return Cell(f"Case {case}", url=reverse("inspections:case", args=[inspection.reference, case]))


def substitutions_shown(
    inspection: Inspection, places: list[DrawPlace], subs: list[Substitution]
) -> list[list[Cell]]:
    """A row for each substitution, in order."""
    by_key = {one.pk: one for one in places}
    return [
        [
            Cell(str(one.number), numeric=True),
            Cell(by_key[one.out_id].subject.reference),
            Cell(
                f"Case {one.case}",
                url=reverse("inspections:case", args=[inspection.reference, str(one.case)]),
                hint=by_key[one.into_id].subject.reference
                + ("" if one.same_group else ": no reserve of the same group was left"),
            ),
            Cell(one.why),
            Cell(str(one.by), hint=date_format(localtime(one.at), "j F Y, H:i")),
        ]
        for one in subs
    ]


def substitutable(places: list[DrawPlace], subs: list[Substitution]) -> list[str]:
    """The references of the cases that hold a place now, in the order of the places."""
    out = {one.out_id for one in subs}
    held = [str(one.case) for one in places if not one.is_reserve and one.pk not in out]
    return held + [str(one.case) for one in subs if one.into_id not in out]


def balance_shown(
    drawn: Draw, places: list[DrawPlace], subs: list[Substitution], names: Names
) -> list[list[Cell]]:
    """How many were drawn of each group for which something was asked, and how many there are."""
    out, came = {one.out_id for one in subs}, {one.into_id for one in subs}
    first: Counter[tuple[str, ...]] = Counter()
    now: Counter[tuple[str, ...]] = Counter()
    for one in places:
        groups = [tuple(group) for group in one.groups]
        if not one.is_reserve:
            first.update(groups)
        if (not one.is_reserve or one.pk in came) and one.pk not in out:
            now.update(groups)
    return [
        [
            Cell(
                names.of(one.dimension, one.group),
                hint=DIMENSION_LABELS[Dimension(one.dimension)],
            ),
            Cell(str(one.at_least or "–"), numeric=True),
            Cell(str(one.weight or "–"), numeric=True),
            Cell(str(first[one.dimension, one.group]), numeric=True),
            Cell(str(now[one.dimension, one.group]), numeric=True),
        ]
        for one in drawn.asked.shares
    ]


def again_shown(again: Reproduced) -> list[list[Cell]]:
    """Each place as it is recorded and as it came out again; then the substitutions."""
    rows = []
    for what, recorded, drawn in (
        ("Drawn", again.recorded.drawn, again.result.drawn),
        ("Reserve", again.recorded.reserves, again.result.reserves),
    ):
        for place in range(max(len(recorded), len(drawn))):
            before = recorded[place] if place < len(recorded) else "Nobody"
            after = drawn[place] if place < len(drawn) else "Nobody"
            rows.append(_compared(f"{what} {place + 1}", before, after))
    for place, (now, then) in enumerate(again.exchanges, 1):
        before = f"{then.into} for {then.out}" if then else "Nobody"
        after = f"{now.into} for {now.out}" if now else "Nobody"
        rows.append(_compared(f"Substitution {place}", before, after))
    return rows


def _compared(what: str, before: str, after: str) -> list[Cell]:
    same = before == after
    mark = Cell("The same", colour="green") if same else Cell("Different", colour="red")
    return [Cell(what), Cell(before), Cell(after), mark]


def _case(inspection: Inspection, reference: str) -> Cell:
    return Cell(reference, url=reverse("inspections:case", args=[inspection.reference, reference]))


def _subject(inspection: Inspection, reference: str) -> Cell:
    return Cell(
        reference, url=reverse("inspections:subject", args=[inspection.reference, reference])
    )
