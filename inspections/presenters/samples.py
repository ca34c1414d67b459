"""Requests for lists, lists, those who are listed, and the way of a list in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from inspections.actions.samples_key import Revealed
from inspections.models import (
    AgencyList,
    Inspection,
    KeyReading,
    ListedSubject,
    Listing,
    ListRequest,
    ListUpload,
)
from inspections.values.cases import (
    AGE_BAND_LABELS,
    CASE_FLAG_LABELS,
    COHORT_LABELS,
    SUBJECT_LABELS,
    AgeBand,
    CaseFlag,
    Cohort,
    Subject,
)
from inspections.values.samples import (
    LIST_FIELD_LABELS,
    MENDED_AT_ONCE,
    Checked,
    Closing,
    ListField,
    Row,
    Table,
)
from pages.differences import SharedBox
from pages.shown import Cell, Colour, Column, SummaryRow

REQUEST_COLUMNS = [
    Column("What was asked for"),
    Column("Of whom"),
    Column("Asked"),
    Column("Wanted by"),
    Column("What came"),
]
LIST_COLUMNS = [
    Column("List"),
    Column("Of"),
    Column("Rows", numeric=True),
    Column("Accepted"),
    Column("State"),
]
UPLOAD_COLUMNS = [Column("Upload"), Column("Of"), Column("Rows", numeric=True), Column("Uploaded")]
SUBJECT_COLUMNS = [
    Column("Reference"),
    Column("Age"),
    Column("Where in the system"),
    Column("What is known"),
    Column("Agencies"),
    Column("On lists of"),
]
PREVIEW_COLUMNS = [
    Column("Row", numeric=True),
    Column("Who"),
    Column("Age"),
    Column("Where in the system"),
    Column("What is known"),
    Column("Agencies", numeric=True),
]
READING_COLUMNS = [Column("When"), Column("Who read it"), Column("Why")]
KEY_COLUMNS = [
    Column("Reference"),
    Column("List of"),
    Column("Agency’s own number"),
    Column("NHS number"),
    Column("Name"),
    Column("Date of birth"),
]
CONFLICT_COLUMNS = [
    Column("What"),
    Column("Before"),
    Column("Yours, not saved yet"),
    Column("Saved first"),
]
_CLOSED: dict[str, Colour] = {
    Closing.CAME: "green",
    Closing.NOTHING: "grey",
    Closing.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class Wrong:
    """What is wrong in a cell of an uploaded list, with the boxes to put it right."""

    where: str
    says: str
    cell: Any
    leave: Any


@dataclass(frozen=True)
class BothLists:
    """What two windows made of one upload, box by box, and whether rows of it have gone."""

    columns: list[Column]
    rows: list[list[Cell]]
    lost_rows: bool


def requests_shown(
    inspection: Inspection, requests: list[ListRequest], today: date, *, may_close: bool
) -> list[list[Cell]]:
    """A row for each request; `closing` is fetched."""
    return [
        [
            Cell(one.asked_for, hint=one.get_cohort_display() if one.cohort else "Several groups"),
            Cell(_whose(one.agency)),
            Cell(date_format(localtime(one.asked_at), "j F Y"), hint=f"by {one.asked_by}"),
            Cell(date_format(one.wanted_by, "j F Y")),
            _what_came(inspection, one, today, may_close=may_close),
        ]
        for one in requests
    ]


def _what_came(inspection: Inspection, one: ListRequest, today: date, *, may_close: bool) -> Cell:
    closing = getattr(one, "closing", None)
    if closing is not None:
        at = date_format(localtime(closing.at), "j F Y")
        colour = _CLOSED[closing.how]
        hint = f"{closing.what_came}, {at}, recorded by {closing.by}"
        return Cell(closing.get_how_display(), colour=colour, hint=hint)
    late = today > one.wanted_by
    said = "Nothing yet: overdue" if late else "Nothing yet"
    if not may_close:
        return Cell(said, colour="red" if late else "yellow")
    url = reverse("inspections:close_request", args=[inspection.reference, one.reference])
    return Cell("Close without a list", url=url, hint=said)


def lists_shown(inspection: Inspection, lists: list[AgencyList]) -> list[list[Cell]]:
    """A row for each list; `size` and `withdrawal` are fetched."""
    return [
        [
            Cell(
                one.reference,
                url=reverse("inspections:agency_list", args=[inspection.reference, one.reference]),
            ),
            Cell(_whose(one.agency)),
            Cell(f"{one.size:,}", numeric=True),
            Cell(_day(one.accepted_at), hint=f"by {one.accepted_by}"),
            _standing(one),
        ]
        for one in lists
    ]


def _standing(one: AgencyList) -> Cell:
    gone = getattr(one, "withdrawal", None)
    if gone is None:
        return Cell("Drawn from", colour="green")
    return Cell("Withdrawn", colour="grey", hint=gone.why)


def uploads_shown(inspection: Inspection, uploads: list[ListUpload]) -> list[list[Cell]]:
    """A row for each upload that this person has not finished."""
    return [
        [
            Cell(
                f"Go on with {one.reference}",
                url=reverse("inspections:map_list", args=[inspection.reference, one.reference]),
            ),
            Cell(_whose(one.agency)),
            Cell(f"{one.row_count:,}", numeric=True),
            Cell(date_format(localtime(one.at), "j F Y, H:i")),
        ]
        for one in uploads
    ]


def list_facts(one: AgencyList) -> list[SummaryRow]:
    """What is known of a list."""
    gone = getattr(one, "withdrawal", None)
    columns = ", ".join(LIST_FIELD_LABELS[ListField(what)] for what in one.columns)
    rows = [
        SummaryRow("Of", _whose(one.agency)),
        SummaryRow("Accepted", f"{_day(one.accepted_at)} by {one.accepted_by}"),
        SummaryRow("Rows", f"{one.size:,}; {one.left_out:,} were left out before"),
        SummaryRow("What its columns held", columns),
    ]
    if one.request is not None:
        rows.append(SummaryRow("It answers", f"{one.request.asked_for}", verbatim=True))
    if gone is not None:
        rows.append(SummaryRow("Withdrawn", f"{_day(gone.at)} by {gone.by}: {gone.why}"))
    return rows


def subjects_shown(inspection: Inspection, subjects: list[ListedSubject]) -> list[list[Cell]]:
    """A row for each; their listings are fetched."""
    return [
        [
            Cell(
                one.reference,
                url=reverse("inspections:subject", args=[inspection.reference, one.reference]),
            ),
            *_said_of(list(one.listings.all())),
        ]
        for one in subjects
    ]


def _said_of(listings: list[Listing]) -> list[Cell]:
    return [
        Cell(_together(one.get_age_band_display() for one in listings)),
        Cell(_together(one.get_cohort_display() for one in listings)),
        Cell(_together(word for one in listings for word in _known_of(one)) or "Nothing more"),
        Cell(_together(sorted(str(two) for one in listings for two in one.agencies.all()))),
        Cell(_together(_whose(one.agency_list.agency) for one in listings)),
    ]


def _known_of(one: Listing) -> Iterable[str]:
    if one.kind != Subject.CHILD:
        yield SUBJECT_LABELS[Subject(one.kind)]
    if one.adults_part:
        yield one.get_adults_part_display()
    for flag in CaseFlag:
        if getattr(one, flag):
            yield CASE_FLAG_LABELS[flag]
    if one.lives_in:
        yield f"Lives in {one.lives_in}"
    if one.placed_by:
        yield f"Placed by {one.placed_by}"
    if one.household:
        yield f"Household {one.household}"


def listing_cards(listings: list[Listing]) -> list[tuple[str, str, list[SummaryRow]]]:
    """What each list says of one subject: the list's reference, whose it is, what it says."""
    return [
        (
            one.agency_list.reference,
            f"List {one.agency_list.reference}, {_whose(one.agency_list.agency)}",
            [
                SummaryRow("Age", one.get_age_band_display()),
                SummaryRow("Where in the system", one.get_cohort_display()),
                SummaryRow("What is known", _together(_known_of(one)) or "Nothing more"),
                SummaryRow(
                    "Agencies", _together(str(two) for two in one.agencies.all()) or "Not said"
                ),
            ],
        )
        for one in listings
    ]


