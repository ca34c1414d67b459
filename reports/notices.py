"""E-mail that tells somebody to look. It never says what the draft says (reliability P22)."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone

from records import queue
from reports.models import AccuracyRound
from reports.values import long_date

_TEXT = """{name},

a draft report is with you for factual accuracy.

Sign in to read it and to comment on it until the end of {due}:
{address}

This message says nothing of what the draft says. Please do not forward it.
"""


def tell_chair(reference: str) -> None:
    """Tell the chair that a draft has been sent, and until when it can be commented on.

    A worker that dies between the sending and the end of the job sends it again: twice is better
    than never.
    """
    held = queue.claim(reference=reference, at=timezone.now())
    if held is None:
        return
    rounds = AccuracyRound.objects.select_related("chair", "report__inspection", "report__form")
    found = rounds.get(pk=held.job.arguments["round"])
    inspection = found.report.inspection.reference
    address = f"{settings.PUBLIC_ADDRESS}{reverse('reports:chair', args=found.report.where)}"
    try:
        send_mail(
            subject=f"{inspection}: a draft for factual accuracy, until {long_date(found.due_at)}",
            message=_TEXT.format(
                name=found.chair.name, due=long_date(found.due_at), address=address
            ),
            from_email=None,
            recipient_list=[found.chair.email],
        )
    except OSError as error:
        queue.fail(held, reason=f"The e-mail could not be sent: {error}.", at=timezone.now())
        return
    queue.finish(held, at=timezone.now())
