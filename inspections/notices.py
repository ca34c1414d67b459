"""E-mail that tells somebody to look. It says nothing of a child, a case or a concern."""

from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from inspections.models import AuditLeader, ConcernTold, Deputising
from records import queue

_AUDIT = """{name},

the partnership is asked to audit cases together, for a joint inspection of {area}.

Sign in to see what is asked. It is to be returned by the end of {due}:
{address}

This message says nothing of the cases. Please do not forward it.
"""
_CONCERN = """{name},

open at once: safeguarding concern {concern}.

{again}Sign in, read it, and acknowledge that you have read it:
{address}

This message says nothing of the concern. Please do not forward it.
"""
_DEPUTY = """{name},

you stand in for {lead}, who leads for {inspectorate} in a joint inspection, {days}.

What waits for the lead waits for you then. Sign in, and see who is on the team:
{address}

This message says nothing of the inspection’s work. Please do not forward it.
"""
_DEPUTY_ENDED = """{name},

from {day} on you do not stand in for {lead} any more.

What you did as a deputy stays as you did it. If you have questions, ask {lead}:
{email}
"""
_AGAIN = """You were told of it before, and have not acknowledged it.

"""


def tell_of_audit(reference: str) -> None:
    """Tell a local leader that the partnership is asked for a joint audit, and until when.

    A worker that dies between the sending and the end of the job sends it again: twice is better
    than never.
    """
    held = queue.claim(reference=reference, at=timezone.now())
    if held is None:
        return
    leaders = AuditLeader.objects.select_related("person", "access", "audit__inspection__area")
    leader = leaders.get(pk=held.job.arguments["leader"])
    inspection = leader.audit.inspection
    due = _day(leader.last_day)
    address = _address("inspections:local_audit", inspection.reference)
    _send(
        held,
        subject=f"{inspection.reference}: a joint audit, by {due}",
        text=_AUDIT.format(
            name=leader.person.name, area=inspection.area.name, due=due, address=address
        ),
        to=leader.person.email,
    )


def tell_of_concern(reference: str) -> None:
    """Tell somebody to open a safeguarding concern at once; the same when they are told again."""
    held = queue.claim(reference=reference, at=timezone.now())
    if held is None:
        return
    rows = ConcernTold.objects.select_related("person", "concern__inspection")
    told = rows.get(pk=held.job.arguments["told"])
    inspection, concern = told.concern.inspection.reference, told.concern.reference
    address = _address(f"inspections:{told.page_of(told.person)}", inspection, concern)
    again = _AGAIN if told.reminders else ""
    text = _CONCERN.format(name=told.person.name, concern=concern, again=again, address=address)
    _send(
        held,
        subject=f"{inspection}: open at once – {concern}",
        text=text,
        to=told.person.email,
    )


def tell_deputy(reference: str) -> None:
    """Tell somebody for whom, where and on which days they stand in; why is on the team’s page."""
    held = queue.claim(reference=reference, at=timezone.now())
    if held is None:
        return
    deputising = _deputising(held)
    place, first, last = deputising.place, deputising.first_day, deputising.until
    inspection = place.inspection.reference
    text = _DEPUTY.format(
        name=place.person.name,
        lead=deputising.lead.name,
        inspectorate=place.inspectorate.short_name,
        days=f"on {_day(first)}" if first == last else f"from {_day(first)} to {_day(last)}",
        address=_address("inspections:team", inspection),
    )
    _send(
        held, subject=f"{inspection}: you are named as a deputy", text=text, to=place.person.email
    )


def tell_deputy_ended(reference: str) -> None:
    """Tell somebody from which day on they do not stand in for a lead any more."""
    held = queue.claim(reference=reference, at=timezone.now())
    if held is None:
        return
    deputising = _deputising(held)
    place, lead = deputising.place, deputising.lead
    text = _DEPUTY_ENDED.format(
        name=place.person.name,
        day=_day(date.fromisoformat(held.job.arguments["from"])),
        lead=lead.name,
        email=lead.email,
    )
    inspection = place.inspection.reference
    _send(
        held,
        subject=f"{inspection}: you are not a deputy any more",
        text=text,
        to=place.person.email,
    )


def _deputising(held: queue.Claim) -> Deputising:
    rows = Deputising.objects.select_related(
        "lead", "place__person", "place__inspection", "place__inspectorate"
    )
    found: Deputising = rows.get(pk=held.job.arguments["deputising"])
    return found


def _day(day: date) -> str:
    return date_format(day, "l j F Y")


def _address(page: str, *rest: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{reverse(page, args=rest)}"


def _send(held: queue.Claim, *, subject: str, text: str, to: str) -> None:
    try:
        send_mail(subject=subject, message=text, from_email=None, recipient_list=[to])
    except OSError as error:
        queue.fail(held, reason=f"The e-mail could not be sent: {error}.", at=timezone.now())
        return
    queue.finish(held, at=timezone.now())
