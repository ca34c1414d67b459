"""One inspectorate judges: an inspector proposes, the lead decides, another person moderates."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from judgements.actions.holding import Held, hold, once_under_lock, step
from judgements.actions.weighing import Weighed, check_statement, weigh, write_proposal
from judgements.models import (
    GradeDecision,
    GradeModeration,
    Judgement,
    JudgementEvent,
    Proposal,
    RecordedAnswer,
    RuleDeparture,
    acted_on,
    last_decision,
)
from judgements.permissions import (
    judges_of,
    may_decide,
    may_moderate,
    may_propose_grade,
    may_reopen_grade,
    moderates_of,
)
from judgements.states import GRADED, GradedState
from judgements.values import (
    DecisionContent,
    GradeContent,
    ModerationContent,
    decision_hash,
    grade_hash,
)
from organisations.models import Inspectorate, User
from records.errors import ActionRefused
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft

_CHANGED = (
    "This judgement changed after you opened the page, and nothing was recorded. Read how it "
    "stands now, then go on from there."
)


@dataclass(frozen=True)
class _Acting:
    """Who acts on what, under the lock."""

    held: Held
    judges: list[Inspectorate]
    by: User
    at: datetime

    @property
    def judgement(self) -> Judgement:
        return self.held.judgement

    def step(self, verb: str, *, why: str = "") -> None:
        step(judgement=self.judgement, verb=verb, by=self.by, at=self.at, table=GRADED, why=why)


def _acting(judgement: Judgement, by: User, at: datetime) -> _Acting:
    held = hold(judgement=judgement, by=by, at=at)
    return _Acting(held, judges_of(held.judgement), by, at)


def propose_grade(
    *,
    judgement: Judgement,
    content: GradeContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Proposal:
    """Put a grade and its statement to the inspectorate's lead.

    A proposal takes the place of the one before; a decision that was returned stays void.

    Args:
        judgement: of a graded area of a strand; begun with this act when nobody has begun it.
        content: the grade, or why the area is not judged; the statement, the answers to the rules'
            questions, and a reason for each rule that the grade departs from.
        key: the form's key; the same form sent twice makes one proposal.
        heard: what the page knew of its draft; a later one stays.

    Raises:
        PermissionRefused: the person is no inspector of an inspectorate that judges this.
        TransitionNotAllowed: a decision waits for its moderator, or the grade is agreed.
        ActionRefused: what `weigh` refuses; or the framework lets the area not go without a grade.
    """

    def act() -> str:
        acting = _acting(judgement, by, at)
        held = acting.held
        require(may_propose_grade(held.assignment, held.inspection, held.judgement, acting.judges))
        GRADED.find("propose", held.judgement.state)
        acting = replace(acting, held=replace(held, judgement=_begun(acting)))
        proposal = _write(acting, _weigh(acting.judgement, content))
        acting.step("propose")
        return str(proposal.pk)

    return Proposal.objects.get(
        pk=_once("propose grade", judgement, content.as_data(), key, by, at, act, heard)
    )


def decide(
    *, judgement: Judgement, content: DecisionContent, key: uuid.UUID, by: User, at: datetime
) -> GradeDecision:
    """Take the grade that is proposed, or decide another one, with reasons.

    What is decided goes to a moderator. Another grade, or other words, are written down as a
    proposal of the lead's, held against the limiting rules as every one is.

    Args:
        content: what is decided, the reasons, and the hash of the proposal that was on the page.
        key: the form's key; the same form sent twice makes one decision.

    Raises:
        PermissionRefused: the person does not lead an inspectorate that judges this.
        TransitionNotAllowed: nothing is proposed, or it is decided already.
        ActionRefused: the proposal is another by now; reasons are missing for another grade or
            after a return; or what `weigh` refuses.
    """

    def act() -> str:
        acting = _acting(judgement, by, at)
        held = acting.held
        require(may_decide(held.assignment, held.inspection, held.judgement, acting.judges))
        return str(_decide(acting, content).pk)

    return GradeDecision.objects.get(
        pk=_once("decide grade", judgement, content.as_data(), key, by, at, act)
    )


def moderate(
    *, judgement: Judgement, content: ModerationContent, key: uuid.UUID, by: User, at: datetime
) -> GradeModeration:
    """Agree to what was decided, or return it with a reason.

    Args:
        content: the answer, its reason, and the hash of the decision that was on the page.
        key: the form's key; the same form sent twice makes one answer.

    Raises:
        PermissionRefused: the person is no quality assurer of the inspectorate that decided, or
            has proposed or decided here.
        TransitionNotAllowed: nothing is decided, or it is answered already.
        ActionRefused: the decision is another by now, or it is returned without a reason.
    """

    def act() -> str:
        acting = _acting(judgement, by, at)
        held = acting.held
        moderates = moderates_of(held.judgement, acting.judges)
        acted = acted_on(held.judgement)
        require(may_moderate(held.assignment, held.inspection, held.judgement, moderates, acted))
        return str(_moderate(acting, content).pk)

    return GradeModeration.objects.get(
        pk=_once("moderate grade", judgement, content.as_data(), key, by, at, act)
    )


def reopen_grade(
    *, judgement: Judgement, why: str, key: uuid.UUID, by: User, at: datetime
) -> JudgementEvent:
    """Reopen an agreed grade: its decision and its moderation are void, and stay to be seen.

    The proposal stands again, to be decided or replaced.

    Args:
        why: the reason.
        key: the form's key; the same form sent twice reopens once.

    Raises:
        PermissionRefused: the person does not lead an inspectorate that judges this, or a report
            that states the grade is signed.
        TransitionNotAllowed: the grade is not agreed.
        ActionRefused: no reason is given.
    """

    def act() -> str:
        acting = _acting(judgement, by, at)
        held = acting.held
        require(may_reopen_grade(held.assignment, held.inspection, held.judgement, acting.judges))
        GRADED.find("reopen", held.judgement.state)
        if not why.strip():
            raise ActionRefused("Say why the grade is reopened.")
        acting.step("reopen", why=why.strip())
        return str(held.judgement.events.latest("pk").pk)

    return JudgementEvent.objects.get(
        pk=_once("reopen grade", judgement, {"why": why}, key, by, at, act)
    )


def decision_to_moderate(*, judgement: Judgement) -> GradeDecision:
    """The decision that waits for a moderator.

    Raises:
        TransitionNotAllowed: none does.
    """
    GRADED.find("agree", judgement.state)
    decision = last_decision(judgement)
    if decision is None:
        raise LookupError("a judgement at this stage has a decision")
    return decision


def proposal_to_decide(*, judgement: Judgement) -> Proposal:
    """The proposal that the lead may take or set aside.

    Raises:
        TransitionNotAllowed: nothing is proposed, or it is decided already.
    """
    GRADED.find("decide", judgement.state)
    proposal = judgement.current_proposal()
    if proposal is None:
        raise LookupError("a judgement at this stage has a proposal")
    return proposal


# --- under the lock -------------------------------------------------------------------------------


def _once(
    act: str,
    judgement: Judgement,
    content: dict[str, object],
    key: uuid.UUID,
    by: User,
    at: datetime,
    do: Callable[[], str],
    heard: HeardOfDraft = NO_DRAFT,
) -> int:
    return once_under_lock(
        judgement=judgement, act=act, content=content, key=key, by=by, at=at, do=do, heard=heard
    )


def _begun(acting: _Acting) -> Judgement:
    """The judgement, stored: the first proposal begins it."""
    judgement = acting.judgement
    if not judgement.is_begun:
        judgement.save()
        JudgementEvent.objects.create(
            judgement=judgement,
            from_state="",
            to_state=judgement.state,
            by=acting.by,
            at=acting.at,
        )
    return judgement


def _weigh(judgement: Judgement, content: GradeContent) -> Weighed[GradeContent]:
    """Hold a grade against the rules; an area that is not judged departs from none of them."""
    if content.is_judged:
        return weigh(judgement=judgement, content=replace(content, not_judged=""))
    if not judgement.area.not_judged:
        raise ActionRefused(
            f"The framework does not let {judgement.area.title} go without a grade. Choose one."
        )
    if not content.not_judged.strip():
        raise ActionRefused("Say why the area is not judged.")
    check_statement(content=content)
    why = content.not_judged.strip()
    return Weighed(None, replace(content, not_judged=why, answers={}, departures={}))


def _write(acting: _Acting, weighed: Weighed[GradeContent]) -> Proposal:
    judgement = acting.judgement
    number = judgement.proposals.count() + 1
    return write_proposal(
        judgement=judgement,
        weighed=weighed,
        number=number,
        content_hash=grade_hash(
            judgement={
                "inspection": acting.held.inspection.reference,
                "strand": judgement.strand.code,
                "area": judgement.area.code,
            },
            number=number,
            proposed=weighed.content,
            by=acting.by.email,
        ),
        by=acting.by,
        at=acting.at,
        not_judged=weighed.content.not_judged,
    )


def _decide(acting: _Acting, content: DecisionContent) -> GradeDecision:
    judgement = acting.judgement
    proposed = proposal_to_decide(judgement=judgement)
    _is_as_it_was_on_the_page(proposed.content_hash, content.content_hash)
    weighed = _weigh(judgement, content.content)
    other = weighed.content.grade != proposed.grade_code
    reasons = content.reasons.strip()
    _check_reasons(reasons, is_other=other, is_returned=judgement.state == GradedState.RETURNED)
    same = weighed.content == content_of(proposal=proposed)
    decided = proposed if same else _write(acting, weighed)
    number = judgement.decisions.count() + 1
    decision = GradeDecision.objects.create(
        judgement=judgement,
        number=number,
        proposal=decided,
        instead_of=proposed if other else None,
        inspectorate=acting.held.own,
        person=acting.by,
        reasons=reasons,
        content_hash=decision_hash(
            proposal=decided.content_hash,
            number=number,
            inspectorate=acting.held.own.code,
            by=acting.by.email,
            reasons=reasons,
        ),
        at=acting.at,
    )
    acting.step("decide")
    return decision


def _check_reasons(reasons: str, *, is_other: bool, is_returned: bool) -> None:
    if is_other and not reasons:
        raise ActionRefused("You decide another grade than was proposed. Give the reasons.")
    if is_returned and not reasons:
        raise ActionRefused("The decision before was returned. Say what you answer to that.")


def _is_as_it_was_on_the_page(now: str, on_page: str) -> None:
    if now != on_page:
        raise ActionRefused(_CHANGED)


def content_of(*, proposal: Proposal) -> GradeContent:
    """A proposal, as the plain value that it was written from."""
    answers = RecordedAnswer.objects.filter(proposal=proposal).values_list("code", "answer")
    departures = RuleDeparture.objects.filter(proposal=proposal).values_list("rule__code", "why")
    return GradeContent(
        grade=proposal.grade_code,
        statement=proposal.statement,
        answers=dict(answers),
        departures=dict(departures),
        not_judged=proposal.not_judged,
    )


def _moderate(acting: _Acting, content: ModerationContent) -> GradeModeration:
    decision = decision_to_moderate(judgement=acting.judgement)
    _is_as_it_was_on_the_page(decision.content_hash, content.content_hash)
    why = content.why.strip()
    if not content.agrees and not why:
        raise ActionRefused("Say why you return the decision.")
    answer = GradeModeration.objects.create(
        decision=decision,
        inspectorate=acting.held.own,
        person=acting.by,
        proposed_by_id=decision.proposer,
        decided_by_id=decision.person_id,
        agrees=content.agrees,
        why=why,
        content_hash=decision.content_hash,
        at=acting.at,
    )
    acting.step("agree" if content.agrees else "return", why=why)
    return answer
