"""Who may what in a joint audit and with a safeguarding concern: truth tables, and their tables."""

from typing import Any

import pytest

from inspections.models import Assignment, AuditReturn, Concern, Inspection, JointAudit
from inspections.permissions import (
    may_act_on_concern,
    may_ask_audit,
    may_compare,
    may_enter,
    may_pursue_concern,
    may_raise_concern,
    may_return,
    may_steer_audit,
)
from inspections.states import (
    AUDIT_ASKED_IN,
    CONCERN,
    JOINT_AUDIT,
    OVER,
    TAKES_EVIDENCE,
    AuditState,
    ConcernState,
    InspectionState,
)
from organisations.models import Inspectorate, User
from organisations.values import OfficeKind
from records.errors import TransitionNotAllowed
from records.permissions import Answer
from records.states import StateTable

CQC = Inspectorate(pk=2, code="cqc", name="CQC", short_name="CQC")
ROLES = ("overall_lead", "lead", "inspector", "quality_assurer", None)
STATES = [state.value for state in InspectionState]
KIT, LOU = User(pk=1, name="Kit Lane"), User(pk=2, name="Lou Hill")
CHAIR, MANAGER, LEADER = (one.value for one in OfficeKind)
NOT_ON_TEAM = "You are not on the team of this inspection."
NOT_OVERALL = "Only the overall lead of this inspection can do that."
NOT_LEAD = "Only the lead of an inspectorate can do that."


def place(role: str | None, person: User = KIT) -> Assignment | None:
    """A place on the team, or None for nobody's."""
    return Assignment(inspectorate=CQC, role=role, person=person) if role else None


def inspection(state: str) -> Inspection:
    return Inspection(reference="OF-2026-0001", state=state)


def reason(answer: Answer) -> str:
    assert not answer.allowed
    return answer.reason


# --- asking for an audit, and steering it -------------------------------------------------------

STEERS = [(may_ask_audit, AUDIT_ASKED_IN), (may_steer_audit, set(STATES) - OVER)]


@pytest.mark.parametrize(("ask", "when"), STEERS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_only_the_overall_lead_asks_and_steers_and_in_its_time(
    ask: Any, when: Any, role: str | None, state: str
) -> None:
    answer = ask(place(role), inspection(state))
    assert answer.allowed is (role == "overall_lead" and state in when)


@pytest.mark.parametrize("ask", [may_ask_audit, may_steer_audit])
@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        (None, NOT_ON_TEAM),
        ("lead", NOT_OVERALL),
        ("inspector", NOT_OVERALL),
        ("quality_assurer", NOT_OVERALL),
    ],
)
@pytest.mark.parametrize("state", ["planned", "fieldwork", "closed"])
def test_who_somebody_is_is_said_before_the_stage(
    ask: Any, role: str | None, sentence: str, state: str
) -> None:
    assert reason(ask(place(role), inspection(state))) == sentence


@pytest.mark.parametrize("state", sorted(set(STATES) - AUDIT_ASKED_IN))
def test_out_of_its_time_it_says_when_the_partnership_is_asked(state: str) -> None:
    assert reason(may_ask_audit(place("overall_lead"), inspection(state))) == (
        f"This inspection is {state}. The partnership is asked for a joint audit from the notice "
        "until fieldwork ends."
    )


@pytest.mark.parametrize("state", ["closed", "abandoned"])
def test_after_the_end_the_audit_stays_as_it_is(state: str) -> None:
    said = reason(may_steer_audit(place("overall_lead"), inspection(state)))
    assert said == f"This inspection is {state}. Its joint audit stays as is."


# --- entering and returning it ------------------------------------------------------------------


@pytest.mark.parametrize("last", [None, AuditReturn(person=LOU)])
def test_while_it_is_asked_leaders_enter_even_after_an_earlier_return(
    last: AuditReturn | None,
) -> None:
    assert may_enter(JointAudit(state="asked"), last).allowed


@pytest.mark.parametrize("state", ["returned", "withdrawn"])
@pytest.mark.parametrize(
    ("last", "begins"),
    [
        (None, "The audit was returned. What was returned"),
        (AuditReturn(person=LOU), "The audit was returned by Lou Hill. What was returned"),
    ],
)
def test_after_the_return_it_says_by_whom_and_who_reopens_it(
    state: str, last: AuditReturn | None, begins: str
) -> None:
    said = reason(may_enter(JointAudit(state=state), last))
    assert said.startswith(begins)
    assert said.endswith("unless the overall lead reopens it.")


