"""Who may, asked as the view, the button and the action ask."""

from typing import Any

import pytest
from django.utils import timezone

from inspections.models import Assignment, Inspection
from inspections.permissions import assignment_of
from judgements.models import Judgement
from judgements.permissions import (
    is_judged_in,
    is_judged_now,
    is_judged_together,
    judgement_of,
    judgements_of,
    may_open_positions,
    may_propose,
    may_read_judgement,
    may_record_position,
    may_sign,
    participants_of,
    takes_part,
)
from organisations.models import User
from tests.factories.inspections import JointInspection, inspection_at, single_strand
from tests.factories.judgements import agreed_judgement, judgement_in

pytestmark = pytest.mark.django_db
# May: read, open and propose, record and sign for the own inspectorate, the same for CQC.
MATRIX = {
    "overall_lead": (True, True, True, False),
    "lead_of_cqc": (True, False, True, True),
    "lead_of_hmic": (True, False, True, False),
    "inspector_of_cqc": (True, False, False, False),
    "quality_assurer": (True, False, False, False),
    "chair": (False, False, False, False),
}


def people(joint: JointInspection) -> dict[str, User]:
    return {
        "overall_lead": joint.overall_lead,
        "lead_of_cqc": joint.leads["cqc"],
        "lead_of_hmic": joint.leads["hmic"],
        "inspector_of_cqc": joint.inspectors["cqc"],
        "quality_assurer": joint.quality_assurer,
        "chair": joint.chair,
    }


def place_of(joint: JointInspection, who: str) -> Assignment | None:
    return assignment_of(people(joint)[who], joint.inspection, timezone.localdate())


@pytest.mark.parametrize("who", MATRIX)
def test_the_matrix_of_a_judgement(joint: JointInspection, who: str) -> None:
    member, judgement = place_of(joint, who), judgement_in(joint)
    participants = participants_of(joint.strand)
    own = member.inspectorate.code if member else "cqc"
    reads, leads, speaks, speaks_for_cqc = MATRIX[who]
    assert may_read_judgement(member).allowed is reads
    assert may_open_positions(member, joint.inspection, judgement).allowed is leads
    assert may_propose(member, joint.inspection, judgement).allowed is leads
    for may in (may_record_position, may_sign):
        assert may(member, joint.inspection, participants, inspectorate=own).allowed is speaks
        for_cqc = may(member, joint.inspection, participants, inspectorate="cqc")
        assert for_cqc.allowed is speaks_for_cqc


@pytest.mark.parametrize("who", ["lead_of_hmic", "inspector_of_cqc", "quality_assurer", "chair"])
def test_a_refusal_says_why(joint: JointInspection, who: str) -> None:
    answer = may_sign(
        place_of(joint, who),
        joint.inspection,
        participants_of(joint.strand),
        inspectorate="cqc",
    )
    assert answer.reason.endswith(".")
    assert not answer.allowed


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ("planned", False),
        ("notified", True),
        ("fieldwork", True),
        ("reporting", True),
        ("closed", False),
        ("postponed", False),
        ("suspended", False),
        ("abandoned", False),
    ],
)
def test_judgements_are_made_while_the_inspection_is_at_work(state: str, allowed: bool) -> None:
    inspection = Inspection(state=state)
    assert is_judged_now(inspection).allowed is allowed


def test_participants_are_in_their_order(joint: JointInspection) -> None:
    assert [one.code for one in participants_of(joint.strand)] == ["ofsted", "cqc", "hmic"]


def test_an_inspectorate_outside_the_strand_takes_no_part(joint: JointInspection) -> None:
    member = place_of(joint, "lead_of_cqc")
    assert takes_part(member, participants_of(joint.strand)).allowed
    assert not takes_part(member, []).allowed
    assert not takes_part(None, participants_of(joint.strand)).allowed


@pytest.mark.parametrize("grading", ["graded", "narrative", "ungraded"])
def test_what_is_not_shared_is_not_judged_together(joint: JointInspection, grading: str) -> None:
    judgement = judgement_in(joint)
    assert is_judged_together(judgement).allowed
    judgement.area.grading = grading
    assert is_judged_together(judgement).reason == (
        "The effectiveness of the board is not judged together: one inspectorate answers it, or it "
        "has no grade."
    )


@pytest.mark.parametrize(
    ("grading", "kind", "judged"),
    [
        ("shared", "joint", True),
        ("shared", "single", False),
        ("graded", "single", False),
        ("graded", "joint", False),
        ("narrative", "single", False),
        ("ungraded", "joint", False),
    ],
)
def test_where_an_area_is_judged(
    joint: JointInspection, grading: str, kind: str, judged: bool
) -> None:
    area = judgement_in(joint).area
    area.grading, joint.strand.kind = grading, kind
    assert is_judged_in(joint.strand, area) is judged


def test_the_judgement_of_an_area_is_found_before_and_after_it_is_begun(
    joint: JointInspection,
) -> None:
    single_strand(joint, "cqc")
    before = judgement_of(joint.inspection, "lscb")
    assert before is not None
    assert not before.is_begun
    agreed_judgement(joint)
    after = judgement_of(joint.inspection, "lscb")
    assert after == Judgement.objects.get()


@pytest.mark.parametrize("area", ["overall", "LSCB", "area"])
def test_there_is_no_judgement_of_anything_else(joint: JointInspection, area: str) -> None:
    assert judgement_of(joint.inspection, area) is None


def test_the_judgements_of_one_inspection_are_not_another_s(joint: JointInspection) -> None:
    agreed_judgement(joint)
    other = inspection_at("notified")
    assert [one.is_begun for one in judgements_of(other.inspection)] == [False]


def test_finding_judgements_takes_as_many_queries_whatever_there_is(
    joint: JointInspection, assert_queries: Any
) -> None:
    with assert_queries(2):
        judgements_of(joint.inspection)
    agreed_judgement(joint)
    with assert_queries(2):
        judgements_of(joint.inspection)
