"""Who records events, evaluations of practice and conversations: one case for each answer."""

from collections.abc import Callable
from typing import Any

import pytest

from inspections.models import (
    Assignment,
    CaseEvent,
    Conversation,
    Inspection,
    PracticeEvaluation,
)
from inspections.permissions.conversation import (
    may_change_conversation,
    may_record_conversation,
    may_withdraw_conversation,
)
from inspections.permissions.journey import (
    may_change_event,
    may_record_event,
    may_withdraw_event,
    works_on_cases,
)
from inspections.permissions.practice import may_evaluate_practice, may_withdraw_evaluation
from inspections.states import TAKES_EVIDENCE, InspectionState
from inspections.values import TeamRole
from records.permissions import Allowed, Answer
from tests.inspections.kept_rows import AT, CQC, KIT, LOU, OFSTED

NOT_ON_TEAM = "You are not on the team of this inspection."
READS = "The quality assurer reads; the inspectors record."

Record = Callable[[Assignment | None, Inspection], Answer]
RECORDING = [
    (may_record_event, "Events are"),
    (may_evaluate_practice, "Evaluations are"),
    (may_record_conversation, "Conversations are"),
]


def inspection(state: InspectionState = InspectionState.FIELDWORK) -> Inspection:
    return Inspection(pk=3, reference="OF-2026-0001", state=state)


def member(role: TeamRole = TeamRole.INSPECTOR, inspectorate: Any = CQC) -> Assignment:
    return Assignment(role=role, inspectorate=inspectorate, person=KIT)


def too_late(state: InspectionState, what: str) -> str:
    label = inspection(state).state_label
    return f"This inspection is {label}. {what} recorded from the notice until it is closed."


def event(**changes: Any) -> CaseEvent:
    return CaseEvent(**{"author": KIT, "owner": CQC, **changes})


def evaluation(**changes: Any) -> PracticeEvaluation:
    return PracticeEvaluation(**{"author": KIT, "owner": CQC, **changes})


def conversation(**changes: Any) -> Conversation:
    return Conversation(**{"author": KIT, "owner": CQC, **changes})


# --- recording ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("may_record", "what"), RECORDING)
def test_nobody_from_outside_records(may_record: Record, what: str) -> None:
    assert may_record(None, inspection()).reason == NOT_ON_TEAM


@pytest.mark.parametrize(("may_record", "what"), RECORDING)
@pytest.mark.parametrize(
    ("role", "reason"),
    [
        (TeamRole.OVERALL_LEAD, ""),
        (TeamRole.LEAD, ""),
        (TeamRole.INSPECTOR, ""),
        (TeamRole.QUALITY_ASSURER, READS),
    ],
)
def test_inspectors_and_leads_record(
    may_record: Record, what: str, role: TeamRole, reason: str
) -> None:
    answer = may_record(member(role), inspection())
    assert (answer.allowed, answer.reason) == (not reason, reason)


@pytest.mark.parametrize(("may_record", "what"), RECORDING)
@pytest.mark.parametrize("state", InspectionState)
def test_recording_begins_with_the_notice_and_ends_when_it_is_closed(
    may_record: Record, what: str, state: InspectionState
) -> None:
    answer = may_record(member(), inspection(state))
    reason = "" if state in TAKES_EVIDENCE else too_late(state, what)
    assert (answer.allowed, answer.reason) == (not reason, reason)


def test_what_a_role_may_not_is_said_before_what_the_stage_forbids() -> None:
    answer = may_record_event(member(TeamRole.QUALITY_ASSURER), inspection(InspectionState.CLOSED))
    assert answer.reason == READS


def test_a_refusal_names_what_is_recorded() -> None:
    answer = works_on_cases(member(), inspection(InspectionState.PLANNED), "Notes are")
    assert "Notes are recorded from the notice" in answer.reason


# --- changing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "state", "withdrawn", "reason"),
    [
        (member(), InspectionState.FIELDWORK, False, ""),
        (member(inspectorate=OFSTED), InspectionState.FIELDWORK, False, ""),
        (member(TeamRole.QUALITY_ASSURER), InspectionState.FIELDWORK, False, READS),
        (None, InspectionState.FIELDWORK, False, NOT_ON_TEAM),
        (
            member(),
            InspectionState.CLOSED,
            False,
            too_late(InspectionState.CLOSED, "Events are"),
        ),
        (
            member(),
            InspectionState.FIELDWORK,
            True,
            "This event was withdrawn. Record it anew if it is to stand.",
        ),
        (
            None,
            InspectionState.CLOSED,
            True,
            "This event was withdrawn. Record it anew if it is to stand.",
        ),
    ],
)
def test_an_event_is_changed_by_whoever_works_on_cases(
    by: Assignment | None, state: InspectionState, withdrawn: bool, reason: str
) -> None:
    row = event(author=LOU, withdrawn_at=AT if withdrawn else None)
    answer = may_change_event(by, inspection(state), row)
    assert (answer.allowed, answer.reason) == (not reason, reason)


