"""Findings and recommendations: recorded, changed, ranked, withdrawn and reinstated."""

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from inspections.models import EvidenceUse, Inspection, Strand
from inspections.permissions import assignment_of
from inspections.states import TAKES_EVIDENCE
from organisations.models import Agency, User
from records.actions import once, save_if_version
from records.errors import ActionRefused, NotVisible
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft, clean_text
from reports.actions.numbering import keep_finding, lock_findings, number_finding, ranks_of
from reports.actions.using import spread
from reports.models import Finding
from reports.permissions import may_change_finding, may_rank_finding, may_record_finding
from reports.values import PARAGRAPH_LIMIT, REASON_LIMIT
from reports.values.findings import (
    FINDING_USE,
    NOT_RANKED,
    FindingContent,
    FindingKind,
    Rank,
)


def record_finding(
    *,
    inspection: Inspection,
    strand: Strand | None,
    kind: FindingKind,
    content: FindingContent,
    rank: str,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Finding:
    """Record a finding under the next number. The same form sent twice records one.

    Args:
        strand: in whose part it was found; None: the whole inspection's.
        rank: of `Rank`, or empty.

    Raises:
        PermissionRefused: the person does not lead in that part.
        ActionRefused: it is empty or too long, is attributed to an agency that does not serve the
            area, has a rank or a judgement area that is none here, or the inspection has not begun
            or is over.
        AlreadySent: the form was sent before with other content.
    """

    def record() -> str:
        lock_findings(inspection=inspection.pk)
        row = Inspection.objects.get(pk=inspection.pk)
        place = assignment_of(by, row, timezone.localdate(at))
        require(may_record_finding(place, strand.owner if strand else None))
        if row.state not in TAKES_EVIDENCE:
            raise ActionRefused(
                f"This inspection is {row.state_label}. Findings are recorded from the notice "
                "until it is closed."
            )
        finding = number_finding(
            inspection=row,
            strand=strand,
            kind=kind,
            content=_checked(row, content),
            rank=_checked_rank(row, kind, rank),
            by=by,
            at=at,
        )
        return finding.label

    told = {
        "inspection": inspection.pk,
        "strand": strand.pk if strand else None,
        "kind": kind.value,
        "rank": rank,
        **content.as_data(),
    }
    receipt = once(
        key=key, by=by, act="record finding", content=told, at=at, do=record, heard=heard
    )
    return _named(inspection, receipt.result)


def change_finding(
    *,
    finding: Finding,
    version: int,
    content: FindingContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Finding:
    """Change what a finding says, in every document whose text can change.

    Args:
        version: of the finding that was on the page.

    Raises:
        PermissionRefused: the person does not lead in its part.
        Conflict: somebody else saved it first; carries the finding as it is now.
        ActionRefused: see `record_finding`; or it was withdrawn.
        AlreadySent: the form was sent before with other content.
    """

    def change() -> str:
        row = _locked(finding)
        place = assignment_of(by, row.inspection, timezone.localdate(at))
        require(may_change_finding(place, row))
        _require_standing(row)
        written = _checked(row.inspection, content)
        _save(row, version, at, by, **_columns(written))
        return row.label

    told = {"finding": finding.pk, "version": version, **content.as_data()}
    once(key=key, by=by, act="change finding", content=told, at=at, do=change, heard=heard)
    return _named(finding.inspection, finding.label)


def rank_finding(*, finding: Finding, version: int, rank: str, by: User, at: datetime) -> Finding:
    """Say how urgent a recommendation is. It stands under that heading in every open document.

    Raises:
        PermissionRefused: the person does not decide that in its part.
        Conflict: somebody else saved it first.
        ActionRefused: it is a strength, was withdrawn, or the framework has no such rank.
    """
    row = _locked(finding)
    place = assignment_of(by, row.inspection, timezone.localdate(at))
    require(may_rank_finding(place, row))
    _require_standing(row)
    if not row.is_recommendation:
        raise ActionRefused("A strength asks for nothing, and has no rank. Nothing was changed.")
    checked = _checked_rank(row.inspection, FindingKind.WEAKNESS, rank)
    _save(row, version, at, by, rank=checked)
    return row


def withdraw_finding(
    *,
    finding: Finding,
    version: int,
    why: str,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Finding:
    """Withdraw a finding, with a reason. Its number is not given again.

    It goes out of every document whose text can change; what was published keeps it.

    Raises:
        PermissionRefused: the person does not decide that in its part.
        Conflict: somebody changed it meanwhile.
        ActionRefused: the reason is missing or too long, or it was withdrawn already.
        AlreadySent: the form was sent before with other content.
    """

    def withdraw() -> str:
        row = _locked(finding)
        place = assignment_of(by, row.inspection, timezone.localdate(at))
        require(may_rank_finding(place, row))
        _require_standing(row)
        reason = _reason(why, "Say why it is withdrawn. The reason stays on the record.")
        _save(row, version, at, by, why=reason, is_withdrawn=True)
        # What is not said relies on nothing.
        EvidenceUse.objects.filter(kind=FINDING_USE, used_in=row.name).delete()
        return row.label

    told = {"finding": finding.pk, "version": version, "why": why}
    once(key=key, by=by, act="withdraw finding", content=told, at=at, do=withdraw, heard=heard)
    return _named(finding.inspection, finding.label)


def reinstate_finding(
    *,
    finding: Finding,
    why: str,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> Finding:
    """Let a withdrawn finding stand again, under its number. No document states it by itself.

    Raises:
        PermissionRefused: the person does not decide that in its part.
        ActionRefused: the reason is missing or too long, or it was not withdrawn.
        AlreadySent: the form was sent before with other content.
    """

    def reinstate() -> str:
        row = _locked(finding)
        place = assignment_of(by, row.inspection, timezone.localdate(at))
        require(may_rank_finding(place, row))
        if not row.is_withdrawn:
            raise ActionRefused(f"{row} stands. Nothing was changed.")
        reason = _reason(why, "Say why it stands again. The reason stays on the record.")
        _save(row, row.version, at, by, why=reason, is_withdrawn=False)
        uses = [
            EvidenceUse(revision_id=key, kind=FINDING_USE, used_in=row.name, by=by, at=at)
            for key in row.evidence_links.values_list("revision", flat=True)
        ]
        EvidenceUse.objects.bulk_create(uses, ignore_conflicts=True)
        return row.label

    told = {"finding": finding.pk, "why": why}
    once(key=key, by=by, act="reinstate finding", content=told, at=at, do=reinstate, heard=heard)
    return _named(finding.inspection, finding.label)


def _locked(finding: Finding) -> Finding:
    """The finding as it is now; it and the documents that use it wait for this transaction."""
    lock_findings(inspection=finding.inspection_id)
    rows = Finding.objects.select_related("inspection", "owner", "strand")
    row = rows.filter(pk=finding.pk).first()
    if row is None:
        raise NotVisible("There is no such finding for you in this inspection.")
    return row


def _save(
    row: Finding, version: int, at: datetime, by: User, why: str = "", **changes: Any
) -> None:
    """Save where nobody was quicker, keep the revision, and bring it into the documents."""
    row.version = save_if_version(
        Finding.objects.filter(pk=row.pk).select_related("agency", "inspection"),
        version=version,
        **changes,
    )
    for name, value in changes.items():
        setattr(row, name, value)
    keep_finding(finding=row, by=by, at=at, why=why)
    spread(finding=row, by=by, at=at)


def _columns(content: FindingContent) -> dict[str, Any]:
    return {
        "text": content.text,
        "agency_id": content.agency,
        "area": content.area,
        "criterion": content.criterion,
    }


def _named(inspection: Inspection, label: str) -> Finding:
    found = Finding.objects.of(inspection).labelled(label)
    if found is None:
        raise NotVisible("There is no such finding for you in this inspection.")
    found.inspection = inspection
    return found


def _require_standing(finding: Finding) -> None:
    if finding.is_withdrawn:
        raise ActionRefused(f"{finding} was withdrawn. Reinstate it first. Nothing was saved.")


def _checked(inspection: Inspection, content: FindingContent) -> FindingContent:
    text = clean_text(content.text).strip()
    if not text:
        raise ActionRefused("Enter what was found.")
    if len(text) > PARAGRAPH_LIMIT:
        raise ActionRefused(
            f"A finding has at most {PARAGRAPH_LIMIT:,} characters; this one has {len(text):,}. "
            "Make two of it."
        )
    agencies = Agency.objects.filter(areas=inspection.area_id)
    if content.agency is not None and not agencies.filter(pk=content.agency).exists():
        raise ActionRefused("That agency does not serve the inspected area. Choose another.")
    areas = inspection.inspection_type.judgement_areas
    if content.area and not areas.filter(code=content.area).exists():
        raise ActionRefused("That judgement area is none of this inspection. Choose another.")
    criteria = inspection.framework_version.criteria.filter(reference=content.criterion)
    if content.criterion and not criteria.exists():
        raise ActionRefused("The framework has no such criterion. Choose another.")
    return FindingContent(text, content.agency, content.area, content.criterion)


def _checked_rank(inspection: Inspection, kind: FindingKind, rank: str) -> str:
    if rank == NOT_RANKED:
        return rank
    if kind == FindingKind.STRENGTH:
        raise ActionRefused("A strength asks for nothing, and has no rank.")
    if rank not in ranks_of(inspection=inspection):
        raise ActionRefused("The framework of this inspection has no such rank. Choose another.")
    return Rank(rank).value


def _reason(why: str, missing: str) -> str:
    why = clean_text(why).strip()
    if not why:
        raise ActionRefused(f"{missing} Nothing was changed.")
    if len(why) > REASON_LIMIT:
        raise ActionRefused(
            f"A reason has at most {REASON_LIMIT:,} characters; yours has {len(why):,}."
        )
    return why
