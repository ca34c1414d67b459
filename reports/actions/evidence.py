"""What a paragraph rests on. Only what the person can see is linked, unlinked or shown."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from inspections.models import EvidenceAudience, EvidenceUse, Inspection
from organisations.models import User
from records.errors import ActionRefused
from reports.actions.finding_evidence import link_to_finding, unlink_from_finding
from reports.actions.writing import PARAGRAPH_USE, lock_words_of, locked_for_writing, used_in
from reports.models import Paragraph, ParagraphEvidence, Report


def visible_evidence(*, report: Report, by: User, at: datetime) -> list[EvidenceAudience]:
    """What this person sees of the evidence of a report's inspection, the newest first."""
    return evidence_seen(inspection=report.inspection, by=by, at=at)


def evidence_seen(*, inspection: Inspection, by: User, at: datetime) -> list[EvidenceAudience]:
    """What this person sees of the inspection's evidence, the newest first."""
    return list(
        EvidenceAudience.objects.visible_to(by, timezone.localdate(at))
        .filter(inspection=inspection)
        .select_related("evidence__owner", "evidence__case", "revision")
        .newest_first()
    )


def link_evidence(
    *, paragraph: Paragraph, references: Collection[str], by: User, at: datetime
) -> int:
    """Let the paragraph rest on these items, each at the revision that the person sees.

    Of one that states a finding the finding rests on them, in every document.

    Args:
        references: of the items, E-4K7Q-2MXV.

    Returns:
        How many were linked now; those that were linked before are left alone.

    Raises:
        PermissionRefused: the person does not write, or the text cannot change now.
        ActionRefused: an item does not exist for this person, or the paragraph was removed
            meanwhile. Nothing was linked.
    """
    lock_words_of(paragraph=paragraph)
    report = locked_for_writing(report=paragraph.report, by=by, at=at)
    # Read under the lock: removing a paragraph takes its links away, and none may come after.
    if not report.paragraphs.standing().filter(pk=paragraph.pk).exists():
        raise ActionRefused("This paragraph was removed meanwhile. Nothing was linked.")
    if paragraph.finding is not None:
        return link_to_finding(finding=paragraph.finding, references=references, by=by, at=at)
    rows = EvidenceAudience.objects.visible_to(by, timezone.localdate(at)).standing()
    seen = rows.filter(inspection=report.inspection_id, evidence__reference__in=set(references))
    found = {
        row.evidence.reference: row.revision_id
        for row in seen.select_related("evidence")
        if row.revision_id is not None
    }
    if missing := sorted(set(references) - set(found)):
        raise ActionRefused(
            f"There is no evidence {missing[0]} that you can see in this inspection and that was "
            "not withdrawn. Nothing was linked."
        )
    linked = set(paragraph.evidence_links.values_list("revision__evidence__reference", flat=True))
    new = [revision for reference, revision in found.items() if reference not in linked]
    ParagraphEvidence.objects.bulk_create(
        ParagraphEvidence(paragraph=paragraph, revision_id=revision, linked_by=by, linked_at=at)
        for revision in new
    )
    EvidenceUse.objects.bulk_create(
        [
            EvidenceUse(
                revision_id=revision,
                kind=PARAGRAPH_USE,
                used_in=used_in(paragraph=paragraph),
                by=by,
                at=at,
            )
            for revision in new
        ],
        ignore_conflicts=True,
    )
    return len(new)


def unlink_evidence(*, paragraph: Paragraph, reference: str, by: User, at: datetime) -> None:
    """Let the paragraph rest on this item no longer.

    Raises:
        PermissionRefused: the person does not write, or the text cannot change now.
        ActionRefused: the item does not exist for this person, or is not linked.
    """
    lock_words_of(paragraph=paragraph)
    report = locked_for_writing(report=paragraph.report, by=by, at=at)
    if paragraph.finding is not None:
        unlink_from_finding(finding=paragraph.finding, reference=reference, by=by, at=at)
        return
    seen = EvidenceAudience.objects.visible_to(by, timezone.localdate(at)).filter(
        inspection=report.inspection_id, evidence__reference=reference
    )
    links = paragraph.evidence_links.filter(revision__evidence__in=seen.values("evidence"))
    revisions = list(links.values_list("revision_id", flat=True))
    if not revisions:
        raise ActionRefused("The paragraph does not rest on that item. Nothing was changed.")
    EvidenceUse.objects.filter(
        kind=PARAGRAPH_USE, used_in=used_in(paragraph=paragraph), revision__in=revisions
    ).delete()
    paragraph.evidence_links.filter(revision__in=revisions).delete()
