"""Naming a deputy for a lead, ending that early, and handing a lead over."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from inspections.actions.team import find_member
from inspections.actions.team_days import (
    cut,
    give_back,
    make_room,
    require_not_assurer,
    rows_from,
    split_off,
)
from inspections.models import Assignment, Deputising, HandOver, Inspection
from inspections.permissions import (
    assignment_of,
    may_end_deputising,
    may_hand_over,
    may_name_deputy,
)
from inspections.values import LEADING, TeamRole
from organisations.models import Inspectorate, User
from organisations.permissions import membership_of
from records.actions import queue_job
from records.errors import ActionRefused
from records.permissions import require

TELL_DEPUTY = "inspections.tell_deputy"
TELL_DEPUTY_ENDED = "inspections.tell_deputy_ended"
_DAY = timedelta(days=1)
_ROLE = ["role", "starts_on", "named_by", "named_at"]


def name_deputy(
    *,
    inspection: Inspection,
    person: User,
    first_day: date,
    last_day: date,
    reason: str,
    by: User,
    at: datetime,
) -> Deputising:
    """Name who stands in for oneself as a lead, for some days (140112 ¶24–25; 150031 ¶10).

    In these days the deputy's place on the team is the lead's. The lead may act too: one position
    and one signature each inspectorate is what the acts themselves hold. The deputy is told by
    e-mail.

    Raises:
        PermissionRefused: the person is no lead, or a deputy.
        ActionRefused: the deputy has no account or works elsewhere, leads or assures quality; the
            days are past, turned round, or another deputy's; there is no reason.
    """
    inspection = lock(inspection=inspection)
    today = timezone.localdate(at)
    lead = assignment_of(by, inspection, today)
    require(may_name_deputy(lead))
    if lead is None:
        raise LookupError("the permission has found the lead's place")
    person = colleague(email=person.email, inspectorate=lead.inspectorate, at=at)
    if person.pk == by.pk:
        raise ActionRefused("You are the lead. Name somebody else to stand in for you.")
    _check_days(inspection, lead, first_day, last_day, today)
    make_room(inspection=inspection, person=person, first=first_day, last=last_day)
    place = Assignment.objects.create(
        inspection=inspection,
        inspectorate=lead.inspectorate,
        person=person,
        role=lead.role,
        starts_on=first_day,
        ends_on=last_day,
        named_by=by,
        named_at=at,
    )
    named: Deputising = Deputising.objects.create(
        place=place, lead=by, first_day=first_day, until=last_day, reason=said(reason=reason)
    )
    queue_job(
        kind=TELL_DEPUTY,
        key=f"{TELL_DEPUTY}:{named.pk}",
        arguments={"deputising": named.pk},
        by=by,
        at=at,
    )
    return named


def end_deputising(*, deputising: Deputising, by: User, at: datetime) -> Deputising:
    """End it at once. What the deputy did stays, as done for the lead; the deputy is told.

    Raises:
        PermissionRefused: see `may_end_deputising`.
        ActionRefused: it has ended.
    """
    inspection = lock(inspection=deputising.place.inspection)
    today = timezone.localdate(at)
    deputising = Deputising.objects.of(inspection).get(pk=deputising.pk)
    require(may_end_deputising(assignment_of(by, inspection, today), deputising))
    if not deputising.place.ends_on or deputising.place.ends_on < today:
        raise ActionRefused(f"{deputising.place.person} does not stand in any more.")
    _end(deputising.place, today, by=by, at=at)
    if deputising.place.person_id != by.pk:
        _tell_ended(deputising, today, by=by, at=at)
    return deputising


def hand_over(
    *,
    place: Assignment,
    person: User,
    on: date,
    stays: bool,
    reason: str,
    by: User,
    at: datetime,
) -> HandOver:
    """Hand a lead's place over to a colleague of the same inspectorate, from a day on.

    From that day the new lead is asked for what the former had still to do; what the former has
    signed stays the former's. Deputies of the former end with the day before.

    Args:
        place: the lead's, as the page showed it.
        on: the first day of the new lead.
        stays: whether the former lead stays on the team, as an inspector.

    Raises:
        PermissionRefused: see `may_hand_over`.
        ActionRefused: the place was handed over or ended meanwhile; the new lead has no account,
            works elsewhere or assures quality; the day is past; there is no reason.
    """
    inspection = lock(inspection=place.inspection)
    today = timezone.localdate(at)
    place = Assignment.objects.for_page().get(pk=place.pk)
    if place.role not in LEADING or place.ends_on is not None:
        raise ActionRefused(
            f"{place.person} does not lead any more, or another takes over soon. Look at the team."
        )
    mine = assignment_of(by, inspection, today)
    require(may_hand_over(mine, place, membership_of(by, today), today))
    person = colleague(email=person.email, inspectorate=place.inspectorate, at=at)
    if person.pk == place.person_id:
        raise ActionRefused(f"{person} leads already. Choose who takes over.")
    _check_first_day(place, on, today)
    record = HandOver.objects.create(
        inspection=inspection,
        inspectorate=place.inspectorate,
        role=place.role,
        former=place.person,
        new=person,
        on=on,
        reason=said(reason=reason),
        by=by,
        at=at,
    )
    _end_deputies_from(place, on, new=person, by=by, at=at)
    _step_down(place, on, stays=stays, by=by, at=at)
    _step_up(record, by=by, at=at)
    return record


def lock(*, inspection: Inspection) -> Inspection:
    """The inspection's row, which every act of judging and of naming people takes first."""
    return Inspection.objects.select_for_update().get(pk=inspection.pk)


