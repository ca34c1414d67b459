"""The work on a case: its team, what is done and left, its links."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from inspections.models import Assignment, Case, CaseLink, CaseMember, CaseStep, StepReport
from inspections.rules.cases import WorkSummary, is_seen_by_several, summary_of
from inspections.values import (
    CASE_LINK_LABELS,
    CONSENT_LABELS,
    OUTCOME_LABELS,
    PRESENT_LABELS,
    STEP_LABELS,
    CaseLinkKind,
    Consent,
    Outcome,
    Present,
    StepAsked,
    StepKind,
    StepSaid,
    TeamRole,
)
from pages.shown import Cell, Colour, Column, SummaryRow

TEAM_COLUMNS = [
    Column("Inspector"),
    Column("Inspectorate"),
    Column("On the case"),
    Column("Change"),
]
STEP_COLUMNS = [
    Column("What"),
    Column("Where it stands"),
    Column("By whom, when"),
    Column("Report"),
]
LINK_COLUMNS = [Column("Case"), Column("What it is to this one"), Column("Since"), Column("Change")]
_COLOURS: dict[str, Colour] = {Outcome.TO_DO: "blue", Outcome.DONE: "green", Outcome.LEFT: "grey"}
_PEOPLE = {
    StepKind.CHILD: ("child", "children"),
    StepKind.PARENT: ("parent or carer", "parents or carers"),
    StepKind.ADULT: ("adult offender", "adult offenders"),
    StepKind.PRACTITIONER: ("practitioner", "practitioners"),
    StepKind.MANAGER: ("manager", "managers"),
}


@dataclass(frozen=True)
class Section:
    """A part of a case's page: a table, and what is said above it."""

    title: str
    columns: list[Column]
    rows: list[list[Cell]]
    says: str
    none: str
    url: str
    action: str


def summary_words(summary: WorkSummary) -> str:
    """What has been done and what is left, in one line."""
    if not summary.is_planned and not summary.left_out:
        return "Nothing planned yet"
    parts = []
    if summary.records:
        parts.append(f"{summary.records_read} of {summary.records} records read")
    if summary.spoken_to:
        parts.append(f"{_people(summary.spoken_to)} spoken to")
    if summary.to_speak_to:
        parts.append(f"{_people(summary.to_speak_to)} to speak to")
    if summary.left_out:
        parts.append(f"{summary.left_out} that will not be done")
    return ", ".join(parts)


def _people(kinds: Sequence[str]) -> str:
    counted = Counter(kinds)
    said = []
    for kind, number in counted.items():
        one, several = _PEOPLE[StepKind(kind)]
        said.append(one if number == 1 else f"{number} {several}")
    return " and ".join(said)


def team_section(
    case: Case,
    members: Sequence[CaseMember],
    steps: Sequence[CaseStep],
    today: date,
    *,
    may_change: bool,
) -> Section:
    """Who works on a case and who did, and whether a second inspectorate has seen it."""
    seen = is_seen_by_several(step.state for step in steps)
    return Section(
        title="Who works on it",
        columns=TEAM_COLUMNS,
        rows=[_member_row(case, one, today, may_change) for one in members],
        says="Seen by more than one inspectorate."
        if seen
        else "Not yet seen by a second inspectorate: none has read a record or spoken to anybody.",
        none="Nobody works on this case yet.",
        url=_to("case_team", case) if may_change else "",
        action="Put an inspector on this case",
    )


def _member_row(case: Case, member: CaseMember, today: date, may_change: bool) -> list[Cell]:
    assignment = member.assignment
    since = f"since {_day(member.put_on_at)}"
    change = Cell("")
    if member.taken_off_at is not None:
        since = f"{_day(member.put_on_at)} to {_day(member.taken_off_at)}"
    elif may_change:
        email = assignment.person.email
        url = _to("end_case_member", case, email)
        change = Cell(f"Take {assignment.person} off this case", url=url)
    left = assignment.ends_on is not None and assignment.ends_on < today
    return [
        Cell(assignment.person.name),
        Cell(assignment.inspectorate.short_name),
        Cell(since, hint="Left the inspection’s team" if left else ""),
        change,
    ]


def work_section(case: Case, steps: Sequence[CaseStep], *, may_change: bool) -> Section:
    """What is to be read and asked, and what became of it."""
    return Section(
        title="What is done and what is left",
        columns=STEP_COLUMNS,
        rows=[_step_row(case, step, may_change) for step in steps],
        says=summary_words(summary_of(step.state for step in steps)),
        none="No records to read and nobody to speak to is planned yet.",
        url=_to("case_steps", case) if may_change else "",
        action="Plan what is to be done",
    )


