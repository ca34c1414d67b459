"""What a finding rests on, in every document that uses it."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from inspections.models import EvidenceAudience, EvidenceUse
from inspections.permissions import assignment_of
from organisations.models import User
from records.errors import ActionRefused
from records.permissions import require
from reports.actions.numbering import lock_findings
from reports.models import Finding, FindingEvidence
from reports.permissions import may_change_finding
from reports.values.findings import FINDING_USE


def link_to_finding(
    *, finding: Finding, references: Collection[str], by: User, at: datetime
) -> int:
    """Let the finding rest on these items, each at the revision that the person sees.

    What a reader of the finding does not see of them stays hidden: they are counted, not named.

    Args:
        references: of the items, E-4K7Q-2MXV.

    Returns:
        How many were linked now; those that were linked before are left alone.

    Raises:
        PermissionRefused: the person does not lead in its part.
        ActionRefused: an item does not exist for this person, or the finding was withdrawn.
            Nothing was linked.
    """
    row = _locked(finding, by, at)
    if row.is_withdrawn:
        raise ActionRefused(f"{row} was withdrawn. Nothing was linked.")
    rows = EvidenceAudience.objects.visible_to(by, timezone.localdate(at)).standing()
    seen = rows.filter(inspection=row.inspection_id).with_references(references)
    found = {
        one.evidence.reference: one.revision_id
        for one in seen.select_related("evidence")
        if one.revision_id is not None
    }
    if missing := sorted(set(references) - set(found)):
        raise ActionRefused(
            f"There is no evidence {missing[0]} that you can see in this inspection and that was "
            "not withdrawn. Nothing was linked."
        )
    linked = set(row.evidence_links.values_list("revision__evidence__reference", flat=True))
    new = [revision for reference, revision in found.items() if reference not in linked]
    FindingEvidence.objects.bulk_create(
        FindingEvidence(finding=row, revision_id=one, linked_by=by, linked_at=at) for one in new
    )
    uses = [
        EvidenceUse(revision_id=one, kind=FINDING_USE, used_in=row.name, by=by, at=at)
        for one in new
    ]
    EvidenceUse.objects.bulk_create(uses, ignore_conflicts=True)
    return len(new)


def unlink_from_finding(*, finding: Finding, reference: str, by: User, at: datetime) -> None:
    """Let the finding rest on this item no longer.

    Raises:
        PermissionRefused: the person does not lead in its part.
        ActionRefused: the item does not exist for this person, or is not linked.
    """
    row = _locked(finding, by, at)
    seen = EvidenceAudience.objects.visible_to(by, timezone.localdate(at)).filter(
        inspection=row.inspection_id, evidence__reference=reference
    )
    links = row.evidence_links.filter(revision__evidence__in=seen.values("evidence"))
    revisions = list(links.values_list("revision_id", flat=True))
    if not revisions:
        raise ActionRefused("The finding does not rest on that item. Nothing was changed.")
    uses = EvidenceUse.objects.filter(kind=FINDING_USE, used_in=row.name)
    uses.filter(revision__in=revisions).delete()
    row.evidence_links.filter(revision__in=revisions).delete()


def _locked(finding: Finding, by: User, at: datetime) -> Finding:
    lock_findings(inspection=finding.inspection_id)
    row = Finding.objects.select_related("inspection", "owner").get(pk=finding.pk)
    place = assignment_of(by, row.inspection, timezone.localdate(at))
    require(may_change_finding(place, row))
    return row