def colleague(*, email: str, inspectorate: Inspectorate, at: datetime) -> User:
    """Somebody with an account who works for this inspectorate today.

    Raises:
        ActionRefused: nobody with that address does.
    """
    person, body = find_member(email=email, at=at)
    if body.pk != inspectorate.pk:
        raise ActionRefused(
            f"{person} works for {body.short_name}. Choose somebody of {inspectorate.short_name}."
        )
    return person


def said(*, reason: str) -> str:
    """The reason, which nobody may leave out.

    Raises:
        ActionRefused: there is none.
    """
    if not reason.strip():
        raise ActionRefused("Say why.")
    return reason.strip()


def _check_days(
    inspection: Inspection, lead: Assignment, first: date, last: date, today: date
) -> None:
    if first < today:
        raise ActionRefused("The first day is today at the earliest: what is past, happened.")
    if last < first:
        raise ActionRefused("The last day is before the first day. Change one of them.")
    if lead.ends_on is not None and last > lead.ends_on:
        raise ActionRefused(f"You lead until {date_format(lead.ends_on)}. Choose days before that.")
    others = Deputising.objects.of(inspection).filter(place__inspectorate=lead.inspectorate)
    there = others.filter(place__starts_on__lte=last, place__ends_on__gte=first).first()
    if there is not None:
        raise ActionRefused(
            f"{there.place.person} stands in from {date_format(there.place.starts_on)} to "
            f"{date_format(there.place.ends_on)}. Choose other days, or end that first."
        )


def _check_first_day(place: Assignment, on: date, today: date) -> None:
    if on < today:
        raise ActionRefused("The first day is today at the earliest: what is past, happened.")
    if on < place.starts_on:
        raise ActionRefused(
            f"{place.person} begins to lead on {date_format(place.starts_on)}. Choose that day or "
            "a later one."
        )


def _end(place: Assignment, day: date, *, by: User, at: datetime) -> None:
    # The own place first: it is found by the day after the deputy's last.
    give_back(place=place, first=day)
    cut(row=place, last_day=day - _DAY, by=by, at=at)


def _tell_ended(deputising: Deputising, day: date, *, by: User, at: datetime) -> None:
    # Its end can be brought forward once more: the day tells one end from the other.
    queue_job(
        kind=TELL_DEPUTY_ENDED,
        key=f"{TELL_DEPUTY_ENDED}:{deputising.pk}:{day}",
        arguments={"deputising": deputising.pk, "from": day.isoformat()},
        by=by,
        at=at,
    )


def _end_deputies_from(place: Assignment, on: date, *, new: User, by: User, at: datetime) -> None:
    rows = Deputising.objects.of(place.inspection).open(on)
    for one in rows.filter(place__inspectorate=place.inspectorate_id):
        _end(one.place, on, by=by, at=at)
        if one.place.person_id not in (by.pk, new.pk):
            _tell_ended(one, on, by=by, at=at)


def _step_down(place: Assignment, on: date, *, stays: bool, by: User, at: datetime) -> None:
    if not stays:
        cut(row=place, last_day=on - _DAY, by=by, at=at)
        return
    split_off(row=place, day=on)
    place.role, place.starts_on = TeamRole.INSPECTOR, on
    place.named_by, place.named_at = by, at
    place.save(update_fields=_ROLE)


def _step_up(record: HandOver, *, by: User, at: datetime) -> None:
    standing = None
    for row in rows_from(inspection=record.inspection, person=record.new, day=record.on):
        require_not_assurer(row=row)
        if row.ends_on is None:
            standing = row
        else:
            cut(row=row, last_day=record.on - _DAY, by=by, at=at)
    if standing is None:
        standing = Assignment(
            inspection=record.inspection, inspectorate=record.inspectorate, person=record.new
        )
    else:
        split_off(row=standing, day=record.on)
    standing.role, standing.starts_on = record.role, record.on
    standing.named_by, standing.named_at = by, at
    standing.save()
