"""Putting a grade to the inspectorates, held against the limiting rules."""

from uuid import uuid4

import pytest
from django.utils import timezone

from frameworks.models import LimitingRule
from judgements.actions import propose
from judgements.actions.holding import hold
from judgements.actions.proposals import hash_of
from judgements.models import Proposal, RecordedAnswer, RuleDeparture
from judgements.values import ProposalContent
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused, TransitionNotAllowed
from tests.factories.inspections import JointInspection, evidence_by
from tests.factories.judgements import (
    RULE,
    agreed_judgement,
    judgement_in,
    open_round,
    opened_judgement,
    position_of,
    proposal_of,
    proposed_judgement,
    revealed_judgement,
    signature_of,
)
from tests.judgements.conftest import Rows

pytestmark = pytest.mark.django_db


def test_the_overall_lead_proposes_a_grade_and_a_statement(joint: JointInspection) -> None:
    revealed_judgement(joint)
    proposal = proposal_of(joint, grade="good", statement="The board is good.")
    assert (proposal.number, proposal.grade.code) == (1, "good")
    assert (proposal.statement, proposal.by) == ("The board is good.", joint.overall_lead)
    assert judgement_in(joint).state == "proposed"


def test_the_answer_to_the_rule_s_question_is_kept(joint: JointInspection) -> None:
    revealed_judgement(joint)
    proposal_of(joint, met=True)
    kept = RecordedAnswer.objects.get()
    assert (kept.rule.code, kept.question, kept.answer) == (
        RULE,
        "Are all criteria of good met?",
        True,
    )


def test_the_hash_can_be_computed_again_from_what_is_stored(joint: JointInspection) -> None:
    item = evidence_by(joint, joint.inspectors["cqc"])
    open_round(joint)
    position_of(joint, "ofsted", evidence=(item,))
    position_of(joint, "cqc", grade="")
    position_of(joint, "hmic", grade="outstanding")
    proposal = proposal_of(joint, grade="outstanding", met=False, departures={RULE: " It excels. "})
    with acting_as(joint.overall_lead):
        held = hold(judgement=judgement_in(joint), by=joint.overall_lead, at=timezone.now())
        again = hash_of(
            held=held,
            number=1,
            proposed=ProposalContent(
                "outstanding", proposal.statement, {RULE: False}, {RULE: "It excels."}
            ),
        )
    assert again == proposal.content_hash


def test_the_same_words_proposed_again_have_another_hash(joint: JointInspection) -> None:
    revealed_judgement(joint)
    first, second = proposal_of(joint), proposal_of(joint)
    assert (first.number, second.number) == (1, 2)
    assert first.content_hash != second.content_hash


@pytest.mark.parametrize("who", ["lead", "inspector", "quality_assurer", "chair"])
def test_nobody_else_proposes(joint: JointInspection, rows: Rows, who: str) -> None:
    revealed_judgement(joint)
    person = {
        "lead": joint.leads["cqc"],
        "inspector": joint.inspectors["ofsted"],
        "quality_assurer": joint.quality_assurer,
        "chair": joint.chair,
    }[who]
    before = rows()
    with pytest.raises(PermissionRefused):
        proposal_of(joint, by=person)
    assert rows() == before


def test_nothing_is_proposed_before_anybody_was_asked(joint: JointInspection, rows: Rows) -> None:
    before = rows()
    with pytest.raises(TransitionNotAllowed, match="gathering"):
        proposal_of(joint)
    assert rows() == before


def test_nothing_is_proposed_while_positions_are_open(joint: JointInspection, rows: Rows) -> None:
    opened_judgement(joint)
    position_of(joint, "cqc")
    before = rows()
    with pytest.raises(TransitionNotAllowed, match="positions open"):
        proposal_of(joint)
    assert rows() == before


def test_nothing_is_proposed_once_the_judgement_is_agreed(
    joint: JointInspection, rows: Rows
) -> None:
    agreed_judgement(joint)
    before = rows()
    with pytest.raises(TransitionNotAllowed, match="agreed"):
        proposal_of(joint, grade="inadequate")
    assert rows() == before


