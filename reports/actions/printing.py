"""Asking for the PDF of a draft, and keeping what was printed."""

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
from reports.actions.snapshot import freeze, make_snapshot
from reports.models import AccuracyRound, Artefact, Draft, Report
from reports.permissions import may_read, place_of
from reports.print.jobs import Printed
from reports.print.letter import letter_key
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
    """The draft's content with this watermark: exactly what is printed."""
    return {**draft.snapshot, "watermark": watermark}


def print_key(*, draft: Draft, watermark: str) -> str:
    """The render key of the draft's PDF: the same input is never rendered twice."""
    return letter_key(content_hash(marked_snapshot(draft=draft, watermark=watermark)))


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
        PermissionRefused: the person is not on the team.
    """
    report = Report.objects.lock(report)
    require(may_read(place_of(by, report, timezone.localdate(at))))
    draft = report.drafts.newest()
    if draft is None or report.state in EDITABLE:
        now = content_hash(make_snapshot(report=report, at=at))
        if draft is None or draft.content_hash != now:
            draft = freeze(report=report, by=by, at=at)
    ask_for_print(draft=draft, watermark=watermark_of(draft=draft), by=by, at=at)
    return draft


def may_have_print(*, draft: Draft, person: User, at: datetime) -> bool:
    """Whether the person may read this draft now: the team any, the chair the one that was sent."""
    if may_read(place_of(person, draft.report, timezone.localdate(at))).allowed:
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
