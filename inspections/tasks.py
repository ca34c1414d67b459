"""What workers do for inspections. The broker brings a hint; the job's row says what to do."""

import logging

from celery import shared_task
from django.utils import timezone

from inspections import notices
from inspections.actions import (
    TELL_DEPUTY,
    TELL_DEPUTY_ENDED,
    TELL_OF_AUDIT,
    TELL_OF_CONCERN,
    remind_of_concerns,
)
from inspections.actions.files import SCAN
from inspections.actions.packs import END_PACK
from inspections.actions.packs import end_pack as delete_pack
from inspections.actions.scanning import run_scan
from inspections.actions.sweeping import sweep_files

_log = logging.getLogger(__name__)


@shared_task(name=TELL_OF_AUDIT, ignore_result=True)
def tell_of_audit(reference: str) -> None:
    """Tell a local leader of a joint audit."""
    notices.tell_of_audit(reference)


@shared_task(name=TELL_OF_CONCERN, ignore_result=True)
def tell_of_concern(reference: str) -> None:
    """Tell somebody of a safeguarding concern."""
    notices.tell_of_concern(reference)


@shared_task(name=TELL_DEPUTY, ignore_result=True)
def tell_deputy(reference: str) -> None:
    """Tell somebody that they stand in for a lead."""
    notices.tell_deputy(reference)


@shared_task(name=TELL_DEPUTY_ENDED, ignore_result=True)
def tell_deputy_ended(reference: str) -> None:
    """Tell somebody that their time as a deputy has ended early."""
    notices.tell_deputy_ended(reference)


@shared_task(name="inspections.remind_of_concerns", ignore_result=True)
def remind() -> None:
    """Tell those again who have not acknowledged a concern within the hour."""
    remind_of_concerns(at=timezone.now())


@shared_task(name=END_PACK, ignore_result=True)
def end_pack(reference: str) -> None:
    """Delete the file of an evidence pack whose day is past."""
    delete_pack(reference=reference, at=timezone.now())


@shared_task(name=SCAN, ignore_result=True)
def scan_attachment(reference: str) -> None:
    """Scan a file that was attached to evidence."""
    run_scan(reference=reference)


@shared_task(name="inspections.sweep_files", ignore_result=True)
def sweep() -> None:
    """Remove files that belong to nothing, and say which are missing."""
    swept = sweep_files(at=timezone.now())
    if swept.missing:
        _log.error("%d files are missing on the disk: %s", len(swept.missing), swept.missing[:10])
