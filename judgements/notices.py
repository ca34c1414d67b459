"""E-mail that asks for a decision. It says nothing of positions, grades or what is judged."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from judgements.models import SeniorTold
from records import queue

_TEXT = """{name},

the inspectorates that inspect together under {inspection} ask the senior people whom they named
for a decision. {lead} leads the inspection and will reach you:
{email}

This message says nothing of what is to be decided. Please do not forward it.
{address}
"""


def tell_senior(reference: str) -> None:
    """Tell a senior person that a decision is asked.

    A worker that dies between the sending and the end of the job sends it again: twice is better
    than never.
    """
    held = queue.claim(reference=reference, at=timezone.now())
    if held is None:
        return
    rows = SeniorTold.objects.select_related("senior__inspection", "escalation__by")
    told = rows.get(pk=held.job.arguments["told"])
    inspection = told.senior.inspection.reference
    lead = told.escalation.by
    try:
        send_mail(
            subject=f"{inspection}: a decision is asked of you",
            message=_TEXT.format(
                name=told.senior.name,
                inspection=inspection,
                lead=lead.name,
                email=lead.email,
                address=settings.PUBLIC_ADDRESS,
            ),
            from_email=None,
            recipient_list=[told.senior.email],
        )
    except OSError as error:
        queue.fail(held, reason=f"The e-mail could not be sent: {error}.", at=timezone.now())
        return
    queue.finish(held, at=timezone.now())
