"""Sharing one version of an item with other inspectorates, and taking it back (I2 to I4)."""

from collections.abc import Iterable
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
from inspections.permissions import assignment_of, may_share_anew, may_share_evidence
from organisations.models import Inspectorate, LegalPower, User
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
    power: LegalPower | None = None,
) -> EvidenceShare:
    """Share the item as it reads now, with one inspectorate, for a purpose.

    Later versions are not shared. Sharing again after a change puts the newer version in the place
    of the earlier one, whose share is withdrawn.

    Args:
        version: the version that the person had before them, so that no other is shared unread.
        power: under which it is shared: that of the item, which it is unless said, or one under
            which the receiver takes part.

    Raises:
        PermissionRefused: see `may_share_anew`.
        ActionRefused: they see it already, take no part in the inspection, no purpose is given, the
            power is none of theirs, or a newer version was saved meanwhile.
    """
    require(may_share_anew(_member(evidence, by, at), evidence, by))
    purpose = clean_text(purpose).strip()
    if not purpose:
        raise ActionRefused("Say what the share is for.")
    # No lock: row-level security lets nobody but the author lock the row, and a lead shares too.
    said = EvidenceRevision.objects.filter(evidence=evidence).latest("version")
    if version is not None and said.version != version:
        raise ActionRefused("A newer version was saved meanwhile. Read it, then share it.")
    _may_receive(evidence, inspectorate, power)
    standing = EvidenceShare.objects.of(evidence).with_inspectorate(inspectorate.code)
    if standing is not None and standing.revision.version == said.version:
        raise ActionRefused(f"{inspectorate.short_name} has this version already.")
    share = EvidenceShare(
        evidence=evidence,
        revision=said,
        inspectorate=inspectorate,
        purpose=purpose,
        power_id=power.pk if power else evidence.power_id,
        shared_by=by,
        shared_at=at,
    )
    try:
        with transaction.atomic():
            if standing is not None:
                # Where somebody withdraws it at the same moment, this shares it anew.
                _end(standing, by=by, at=at)
            share.save()
    except IntegrityError as error:
        raise ActionRefused(
            f"Somebody shared it with {inspectorate.short_name} at the same moment."
        ) from error
    return share


def share_with_several(
    *,
    evidence: Evidence,
    inspectorates: Iterable[Inspectorate],
    purpose: str,
    by: User,
    at: datetime,
    version: int | None = None,
    power: LegalPower | None = None,
) -> list[EvidenceShare]:
    """Share one version with each of several inspectorates, or with none of them.

    Raises:
        ActionRefused: nobody is named; otherwise see `share_evidence`.
    """
    named = list(inspectorates)
    if not named:
        raise ActionRefused("Select whom to share it with.")
    with transaction.atomic():
        return [
            share_evidence(
                evidence=evidence,
                inspectorate=one,
                purpose=purpose,
                by=by,
                at=at,
                version=version,
                power=power,
            )
            for one in named
        ]


def withdraw_share(*, share: EvidenceShare, by: User, at: datetime) -> EvidenceShare:
    """Withdraw a share: from this second the item is not seen by them. The row stays.

    Raises:
        PermissionRefused: see `may_share_evidence`.
        ActionRefused: it was withdrawn before.
    """
    evidence = share.evidence
    require(may_share_evidence(_member(evidence, by, at), evidence, by))
    if not _end(share, by=by, at=at):
        raise ActionRefused("This share was withdrawn before. They do not see the item.")
    share.refresh_from_db()
    return share


def receivers_of(*, evidence: Evidence) -> list[Inspectorate]:
    """The inspectorates of the inspection that an item may be shared with."""
    rows = Inspectorate.objects.filter(participations__strand__inspection=evidence.inspection_id)
    return list(rows.exclude(pk=evidence.owner_id).distinct())


def powers_of_share(*, evidence: Evidence) -> list[LegalPower]:
    """Under which powers an item may be shared: its own first, then those of the receivers."""
    parts = StrandParticipant.objects.filter(strand__inspection=evidence.inspection_id)
    theirs = parts.exclude(inspectorate=evidence.owner_id).values("strand__power")
    powers = {one.pk: one for one in LegalPower.objects.filter(pk__in=theirs)}
    own = evidence.power
    return [own, *(one for key, one in powers.items() if key != own.pk)]


def _end(share: EvidenceShare, *, by: User, at: datetime) -> int:
    standing = EvidenceShare.objects.standing().filter(pk=share.pk)
    return standing.update(withdrawn_by=by, withdrawn_at=at)


def _member(evidence: Evidence, by: User, at: datetime) -> Assignment | None:
    return assignment_of(by, evidence.inspection, timezone.localdate(at))


def _may_receive(evidence: Evidence, inspectorate: Inspectorate, power: LegalPower | None) -> None:
    takes_part = StrandParticipant.objects.filter(
        strand__inspection=evidence.inspection_id, inspectorate=inspectorate
    )
    powers = set(takes_part.values_list("strand__power", flat=True))
    if not powers:
        raise ActionRefused(f"{inspectorate.short_name} takes no part in this inspection.")
    if inspectorate.pk == evidence.owner_id or evidence.strand.is_joint:
        raise ActionRefused(f"{inspectorate.short_name} sees this item already.")
    if power is not None and power.pk not in {*powers, evidence.power_id}:
        raise ActionRefused(
            f"{inspectorate.short_name} takes part under another power than {power.in_words}. "
            "Share with it under the power that the item was recorded under, or apart."
        )
