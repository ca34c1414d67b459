"""The way out of a deadlock: senior people are asked, and what they decide is recorded."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from judgements.actions.agreement import said, standing
from judgements.actions.holding import Held, hold, once_under_lock, step
from judgements.models import (
    Escalation,
    EscalationOutcome,
    Judgement,
    SeniorPerson,
    SeniorTold,
)
from judgements.permissions import may_escalate, may_name_senior, open_escalation
from judgements.states import JUDGEMENT, JudgementState
from judgements.values import OutcomeContent, SeniorContent
from organisations.models import User
from records.actions import queue_job
from records.errors import ActionRefused
from records.permissions import require

TELL_SENIOR = "judgements.tell_senior"
NOBODY_NAMED = (
    "No inspectorate has named a senior person yet. Each lead names one on the page of the "
    "judgement. Nothing was changed."
)


def name_senior(
    *,
    judgement: Judgement,
    inspectorate: str,
    content: SeniorContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
) -> SeniorPerson:
    """Name who decides for an inspectorate in this inspection when the leads cannot agree.

    The newest counts. Where a decision is being asked already, this person is asked too.

    Args:
        judgement: on whose page the person is named; it is the same one for the whole inspection.
        inspectorate: code of the inspectorate that the page spoke of.
        content: the name, the post and the e-mail address.
        key: the form's key; the same form sent twice names one.

    Raises:
        PermissionRefused: the person does not lead that inspectorate here.
        ActionRefused: a part of it is missing.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(
            may_name_senior(
                held.assignment, held.inspection, held.participants, inspectorate=inspectorate
            )
        )
        missing = "Give the name, the post and the e-mail address."
        senior = SeniorPerson.objects.create(
            inspection=held.inspection,
            inspectorate=held.own,
            name=said(text=content.name, missing=missing),
            post=said(text=content.post, missing=missing),
            email=said(text=content.email, missing=missing),
            by=by,
            at=at,
        )
        _tell_late(held, senior, by=by, at=at)
        return str(senior.pk)

    made = once_under_lock(
        judgement=judgement,
        act="name senior",
        content={"inspectorate": inspectorate, **content.as_data()},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    found: SeniorPerson = SeniorPerson.objects.get(pk=made)
    return found


def _tell_late(held: Held, senior: SeniorPerson, *, by: User, at: datetime) -> None:
    """Ask somebody who is named after the escalation, wherever a decision is being asked."""
    waiting = Escalation.objects.filter(
        proposal__judgement__strand__inspection=held.inspection,
        proposal__judgement__strand__participants=senior.inspectorate,
        proposal__judgement__state=JudgementState.ESCALATED,
        outcome__isnull=True,
    )
    for escalation in waiting.order_by("pk"):
        _tell(escalation, [senior], by=by, at=at)


def escalate(
    *,
    judgement: Judgement,
    content_hash: str,
    why: str,
    key: uuid.UUID,
    by: User,
    at: datetime,
) -> Escalation:
    """Take a proposal that the inspectorates cannot agree on to their senior people.

    Each gets an e-mail that says that a decision is asked, and nothing of what it is about.

    Args:
        content_hash: of the proposal that was on the page.
        why: what the inspectorates cannot agree on; for the record, not for the e-mail.
        key: the form's key; the same form sent twice asks once.

    Raises:
        PermissionRefused: the person is not the overall lead.
        TransitionNotAllowed: nothing is proposed.
        ActionRefused: nobody is named, another proposal stands, or the reason is missing.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(may_escalate(held.assignment, held.inspection, held.judgement))
        JUDGEMENT.find("escalate", held.judgement.state)
        reason = said(text=why, missing="Say what the inspectorates cannot agree on.")
        seniors = seniors_of(held=held)
        if not seniors:
            raise ActionRefused(NOBODY_NAMED)
        made: Escalation = Escalation.objects.create(
            proposal=standing(held=held, content_hash=content_hash), why=reason, by=by, at=at
        )
        _tell(made, seniors, by=by, at=at)
        step(judgement=held.judgement, verb="escalate", by=by, at=at, why=reason)
        return str(made.pk)

    made = once_under_lock(
        judgement=judgement,
        act="escalate judgement",
        content={"content_hash": content_hash, "why": why},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    found: Escalation = Escalation.objects.get(pk=made)
    return found


def seniors_of(*, held: Held) -> list[SeniorPerson]:
    """The senior people of the inspectorates that take part, in their order."""
    counting: list[SeniorPerson] = SeniorPerson.objects.counting(held.inspection)
    return [one for one in counting if one.inspectorate in held.participants]


def _tell(
    escalation: Escalation, seniors: Iterable[SeniorPerson], *, by: User, at: datetime
) -> None:
    for senior in seniors:
        told = SeniorTold.objects.create(escalation=escalation, senior=senior, at=at)
        queue_job(
            kind=TELL_SENIOR,
            key=f"{TELL_SENIOR}:{told.pk}",
            arguments={"told": told.pk},
            by=by,
            at=at,
        )


def record_outcome(
    *, judgement: Judgement, content: OutcomeContent, key: uuid.UUID, by: User, at: datetime
) -> EscalationOutcome:
    """Record what the senior people decided. The overall lead proposes next, as usual.

    Their decision is on the record; what becomes of the grade is proposed and signed by everybody.

    Args:
        content: the decision in their words, who decided and on which day.
        key: the form's key; the same form sent twice records one.

    Raises:
        PermissionRefused: the person is not the overall lead.
        ActionRefused: no decision is asked for, a part is missing, or the day is to come.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(may_escalate(held.assignment, held.inspection, held.judgement))
        escalation = open_escalation(held.judgement)
        if escalation is None:
            raise ActionRefused(
                "No decision of senior people is waited for here. Nothing was changed."
            )
        if content.decided_on > timezone.localdate(at):
            raise ActionRefused("The day of the decision is still to come. Enter the day it was.")
        made = EscalationOutcome.objects.create(
            escalation=escalation,
            decision=said(text=content.decision, missing="Say what was decided."),
            decided_by=said(text=content.decided_by, missing="Say who decided."),
            decided_on=content.decided_on,
            by=by,
            at=at,
        )
        return str(made.pk)

    made = once_under_lock(
        judgement=judgement,
        act="record outcome",
        content=content.as_data(),
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return EscalationOutcome.objects.get(pk=made)
