"""Attaching files to an item, replacing and removing them: each makes a new version of it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from inspections.actions.evidence import change_evidence
from inspections.actions.files import ask_for_scan, keep_uploads
from inspections.models import Attachment, Evidence, EvidenceRevision
from inspections.values import EvidenceContent
from inspections.values.attachments import FilesChange, ScanState
from organisations.models import User
from records.errors import ActionRefused
from records.values import clean_text


def change_files(
    *,
    evidence: Evidence,
    key: UUID,
    version: int,
    by: User,
    at: datetime,
    uploads: Iterable[UploadedFile] = (),
    removed: tuple[str, ...] = (),
    replaces: str = "",
    why: str = "",
) -> Evidence:
    """Save a new version of an item that says the same and has other files.

    Args:
        version: the version that the author had open.
        uploads: files that are added.
        removed: references of files that the new version has no more; earlier versions keep them.
        replaces: the reference of a file in whose place the first of the added ones stands.
        why: the reason, needed once something relies on the item.

    Raises:
        Conflict: another version was saved meanwhile.
        ActionRefused: a file may not be attached, there are too many, or nothing would change; see
            also `change_evidence`.
    """
    files = FilesChange(keep_uploads(uploads=uploads), removed, replaces)
    if not files.added and not removed:
        raise ActionRefused("Choose a file.")
    return change_evidence(
        evidence=evidence,
        key=key,
        version=version,
        content=_content_of(evidence, version, why),
        files=files,
        by=by,
        at=at,
    )


def _content_of(evidence: Evidence, version: int, why: str) -> EvidenceContent:
    """What a version of the item says, to be said again."""
    said = EvidenceRevision.objects.filter(evidence=evidence, version=version).first()
    if said is None:
        raise ActionRefused("This page has lost its version. Open the item again.")
    return EvidenceContent(
        text=said.text,
        source=said.source,
        observed_on=said.observed_on,
        agency=said.agency_id,
        strength=said.strength,
        criteria=tuple(
            said.criterion_links.order_by("criterion__order").values_list("criterion_id", flat=True)
        ),
        is_childs_voice=said.is_childs_voice,
        confidence=said.confidence,
        wording=said.wording,
        service=said.service_id,
        basis=said.basis,
        why=clean_text(why).strip(),
    )


def scan_again(*, attachment: Attachment, by: User, at: datetime) -> None:
    """Have a file scanned that was not, or whose scan failed.

    Raises:
        ActionRefused: no scanner is configured, or the file was scanned.
    """
    if not settings.VIRUS_SCANNER:
        raise ActionRefused("No virus scanner is configured here, so nothing can be scanned.")
    if attachment.scan_state not in {ScanState.WAITING, ScanState.FAILED}:
        raise ActionRefused("This file was scanned already.")
    ask_for_scan(attachment=attachment, by=by, at=at)
