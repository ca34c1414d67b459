"""Safeguarding concerns as their pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from inspections.models import Concern, ConcernEvent, ConcernTold
from inspections.presenters.joint_audit import moment, office_words
from inspections.states import ConcernState
from inspections.values import (
    AT_RISK_LABELS,
    CONCERN_OUTCOME_LABELS,
    AtRisk,
    ConcernOutcome,
)
from organisations.models import Office
from pages.shown import Cell, Colour, Column, SummaryRow
from records.states import JobState

STATE_COLOURS: dict[str, Colour] = {
    ConcernState.RAISED: "red",
    ConcernState.ACKNOWLEDGED: "orange",
    ConcernState.ACTED_ON: "blue",
    ConcernState.CLOSED: "green",
}
COLUMNS = [
    Column("Concern"),
    Column("Stage"),
    Column("Child at risk now"),
    Column("Case"),
    Column("Raised"),
]
TOLD_COLUMNS = [
    Column("Who"),
    Column("As"),
    Column("E-mail"),
    Column("Acknowledged"),
    Column("Reached otherwise"),
]


def concern_rows(reference: str, concerns: Iterable[Concern]) -> list[list[Cell]]:
    """A row for each concern."""
    return [
        [
            Cell(
                one.reference, url=reverse("inspections:concern", args=[reference, one.reference])
            ),
            Cell(one.state_label.capitalize(), colour=STATE_COLOURS[one.state]),
            Cell(AT_RISK_LABELS[AtRisk(one.at_risk)]),
            Cell(one.case.reference if one.case else "No case"),
            Cell(moment(one.raised_at), hint=f"by {one.raised_by}"),
        ]
        for one in concerns
    ]


def concern_facts(concern: Concern) -> list[SummaryRow]:
    """What was raised, for the team."""
    rows = [
        SummaryRow("Stage", concern.state_label.capitalize(), colour=STATE_COLOURS[concern.state]),
        SummaryRow("Is a child at risk now?", AT_RISK_LABELS[AtRisk(concern.at_risk)]),
        SummaryRow("What was seen or heard", concern.seen, verbatim=True),
        SummaryRow("Called already", ", ".join(concern.called_labels) or "Nobody"),
        SummaryRow("What was done at once", concern.done, verbatim=True),
        SummaryRow("Case", concern.case.reference if concern.case else "No case"),
        SummaryRow("Agency concerned", concern.agency.name if concern.agency else "None"),
        SummaryRow("Raised", f"{moment(concern.raised_at)} by {concern.raised_by}"),
    ]
    if concern.outcome:
        outcome = CONCERN_OUTCOME_LABELS[ConcernOutcome(concern.outcome)]
        rows.append(SummaryRow("Outcome", outcome))
    return rows


def told_rows(
    reference: str, told: Sequence[ConcernTold], at: datetime, *, can_pursue: bool
) -> list[list[Cell]]:
    """A row for each person who was told: when the e-mail went, and whether they have read it."""
    return [
        [
            Cell(one.person.name, hint=one.person.email),
            Cell(_as(one)),
            _sent(one),
            _acknowledged(one, at),
            _reach(reference, one) if can_pursue else Cell(""),
        ]
        for one in told
    ]


def _as(told: ConcernTold) -> str:
    if told.inspectorate is not None:
        return f"Lead, {told.inspectorate.short_name}"
    return office_words(told.office) if told.office else ""


def _sent(told: ConcernTold) -> Cell:
    job = told.last_job
    again = f"Told {told.reminders + 1} times" if told.reminders else ""
    if job is None:
        return Cell("Not sent", colour="red", hint="Call them")
    if job.state == JobState.DONE and job.finished_at is not None:
        return Cell(f"Sent {moment(job.finished_at)}", hint=again)
    if job.is_over:
        return Cell("Could not be sent", colour="red", hint="Call them")
    return Cell("Being sent", hint=again)


def _acknowledged(told: ConcernTold, at: datetime) -> Cell:
    if told.acknowledged_at is not None:
        hint = f"reached otherwise, recorded by {told.reached_by}" if told.reached_by else ""
        return Cell(moment(told.acknowledged_at), hint=hint)
    if told.is_over:
        return Cell("Not acknowledged")
    if told.is_late(at):
        return Cell("Not acknowledged", colour="red", hint=f"due {moment(told.due_at)}")
    return Cell("Not yet", colour="yellow", hint=f"due {moment(told.due_at)}")


def _reach(reference: str, told: ConcernTold) -> Cell:
    if told.acknowledged_at is not None or told.is_over:
        return Cell("")
    where = [reference, told.concern.reference, told.person.email]
    label = f"Record that {told.person.name} was reached"
    return Cell(label, url=reverse("inspections:reach_otherwise", args=where))


def acknowledged_words(told: ConcernTold) -> str:
    """What is said to somebody who has just acknowledged it."""
    at = told.acknowledged_at
    return f"You acknowledged it on {moment(at)}." if at else ""


@dataclass(frozen=True)
class Happening:
    """One thing that happened to a concern."""

    when: str
    what: str
    why: str


def happenings(events: Iterable[ConcernEvent]) -> list[Happening]:
    """What happened, in its order."""
    return [Happening(moment(one.at), f"{one.what} ({one.by})", one.why) for one in events]


def releases(told: Iterable[ConcernTold]) -> list[SummaryRow]:
    """What each office-holder may read."""
    return [
        SummaryRow(one.person.name, one.released or "The reference alone", verbatim=True)
        for one in told
        if one.office_id is not None
    ]


def to_call(offices: Iterable[Office], told: Iterable[ConcernTold]) -> list[str]:
    """Who holds an office here and cannot be told by Concord: they are called."""
    known = {one.person_id for one in told}
    return [
        f"{one.holder_name}, {office_words(one)}"
        for one in offices
        if one.person is None or (one.person_id not in known and not one.person.is_active)
    ]
