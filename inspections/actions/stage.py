"""Moving an inspection from stage to stage."""

from datetime import datetime

from django.utils import timezone

from inspections.models import Inspection, InspectionEvent
from inspections.permissions import assignment_of, may_move_inspection
from inspections.states import INSPECTION, NEEDS_REASON
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require
from records.values import clean_text


def move_inspection(
    *, inspection: Inspection, verb: str, why: str = "", by: User, at: datetime
) -> Inspection:
    """Move the inspection along one arrow of its table.

    Args:
        verb: `notify`, `start_fieldwork` and so on.
        why: the reason; to postpone, suspend or abandon needs one.

    Raises:
        PermissionRefused: the person is not the overall lead.
        TransitionNotAllowed: there is no such arrow from where the inspection is now.
        ActionRefused: the reason is missing.
    """
    # The row first: of two people who move it at once, the second meets the new stage.
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(may_move_inspection(assignment_of(by, inspection, timezone.localdate(at))))
    arrow = INSPECTION.find(verb, inspection.state)
    why = clean_text(why).strip()
    if verb in NEEDS_REASON and not why:
        raise ActionRefused(f"Say why: to {verb} an inspection needs a reason.")
    inspection.state = arrow.target
    inspection.save(update_fields=["state"])
    InspectionEvent.objects.create(
        inspection=inspection,
        from_state=arrow.source,
        to_state=arrow.target,
        by=by,
        at=at,
        why=why,
    )
    return inspection
