"""Other formats: large print and plain text of what is published, a Word file of a draft."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from organisations.models import User
from records.actions import queue_job
from records.models import Job
from records.values import content_hash
from reports.actions.printing import (
    NO_WATERMARK,
    Print,
    parts_with_text,
    printed_snapshot,
    watermark_of,
)
from reports.models import Artefact, Draft, Publication, RecordedLetter
from reports.print.braille import braille_text
from reports.print.jobs import PrintJob
from reports.print.large import large_job, large_key
from reports.print.outline import outline_of
from reports.print.recorded import recorded_job, recorded_key
from reports.print.recorded_outline import recorded_outline
from reports.print.report import document_job, document_key, time_allowed
from reports.print.word import word_file
from reports.values.letter_file import letter_of
from reports.values.recorded import Letter

RENDER_LARGE = "reports.render_large"
PUBLICATION, LETTER = "publication", "letter"
Published = Publication | RecordedLetter


def large_print_key(*, of: Published) -> str:
    """The render key of the large print of what is published."""
    if isinstance(of, RecordedLetter):
        return large_key(recorded_key(of.content_hash, of.source))
    marked = {**of.snapshot, "watermark": NO_WATERMARK}
    return large_key(document_key(marked, content_hash(marked)))


def large_print_job(*, of: Published) -> PrintJob:
    """What the press needs to make it.

    Raises:
        UnknownSchema: no template prints snapshots of that schema any more.
    """
    if isinstance(of, RecordedLetter):
        return large_job(recorded_job(_letter(of)))
    return large_job(document_job({**_content(of), "watermark": NO_WATERMARK}))


def large_print_time(*, of: Published) -> dict[str, float]:
    """How long the press may take over it, where that is not its usual limit."""
    return {} if isinstance(of, RecordedLetter) else time_allowed(of.snapshot)


def find_large_print(*, of: Published) -> Print:
    """The PDF, or the job that makes it."""
    key = large_print_key(of=of)
    return Print(
        artefact=Artefact.objects.keyed(key), job=Job.objects.filter(key=_job_key(key)).first()
    )


def large_print_bytes(*, of: Published) -> Artefact | None:
    """The PDF with its bytes, if it was made."""
    return Artefact.objects.filter(key=large_print_key(of=of)).first()


def ask_for_large_print(*, of: Published, by: User | None, at: datetime) -> Job:
    """Have the large print made, if nobody has asked for it yet.

    What is published anybody may have, so no right is asked for. One that failed is not tried
    again by whoever comes along: the same document would fail again.

    Args:
        by: who published it; None for somebody without an account.
    """
    found = find_large_print(of=of)
    if found.job is not None:
        return found.job
    kind = LETTER if isinstance(of, RecordedLetter) else PUBLICATION
    return queue_job(
        kind=RENDER_LARGE,
        key=_job_key(large_print_key(of=of)),
        arguments={kind: of.pk},
        by=by,
        at=at,
    )


def published_by(*, arguments: dict[str, int]) -> Published:
    """What a job's arguments name."""
    find: dict[str, Callable[..., Published]] = {
        LETTER: RecordedLetter.objects.get,
        PUBLICATION: Publication.objects.get,
    }
    [(kind, key)] = arguments.items()
    return find[kind](pk=key)


def text_for_braille(*, of: Published) -> str:
    """The plain text that is ready for Braille."""
    if isinstance(of, RecordedLetter):
        return braille_text(recorded_outline(_letter(of)))
    return braille_text(outline_of(_content(of)))


def draft_as_word(*, draft: Draft) -> bytes:
    """The draft as a Word file, with the mark that its PDF has."""
    mark = watermark_of(draft=draft)
    return word_file(
        outline_of(printed_snapshot(draft=draft, watermark=mark)),
        title=draft.snapshot["title"],
        mark=mark,
        at=draft.made_at,
    )


def _content(publication: Publication) -> dict[str, Any]:
    """What it says; with what each part says, where it binds others."""
    said = publication.snapshot
    parts = parts_with_text(build=publication.draft_id, snapshot=said)
    return {**said, "parts": parts} if parts else said


def _letter(row: RecordedLetter) -> Letter:
    return letter_of(row.content).letter


def _job_key(key: str) -> str:
    return f"{RENDER_LARGE}:{key}"
