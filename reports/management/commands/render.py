"""Print a report now, as it stands, into a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inspections.models import Inspection
from records.actor import acting_as
from reports.actions.printing import printed_snapshot, watermark_of
from reports.actions.snapshot import snapshot_to_freeze
from reports.management.paper import check_place, print_now, write_whole
from reports.models import Draft, Publication, Report
from reports.print.jobs import UnknownSchema
from reports.print.report import document_job, time_allowed

# What is printed before anything was frozen.
NOTHING_FROZEN = "Draft, not for publication"


class Command(BaseCommand):
    """For whoever runs the service, and wants a document without a worker or a browser."""

    help = (
        "Print a report as a PDF: what was published, else the newest draft, else the report as it "
        "stands, marked as a draft."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which report, and where the PDF goes."""
        parser.add_argument(
            "report",
            metavar="REPORT",
            help="OF-2026-0001/joint-letter; OF-2026-0001 where it has one document",
        )
        parser.add_argument("--pdf", metavar="OUT.pdf", type=Path, required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print it.

        Raises:
            CommandError: there is no such report, it cannot be printed, or the file cannot be
                written; then no file is there that was not there before.
        """
        path = options["pdf"]
        check_place(path)
        report = _named(options["report"])
        what, content = _content(report)
        write_whole(path, content)
        self.stdout.write(f"{path}: {what} of {options['report']}.")


def _named(name: str) -> Report:
    """The document of an inspection: OF-2026-0001/joint-letter; the only one needs no name."""
    reference, _, document = name.partition("/")
    inspection = Inspection.objects.named(reference)
    if inspection is None:
        raise CommandError(f"There is no inspection {reference}.")
    found = {one.slug: one for one in Report.objects.of(inspection).select_related("inspection")}
    if not found:
        raise CommandError(f"Nobody has begun a report of {reference}.")
    if not document and len(found) == 1:
        return next(iter(found.values()))
    if document not in found:
        asked = f"has no document “{document}”" if document else "has several documents"
        raise CommandError(f"{reference} {asked}. Write one of: {', '.join(sorted(found))}.")
    return found[document]


def _content(report: Report) -> tuple[str, bytes]:
    """What is printed, in words, and its bytes."""
    published = Publication.objects.of_report(report)
    if published is not None:
        # What was published is kept as bytes, and never printed again.
        return f"version {published.version}, as published", bytes(published.artefact.content)
    draft = report.drafts.newest()
    what = watermark_of(draft=draft) if draft else NOTHING_FROZEN
    snapshot = _snapshot(report, draft)
    try:
        return what, print_now(document_job(snapshot), **time_allowed(snapshot)).bytes
    except UnknownSchema as unknown:
        raise CommandError(f"{unknown}.") from unknown


def _snapshot(report: Report, draft: Draft | None) -> dict[str, Any]:
    if draft is not None:
        return printed_snapshot(draft=draft, watermark=watermark_of(draft=draft))
    # The report as whoever began it reads it: the database asks who acts.
    with acting_as(report.opened_by):
        snapshot = snapshot_to_freeze(report=report, at=timezone.now())
    return {**snapshot, "watermark": NOTHING_FROZEN}
