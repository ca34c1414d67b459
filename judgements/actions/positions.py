"""Record a position; the last one that comes in reveals them all."""

import uuid
from datetime import datetime

from frameworks.models import Grade
from inspections.models import EvidenceAudience, EvidenceRevision, EvidenceUse
from judgements.actions.holding import Held, hold, once_under_lock, step
from judgements.models import (
    Judgement,
    Position,
    PositionEvidence,
    PositionReceived,
    PositionRound,
)
from judgements.permissions import may_record_position
from judgements.values import PositionContent
from organisations.models import Inspectorate, User
from records.errors import ActionRefused
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft


def record_position(
    *,
    judgement: Judgement,
    inspectorate: str,
    content: PositionContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Position:
    """Record an inspectorate's own view. Nobody else can read it until all are in.

    The last one that comes in reveals the round, in the same transaction.

    Args:
        inspectorate: code of the inspectorate that the page spoke of.
        content: the grade (or that there is no evidence), the rationale and the evidence.
        key: the form's key; the same form sent twice records one position.
        heard: what the page knew of its draft; a later one stays.

    Raises:
        PermissionRefused: the person does not lead that inspectorate here.
        ActionRefused: no round is open, the position is in already, the grade is not one of the
            scale, nothing is said, or evidence is named that the person does not see.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(
            may_record_position(
                held.assignment, held.inspection, held.participants, inspectorate=inspectorate
            )
        )
        return str(_take(held, content, by=by, at=at).pk)

    made = once_under_lock(
        judgement=judgement,
        act="record position",
        content={"inspectorate": inspectorate, **content.as_data()},
        key=key,
        by=by,
        at=at,
        do=act,
        heard=heard,
    )
    return Position.objects.get(pk=made)


def _take(held: Held, content: PositionContent, *, by: User, at: datetime) -> Position:
    opened = open_round(judgement=held.judgement, inspectorate=held.own)
    position = Position.objects.create(
        round=opened,
        inspectorate=held.own,
        author=by,
        grade=grade_of(judgement=held.judgement, code=content.grade) if content.grade else None,
        rationale=_said(content.rationale),
        at=at,
    )
    PositionEvidence.objects.bulk_create(
        PositionEvidence(position=position, revision=revision)
        for revision in _relied_on(held, content)
    )
    PositionReceived.objects.create(round=opened, inspectorate=held.own, at=at)
    if _all_are_in(held, opened):
        _reveal(held, opened, by=by, at=at)
    return position


def grade_of(*, judgement: Judgement, code: str) -> Grade:
    """The grade with this code, of the scale that the area is judged on.

    Raises:
        ActionRefused: the scale has no such grade.
    """
    grades = judgement.grades()
    for grade in grades:
        if grade.code == code:
            return grade
    titles = ", ".join(grade.title for grade in grades)
    raise ActionRefused(
        f"“{code}” is not a grade of {judgement.area.title}. Choose one of: {titles}."
    )


def open_round(*, judgement: Judgement, inspectorate: Inspectorate) -> PositionRound:
    """The round in which this inspectorate can record its position.

    Raises:
        ActionRefused: no round is open, or the inspectorate's position is in already.
    """
    opened = judgement.open_round()
    if opened is None:
        raise ActionRefused(
            "No round of positions is open. The overall lead opens one when the inspectorates are "
            "ready."
        )
    if opened.received.filter(inspectorate=inspectorate).exists():
        raise ActionRefused(
            f"The position of {inspectorate.short_name} in round {opened.number} is in already and "
            "stays as it is. Once all are in, the overall lead can open another round."
        )
    return opened


def _said(rationale: str) -> str:
    if not rationale.strip():
        raise ActionRefused("Say what the position rests on.")
    return rationale


def _relied_on(held: Held, content: PositionContent) -> list[EvidenceRevision]:
    """The items that the position names, each at the revision that its lead sees now."""
    if not content.evidence or held.assignment is None:
        return []
    rows = EvidenceAudience.objects.for_member(held.assignment).standing()
    seen = rows.filter(evidence_id__in=content.evidence, revision__isnull=False)
    found = [row.revision for row in seen.select_related("revision") if row.revision is not None]
    if len(found) != len(set(content.evidence)):
        raise ActionRefused(
            "The position names evidence that you cannot see or that was withdrawn. Open the page "
            "again and choose from what is there."
        )
    return found


def _all_are_in(held: Held, opened: PositionRound) -> bool:
    received = opened.received.filter(inspectorate__in=held.participants).count()
    return received == len(held.participants)


def _reveal(held: Held, opened: PositionRound, *, by: User, at: datetime) -> None:
    PositionRound.objects.filter(pk=opened.pk).update(revealed_at=at)
    step(judgement=held.judgement, verb="reveal", by=by, at=at)
    # Only now: who relies on which item would have told of a position before it was revealed.
    relied_on = PositionEvidence.objects.filter(position__round=opened).select_related(
        "position__inspectorate"
    )
    EvidenceUse.objects.bulk_create(
        (
            EvidenceUse(
                revision_id=row.revision_id,
                kind="position",
                used_in=_used_in(held.judgement, opened, row.position),
                by_id=row.position.author_id,
                at=at,
            )
            for row in relied_on
        ),
        ignore_conflicts=True,
    )


def _used_in(judgement: Judgement, opened: PositionRound, position: Position) -> str:
    words = f"{position.inspectorate.code}, round {opened.number}, {judgement.area.code}"
    return words[: EvidenceUse._meta.get_field("used_in").max_length]
