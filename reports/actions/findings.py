"""What an evaluation in words has found, for whoever writes the report on it."""

from datetime import datetime

from django.utils import timezone

from judgements.models import NarrativeFinding
from organisations.models import User
from reports.models import Report


def findings_for(*, report: Report, by: User, at: datetime) -> list[NarrativeFinding]:
    """The findings that stand in the document's strand, as far as the person reads them.

    A document of several inspectorates has none: each is written from what the team shares.
    """
    if report.owner is None:
        return []
    rows = NarrativeFinding.objects.visible_to(by, timezone.localdate(at)).standing()
    found = rows.filter(evaluation__strand=report.strand_id).for_page()
    return list(
        found.select_related("criterion", "agency", "evaluation__area").order_by(
            "evaluation__area__order", "number"
        )
    )


def finding_named(*, report: Report, name: str, by: User, at: datetime) -> NarrativeFinding | None:
    """The finding that a link of the editor names, if the person reads it."""
    found = findings_for(report=report, by=by, at=at)
    return next((one for one in found if name_of(finding=one) == name), None)


def name_of(*, finding: NarrativeFinding) -> str:
    """How a link names a finding: by its area and its number, never by what it says."""
    return f"{finding.evaluation.area.code}-{finding.number}"
