"""The days of places on a team: nobody has two places on one day."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from inspections.models import Assignment, Inspection
from inspections.values import LEADING, TeamRole
from organisations.models import User
from records.errors import ActionRefused

_DAY = timedelta(days=1)
_DAYS = ["starts_on", "ends_on"]


def rows_from(*, inspection: Inspection, person: User, day: date) -> list[Assignment]:
    """The person's places that hold on that day or later, the first first."""
    rows = Assignment.objects.of(inspection).filter(person=person)
    later = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return list(later.order_by("starts_on", "pk"))


def cut(*, row: Assignment, last_day: date, by: User, at: datetime) -> None:
    """Let a place end with that day. One that begins later held on no day that is still to come."""
    if row.starts_on <= last_day:
        row.ends_on = last_day
    else:
        row.starts_on = row.ends_on = timezone.localdate(at) - _DAY
    row.ended_by, row.ended_at = by, at
    row.save(update_fields=[*_DAYS, "ended_by", "ended_at"])


def split_off(*, row: Assignment, day: date) -> None:
    """Keep the days before `day` in a row of their own, so that this row can begin with `day`."""
    if row.starts_on >= day:
        return
    _copy(row, row.starts_on, day - _DAY).save()


def make_room(*, inspection: Inspection, person: User, first: date, last: date) -> None:
    """Free some days of a person's own place on the team, if they have one, for another role.

    The row stays that of their place afterwards: what hangs on it (their cases) stays with it.

    Raises:
        ActionRefused: they lead, stand in for a lead, or assure quality in these days.
    """
    for row in rows_from(inspection=inspection, person=person, day=first):
        if row.starts_on > last:
            continue
        if row.role in LEADING:
            raise ActionRefused(f"{person} leads in this inspection already. Name somebody else.")
        require_not_assurer(row=row)
        if row.ends_on is not None and row.ends_on <= last:
            row.ends_on = first - _DAY
            row.starts_on = min(row.starts_on, row.ends_on)
        else:
            split_off(row=row, day=first)
            row.starts_on = last + _DAY
        row.save(update_fields=_DAYS)


def give_back(*, place: Assignment, first: date) -> None:
    """Let a deputy's own place on the team hold again from that day, if they have one.

    It begins after `place`; there may be other days between in which they stand in.
    """
    last = place.ends_on or place.starts_on
    first = max(place.starts_on, first)
    rows = Assignment.objects.of(place.inspection_id).filter(person=place.person_id)
    later = rows.filter(starts_on__gt=last).exclude(role__in=LEADING)
    own = later.order_by("starts_on", "pk").first()
    if own is None:
        return
    if own.starts_on > last + _DAY:
        own = _copy(own, own.starts_on, last)
    own.starts_on = first
    own.save()


def _copy(row: Assignment, starts_on: date, ends_on: date) -> Assignment:
    return Assignment(
        inspection_id=row.inspection_id,
        inspectorate_id=row.inspectorate_id,
        person_id=row.person_id,
        role=row.role,
        starts_on=starts_on,
        ends_on=ends_on,
        named_by_id=row.named_by_id,
        named_at=row.named_at,
    )


def require_not_assurer(*, row: Assignment) -> None:
    """Whoever assures quality reads with other eyes, and does not lead.

    Raises:
        ActionRefused: the place is the quality assurer's.
    """
    if row.role == TeamRole.QUALITY_ASSURER:
        raise ActionRefused(
            f"{row.person} assures the quality of this inspection, and so leads no part of it. "
            "Name somebody else."
        )
