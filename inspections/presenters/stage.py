"""How an inspection came to its stage."""

from django.utils.formats import date_format
from django.utils.timezone import localtime

from inspections.models import InspectionEvent
from inspections.states import INSPECTION
from pages.shown import Cell, Column

EVENT_COLUMNS = [Column("Stage"), Column("When"), Column("Who"), Column("Reason")]


def event_rows(events: list[InspectionEvent]) -> list[list[Cell]]:
    """A row for each step, the first one first."""
    return [
        [
            Cell(INSPECTION.label(event.to_state).capitalize()),
            Cell(date_format(localtime(event.at), "DATETIME_FORMAT")),
            Cell(str(event.by)),
            Cell(event.why or "–"),
        ]
        for event in events
    ]