# Each kind of office that the person has (rows) by all that are let in.
RETURNS = [
    ([CHAIR], [CHAIR], True),
    ([MANAGER], [MANAGER], True),
    ([CHAIR], [CHAIR, MANAGER, LEADER], True),
    ([MANAGER], [CHAIR, MANAGER, LEADER], True),
    ([LEADER], [CHAIR, MANAGER, LEADER], False),
    ([LEADER], [LEADER, LEADER], True),
    ([LEADER, MANAGER], [LEADER, MANAGER, CHAIR], True),
    ([], [CHAIR], False),
    ([], [], True),
]


@pytest.mark.parametrize(("mine", "inside", "may"), RETURNS)
def test_who_returns_it(mine: list[str], inside: list[str], may: bool) -> None:
    answer = may_return(mine, inside)
    assert answer.allowed is may
    if not may:
        assert "chair or business manager returns the audit" in answer.reason


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("takes_part", [True, False])
def test_who_compares_at_which_stage(role: str | None, state: str, takes_part: bool) -> None:
    answer = may_compare(place(role), inspection(state), takes_part=takes_part)
    records = role in {"overall_lead", "lead", "inspector"}
    assert answer.allowed is (records and state in TAKES_EVIDENCE and takes_part)


@pytest.mark.parametrize(
    ("role", "state", "takes_part", "begins"),
    [
        (None, "fieldwork", True, NOT_ON_TEAM),
        ("quality_assurer", "fieldwork", True, "The quality assurer reads"),
        ("inspector", "closed", True, "This inspection is closed."),
        ("inspector", "fieldwork", False, "Your inspectorate takes no part in this strand."),
    ],
)
def test_whoever_does_not_compare_is_told_why(
    role: str | None, state: str, takes_part: bool, begins: str
) -> None:
    said = reason(may_compare(place(role), inspection(state), takes_part=takes_part))
    assert said.startswith(begins)


# --- concerns -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_everybody_on_the_team_raises_a_concern_until_the_end(role: str | None, state: str) -> None:
    answer = may_raise_concern(place(role), inspection(state))
    assert answer.allowed is (role is not None and state not in OVER)


@pytest.mark.parametrize("state", ["closed", "abandoned"])
def test_after_the_end_it_says_whom_to_call(state: str) -> None:
    said = reason(may_raise_concern(place("inspector"), inspection(state)))
    assert said.startswith(f"This inspection is {state}, and nobody watches its pages.")
    assert said.endswith("Call the local authority’s duty team, or the police.")


@pytest.mark.parametrize("state", STATES)
def test_a_stranger_learns_no_stage(state: str) -> None:
    assert reason(may_raise_concern(None, inspection(state))) == NOT_ON_TEAM


def concern(state: str, raised_by: User = LOU) -> Concern:
    return Concern(reference="SC-1", state=state, raised_by=raised_by)


@pytest.mark.parametrize("state", list(ConcernState))
@pytest.mark.parametrize("is_raiser", [True, False])
@pytest.mark.parametrize("role", ROLES)
def test_a_lead_or_the_raiser_tells_others_until_it_is_closed(
    role: str | None, is_raiser: bool, state: ConcernState
) -> None:
    row = concern(state.value, KIT if is_raiser else LOU)
    may = is_raiser or role in {"overall_lead", "lead"}
    answer = may_pursue_concern(place(role), row)
    assert answer.allowed is (role is not None and may and state != ConcernState.CLOSED)


@pytest.mark.parametrize("state", list(ConcernState))
@pytest.mark.parametrize("is_raiser", [True, False])
@pytest.mark.parametrize("role", ROLES)
def test_leads_record_what_was_done_and_the_raiser_does_not(
    role: str | None, is_raiser: bool, state: ConcernState
) -> None:
    row = concern(state.value, KIT if is_raiser else LOU)
    answer = may_act_on_concern(place(role), row)
    assert answer.allowed is (role in {"overall_lead", "lead"} and state != ConcernState.CLOSED)


ONLY_LEAD_OR_RAISER = "Only a lead, or the person who raised the concern, tells others of it."
CLOSED = "This concern is closed. If a child is at risk again, raise a new one."


@pytest.mark.parametrize(
    ("may", "role", "state", "sentence"),
    [
        (may_pursue_concern, None, "raised", NOT_ON_TEAM),
        (may_pursue_concern, "inspector", "raised", ONLY_LEAD_OR_RAISER),
        (may_pursue_concern, "quality_assurer", "closed", ONLY_LEAD_OR_RAISER),
        (may_pursue_concern, "lead", "closed", CLOSED),
        (may_act_on_concern, None, "closed", NOT_ON_TEAM),
        (may_act_on_concern, "inspector", "closed", NOT_LEAD),
        (may_act_on_concern, "quality_assurer", "raised", NOT_LEAD),
        (may_act_on_concern, "overall_lead", "closed", CLOSED),
    ],
)
def test_whoever_may_not_is_told_why(may: Any, role: str | None, state: str, sentence: str) -> None:
    assert reason(may(place(role), concern(state))) == sentence


