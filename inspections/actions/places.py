"""Partnerships, agencies, and who holds their offices."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.text import slugify

from inspections.models import Inspection
from inspections.permissions import assignment_of, is_lead, is_overall_lead
from inspections.values import Board, OfficeHolder
from organisations.models import Agency, LocalArea, Membership, Office, Partnership, User
from organisations.values import OfficeKind
from records.errors import ActionRefused
from records.permissions import require


def find_holder(*, email: str, at: datetime) -> User:
    """The account of somebody who may hold an office of the local area.

    Raises:
        ActionRefused: there is no such account, or it is an admin's or an inspector's: nobody
            comments on a draft that they wrote, and an admin sees no content (reliability I7, I8).
    """
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise ActionRefused(
            f"There is no account for {email}. Ask an admin to make one, or leave it empty."
        )
    belongs = Membership.objects.on(timezone.localdate(at)).filter(person=person).exists()
    if person.is_admin or belongs:
        raise ActionRefused(
            f"The account {email} belongs to an admin or to an inspectorate. The holder of an "
            "office of the local area has an account of their own."
        )
    return person


def record_partnership(*, area: LocalArea, board: Board, by: User, at: datetime) -> Partnership:
    """Record the partnership of an area and its chair, with the day since which they hold office.

    What is recorded already is kept. Another name ends the earlier partnership, another chair the
    earlier chair's time in office, on the day before.

    Args:
        by: who records it; the audit entry of the request names them.

    Raises:
        ActionRefused: the chair's account cannot hold the office, or the dates overlap.
    """
    area = _locked(area)
    standing = area.partnerships.filter(ends_on=None).first()
    since = min(board.chair.since, timezone.localdate(at))
    if standing is not None and standing.name != board.name:
        _end(standing, since)
        standing = None
    if standing is None:
        standing = Partnership.objects.create(area=area, name=board.name, starts_on=since)
    _seat(Office(partnership=standing, kind=OfficeKind.CHAIR), holder=board.chair, at=at)
    return standing


def record_chair(*, inspection: Inspection, chair: OfficeHolder, by: User, at: datetime) -> Office:
    """Record the chair of an inspection's own partnership, whether or not it is the present one.

    The name that is recorded already corrects title, day and account; without an email address
    the account is taken away. Another name ends the earlier chair's time on the day before.

    Raises:
        PermissionRefused: the person is not the overall lead of this inspection.
        ActionRefused: the account cannot hold the office, or the dates overlap.
    """
    require(is_overall_lead(assignment_of(by, inspection, timezone.localdate(at))))
    _locked(inspection.area)
    office = Office(partnership=inspection.partnership, kind=OfficeKind.CHAIR)
    before = _held(office)
    if before is None or before.holder_name != chair.name:
        return _seat(office, holder=chair, at=at)
    _refuse_overlap(before, chair.since)
    before.title, before.starts_on = chair.title, chair.since
    before.person = find_holder(email=chair.email, at=at) if chair.email else None
    before.save(update_fields=["title", "starts_on", "person"])
    return before


def _refuse_overlap(office: Office, since: date) -> None:
    others = Office.objects.filter(partnership=office.partnership, kind=office.kind)
    earlier = others.filter(ends_on__gte=since).order_by("-ends_on").first()
    if earlier is not None:
        raise ActionRefused(
            f"{earlier} was the chair until {earlier.ends_on:%-d %B %Y}. "
            "The successor begins after that."
        )


def add_agency(
    *, inspection: Inspection, kind: str, name: str, leader: OfficeHolder, by: User, at: datetime
) -> Agency:
    """Add an agency of the inspected area and its leader.

    An agency with that name that works elsewhere is the same one (a police force has several
    areas: 140112 ¶73); the area is added to it.

    Raises:
        PermissionRefused: the person is no lead on this inspection.
        ActionRefused: the leader's account cannot hold the office, or the dates overlap.
    """
    require(is_lead(assignment_of(by, inspection, timezone.localdate(at))))
    # Of two who add the same agency at once the second finds the first one's.
    _locked(inspection.area)
    agency = Agency.objects.filter(kind=kind, name=name).first()
    if agency is None:
        agency = Agency.objects.create(code=_free_code(name), kind=kind, name=name)
    agency.areas.add(inspection.area)
    _seat(Office(agency=agency, kind=OfficeKind.AGENCY_LEADER), holder=leader, at=at)
    return agency


def _locked(area: LocalArea) -> LocalArea:
    return LocalArea.objects.select_for_update(no_key=True).get(pk=area.pk)


def _free_code(name: str) -> str:
    stem = slugify(name)[:70] or "agency"
    taken = set(Agency.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)


def _held(office: Office) -> Office | None:
    """The same office, as somebody holds it now; nobody else changes it meanwhile."""
    same = Office.objects.filter(
        partnership=office.partnership, agency=office.agency, kind=office.kind, ends_on=None
    )
    return same.select_for_update().first()


def _seat(office: Office, *, holder: OfficeHolder, at: datetime) -> Office:
    """Put somebody in office; whoever held it before leaves on the day before.

    Whoever holds it already keeps it, with the day that is recorded.
    """
    person = find_holder(email=holder.email, at=at) if holder.email else None
    before = _held(office)
    if before is not None and before.holder_name == holder.name:
        before.title = holder.title
        before.person = person or before.person
        before.save(update_fields=["title", "person"])
        return before
    if before is not None:
        _end(before, holder.since)
    office.title, office.holder_name, office.person = holder.title, holder.name, person
    office.starts_on = holder.since
    office.save()
    return office


def _end(held: Partnership | Office, successor_since: date) -> None:
    last_day = successor_since - timedelta(days=1)
    if last_day < held.starts_on:
        raise ActionRefused(
            f"{held} is recorded since {held.starts_on:%-d %B %Y}. The successor begins after that."
        )
    held.ends_on = last_day
    held.save(update_fields=["ends_on"])
