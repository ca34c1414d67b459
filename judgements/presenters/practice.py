"""What inspectors found of practice in the cases, as a judgement weighs it."""

from dataclasses import dataclass

from django.urls import reverse

from inspections.models import Inspection
from inspections.models.practice import Scale, practice_in, scale_from
from inspections.rules.practice import AgencyPractice
from judgements.presenters.reading import Reading
from judgements.presenters.scale import benchmark_of
from pages.shown import Cell, Column


@dataclass(frozen=True)
class PracticeShown:
    """The proportions, a row for each agency, and where they are counted out."""

    columns: list[Column]
    rows: list[list[Cell]]
    url: str


def show_practice(reading: Reading, inspection: Inspection) -> PracticeShown | None:
    """The proportions at the grade that the criteria describe, and at the next below it."""
    if not reading.practice:
        return None
    scale = scale_from(reading.grades, benchmark_of(reading))
    names = {one.agency.code: one.agency.name for one in reading.practice}
    found = practice_in(scale, reading.practice)
    rows = [_row(names[code], found[code]) for code in sorted(found, key=lambda one: names[one])]
    return PracticeShown(
        columns=_columns(scale),
        rows=rows,
        url=reverse("inspections:practice", args=[inspection.reference]),
    )


def _columns(scale: Scale) -> list[Column]:
    places = range(scale.benchmark, min(scale.benchmark + 2, len(scale.titles) - 1))
    return [
        Column("Agency"),
        *(Column(_or_better(scale.titles[place], place)) for place in places),
        Column("Not seen", numeric=True),
        Column("Inspectorates differ over", numeric=True),
    ]


def _or_better(title: str, place: int) -> str:
    return f"{title}, of the cases seen" if place == 0 else f"{title} or better, of the cases seen"


def _row(agency: str, found: AgencyPractice) -> list[Cell]:
    shares = [found.at_benchmark, *([found.at_next] if found.at_next else [])]
    return [
        Cell(agency),
        *(Cell(str(share)) for share in shares),
        Cell(str(found.not_seen), numeric=True),
        Cell(str(found.differing), numeric=True),
    ]
