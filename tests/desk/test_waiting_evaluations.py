"""Which evaluations in words wait for whom: those that were begun, for whoever completes them."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.waiting import Waiting, waiting_for
from inspections.models import Inspection
from inspections.states import TAKES_EVIDENCE, InspectionState
from organisations.models import User
from records.actor import acting_as
from tests.factories.deputies import deputy_of, handed_over
from tests.factories.inspections import JointInspection
from tests.factories.narrative import (
    FRONT_DOOR,
    YOUTH,
    complete_evaluation_of,
    finding_by,
    joint_in_words,
    own_in_words,
    reopened_by,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def joint(db: None) -> JointInspection:
    """The joint strand answers one area without a grade; CQC has one of its own."""
    joint = joint_in_words()
    own_in_words(joint, "cqc")
    return joint


def waits(person: User) -> list[Waiting]:
    """What waits for this person, as the database shows it to them."""
    with acting_as(person):
        return [
            one
            for one in waiting_for(person, timezone.now())
            if one.what.startswith("Complete the evaluation")
        ]


def everybody(joint: JointInspection) -> list[User]:
    people = [*joint.leads.values(), *joint.inspectors.values()]
    return [*people, joint.quality_assurer, joint.chair]


def those_who_wait(joint: JointInspection) -> list[User]:
    return [person for person in everybody(joint) if waits(person)]


def line(joint: JointInspection, area: str) -> Waiting:
    return Waiting(
        f"Complete the evaluation of “The {area.replace('_', ' ')}”",
        str(joint.inspection),
        reverse("judgements:evaluation", args=[joint.reference, area]),
    )


def test_what_nobody_has_begun_waits_for_nobody(joint: JointInspection) -> None:
    assert those_who_wait(joint) == []


def test_that_of_a_joint_strand_waits_for_the_overall_lead_alone(joint: JointInspection) -> None:
    finding_by(joint, joint.inspectors["cqc"])
    assert those_who_wait(joint) == [joint.overall_lead]
    assert waits(joint.overall_lead) == [line(joint, FRONT_DOOR)]


def test_that_of_a_strand_of_one_inspectorate_waits_for_its_lead_alone(
    joint: JointInspection,
) -> None:
    finding_by(joint, joint.inspectors["cqc"], area=YOUTH, criterion=f"{YOUTH} ¶1")
    assert those_who_wait(joint) == [joint.leads["cqc"]]
    assert waits(joint.leads["cqc"]) == [line(joint, YOUTH)]


def test_the_overall_lead_has_both_where_both_are_theirs(joint: JointInspection) -> None:
    own_in_words(joint, "ofsted")
    finding_by(joint, joint.inspectors["ofsted"])
    finding_by(joint, joint.inspectors["ofsted"], area=YOUTH, criterion=f"{YOUTH} ¶1")
    assert waits(joint.overall_lead) == [line(joint, FRONT_DOOR), line(joint, YOUTH)]


def test_the_page_that_it_leads_to_is_theirs(joint: JointInspection, client_of: Any) -> None:
    finding_by(joint, joint.inspectors["cqc"])
    (one,) = waits(joint.overall_lead)
    assert client_of(joint.overall_lead).get(one.url).status_code == 200


def test_it_waits_until_it_is_complete_and_again_once_it_is_reopened(
    joint: JointInspection,
) -> None:
    finding_by(joint, joint.inspectors["cqc"])
    complete_evaluation_of(joint)
    assert those_who_wait(joint) == []
    reopened_by(joint)
    assert those_who_wait(joint) == [joint.overall_lead]


def test_it_waits_for_a_deputy_too(joint: JointInspection) -> None:
    finding_by(joint, joint.inspectors["cqc"])
    deputy_of(joint, "ofsted")
    assert those_who_wait(joint) == [joint.overall_lead, joint.inspectors["ofsted"]]


def test_it_waits_for_whoever_took_the_lead_over(joint: JointInspection) -> None:
    finding_by(joint, joint.inspectors["cqc"], area=YOUTH, criterion=f"{YOUTH} ¶1")
    handed_over(joint, "cqc")
    assert those_who_wait(joint) == [joint.inspectors["cqc"]]


@pytest.mark.parametrize("state", list(InspectionState))
def test_it_waits_while_the_inspection_is_at_work(
    joint: JointInspection, state: InspectionState
) -> None:
    finding_by(joint, joint.inspectors["cqc"])
    Inspection.objects.filter(pk=joint.inspection.pk).update(state=state)
    assert bool(waits(joint.overall_lead)) == (state in TAKES_EVIDENCE)
