"""Rows and posts that the pure tests of records with versions share. Nothing here is saved."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import QueryDict
from django.template.loader import render_to_string

from inspections.models import (
    Case,
    Evidence,
    EvidenceAudience,
    EvidenceRevision,
    Inspection,
    Strand,
)
from inspections.states import InspectionState
from inspections.values import StrandKind
from organisations.models import Agency, Inspectorate, User

SCRIPT = "<script>alert(1)</script>"
ONCE = "2e55cf6b-746a-4a15-811b-8f0c7cdfe5bb"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 2)

OFSTED = Inspectorate(pk=1, code="ofsted", name="Ofsted", short_name="Ofsted")
CQC = Inspectorate(pk=2, code="cqc", name="Care Quality Commission", short_name="CQC")
POLICE = Agency(pk=5, code="police", name="Northmere Police")
HEALTH = Agency(pk=6, code="health", name="Northmere Health")
KIT = User(pk=11, name="Kit Ash", email="kit@example.org")
LOU = User(pk=12, name="Lou Sand", email="lou@example.org")
INSPECTION = Inspection(pk=3, reference="OF-2026-0001", state=InspectionState.FIELDWORK)
CASE = Case(pk=7, reference="T1")
JOINT = Strand(pk=1, code="joint", title="Joint inspection", kind=StrandKind.JOINT)
SINGLE = Strand(pk=2, code="cqc-health", title="Health", kind=StrandKind.SINGLE, owner=CQC)


def query(**fields: Any) -> QueryDict:
    """What a browser sends; a list is one name sent several times."""
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    return sent


def boxes(name: str, day: Any = "", month: Any = "", year: Any = "") -> dict[str, Any]:
    """The three boxes of a date."""
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


def on(name: str, day: date) -> dict[str, Any]:
    """A date, as it is typed."""
    return boxes(name, day.day, day.month, day.year)


def item(number: int = 1, text: str = "Seen on the file.", **changes: Any) -> EvidenceAudience:
    """An item of evidence as an inspectorate sees it."""
    reference = changes.pop("reference", f"E-{number}")
    evidence = Evidence(pk=UUID(int=number), reference=reference, **changes)
    said = EvidenceRevision(evidence=evidence, version=2, text=text, strength="weakness")
    return EvidenceAudience(evidence=evidence, revision=said)


def fetched(row: Model, **found: Any) -> Any:
    """The row, with what a prefetch would have brought."""
    row.pk = row.pk or 1  # a row without a key has no others that hang on it
    row._prefetched_objects_cache = found
    return row


def table(columns: Any, rows: Any) -> str:
    """A table as a browser receives it."""
    return render_to_string(
        "components/table.html", {"columns": columns, "rows": rows, "caption": "Table"}
    )


def summary(rows: Any) -> str:
    """A summary list as a browser receives it."""
    return render_to_string("components/summary_list.html", {"rows": rows})
