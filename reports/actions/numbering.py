"""The numbers of findings, and what the recommendations of an inspection are ranked by."""

from datetime import datetime

from frameworks.models import ReportSection
from inspections.models import Inspection, Strand
from organisations.models import User
from reports.models import Finding, FindingCount, FindingRevision, Report
from reports.rules import RECOMMENDING_KINDS
from reports.values.findings import FindingContent, FindingKind, Rank


def lock_findings(*, inspection: int) -> None:
    """What changes a finding, or a document that uses one, happens one after another from here on.

    The inspection first, as a publication takes it, and then its documents in one order: a finding
    that changes in one of them changes in the others too.
    """
    Inspection.objects.select_for_update(no_key=True).get(pk=inspection)
    rows = Report.objects.filter(inspection=inspection).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def ranks_of(*, inspection: Inspection) -> dict[Rank, str]:
    """How the pinned framework ranks recommendations, with the words that it prints.

    A type whose forms have one list of recommendations, and none for what is urgent, ranks none.
    """
    rows = ReportSection.objects.filter(
        form__inspection_type=inspection.inspection_type_id, kind__in=RECOMMENDING_KINDS
    )
    headings: dict[Rank, str] = {}
    for kind, heading in rows.order_by("form", "order").values_list("kind", "heading"):
        headings.setdefault(Rank(kind), heading)
    if Rank.PRIORITY_ACTION not in headings or Rank.IMPROVEMENT not in headings:
        return {}
    return {rank: headings[rank] for rank in Rank}


def rank_in(*, inspection: Inspection, section: ReportSection) -> str:
    """The rank of what is written in a section; empty where the framework ranks none."""
    if section.kind not in RECOMMENDING_KINDS:
        return ""
    ranks = ranks_of(inspection=inspection)
    return Rank(section.kind).value if Rank(section.kind) in ranks else ""


def number_finding(
    *,
    inspection: Inspection,
    strand: Strand | None,
    kind: FindingKind,
    content: FindingContent,
    rank: str,
    by: User,
    at: datetime,
) -> Finding:
    """Store a finding under the next number of its inspection. The findings are locked.

    Args:
        strand: in whose part it was found; None: the whole inspection's.
        content: checked.
    """
    FindingCount.objects.get_or_create(inspection=inspection)
    count = FindingCount.objects.select_for_update().get(inspection=inspection)
    finding = Finding.objects.create(
        inspection=inspection,
        strand=strand,
        owner=strand.owner if strand else None,
        kind=kind,
        number=count.next_number(kind),
        text=content.text,
        agency_id=content.agency,
        rank=rank,
        area=content.area,
        criterion=content.criterion,
        recorded_by=by,
        recorded_at=at,
    )
    keep_finding(finding=finding, by=by, at=at)
    return finding


def keep_finding(*, finding: Finding, by: User, at: datetime, why: str = "") -> None:
    """Keep the finding as it is now as the revision of its version.

    Args:
        why: it was withdrawn, or stands again.
    """
    FindingRevision.objects.create(
        finding=finding,
        version=finding.version,
        text=finding.text,
        agency_id=finding.agency_id,
        rank=finding.rank,
        area=finding.area,
        criterion=finding.criterion,
        is_withdrawn=finding.is_withdrawn,
        why=why,
        by=by,
        at=at,
    )
