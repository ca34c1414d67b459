"""The joint letter: a frozen snapshot in, the HTML and stylesheet of its page out.

A snapshot names the version of its template, and is printed by it for ever (docs/adr/0015). The
first has no boxes: what a later snapshot says of a statement of action it prints as paragraphs.

The template is read by an engine of its own, with nothing of the site's pages in it: no request,
no context processor, no tag library. Text is escaped wherever it stands, and template syntax in
a text is text.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from reports.print.jobs import PrintJob, UnknownSchema, render_key
from reports.print.statement import number_of, with_statement_as_text

FOLDER = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = (
    "reports/pdf/letter.html",
    "reports/pdf/letter/judgement.html",
    "reports/pdf/letter/signatures.html",
    "reports/pdf/imprint.html",
)
STYLESHEET = "reports/pdf/letter.css"
# The files of the versions after the first, by number; they share what has not changed.
_LATER_TEMPLATES = {
    2: (
        "reports/pdf/letter-2.html",
        "reports/pdf/letter-2/section.html",
        "reports/pdf/letter-2/statement.html",
        "reports/pdf/letter/judgement.html",
        "reports/pdf/letter/signatures.html",
        "reports/pdf/imprint.html",
    ),
}
_LATER_STYLESHEETS = {2: (STYLESHEET, "reports/pdf/letter-2.css")}
LANGUAGE = "en-GB"
SCHEMA = 1


@cache
def engine() -> Engine:
    """The engine that reads what is printed, with nothing of the site's pages in it."""
    return Engine(dirs=[str(FOLDER)], autoescape=True, libraries={}, debug=False)


@cache
def template_source() -> str:
    """Return the source of the letter's templates, all parts of it, for its render key."""
    return "\0".join((FOLDER / name).read_text() for name in TEMPLATES)


@cache
def letter_css() -> str:
    """Return the letter's stylesheet."""
    return (FOLDER / STYLESHEET).read_text()


def letter_html(snapshot: Mapping[str, Any]) -> str:
    """Return the letter's HTML, every text of the snapshot escaped.

    Raises UnknownSchema when the snapshot is of another schema than this template was made for, or
    names a version that there is not.
    """
    if snapshot.get("schema") != SCHEMA:
        raise UnknownSchema(f"This letter template prints snapshots of schema {SCHEMA}")
    number = number_of(snapshot)
    shown = snapshot if number in _LATER_TEMPLATES else with_statement_as_text(snapshot)
    signed = any(section["kind"] == "signatures" for section in snapshot["sections"])
    context = Context({"letter": shown, "language": LANGUAGE, "signed": signed})
    return engine().get_template(_templates(number)[0]).render(context)


def letter_job(snapshot: Mapping[str, Any]) -> PrintJob:
    """Return what the press needs to print the letter of a snapshot."""
    return PrintJob(
        html=letter_html(snapshot),
        css=_css(number_of(snapshot)),
        title=str(snapshot["title"]),
        language=LANGUAGE,
    )


def letter_key(snapshot_hash: str, number: int = 1) -> str:
    """Return the render key of the letter of the snapshot with this content hash.

    Args:
        number: of the version of the template that the snapshot names.
    """
    return render_key(snapshot_hash=snapshot_hash, template=_source(number), css=_css(number))


def _templates(number: int) -> tuple[str, ...]:
    if number == 1:
        return TEMPLATES
    if number not in _LATER_TEMPLATES:
        raise UnknownSchema(f"There is no version {number} of the letter's template")
    return _LATER_TEMPLATES[number]


def _source(number: int) -> str:
    """The source of a version's templates, all parts of it."""
    return template_source() if number == 1 else _read(_templates(number))


def _css(number: int) -> str:
    return letter_css() if number == 1 else _read(_LATER_STYLESHEETS[number], "\n")


@cache
def _read(names: tuple[str, ...], between: str = "\0") -> str:
    return between.join((FOLDER / name).read_text() for name in names)
