"""An inspection with a discussion, an escalation and decisions comes to another version."""

import pytest

from judgements.models import DiscussionEntry, Escalation, PrintDecision, Reopening, RuleFinding
from records.actor import acting_as
from tests.factories.inspections import joint_inspection
from tests.factories.judgements import (
    agreed_judgement,
    decision_of,
    entry_of,
    escalated_judgement,
    judgement_in,
    outcome_of,
    proposal_of,
    reopening_of,
    signature_of,
)
from tests.reports.newer import grades_given, history, newer, reworded, upgraded

pytestmark = pytest.mark.django_db


def test_everything_that_was_said_and_decided_stays() -> None:
    joint = joint_inspection()
    agreed_judgement(joint, dissents={"cqc": "We differ."}, abstentions={"hmic": "Not ours."})
    entry_of(joint, joint.leads["cqc"], "We saw the audits.")
    decision_of(joint, "cqc", prints=True)
    reopening_of(joint)
    escalated_judgement(joint)
    before = history(joint), grades_given(joint)["proposals"]
    with acting_as(joint.overall_lead):
        assert DiscussionEntry.objects.exists()
    for model in (Escalation, PrintDecision, Reopening, RuleFinding):
        assert model.objects.exists()
    upgraded(joint, newer(reworded))
    assert (history(joint), grades_given(joint)["proposals"]) == before
    assert judgement_in(joint).state == "escalated"


def test_after_the_upgrade_the_way_goes_on() -> None:
    joint = joint_inspection()
    escalated_judgement(joint)
    upgraded(joint, newer(reworded))
    outcome_of(joint)
    proposal_of(joint)
    entry_of(joint, joint.leads["cqc"])
    for code in joint.leads:
        signature_of(joint, code)
    reopening_of(joint)
    assert judgement_in(joint).state == "revealed"
