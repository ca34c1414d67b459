"""What workers do for reports. The broker brings a hint; the job's row says what is to be done."""

from celery import shared_task

from inspections.actions.packs import MAKE_PACK
from judgements.actions.reasoning import PRINT_SHEET
from reports import notices, rendering
from reports.actions.formats import RENDER_LARGE
from reports.actions.printing import RENDER_DRAFT
from reports.actions.release import TELL_CHAIR


@shared_task(name=RENDER_DRAFT, ignore_result=True)
def render_draft(reference: str) -> None:
    """Make the PDF that a job asks for."""
    rendering.run(reference)


@shared_task(name=RENDER_LARGE, ignore_result=True)
def render_large(reference: str) -> None:
    """Make the large print that a job asks for."""
    rendering.run_large(reference)


@shared_task(name=MAKE_PACK, ignore_result=True)
def make_pack(reference: str) -> None:
    """Make the evidence pack that a job asks for."""
    rendering.run_pack(reference)


@shared_task(name=PRINT_SHEET, ignore_result=True)
def print_sheet(reference: str) -> None:
    """Print the grade reasoning sheet that a job asks for."""
    rendering.run_sheet(reference)


@shared_task(name=TELL_CHAIR, ignore_result=True)
def tell_chair(reference: str) -> None:
    """Tell a chair that a draft is there."""
    notices.tell_chair(reference)