def test_a_grade_outside_the_scale_is_not_proposed(joint: JointInspection, rows: Rows) -> None:
    revealed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="“adequate” is not a grade"):
        proposal_of(joint, grade="adequate")
    assert rows() == before


def test_no_grade_is_not_proposed(joint: JointInspection, rows: Rows) -> None:
    revealed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="“” is not a grade"):
        proposal_of(joint, grade="")
    assert rows() == before


def test_a_proposal_without_words_is_refused(joint: JointInspection, rows: Rows) -> None:
    revealed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="Say in words"):
        proposal_of(joint, statement="  ")
    assert rows() == before


def test_the_same_form_sent_twice_makes_one_proposal(joint: JointInspection) -> None:
    revealed_judgement(joint)
    key = uuid4()
    first, second = (proposal_of(joint, key=key) for _ in range(2))
    assert first == second
    assert Proposal.objects.count() == 1


def test_a_new_proposal_leaves_the_signatures_of_the_earlier_one_void_and_visible(
    joint: JointInspection,
) -> None:
    proposed_judgement(joint)
    signature_of(joint, "cqc")
    second = proposal_of(joint, grade="requires_improvement")
    judgement = judgement_in(joint)
    assert judgement.current_proposal() == second
    assert second.signatures.count() == 0
    assert judgement.proposals.get(number=1).signatures.count() == 1


# --- 140112 ¶116: outstanding presupposes good ----------------------------------------------------


def test_outstanding_is_proposed_freely_when_the_criteria_of_good_are_met(
    joint: JointInspection,
) -> None:
    revealed_judgement(joint)
    proposal_of(joint, grade="outstanding", met=True)
    assert not RuleDeparture.objects.exists()


def test_outstanding_without_good_needs_a_reason(joint: JointInspection, rows: Rows) -> None:
    revealed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="all criteria of good to be met, and they are not"):
        proposal_of(joint, grade="outstanding", met=False)
    assert rows() == before


def test_a_reason_of_spaces_is_no_reason(joint: JointInspection) -> None:
    revealed_judgement(joint)
    with pytest.raises(ActionRefused, match="give the reason"):
        proposal_of(joint, grade="outstanding", met=False, departures={RULE: "  "})


def test_a_departure_with_a_reason_stays_on_the_record(joint: JointInspection) -> None:
    revealed_judgement(joint)
    proposal = proposal_of(
        joint, grade="outstanding", met=False, departures={RULE: "One criterion does not apply."}
    )
    kept = RuleDeparture.objects.get()
    assert (kept.proposal, kept.rule.code, kept.why) == (
        proposal,
        RULE,
        "One criterion does not apply.",
    )


def test_a_reason_that_nothing_needs_is_not_kept(joint: JointInspection) -> None:
    revealed_judgement(joint)
    proposal_of(joint, grade="good", met=False, departures={RULE: "Not needed."})
    assert not RuleDeparture.objects.exists()


def test_a_question_without_an_answer_blocks(joint: JointInspection, rows: Rows) -> None:
    revealed_judgement(joint)
    before = rows()
    with acting_as(joint.overall_lead), pytest.raises(ActionRefused, match="nobody has said"):
        propose(
            judgement=judgement_in(joint),
            content=ProposalContent("good", "The board is good.", {}, {}),
            key=uuid4(),
            by=joint.overall_lead,
            at=timezone.now(),
        )
    assert rows() == before


def test_a_rule_that_cannot_be_evaluated_blocks_every_grade(
    joint: JointInspection, rows: Rows
) -> None:
    revealed_judgement(joint)
    LimitingRule.objects.filter(code=RULE).update(definition={"kind": "unheard of"})
    before = rows()
    for grade in ("outstanding", "good", "requires_improvement", "inadequate"):
        with pytest.raises(ActionRefused, match="cannot be understood"):
            proposal_of(joint, grade=grade)
    assert rows() == before
