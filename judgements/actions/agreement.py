"""What people do about a view that is shared or not: discuss it, print it, open it again."""

import uuid
from datetime import datetime

from frameworks.values import Grading
from inspections.models import Strand
from judgements.actions.holding import Held, hold, lock, once_under_lock, step
from judgements.models import (
    DiscussionEntry,
    Judgement,
    PositionRound,
    PrintDecision,
    Proposal,
    Reopening,
    ResultPublished,
    ResultSigned,
)
from judgements.permissions import (
    is_unpublished,
    may_decide_print,
    may_discuss,
    may_reopen,
)
from judgements.states import JUDGEMENT, GradedState, JudgementState
from judgements.values import DiscussionContent
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft


def discuss(
    *,
    judgement: Judgement,
    content: DiscussionContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> DiscussionEntry:
    """Say something to the team, once all positions of the newest round are in.

    Args:
        content: the words.
        key: the form's key; the same form sent twice says it once.
        heard: what the page knew of its draft; a later one stays.

    Raises:
        PermissionRefused: the person's inspectorate takes no part.
        ActionRefused: positions are hidden, or nothing is said.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(may_discuss(held.assignment, held.inspection, held.participants))
        entry = DiscussionEntry.objects.create(
            judgement=held.judgement,
            round=round_to_discuss(judgement=held.judgement),
            author=by,
            inspectorate=held.own,
            text=said(text=content.text, missing="Write what you want to say."),
            at=at,
        )
        return str(entry.pk)

    made = once_under_lock(
        judgement=judgement,
        act="discuss judgement",
        content=content.as_data(),
        key=key,
        by=by,
        at=at,
        do=act,
        heard=heard,
    )
    found: DiscussionEntry = DiscussionEntry.objects.get(pk=made)
    return found


def round_to_discuss(*, judgement: Judgement) -> PositionRound:
    """The round whose positions are discussed: the newest, once all of them are in.

    Raises:
        ActionRefused: no round was opened, or positions are hidden: an entry could tell one.
    """
    newest = judgement.rounds.last() if judgement.is_begun else None
    if newest is None or newest.revealed_at is None:
        raise ActionRefused(
            "The discussion opens once all positions of the round are in: before that, what "
            "somebody writes could tell a position. Nothing was written."
        )
    found: PositionRound = newest
    return found


def decide_print(
    *,
    judgement: Judgement,
    inspectorate: str,
    content_hash: str,
    prints: bool,
    key: uuid.UUID,
    by: User,
    at: datetime,
) -> PrintDecision:
    """Say for an inspectorate whether the letter prints views that differ, and abstentions.

    They are printed only where the leads of all inspectorates have said so. The newest counts.

    Args:
        inspectorate: code of the inspectorate that the page spoke of.
        content_hash: of the proposal that was on the page.
        prints: yes or no.
        key: the form's key; the same form sent twice is one decision.

    Raises:
        PermissionRefused: the person does not lead that inspectorate, or the letter is published.
        ActionRefused: another proposal stands, or none.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(
            may_decide_print(
                held.assignment, held.inspection, held.participants, inspectorate=inspectorate
            )
        )
        require(is_unpublished(held.judgement))
        proposal = standing(held=held, content_hash=content_hash)
        return str(put_decision(held=held, proposal=proposal, prints=prints, by=by, at=at).pk)

    made = once_under_lock(
        judgement=judgement,
        act="decide print",
        content={"inspectorate": inspectorate, "content_hash": content_hash, "prints": prints},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return PrintDecision.objects.get(pk=made)


def put_decision(
    *, held: Held, proposal: Proposal, prints: bool, by: User, at: datetime
) -> PrintDecision:
    """Write a decision down; everything has been asked."""
    return PrintDecision.objects.create(
        proposal=proposal, inspectorate=held.own, person=by, prints=prints, at=at
    )


def reopen(
    *,
    judgement: Judgement,
    content_hash: str,
    why: str,
    key: uuid.UUID,
    by: User,
    at: datetime,
) -> Reopening:
    """Open an agreed judgement again: its proposal is void with the signatures, which stay.

    A report that is written on it is not signed until the judgement is agreed again.

    Args:
        content_hash: of the agreed proposal that was on the page.
        why: the reason, which stands beside the signatures.
        key: the form's key; the same form sent twice opens it once.

    Raises:
        PermissionRefused: the person is not the overall lead, or the letter is published.
        TransitionNotAllowed: the judgement is not agreed.
        ActionRefused: something else was agreed since, or the reason is missing.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(may_reopen(held.assignment, held.inspection, held.judgement))
        JUDGEMENT.find("reopen", held.judgement.state)
        reason = said(text=why, missing="Say why the judgement is opened again.")
        made = Reopening.objects.create(
            proposal=standing(held=held, content_hash=content_hash), why=reason, by=by, at=at
        )
        step(judgement=held.judgement, verb="reopen", by=by, at=at, why=reason)
        return str(made.pk)

    made = once_under_lock(
        judgement=judgement,
        act="reopen judgement",
        content={"content_hash": content_hash, "why": why},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return Reopening.objects.get(pk=made)


def note_published(*, strand: Strand, by: User, at: datetime) -> None:
    """Write down that the letter with the agreed grades of a strand is public.

    For those who publish, in the transaction of the publication. From then on these judgements are
    not opened again.
    """
    lock(inspection=strand.inspection_id)
    agreed = Judgement.objects.filter(strand=strand, state=JudgementState.AGREED)
    for judgement in agreed:
        proposal = judgement.current_proposal()
        if proposal is not None:
            ResultPublished.objects.get_or_create(proposal=proposal, defaults={"by": by, "at": at})


def note_signed(*, strand: Strand, by: User, at: datetime) -> None:
    """Write down that somebody has signed the report with the agreed grades of a strand.

    For those who report, in the transaction of the sign-off, under the lock of the inspection. It
    holds what one inspectorate grades; for what is shared, the report is signed anew.
    """
    _note_report(strand, is_signed=True, by=by, at=at)


def note_opened(*, strand: Strand, by: User, at: datetime) -> None:
    """Write down that the report was opened again: the sign-offs have lapsed, nothing is held."""
    _note_report(strand, is_signed=False, by=by, at=at)


def _note_report(strand: Strand, *, is_signed: bool, by: User, at: datetime) -> None:
    agreed = Judgement.objects.filter(strand=strand, state=GradedState.AGREED)
    for judgement in agreed.filter(area__grading=Grading.GRADED):
        proposal = judgement.current_proposal()
        newest = ResultSigned.objects.filter(proposal__judgement=judgement).last()
        is_held = newest is not None and newest.is_signed
        if proposal is not None and is_held != is_signed:
            ResultSigned.objects.create(proposal=proposal, is_signed=is_signed, by=by, at=at)


def said(*, text: str, missing: str) -> str:
    """The text without the space around it.

    Raises:
        ActionRefused: there is none; `missing` says what to do.
    """
    if not text.strip():
        raise ActionRefused(missing)
    return text.strip()


def standing(*, held: Held, content_hash: str) -> Proposal:
    """The proposal that stands, if it is the one that was on the page.

    Raises:
        ActionRefused: another one stands, or none.
    """
    proposal = held.judgement.current_proposal()
    if proposal is None or proposal.content_hash != content_hash:
        raise ActionRefused(
            "The proposal that was on your page does not stand any more. Nothing was changed. "
            "Look at the judgement as it is now."
        )
    return proposal
