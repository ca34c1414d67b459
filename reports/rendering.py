"""What a worker does with a render job: claim it, print, keep the bytes, say how it went."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from inspections.actions.packs import content_of_pack, keep_pack, refused_to
from inspections.models import EvidencePack
from inspections.rules.packs import csv_bytes, xlsx_bytes
from inspections.values.packs import PackContent, PackFormat
from judgements.values.reasoning import Sheet
from records import queue
from records.actor import acting_as
from records.queue import Claim
from reports.actions.formats import (
    large_print_job,
    large_print_key,
    large_print_time,
    published_by,
)
from reports.actions.printing import keep_print, may_have_print, print_key, printed_snapshot
from reports.actions.sheets import may_have_sheet
from reports.models import Artefact, Draft
from reports.press import RenderFailed, the_press
from reports.print.jobs import Printed, PrintJob, UnknownSchema
from reports.print.pack import pack_job
from reports.print.report import document_job, time_allowed
from reports.print.sheet import sheet_job, sheet_key

LOST_PLACE = "The person who asked for it is not on the team any more."
LOST_RIGHT = (
    "The person who asked for it may not read this draft any more. Somebody who may can ask again."
)


class LeaseLost(Exception):
    """Another worker has the job now: this one stops, and keeps nothing."""


def run(reference: str) -> None:
    """Render the draft of a job, if the job is there to be done."""
    _run(reference, _render)


def run_large(reference: str) -> None:
    """Make the large print of a job, if the job is there to be done."""
    _run(reference, _render_large)


def run_pack(reference: str) -> None:
    """Make the evidence pack of a job, if the job is there to be done."""
    _run(reference, _make_pack)


def run_sheet(reference: str) -> None:
    """Print the grade reasoning sheet of a job, if the job is there to be done."""
    _run(reference, _print_sheet)


def _run(reference: str, work: Callable[[Claim], None]) -> None:
    """Do the work of a job.

    Delivered three times it is done once; killed in the middle it is done again, under another
    lease; a document that cannot be printed fails with the renderer's sentence.
    """
    held = queue.claim(reference=reference, at=timezone.now())
    if held is None:
        return
    try:
        work(held)
    except LeaseLost:
        return
    except RenderFailed as failure:
        queue.fail(held, reason=failure.reason, at=timezone.now())
    except UnknownSchema as unknown:
        queue.fail(held, reason=f"{unknown}.", at=timezone.now())


def _render(held: Claim) -> None:
    draft_key, watermark = held.job.arguments["draft"], held.job.arguments["watermark"]
    draft = Draft.objects.select_related(
        "report__inspection", "report__form", "report__strand__owner"
    ).get(pk=draft_key)
    asker = held.job.asked_by
    # The requester's rights now, not when they asked (reliability I10).
    if asker is None or not may_have_print(draft=draft, person=asker, at=timezone.now()):
        queue.fail(held, reason=LOST_RIGHT, at=timezone.now())
        return
    key = print_key(draft=draft, watermark=watermark)
    if Artefact.objects.keyed(key) is not None:
        queue.finish(held, at=timezone.now())
        return
    snapshot = printed_snapshot(draft=draft, watermark=watermark)
    printed = _printed(held, document_job(snapshot), **time_allowed(snapshot))
    _keep(held, key, printed)


def _render_large(held: Claim) -> None:
    # What is published anybody may have: whoever asked, no right is lost meanwhile.
    published = published_by(arguments=held.job.arguments)
    key = large_print_key(of=published)
    if Artefact.objects.keyed(key) is not None:
        queue.finish(held, at=timezone.now())
        return
    _keep(
        held, key, _printed(held, large_print_job(of=published), **large_print_time(of=published))
    )


def _print_sheet(held: Claim) -> None:
    asker, sheet = held.job.asked_by, Sheet.from_data(held.job.arguments["sheet"])
    reference = held.job.arguments["inspection"]
    if asker is None or not may_have_sheet(reference=reference, person=asker, at=timezone.now()):
        queue.fail(held, reason=LOST_PLACE, at=timezone.now())
        return
    key = sheet_key(sheet)
    if Artefact.objects.keyed(key) is not None:
        queue.finish(held, at=timezone.now())
        return
    _keep(held, key, _printed(held, sheet_job(sheet)))


def _keep(held: Claim, key: str, printed: Printed) -> None:
    with transaction.atomic():
        # The bytes and the job's end together: a job that is done has its artefact.
        keep_print(key=key, printed=printed, at=timezone.now())
        if not queue.finish(held, at=timezone.now()):
            transaction.set_rollback(True)


def _make_pack(held: Claim) -> None:
    asker = held.job.asked_by
    assert asker is not None  # noqa: S101 - packs are asked for by people
    with acting_as(asker):
        rows = EvidencePack.objects.select_related("inspection__area", "inspectorate", "person")
        pack = rows.get(pk=held.job.arguments["pack"])
        # The requester's rights now, not when they asked (reliability I10).
        reason = refused_to(pack=pack, person=asker, at=timezone.now())
        content = content_of_pack(pack=pack) if not reason else None
    if content is None:
        queue.fail(held, reason=reason, at=timezone.now())
        return
    made = _pack_bytes(held, content, PackFormat(pack.format))
    with acting_as(asker):
        keep_pack(pack=pack, content=made, at=timezone.now())
        if not queue.finish(held, at=timezone.now()):
            transaction.set_rollback(True)


def _pack_bytes(held: Claim, content: PackContent, form: PackFormat) -> bytes:
    if form == PackFormat.PDF:
        return _printed(held, pack_job(content)).bytes
    return csv_bytes(content) if form == PackFormat.CSV else xlsx_bytes(content)


def _printed(held: Claim, document: PrintJob, **limits: float) -> Printed:
    return the_press().render(
        document,
        on_stage=lambda stage: _renew(held, stage),
        on_tick=lambda: _renew(held, None),
        **limits,
    )


def _renew(held: Claim, stage: str | None) -> None:
    # A statement of its own: nothing else is locked while the press works.
    if not queue.renew(held, at=timezone.now(), stage=stage):
        raise LeaseLost
