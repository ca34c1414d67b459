"""An agreed judgement is opened again: visibly, with a reason, before the letter is published."""

from uuid import uuid4

import pytest
from django.utils import timezone

from judgements.actions import agreed_result, note_published
from judgements.models import JudgementEvent, Reopening, ResultPublished, RuleFinding, Signature
from records.errors import (
    ActionRefused,
    AlreadySent,
    PermissionRefused,
    TransitionNotAllowed,
)
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import (
    RULE,
    agreed_judgement,
    escalated_judgement,
    hash_that_stands,
    judgement_in,
    open_round,
    opened_judgement,
    position_of,
    proposal_of,
    proposed_judgement,
    reopening_of,
    revealed_judgement,
    signature_of,
)
from tests.judgements.conftest import Rows

pytestmark = pytest.mark.django_db


def test_opening_again_voids_the_proposal_and_keeps_its_signatures(joint: JointInspection) -> None:
    proposal = agreed_judgement(joint).current_proposal()
    reopening = reopening_of(joint, " New records came in. ")
    judgement = judgement_in(joint)
    assert (judgement.state, judgement.current_proposal()) == ("revealed", None)
    assert (reopening.proposal, reopening.why) == (proposal, "New records came in.")
    assert reopening.by == joint.overall_lead
    assert Signature.objects.filter(proposal=proposal).count() == 3
    assert agreed_result(strand=joint.strand) is None
    assert proposal is not None
    assert reopening.record_name == f"reopening of {proposal.record_name}"


def test_the_step_is_on_the_record_with_its_reason(joint: JointInspection) -> None:
    agreed_judgement(joint)
    reopening_of(joint, "New records came in.")
    last = JudgementEvent.objects.order_by("pk").last()
    assert last is not None
    assert (last.from_state, last.to_state, last.why, last.by) == (
        "agreed",
        "revealed",
        "New records came in.",
        joint.overall_lead,
    )


def test_what_is_agreed_afterwards_is_signed_anew(joint: JointInspection) -> None:
    agreed_judgement(joint)
    earlier = hash_that_stands(joint)
    reopening_of(joint)
    proposal_of(joint)
    assert hash_that_stands(joint) != earlier
    with pytest.raises(ActionRefused, match="changed after you opened it"):
        signature_of(joint, "cqc", content_hash=earlier)
    for code in joint.leads:
        signature_of(joint, code)
    result = agreed_result(strand=joint.strand)
    assert result is not None
    assert result.content_hash == hash_that_stands(joint)


def test_another_round_may_follow(joint: JointInspection) -> None:
    agreed_judgement(joint)
    reopening_of(joint)
    open_round(joint)
    for code in joint.leads:
        position_of(joint, code, grade="inadequate")
    assert judgement_in(joint).state == "revealed"


def test_it_may_be_opened_more_than_once(joint: JointInspection) -> None:
    agreed_judgement(joint)
    for number in (1, 2):
        reopening_of(joint)
        proposal_of(joint)
        for code in joint.leads:
            signature_of(joint, code)
        assert Reopening.objects.count() == number
    assert judgement_in(joint).state == "agreed"


@pytest.mark.parametrize(
    "make", [opened_judgement, revealed_judgement, proposed_judgement, escalated_judgement]
)
def test_only_what_is_agreed_is_opened_again(
    joint: JointInspection, rows: Rows, make: object
) -> None:
    make(joint)  # type: ignore[operator]  # one of four factories
    before = rows()
    with pytest.raises(TransitionNotAllowed, match="Nothing was changed"):
        reopening_of(joint)
    assert rows() == before


@pytest.mark.parametrize("who", ["lead", "inspector", "chair", "stranger"])
def test_only_the_overall_lead_opens_again(joint: JointInspection, rows: Rows, who: str) -> None:
    agreed_judgement(joint)
    person = {
        "lead": joint.leads["cqc"],
        "inspector": joint.inspectors["ofsted"],
        "chair": joint.chair,
        "stranger": joint_inspection().overall_lead,
    }[who]
    before = rows()
    with pytest.raises(PermissionRefused):
        reopening_of(joint, by=person)
    assert rows() == before


@pytest.mark.parametrize("why", ["", "  \n"])
def test_a_reason_is_needed(joint: JointInspection, rows: Rows, why: str) -> None:
    agreed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="Say why the judgement is opened again"):
        reopening_of(joint, why)
    assert rows() == before


def test_what_was_agreed_since_the_page_was_opened_is_not_voided(joint: JointInspection) -> None:
    agreed_judgement(joint)
    earlier = hash_that_stands(joint)
    reopening_of(joint)
    proposal_of(joint)
    for code in joint.leads:
        signature_of(joint, code)
    with pytest.raises(ActionRefused, match="does not stand any more"):
        reopening_of(joint, content_hash=earlier)
    assert judgement_in(joint).state == "agreed"


def test_the_same_form_opens_it_once(joint: JointInspection) -> None:
    agreed_judgement(joint)
    key, content_hash = uuid4(), hash_that_stands(joint)
    first, second = (reopening_of(joint, key=key, content_hash=content_hash) for _ in range(2))
    assert first == second
    assert Reopening.objects.count() == 1
    with pytest.raises(AlreadySent):
        reopening_of(joint, "Another reason.", key=key, content_hash=content_hash)


def test_after_the_letter_is_published_nothing_is_opened_again(
    joint: JointInspection, rows: Rows
) -> None:
    agreed_judgement(joint)
    note_published(strand=joint.strand, by=joint.overall_lead, at=timezone.now())
    before = rows()
    with pytest.raises(PermissionRefused, match="what was published never changes"):
        reopening_of(joint)
    assert rows() == before


def test_only_agreed_judgements_are_noted_as_published_and_once(joint: JointInspection) -> None:
    proposed_judgement(joint)
    note_published(strand=joint.strand, by=joint.overall_lead, at=timezone.now())
    assert not ResultPublished.objects.exists()
    for code in joint.leads:
        signature_of(joint, code)
    for _ in range(2):
        note_published(strand=joint.strand, by=joint.overall_lead, at=timezone.now())
    assert ResultPublished.objects.get().proposal == judgement_in(joint).current_proposal()


# --- what the rules came to -----------------------------------------------------------------------


def test_a_proposal_keeps_what_the_rules_came_to(joint: JointInspection) -> None:
    revealed_judgement(joint)
    proposal = proposal_of(
        joint, grade="outstanding", met=False, departures={RULE: "It excels elsewhere."}
    )
    finding = RuleFinding.objects.get(rule__code=RULE)
    assert finding.proposal == proposal
    assert finding.outcome.startswith("Not outstanding: TEST ¶116 needs all criteria of good")


def test_a_rule_that_sets_no_limit_is_kept_without_words(joint: JointInspection) -> None:
    revealed_judgement(joint)
    proposal_of(joint, grade="good", met=True)
    assert RuleFinding.objects.get(rule__code=RULE).outcome == ""
