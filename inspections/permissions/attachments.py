"""Who has a file scanned again."""

from inspections.models import EvidenceAudience
from records.permissions import Allowed, Answer, Refused


def may_scan(row: EvidenceAudience) -> Answer:
    """The team of the inspectorate that owns the item; a receiver of a share waits."""
    if row.inspectorate_id == row.evidence.owner_id:
        return Allowed()
    return Refused("Only the inspectorate that owns the evidence has its files scanned.")
