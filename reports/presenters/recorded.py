"""A letter that was published elsewhere, as a page."""

from typing import Any

from pages.shown import SummaryRow
from reports.models import RecordedLetter
from reports.presenters.formats import shown_formats
from reports.presenters.public import inspectorates_of, pdf_words
from reports.print.recorded import fieldwork_words, next_steps_facts
from reports.values import long_date, short_date
from reports.values.letter_body import body_of
from reports.values.letter_file import letter_of
from reports.values.recorded import PriorityAction


def recorded_context(row: RecordedLetter) -> dict[str, Any]:
    """What the page of a letter shows."""
    letter = letter_of(row.content).letter
    return {
        "row": row,
        "letter": letter,
        "body": body_of(letter),
        "date": short_date(letter.day),
        "fieldwork": fieldwork_words(letter),
        "next_steps": next_steps_facts(letter.next_steps),
        "rows": recorded_rows(row),
        "readings": [one for one in map(_directed, letter.priority_actions) if one],
        "pdf_words": pdf_words(row),
        "formats": shown_formats(row),
    }


def recorded_rows(row: RecordedLetter) -> list[SummaryRow]:
    """The facts about a letter."""
    return [
        SummaryRow("Local area", row.name),
        SummaryRow("Dated", long_date(row.published_on)),
        SummaryRow("Theme", row.theme),
        SummaryRow("Inspectorates", inspectorates_of(row)),
        SummaryRow("Source", row.source),
        SummaryRow("Loaded", long_date(row.recorded_at)),
    ]


def _directed(action: PriorityAction) -> tuple[str, str] | None:
    """To whom a reader takes a priority action to be addressed."""
    return (action.text, "; ".join(action.directed_to)) if action.directed_to else None


def recorded_pdf_name(row: RecordedLetter) -> str:
    """The name under which the PDF is saved: made here, from nothing that somebody typed."""
    return f"{row.slug}.pdf"
