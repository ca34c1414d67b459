"""The joint letter: a frozen snapshot in, the HTML and stylesheet of its page out.

The template is read by an engine of its own, with nothing of the site's pages in it: no request,
no context processor, no tag library. Text is escaped wherever it stands, and template syntax in
a text is text.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.template import Context, Engine

from reports.print.jobs import PrintJob, UnknownSchema, render_key

FOLDER = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = (
    "reports/pdf/letter.html",
    "reports/pdf/letter/judgement.html",
    "reports/pdf/letter/signatures.html",
    "reports/pdf/imprint.html",
)
STYLESHEET = "reports/pdf/letter.css"
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


def letter_html(snapshot: Mapping[str, object]) -> str:
    """Return the letter's HTML, every text of the snapshot escaped.

    Raises UnknownSchema when the snapshot is of another schema than this template was made for.
    """
    if snapshot.get("schema") != SCHEMA:
        raise UnknownSchema(f"This letter template prints snapshots of schema {SCHEMA}")
    sections = snapshot["sections"]
    assert isinstance(sections, list)  # noqa: S101  # the schema says so
    signed = any(section["kind"] == "signatures" for section in sections)
    context = Context({"letter": snapshot, "language": LANGUAGE, "signed": signed})
    return engine().get_template(TEMPLATES[0]).render(context)


def letter_job(snapshot: Mapping[str, object]) -> PrintJob:
    """Return what the press needs to print the letter of a snapshot."""
    return PrintJob(
        html=letter_html(snapshot),
        css=letter_css(),
        title=str(snapshot["title"]),
        language=LANGUAGE,
    )


def letter_key(snapshot_hash: str) -> str:
    """Return the render key of the letter of the snapshot with this content hash."""
    return render_key(snapshot_hash=snapshot_hash, template=template_source(), css=letter_css())
