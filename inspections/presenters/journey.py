"""A child's journey: drawn, as a table, and one event of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator

from inspections.models import (
    Case,
    CaseEvent,
    CaseEventRevision,
    EvidenceAudience,
    Inspection,
)
from inspections.models.journey import item_label
from inspections.presenters.journey_signs import letters_y, points_at
from inspections.presenters.kept import kept_facts, who_sees
from inspections.rules.journey import MARK, Drawing, Happening, Lane, Mark, lay_out
from inspections.values.journey import EVENT_LABELS, EVENT_LETTERS, EventContent, EventKind
from organisations.models import Agency
from pages.shown import Cell, Column, SummaryRow

THE_PARTNERSHIP = "The partnership"
JOURNEY_COLUMNS = [
    Column("Day"),
    Column("Agency"),
    Column("What happened"),
    Column("Evidence pinned", numeric=True),
    Column("Who sees it"),
]
_MOST_LETTERS = 90
# How thick the bar of what lasted is.
BAR = 8


@dataclass(frozen=True)
class SignShown:
    """An event as it is drawn."""

    url: str
    label: str
    kind: str
    letters: str
    points: str
    mark: Mark
    lead: str
    bar_width: int
    pins: int

    @property
    def text_y(self) -> int:
        """Where the letters stand."""
        return letters_y(self.kind, self.mark.y)

    @property
    def bar_y(self) -> int:
        """Where the bar of what lasted stands: behind the middle of the sign."""
        return self.mark.y + MARK // 2 - BAR // 2

    @property
    def badge_x(self) -> int:
        """Where the middle of the number of pins stands."""
        return self.mark.x + MARK - 3

    @property
    def badge_y(self) -> int:
        """The same from above."""
        return self.mark.y + 4

    @property
    def pins_y(self) -> int:
        """The line on which the number stands."""
        return self.badge_y + 4


@dataclass(frozen=True)
class KeyShown:
    """A sign of the key, in a box of its own."""

    label: str
    kind: str
    letters: str
    points: str

    @property
    def text_y(self) -> int:
        """Where the letters stand."""
        return letters_y(self.kind, 0)


@dataclass(frozen=True)
class JourneyShown:
    """A journey as a page shows it."""

    drawing: Drawing
    lanes: list[tuple[Lane, str]]
    ticks: list[tuple[int, str]]
    signs: list[SignShown]
    key: list[KeyShown]
    rows: list[list[Cell]]
    says: str

    @property
    def has_pins(self) -> bool:
        """Whether evidence is pinned to any of them."""
        return any(sign.pins for sign in self.signs)


def event_url(inspection: Inspection, case: Case, event: CaseEvent, act: str = "event") -> str:
    """The address of an event's page, or of something that is done to it."""
    return reverse(
        f"inspections:{act}", args=[inspection.reference, case.reference, event.reference]
    )


def days_of(first: date, last: date | None) -> str:
    """A day, or from one day to another."""
    begins = date_format(first, "j F Y")
    return f"{begins} to {date_format(last, 'j F Y')}" if last and last > first else begins


def journey_of(
    inspection: Inspection, case: Case, events: Sequence[CaseEvent], pins: Mapping[int, int]
) -> JourneyShown:
    """A journey, drawn and as a table.

    Args:
        events: in the order of time.
        pins: how much evidence is pinned, of what the reader sees, by the key of the event.
    """
    happenings = [Happening(one.reference, one.lane, one.first_day, one.last_day) for one in events]
    named = sorted({one.lane for one in events if one.agency_id})
    drawing = lay_out(happenings, [THE_PARTNERSHIP, *named])
    by_reference = {one.reference: one for one in events}
    signs = [_sign(inspection, case, by_reference[mark.key], mark, pins) for mark in drawing.marks]
    kinds = {one.kind for one in events}
    return JourneyShown(
        drawing=drawing,
        lanes=[(lane, Truncator(lane.name).chars(_MOST_LETTERS)) for lane in drawing.lanes],
        ticks=[(tick.x, date_format(tick.day, "M Y")) for tick in drawing.ticks],
        signs=signs,
        key=[_key(kind) for kind in EventKind if kind in kinds],
        rows=[_row(inspection, case, one, pins) for one in events],
        says=_says(events),
    )


