"""Signing without a view, and whether what differs is printed."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from judgements.actions import agreed_result
from judgements.models import (
    PrintDecision,
    ResultPublished,
    Signature,
    waiting_agreement,
)
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, PermissionRefused
from tests.factories.inspections import JointInspection
from tests.factories.judgements import (
    agreed_judgement,
    decision_of,
    judgement_in,
    open_round,
    opened_judgement,
    proposal_of,
    proposed_judgement,
    reopening_of,
    signature_of,
)
from tests.judgements.conftest import Rows

pytestmark = pytest.mark.django_db
WHY = "Nothing of it is within our remit."


def test_an_abstention_is_a_signature_with_a_reason(joint: JointInspection) -> None:
    proposed_judgement(joint)
    signature = signature_of(joint, "cqc", abstention=f" {WHY} ")
    assert (signature.stance, signature.abstention, signature.disagreement) == (
        "abstains",
        WHY,
        "",
    )


def test_one_abstention_and_one_dissent_stop_nobody(joint: JointInspection) -> None:
    agreed_judgement(joint, dissents={"hmic": "We differ."}, abstentions={"cqc": WHY})
    assert judgement_in(joint).state == "agreed"
    found = dict(Signature.objects.values_list("inspectorate__code", "stance"))
    assert found == {"ofsted": "agrees", "cqc": "abstains", "hmic": "disagrees"}
    result = agreed_result(strand=joint.strand)
    assert result is not None
    assert [(one.inspectorate, one.reason) for one in result.dissents] == [("hmic", "We differ.")]
    assert [(one.inspectorate_name, one.reason) for one in result.abstentions] == [("CQC", WHY)]


@pytest.mark.parametrize("last", ["disagreement", "abstention"])
def test_without_one_that_agrees_nothing_is_agreed(joint: JointInspection, last: str) -> None:
    proposed_judgement(joint)
    signature_of(joint, "ofsted", abstention=WHY)
    signature_of(joint, "cqc", disagreement="We differ.")
    signature_of(joint, "hmic", **{last: "A reason."})
    assert judgement_in(joint).state == "proposed"
    assert agreed_result(strand=joint.strand) is None


def test_a_new_proposal_leads_out_of_signatures_without_a_view(joint: JointInspection) -> None:
    proposed_judgement(joint)
    for code in joint.leads:
        signature_of(joint, code, abstention=WHY)
    proposal_of(joint, grade="inadequate", statement="It is not.")
    for code in joint.leads:
        signature_of(joint, code)
    assert judgement_in(joint).state == "agreed"


def test_both_at_once_are_refused(joint: JointInspection, rows: Rows) -> None:
    proposed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="not both"):
        signature_of(joint, "cqc", disagreement="We differ.", abstention=WHY)
    assert rows() == before


@pytest.mark.parametrize(
    "columns",
    [
        {"stance": "agrees", "disagreement": "We differ."},
        {"stance": "agrees", "abstention": WHY},
        {"stance": "disagrees"},
        {"stance": "abstains"},
        {"stance": "abstains", "disagreement": "We differ."},
        {"stance": "abstains", "disagreement": "We differ.", "abstention": WHY},
    ],
)
def test_the_database_holds_the_stance_to_its_reason(
    joint: JointInspection, columns: dict[str, str]
) -> None:
    proposal = proposed_judgement(joint).current_proposal()
    assert proposal is not None
    lead = joint.leads["cqc"]
    inspectorate = next(one for one in joint.strand.participants.all() if one.code == "cqc")
    with (
        acting_as(lead),
        pytest.raises(IntegrityError, match="signature_stance_has_reason"),
        transaction.atomic(),
    ):
        Signature.objects.create(
            proposal=proposal,
            inspectorate=inspectorate,
            person=lead,
            content_hash=proposal.content_hash,
            at=timezone.now(),
            **columns,
        )


# --- printing -------------------------------------------------------------------------------------


def are_printed(joint: JointInspection) -> bool:
    result = agreed_result(strand=joint.strand)
    assert result is not None
    return result.are_printed


def test_nothing_is_printed_until_every_lead_has_said_yes(joint: JointInspection) -> None:
    agreed_judgement(joint, dissents={"cqc": "We differ."})
    for code in joint.leads:
        assert not are_printed(joint)
        decision_of(joint, code, prints=True)
    assert are_printed(joint)


@pytest.mark.parametrize("against", ["ofsted", "cqc", "hmic"])
def test_one_no_prints_nothing_whoever_says_it(joint: JointInspection, against: str) -> None:
    agreed_judgement(joint, dissents={"cqc": "We differ."})
    for code in joint.leads:
        decision_of(joint, code, prints=code != against)
    assert not are_printed(joint)


def test_the_newest_decision_counts_and_the_others_stay(joint: JointInspection) -> None:
    agreed_judgement(joint, dissents={"cqc": "We differ."}, prints=True)
    assert are_printed(joint)
    decision_of(joint, "cqc", prints=False)
    assert not are_printed(joint)
    decision_of(joint, "cqc", prints=True)
    assert are_printed(joint)
    said = PrintDecision.objects.filter(inspectorate__code="cqc")
    assert list(said.values_list("prints", flat=True)) == [True, False, True]
    assert {row.person for row in said} == {joint.leads["cqc"]}


def test_it_can_be_said_with_the_signature(joint: JointInspection) -> None:
    proposed_judgement(joint)
    at = timezone.now()
    signature = signature_of(joint, "cqc", disagreement="We differ.", prints=True, at=at)
    decision = PrintDecision.objects.get()
    assert (decision.proposal, decision.inspectorate) == (
        signature.proposal,
        signature.inspectorate,
    )
    assert (decision.person, decision.prints, decision.at) == (joint.leads["cqc"], True, at)


def test_a_decision_goes_void_with_its_proposal(joint: JointInspection) -> None:
    agreed_judgement(joint, dissents={"cqc": "We differ."}, prints=True)
    reopening_of(joint)
    proposal_of(joint)
    for code in joint.leads:
        signature_of(joint, code, disagreement="Still." if code == "cqc" else "")
    assert not are_printed(joint)


def test_a_decision_on_another_proposal_is_refused(joint: JointInspection, rows: Rows) -> None:
    earlier = proposed_judgement(joint).current_proposal()
    assert earlier is not None
    proposal_of(joint, statement="Otherwise.")
    before = rows()
    with pytest.raises(ActionRefused, match="does not stand any more"):
        decision_of(joint, "cqc", prints=True, content_hash=earlier.content_hash)
    assert rows() == before
    assert not PrintDecision.objects.exists()


def test_without_a_proposal_there_is_nothing_to_decide(joint: JointInspection) -> None:
    opened_judgement(joint)
    with pytest.raises(ActionRefused, match="does not stand any more"):
        decision_of(joint, "cqc", prints=True)


@pytest.mark.parametrize("who", ["overall lead", "inspector", "chair"])
def test_a_lead_decides_for_the_own_inspectorate_only(joint: JointInspection, who: str) -> None:
    agreed_judgement(joint, dissents={"cqc": "We differ."})
    person: User = {
        "overall lead": joint.overall_lead,
        "inspector": joint.inspectors["cqc"],
        "chair": joint.chair,
    }[who]
    with pytest.raises(PermissionRefused):
        decision_of(joint, "cqc", prints=True, by=person)
    assert not PrintDecision.objects.exists()


def test_the_same_form_is_one_decision(joint: JointInspection) -> None:
    agreed_judgement(joint, dissents={"cqc": "We differ."})
    key = uuid4()
    first, second = (decision_of(joint, "cqc", prints=True, key=key) for _ in range(2))
    assert first == second
    with pytest.raises(AlreadySent):
        decision_of(joint, "cqc", prints=False, key=key)


def test_after_the_letter_is_published_nothing_is_decided(joint: JointInspection) -> None:
    proposal = agreed_judgement(joint, dissents={"cqc": "We differ."}).current_proposal()
    ResultPublished.objects.create(proposal=proposal, by=joint.overall_lead, at=timezone.now())
    with pytest.raises(PermissionRefused, match="published"):
        decision_of(joint, "cqc", prints=True)


# --- what waits -----------------------------------------------------------------------------------


def waits_to_decide(joint: JointInspection, person: User) -> bool:
    rows = waiting_agreement.judgements_to_decide_print(person, timezone.localdate())
    return judgement_in(joint) in rows


def test_a_decision_waits_for_each_lead_where_somebody_differs(joint: JointInspection) -> None:
    agreed_judgement(joint, abstentions={"cqc": WHY})
    for code, lead in joint.leads.items():
        assert waits_to_decide(joint, lead)
        decision_of(joint, code, prints=False)
        assert not waits_to_decide(joint, lead)
    assert not waits_to_decide(joint, joint.inspectors["cqc"])


def test_no_decision_waits_where_all_agree(joint: JointInspection) -> None:
    agreed_judgement(joint)
    assert not any(waits_to_decide(joint, lead) for lead in joint.leads.values())


def test_where_none_agrees_a_new_proposal_waits_for_the_overall_lead(
    joint: JointInspection,
) -> None:
    def waits(person: User) -> bool:
        rows = waiting_agreement.judgements_to_propose_anew(person, timezone.localdate())
        return judgement_in(joint) in rows

    proposed_judgement(joint)
    for code in joint.leads:
        assert not waits(joint.overall_lead)
        signature_of(joint, code, abstention=WHY)
    assert waits(joint.overall_lead)
    assert not waits(joint.leads["cqc"])
    open_round(joint)
    assert not waits(joint.overall_lead)
