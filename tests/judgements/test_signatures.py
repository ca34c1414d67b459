"""Signing what is proposed, and what was agreed by it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from inspections.models import Assignment
from judgements.actions import agreed_result, agreed_results
from judgements.models import JudgementEvent, Signature
from records.errors import ActionRefused, AlreadySent, PermissionRefused
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import (
    RULE,
    agreed_judgement,
    judgement_in,
    open_round,
    position_of,
    proposal_of,
    proposed_judgement,
    revealed_judgement,
    signature_of,
)
from tests.judgements.conftest import Rows

pytestmark = pytest.mark.django_db


def test_a_lead_signs_for_the_own_inspectorate(joint: JointInspection) -> None:
    proposed_judgement(joint)
    signature = signature_of(joint, "cqc")
    current = judgement_in(joint).current_proposal()
    assert current is not None
    assert (signature.proposal, signature.content_hash) == (current, current.content_hash)
    assert (signature.person, signature.disagreement) == (joint.leads["cqc"], "")
    assert judgement_in(joint).state == "proposed"


def test_the_last_signature_agrees_the_judgement(joint: JointInspection) -> None:
    proposed_judgement(joint)
    for code in ("ofsted", "cqc"):
        signature_of(joint, code)
        assert agreed_result(strand=joint.strand) is None
    signature_of(joint, "hmic")
    assert judgement_in(joint).state == "agreed"
    last = JudgementEvent.objects.order_by("pk").last()
    assert last is not None
    assert (last.from_state, last.to_state, last.by) == (
        "proposed",
        "agreed",
        joint.leads["hmic"],
    )


def test_a_disagreement_stays_with_its_reason_and_stops_nobody(joint: JointInspection) -> None:
    proposed_judgement(joint)
    signature_of(joint, "cqc", disagreement=" We saw less of it. ")
    signature_of(joint, "ofsted")
    signature_of(joint, "hmic")
    assert judgement_in(joint).state == "agreed"
    assert Signature.objects.get(inspectorate__code="cqc").disagreement == "We saw less of it."


def test_nothing_is_signed_before_it_is_proposed(joint: JointInspection, rows: Rows) -> None:
    revealed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="no proposal to sign"):
        signature_of(joint, "cqc")
    assert rows() == before


def test_a_signature_on_an_earlier_proposal_is_refused(joint: JointInspection, rows: Rows) -> None:
    revealed_judgement(joint)
    opened = proposal_of(joint).content_hash
    proposal_of(joint, grade="inadequate", statement="It is not.")
    before = rows()
    with pytest.raises(ActionRefused, match="The proposal changed after you opened it"):
        signature_of(joint, "cqc", content_hash=opened)
    assert rows() == before


def test_a_signature_on_content_that_never_was_is_refused(
    joint: JointInspection, rows: Rows
) -> None:
    proposed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="The proposal changed after you opened it"):
        signature_of(joint, "cqc", content_hash="0" * 64)
    assert rows() == before


def test_a_signature_after_a_new_round_was_opened_is_refused(
    joint: JointInspection, rows: Rows
) -> None:
    revealed_judgement(joint)
    opened = proposal_of(joint).content_hash
    open_round(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="a new round of positions was opened since"):
        signature_of(joint, "cqc", content_hash=opened)
    assert rows() == before


def test_a_second_signature_is_refused(joint: JointInspection, rows: Rows) -> None:
    proposed_judgement(joint)
    signature_of(joint, "cqc")
    before = rows()
    with pytest.raises(ActionRefused, match="CQC has signed this already"):
        signature_of(joint, "cqc", disagreement="On second thoughts.")
    assert rows() == before


def test_a_second_signature_is_refused_once_the_judgement_is_agreed(
    joint: JointInspection, rows: Rows
) -> None:
    agreed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="CQC has signed this already"):
        signature_of(joint, "cqc")
    assert rows() == before


def test_the_same_form_sent_twice_makes_one_signature(joint: JointInspection) -> None:
    proposed_judgement(joint)
    key = uuid4()
    first, second = (signature_of(joint, "cqc", key=key) for _ in range(2))
    assert first == second
    assert Signature.objects.count() == 1


def test_the_same_form_with_another_reason_is_refused(joint: JointInspection) -> None:
    proposed_judgement(joint)
    key = uuid4()
    signature_of(joint, "cqc", key=key)
    with pytest.raises(AlreadySent):
        signature_of(joint, "cqc", key=key, disagreement="We differ.")


def test_a_signature_for_another_inspectorate_is_refused(
    joint: JointInspection, rows: Rows
) -> None:
    proposed_judgement(joint)
    before = rows()
    with pytest.raises(PermissionRefused, match="You sign for HMICFRS only"):
        signature_of(joint, "cqc", by=joint.leads["hmic"])
    assert rows() == before


def test_the_overall_lead_signs_for_nobody_else(joint: JointInspection, rows: Rows) -> None:
    proposed_judgement(joint)
    before = rows()
    with pytest.raises(PermissionRefused, match="You sign for Ofsted only"):
        signature_of(joint, "cqc", by=joint.overall_lead)
    assert rows() == before


@pytest.mark.parametrize("who", ["inspector", "quality_assurer", "chair", "stranger"])
def test_only_a_lead_of_this_inspection_signs(joint: JointInspection, rows: Rows, who: str) -> None:
    proposed_judgement(joint)
    person = {
        "inspector": joint.inspectors["ofsted"],
        "quality_assurer": joint.quality_assurer,
        "chair": joint.chair,
        "stranger": joint_inspection().overall_lead,
    }[who]
    before = rows()
    with pytest.raises(PermissionRefused):
        signature_of(joint, "ofsted", by=person)
    assert rows() == before


def test_a_lead_who_was_removed_between_opening_and_signing_is_refused(
    joint: JointInspection, rows: Rows
) -> None:
    current = proposed_judgement(joint).current_proposal()
    assert current is not None
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(person=joint.leads["cqc"]).update(ends_on=yesterday)
    before = rows()
    with pytest.raises(PermissionRefused, match="not on the team"):
        signature_of(joint, "cqc", content_hash=current.content_hash)
    assert rows() == before


def test_a_lead_who_became_an_inspector_is_refused(joint: JointInspection, rows: Rows) -> None:
    proposed_judgement(joint)
    Assignment.objects.filter(person=joint.leads["cqc"]).update(role="inspector")
    before = rows()
    with pytest.raises(PermissionRefused, match="Only the lead"):
        signature_of(joint, "cqc")
    assert rows() == before


def test_signatures_on_a_void_proposal_agree_nothing(joint: JointInspection) -> None:
    proposed_judgement(joint)
    signature_of(joint, "ofsted")
    signature_of(joint, "cqc")
    proposal_of(joint, statement="The board is good, and improving.")
    signature_of(joint, "hmic")
    assert judgement_in(joint).state == "proposed"
    signature_of(joint, "ofsted")
    signature_of(joint, "cqc")
    assert judgement_in(joint).state == "agreed"


# --- what was agreed ------------------------------------------------------------------------------


def test_an_agreed_result_says_what_everybody_signed(joint: JointInspection) -> None:
    revealed_judgement(joint)
    proposal = proposal_of(
        joint, grade="outstanding", met=False, departures={RULE: "It excels elsewhere."}
    )
    for code in joint.leads:
        signature_of(joint, code, disagreement="We differ." if code == "hmic" else "")
    result = agreed_result(strand=joint.strand)
    assert result is not None
    assert (result.area, result.area_title) == ("lscb", "The effectiveness of the board")
    assert (result.grade, result.grade_title) == ("outstanding", "Outstanding")
    assert (result.statement, result.content_hash) == (proposal.statement, proposal.content_hash)
    assert [(one.inspectorate_name, one.reason) for one in result.dissents] == [
        ("HMICFRS", "We differ.")
    ]
    assert [(one.source, one.reason) for one in result.departures] == [
        ("TEST ¶116", "It excels elsewhere.")
    ]
    assert result.agreed_at == max(one.at for one in result.signatures)
    assert {one.person for one in result.signatures} == {
        person.name for person in joint.leads.values()
    }


def test_a_void_proposal_is_no_result(joint: JointInspection) -> None:
    proposed_judgement(joint, grade="inadequate")
    proposal_of(joint, grade="good")
    for code in joint.leads:
        signature_of(joint, code)
    result = agreed_result(strand=joint.strand)
    assert result is not None
    assert result.grade == "good"


def test_a_strand_in_which_nothing_is_agreed_has_no_result(joint: JointInspection) -> None:
    assert agreed_results(strand=joint.strand) == ()
    assert agreed_result(strand=joint.strand) is None


def test_three_rounds_one_dissent_and_a_voided_signature_lead_to_a_grade(
    joint: JointInspection,
) -> None:
    for grade in ("inadequate", "requires_improvement", "good"):
        open_round(joint)
        for code in joint.leads:
            position_of(joint, code, grade=grade)
    proposal_of(joint, grade="requires_improvement")
    signature_of(joint, "cqc")
    proposal_of(joint, grade="good")
    for code in joint.leads:
        signature_of(joint, code, disagreement="Not yet good." if code == "cqc" else "")
    result = agreed_result(strand=joint.strand)
    assert result is not None
    assert (result.grade, len(result.dissents), Signature.objects.count()) == ("good", 1, 4)
