"""Saves that lose nothing, and jobs that are not forgotten."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from records.errors import ActionRefused, AlreadySent, Conflict
from records.models import AuditEntry, Draft, Job, Receipt, insert_rows, receipt_models, update_rows
from records.states import JOB, JobState
from records.values import NO_DRAFT, HeardOfDraft, content_hash

_SENT_AND_OPEN = (
    "This form was sent before, from here or from another window, so what you type here now is not "
    "kept with it. Open what was saved to change it, or send this as another one."
)

# More than a form holds: an autosave is no way to fill the database.
_MOST_TYPED = 2_000_000

_SAVED_MEANWHILE = (
    "Somebody else saved this after you opened it. Both texts are kept: compare them and choose."
)


def save_if_version(rows: models.QuerySet[Any], *, version: int, **changes: Any) -> int:
    """Save, if the row is still at the version that the reader had before them.

    One conditional UPDATE, so that two editors can never both win. The caller puts the row's key
    and the states in which it may change into `rows`.

    Args:
        rows: a queryset that holds the one row.
        version: the version that was read.
        changes: the fields to set.

    Returns:
        The new version.

    Raises:
        Conflict: the row has moved on, or is no longer in a state that allows the change.
    """
    # The version stands in the UPDATE's own WHERE, also where `rows` joins other tables. Of a row
    # that it had to wait for, PostgreSQL asks that condition again; it never asks a subquery again.
    still = rows.filter(version=version) if _is_of_one_table(rows) else _by_key(rows, version)
    if still.update(version=version + 1, **changes) != 1:
        raise Conflict(_SAVED_MEANWHILE, theirs=rows.first())
    return version + 1


def _is_of_one_table(rows: models.QuerySet[Any]) -> bool:
    query = rows.query
    return query.count_active_tables() < 2 and not query.is_sliced and not query.distinct


def _by_key(rows: models.QuerySet[Any], version: int) -> models.QuerySet[Any]:
    return rows.model._base_manager.filter(pk__in=rows.values("pk"), version=version)


def find_receipt(*, key: uuid.UUID, person: Any, content: Any) -> Receipt | None:
    """The receipt of an earlier sending of the same form, if there was one.

    Raises:
        AlreadySent: the key was used before with other content, or by somebody else.
    """
    receipt = Receipt.objects.filter(key=key).first()
    if receipt is not None and not receipt.proves(person=person, content=content):
        raise AlreadySent(
            "This form was sent before with other content. The first one was saved; "
            "open it to change it."
        )
    return receipt


def once(
    *,
    key: uuid.UUID,
    by: Any,
    act: str,
    content: Any,
    at: datetime,
    do: Callable[[], str],
    heard: HeardOfDraft = NO_DRAFT,
) -> Receipt:
    """Do an act once for one sending of a form, however often it arrives.

    Args:
        key: the form's key.
        content: what was sent, as plain data.
        do: the act; returns a short reference to its result.
        heard: what the page knew of its draft; a later one stays.

    Returns:
        The receipt: of this act, or of the first arrival of the same form.

    Raises:
        AlreadySent: the key was used before with other content.
    """
    earlier = find_receipt(key=key, person=by, content=content)
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            result = do()
            receipt = Receipt.objects.create(
                key=key,
                person=by,
                act=act,
                content_hash=content_hash(content),
                result=result,
                at=at,
                draft_version=heard.version,
            )
            if heard.is_waiting:
                drop_copy(key=key, by=by, sent=heard.sent or content)
            return receipt
    except IntegrityError:
        # The same form may have arrived twice at once; then its other arrival has the receipt now.
        earlier = find_receipt(key=key, person=by, content=content)
        if earlier is None:
            raise
        return earlier


def drop_copy(*, key: uuid.UUID, by: Any, sent: Mapping[str, Any]) -> None:
    """Drop the draft that says what was sent.

    The answer to a page's own last save may still be on its way when the page is sent: then that
    draft is newer than the page knows, and the database has kept it as if it were another window's.

    Args:
        key: of the form that was sent.
        sent: its content, by the names of its fields.
    """
    for draft in Draft.objects.of(by).left_by(key):
        if draft.says(sent):
            draft.delete()


def key_left_by(*, key: uuid.UUID, by: Any) -> uuid.UUID | None:
    """The key under which goes on what was typed into a form after another window had sent it."""
    left = Draft.objects.of(by).left_by(key).order_by("-saved_at").first()
    return left.receipt if left is not None else None


def save_draft(
    *,
    by: Any,
    receipt: uuid.UUID,
    kind: str,
    about: str,
    base_version: int,
    version: int,
    content: Mapping[str, Any],
    at: datetime,
) -> int:
    """Save what is being typed. One UPDATE once the draft exists.

    Args:
        receipt: the key of the open form.
        version: the draft's version that the page last heard of, 0 before the first save.

    Returns:
        The draft's new version.

    Raises:
        Conflict: the same form is open in two places and the other one saved later.
        AlreadySent: the form was sent, and its page is still open: nobody would find a draft of it.
            Carries the key under which what that page saved before goes on.
    """
    if version:
        # As `save_if_version` does it; at every pause of everybody who types, so written once.
        saved = update_rows(
            Draft,
            where={"receipt": receipt, "person": by.pk, "version": version},
            changes={"version": version + 1, "content": dict(content), "saved_at": at},
        )
        if saved == 1:
            return version + 1
        theirs = Draft.objects.filter(receipt=receipt, person=by).first()
        if theirs is None and _was_sent(receipt):
            raise AlreadySent(_SENT_AND_OPEN, left=key_left_by(key=receipt, by=by))
        raise Conflict(_SAVED_MEANWHILE, theirs=theirs)
    rows = Draft.objects.filter(receipt=receipt, person=by)
    try:
        with transaction.atomic():
            Draft.objects.create(
                person=by,
                receipt=receipt,
                kind=kind,
                about=about,
                base_version=base_version,
                content=dict(content),
                saved_at=at,
            )
            if not rows.unsent().exists():
                left = key_left_by(key=receipt, by=by)
                raise AlreadySent(_SENT_AND_OPEN, left=left)
    except IntegrityError as error:
        raise Conflict(
            "This form is open in another window, which saved first.", theirs=rows.first()
        ) from error
    return 1


def keep_typed(
    *,
    kind: str,
    about: str,
    key: uuid.UUID,
    base_version: int,
    version: int,
    content: Mapping[str, Any],
    by: Any,
    at: datetime,
) -> int:
    """Save what is being typed into a page. It goes when the form is sent.

    Args:
        kind: of the form, in the words of the app that it belongs to.
        about: what the form is about, as its page names it: the address of the page, the case.
        base_version: of the row that was open when typing began; 0 for a new one.
        version: the draft's, that the page last heard of; 0 before the first save.

    Raises:
        Conflict: the same form is open in two windows and the other one saved later.
        AlreadySent: the form was sent, and its page is still open.
        ActionRefused: it is too long to be kept.
    """
    if sum(len(str(value)) for value in content.values()) > _MOST_TYPED:
        raise ActionRefused("This is too long to be kept. Shorten it, or save it in parts.")
    try:
        return save_draft(
            by=by,
            receipt=key,
            kind=kind,
            about=about,
            base_version=base_version,
            version=version,
            content=content,
            at=at,
        )
    except Conflict as conflict:
        # The answer to an earlier attempt was lost on its way; the text is there already.
        if conflict.theirs is not None and conflict.theirs.content == dict(content):
            return int(conflict.theirs.version)
        raise


def typed_before(*, kind: str, about: str, by: Any) -> Draft | None:
    """What this person typed there last and has not sent."""
    rows = Draft.objects.of(by).unsent().filter(kind=kind, about=about)
    return rows.order_by("-saved_at").first()


def discard_typed(*, key: uuid.UUID, by: Any) -> None:
    """Throw away what this person typed into a form and has not sent. They asked for it."""
    Draft.objects.of(by).filter(receipt=key).delete()


def _was_sent(key: uuid.UUID) -> bool:
    return any(model._default_manager.filter(key=key).exists() for model in receipt_models())


def queue_job(*, kind: str, key: str, arguments: Mapping[str, Any], by: Any, at: datetime) -> Job:
    """Write down a job. The relay finds it within a second of the commit.

    Asking for the same key again gives the job that exists; one that failed is queued anew.
    """
    job, _ = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "arguments": dict(arguments),
            "asked_by": by,
            "asked_at": at,
            "next_at": at,
        },
    )
    if job.state in {JobState.FAILED, JobState.PARKED}:
        JOB.find("retry", job.state)
        Job.objects.filter(pk=job.pk, state=job.state).update(
            state=JobState.QUEUED,
            attempts=0,
            reason="",
            stage="",
            asked_at=at,
            next_at=at,
            finished_at=None,
        )
        job.refresh_from_db()
    return job


def write_audit(**entry: Any) -> AuditEntry:
    """Append one audit entry, in the transaction of what it tells of."""
    row = AuditEntry(**entry)
    insert_rows([row])
    return row
