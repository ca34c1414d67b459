"""What records with versions have in common: where they stand, and that they are withdrawn."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from inspections.models import Assignment, Inspection, Strand
from inspections.models.kept import Kept
from inspections.permissions import assignment_of
from organisations.models import Agency, User
from records.actions import save_if_version
from records.errors import ActionRefused
from records.values import clean_text, short_reference


def member_of(*, inspection: Inspection, by: User, at: datetime) -> Assignment | None:
    """The person's place on the team at that moment."""
    return assignment_of(by, inspection, timezone.localdate(at))


def begun(
    *, model: type[Kept], prefix: str, strand: Strand, member: Any, by: User, at: datetime
) -> Any:
    """A new record of the member's inspectorate in a strand, not saved yet.

    Raises:
        ActionRefused: their inspectorate takes no part in the strand, or the inspection has none
            such: neither is said, as both look alike.
    """
    of_this = strand.inspection_id == member.inspection_id
    if not of_this or not strand.is_taken_part_in_by(member.inspectorate_id):
        raise ActionRefused("Your inspectorate takes no part in this strand. Choose another.")
    return model(
        inspection_id=member.inspection_id,
        strand=strand,
        owner_id=member.inspectorate_id,
        author=by,
        reference=short_reference(prefix, uuid4().bytes),
        recorded_at=at,
    )


def said(*, text: str, missing: str, longest: int) -> str:
    """A text as it is kept.

    Raises:
        ActionRefused: it is empty (`missing` says what to enter), or too long.
    """
    text = clean_text(text).strip()
    if not text:
        raise ActionRefused(missing)
    if len(text) > longest:
        raise ActionRefused(f"The text must be {longest:,} characters or fewer.")
    return text


def check_agency(*, inspection: Inspection, agency: int | None) -> None:
    """Raise ActionRefused for an agency of another area."""
    if agency is None:
        return
    if not Agency.objects.filter(pk=agency, areas=inspection.area_id).exists():
        raise ActionRefused("This agency is not one of this area. Choose it again.")


def agencies_of(*, inspection: Inspection) -> list[Agency]:
    """The agencies of the inspected area."""
    return list(Agency.objects.filter(areas=inspection.area_id))


def strands_of(*, inspection: Inspection, member: Assignment) -> list[Strand]:
    """Where the member's inspectorate records, the joint strand first."""
    rows = Strand.objects.of(inspection).taken_part_in_by(member.inspectorate_id)
    return list(rows.prefetch_related("participations"))


def withdraw(*, row: Kept, version: int, why: str, by: User, at: datetime) -> None:
    """Withdraw a record, for a reason. It stays to be read by whom it was for.

    Raises:
        ActionRefused: no reason is given.
        Conflict: it was changed or withdrawn meanwhile.
    """
    why = said(text=why, missing="Say why it is withdrawn.", longest=10_000)
    rows = type(row).objects.open_for_change().filter(pk=row.pk)
    save_if_version(rows, version=version, withdrawn_by=by, withdrawn_at=at, withdrawn_why=why)
    row.refresh_from_db()
