"""Sharing one version of an item with another inspectorate, and taking it back (I2 to I4)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections.models import (
    Assignment,
    Evidence,
    EvidenceRevision,
    EvidenceShare,
    StrandParticipant,
)
from inspections.permissions import assignment_of, may_share_evidence
from organisations.models import Inspectorate, User
from records.errors import ActionRefused
from records.permissions import require
from records.values import clean_text


def share_evidence(
    *,
    evidence: Evidence,
    inspectorate: Inspectorate,
    purpose: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> EvidenceShare:
    """Share the item as it reads now, with one inspectorate, for a purpose.

    Later versions are not shared. Sharing again after a change puts the newer version in the place
    of the earlier one, whose share is withdrawn. The power is the one that it was recorded under.

    Args:
        version: the version that the person had before them, so that no other is shared unread.

    Raises:
        PermissionRefused: see `may_share_evidence`.
        ActionRefused: they see it already, take no part in the inspection, no purpose is given, or
            a newer version was saved meanwhile.
    """
    require(may_share_evidence(_member(evidence, by, at), evidence, by))
    purpose = clean_text(purpose).strip()
    if not purpose:
        raise ActionRefused("Say what the share is for.")
    # No lock: row-level security lets nobody but the author lock the row, and a lead shares too.
    said = EvidenceRevision.objects.filter(evidence=evidence).latest("version")
    if version is not None and said.version != version:
        raise ActionRefused("A newer version was saved meanwhile. Read it, then share it.")
    _may_receive(evidence, inspectorate)
    standing = EvidenceShare.objects.of(evidence).with_inspectorate(inspectorate.code)
    if standing is not None and standing.revision.version == said.version:
        raise ActionRefused(f"{inspectorate.short_name} has this version already.")
    if standing is not None:
        withdraw_share(share=standing, by=by, at=at)
    share = EvidenceShare(
        evidence=evidence,
        revision=said,
        inspectorate=inspectorate,
        purpose=purpose,
        power_id=evidence.power_id,
        shared_by=by,
        shared_at=at,
    )
    try:
        with transaction.atomic():
            share.save()
    except IntegrityError as error:
        raise ActionRefused(
            f"Somebody shared it with {inspectorate.short_name} at the same moment."
        ) from error
    return share


def withdraw_share(*, share: EvidenceShare, by: User, at: datetime) -> EvidenceShare:
    """Withdraw a share: from this second the item is not seen by them. The row stays.

    Raises:
        PermissionRefused: see `may_share_evidence`.
        ActionRefused: it was withdrawn before.
    """
    evidence = share.evidence
    require(may_share_evidence(_member(evidence, by, at), evidence, by))
    changed = (
        EvidenceShare.objects.standing()
        .filter(pk=share.pk)
        .update(withdrawn_by=by, withdrawn_at=at)
    )
    if not changed:
        raise ActionRefused("This share was withdrawn before. They do not see the item.")
    share.refresh_from_db()
    return share


def receivers_of(*, evidence: Evidence) -> list[Inspectorate]:
    """The inspectorates of the inspection that an item may be shared with."""
    rows = Inspectorate.objects.filter(participations__strand__inspection=evidence.inspection_id)
    return list(rows.exclude(pk=evidence.owner_id).distinct())


def _member(evidence: Evidence, by: User, at: datetime) -> Assignment | None:
    return assignment_of(by, evidence.inspection, timezone.localdate(at))


def _may_receive(evidence: Evidence, inspectorate: Inspectorate) -> None:
    takes_part = StrandParticipant.objects.filter(
        strand__inspection=evidence.inspection_id, inspectorate=inspectorate
    )
    if not takes_part.exists():
        raise ActionRefused(f"{inspectorate.short_name} takes no part in this inspection.")
    if inspectorate.pk == evidence.owner_id or evidence.strand.is_joint:
        raise ActionRefused(f"{inspectorate.short_name} sees this item already.")