def _says(events: Sequence[CaseEvent]) -> str:
    if not events:
        return ""
    lanes = len({one.lane for one in events})
    number = f"{len(events)} event{'s' if len(events) != 1 else ''}"
    ends = max(one.last_day or one.first_day for one in events)
    return (
        f"{number} in {lanes} lane{'s' if lanes != 1 else ''}, "
        f"{days_of(events[0].first_day, ends)}. The table below says the same."
    )


def _sign(
    inspection: Inspection, case: Case, event: CaseEvent, mark: Mark, pins: Mapping[int, int]
) -> SignShown:
    number = pins.get(event.pk, 0)
    said = [
        EVENT_LABELS[EventKind(event.kind)],
        days_of(event.first_day, event.last_day),
        event.lane,
        Truncator(event.text).words(20),
    ]
    if number:
        said.append(f"{number} pinned")
    lead = ""
    if mark.from_y is not None:
        lead = f"M{mark.day} {mark.from_y}L{mark.middle} {mark.y + MARK // 2}"
    return SignShown(
        url=event_url(inspection, case, event),
        label=", ".join(said),
        kind=event.kind,
        letters=EVENT_LETTERS[EventKind(event.kind)],
        points=points_at(event.kind, mark.x, mark.y),
        mark=mark,
        lead=lead,
        bar_width=mark.width if mark.width > MARK else 0,
        pins=number,
    )


def _key(kind: EventKind) -> KeyShown:
    return KeyShown(EVENT_LABELS[kind], kind, EVENT_LETTERS[kind], points_at(kind, 0, 0))


def _row(
    inspection: Inspection, case: Case, event: CaseEvent, pins: Mapping[int, int]
) -> list[Cell]:
    return [
        Cell(
            days_of(event.first_day, event.last_day),
            url=event_url(inspection, case, event),
        ),
        Cell(event.lane),
        Cell(EVENT_LABELS[EventKind(event.kind)], hint=event.text),
        Cell(str(pins.get(event.pk, 0)), numeric=True),
        Cell(who_sees(event)),
    ]


def event_facts(event: CaseEvent) -> list[SummaryRow]:
    """What an event says, and who recorded it."""
    return [
        SummaryRow("What happened", EVENT_LABELS[EventKind(event.kind)]),
        SummaryRow("Day", days_of(event.first_day, event.last_day)),
        SummaryRow("Agency", event.lane),
        SummaryRow("In a few words", event.text, verbatim=True),
        *kept_facts(event),
    ]


def revision_text(said: CaseEventRevision) -> str:
    """What an event said at one version, as one text."""
    agency = said.agency.name if said.agency else THE_PARTNERSHIP
    return _as_text(said.kind, said.first_day, said.last_day, agency, said.text)


def sent_text(content: EventContent, agencies: Sequence[Agency]) -> str:
    """What a form said, as one text."""
    agency = next((one.name for one in agencies if one.pk == content.agency), THE_PARTNERSHIP)
    return _as_text(content.kind, content.first_day, content.last_day, agency, content.text)


def _as_text(kind: str, first: date, last: date | None, agency: str, text: str) -> str:
    return f"{EVENT_LABELS[EventKind(kind)]}, {days_of(first, last)}, {agency}\n\n{text}"


@dataclass(frozen=True)
class PinnedShown:
    """An item that is pinned to an event."""

    reference: str
    label: str
    url: str
    unpin_url: str
    is_withdrawn: bool


def pinned_items(
    inspection: Inspection, case: Case, event: CaseEvent, rows: Sequence[EvidenceAudience]
) -> list[PinnedShown]:
    """The items that are pinned to an event, of those that the reader sees."""
    return [
        PinnedShown(
            reference=row.evidence.reference,
            label=item_label(row).removeprefix(f"{row.evidence.reference}, "),
            url=reverse(
                "inspections:evidence_item", args=[inspection.reference, row.evidence.reference]
            ),
            unpin_url=reverse(
                "inspections:unpin_evidence",
                args=[
                    inspection.reference,
                    case.reference,
                    event.reference,
                    row.evidence.reference,
                ],
            ),
            is_withdrawn=row.evidence.is_withdrawn,
        )
        for row in rows
    ]
