"""What workers do for judgements. The broker brings a hint; the job's row says what to do."""

from celery import shared_task

from judgements import notices
from judgements.actions import TELL_SENIOR


@shared_task(name=TELL_SENIOR, ignore_result=True)
def tell_senior(reference: str) -> None:
    """Tell a senior person that a decision is asked."""
    notices.tell_senior(reference)