def _step_row(case: Case, step: CaseStep, may_change: bool) -> list[Cell]:
    newest, outcome = step.newest, Outcome(step.outcome)
    verb = "Say what became of it" if outcome == Outcome.TO_DO else "Read or reopen"
    verb = verb if may_change else "Read"
    return [
        Cell(step_words(case, step.kind, step.agency.name if step.agency else "")),
        Cell(OUTCOME_LABELS[outcome], colour=_COLOURS[outcome]),
        Cell(_who(newest) if newest else f"Planned by {step.planned_by}", hint=_how(newest)),
        Cell(f"{verb} ({step.number})", url=_to("case_step", case, step.number)),
    ]


def step_words(case: Case, kind: str, agency: str) -> str:
    """What is to be done, in a line."""
    label = STEP_LABELS[StepKind(kind)]
    return f"{label}, {agency}" if agency else label


def offered_words(
    case: Case, offered: Sequence[StepAsked], agencies: Mapping[int, str]
) -> list[tuple[StepAsked, str]]:
    """What can be planned, with its words."""
    return [
        (one, step_words(case, one.kind, agencies[one.agency] if one.agency else ""))
        for one in offered
    ]


def report_rows(reports: Sequence[StepReport]) -> list[SummaryRow]:
    """Every report on a step, the newest first."""
    rows = []
    for report in sorted(reports, key=lambda one: -one.number):
        said = [_who(report), _how(report)]
        rows.append(
            SummaryRow(
                OUTCOME_LABELS[Outcome(report.outcome)],
                "\n".join(part for part in said if part),
                verbatim=True,
            )
        )
    return rows


@dataclass(frozen=True)
class BothReports:
    """What two people reported on one step at once."""

    mine: str
    theirs: str
    note: str


def conflict_on_step(mine: StepSaid, theirs: StepReport | None) -> BothReports:
    """What was sent, and what was saved first."""
    on = date_format(mine.on, "j F Y") if mine.on else ""
    parts = [
        OUTCOME_LABELS[Outcome(mine.outcome)],
        on,
        _said(mine.consent, mine.present, mine.note),
    ]
    sent = "\n".join(part for part in parts if part)
    if theirs is None:
        return BothReports(sent, "", "")
    first = [OUTCOME_LABELS[Outcome(theirs.outcome)], _who(theirs), _how(theirs)]
    note = f"Saved by {theirs.person}, {date_format(localtime(theirs.at), 'DATETIME_FORMAT')}"
    return BothReports(sent, "\n".join(part for part in first if part), note)


def _who(report: StepReport) -> str:
    if report.done_by is None or report.on is None:
        return f"{report.person}, {_day(report.at)}"
    doer = report.done_by
    on = date_format(report.on, "j F Y")
    return f"{doer.person}, {doer.inspectorate.short_name}, {on}"


def _how(report: StepReport | None) -> str:
    return _said(report.consent, report.present, report.note) if report else ""


def _said(consent: str, present: Sequence[str], note: str) -> str:
    said = []
    if consent:
        said.append(f"Consent: {CONSENT_LABELS[Consent(consent)].lower()}")
    if present:
        there = ", ".join(PRESENT_LABELS[Present(one)].lower() for one in present)
        said.append(f"Present: {there}")
    if note:
        said.append(note)
    return ". ".join(said)


def links_section(case: Case, links: Sequence[CaseLink], *, may_change: bool) -> Section:
    """What other cases are to this one."""
    return Section(
        title="Linked cases",
        columns=LINK_COLUMNS,
        rows=[_link_row(case, link, may_change) for link in links],
        says="",
        none="No child is linked to this adult yet. Link the cases of the children."
        if case.is_adults
        else "No other case is linked to this one.",
        url=_to("link_case", case) if may_change else "",
        action="Link another case",
    )


def _link_row(case: Case, link: CaseLink, may_change: bool) -> list[Cell]:
    other, kind = link.other(case), CaseLinkKind(link.kind)
    label = CASE_LINK_LABELS[kind][0 if link.first_id == case.pk else 1]
    if link.ended_at is None:
        url = _to("end_case_link", case, link.kind, other.reference)
        since = Cell(_day(link.made_at), hint=f"by {link.made_by}")
        change = Cell(f"End the link to {other.reference}", url=url) if may_change else Cell("")
    else:
        since = Cell(f"{_day(link.made_at)} to {_day(link.ended_at)}", hint=f"by {link.ended_by}")
        change = Cell("Ended", colour="grey")
    return [
        Cell(other.reference, url=_to("case", other, inspection=case)),
        Cell(label),
        since,
        change,
    ]


def people_of(team: Sequence[Assignment]) -> dict[str, str]:
    """The inspectors of a team by address; whoever only reads is left out."""
    return {
        one.person.email: f"{one.person} ({one.inspectorate.short_name})"
        for one in team
        if one.role != TeamRole.QUALITY_ASSURER
    }


def _to(route: str, case: Case, *more: object, inspection: Case | None = None) -> str:
    of = (inspection or case).inspection
    return reverse(f"inspections:{route}", args=[of.reference, case.reference, *more])


def _day(at: datetime) -> str:
    return date_format(localtime(at), "j F Y")