def readings_shown(readings: list[KeyReading]) -> list[list[Cell]]:
    """A row for each time that somebody read who a subject is."""
    return [
        [
            Cell(date_format(localtime(one.at), "j F Y, H:i")),
            Cell(str(one.person)),
            Cell(one.reason),
        ]
        for one in readings
    ]


def revealed_shown(revealed: list[Revealed]) -> list[list[Cell]]:
    """A row for each list's word of who somebody is."""
    return [
        [
            Cell(one.reference),
            Cell(one.agency),
            *(Cell(said or "Not given") for said in (one.number, one.nhs, one.name)),
            Cell(_born(one.born)),
        ]
        for one in revealed
    ]


def _born(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y") if text else "Not given"


def preview_shown(rows: Iterable[Row]) -> list[list[Cell]]:
    """Rows as they will be kept: no name, no number, no date of birth."""
    return [
        [
            Cell(f"{row.number:,}", numeric=True),
            Cell(SUBJECT_LABELS[Subject(row.facts.subject)]),
            Cell(AGE_BAND_LABELS[AgeBand(row.facts.age_band)]),
            Cell(COHORT_LABELS[Cohort(row.facts.cohort)]),
            Cell(
                _together(CASE_FLAG_LABELS[CaseFlag(flag)] for flag in sorted(row.facts.flags))
                or "Nothing more"
            ),
            Cell(str(len(row.facts.agencies)), numeric=True),
        ]
        for row in rows
    ]


def wrong_shown(checked: Checked, table: Table, boxes: Mapping[str, Any]) -> list[Wrong]:
    """What is wrong with an upload, cell by cell, each box of the form once.

    Args:
        boxes: the bound fields of the form, by name.
    """
    found, with_box = [], set()
    for problem in checked.problems[:MENDED_AT_ONCE]:
        heading = "the whole row"
        if problem.column is not None:
            heading = table.headings[problem.column][:80] or f"column {problem.column + 1}"
        name = f"cell_{problem.row}_{problem.column}"
        leave = f"leave_{problem.row}"
        found.append(
            Wrong(
                f"Row {problem.row}, {heading}",
                problem.says,
                boxes.get(name) if name not in with_box else None,
                boxes[leave] if leave not in with_box else None,
            )
        )
        with_box |= {name, leave}
    return found


def conflict_shown(boxes: Iterable[SharedBox]) -> BothLists:
    """What two windows made of one upload, where they differ from what both began from."""
    boxes = list(boxes)
    rows = [
        [Cell(one.label), *(Cell(_stood(text)) for text in (one.before, one.mine, one.theirs))]
        for one in boxes
    ]
    return BothLists(CONFLICT_COLUMNS, rows, any(one.theirs is None for one in boxes))


def _stood(text: str | None) -> str:
    return "Row left out" if text is None else text or "Empty"


def more_said(checked: Checked) -> str:
    """How much more is wrong than a page shows; nothing when it shows all."""
    more = len(checked.problems) - MENDED_AT_ONCE
    return f"And {more:,} more: they are shown when these are put right." if more > 0 else ""


def _whose(agency: Any) -> str:
    return str(agency or "The partnership")


def _day(at: datetime) -> str:
    return date_format(localtime(at), "j F Y")


def _together(words: Iterable[str]) -> str:
    """Each once, in the order in which they came."""
    return ", ".join(dict.fromkeys(words))
