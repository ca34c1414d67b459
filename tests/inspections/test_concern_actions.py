"""A safeguarding concern: raised, told at once, acknowledged, acted on, closed; reminded of."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from inspections.actions import (
    acknowledge_concern,
    act_on_concern,
    close_concern,
    end_assignment,
    move_inspection,
    reach_otherwise,
    remind_of_concerns,
    tell_others,
)
from inspections.models import (
    Assignment,
    Concern,
    ConcernTold,
    Inspection,
    InspectionAccess,
)
from inspections.permissions import assignment_of, may_act_on_concern, may_pursue_concern
from inspections.states import CONCERN, ConcernState
from organisations.models import Office, User
from records.errors import ActionRefused, NotVisible, PermissionRefused, TransitionNotAllowed
from records.models import Job
from tests.factories.inspections import JointInspection, case_of, inspection_at, joint_inspection
from tests.factories.joint_audit import (
    acted_concern,
    closed_concern,
    concern_of,
    leader_of,
    told,
)
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CELLS = {
    ("acknowledge", "raised"): "acknowledged",
    ("act", "acknowledged"): "acted_on",
    ("close", "acted_on"): "closed",
}


def office_of(joint: JointInspection, number: int = 2) -> Office:
    """The office of the leader of an agency, who has an account."""
    leader_of(joint, joint.agencies[number])
    return Office.objects.get(agency=joint.agencies[number], ends_on=None)


def told_to(concern: Concern) -> set[User]:
    return {row.person for row in concern.told.all()}


@pytest.mark.parametrize("verb", sorted({verb for verb, _ in CELLS}))
@pytest.mark.parametrize("state", [state.value for state in ConcernState])
def test_each_verb_leads_where_the_table_says(verb: str, state: str) -> None:
    if (verb, state) in CELLS:
        assert CONCERN.find(verb, state).target == CELLS[verb, state]
        return
    with pytest.raises(TransitionNotAllowed, match="Nothing was changed"):
        CONCERN.find(verb, state)


# --- raising ------------------------------------------------------------------------------------


def test_every_lead_and_the_leader_of_the_agency_are_told_at_once() -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    assert concern.state == ConcernState.RAISED
    assert told_to(concern) == {*joint.leads.values(), leader_of(joint)}
    # The e-mails are jobs of the same transaction, one for each.
    jobs = Job.objects.filter(kind="inspections.tell_of_concern")
    assert {job.arguments["told"] for job in jobs} == set(concern.told.values_list("pk", flat=True))
    assert all(row.last_job_id for row in concern.told.all())
    (event,) = concern.events.all()
    assert (event.from_state, event.to_state) == ("", "raised")


def test_nothing_of_it_is_there_when_the_request_is_undone() -> None:
    joint = joint_inspection()
    with transaction.atomic():
        concern_of(joint)
        transaction.set_rollback(True)
    assert not Concern.objects.exists()
    assert not Job.objects.filter(kind="inspections.tell_of_concern").exists()


def test_a_lead_who_raises_it_is_not_told_of_it() -> None:
    joint = joint_inspection()
    concern = concern_of(joint, by=joint.leads["cqc"])
    assert joint.leads["cqc"] not in told_to(concern)
    assert joint.overall_lead in told_to(concern)


def test_whom_the_raiser_adds_is_told_and_nobody_else_of_the_area() -> None:
    joint = joint_inspection()
    office = office_of(joint)
    concern = concern_of(joint, agency=None, offices=(office.pk,))
    assert told_to(concern) == {*joint.leads.values(), office.person}


def test_whoever_has_no_account_is_not_told_and_told_of_to_the_raiser_to_call() -> None:
    joint = joint_inspection()
    without = Office.objects.get(agency=joint.agencies[2], ends_on=None)
    assert without.person is None
    concern = concern_of(joint, agency=joint.agencies[2].pk)
    assert told_to(concern) == set(joint.leads.values())


def test_people_of_the_area_read_what_is_released_and_leads_read_all() -> None:
    joint = joint_inspection()
    concern = concern_of(joint, released="A child of your list. Call the duty team.")
    assert told(concern, leader_of(joint)).released == "A child of your list. Call the duty team."
    assert told(concern, joint.overall_lead).released == ""


def test_a_door_to_a_concern_makes_the_inspection_known_to_nobody() -> None:
    joint = joint_inspection()
    concern_of(joint)
    leader = leader_of(joint)
    assert not Inspection.objects.visible_to(leader).exists()
    assert ConcernTold.objects.visible_to(leader, timezone.now()).exists()
    assert not ConcernTold.objects.visible_to(joint.overall_lead, timezone.now()).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"seen": " \x00"}, "Say what was seen"),
        ({"done": "\n"}, "Say what was done at once"),
        ({"case": 10**6}, "not one of this inspection"),
        ({"agency": 10**6}, "not one of this area"),
        ({"offices": (10**6,)}, "holds no office"),
    ],
)
def test_what_is_missing_or_foreign_is_said_and_nothing_is_raised(
    changes: dict[str, Any], sentence: str
) -> None:
    joint = joint_inspection()
    with pytest.raises(ActionRefused, match=sentence):
        concern_of(joint, **changes)
    assert not Concern.objects.exists()


def test_a_case_of_another_inspection_is_refused() -> None:
    joint, other = joint_inspection(), joint_inspection()
    with pytest.raises(ActionRefused, match="not one of this inspection"):
        concern_of(joint, case=case_of(other).pk)


@pytest.mark.parametrize("who", ["inspector", "assurer", "lead", "overall"])
@pytest.mark.parametrize("state", ["planned", "notified", "reporting", "suspended"])
def test_everybody_on_the_team_raises_it_at_every_stage(who: str, state: str) -> None:
    joint = inspection_at(state)
    people = {
        "inspector": joint.inspectors["hmic"],
        "assurer": joint.quality_assurer,
        "lead": joint.leads["cqc"],
        "overall": joint.overall_lead,
    }
    assert concern_of(joint, by=people[who]).raised_by == people[who]


def test_once_the_inspection_is_over_it_says_whom_to_call() -> None:
    joint = inspection_at("closed")
    with pytest.raises(PermissionRefused, match="duty team, or the police"):
        concern_of(joint)


@pytest.mark.parametrize("who", ["stranger", "chair"])
def test_nobody_else_raises_one(who: str) -> None:
    joint = joint_inspection()
    with pytest.raises(PermissionRefused):
        concern_of(joint, by={"stranger": UserFactory(), "chair": joint.chair}[who])


# --- acknowledging ------------------------------------------------------------------------------


def acknowledge(concern: Concern, person: User, by: User | None = None) -> ConcernTold:
    return acknowledge_concern(told=told(concern, person), by=by or person, at=timezone.now())


def test_the_first_who_acknowledges_moves_it_on_and_the_next_are_written_down() -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    acknowledge(concern, joint.overall_lead)
    concern.refresh_from_db()
    assert concern.state == ConcernState.ACKNOWLEDGED
    acknowledge(concern, leader_of(joint))
    assert [event.what for event in concern.events.all()][1:] == ["Acknowledged it"] * 2
    assert concern.told.unacknowledged().count() == 2


def test_acknowledged_twice_it_is_as_it_was_after_the_first_time() -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    first = acknowledge(concern, joint.overall_lead).acknowledged_at
    assert acknowledge(concern, joint.overall_lead).acknowledged_at == first
    assert concern.events.count() == 2


def test_nobody_acknowledges_for_somebody_else() -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    with pytest.raises(NotVisible):
        acknowledge(concern, leader_of(joint), by=joint.overall_lead)
    assert told(concern, leader_of(joint)).acknowledged_at is None


def test_a_closed_concern_is_acknowledged_no_more() -> None:
    joint = joint_inspection()
    concern = closed_concern(joint)
    with pytest.raises(ActionRefused, match="closed"):
        acknowledge(concern, joint.leads["cqc"])


def reach(concern: Concern, person: User, by: User, how: str = "By telephone at 9:10.") -> Any:
    return reach_otherwise(told=told(concern, person), how=how, by=by, at=timezone.now())


def test_whoever_was_reached_by_telephone_counts_as_told_with_who_says_so() -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    row = reach(concern, leader_of(joint), joint.inspectors["ofsted"])
    assert row.acknowledged_at is not None
    assert row.reached_by == joint.inspectors["ofsted"]
    event = concern.events.latest("pk")
    assert event.what == f"Reached {leader_of(joint)} otherwise"
    assert event.why == "By telephone at 9:10."
    with pytest.raises(ActionRefused, match="acknowledged it meanwhile"):
        reach(concern, leader_of(joint), joint.overall_lead)


def test_how_somebody_was_reached_has_to_be_said() -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    with pytest.raises(ActionRefused, match="Say how"):
        reach(concern, leader_of(joint), joint.overall_lead, " ")
    assert told(concern, leader_of(joint)).acknowledged_at is None


# --- telling others, acting, closing ------------------------------------------------------------


def tell(concern: Concern, by: User, *offices: int, released: str = "Call us.") -> int:
    return tell_others(
        concern=concern, offices=offices, released=released, by=by, at=timezone.now()
    )


def test_others_are_told_later_with_what_they_may_read() -> None:
    joint = joint_inspection()
    concern, office = concern_of(joint), office_of(joint)
    assert tell(concern, joint.inspectors["ofsted"], office.pk) == 1
    assert told(concern, office.person).released == "Call us."
    assert concern.events.latest("pk").what == f"Told {office.person}"
    with pytest.raises(ActionRefused, match="has not been told yet"):
        tell(concern, joint.overall_lead, office.pk)


@pytest.mark.parametrize(("offices", "released"), [((), "Call us."), ((10**6,), "Call us.")])
def test_nobody_chosen_is_nobody_told(offices: tuple[int, ...], released: str) -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    with pytest.raises(ActionRefused, match="Select somebody"):
        tell(concern, joint.overall_lead, *offices, released=released)


def test_what_they_may_read_has_to_be_written() -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    with pytest.raises(ActionRefused, match="what they may read"):
        tell(concern, joint.overall_lead, office_of(joint).pk, released="\x00")


def act(concern: Concern, by: User, what: str = "The duty team went there.") -> Concern:
    return act_on_concern(concern=concern, what=what, by=by, at=timezone.now())


def close(concern: Concern, by: User, why: str = "The child is safe.") -> Concern:
    return close_concern(concern=concern, outcome="child_safe", why=why, by=by, at=timezone.now())


def test_what_was_done_is_recorded_more_than_once_until_it_is_closed() -> None:
    joint = joint_inspection()
    concern = acted_concern(joint)
    assert concern.state == ConcernState.ACTED_ON
    act(concern, joint.leads["cqc"], "The police called back.")
    assert [event.why for event in concern.events.filter(what="Recorded what was done")] == [
        "The duty team went there.",
        "The police called back.",
    ]
    closed = close(concern, joint.leads["cqc"])
    assert (closed.state, closed.outcome) == (ConcernState.CLOSED, "child_safe")
    with pytest.raises(PermissionRefused, match="raise a new one"):
        act(concern, joint.overall_lead)


def test_nothing_is_done_before_anybody_has_acknowledged() -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    with pytest.raises(TransitionNotAllowed):
        act(concern, joint.overall_lead)
    with pytest.raises(TransitionNotAllowed):
        close(concern, joint.overall_lead)


@pytest.mark.parametrize("words", ["", " ", "\x07"])
def test_acting_and_closing_need_words(words: str) -> None:
    joint = joint_inspection()
    concern = acted_concern(joint)
    with pytest.raises(ActionRefused, match="Say what was done"):
        act(concern, joint.overall_lead, words)
    with pytest.raises(ActionRefused, match="Say why"):
        close(concern, joint.overall_lead, words)


def test_the_doors_of_the_area_close_with_it() -> None:
    joint = joint_inspection()
    concern = acted_concern(joint)
    leader, now = leader_of(joint), timezone.now()
    assert ConcernTold.objects.visible_to(leader, now).exists()
    close(concern, joint.overall_lead)
    assert not ConcernTold.objects.visible_to(leader, timezone.now()).exists()
    assert not InspectionAccess.objects.open_at(timezone.now()).filter(person=leader).exists()


def test_a_door_to_another_concern_stays_open() -> None:
    joint = joint_inspection()
    concern, other = acted_concern(joint), concern_of(joint)
    close(concern, joint.overall_lead)
    mine = ConcernTold.objects.visible_to(leader_of(joint), timezone.now())
    assert [row.concern for row in mine] == [other]


def test_nobody_is_let_in_once_the_office_ends_or_the_inspection_is_over() -> None:
    joint = inspection_at("reporting")
    concern_of(joint)
    leader, now = leader_of(joint), timezone.now()
    move_inspection(inspection=joint.inspection, verb="close", by=joint.overall_lead, at=now)
    assert not ConcernTold.objects.visible_to(leader, now).exists()
    joint = joint_inspection()
    concern_of(joint)
    yesterday = timezone.localdate() - timedelta(days=1)
    Office.objects.filter(person=leader_of(joint)).update(ends_on=yesterday)
    assert not ConcernTold.objects.filter(concern__inspection=joint.inspection).visible_to(
        leader_of_before(joint), now
    )


def leader_of_before(joint: JointInspection) -> User:
    person = Office.objects.get(agency=joint.agencies[1]).person
    assert person is not None
    return person


WHO = ("raiser", "inspector", "assurer", "other lead", "overall lead", "stranger")


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("is_closed", [False, True])
def test_who_tells_others_and_who_records_what_was_done(who: str, is_closed: bool) -> None:
    joint = joint_inspection()
    concern = closed_concern(joint) if is_closed else concern_of(joint)
    people = {
        "raiser": joint.inspectors["ofsted"],
        "inspector": joint.inspectors["cqc"],
        "assurer": joint.quality_assurer,
        "other lead": joint.leads["hmic"],
        "overall lead": joint.overall_lead,
        "stranger": UserFactory(),
    }
    member = assignment_of(people[who], joint.inspection, timezone.localdate())
    pursues = may_pursue_concern(member, concern).allowed
    acts = may_act_on_concern(member, concern).allowed
    assert pursues is (not is_closed and who in {"raiser", "other lead", "overall lead"})
    assert acts is (not is_closed and who in {"other lead", "overall lead"})


# --- reminding ----------------------------------------------------------------------------------


def test_within_the_hour_nobody_is_reminded_and_after_it_everybody_who_waits_once_an_hour() -> None:
    joint, at = joint_inspection(), timezone.now()
    concern = concern_of(joint, at=at)
    acknowledge(concern, joint.overall_lead)
    assert remind_of_concerns(at=at + HOUR - timedelta(seconds=1)) == 0
    assert remind_of_concerns(at=at + HOUR) == 3
    assert remind_of_concerns(at=at + HOUR + timedelta(minutes=1)) == 0
    assert remind_of_concerns(at=at + 2 * HOUR) == 3
    row = told(concern, leader_of(joint))
    assert row.reminders == 2
    keys = Job.objects.filter(arguments__told=row.pk).values_list("key", flat=True)
    assert sorted(keys) == [f"inspections.tell_of_concern:{row.pk}:{n}" for n in range(3)]


@pytest.mark.parametrize("reason", ["closed", "over", "left the team", "left office"])
def test_nobody_is_reminded_who_has_nothing_to_do_with_it_any_more(reason: str) -> None:
    joint = inspection_at("reporting")
    now = timezone.now()
    later = now + timedelta(days=2)
    concern = acted_concern(joint) if reason == "closed" else concern_of(joint)
    before = remind_of_concerns(at=later)
    ConcernTold.objects.update(remind_at=later)
    if reason == "closed":
        close(concern, joint.overall_lead)
    elif reason == "over":
        move_inspection(inspection=joint.inspection, verb="close", by=joint.overall_lead, at=now)
    elif reason == "left the team":
        mine = Assignment.objects.get(person=joint.leads["cqc"])
        day = timezone.localdate()
        end_assignment(assignment=mine, last_day=day, by=joint.overall_lead, at=now)
    else:
        Office.objects.filter(person=leader_of(joint)).update(ends_on=timezone.localdate())
    expected = 0 if reason in {"closed", "over"} else before - 1
    assert remind_of_concerns(at=later) == expected


# --- what the database refuses ------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [{"seen": "Something else."}, {"done": "All."}, {"at_risk": "no"}, {"called": []}]
)
def test_what_was_raised_stays_as_it_was_raised(
    change: dict[str, Any], as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    concern = concern_of(joint_inspection())
    with as_owner(), pytest.raises(DatabaseError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(**change)


@pytest.mark.parametrize("change", [{"state": "closed"}, {"outcome": "child_safe"}])
def test_closed_and_outcome_go_together(change: dict[str, Any]) -> None:
    concern = concern_of(joint_inspection())
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(**change)


def test_what_happened_never_changes(
    as_owner: Callable[[], AbstractContextManager[None]],
) -> None:
    concern_of(joint_inspection())
    with as_owner(), connection.cursor() as cursor:
        for words in ("UPDATE {} SET id = id + 99", "DELETE FROM {}"):
            with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
                cursor.execute(words.format("inspections_concernevent"))


def test_somebody_is_told_once_of_one_concern() -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    row = told(concern, joint.overall_lead)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_one_key_is_one_concern() -> None:
    joint, key = joint_inspection(), uuid4()
    concern_of(joint, key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        concern_of(joint, key=key)
    assert Concern.objects.count() == 1
