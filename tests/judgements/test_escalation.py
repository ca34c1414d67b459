"""The way out of a deadlock: senior people are named, asked, and what they decide is recorded."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, transaction
from django.utils import timezone

from judgements import notices, tasks
from judgements.models import (
    Escalation,
    EscalationOutcome,
    Judgement,
    JudgementEvent,
    SeniorPerson,
    SeniorTold,
    waiting_agreement,
)
from organisations.models import User
from records.actor import acting_as
from records.errors import (
    ActionRefused,
    AlreadySent,
    PermissionRefused,
    TransitionNotAllowed,
)
from records.models import Job
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import (
    agreed_judgement,
    escalated_judgement,
    escalation_of,
    hash_that_stands,
    judgement_in,
    open_round,
    opened_judgement,
    outcome_of,
    proposal_of,
    proposed_judgement,
    revealed_judgement,
    senior_of,
    signature_of,
)
from tests.judgements.conftest import Rows

pytestmark = pytest.mark.django_db
KIND = "judgements.tell_senior"


def counting(joint: JointInspection) -> list[str]:
    return [one.name for one in SeniorPerson.objects.counting(joint.inspection)]


# --- naming ---------------------------------------------------------------------------------------


def test_a_lead_names_somebody_for_the_own_inspectorate(joint: JointInspection) -> None:
    senior = senior_of(joint, "cqc", name=" Sam Senior ")
    assert (senior.name, senior.post, senior.email) == (
        "Sam Senior",
        "Regional director",
        "senior@cqc.example",
    )
    assert (senior.inspectorate.code, senior.by) == ("cqc", joint.leads["cqc"])
    assert str(senior) == "Sam Senior, Regional director"


def test_the_newest_of_each_inspectorate_counts_and_the_others_stay(
    joint: JointInspection,
) -> None:
    for code, name in (("hmic", "H"), ("cqc", "First"), ("ofsted", "O"), ("cqc", "Second")):
        senior_of(joint, code, name=name)
    assert counting(joint) == ["O", "Second", "H"]
    assert SeniorPerson.objects.count() == 4


def test_another_inspection_has_people_of_its_own(joint: JointInspection) -> None:
    senior_of(joint, "cqc", name="Here")
    assert counting(joint_inspection()) == []


@pytest.mark.parametrize("who", ["overall lead", "inspector", "chair", "stranger"])
def test_nobody_else_names_somebody_for_it(joint: JointInspection, who: str) -> None:
    person: User = {
        "overall lead": joint.overall_lead,
        "inspector": joint.inspectors["cqc"],
        "chair": joint.chair,
        "stranger": joint_inspection().leads["cqc"],
    }[who]
    with pytest.raises(PermissionRefused):
        senior_of(joint, "cqc", by=person)
    assert not SeniorPerson.objects.exists()


def test_the_same_form_names_one(joint: JointInspection) -> None:
    key = uuid4()
    first, second = (senior_of(joint, "cqc", key=key) for _ in range(2))
    assert first == second
    with pytest.raises(AlreadySent):
        senior_of(joint, "cqc", name="Another", key=key)


@pytest.mark.postgres
def test_the_database_itself_refuses_a_name_for_another_inspectorate(
    joint: JointInspection,
) -> None:
    hmic = next(one for one in joint.strand.participants.all() if one.code == "hmic")
    lead = joint.leads["cqc"]
    with acting_as(lead), pytest.raises(DatabaseError), transaction.atomic():
        SeniorPerson.objects.create(
            inspection=joint.inspection,
            inspectorate=hmic,
            name="A",
            post="B",
            email="c@d.example",
            by=lead,
            at=timezone.now(),
        )
    assert not SeniorPerson.objects.exists()


# --- asking ---------------------------------------------------------------------------------------


def test_everybody_who_is_named_is_asked(joint: JointInspection) -> None:
    proposal = proposed_judgement(joint).current_proposal()
    for code in joint.leads:
        senior_of(joint, code)
    escalation = escalation_of(joint, " CQC sees it otherwise. ")
    assert judgement_in(joint).state == "escalated"
    assert (escalation.proposal, escalation.why) == (proposal, "CQC sees it otherwise.")
    told = SeniorTold.objects.filter(escalation=escalation)
    assert {one.senior.inspectorate.code for one in told} == set(joint.leads)
    keys = set(Job.objects.filter(kind=KIND).values_list("key", flat=True))
    assert keys == {f"{KIND}:{one.pk}" for one in told}
    last = JudgementEvent.objects.order_by("pk").last()
    assert last is not None
    assert (last.to_state, last.why) == ("escalated", "CQC sees it otherwise.")


def test_the_newest_is_asked_and_not_who_was_named_before(joint: JointInspection) -> None:
    proposed_judgement(joint)
    for name in ("First", "Second"):
        senior_of(joint, "cqc", name=name)
    escalation_of(joint)
    assert [one.senior.name for one in SeniorTold.objects.all()] == ["Second"]


def test_who_is_named_afterwards_is_asked_too(joint: JointInspection) -> None:
    proposed_judgement(joint)
    senior_of(joint, "cqc")
    escalation_of(joint)
    senior_of(joint, "hmic", name="Later")
    assert {one.senior.name for one in SeniorTold.objects.all()} == {"Sam cqc", "Later"}
    outcome_of(joint)
    senior_of(joint, "ofsted", name="Too late")
    assert SeniorTold.objects.count() == 2


def test_without_anybody_named_nobody_can_be_asked(joint: JointInspection, rows: Rows) -> None:
    proposed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="No inspectorate has named a senior person"):
        escalation_of(joint)
    assert rows() == before
    assert not Job.objects.filter(kind=KIND).exists()


@pytest.mark.parametrize("make", [opened_judgement, revealed_judgement, agreed_judgement])
def test_only_what_is_proposed_is_escalated(joint: JointInspection, make: object) -> None:
    make(joint)  # type: ignore[operator]  # one of three factories
    senior_of(joint, "cqc")
    with pytest.raises(TransitionNotAllowed, match="Nothing was changed"):
        escalation_of(joint)
    assert not Escalation.objects.exists()


@pytest.mark.parametrize("who", ["lead", "inspector", "chair"])
def test_only_the_overall_lead_asks(joint: JointInspection, who: str) -> None:
    proposed_judgement(joint)
    senior_of(joint, "cqc")
    person = {
        "lead": joint.leads["cqc"],
        "inspector": joint.inspectors["ofsted"],
        "chair": joint.chair,
    }[who]
    with pytest.raises(PermissionRefused):
        escalation_of(joint, by=person)
    assert judgement_in(joint).state == "proposed"


def test_a_reason_and_the_proposal_on_the_page_are_needed(joint: JointInspection) -> None:
    proposed_judgement(joint)
    senior_of(joint, "cqc")
    earlier = hash_that_stands(joint)
    with pytest.raises(ActionRefused, match="cannot agree on"):
        escalation_of(joint, "  ")
    proposal_of(joint, statement="Otherwise.")
    with pytest.raises(ActionRefused, match="does not stand any more"):
        escalation_of(joint, content_hash=earlier)
    assert not SeniorTold.objects.exists()


def test_the_same_form_asks_once(joint: JointInspection) -> None:
    proposed_judgement(joint)
    senior_of(joint, "cqc")
    key, content_hash = uuid4(), hash_that_stands(joint)
    first, second = (escalation_of(joint, key=key, content_hash=content_hash) for _ in range(2))
    assert first == second
    assert Job.objects.filter(kind=KIND).count() == 1


def test_nobody_signs_and_no_round_is_opened_while_it_is_escalated(
    joint: JointInspection,
) -> None:
    escalated_judgement(joint)
    with pytest.raises(TransitionNotAllowed):
        signature_of(joint, "cqc")
    with pytest.raises(TransitionNotAllowed):
        open_round(joint)
    with pytest.raises(ActionRefused, match="Record first what they decided"):
        proposal_of(joint)
    assert judgement_in(joint).state == "escalated"


# --- the e-mail -----------------------------------------------------------------------------------


def test_the_e_mail_asks_for_a_decision_and_says_nothing_else(joint: JointInspection) -> None:
    revealed_judgement(joint, grades={"cqc": "inadequate"})
    proposal_of(joint, grade="good", statement="The board is very good at what it does.")
    senior_of(joint, "cqc", name="Sam Senior")
    escalation_of(joint, "CQC saw fewer audits.")
    for job in Job.objects.filter(kind=KIND):
        tasks.tell_senior(str(job.reference))
    (sent,) = mail.outbox
    assert sent.to == ["senior@cqc.example"]
    assert "a decision is asked of you" in sent.subject
    assert "Sam Senior" in sent.body
    assert joint.overall_lead.email in sent.body
    said = f"{sent.subject} {sent.body}".lower()
    for word in ("good", "inadequate", "audits", "the board", "effectiveness", "cqc saw", "grade"):
        assert word not in said
    assert Job.objects.get(kind=KIND).state == "done"


def test_the_same_job_sends_once(joint: JointInspection) -> None:
    proposed_judgement(joint)
    senior_of(joint, "cqc")
    escalation_of(joint)
    job = Job.objects.get(kind=KIND)
    for _ in range(2):
        notices.tell_senior(str(job.reference))
    assert len(mail.outbox) == 1


def test_an_e_mail_that_cannot_be_sent_fails_its_job(
    joint: JointInspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise ConnectionRefusedError("refused")

    proposed_judgement(joint)
    senior_of(joint, "cqc")
    escalation_of(joint)
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    job = Job.objects.get(kind=KIND)
    notices.tell_senior(str(job.reference))
    job.refresh_from_db()
    assert job.state != "done"
    assert "could not be sent" in job.reason


# --- the outcome ----------------------------------------------------------------------------------


def test_what_they_decided_is_on_the_record_and_a_proposal_follows(joint: JointInspection) -> None:
    escalated_judgement(joint)
    outcome = outcome_of(joint, " It is good. ")
    assert (outcome.decision, outcome.decided_by) == (
        "It is good.",
        "Sam Senior, regional director",
    )
    assert (outcome.decided_on, outcome.by) == (timezone.localdate(), joint.overall_lead)
    assert judgement_in(joint).state == "escalated"
    proposal_of(joint)
    for code in joint.leads:
        signature_of(joint, code)
    assert judgement_in(joint).state == "agreed"


def test_it_may_be_escalated_again(joint: JointInspection) -> None:
    escalated_judgement(joint)
    outcome_of(joint)
    proposal_of(joint)
    escalation_of(joint)
    with pytest.raises(ActionRefused, match="Record first what they decided"):
        proposal_of(joint)
    outcome_of(joint)
    assert (Escalation.objects.count(), EscalationOutcome.objects.count()) == (2, 2)


@pytest.mark.parametrize("make", [proposed_judgement, agreed_judgement, revealed_judgement])
def test_without_an_escalation_there_is_no_outcome(joint: JointInspection, make: object) -> None:
    make(joint)  # type: ignore[operator]  # one of three factories
    with pytest.raises(ActionRefused, match="No decision of senior people is waited for"):
        outcome_of(joint)
    assert not EscalationOutcome.objects.exists()


def test_a_second_outcome_is_refused(joint: JointInspection) -> None:
    escalated_judgement(joint)
    outcome_of(joint)
    with pytest.raises(ActionRefused, match="No decision of senior people is waited for"):
        outcome_of(joint, "It is not.")
    assert EscalationOutcome.objects.count() == 1


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ({"decision": " "}, "Say what was decided"),
        ({"decided_by": " "}, "Say who decided"),
        ({"decided_on": timezone.localdate() + timedelta(days=3)}, "still to come"),
    ],
)
def test_an_outcome_is_whole(
    joint: JointInspection, rows: Rows, what: dict[str, object], sentence: str
) -> None:
    escalated_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match=sentence):
        outcome_of(joint, **what)  # type: ignore[arg-type]  # one argument at a time
    assert rows() == before


@pytest.mark.parametrize("who", ["lead", "inspector", "chair"])
def test_only_the_overall_lead_records_it(joint: JointInspection, who: str) -> None:
    escalated_judgement(joint)
    person = {
        "lead": joint.leads["cqc"],
        "inspector": joint.inspectors["ofsted"],
        "chair": joint.chair,
    }[who]
    with pytest.raises(PermissionRefused):
        outcome_of(joint, by=person)
    assert not EscalationOutcome.objects.exists()


def test_the_same_form_records_it_once(joint: JointInspection) -> None:
    escalated_judgement(joint)
    key = uuid4()
    first, second = (outcome_of(joint, key=key) for _ in range(2))
    assert first == second
    with pytest.raises(AlreadySent):
        outcome_of(joint, "Otherwise.", key=key)


# --- what waits -----------------------------------------------------------------------------------


def test_each_step_waits_for_whose_it_is(joint: JointInspection) -> None:
    def waits(find: Callable[..., Iterable[Judgement]], person: User) -> bool:
        return judgement_in(joint) in find(person, timezone.localdate())

    name, record, anew = (
        waiting_agreement.judgements_to_name_senior_for,
        waiting_agreement.judgements_to_record_outcome,
        waiting_agreement.judgements_to_propose_anew,
    )
    lead, overall = joint.leads["cqc"], joint.overall_lead
    proposed_judgement(joint)
    senior_of(joint, "hmic")
    assert not waits(name, lead)
    assert not waits(record, overall)
    escalation_of(joint)
    assert waits(name, lead)
    assert not waits(name, joint.leads["hmic"])
    assert waits(record, overall)
    assert not waits(record, lead)
    assert not waits(anew, overall)
    senior_of(joint, "cqc")
    outcome_of(joint)
    assert not waits(name, lead)
    assert not waits(record, overall)
    assert waits(anew, overall)
