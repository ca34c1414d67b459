"""Deputies and hand-overs, as the page of the team shows them."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from inspections.models import Assignment, HandOver, Inspection
from inspections.permissions import may_hand_over
from inspections.values import TEAM_ROLE_LABELS, TeamRole
from pages.shown import Cell, Column, Link

HAND_OVER_COLUMNS = [Column("New lead"), Column("From"), Column("Leads since"), Column("Why")]


def hand_over_links(
    inspection: Inspection, team: list[Assignment], member: Assignment, day: date
) -> list[Link]:
    """The places that the reader may hand over: their own, and for the overall lead every lead's.

    The overall lead's own, once they are gone, is handed over by a lead of their inspectorate, who
    need not be on the team and is told where.
    """
    return [
        Link(
            f"Hand over the lead of {one.inspectorate.short_name} ({one.person})",
            reverse("inspections:hand_over", args=[inspection.reference, one.person.email]),
        )
        for one in team
        if one.is_lead and one.ends_on is None and may_hand_over(member, one, None, day).allowed
    ]


def hand_over_rows(inspection: Inspection) -> list[list[Cell]]:
    """A row for each time a lead was handed over, the latest first."""
    rows = HandOver.objects.filter(inspection=inspection).select_related(
        "former", "new", "inspectorate", "by"
    )
    return [
        [
            Cell(one.new.name, hint=_as_what(one)),
            Cell(one.former.name),
            Cell(date_format(one.on)),
            Cell(one.reason, hint=_by_whom(one)),
        ]
        for one in rows
    ]


def _as_what(one: HandOver) -> str:
    return f"{TEAM_ROLE_LABELS[TeamRole(one.role)]}, {one.inspectorate.short_name}"


def _by_whom(one: HandOver) -> str:
    day = date_format(localtime(one.at))
    return f"Handed over by {one.by} on {day}"
