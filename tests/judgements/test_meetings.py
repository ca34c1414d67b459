"""Judgement meetings: the plan, who came, the minutes, and who agreed them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from desk.waiting import waiting_for
from judgements.models import (
    AgendaItem,
    Attendance,
    Invitation,
    Meeting,
    MeetingPlan,
    Minute,
    MinutesAgreement,
)
from judgements.models import waiting as judging
from judgements.presenters.meetings import NOT_MADE, MeetingPresenter
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, Conflict, PermissionRefused
from tests.factories.deputies import day, deputy_of, place_of
from tests.factories.inspections import JointInspection, inspection_at, joint_inspection
from tests.factories.judgements import open_round, opened_judgement, position_of
from tests.factories.meetings import (
    agreed_meeting,
    agreement_of,
    an_hour_ago,
    attended,
    minute_of,
    minuted_meeting,
    plan_changed,
    planned_meeting,
)
from tests.judgements.several import joint_with_several_areas
from tests.reports.newer import newer, reworded, upgraded

pytestmark = pytest.mark.django_db


def agenda(meeting: Meeting) -> list[str]:
    return [one.area for one in meeting.plan().items.all()]


def shown(joint: JointInspection, meeting: Meeting, person: User | None = None) -> MeetingPresenter:
    member = place_of(joint, person or joint.overall_lead)
    return MeetingPresenter(meeting, joint.inspection, member)


# --- the plan -----------------------------------------------------------------------------------


def test_a_plan_says_when_where_what_and_who(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    plan = meeting.plan()
    assert (meeting.number, plan.version, plan.place) == (1, 1, "Room 2, County Hall")
    assert plan.starts_at == an_hour_ago()
    assert agenda(meeting) == ["lscb"]
    invited = [one.person for one in meeting.invitations.order_by("pk")]
    assert invited == list(joint.leads.values())
    assert (str(meeting), str(plan)) == ("judgement meeting 1", "plan 1 of judgement meeting 1")
    assert meeting.record_name == f"meeting {joint.reference}/1"


def test_meetings_are_numbered_in_their_inspection(joint: JointInspection) -> None:
    other = joint_inspection()
    numbers = [planned_meeting(one).number for one in (joint, joint, other, joint)]
    assert numbers == [1, 2, 1, 3]


def test_the_agenda_keeps_the_order_that_was_chosen() -> None:
    joint = joint_with_several_areas()
    meeting = planned_meeting(joint, areas=("audit", "lscb"))
    assert agenda(meeting) == ["audit", "lscb"]
    assert str(meeting.plan().items.first()) == "1. Audit"


def test_the_same_form_twice_plans_one_meeting(joint: JointInspection) -> None:
    key, content = uuid4(), {"starts_at": an_hour_ago()}
    first = planned_meeting(joint, key=key, **content)
    assert planned_meeting(joint, key=key, **content) == first
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": "  "}, "Say where the meeting is"),
        ({"areas": ()}, "at least one judgement"),
        ({"areas": ("nothing",)}, "not made in this inspection any more"),
        ({"areas": ("youth",)}, "not made in this inspection any more"),
        ({"invited": ()}, "Invite at least one person"),
        ({"invited": ("nobody@example.org",)}, "is not on the team"),
    ],
)
def test_what_lacks_is_said(joint: JointInspection, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ActionRefused, match=sentence):
        planned_meeting(joint, **changes)


@pytest.mark.parametrize("who", ["cqc", "inspector", "assurer", "chair"])
def test_only_the_overall_lead_plans(joint: JointInspection, who: str) -> None:
    people = {
        "cqc": joint.leads["cqc"],
        "inspector": joint.inspectors["ofsted"],
        "assurer": joint.quality_assurer,
        "chair": joint.chair,
    }
    with pytest.raises(PermissionRefused):
        planned_meeting(joint, by=people[who])
    assert not Meeting.objects.exists()


def test_the_deputy_of_the_overall_lead_plans(joint: JointInspection) -> None:
    deputy_of(joint, "ofsted")
    assert planned_meeting(joint, by=joint.inspectors["ofsted"]).number == 1


@pytest.mark.parametrize("state", ["planned", "closed"])
def test_no_meeting_is_planned_when_nothing_is_judged(state: str) -> None:
    with pytest.raises(PermissionRefused, match="Judgements are made from the notice"):
        planned_meeting(inspection_at(state))


def test_a_change_is_a_plan_of_its_own_and_the_earlier_one_stays() -> None:
    joint = joint_with_several_areas()
    meeting = planned_meeting(joint, areas=("lscb",), invited=(joint.overall_lead.email,))
    plan = plan_changed(
        joint,
        meeting,
        place="Room 3",
        areas=("audit", "lscb"),
        invited=(joint.leads["cqc"].email, joint.overall_lead.email),
    )
    assert (plan.version, plan.place) == (2, "Room 3")
    assert agenda(meeting) == ["audit", "lscb"]
    assert meeting.plans.earliest("version").place == "Room 2, County Hall"
    assert Invitation.objects.count() == 2


def test_whoever_changes_an_earlier_plan_is_told(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    plan_changed(joint, meeting, place="Room 3")
    with pytest.raises(ActionRefused, match="Somebody changed this meeting"):
        plan_changed(joint, meeting, place="Room 4")
    assert meeting.plan().place == "Room 3"


def test_only_the_overall_lead_changes_it(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    with pytest.raises(PermissionRefused):
        plan_changed(joint, meeting, by=joint.leads["cqc"])


# --- who came -----------------------------------------------------------------------------------


def test_it_is_written_down_who_came_and_the_newest_word_counts(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    cqc, hmic = joint.leads["cqc"], joint.leads["hmic"]
    deputy = joint.inspectors["hmic"]
    assert (
        attended(joint, meeting, {joint.overall_lead.email: "present", cqc.email: "present"}) == 2
    )
    attended(joint, meeting, {cqc.email: "apologies", hmic.email: deputy.email})
    said = {row.key: row.value for row in shown(joint, meeting).came}
    assert said == {
        f"{joint.overall_lead} (Ofsted)": "Present",
        f"{cqc} (CQC)": "Apologies",
        f"{hmic} (HMICFRS)": f"{deputy} came for {hmic}",
    }
    assert Attendance.objects.count() == 4
    names = [str(one) for one in Attendance.objects.order_by("pk")]
    assert names[-2:] == [f"{cqc}: Apologies", f"{deputy} for {hmic}"]


def test_before_anything_is_said_it_is_not_known(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    assert {row.value for row in shown(joint, meeting).came} == {"Not known yet"}


def test_a_deputy_at_the_table_is_of_the_same_inspectorate(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    came = {joint.leads["cqc"].email: joint.inspectors["hmic"].email}
    with pytest.raises(ActionRefused, match="somebody of their own inspectorate"):
        attended(joint, meeting, came)


@pytest.mark.parametrize("came", ["", "elsewhere", "nobody@example.org"])
def test_what_is_no_answer_is_refused(joint: JointInspection, came: str) -> None:
    meeting = planned_meeting(joint)
    with pytest.raises(ActionRefused):
        attended(joint, meeting, {joint.leads["cqc"].email: came})


def test_nobody_came_who_was_not_invited(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    with pytest.raises(ActionRefused, match="was not invited"):
        attended(joint, meeting, {joint.inspectors["cqc"].email: "present"})


def test_before_it_begins_nothing_is_written_down(joint: JointInspection) -> None:
    meeting = planned_meeting(joint, starts_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(ActionRefused, match="has not begun"):
        attended(joint, meeting, {joint.leads["cqc"].email: "present"})
    with pytest.raises(ActionRefused, match="has not begun"):
        minute_of(joint, meeting)


def test_a_lead_does_not_say_who_came(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    with pytest.raises(PermissionRefused):
        attended(joint, meeting, {joint.leads["cqc"].email: "present"}, by=joint.leads["cqc"])


# --- minutes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["ofsted", "cqc", "hmic"])
def test_any_lead_minutes_an_item(joint: JointInspection, code: str) -> None:
    meeting = planned_meeting(joint)
    minute = minute_of(joint, meeting, by=joint.leads[code], decision="  To see the audits.  ")
    assert (minute.version, minute.decision, minute.by) == (
        1,
        "To see the audits.",
        joint.leads[code],
    )
    assert (str(minute), minute.record_name) == ("minute 1 of lscb", "minute 1/lscb v1")


def test_an_inspector_does_not(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    with pytest.raises(PermissionRefused):
        minute_of(joint, meeting, by=joint.inspectors["cqc"])


@pytest.mark.parametrize("missing", ["discussion", "decision"])
def test_a_minute_says_both(joint: JointInspection, missing: str) -> None:
    meeting = planned_meeting(joint)
    with pytest.raises(ActionRefused, match="Say what was talked about, and what was decided"):
        minute_of(joint, meeting, **{missing: " \n"})


def test_what_is_not_on_the_agenda_is_not_minuted() -> None:
    joint = joint_with_several_areas()
    meeting = planned_meeting(joint, areas=("lscb",))
    with pytest.raises(ActionRefused, match="not on the agenda any more"):
        minute_of(joint, meeting, "audit")


def test_while_a_round_is_open_nothing_is_minuted(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    minute_of(joint, meeting)
    opened_judgement(joint)
    position_of(joint, "cqc")
    with pytest.raises(ActionRefused, match="could tell a position before all are in"):
        minute_of(joint, meeting, decision="CQC thinks that it is inadequate.")
    assert Minute.objects.count() == 1
    position_of(joint, "ofsted")
    position_of(joint, "hmic")
    assert minute_of(joint, meeting).version == 2
    open_round(joint)
    with pytest.raises(ActionRefused, match="is open"):
        minute_of(joint, meeting)


def test_a_round_on_one_judgement_does_not_stop_the_minute_of_another() -> None:
    joint = joint_with_several_areas()
    meeting = planned_meeting(joint)
    open_round(joint)
    assert minute_of(joint, meeting, "audit").area == "audit"


def test_the_same_minute_twice_is_one(joint: JointInspection) -> None:
    meeting, key = planned_meeting(joint), uuid4()
    once, twice = (minute_of(joint, meeting, key=key, version=0) for _ in range(2))
    assert once == twice
    assert Minute.objects.count() == 1


@pytest.mark.parametrize("version", [0, 1, 3])
def test_only_over_the_newest_minute_another_is_written(
    joint: JointInspection, version: int
) -> None:
    meeting = minuted_meeting(joint)
    minute_of(joint, meeting, by=joint.leads["hmic"], decision="Theirs, of the day.")
    with pytest.raises(Conflict, match="Both texts are kept") as refused:
        minute_of(joint, meeting, by=joint.leads["cqc"], decision="Mine.", version=version)
    theirs = refused.value.theirs
    assert (theirs.version, theirs.decision) == (2, "Theirs, of the day.")
    assert Minute.objects.count() == 2
    minute_of(joint, meeting, by=joint.leads["cqc"], decision="Both.", version=2)
    assert Minute.objects.latest("pk").version == 3


def test_of_what_nobody_has_minuted_no_version_is_known(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    with pytest.raises(Conflict) as refused:
        minute_of(joint, meeting, version=1)
    assert refused.value.theirs is None
    assert not Minute.objects.exists()


def test_a_minute_of_one_item_stands_in_the_way_of_no_other() -> None:
    joint = joint_with_several_areas()
    meeting = planned_meeting(joint)
    minute_of(joint, meeting, "lscb")
    assert minute_of(joint, meeting, "audit", version=0).version == 1


def test_whoever_wrote_over_what_was_agreed_meanwhile_is_shown_it_before_a_reason_is_asked(
    joint: JointInspection,
) -> None:
    meeting = agreed_meeting(joint)
    with pytest.raises(Conflict):
        minute_of(joint, meeting, decision="Mine.", version=0)


def test_written_anew_before_anybody_agreed_it_needs_no_reason(joint: JointInspection) -> None:
    meeting = minuted_meeting(joint)
    assert minute_of(joint, meeting, decision="Something else.").version == 2
    texts = [one.decision for one in shown(joint, meeting).items[0].minutes]
    assert texts == ["Something else.", "To propose a grade."]


def test_once_agreed_a_correction_has_a_reason_and_asks_everybody_again(
    joint: JointInspection,
) -> None:
    meeting = agreed_meeting(joint)
    with pytest.raises(ActionRefused, match="Say why this one is corrected"):
        minute_of(joint, meeting, decision="Otherwise.")
    minute_of(joint, meeting, decision="Otherwise.", reason="The word was another.")
    assert shown(joint, meeting).agreements == []
    assert MinutesAgreement.objects.count() == 3
    agreement_of(joint, meeting, "cqc")
    assert [one.inspectorate.code for one in shown(joint, meeting).agreements] == ["cqc"]


def test_what_was_minuted_stays_when_it_leaves_the_agenda() -> None:
    joint = joint_with_several_areas()
    meeting = minuted_meeting(joint)
    plan_changed(joint, meeting, areas=("audit",))
    items = shown(joint, meeting).items
    assert [(one.order, one.area) for one in items[:1]] == [(1, "audit")]
    assert {one.area for one in items[1:]} == {"lscb", "front_door"}
    assert all(one.order == 0 and one.minutes and not one.minutes_url for one in items[1:])


@pytest.mark.parametrize(
    "model", [Meeting, MeetingPlan, AgendaItem, Invitation, Attendance, Minute, MinutesAgreement]
)
def test_nothing_of_a_meeting_is_changed(joint: JointInspection, model: Any) -> None:
    meeting = agreed_meeting(joint)
    attended(joint, meeting, {joint.leads["cqc"].email: "present"})
    row = model.objects.first()
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        model.objects.update(pk=row.pk)
    with pytest.raises(TypeError):
        row.delete()


# --- agreeing -----------------------------------------------------------------------------------


def test_each_inspectorate_agrees_once(joint: JointInspection) -> None:
    meeting = minuted_meeting(joint)
    agreed = agreement_of(joint, meeting, "cqc")
    assert (str(agreed), agreed.record_name) == (
        "CQC on the minutes of judgement meeting 1",
        "agreement of CQC to meeting 1",
    )
    with pytest.raises(ActionRefused, match="CQC has agreed these minutes already"):
        agreement_of(joint, meeting, "cqc")
    assert MinutesAgreement.objects.count() == 1


def test_a_deputy_agrees_for_the_lead(joint: JointInspection) -> None:
    meeting = minuted_meeting(joint)
    deputy_of(joint, "cqc")
    deputy = joint.inspectors["cqc"]
    agreement_of(joint, meeting, "cqc", by=deputy)
    found = shown(joint, meeting).agreements[0]
    assert found.by_whom == f"{deputy.name} for {joint.leads['cqc'].name}"


def test_what_nobody_minuted_is_not_agreed() -> None:
    joint = joint_with_several_areas()
    meeting = planned_meeting(joint, areas=("audit", "lscb"))
    minute_of(joint, meeting, "lscb")
    with pytest.raises(ActionRefused, match="Nothing is minuted yet of: Audit"):
        agreement_of(joint, meeting, "cqc")


def test_minutes_that_changed_after_the_page_was_opened_are_not_agreed(
    joint: JointInspection,
) -> None:
    meeting = minuted_meeting(joint)
    before = Minute.objects.get().pk
    minute_of(joint, meeting, decision="Something else.")
    with pytest.raises(ActionRefused, match="The minutes changed after you opened them"):
        agreement_of(joint, meeting, "cqc", up_to=before)
    assert not MinutesAgreement.objects.exists()


def test_an_inspector_agrees_nothing(joint: JointInspection) -> None:
    meeting = minuted_meeting(joint)
    with pytest.raises(PermissionRefused):
        agreement_of(joint, meeting, "cqc", by=joint.inspectors["cqc"])


# --- what waits ---------------------------------------------------------------------------------


def test_minutes_wait_for_each_lead_until_the_inspectorate_has_agreed(
    joint: JointInspection,
) -> None:
    cqc, today = joint.leads["cqc"], day()
    meeting = planned_meeting(joint)
    assert not judging.meetings_to_agree(cqc, today)
    minute_of(joint, meeting)
    assert list(judging.meetings_to_agree(cqc, today)) == [meeting]
    assert not judging.meetings_to_agree(joint.inspectors["cqc"], today)
    assert not judging.meetings_to_agree(joint_inspection().overall_lead, today)
    with acting_as(cqc):
        waiting = [one for one in waiting_for(cqc, timezone.now()) if "minutes" in one.what]
    assert [(one.what, one.url) for one in waiting] == [
        (
            "Read and agree the minutes of judgement meeting 1",
            f"/inspections/{joint.reference}/judgements/meetings/1/agree/",
        )
    ]
    agreement_of(joint, meeting, "cqc")
    assert not judging.meetings_to_agree(cqc, today)
    assert judging.meetings_to_agree(joint.leads["hmic"], today)
    minute_of(joint, meeting, decision="Otherwise.", reason="A slip.")
    assert judging.meetings_to_agree(cqc, today)


def test_minutes_that_lack_an_item_wait_for_nobody() -> None:
    joint = joint_with_several_areas()
    meeting = planned_meeting(joint, areas=("audit", "lscb"))
    minute_of(joint, meeting, "lscb")
    assert not judging.meetings_to_agree(joint.leads["cqc"], day())
    plan_changed(joint, meeting, areas=("lscb",))
    assert judging.meetings_to_agree(joint.leads["cqc"], day())


# --- another version of the framework ------------------------------------------------------------


def test_the_agenda_follows_an_upgrade_by_the_code_of_the_area(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    upgraded(joint, newer(reworded))
    joint.inspection.refresh_from_db()
    item = shown(joint, meeting).items[0]
    assert item.judgement_url.endswith("/judgements/lscb/")
    assert item.stage == "Gathering evidence"
    assert minute_of(joint, meeting).area == "lscb"


def test_an_area_that_is_gone_is_still_named(joint: JointInspection) -> None:
    meeting = planned_meeting(joint)
    joint.strand.judgement_areas.clear()
    item = shown(joint, meeting).items[0]
    assert (item.title, item.stage, item.judgement_url) == (
        "The effectiveness of the board",
        NOT_MADE,
        "",
    )
