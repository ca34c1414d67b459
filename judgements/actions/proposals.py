"""Put a grade to the inspectorates, held against the framework's limiting rules."""

import uuid
from datetime import datetime

from judgements.actions.holding import Held, hold, once_under_lock, step
from judgements.actions.weighing import weigh, write_proposal
from judgements.models import Judgement, Position, PositionEvidence, Proposal
from judgements.permissions import may_propose, open_escalation
from judgements.states import JUDGEMENT
from judgements.values import ProposalContent, StatedPosition, proposal_hash
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft


def propose(
    *,
    judgement: Judgement,
    content: ProposalContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Proposal:
    """Put a grade and its statement to every participating inspectorate.

    A proposal replaces the one before, whose signatures are then void and stay to be seen.

    Args:
        content: the grade, the statement, the answers to the rules' questions, and a reason for
            each rule that the grade departs from.
        key: the form's key; the same form sent twice makes one proposal.
        heard: what the page knew of its draft; a later one stays.

    Raises:
        PermissionRefused: the person does not lead the inspection.
        TransitionNotAllowed: the positions are not revealed yet, or the judgement is agreed.
        ActionRefused: the grade is not one of the scale, nothing is said, a rule cannot be
            evaluated, the grade departs from one without a reason, or the senior people have been
            asked and what they decided is not recorded yet.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(may_propose(held.assignment, held.inspection, held.judgement))
        JUDGEMENT.find("propose", held.judgement.state)
        require_decided(judgement=held.judgement)
        return str(_put(held, content, by=by, at=at).pk)

    made = once_under_lock(
        judgement=judgement,
        act="propose judgement",
        content=content.as_data(),
        key=key,
        by=by,
        at=at,
        do=act,
        heard=heard,
    )
    return Proposal.objects.get(pk=made)


def require_decided(*, judgement: Judgement) -> None:
    """Nothing is proposed while the senior people are asked.

    Raises:
        ActionRefused: what they decided is not recorded yet.
    """
    if open_escalation(judgement) is not None:
        raise ActionRefused(
            "The senior people have been asked. Record first what they decided, then propose. "
            "Nothing was changed."
        )


def _put(held: Held, content: ProposalContent, *, by: User, at: datetime) -> Proposal:
    judgement = held.judgement
    weighed = weigh(judgement=judgement, content=content)
    number = judgement.proposals.count() + 1
    proposal = write_proposal(
        judgement=judgement,
        weighed=weighed,
        number=number,
        content_hash=hash_of(held=held, number=number, proposed=weighed.content),
        by=by,
        at=at,
    )
    step(judgement=judgement, verb="propose", by=by, at=at)
    return proposal


def hash_of(*, held: Held, number: int, proposed: ProposalContent) -> str:
    """The hash of a proposal with every position that led to it."""
    judgement = held.judgement
    relied_on: dict[int, list[int]] = {}
    for position, revision in PositionEvidence.objects.filter(
        position__round__judgement=judgement
    ).values_list("position_id", "revision_id"):
        relied_on.setdefault(position, []).append(revision)
    rounds: dict[int, list[StatedPosition]] = {}
    for row in Position.objects.filter(round__judgement=judgement).select_related(
        "round", "inspectorate", "grade"
    ):
        rounds.setdefault(row.round.number, []).append(
            StatedPosition(
                inspectorate=row.inspectorate.code,
                grade=row.grade.code if row.grade else None,
                rationale=row.rationale,
                evidence=tuple(relied_on.get(row.pk, ())),
            )
        )
    return proposal_hash(
        judgement={
            "inspection": held.inspection.reference,
            "strand": judgement.strand.code,
            "area": judgement.area.code,
        },
        number=number,
        proposed=proposed,
        rounds=[rounds[number] for number in sorted(rounds)],
        signatories=[one.code for one in held.participants],
    )
