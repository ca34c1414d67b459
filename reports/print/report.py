"""A report with a cover, a table of contents and a table of judgements, out of a snapshot.

The letter's engine reads the template. Snapshots of the first schema are letters and are printed by
`reports.print.letter`, byte for byte as they were. Those of the third bind others together
(`reports.print.combined`).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template import Context

from reports.print import combined
from reports.print.jobs import PrintJob, UnknownSchema, render_key
from reports.print.letter import FOLDER, LANGUAGE, engine, letter_job, letter_key
from reports.print.statement import number_of, with_statement_as_text

TEMPLATES = (
    "reports/pdf/report.html",
    "reports/pdf/report/judgements.html",
    "reports/pdf/report/paragraphs.html",
    "reports/pdf/letter/judgement.html",
    "reports/pdf/imprint.html",
)
STYLESHEET = "reports/pdf/report.css"
SCHEMA = 2
# Of one document, as in `reports.press`.
LIMIT_SECONDS = 60.0


def document_job(snapshot: Mapping[str, Any]) -> PrintJob:
    """Return what the press needs to print a document, by the schema of its snapshot.

    Raises UnknownSchema when no template here prints snapshots of that schema.
    """
    if snapshot.get("schema") == combined.SCHEMA:
        return combined.combined_job(snapshot)
    return report_job(snapshot) if snapshot.get("schema") == SCHEMA else letter_job(snapshot)


def time_allowed(snapshot: Mapping[str, Any]) -> dict[str, float]:
    """Return how long the press may take, where it is not its usual limit.

    A document that binds others has, for each of them, the time of one more.
    """
    if snapshot.get("schema") != combined.SCHEMA:
        return {}
    return {"limit_seconds": LIMIT_SECONDS * (1 + len(snapshot["parts"]))}


def document_key(snapshot: Mapping[str, Any], snapshot_hash: str) -> str:
    """Return the render key of the document of a snapshot with this content hash."""
    if snapshot.get("schema") == combined.SCHEMA:
        return combined.combined_key(snapshot_hash)
    if snapshot.get("schema") != SCHEMA:
        return letter_key(snapshot_hash, number_of(snapshot))
    return render_key(snapshot_hash=snapshot_hash, template=_source(), css=_css())


def report_job(snapshot: Mapping[str, Any]) -> PrintJob:
    """Return what the press needs to print a report."""
    return PrintJob(
        html=report_html(snapshot), css=_css(), title=str(snapshot["title"]), language=LANGUAGE
    )


def report_html(snapshot: Mapping[str, Any]) -> str:
    """Return the report's HTML, every text of the snapshot escaped.

    Raises UnknownSchema when the snapshot is of another schema.
    """
    if snapshot.get("schema") != SCHEMA:
        raise UnknownSchema(f"This report template prints snapshots of schema {SCHEMA}")
    snapshot = with_statement_as_text(snapshot)
    strands = {line["strand"] for line in snapshot["judgements"]}
    context = {
        "letter": snapshot,
        "language": LANGUAGE,
        "sections": [one for one in snapshot["sections"] if one["kind"] != "signatures"],
        "has_strands": len(strands) > 1,
    }
    return engine().get_template(TEMPLATES[0]).render(Context(context))


@cache
def _source() -> str:
    return "\0".join((FOLDER / name).read_text() for name in TEMPLATES)


@cache
def _css() -> str:
    return (FOLDER / STYLESHEET).read_text()