@pytest.mark.parametrize(
    ("by", "person", "state", "withdrawn", "reason"),
    [
        (member(), KIT, InspectionState.FIELDWORK, False, ""),
        (
            member(),
            LOU,
            InspectionState.FIELDWORK,
            False,
            "Only the person who recorded it can change it.",
        ),
        (
            member(TeamRole.LEAD),
            LOU,
            InspectionState.FIELDWORK,
            False,
            "Only the person who recorded it can change it.",
        ),
        (member(), KIT, InspectionState.FIELDWORK, True, "This conversation was withdrawn."),
        (None, KIT, InspectionState.FIELDWORK, False, NOT_ON_TEAM),
        (member(TeamRole.QUALITY_ASSURER), KIT, InspectionState.FIELDWORK, False, READS),
        (
            member(),
            KIT,
            InspectionState.SUSPENDED,
            False,
            too_late(InspectionState.SUSPENDED, "Conversations are"),
        ),
    ],
)
def test_a_conversation_is_changed_by_who_heard_it_alone(
    by: Assignment | None, person: Any, state: InspectionState, withdrawn: bool, reason: str
) -> None:
    row = conversation(withdrawn_at=AT if withdrawn else None)
    answer = may_change_conversation(by, inspection(state), row, person)
    assert (answer.allowed, answer.reason) == (not reason, reason)


# --- withdrawing --------------------------------------------------------------------------------

WITHDRAWING = [
    pytest.param(
        may_withdraw_event,
        event,
        "This event was withdrawn. Record it anew if it is to stand.",
        "An event is withdrawn by its author or by the inspectorate’s lead.",
        "Events are",
        id="event",
    ),
    pytest.param(
        may_withdraw_evaluation,
        evaluation,
        "This evaluation was withdrawn before.",
        "An evaluation is withdrawn by its author or by the inspectorate’s lead.",
        "Evaluations are",
        id="evaluation",
    ),
    pytest.param(
        may_withdraw_conversation,
        conversation,
        "This conversation was withdrawn before.",
        "A conversation is withdrawn by who recorded it or by the inspectorate’s lead.",
        "Conversations are",
        id="conversation",
    ),
]
NAMES = ("may_withdraw", "row", "gone", "not_yours", "what")


@pytest.mark.parametrize(NAMES, WITHDRAWING)
@pytest.mark.parametrize(
    ("by", "person", "is_allowed"),
    [
        (member(), KIT, True),
        (member(inspectorate=OFSTED), KIT, True),
        (member(TeamRole.LEAD), LOU, True),
        (member(TeamRole.OVERALL_LEAD), LOU, True),
        (member(), LOU, False),
        (member(TeamRole.LEAD, OFSTED), LOU, False),
        (member(TeamRole.OVERALL_LEAD, OFSTED), LOU, False),
    ],
    ids=[
        "its author",
        "its author, who changed sides",
        "the lead",
        "the overall lead of the inspectorate",
        "a colleague",
        "the lead of another",
        "the overall lead of another",
    ],
)
def test_a_record_is_withdrawn_by_its_author_or_the_lead_of_its_owner(
    may_withdraw: Any,
    row: Any,
    gone: str,
    not_yours: str,
    what: str,
    by: Assignment,
    person: Any,
    is_allowed: bool,
) -> None:
    answer = may_withdraw(by, inspection(), row(), person)
    assert (answer.allowed, answer.reason) == (is_allowed, "" if is_allowed else not_yours)


@pytest.mark.parametrize(NAMES, WITHDRAWING)
def test_a_record_is_withdrawn_once(
    may_withdraw: Any, row: Any, gone: str, not_yours: str, what: str
) -> None:
    answer = may_withdraw(member(TeamRole.LEAD), inspection(), row(withdrawn_at=AT), KIT)
    assert answer.reason == gone


@pytest.mark.parametrize(NAMES, WITHDRAWING)
@pytest.mark.parametrize("state", InspectionState)
def test_a_record_is_withdrawn_while_the_inspection_takes_evidence(
    may_withdraw: Any,
    row: Any,
    gone: str,
    not_yours: str,
    what: str,
    state: InspectionState,
) -> None:
    answer = may_withdraw(member(), inspection(state), row(), KIT)
    reason = "" if state in TAKES_EVIDENCE else too_late(state, what)
    assert (answer.allowed, answer.reason) == (not reason, reason)


@pytest.mark.parametrize(NAMES, WITHDRAWING)
@pytest.mark.parametrize(
    ("by", "reason"), [(None, NOT_ON_TEAM), (member(TeamRole.QUALITY_ASSURER), READS)]
)
def test_an_author_who_records_no_longer_withdraws_no_longer(
    may_withdraw: Any,
    row: Any,
    gone: str,
    not_yours: str,
    what: str,
    by: Assignment | None,
    reason: str,
) -> None:
    assert may_withdraw(by, inspection(), row(), KIT).reason == reason


@pytest.mark.parametrize(NAMES, WITHDRAWING)
def test_a_yes_has_no_reason(
    may_withdraw: Any, row: Any, gone: str, not_yours: str, what: str
) -> None:
    assert may_withdraw(member(), inspection(), row(), KIT) == Allowed()
