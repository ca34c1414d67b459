"""Begin a judgement, and ask the inspectorates for their positions."""

import uuid
from datetime import datetime

from inspections.models import Strand
from judgements.actions.holding import hold, lock, once_under_lock, step
from judgements.models import Judgement, JudgementEvent, PositionRound
from judgements.permissions import is_judged_in, may_open_positions
from judgements.states import JUDGEMENT
from organisations.models import User
from records.permissions import require


def start(*, strand: Strand, by: User, at: datetime) -> list[Judgement]:
    """The judgements of a strand: one for each of its areas, made on first need.

    There is one for an area of the framework and none for the local area as a whole
    (No. 140112 ¶25, ¶108).
    """
    lock(inspection=strand.inspection_id)
    found = []
    for area in strand.judgement_areas.select_related("scale"):
        if not is_judged_in(strand, area):
            continue
        judgement, is_new = Judgement.objects.get_or_create(strand=strand, area=area)
        if is_new:
            JudgementEvent.objects.create(
                judgement=judgement, from_state="", to_state=judgement.state, by=by, at=at
            )
        found.append(judgement)
    return found


def open_positions(
    *, judgement: Judgement, key: uuid.UUID, by: User, at: datetime
) -> PositionRound:
    """Open a round in which every participating inspectorate records a position, blind.

    A round that is opened after a proposal makes that proposal void, with its signatures.

    Args:
        judgement: of an area of a strand; begun with this act when nobody has begun it.
        key: the form's key; the same form sent twice opens one round.

    Raises:
        PermissionRefused: the person does not lead the inspection, or nothing is graded here now.
        TransitionNotAllowed: a round is open already, or the judgement is agreed.
    """

    def act() -> str:
        held = hold(judgement=judgement, by=by, at=at)
        require(may_open_positions(held.assignment, held.inspection, held.judgement))
        JUDGEMENT.find("open_positions", held.judgement.state)
        if not held.judgement.is_begun:
            start(strand=judgement.strand, by=by, at=at)
        current = Judgement.objects.get(strand=judgement.strand_id, area__code=judgement.area.code)
        opened = PositionRound.objects.create(
            judgement=current, number=current.rounds.count() + 1, opened_at=at, opened_by=by
        )
        step(judgement=current, verb="open_positions", by=by, at=at)
        return str(opened.pk)

    made = once_under_lock(
        judgement=judgement,
        act="open positions",
        content={},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return PositionRound.objects.get(pk=made)
