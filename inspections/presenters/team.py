"""The team, and the days of an inspection."""

from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format

from inspections.models import Assignment, Deputising, Inspection, KeyDate
from inspections.permissions import may_end_assignment, may_end_deputising
from inspections.rules import working_days_until
from inspections.values import TEAM_ROLE_LABELS, TeamRole
from pages.shown import Cell, Column

TEAM_COLUMNS = [
    Column("Name"),
    Column("Inspectorate"),
    Column("Role"),
    Column("On the team"),
    Column("Change"),
]
DATE_COLUMNS = [Column("Step"), Column("Day"), Column("From today"), Column("Where it is from")]


def team_rows(
    inspection: Inspection, team: list[Assignment], member: Assignment, today: date
) -> list[list[Cell]]:
    """A row for each place on the team, those that have ended last."""
    ended = [one for one in team if one.ends_on is not None and one.ends_on < today]
    numbers = _numbers_of_deputies(team)
    return [
        [
            Cell(one.person.name, hint=one.person.job_title),
            Cell(one.inspectorate.short_name),
            _role(one),
            Cell(_days(one, today)),
            _end_link(inspection, one, member, numbers),
        ]
        for one in [*(one for one in team if one not in ended), *ended]
    ]


def _days(one: Assignment, today: date) -> str:
    since = date_format(one.starts_on, "j F Y")
    if one.ends_on is None:
        return f"from {since}" if one.starts_on > today else f"since {since}"
    verb = "left" if one.ends_on < today else "until"
    return f"{since}, {verb} {date_format(one.ends_on, 'j F Y')}"


def _role(one: Assignment) -> Cell:
    standing_in = getattr(one, "deputising", None)
    if standing_in is None:
        return Cell(TEAM_ROLE_LABELS[TeamRole(one.role)])
    return Cell(f"Deputy for {standing_in.lead}", hint=standing_in.reason)


def _numbers_of_deputies(team: list[Assignment]) -> dict[int, int]:
    """Of each deputy's place, by its key, the number in the inspection: 1 was named first."""
    places = sorted(
        (one for one in team if getattr(one, "deputising", None) is not None),
        key=lambda one: one.deputising.pk,
    )
    return {one.pk: number for number, one in enumerate(places, 1)}


def _end_link(
    inspection: Inspection, one: Assignment, member: Assignment, numbers: Mapping[int, int]
) -> Cell:
    standing_in = getattr(one, "deputising", None)
    if standing_in is not None and one.ended_at is None:
        return _end_deputy_link(inspection, standing_in, member, numbers[one.pk])
    if one.ends_on is not None or not may_end_assignment(member, one).allowed:
        return Cell("")
    url = reverse("inspections:end_assignment", args=[inspection.reference, one.person.email])
    return Cell(f"End {one.person.name}’s work", url=url)


def _end_deputy_link(
    inspection: Inspection, one: Deputising, member: Assignment, number: int
) -> Cell:
    if not may_end_deputising(member, one).allowed:
        return Cell("")
    url = reverse("inspections:end_deputising", args=[inspection.reference, number])
    return Cell(f"End {one.place.person.name}’s time as deputy", url=url)


def date_rows(days: list[KeyDate], today: date) -> list[list[Cell]]:
    """A row for each key date."""
    return [
        [Cell(day.title), Cell(date_format(day.on)), Cell(_from_today(day.on, today)), _from(day)]
        for day in days
    ]


def _from_today(day: date, today: date) -> str:
    if day < today:
        return "Past"
    left = working_days_until(today, day)
    if day == today:
        return "Today"
    return "1 working day" if left == 1 else f"{left} working days"


def _from(day: KeyDate) -> Cell:
    if day.is_own_setting:
        return Cell("This service’s own setting", hint=day.source)
    return Cell(day.source)
