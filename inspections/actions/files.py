"""The files of evidence: onto the disk by a generated name, and to the versions that have them."""

import hashlib
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from inspections.models import (
    Attachment,
    EvidenceRevision,
    RevisionAttachment,
    StoredFile,
)
from inspections.rules.files import FileRefused, check_file, kept_name
from inspections.values.attachments import MOST_FILES, NO_FILES, FilesChange, StoredUpload
from organisations.models import User
from records.actions import queue_job
from records.errors import ActionRefused
from records.values import short_reference

SCAN = "inspections.scan_attachment"
_READ_AND_WRITE = 0o640
_CHUNK = 1024 * 1024


def folder_of_files() -> Path:
    """Where attachments lie; no address leads there."""
    return Path(settings.MEDIA_ROOT) / "attachments"


def folder_of_locked() -> Path:
    """Where files lie in which a virus was found."""
    return Path(settings.MEDIA_ROOT) / "locked"


def place_of(*, stored_as: str) -> Path:
    """The place of a file by its generated name."""
    return folder_of_files() / stored_as[:2] / stored_as


def keep_uploads(*, uploads: Iterable[UploadedFile]) -> tuple[StoredUpload, ...]:
    """Put checked files onto the disk. Those of a save that fails are swept away later.

    Raises:
        ActionRefused: a file is not what its name says, or may not be attached.
    """
    kept = []
    for upload in uploads:
        name = kept_name(upload.name or "")
        size = upload.size or 0
        try:
            kind = check_file(name, upload, size)  # type: ignore[arg-type]  # it reads and seeks
        except FileRefused as refusal:
            raise ActionRefused(f"“{name}” {refusal.reason}") from refusal
        stored_as = uuid4().hex
        kept.append(StoredUpload(name, kind, size, _write(upload, stored_as), stored_as))
    return tuple(kept)


def kept_files(*, uploads: Iterable[UploadedFile]) -> FilesChange:
    """What a save does with the files that came with it.

    Raises:
        ActionRefused: see `keep_uploads`.
    """
    added = keep_uploads(uploads=uploads)
    return FilesChange(added) if added else NO_FILES


def _write(upload: UploadedFile, stored_as: str) -> str:
    """Write the file, to the disk itself, and give the hash of what was written."""
    place = place_of(stored_as=stored_as)
    place.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    upload.seek(0)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READ_AND_WRITE)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), _READ_AND_WRITE)
        for chunk in upload.chunks(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return digest.hexdigest()


def attach_files(
    *, revision: EvidenceRevision, change: FilesChange, by: User, at: datetime
) -> None:
    """Give a new version of an item its files: those of the version before, as changed.

    Runs in the transaction that saves the version.

    Raises:
        ActionRefused: it would have too many files, or one to be removed is not there.
    """
    before = _files_before(revision)
    there = {one.reference: one for one in before}
    gone = {*change.removed, *([change.replaces] if change.replaces else [])}
    if gone - there.keys():
        raise ActionRefused("A file is not there any more. Open the item again.")
    stay = [one for one in before if one.reference not in gone]
    if len(stay) + len(change.added) > MOST_FILES:
        raise ActionRefused(
            f"An item has {MOST_FILES} files at most. It would have "
            f"{len(stay) + len(change.added)}: leave some out, or record another item."
        )
    new = _new_files(revision, change, there.get(change.replaces), by, at)
    RevisionAttachment.objects.bulk_create(
        RevisionAttachment(revision=revision, attachment=one) for one in [*stay, *new]
    )
    if settings.VIRUS_SCANNER:
        for one in new:
            ask_for_scan(attachment=one, by=by, at=at)


def _files_before(revision: EvidenceRevision) -> list[Attachment]:
    if revision.version == 1:
        return []
    links = RevisionAttachment.objects.filter(
        revision__evidence=revision.evidence_id, revision__version=revision.version - 1
    )
    return [link.attachment for link in links.select_related("attachment").order_by("pk")]


def _new_files(
    revision: EvidenceRevision,
    change: FilesChange,
    replaced: Attachment | None,
    by: User,
    at: datetime,
) -> list[Attachment]:
    if not change.added:
        return []
    StoredFile.objects.bulk_create(StoredFile(name=one.stored_as, at=at) for one in change.added)
    new: list[Attachment] = []
    for one in change.added:
        key = uuid4()
        attachment = Attachment(
            id=key,
            evidence_id=revision.evidence_id,
            reference=short_reference("F", key.bytes),
            name=one.name,
            kind=one.kind,
            size=one.size,
            sha256=one.sha256,
            stored_as_id=one.stored_as,
            replaces=replaced if not new else None,
            added_by=by,
            at=at,
        )
        new.append(attachment)
    Attachment.objects.bulk_create(new)
    return new


def ask_for_scan(*, attachment: Attachment, by: User, at: datetime) -> Any:
    """Write down that a file is to be scanned; the worker acts for who asked."""
    return queue_job(
        kind=SCAN,
        key=f"scan {attachment.pk} for {by.pk}",
        arguments={"attachment": str(attachment.pk)},
        by=by,
        at=at,
    )
