"""Intelligence: a list of what was sent or received, and one piece."""

from collections.abc import Iterable
from dataclasses import dataclass

from inspections.models import Intelligence, IntelligenceOutcome, IntelligenceReader
from inspections.presenters.words import moment
from inspections.values.intelligence import INTELLIGENCE_SOURCES, IntelligenceKind
from pages.shown import Cell, Colour, Column, SummaryRow

SENT_COLUMNS = [Column("Intelligence"), Column("What it is"), Column("Sent to"), Column("Receipt")]
RECEIVED_COLUMNS = [
    Column("Intelligence"),
    Column("What it is"),
    Column("From"),
    Column("Receipt"),
]
MOST = 100
LEFT_OUT = f"The newest {MOST} at most are shown."


@dataclass(frozen=True)
class Copied:
    """The evidence that went with it."""

    title: str
    text: str
    sha256: str


def sent_rows(rows: Iterable[Intelligence]) -> list[list[Cell]]:
    """A row for each piece, for its senders."""
    return [_row(one, one.get_sent_url(), one.receiver.short_name) for one in rows]


def received_rows(rows: Iterable[Intelligence]) -> list[list[Cell]]:
    """A row for each piece, for its receivers."""
    return [_row(one, one.get_absolute_url(), one.owner.short_name) for one in rows]


def _row(one: Intelligence, url: str, other: str) -> list[Cell]:
    words, colour = receipt_state(one)
    return [
        Cell(one.reference, url=url),
        Cell(one.get_kind_display(), hint=_about(one)),
        Cell(other, hint=moment(one.sent_at)),
        Cell(words, colour=colour),
    ]


def receipt_state(one: Intelligence) -> tuple[str, Colour]:
    """Where it stands between its sender and its receiver."""
    if one.withdrawn_at is not None:
        return "Withdrawn", "grey"
    return ("Received", "green") if one.received_at is not None else ("Not confirmed", "yellow")


def facts_of(one: Intelligence) -> list[SummaryRow]:
    """What both sides read of a piece."""
    words, colour = receipt_state(one)
    rows = [
        SummaryRow("Receipt", words, colour=colour),
        SummaryRow(
            "What it is",
            f"{one.get_kind_display()} ({INTELLIGENCE_SOURCES[IntelligenceKind(one.kind)]})",
        ),
        SummaryRow("About", _about(one)),
        SummaryRow("Found in", f"{one.inspection.area.name}, {one.inspection.reference}"),
        SummaryRow("From", f"{one.author}, {one.owner.name}"),
        SummaryRow("To", one.receiver.name),
        SummaryRow("Sent", moment(one.sent_at)),
        SummaryRow("Power", one.power.in_words),
        SummaryRow("To be used for", one.purpose, verbatim=True),
    ]
    if one.received_at is not None:
        rows.append(SummaryRow("Confirmed", f"{moment(one.received_at)} by {one.received_by}"))
    if one.withdrawn_at is not None:
        by = f"{moment(one.withdrawn_at)} by {one.withdrawn_by}"
        rows += [
            SummaryRow("Withdrawn", by),
            SummaryRow("Why", one.withdrawn_why, verbatim=True),
        ]
    return rows


def copied_evidence(one: Intelligence) -> Copied | None:
    """The text that went with it, and the hash that it can be checked by."""
    if not one.evidence_reference:
        return None
    title = f"Evidence {one.evidence_reference}, version {one.evidence_version}"
    return Copied(title, one.evidence_text, one.evidence_hash)


def outcome_rows(outcomes: Iterable[IntelligenceOutcome]) -> list[SummaryRow]:
    """What it led to, the first first."""
    return [
        SummaryRow(one.get_kind_display(), f"{one.text}\n{moment(one.at)}, {one.by}", verbatim=True)
        for one in outcomes
    ]


def reader_words(readers: Iterable[IntelligenceReader]) -> list[str]:
    """Who else of the receiving inspectorate reads it."""
    return [f"{one.person}, named by {one.named_by} on {moment(one.at)}" for one in readers]


def _about(one: Intelligence) -> str:
    return one.about_area.name if one.about_area else one.inspection.area.name
