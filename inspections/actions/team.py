"""Naming the people of an inspection, and ending their time on it."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from inspections.actions.team_days import cut, rows_from
from inspections.models import Assignment, Inspection, StrandParticipant
from inspections.permissions import (
    assignment_of,
    may_end_assignment,
    may_name_lead,
    may_name_member,
)
from inspections.values import TeamRole
from organisations.models import Inspectorate, Membership, User
from records.errors import ActionRefused
from records.permissions import require


def find_member(*, email: str, at: datetime) -> tuple[User, Inspectorate]:
    """Somebody who works for an inspectorate today, and which one.

    Raises:
        ActionRefused: nobody with that address does.
    """
    membership = (
        Membership.objects.on(timezone.localdate(at))
        .filter(person__email=email.strip().lower(), person__is_active=True)
        .select_related("person", "inspectorate")
        .first()
    )
    if membership is None or membership.person.is_admin:
        raise ActionRefused(
            f"Nobody with the address {email} works for an inspectorate. Check it, or ask an admin."
        )
    return membership.person, membership.inspectorate


def name_lead(*, inspection: Inspection, person: User, by: User, at: datetime) -> Assignment:
    """Name the lead of a participating inspectorate: the one that the person works for.

    Raises:
        PermissionRefused: only the overall lead names leads.
        ActionRefused: the inspectorate takes no part, or has a lead already.
    """
    inspection = _locked(inspection)
    require(may_name_lead(assignment_of(by, inspection, timezone.localdate(at))))
    _, inspectorate = find_member(email=person.email, at=at)
    lead = Assignment.objects.of(inspection).lead_of(inspectorate)
    if lead is not None:
        raise ActionRefused(
            f"{lead.person} leads for {inspectorate.short_name}. End that first, then name another."
        )
    return _assign(inspection, person, inspectorate, TeamRole.LEAD, by=by, at=at)


def name_member(
    *, inspection: Inspection, person: User, role: str, by: User, at: datetime
) -> Assignment:
    """Name an inspector or the quality assurer, of one's own inspectorate.

    Raises:
        PermissionRefused: the person is no lead, or names somebody of another inspectorate.
        ActionRefused: the person is on the team already.
    """
    inspection = _locked(inspection)
    _, inspectorate = find_member(email=person.email, at=at)
    mine = assignment_of(by, inspection, timezone.localdate(at))
    require(may_name_member(mine, inspectorate=inspectorate.code, role=role))
    return _assign(inspection, person, inspectorate, role, by=by, at=at)


def end_assignment(*, assignment: Assignment, last_day: date, by: User, at: datetime) -> Assignment:
    """End somebody's time on the team. With yesterday as the last day they are out at once.

    The row stays, with who ended it and when.

    Raises:
        PermissionRefused: see `may_end_assignment`.
        ActionRefused: it has ended already, or the last day is before yesterday.
    """
    inspection = _locked(assignment.inspection)
    today = timezone.localdate(at)
    assignment = Assignment.objects.select_related("person", "inspectorate").get(pk=assignment.pk)
    require(may_end_assignment(assignment_of(by, inspection, today), assignment))
    if assignment.ends_on is not None:
        raise ActionRefused(f"{assignment.person} is not on the team any more, or leaves it soon.")
    if last_day < today - timedelta(days=1):
        raise ActionRefused("The last day is yesterday at the earliest: what is past, happened.")
    # Somebody who was named today and leaves at once was on the team on no day.
    cut(row=assignment, last_day=last_day, by=by, at=at)
    # Also the days on which they would have stood in for a lead.
    for row in rows_from(
        inspection=inspection, person=assignment.person, day=last_day + timedelta(days=1)
    ):
        cut(row=row, last_day=last_day, by=by, at=at)
    return assignment


def _locked(inspection: Inspection) -> Inspection:
    # Two leads who name the same person at once are told in turn.
    return Inspection.objects.select_for_update().get(pk=inspection.pk)


def _assign(
    inspection: Inspection,
    person: User,
    inspectorate: Inspectorate,
    role: str,
    *,
    by: User,
    at: datetime,
) -> Assignment:
    takes_part = StrandParticipant.objects.filter(
        strand__inspection=inspection, inspectorate=inspectorate
    )
    if not takes_part.exists():
        raise ActionRefused(f"{inspectorate.short_name} takes no part in this inspection.")
    today = timezone.localdate(at)
    # Also when it ends with this day or begins later: nobody has two places on one day.
    if rows_from(inspection=inspection, person=person, day=today):
        raise ActionRefused(f"{person} is on the team already.")
    return Assignment.objects.create(
        inspection=inspection,
        inspectorate=inspectorate,
        person=person,
        role=role,
        starts_on=today,
        named_by=by,
        named_at=at,
    )
