"""Where one inspectorate judges, and in minutes: what a deputy does says for whom."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from inspections.actions import end_deputising
from judgements.actions import agreed_results
from judgements.models import GradeDecision, JudgementEvent, Minute
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused
from tests.factories.deputies import deputy_of
from tests.factories.inspections import JointInspection, member_factory
from tests.factories.meetings import minute_of, planned_meeting
from tests.factories.narrative import (
    FRONT_DOOR,
    complete_by,
    joint_in_words,
    ready_evaluation,
    reopened_by,
)
from tests.factories.single_agency import (
    GradedInspection,
    agreed_grade,
    decided_grade,
    grade_decided_by,
    grade_in,
    grade_moderated_by,
    grade_reopened_by,
    graded_inspection,
    proposed_grade,
)
from tests.judgements.test_meeting_pages import minute_form
from tests.judgements.test_meeting_pages import page as meeting_page
from tests.judgements.test_single_views import at, words

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def graded(db: None) -> GradedInspection:
    return graded_inspection()


def deciding(graded: GradedInspection, by: User) -> None:
    proposed_grade(graded)
    grade_decided_by(graded, by=by)


def deciding_otherwise(graded: GradedInspection, by: User) -> None:
    proposed_grade(graded, "good")
    grade_decided_by(graded, "inadequate", by=by, reasons="What T1 shows.")


def reopening(graded: GradedInspection, by: User) -> None:
    agreed_grade(graded)
    grade_reopened_by(graded, by=by)


Act = Callable[[GradedInspection, User], None]
ACTS = pytest.mark.parametrize("act", [deciding, deciding_otherwise, reopening])


def colleague() -> User:
    """Somebody of CQC who has had no other part in it."""
    return member_factory("cqc")


def said_of(graded: GradedInspection, client_of: ClientOf) -> str:
    shown = client_of(graded.joint.leads["hmic"]).get(at(graded))
    assert shown.status_code == 200
    return words(shown)


@ACTS
def test_a_deputy_acts_for_the_lead(
    graded: GradedInspection, client_of: ClientOf, act: Act
) -> None:
    person = colleague()
    deputy_of(graded.joint, "cqc", person)
    act(graded, person)
    assert f"{person.name} for {graded.lead.name}" in said_of(graded, client_of)


@ACTS
def test_it_says_so_when_the_deputy_is_none_any_more(
    graded: GradedInspection, client_of: ClientOf, act: Act
) -> None:
    person = colleague()
    named = deputy_of(graded.joint, "cqc", person)
    act(graded, person)
    with acting_as(graded.lead):
        end_deputising(deputising=named, by=graded.lead, at=timezone.now())
    assert f"{person.name} for {graded.lead.name}" in said_of(graded, client_of)


@ACTS
def test_a_lead_acts_for_nobody_whoever_stands_in_later(
    graded: GradedInspection, client_of: ClientOf, act: Act
) -> None:
    act(graded, graded.lead)
    deputy_of(graded.joint, "cqc", colleague())
    text = said_of(graded, client_of)
    assert graded.lead.name in text
    assert f" for {graded.lead.name}" not in text
    assert f"{graded.lead.name} for " not in text


def test_the_moderator_reads_for_whom_it_was_decided(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    person = colleague()
    deputy_of(graded.joint, "cqc", person)
    deciding(graded, person)
    shown = client_of(graded.moderator).get(at(graded, "moderate/"))
    assert f"{person.name} for {graded.lead.name}" in words(shown)


def test_whoever_reports_it_is_told_for_whom_it_was_decided(graded: GradedInspection) -> None:
    person = colleague()
    deputy_of(graded.joint, "cqc", person)
    deciding(graded, person)
    grade_moderated_by(graded)
    (result,) = agreed_results(strand=grade_in(graded).strand)
    assert [one.person for one in result.signatures] == [
        f"{person.name} for {graded.lead.name}",
        graded.moderator.name,
    ]


def test_a_moderator_answers_for_themselves_as_no_deputy_can_be_one(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    with pytest.raises(ActionRefused, match="assures the quality"):
        deputy_of(graded.joint, "cqc", graded.moderator)
    person = colleague()
    deputy_of(graded.joint, "cqc", person)
    decided_grade(graded)
    with pytest.raises(PermissionRefused, match="quality assurer"):
        grade_moderated_by(graded, by=person)
    grade_moderated_by(graded)
    assert f"{graded.moderator.name} for " not in said_of(graded, client_of)


# --- minutes --------------------------------------------------------------------------------------


def test_a_deputy_minutes_for_the_lead(joint: JointInspection, client_of: ClientOf) -> None:
    meeting, person = planned_meeting(joint), joint.inspectors["cqc"]
    minute_of(joint, meeting, by=joint.leads["cqc"])
    named = deputy_of(joint, "cqc")
    minute_of(joint, meeting, by=person, decision="To ask for more audits.")
    with acting_as(joint.leads["cqc"]):
        end_deputising(deputising=named, by=joint.leads["cqc"], at=timezone.now())
    client = client_of(joint.leads["hmic"])
    for name in ("1/", "1/agree/"):
        text = words(client.get(meeting_page(joint, name)))
        assert text.count(f"Written by {person.name} for {joint.leads['cqc'].name},") == 1
        assert text.count(f"Written by {joint.leads['cqc'].name},") == 1


def test_whoever_was_slower_than_a_deputy_reads_for_whom_that_was(
    joint: JointInspection, client_of: ClientOf
) -> None:
    meeting, person = planned_meeting(joint), joint.inspectors["cqc"]
    deputy_of(joint, "cqc")
    minute_of(joint, meeting, by=person)
    answer = client_of(joint.leads["hmic"]).post(
        meeting_page(joint, "1/minutes/lscb/"), minute_form(discussion="Mine.")
    )
    assert answer.status_code == 409
    assert f"Version 1, {person.name} for {joint.leads['cqc'].name}," in words(answer)


def test_a_deputy_plans_for_the_lead(joint: JointInspection, client_of: ClientOf) -> None:
    person = joint.inspectors["ofsted"]
    deputy_of(joint, "ofsted", person)
    planned_meeting(joint, by=person)
    text = words(client_of(joint.leads["hmic"]).get(meeting_page(joint, "1/")))
    assert f"{person.name} for {joint.overall_lead.name}," in text


# --- an evaluation in words -----------------------------------------------------------------------


def test_a_deputy_completes_and_reopens_for_the_lead(client_of: ClientOf) -> None:
    joint = joint_in_words()
    person = joint.inspectors["ofsted"]
    ready_evaluation(joint)
    deputy_of(joint, "ofsted", person)
    complete_by(joint, person)
    reopened_by(joint, person)
    reader = client_of(joint.leads["hmic"])
    text = words(reader.get(f"/inspections/{joint.reference}/judgements/evaluations/{FRONT_DOOR}/"))
    assert f"Completed by {person.name} for {joint.overall_lead.name}," in text
    assert f"Reopened by {person.name} for {joint.overall_lead.name}," in text


def test_rows_that_no_page_asked_for_name_the_person_alone(graded: GradedInspection) -> None:
    person = colleague()
    deputy_of(graded.joint, "cqc", person)
    deciding(graded, person)
    grade_moderated_by(graded)
    grade_reopened_by(graded, by=person)
    minute_of(graded.joint, planned_meeting(graded.joint), by=person)
    with acting_as(person):
        rows = [model.objects.latest("pk") for model in (GradeDecision, JudgementEvent, Minute)]
    assert {row.by_whom for row in rows} == {person.name}
