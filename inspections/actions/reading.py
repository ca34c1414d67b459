"""That a receiver opened what was shared with it (I2): for its owner to see, and never undone."""

from datetime import datetime

from inspections.models import EvidenceAudience, EvidenceReading, EvidenceShare
from organisations.models import User


def note_reading(*, row: EvidenceAudience, by: User, at: datetime) -> EvidenceReading | None:
    """Note that a person opened an item or a file that was shared with their inspectorate.

    Args:
        row: what the person sees of the item. The owner's and a joint team's reading is not noted
            here: the audit log has it.
    """
    if not row.pinned:
        return None
    share = EvidenceShare.objects.received_by(row.inspectorate_id, row.evidence_id)
    if share is None:
        return None
    return EvidenceReading.objects.create(share=share, person=by, at=at)
