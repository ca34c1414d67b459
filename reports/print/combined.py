"""A combined document: several frozen documents as one, out of a snapshot with its parts.

There is one title, one table of contents, one count of pages and one tree of tags. A part's title
is a heading below the document's, and its sections stand below it; what is in a part has the part's
number before its id.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template import Context

from reports.print.jobs import PrintJob, UnknownSchema, render_key
from reports.print.letter import FOLDER, LANGUAGE, engine
from reports.print.statement import with_statement_as_text

TEMPLATES = (
    "reports/pdf/combined.html",
    "reports/pdf/combined/part.html",
    "reports/pdf/combined/made_of.html",
    "reports/pdf/imprint.html",
    "reports/pdf/report/judgements.html",
    "reports/pdf/report/paragraphs.html",
    "reports/pdf/letter/judgement.html",
)
# The report's, and what is a combined document's own.
STYLESHEETS = ("reports/pdf/report.css", "reports/pdf/combined.css")
SCHEMA = 3


def combined_job(snapshot: Mapping[str, Any]) -> PrintJob:
    """Return what the press needs to print a combined document."""
    return PrintJob(
        html=combined_html(snapshot), css=_css(), title=str(snapshot["title"]), language=LANGUAGE
    )


def combined_key(snapshot_hash: str) -> str:
    """Return the render key of the snapshot with this hash; it holds the hash of every part."""
    return render_key(snapshot_hash=snapshot_hash, template=_source(), css=_css())


def combined_html(snapshot: Mapping[str, Any]) -> str:
    """Return the document's HTML, every text of the snapshot escaped.

    Each part carries its frozen snapshot as `content`.

    Raises UnknownSchema when the snapshot, or that of a part, is of another schema.
    """
    if snapshot.get("schema") != SCHEMA:
        raise UnknownSchema(f"This combined template prints snapshots of schema {SCHEMA}")
    context = {
        "letter": snapshot,
        "language": LANGUAGE,
        "sections": _shown(snapshot),
        "parts": [_part(place, one) for place, one in enumerate(snapshot["parts"], 1)],
    }
    return engine().get_template(TEMPLATES[0]).render(Context(context))


def _part(place: int, part: Mapping[str, Any]) -> dict[str, Any]:
    content = part["content"]
    if content.get("schema") not in {1, 2}:
        raise UnknownSchema("A combined document is printed from letters and reports")
    lines = content.get("judgements", ())
    return {
        "id": f"part-{place}",
        "title": part["title"],
        "letter": content,
        "sections": _shown(content),
        "has_strands": len({line["strand"] for line in lines}) > 1,
    }


def _shown(snapshot: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    sections = with_statement_as_text(snapshot)["sections"]
    return [one for one in sections if one["kind"] != "signatures"]


@cache
def _source() -> str:
    return "\0".join((FOLDER / name).read_text() for name in TEMPLATES)


@cache
def _css() -> str:
    return "\n".join((FOLDER / name).read_text() for name in STYLESHEETS)
