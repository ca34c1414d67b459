"""Taking evidence back. Nothing is deleted: it is marked, and stays to be read."""

from datetime import datetime

from django.utils import timezone

from inspections.models import Evidence
from inspections.permissions import assignment_of, may_withdraw_evidence
from organisations.models import User
from records.errors import ActionRefused, Conflict
from records.permissions import require
from records.values import clean_text


def withdraw_evidence(*, evidence: Evidence, why: str, by: User, at: datetime) -> Evidence:
    """Withdraw an item. Whoever relies on it or has it shared reads that, and why.

    Raises:
        PermissionRefused: the person is neither its author nor the lead of the inspectorate that
            owns it, or it cannot be withdrawn now.
        ActionRefused: no reason is given.
        Conflict: somebody else withdrew it at the same moment, or the inspection was closed.
    """
    inspection = evidence.inspection
    member = assignment_of(by, inspection, timezone.localdate(at))
    require(may_withdraw_evidence(member, inspection, evidence, by))
    why = clean_text(why).strip()
    if not why:
        raise ActionRefused("Say why it is withdrawn.")
    # Not over a version: what was changed a moment ago is withdrawn with the rest of it.
    rows = Evidence.objects.open_for_change().standing().filter(pk=evidence.pk)
    still = Evidence.objects.filter(pk__in=rows.values("pk"), withdrawn_at__isnull=True)
    if still.update(withdrawn_at=at, withdrawn_by=by, withdrawn_why=why) != 1:
        raise Conflict("Somebody withdrew it before you, or the inspection takes no evidence now.")
    evidence.withdrawn_at, evidence.withdrawn_by, evidence.withdrawn_why = at, by, why
    return evidence
