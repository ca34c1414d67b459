"""Put a grade to the inspectorates, held against the framework's limiting rules."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from judgements import rules
from judgements.actions.holding import Held, hold, once_under_lock, step
from judgements.actions.positions import grade_of
from judgements.models import (
    Judgement,
    Position,
    PositionEvidence,
    Proposal,
    RecordedAnswer,
    RuleDeparture,
)
from judgements.permissions import may_propose
from judgements.states import JUDGEMENT
from judgements.values import ProposalContent, StatedPosition, proposal_hash
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require


def propose(
    *, judgement: Judgement, content: ProposalContent, key: uuid.UUID, by: User, at: datetime
) -> Proposal:
    """Put a grade and its statement to every participating inspectorate.

    A proposal replaces the one before, whose signatures are then void and stay to be seen.

    Args:
        content: the grade, the statement, the answers to the rules' questions, and a reason for
            each rule that the grade departs from.
        key: the form's key; the same form sent twice makes one proposal.

    Raises:
        PermissionRefused: the person does not lead the inspection.
        TransitionNotAllowed: the positions are not revealed yet, or the judgement is agreed.
        ActionRefused: the grade is not one of the scale, nothing is said, a rule cannot be
            evaluated, or the grade departs from one without a reason.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(may_propose(held.assignment, held.inspection, held.judgement))
        JUDGEMENT.find("propose", held.judgement.state)
        return str(_put(held, content, by=by, at=at).pk)

    made = once_under_lock(
        judgement=judgement,
        act="propose judgement",
        content=content.as_data(),
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return Proposal.objects.get(pk=made)


def _put(held: Held, content: ProposalContent, *, by: User, at: datetime) -> Proposal:
    judgement = held.judgement
    grade = grade_of(judgement=judgement, code=content.grade)
    if not content.statement.strip():
        raise ActionRefused("Say in words what the judgement is.")
    stored = {rule.code: rule for rule in judgement.limiting_rules()}
    facts = judgement.facts(content.answers)
    values = [rule.as_value() for rule in stored.values()]
    asked = rules.questions(values, judgement.area.code, facts)
    departed = _departed(rules.evaluate(values, judgement.area.code, facts), content)
    proposed = ProposalContent(
        grade=grade.code,
        statement=content.statement,
        answers={
            one.code: content.answers[one.code] for one in asked if one.code in content.answers
        },
        departures={one.rule: content.departures[one.rule].strip() for one in departed},
    )
    number = judgement.proposals.count() + 1
    proposal = Proposal.objects.create(
        judgement=judgement,
        number=number,
        grade=grade,
        statement=proposed.statement,
        content_hash=hash_of(held=held, number=number, proposed=proposed),
        by=by,
        at=at,
    )
    RecordedAnswer.objects.bulk_create(
        RecordedAnswer(
            proposal=proposal,
            rule=stored[one.rule],
            code=one.code,
            question=one.text,
            answer=proposed.answers[one.code],
        )
        for one in asked
        if one.code in proposed.answers
    )
    RuleDeparture.objects.bulk_create(
        RuleDeparture(proposal=proposal, rule=stored[code], why=why)
        for code, why in proposed.departures.items()
    )
    step(judgement=judgement, verb="propose", by=by, at=at)
    return proposal


def _departed(
    outcomes: Sequence[rules.Outcome], content: ProposalContent
) -> tuple[rules.Proposal, ...]:
    blocked = rules.blocks(outcomes)
    if blocked:
        raise ActionRefused(blocked[0].because)
    departed = rules.departures(outcomes, content.grade)
    for one in departed:
        if not content.departures.get(one.rule, "").strip():
            raise ActionRefused(f"{one.because} To depart from that, give the reason.")
    return departed


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
