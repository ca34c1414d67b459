"""The one lock of every act, and the one way from a stage to the next."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from inspections.models import Assignment, Inspection
from inspections.permissions import assignment_of
from judgements.models import Judgement, JudgementEvent
from judgements.permissions import participants_of
from judgements.states import JUDGEMENT
from organisations.models import Inspectorate, User
from records.actions import once
from records.states import StateTable
from records.values import NO_DRAFT, HeardOfDraft


@dataclass(frozen=True)
class Held:
    """A judgement under the lock of its inspection, and who acts, both as they are now.

    Whatever the page knew may have changed while it lay open: the act asks again, here.
    """

    inspection: Inspection
    judgement: Judgement
    assignment: Assignment | None
    participants: list[Inspectorate]

    @property
    def own(self) -> Inspectorate:
        """The inspectorate that the person works for here; a permission has asked before."""
        if self.assignment is None:
            raise LookupError("the person is not on the team")
        return self.assignment.inspectorate


def lock(*, inspection: int) -> Inspection:
    """The inspection's row, locked until the transaction ends.

    Two acts in one inspection happen one after the other, so that the last of two positions and
    the last of two signatures each find the other's.
    """
    return Inspection.objects.select_for_update().get(pk=inspection)


def hold(*, judgement: Judgement, by: User, at: datetime) -> Held:
    """Lock the inspection, then read everything that the act depends on.

    The judgement is found by the code of its area: the inspection may have come to another version
    of its framework while the page lay open.
    """
    inspection = lock(inspection=judgement.strand.inspection_id)
    current = (
        Judgement.objects.filter(strand=judgement.strand_id, area__code=judgement.area.code)
        .select_related("strand", "area__scale")
        .first()
    ) or judgement
    current.strand.inspection = inspection
    return Held(
        inspection=inspection,
        judgement=current,
        assignment=assignment_of(by, inspection, timezone.localdate(at)),
        participants=participants_of(current.strand),
    )


def once_under_lock(
    *,
    judgement: Judgement,
    act: str,
    content: Mapping[str, object],
    key: uuid.UUID,
    by: User,
    at: datetime,
    do: Callable[[], str],
    heard: HeardOfDraft = NO_DRAFT,
) -> int:
    """Lock the inspection, then do an act once for one sending of a form.

    The lock comes first, so that the second arrival of a form finds the receipt of the first; and
    the receipt before anything is asked, so that it gets the same answer, whatever has happened.

    Args:
        act: what the receipt calls it.
        content: what was sent, as plain data.
        key: the form's key.
        do: the act; returns the key of the row that it made.
        heard: what the page knew of its draft; a later one stays.

    Returns:
        That key, of this arrival or of the first.

    Raises:
        AlreadySent: the key was used before with other content.
    """
    lock(inspection=judgement.strand.inspection_id)
    about = {"strand": judgement.strand_id, "area": judgement.area.code}
    told = {**about, **content}
    receipt = once(key=key, by=by, act=act, content=told, at=at, do=do, heard=heard)
    return int(receipt.result)


def step(
    *,
    judgement: Judgement,
    verb: str,
    by: User,
    at: datetime,
    table: StateTable = JUDGEMENT,
    why: str = "",
) -> None:
    """Move a judgement to the next stage, and write down who did it when.

    Args:
        table: of the stages; a judgement that one inspectorate makes has its own.
        why: the reason, where the act asks for one.

    Raises:
        TransitionNotAllowed: the verb does not lead on from this stage.
    """
    arrow = table.find(verb, judgement.state)
    Judgement.objects.filter(pk=judgement.pk).update(state=arrow.target)
    judgement.state = arrow.target
    JudgementEvent.objects.create(
        judgement=judgement,
        from_state=arrow.source,
        to_state=arrow.target,
        by=by,
        at=at,
        why=why,
    )
