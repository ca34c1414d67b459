"""The relay's tick."""

from celery import current_app, shared_task
from django.utils import timezone

from records import queue


def publish(kind: str, reference: str) -> None:
    """Give the broker a hint: this kind of job, this reference."""
    current_app.send_task(kind, args=[reference], retry=False)


@shared_task(name="records.relay", ignore_result=True)
def relay() -> None:
    """Give back what was abandoned, hand over what is due."""
    now = timezone.now()
    queue.sweep(at=now)
    queue.relay(at=now, publish=publish)
