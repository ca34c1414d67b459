"""Asking for the PDF of a draft, and keeping what was printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from organisations.models import User
from records.actions import queue_job
from records.models import Job
from records.permissions import require
from records.states import JobState
from records.values import content_hash
from reports.actions.snapshot import freeze, snapshot_to_freeze
from reports.models import AccuracyRound, Artefact, CombinedPart, Draft, Report
from reports.permissions import may_read, may_read_draft, place_of
from reports.print.jobs import Printed
from reports.print.report import document_key
from reports.states import EDITABLE

RENDER_DRAFT = "reports.render_draft"
# What is published carries none.
NO_WATERMARK = ""


@dataclass(frozen=True)
class Print:
    """How far the PDF of a draft is: not asked for, a job, or done."""

    artefact: Artefact | None
    job: Job | None


def watermark_of(*, draft: Draft) -> str:
    """What a preview of the draft says across its head."""
    return f"Draft {draft.number}, not for publication"


def marked_snapshot(*, draft: Draft, watermark: str) -> dict[str, Any]:
    """The draft's content with this watermark: what the key of its PDF is made of."""
    return {**draft.snapshot, "watermark": watermark}


def printed_snapshot(*, draft: Draft, watermark: str) -> dict[str, Any]:
    """Exactly what is printed: that, and what each part says that the draft was built from."""
    marked = marked_snapshot(draft=draft, watermark=watermark)
    parts = parts_with_text(build=draft.pk, snapshot=marked)
    return {**marked, "parts": parts} if parts else marked


def parts_with_text(*, build: int, snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parts that a combined document was built from, each with its frozen `content`.

    The drafts of the parts never change, and the document holds their hashes. Of any other document
    there are none, and nothing is asked.

    Args:
        build: the key of the draft.
        snapshot: the draft's, or that of its publication.
    """
    said = snapshot.get("parts", ())
    rows = CombinedPart.objects.filter(build=build).with_text() if said else ()
    return [{**one, "content": row.part.snapshot} for one, row in zip(said, rows, strict=True)]


def print_key(*, draft: Draft, watermark: str) -> str:
    """The render key of the draft's PDF: the same input is never rendered twice."""
    marked = marked_snapshot(draft=draft, watermark=watermark)
    return document_key(marked, content_hash(marked))


def find_print(*, draft: Draft, watermark: str) -> Print:
    """The PDF, or the job that makes it."""
    key = print_key(draft=draft, watermark=watermark)
    return Print(
        artefact=Artefact.objects.keyed(key), job=Job.objects.filter(key=_job_key(key)).first()
    )


def printed_bytes(*, draft: Draft, watermark: str) -> Artefact | None:
    """The PDF with its bytes, if it was made."""
    return Artefact.objects.filter(key=print_key(draft=draft, watermark=watermark)).first()


def ask_for_print(*, draft: Draft, watermark: str, by: User, at: datetime) -> Job:
    """Ask for the PDF. What was asked for already is the same job; one that failed tries again.

    The job works with the rights of the person who asked last.
    """
    job = queue_job(
        kind=RENDER_DRAFT,
        key=_job_key(print_key(draft=draft, watermark=watermark)),
        arguments={"draft": draft.pk, "watermark": watermark},
        by=by,
        at=at,
    )
    if job.asked_by_id != by.pk:
        taken = Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(asked_by=by)
        job.asked_by_id = by.pk if taken else job.asked_by_id
    return job


def preview(*, report: Report, by: User, at: datetime) -> Draft:
    """Have a PDF made of the report as it stands. While the text can change, that is a new draft.

    A draft that says the same is not made again.

    Raises:
        PermissionRefused: the person does not read the draft, or a part that it was built from.
    """
    report = Report.objects.lock(report)
    place = place_of(by, report, timezone.localdate(at))
    require(may_read(place, report))
    draft = report.drafts.newest()
    if draft is None or report.state in EDITABLE:
        now = content_hash(snapshot_to_freeze(report=report, at=at))
        if draft is None or draft.content_hash != now:
            draft = freeze(report=report, by=by, at=at)
    require(may_read_draft(place, draft))
    ask_for_print(draft=draft, watermark=watermark_of(draft=draft), by=by, at=at)
    return draft


def may_have_print(*, draft: Draft, person: User, at: datetime) -> bool:
    """Whether the person may read this draft now: the team any, the chair the one that was sent."""
    if may_read_draft(place_of(person, draft.report, timezone.localdate(at)), draft).allowed:
        return True
    rounds = AccuracyRound.objects.visible_to(person, at)
    return rounds.filter(draft=draft, due_at__gte=at).exists()


def keep_print(*, key: str, printed: Printed, at: datetime) -> Artefact:
    """Keep the bytes under their key; a second worker's bytes for the same key are dropped."""
    artefact, _ = Artefact.objects.get_or_create(
        key=key,
        defaults={
            "content": printed.bytes,
            "sha256": printed.sha256,
            "pages": printed.pages,
            "size": len(printed.bytes),
            "made_at": at,
        },
    )
    return artefact


def _job_key(key: str) -> str:
    return f"{RENDER_DRAFT}:{key}"
