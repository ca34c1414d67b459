"""From the written draft to the chair."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inspections.models import InspectionAccess
from inspections.rules import add_working_days
from organisations.models import Office
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused, TransitionNotAllowed
from records.models import Job
from reports.actions import (
    chair_of,
    close_door,
    due_if_sent,
    pass_quality_assurance,
    reopen,
    return_to_drafting,
    send_to_chair,
    send_to_quality_assurance,
)
from reports.models import AccuracyRound, Draft, Report, ReportEvent, SignOff
from tests.factories.inspections import JointInspection, member_factory
from tests.factories.reports import (
    WAY,
    Told,
    begun_report,
    report_at,
    signature_of,
    signatures_of,
)

pytestmark = pytest.mark.django_db
Step = Callable[..., Any]


def call(told: Told, step: Step, by: Any = None, **more: Any) -> Any:
    person = by or told.lead
    with acting_as(person):
        return step(report=told.report, by=person, at=timezone.now(), **more)


def others(joint: JointInspection) -> list[Any]:
    return [joint.leads["cqc"], joint.inspectors["ofsted"], joint.chair]


# --- quality assurance ----------------------------------------------------------------------------


def test_a_report_goes_to_quality_assurance_as_a_draft() -> None:
    told = report_at("drafting")
    draft = call(told, send_to_quality_assurance)
    assert told.now().state == "quality_assurance"
    assert draft == told.draft
    event = ReportEvent.objects.filter(report=told.report).last()
    assert event is not None
    assert (event.verb, event.from_state, event.to_state, event.by) == (
        "send_to_quality_assurance",
        "drafting",
        "quality_assurance",
        told.lead,
    )


def test_only_the_overall_lead_sends_to_quality_assurance() -> None:
    told = report_at("drafting")
    for person in others(told.joint):
        with pytest.raises(PermissionRefused):
            call(told, send_to_quality_assurance, by=person)
    assert told.now().state == "drafting"


def test_a_report_with_something_missing_does_not_go_on() -> None:
    told = begun_report()
    with pytest.raises(ActionRefused) as refusal:
        call(told, send_to_quality_assurance)
    assert "“Key findings” has no paragraph yet." in refusal.value.message
    assert "The shared judgement is not agreed yet." in refusal.value.message
    assert told.now().state == "drafting"
    assert not Draft.objects.exists()


def test_a_report_is_sent_to_quality_assurance_once() -> None:
    told = report_at("quality_assurance")
    with pytest.raises(TransitionNotAllowed, match="in the stage “quality assurance”"):
        call(told, send_to_quality_assurance)


def test_the_quality_assurer_passes_the_report() -> None:
    told = report_at("quality_assurance")
    draft = call(told, pass_quality_assurance, by=told.joint.quality_assurer)
    assert told.now().state == "agreement"
    assert draft.number == 2


def test_the_quality_assurer_gives_the_report_back_with_a_reason() -> None:
    told = report_at("quality_assurance")
    call(told, return_to_drafting, by=told.joint.quality_assurer, why="R1 says two things.")
    assert told.now().state == "drafting"
    event = ReportEvent.objects.filter(report=told.report).last()
    assert event is not None
    assert event.why == "R1 says two things."


@pytest.mark.parametrize("why", ["", "  \n"])
def test_the_report_is_not_given_back_without_a_reason(why: str) -> None:
    told = report_at("quality_assurance")
    with pytest.raises(ActionRefused, match="Say why"):
        call(told, return_to_drafting, by=told.joint.quality_assurer, why=why)
    assert told.now().state == "quality_assurance"


@pytest.mark.parametrize("step", [pass_quality_assurance, return_to_drafting])
def test_nobody_else_assures_quality(step: Step) -> None:
    told = report_at("quality_assurance")
    more = {"why": "Because."} if step is return_to_drafting else {}
    for person in [told.lead, *others(told.joint)]:
        with pytest.raises(PermissionRefused):
            call(told, step, by=person, **more)
    assert told.now().state == "quality_assurance"


def test_the_quality_assurer_of_another_inspectorate_is_not_the_frameworks() -> None:
    from inspections.actions import name_member

    told = report_at("quality_assurance")
    person = member_factory("cqc")
    name_member(
        inspection=told.joint.inspection,
        person=person,
        role="quality_assurer",
        by=told.joint.leads["cqc"],
        at=timezone.now(),
    )
    with pytest.raises(PermissionRefused, match="Only the quality assurer of Ofsted"):
        call(told, pass_quality_assurance, by=person)


@pytest.mark.parametrize("stage", ["drafting", "agreement", "with_chair", "published"])
def test_quality_is_assured_at_its_stage_only(stage: str) -> None:
    told = report_at(stage)
    with pytest.raises(TransitionNotAllowed):
        call(told, pass_quality_assurance, by=told.joint.quality_assurer)


# --- sign-off -------------------------------------------------------------------------------------


def test_a_sign_off_stands_on_the_hash_of_the_draft() -> None:
    told = report_at("agreement")
    signature = signature_of(told, "cqc")
    assert signature.content_hash == told.draft.content_hash
    assert (signature.stage, signature.inspectorate.code) == ("agreement", "cqc")
    assert signature.person == told.joint.leads["cqc"]


def test_a_sign_off_of_an_older_text_is_refused() -> None:
    told = report_at("agreement")
    seen = told.draft.content_hash
    call(told, reopen, why="A word.")
    from tests.reports.test_writing import changed

    changed(told, told.paragraph("P1"))
    call(told, send_to_quality_assurance)
    call(told, pass_quality_assurance, by=told.joint.quality_assurer)
    with pytest.raises(ActionRefused, match="The text has changed since you opened the page"):
        signature_of(told, "cqc", content_hash=seen)
    assert not SignOff.objects.exists()


def test_an_inspectorate_signs_once() -> None:
    told = report_at("agreement")
    signature_of(told, "cqc")
    name = told.joint.leads["cqc"].name
    with pytest.raises(ActionRefused, match=f"{name} has signed this draft off for CQC already"):
        signature_of(told, "cqc")
    assert SignOff.objects.count() == 1


@pytest.mark.parametrize("who", ["inspector", "assurer", "chair"])
def test_nobody_but_a_lead_signs(who: str) -> None:
    from reports.actions import sign_off

    told = report_at("agreement")
    people = {
        "inspector": told.joint.inspectors["cqc"],
        "assurer": told.joint.quality_assurer,
        "chair": told.chair,
    }
    with pytest.raises(PermissionRefused):
        call(told, sign_off, by=people[who], content_hash=told.draft.content_hash)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("stage", ["drafting", "quality_assurance", "with_chair", "published"])
def test_nothing_is_signed_while_the_text_does_not_stand(stage: str) -> None:
    from reports.actions import sign_off

    told = report_at(stage)
    before = SignOff.objects.count()
    with pytest.raises(PermissionRefused, match="It is signed off when its text stands"):
        call(told, sign_off, content_hash="0" * 64)
    assert SignOff.objects.count() == before


def test_reopening_lets_the_sign_offs_lapse_and_keeps_them() -> None:
    told = report_at("signed")
    signed = told.draft
    call(told, reopen, why="A name is wrong.")
    assert told.now().state == "drafting"
    call(told, send_to_quality_assurance)
    call(told, pass_quality_assurance, by=told.joint.quality_assurer)
    assert signed.sign_offs.count() == 3
    assert told.draft.sign_offs.count() == 0
    with pytest.raises(ActionRefused, match="have not signed the draft off yet"):
        call(told, send_to_chair)


def test_reopening_needs_a_reason() -> None:
    told = report_at("agreement")
    with pytest.raises(ActionRefused, match="Say why"):
        call(told, reopen, why=" ")
    assert told.now().state == "agreement"


def test_only_the_overall_lead_reopens() -> None:
    told = report_at("agreement")
    with pytest.raises(PermissionRefused):
        call(told, reopen, by=told.joint.leads["cqc"], why="A word.")


def test_the_final_text_is_reopened_for_more_answers() -> None:
    told = report_at("final_agreement")
    call(told, reopen, why="A word.")
    assert told.now().state == "answering"


@pytest.mark.parametrize("stage", ["with_chair", "published"])
def test_what_is_with_the_chair_or_the_public_is_not_reopened(stage: str) -> None:
    told = report_at(stage)
    with pytest.raises(TransitionNotAllowed):
        call(told, reopen, why="A word.")


# --- to the chair ---------------------------------------------------------------------------------


def test_the_chair_gets_the_signed_draft_until_a_day_counted_from_the_sending() -> None:
    told = report_at("signed")
    at = timezone.now()
    sent: AccuracyRound = call(told, send_to_chair)
    assert told.now().state == "with_chair"
    assert (sent.draft, sent.chair, sent.sent_by) == (told.draft, told.chair, told.lead)
    due = timezone.localtime(sent.due_at)
    assert due.date() == add_working_days(timezone.localdate(at), 10)
    assert (due.hour, due.minute) == (23, 59)


def test_the_chairs_door_opens_with_the_sending() -> None:
    told = report_at("with_chair")
    door = InspectionAccess.objects.get()
    assert (door.person, door.as_role) == (told.chair, "chair")
    assert door.opens_at == told.round.sent_at
    assert door.closes_at is None


def test_telling_the_chair_is_a_job_written_with_the_sending() -> None:
    told = report_at("with_chair")
    job = Job.objects.get(kind="reports.tell_chair")
    assert job.arguments == {"round": told.round.pk}


@pytest.mark.parametrize("missing", ["ofsted", "cqc"])
def test_the_draft_does_not_leave_before_everybody_has_signed(missing: str) -> None:
    told = report_at("agreement")
    for code in told.joint.leads:
        if code != missing:
            signature_of(told, code)
    with pytest.raises(ActionRefused, match="has not signed the draft off yet"):
        call(told, send_to_chair)
    assert told.now().state == "agreement"
    assert not AccuracyRound.objects.exists()
    assert not InspectionAccess.objects.exists()


def test_several_missing_sign_offs_are_named() -> None:
    told = report_at("agreement")
    with pytest.raises(ActionRefused, match="Ofsted, CQC and HMICFRS have not signed"):
        call(told, send_to_chair)


def test_only_the_overall_lead_sends_to_the_chair() -> None:
    told = report_at("signed")
    for person in others(told.joint):
        with pytest.raises(PermissionRefused):
            call(told, send_to_chair, by=person)


def test_a_draft_is_sent_once() -> None:
    told = report_at("with_chair")
    with pytest.raises(TransitionNotAllowed, match="with the chair"):
        call(told, send_to_chair)
    assert AccuracyRound.objects.count() == 1


@pytest.mark.parametrize("step", [s for s in WAY if s not in {"agreement", "signed"}])
def test_no_step_to_the_chair_is_skipped(step: str) -> None:
    told = report_at(step)
    rounds = AccuracyRound.objects.count()
    with pytest.raises(TransitionNotAllowed):
        call(told, send_to_chair)
    assert AccuracyRound.objects.count() == rounds


def test_without_a_chair_nothing_is_sent() -> None:
    told = report_at("signed")
    Office.objects.filter(kind="chair").update(ends_on=timezone.localdate() - timedelta(days=1))
    assert chair_of(report=told.report, at=timezone.now()) is None
    with pytest.raises(ActionRefused, match="no chair with an account today"):
        call(told, send_to_chair)
    assert told.now().state == "agreement"


def test_a_chair_without_an_account_cannot_be_sent_to() -> None:
    told = report_at("signed")
    Office.objects.filter(kind="chair").update(person=None)
    with pytest.raises(ActionRefused, match="no chair with an account today"):
        call(told, send_to_chair)


def test_a_framework_that_names_no_time_to_answer_is_said_to() -> None:
    told = report_at("signed")
    told.joint.inspection.inspection_type.key_dates.filter(code="accuracy_response").delete()
    with pytest.raises(ActionRefused, match="does not say how many working days"):
        due_if_sent(report=Report.objects.lock(told.report), at=timezone.now())


def test_the_overall_lead_closes_the_chairs_door() -> None:
    told = report_at("with_chair")
    assert call(told, close_door) == 1
    assert not InspectionAccess.objects.open_at(timezone.now()).exists()
    assert call(told, close_door) == 0


def test_nobody_else_closes_the_chairs_door() -> None:
    told = report_at("with_chair")
    with pytest.raises(PermissionRefused):
        call(told, close_door, by=told.joint.leads["cqc"])


def test_every_step_appends_one_event() -> None:
    told = report_at("with_chair")
    verbs = [event.verb for event in told.report.events.all()]
    assert verbs == ["open", "send_to_quality_assurance", "pass", "send_to_chair"]


def test_signatures_may_come_in_any_order() -> None:
    told = report_at("agreement")
    for code in reversed(list(told.joint.leads)):
        signature_of(told, code)
    call(told, send_to_chair)
    assert told.now().state == "with_chair"


def test_the_final_text_is_signed_anew_by_everybody() -> None:
    told = report_at("final_agreement")
    assert told.draft.sign_offs.count() == 0
    assert [one.stage for one in signatures_of(told)] == ["final_agreement"] * 3
