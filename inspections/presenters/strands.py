"""A part of an inspection: who does it, under which power, for which judgement areas."""

from collections.abc import Iterable

from django.urls import reverse

from inspections.models import Inspection, Strand
from inspections.values import in_strand
from pages.shown import Cell, Column, Link, SummaryRow

AREA_COLUMNS = [Column("Judgement area"), Column("Answered with"), Column("Source")]
# How an area is answered, by its grading.
_ANSWERS = {
    "graded": "A grade",
    "shared": "One grade of all who take part",
    "narrative": "A description in words",
    "ungraded": "Findings in words",
}


def strand_facts(strand: Strand) -> list[SummaryRow]:
    """What the page of a strand says of it; its power and participants are fetched."""
    names = [part.inspectorate.name for part in strand.participations.all()]
    audience = (
        "Every inspectorate that takes part sees what is recorded here."
        if strand.is_joint
        else "Only the team of the inspectorate that owns it, until an item is shared."
    )
    return [
        SummaryRow("Inspected by", "\n".join(names), verbatim=True),
        SummaryRow("Legal power", strand.power.in_words),
        SummaryRow("Who sees its evidence", audience),
    ]


def area_rows(strand: Strand) -> list[list[Cell]]:
    """A row for each judgement area that the strand answers; they are fetched."""
    return [
        [Cell(area.title), Cell(_ANSWERS[area.grading]), Cell(area.paragraph)]
        for area in strand.judgement_areas.all()
    ]


def record_links(inspection: Inspection, strands: Iterable[Strand]) -> list[Link]:
    """The screens on which evidence of these strands is recorded."""
    address = reverse("inspections:record_evidence", args=[inspection.reference])
    return [Link(strand.title, in_strand(address, strand.code)) for strand in strands]
