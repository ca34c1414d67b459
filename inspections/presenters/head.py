"""The head of every page of an inspection, and the list of inspections."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format

from inspections.models import Inspection
from inspections.states import InspectionState
from inspections.values import TEAM_ROLE_LABELS, TeamRole
from pages.shown import Cell, Colour, Column, Link

STATE_COLOURS: dict[str, Colour] = {
    InspectionState.PLANNED: "grey",
    InspectionState.NOTIFIED: "blue",
    InspectionState.FIELDWORK: "turquoise",
    InspectionState.REPORTING: "purple",
    InspectionState.CLOSED: "green",
    InspectionState.POSTPONED: "yellow",
    InspectionState.SUSPENDED: "orange",
    InspectionState.ABANDONED: "red",
}
LIST_COLUMNS = [
    Column("Inspection"),
    Column("Local area"),
    Column("Your role"),
    Column("Stage"),
    Column("Fieldwork starts"),
]


@dataclass(frozen=True)
class Head:
    """What the head of a page says of its inspection."""

    reference: str
    area: str
    title: str
    stage: str
    colour: Colour
    links: list[Link]
    alert: Link | None = None

    @property
    def caption(self) -> str:
        """The line above the heading."""
        return f"{self.area} · {self.reference}"


def head_of(inspection: Inspection) -> Head:
    """The head of a page of this inspection."""
    return Head(
        reference=inspection.reference,
        area=inspection.area.name,
        title=inspection.inspection_type.title,
        stage=inspection.state_label.capitalize(),
        colour=STATE_COLOURS[inspection.state],
        links=[
            Link("Inspections", reverse("inspections:list")),
            Link(inspection.reference, inspection.get_absolute_url()),
        ],
        alert=late_concern(inspection),
    )


def late_concern(inspection: Inspection) -> Link | None:
    """For those who lead: a safeguarding concern that somebody should have acknowledged."""
    reference, member = inspection.late_concern, inspection.member
    if reference is None or member is None or not member.is_lead:
        return None
    url = reverse("inspections:concern", args=[inspection.reference, reference])
    return Link(f"Safeguarding concern {reference} has not been acknowledged by everybody", url)


def list_rows(inspections: list[Inspection]) -> list[list[Cell]]:
    """A row for each inspection; each has the person's assignment as `member`, or None."""
    return [
        [
            Cell(one.reference, url=one.get_absolute_url(), hint=_what(one)),
            Cell(one.area.name),
            Cell(_role(one)),
            Cell(one.state_label.capitalize(), colour=STATE_COLOURS[one.state]),
            Cell(date_format(one.fieldwork_starts_on, "j F Y")),
        ]
        for one in inspections
    ]


def _what(inspection: Inspection) -> str:
    title = inspection.inspection_type.title
    return f"{title}: {inspection.topic.title}" if inspection.topic else title


def _role(inspection: Inspection) -> str:
    member = inspection.member
    if member is None:
        return "Invited to comment"
    return f"{TEAM_ROLE_LABELS[TeamRole(member.role)]}, {member.inspectorate.short_name}"
