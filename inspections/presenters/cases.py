"""Cases: in a list, what is known of one, how that changed, and two changes at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from inspections.models import Case, CaseMember, CaseRevision, Inspection
from inspections.presenters.case_work import summary_words
from inspections.rules.cases import StepState, is_seen_by_several, summary_of, where_placed
from inspections.values import (
    ADULTS_PART_LABELS,
    AGE_BAND_LABELS,
    CASE_FLAG_LABELS,
    CASE_KIND_LABELS,
    CASE_PAGE,
    COHORT_LABELS,
    JOURNEY_POINT_LABELS,
    SUBJECT_LABELS,
    AdultsPart,
    AgeBand,
    CaseFacts,
    CaseFlag,
    CaseKind,
    CaseOffers,
    CasesAsked,
    CasesFound,
    Cohort,
    JourneyPoint,
    Subject,
)
from pages.shown import Cell, Column, Link, SummaryRow

CASE_COLUMNS = [
    Column("Case"),
    Column("Kind"),
    Column("Age"),
    Column("Cohort"),
    Column("Who works on it"),
    Column("Done and left"),
]
NOT_RECORDED = "Not recorded"


@dataclass(frozen=True)
class CasePageShown:
    """A page of a list of cases, and where the list goes on."""

    cases: list[Case]
    before_url: str
    after_url: str
    says: str


def case_page(found: CasesFound, asked: CasesAsked, address: str) -> CasePageShown:
    """A page of cases, what it leaves out, and where it goes on.

    Args:
        address: of the list, with what is asked for.
    """
    cases = found.cases
    says = f"{len(cases)} {'case' if len(cases) == 1 else 'cases'} on this page."
    if found.has_sooner or found.goes_on:
        says += f" A page shows {CASE_PAGE}; the others are on the pages beside it."
    if asked.is_filtered:
        says += " Only those that you asked for are listed; the others are left out."
    return CasePageShown(
        cases=cases,
        before_url=_beside(address, "before", cases[0]) if cases and found.has_sooner else "",
        after_url=_beside(address, "after", cases[-1]) if cases and found.goes_on else "",
        says=says,
    )


def _beside(address: str, side: str, case: Case) -> str:
    path, _, asked = address.partition("?")
    query = QueryDict(asked, mutable=True)
    for name in ("after", "before"):
        query.pop(name, None)
    query[side] = case.reference
    return f"{path}?{query.urlencode()}"


def case_rows(
    inspection: Inspection,
    cases: Sequence[Case],
    members: Iterable[CaseMember],
    states: Mapping[int, list[StepState]],
) -> list[list[Cell]]:
    """A row for each case.

    Args:
        members: who works on the cases of this inspection now.
        states: where the steps of each case stand, by its primary key.
    """
    teams: dict[int, list[str]] = {}
    for member in members:
        name = member.assignment.inspectorate.short_name
        if name not in teams.setdefault(member.case_id, []):
            teams[member.case_id].append(name)
    return [
        [
            Cell(
                case.reference,
                url=reverse("inspections:case", args=[inspection.reference, case.reference]),
                hint="" if case.subject == Subject.CHILD else case.get_subject_display(),
            ),
            _kind_cell(case),
            Cell(case.get_age_band_display()),
            Cell(case.get_cohort_display(), hint=_flags(case.flags)),
            _team_cell(teams.get(case.pk, []), states.get(case.pk, [])),
            Cell(summary_words(summary_of(states.get(case.pk, [])))),
        ]
        for case in cases
    ]


def _kind_cell(case: Case) -> Cell:
    hints = [case.get_point_display()] if case.point else []
    if case.in_deep_dive:
        hints.append("Deep dive")
    return Cell(CASE_KIND_LABELS[CaseKind(case.kind)], hint=" · ".join(hints))


def _team_cell(inspectorates: Sequence[str], states: Sequence[StepState]) -> Cell:
    hint = "" if is_seen_by_several(states) else "Not yet seen by a second inspectorate"
    return Cell(", ".join(inspectorates) or "Nobody yet", hint=hint)


def _flags(flags: Iterable[str]) -> str:
    return "; ".join(CASE_FLAG_LABELS[CaseFlag(flag)] for flag in CaseFlag if flag in set(flags))


def case_facts(case: Case, inspection: Inspection) -> list[SummaryRow]:
    """What is known of a case, fetched `for_page`. Who the child is stands nowhere."""
    agencies = {agency.pk: agency.name for agency in case.agencies.all()}
    if case.listed_by is not None:
        agencies[case.listed_by.pk] = case.listed_by.name
    areas = {one.pk: one.name for one in (case.lives_in, case.placed_by, inspection.area) if one}
    topic = inspection.topic if inspection.deep_dive else None
    names = CaseOffers(agencies, areas, inspection.area_id, topic.title if topic else "")
    added = date_format(localtime(case.added_at), "j F Y")
    rows = [SummaryRow("Kind", CASE_KIND_LABELS[CaseKind(case.kind)])]
    rows += [
        SummaryRow(label, words)
        for label, words in words_of(case.facts(), names).items()
        if words and words != NOT_RECORDED
    ]
    return [*rows, SummaryRow("Added", f"{added} by {case.added_by}")]


def words_of(facts: CaseFacts, names: CaseOffers) -> dict[str, str]:
    """The facts of a case in words, under the labels of the page. What does not apply is empty."""

    def area(key: int | None) -> str:
        return names.areas.get(key, "another area") if key else ""

    involved = sorted(names.agencies.get(key, "another agency") for key in facts.agencies)
    listed_by = names.agencies.get(facts.listed_by, "another agency") if facts.listed_by else ""
    home, lives_in, placed_by = area(names.home), area(facts.lives_in), area(facts.placed_by)
    part, point = facts.adults_part, facts.point
    return {
        "Whose case it is": SUBJECT_LABELS[Subject(facts.subject)],
        "What they are to children": ADULTS_PART_LABELS[AdultsPart(part)] if part else "",
        "From the list of": listed_by or NOT_RECORDED,
        "Age": AGE_BAND_LABELS[AgeBand(facts.age_band)],
        "Cohort": COHORT_LABELS[Cohort(facts.cohort)],
        "Point of the journey": JOURNEY_POINT_LABELS[JourneyPoint(point)] if point else "",
        "Deep dive": names.topic if facts.in_deep_dive else "",
        "What else to know": _flags(facts.flags),
        "Agencies involved": ", ".join(involved),
        "Lives in": lives_in or NOT_RECORDED,
        "Placement": where_placed(home=home, lives_in=lives_in, placed_by=placed_by),
    }


@dataclass(frozen=True)
class Version:
    """What one save of a case changed."""

    title: str
    said: str
    why: str
    rows: list[SummaryRow]


def versions_of(revisions: Sequence[CaseRevision], names: CaseOffers) -> list[Version]:
    """The saves of a case, the newest first: who, when, and what became of what."""
    shown = []
    for revision, before in zip(revisions, [*revisions[1:], None], strict=True):
        now = words_of(revision.said(), names)
        then = words_of(before.said(), names) if before else dict.fromkeys(now, "")
        changed = [
            SummaryRow(label, _became(then[label], words))
            for label, words in now.items()
            if words != then[label]
        ]
        shown.append(
            Version(
                title=f"Version {revision.version}",
                said=f"Saved {_moment(revision)} by {revision.person}",
                why=revision.why,
                rows=changed,
            )
        )
    return shown


def _became(before: str, now: str) -> str:
    if before and now:
        return f"{before} → {now}"
    return now or f"No longer: {before}"


@dataclass(frozen=True)
class BothCases:
    """What two people saved of one case at once."""

    columns: list[Column]
    rows: list[list[Cell]]
    mine: str
    theirs: str
    note: str


def conflict_in_case(
    mine: CaseFacts, why: str, revisions: Sequence[CaseRevision], base: int, names: CaseOffers
) -> BothCases:
    """What was sent beside what was saved first, where they differ.

    Args:
        revisions: the versions of the case, the newest first.
        base: the version that was on the page.
    """
    theirs = revisions[0]
    known = next((one for one in revisions if one.version == base), theirs)
    said = [words_of(facts, names) for facts in (known.said(), mine, theirs.said())]
    rows = [
        [Cell(label), *(Cell(words[label] or "No") for words in said)]
        for label in said[0]
        if len({words[label] for words in said}) > 1
    ]
    columns = [
        Column("What"),
        Column("Before"),
        Column("Yours, not saved yet"),
        Column("Saved first"),
    ]
    note = f"Version {theirs.version}, saved {_moment(theirs)} by {theirs.person}"
    return BothCases(columns, rows, why, theirs.why, note)


def _moment(revision: CaseRevision) -> str:
    return date_format(localtime(revision.at), "DATETIME_FORMAT")


def subject_links(address: str, chosen: str) -> list[Link]:
    """The pages of the same form for another subject; the chosen one has no address."""
    return [
        Link(SUBJECT_LABELS[one], "" if one == chosen else f"{address}?subject={one.value}")
        for one in Subject
    ]


def named_cases(cases: Iterable[Case]) -> dict[str, str]:
    """Cases by reference, as a list offers them."""
    return {
        one.reference: f"{one.reference}: {one.get_age_band_display()}, {one.get_cohort_display()}"
        for one in cases
    }
