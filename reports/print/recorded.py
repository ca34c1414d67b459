"""A letter that was published elsewhere, on paper: its values in, its HTML and stylesheet out.

Sections stand in the order in which they were printed, of either shape (150092 ¶22–28): from 2016
to 2020 strengths and areas for improvement in long bullets, since 2022 headline findings, short
lists and main findings. The engine and the stylesheet are the joint letter's.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

from django.template import Context

from records.values import content_hash
from reports.print.fonts import STEERING, drawable
from reports.print.jobs import PrintJob, render_key
from reports.print.letter import FOLDER, LANGUAGE, engine, letter_css
from reports.values import short_date
from reports.values.letter_body import body_of
from reports.values.letter_json import LetterProblem
from reports.values.recorded import Letter, NextSteps

TEMPLATE = "reports/pdf/recorded.html"
PARTS = (
    "reports/pdf/recorded/body.html",
    "reports/pdf/recorded/notes.html",
    "reports/pdf/recorded/runs.html",
)
STYLESHEET = "reports/pdf/recorded.css"


def recorded_job(letter: Letter) -> PrintJob:
    """Return what the press needs to print the letter."""
    context = {
        "letter": letter,
        "body": body_of(letter),
        "language": LANGUAGE,
        "date": short_date(letter.day),
        "fieldwork": fieldwork_words(letter),
        "next_steps": next_steps_facts(letter.next_steps),
    }
    html = engine().get_template(TEMPLATE).render(Context(context))
    return PrintJob(html=html, css=_css(), title=letter.title, language=LANGUAGE)


def recorded_key(hash_of_content: str, source: str) -> str:
    """Return the render key of the letter of a file with this content hash, from this source."""
    template = "\0".join((FOLDER / name).read_text() for name in (TEMPLATE, *PARTS))
    return render_key(
        snapshot_hash=content_hash([hash_of_content, source]), template=template, css=_css()
    )


def fieldwork_words(letter: Letter) -> str:
    """When inspectors were there."""
    return (
        f"Inspected from {short_date(letter.fieldwork_start)} to "
        f"{short_date(letter.fieldwork_end)}."
    )


def next_steps_facts(steps: NextSteps) -> list[tuple[str, str]]:
    """Who prepares, sends and receives the statement, and when: what the letter says of it."""
    lead = " ".join(part for part in (steps.lead, steps.duty) if part)
    due = short_date(steps.due) if steps.due else "the letter gives no date"
    facts = [
        ("What is to be written", steps.document),
        ("Who writes it", lead),
        ("With", "; ".join(steps.involved)),
        ("Sent by", steps.sent_by),
        ("Sent to", steps.send_to),
        ("Due", f"{due} ({steps.due_note})" if steps.due_note else due),
        ("Oversight", steps.oversight),
        ("Used for", steps.used_for),
    ]
    return [(label, text) for label, text in facts if text]


def undrawn(data: object, place: str = "") -> Iterator[LetterProblem]:
    """Yield a problem for each text of a letter's data that the shipped fonts cannot draw."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from undrawn(value, f"{place}.{key}" if place else key)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from undrawn(value, f"{place}[{number}]")
    elif isinstance(data, str):
        missing = sorted(set(unicodedata.normalize("NFC", data)) - drawable() - STEERING)
        if missing:
            named = ", ".join(f"“{one}” (U+{ord(one):04X})" for one in missing[:5])
            yield LetterProblem(
                place, f"no font of the PDF can draw {named}. Write it with other characters"
            )


@cache
def _css() -> str:
    return f"{letter_css()}\n{(FOLDER / STYLESHEET).read_text()}"