# --- the tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "states"), [(JOINT_AUDIT, AuditState), (CONCERN, ConcernState)], ids=["audit", "sc"]
)
def test_every_stage_is_reached_from_the_first(table: StateTable, states: Any) -> None:
    reached, frontier = {table.first}, [table.first]
    while frontier:
        targets = set(table.targets(frontier.pop())) - reached
        reached |= targets
        frontier += targets
    assert reached == {state.value for state in states}


@pytest.mark.parametrize(
    ("table", "source", "targets"),
    [
        (JOINT_AUDIT, "asked", ["returned", "asked", "withdrawn"]),
        (JOINT_AUDIT, "returned", ["asked"]),
        (JOINT_AUDIT, "withdrawn", ["asked"]),
        (CONCERN, "raised", ["acknowledged"]),
        (CONCERN, "acknowledged", ["acted_on"]),
        (CONCERN, "acted_on", ["closed"]),
        (CONCERN, "closed", []),
    ],
)
def test_each_stage_leads_where_it_may_and_nowhere_else(
    table: StateTable, source: str, targets: list[str]
) -> None:
    assert list(table.targets(source)) == targets


@pytest.mark.parametrize(
    ("table", "verb", "source", "stage", "step", "where"),
    [
        (JOINT_AUDIT, "return", "returned", "returned", "return", "asked"),
        (JOINT_AUDIT, "return", "withdrawn", "withdrawn", "return", "asked"),
        (JOINT_AUDIT, "reopen", "withdrawn", "withdrawn", "reopen", "returned"),
        (JOINT_AUDIT, "let_in_late", "returned", "returned", "let in late", "asked"),
        (JOINT_AUDIT, "ask_again", "asked", "asked", "ask again", "withdrawn"),
        (CONCERN, "act", "raised", "raised", "act", "acknowledged"),
        (CONCERN, "act", "acted_on", "acted on", "act", "acknowledged"),
        (CONCERN, "close", "acknowledged", "acknowledged", "close", "acted on"),
        (CONCERN, "acknowledge", "acted_on", "acted on", "acknowledge", "raised"),
        (CONCERN, "reopen", "closed", "closed", "reopen", "no state"),
    ],
)
def test_a_step_that_is_refused_says_where_it_is_possible(
    table: StateTable, verb: str, source: str, stage: str, step: str, where: str
) -> None:
    with pytest.raises(TransitionNotAllowed) as refused:
        table.find(verb, source)
    assert refused.value.message == (
        f"This {table.name} is in the stage “{stage}”. To {step} is possible in: {where}. "
        "Nothing was changed."
    )


@pytest.mark.parametrize(
    ("table", "verb", "source", "by"),
    [
        (JOINT_AUDIT, "return", "asked", "the partnership’s chair or business manager; without"),
        (JOINT_AUDIT, "reopen", "returned", "the overall lead"),
        (JOINT_AUDIT, "let_in_late", "asked", "the overall lead"),
        (JOINT_AUDIT, "withdraw", "asked", "the overall lead"),
        (JOINT_AUDIT, "ask_again", "withdrawn", "the overall lead"),
        (CONCERN, "acknowledge", "raised", "anybody who was told"),
        (CONCERN, "act", "acknowledged", "the lead of an inspectorate"),
        (CONCERN, "close", "acted_on", "the lead of an inspectorate"),
    ],
)
def test_each_step_says_whose_it_is(table: StateTable, verb: str, source: str, by: str) -> None:
    assert table.find(verb, source).by.startswith(by)


def test_the_audit_is_asked_while_the_area_knows_and_inspectors_are_there() -> None:
    assert {"notified", "fieldwork"} == AUDIT_ASKED_IN
    assert AUDIT_ASKED_IN < TAKES_EVIDENCE


def test_an_inspection_that_is_over_takes_nothing_any_more() -> None:
    assert {"closed", "abandoned"} == OVER
    assert not OVER & (TAKES_EVIDENCE | AUDIT_ASKED_IN)


@pytest.mark.parametrize(
    ("state", "label"),
    [("raised", "raised"), ("acted_on", "acted on"), ("closed", "closed")],
)
def test_a_stage_is_said_in_words(state: str, label: str) -> None:
    assert concern(state).state_label == label


@pytest.mark.parametrize("state", list(AuditState))
def test_an_audit_takes_entries_while_it_is_asked_alone(state: AuditState) -> None:
    row = JointAudit(state=state.value)
    assert row.takes_entries is (state == AuditState.ASKED)
    assert row.state_label == state.value
