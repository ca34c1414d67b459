"""What people do with frameworks: look at a file, load it, put a version in force, withdraw it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import formats

from frameworks.errors import FileRefused, NotReadyForForce, VersionIsFixed
from frameworks.format import FrameworkFile
from frameworks.loader.changes import Changes, changes
from frameworks.loader.check import check
from frameworks.loader.read_back import read_back
from frameworks.loader.registry import Registry, StoredVersion, registry
from frameworks.loader.store import fixed_message, replace_draft, store_new
from frameworks.models import Framework, FrameworkEvent, FrameworkUpload, FrameworkVersion
from frameworks.permissions import (
    may_approve,
    may_confirm_upload,
    may_load_framework,
    may_move_version,
    may_propose,
)
from frameworks.states import FRAMEWORK_VERSION, VersionState
from records.errors import ActionRefused, Conflict
from records.permissions import require
from records.values import content_hash, short_reference


class Outcome(StrEnum):
    """What loading a file did."""

    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Loaded:
    """What loading a file did, and the version that now has its content."""

    outcome: Outcome
    version: FrameworkVersion


@dataclass(frozen=True)
class Preview:
    """What loading a file would do.

    Args:
        file: the checked file.
        outcome: what loading it would do.
        against: the version that it is compared with, if there is one.
        changes: what would change.
    """

    file: FrameworkFile
    outcome: Outcome
    against: FrameworkVersion | None
    changes: Changes


def preview_file(*, content: bytes, name: str) -> Preview:
    """Check a file and say what it would change; nothing is stored.

    The file is held against the version of the same name, or against the one loaded last.

    Raises:
        FileRefused: the file has faults; carries all of them.
        VersionIsFixed: the version has other content and is no longer a draft.
    """
    known = registry()
    file = _checked(content, name, known)
    outcome = _outcome(file, known)
    versions = FrameworkVersion.objects.with_document()
    against = (
        versions.named(file.framework.code, file.version).first()
        or versions.filter(framework__code=file.framework.code).order_by("-loaded_at").first()
    )
    before = read_back(against) if against is not None else None
    return Preview(file, outcome, against, changes(before, file))


@transaction.atomic
def load_file(*, content: bytes, name: str, by: Any, at: datetime) -> Loaded:
    """Load a framework file as a draft: all of it or nothing.

    The same content again changes nothing. Other content takes the place of a draft.

    Args:
        content: the bytes of the file.
        name: what messages call it.
        by: an admin; None for the operator at the command line.
        at: when.

    Raises:
        PermissionRefused: the person is no admin.
        FileRefused: the file has faults; carries all of them.
        VersionIsFixed: the version has other content and is no longer a draft.
    """
    if by is not None:
        require(may_load_framework(by))
    known = registry()
    file = _checked(content, name, known)
    outcome = _outcome(file, known)
    stored = known.versions.get((file.framework.code, file.version))
    if stored is None:
        return Loaded(outcome, _stored_once(file, known, by=by, at=at))
    if outcome is Outcome.UNCHANGED:
        version = FrameworkVersion.objects.select_related("framework").get(pk=stored.key)
        return Loaded(outcome, version)
    return Loaded(outcome, replace_draft(stored, file, known, by=by, at=at))


def _checked(content: bytes, name: str, known: Registry) -> FrameworkFile:
    checked = check(content, known.known())
    if checked.file is None:
        raise FileRefused(name, checked.problems)
    return checked.file


def _outcome(file: FrameworkFile, known: Registry) -> Outcome:
    stored = known.versions.get((file.framework.code, file.version))
    if stored is None:
        return Outcome.CREATED
    if stored.file_hash == content_hash(file.canonical()):
        return Outcome.UNCHANGED
    if stored.status == VersionState.DRAFT:
        return Outcome.REPLACED
    if _says_the_same(stored, file):
        return Outcome.UNCHANGED
    raise VersionIsFixed(fixed_message(file))


def _says_the_same(stored: StoredVersion, file: FrameworkFile) -> bool:
    """Whether a version has this content, though its hash is another.

    A version that an earlier release stored was hashed without the fields that came since.
    """
    version = FrameworkVersion.objects.with_document().get(pk=stored.key)
    return read_back(version).canonical() == file.canonical()


def _stored_once(
    file: FrameworkFile, known: Registry, *, by: Any, at: datetime
) -> FrameworkVersion:
    try:
        with transaction.atomic():
            return store_new(file, known, by=by, at=at)
    except IntegrityError as error:
        if "framework_version_once" not in str(error) and "code" not in str(error):
            raise
        raise ActionRefused(
            "Somebody else loaded this framework at the same moment. Nothing was loaded twice; "
            "look at what is there and load the file again if it differs."
        ) from error


# --- a file between its preview and its loading ---------------------------------------------------


@transaction.atomic
def keep_upload(*, content: bytes, name: str, by: Any, at: datetime) -> FrameworkUpload:
    """Keep a file that an admin sent until they confirm it. It takes the place of their last one.

    Raises:
        PermissionRefused: the person is no admin.
    """
    require(may_load_framework(by))
    FrameworkUpload.objects.filter(by=by).delete()
    return FrameworkUpload.objects.create(
        reference=short_reference("U", uuid4().bytes),
        name=name[:120],
        content=content,
        by=by,
        at=at,
    )


@transaction.atomic
def load_upload(*, upload: FrameworkUpload, by: Any, at: datetime) -> Loaded:
    """Load the file that this admin sent and looked at; the upload has then done its work.

    Raises:
        PermissionRefused: the person is no admin, or did not send it.
        FileRefused, VersionIsFixed: as for `load_file`; what exists may have changed since.
    """
    require(may_confirm_upload(by, upload))
    loaded = load_file(content=bytes(upload.content), name=upload.name, by=by, at=at)
    FrameworkUpload.objects.filter(pk=upload.pk).delete()
    return loaded


# --- in force -------------------------------------------------------------------------------------


@transaction.atomic
def propose_in_force(
    *, version: FrameworkVersion, on: date, by: Any, at: datetime, seen: str | None = None
) -> None:
    """Propose that a version be in force from a day. A second admin approves.

    Args:
        version: the version.
        on: its first day.
        by: an admin.
        at: when.
        seen: the hash of the content that the person read; the version's own unless given.

    Raises:
        PermissionRefused: the person is no admin.
        TransitionNotAllowed: from its stage a version cannot be put in force.
        NotReadyForForce: it is proposed already, or another version begins on that day.
        Conflict: its content has changed since it was read.
    """
    require(may_propose(by))
    row = _locked(version, seen)
    FRAMEWORK_VERSION.find("put_in_force", row.status)
    if row.is_proposed:
        raise NotReadyForForce(
            "This version is proposed already. Take that proposal back to propose another day."
        )
    _refuse_shared_day(row, on)
    row.proposed_by, row.in_force_from = by, on
    row.save(update_fields=["proposed_by", "in_force_from"])
    why = f"Proposed to be in force from {formats.date_format(on, 'j F Y')}."
    _note(row, row.status, by=by, at=at, why=why)


@transaction.atomic
def take_back_proposal(*, version: FrameworkVersion, by: Any, at: datetime) -> None:
    """Take back the proposal to put a version in force.

    Raises:
        PermissionRefused: the person is no admin.
        NotReadyForForce: there is no open proposal.
    """
    require(may_propose(by))
    row = _locked(version)
    if not row.is_proposed:
        raise NotReadyForForce("There is no proposal to take back.")
    row.proposed_by, row.in_force_from = None, None
    row.save(update_fields=["proposed_by", "in_force_from"])
    _note(row, row.status, by=by, at=at, why="Proposal taken back.")


@transaction.atomic
def approve_in_force(
    *, version: FrameworkVersion, by: Any, at: datetime, seen: str | None = None
) -> None:
    """Put a proposed version in force: a second admin's act, on the content that they read.

    Args:
        version: the version.
        by: an admin who did not propose it.
        at: when.
        seen: the hash of the content that the person read; the version's own unless given.

    Raises:
        PermissionRefused: the person is no admin, or proposed it.
        TransitionNotAllowed: from its stage a version cannot be put in force.
        NotReadyForForce: nobody has proposed it, or another version begins on that day.
        Conflict: its content has changed since it was read.
    """
    row = _locked(version, seen)
    FRAMEWORK_VERSION.find("put_in_force", row.status)
    if row.in_force_from is None:
        raise NotReadyForForce("Nobody has proposed this version. Propose it with a date first.")
    require(may_approve(by, row))
    _refuse_shared_day(row, row.in_force_from)
    before, row.status, row.approved_by = row.status, VersionState.IN_FORCE, by
    row.save(update_fields=["status", "approved_by"])
    why = f"In force from {formats.date_format(row.in_force_from, 'j F Y')}."
    _note(row, before, by=by, at=at, why=why)


@transaction.atomic
def put_in_force(
    *, version: FrameworkVersion, on: date, by: Any, approved_by: Any, at: datetime
) -> None:
    """Propose and approve in one go: for the command line, where both admins are named.

    Raises: as `propose_in_force` and `approve_in_force`; a version that is in force from that day
        already is left as it is.
    """
    if version.status == VersionState.IN_FORCE and version.in_force_from == on:
        return
    propose_in_force(version=version, on=on, by=by, at=at)
    approve_in_force(version=version, by=approved_by, at=at)


@transaction.atomic
def consult(*, version: FrameworkVersion, by: Any, at: datetime) -> None:
    """Show a draft to others for comment: its content is fixed until it is reopened.

    Raises:
        PermissionRefused: the person is no admin.
        TransitionNotAllowed: it is no draft.
    """
    _move(version, "consult", by=by, at=at, why="Shown for consultation.")


@transaction.atomic
def reopen(*, version: FrameworkVersion, by: Any, at: datetime) -> None:
    """Make a version that was shown for consultation a draft again. A proposal lapses.

    Raises:
        PermissionRefused: the person is no admin.
        TransitionNotAllowed: it is not in consultation.
    """
    _move(version, "reopen", by=by, at=at, why="Reopened as a draft.")


@transaction.atomic
def withdraw(*, version: FrameworkVersion, why: str, by: Any, at: datetime) -> None:
    """Withdraw a version: no new inspections. Inspections that were opened with it keep it.

    Raises:
        PermissionRefused: the person is no admin.
        ActionRefused: no reason is given.
        TransitionNotAllowed: it is withdrawn already.
    """
    if not why.strip():
        raise ActionRefused("Say why the version is withdrawn. Nothing was changed.")
    _move(version, "withdraw", by=by, at=at, why=why.strip())


def _move(version: FrameworkVersion, verb: str, *, by: Any, at: datetime, why: str) -> None:
    """Follow an arrow of the table that leads elsewhere than into force."""
    require(may_move_version(by))
    row = _locked(version)
    before, row.status = row.status, FRAMEWORK_VERSION.find(verb, row.status).target
    if row.is_proposed:
        row.proposed_by, row.in_force_from = None, None
    row.save(update_fields=["status", "proposed_by", "in_force_from"])
    _note(row, before, by=by, at=at, why=why)


def _locked(version: FrameworkVersion, seen: str | None = None) -> FrameworkVersion:
    """The version's row, locked, if it still has the content that the person read."""
    row = FrameworkVersion.objects.select_for_update().get(pk=version.pk)
    if row.file_hash != (version.file_hash if seen is None else seen):
        raise Conflict(
            "The content of this version was replaced after you opened it. Read it again.",
            theirs=row,
        )
    return row


def _refuse_shared_day(version: FrameworkVersion, on: date) -> None:
    # Two admins may approve two versions for the same day at the same moment: one waits here.
    Framework.objects.select_for_update().get(pk=version.framework_id)
    others = FrameworkVersion.objects.filter(
        framework=version.framework_id, status=VersionState.IN_FORCE, in_force_from=on
    )
    other = others.exclude(pk=version.pk).first()
    if other is not None:
        raise NotReadyForForce(
            f"Version {other.version} is in force from that day. Choose another day."
        )


def _note(version: FrameworkVersion, before: str, *, by: Any, at: datetime, why: str) -> None:
    FrameworkEvent.objects.create(
        version=version, from_state=before, to_state=version.status, by=by, at=at, why=why
    )
