"""What inspectors say of the cases that the partnership audited, beside what it returned."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from inspections.actions.audit_entries import last_return
from inspections.models import (
    Assignment,
    AuditCase,
    AuditComparison,
    AuditComparisonRevision,
    JointAudit,
    Strand,
)
from inspections.permissions import assignment_of, is_on_team, may_compare
from inspections.values import AuditEvaluation
from organisations.models import User
from records.actions import drop_copy, save_if_version
from records.errors import ActionRefused, AlreadySent, Conflict
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft, content_hash

_SENT_BEFORE = (
    "This form was sent before with other content. The first one was saved; open it to change it."
)


def compare_case(
    *,
    audit_case: AuditCase,
    strand: Strand,
    key: UUID,
    version: int,
    evaluation: AuditEvaluation,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> AuditComparison:
    """Save what inspectors say of a case, in a strand, beside what the partnership returned.

    Args:
        version: of the strand's comparison of this case that was open, 0 where there was none.

    Raises:
        PermissionRefused: the person does not record in this strand, or not at this stage.
        Conflict: a colleague saved first; `theirs` is the comparison as it is now.
        AlreadySent: the key was used before with other content.
        ActionRefused: nothing was returned yet, or nothing is said.
    """
    member = _member(audit_case.audit, strand, by=by, at=at)
    sent = {**evaluation.as_own(), "audit_case": audit_case.pk, "strand": strand.code}
    earlier = _sent_before(key=key, by=by, sent=sent)
    if earlier is not None:
        return earlier
    beside = last_return(audit=audit_case.audit)
    if beside is None:
        raise ActionRefused(
            "The partnership has not returned its audit. There is nothing to compare."
        )
    if evaluation.is_empty:
        raise ActionRefused("Enter something under one of the headings.")
    try:
        with transaction.atomic():
            row = _at_next_version(audit_case, strand, member, version=version, by=by)
            AuditComparisonRevision.objects.create(
                key=key,
                person=by,
                content_hash=content_hash(sent),
                at=at,
                draft_version=heard.version,
                comparison=row,
                version=row.version,
                content=evaluation.as_own(),
                beside=beside,
            )
    except Conflict:
        # The other one may have been this very form, sent twice at once.
        earlier = _sent_before(key=key, by=by, sent=sent)
        if earlier is None:
            raise
        return earlier
    if heard.is_waiting:
        drop_copy(key=key, by=by, sent=sent)
    return row


def comparisons_of(
    *, member: Assignment, cases: Iterable[AuditCase]
) -> dict[int, list[AuditComparisonRevision]]:
    """What this team member may read of the comparisons, the newest version of each, by case."""
    mine = AuditComparison.objects.for_member(member).filter(audit_case__in=list(cases))
    rows = AuditComparisonRevision.objects.filter(
        comparison__in=mine, version=F("comparison__version")
    ).select_related("comparison__strand", "person", "beside")
    found: dict[int, list[AuditComparisonRevision]] = {}
    for row in rows.order_by("comparison__strand__kind", "comparison__strand__pk"):
        found.setdefault(row.comparison.audit_case_id, []).append(row)
    return found


def comparison_at(*, comparison: AuditComparison, version: int) -> AuditComparisonRevision | None:
    """What a comparison said at a version."""
    rows: list[AuditComparisonRevision] = list(comparison.revisions.filter(version=version))
    return rows[0] if rows else None


def _member(audit: JointAudit, strand: Strand, *, by: User, at: datetime) -> Assignment:
    member = assignment_of(by, audit.inspection, timezone.localdate(at))
    require(is_on_team(member))
    assert member is not None  # noqa: S101 - the line above refuses
    takes_part = strand.is_taken_part_in_by(member.inspectorate_id)
    require(may_compare(member, audit.inspection, takes_part=takes_part))
    return member


def _at_next_version(
    audit_case: AuditCase, strand: Strand, member: Assignment, *, version: int, by: User
) -> AuditComparison:
    """The comparison at the version that is saved now: made, or moved on from the one read.

    Raises:
        Conflict: a colleague was quicker.
    """
    rows = AuditComparison.objects.for_member(member).filter(audit_case=audit_case, strand=strand)
    if version:
        plain = AuditComparison.objects.filter(pk__in=rows.values("pk"))
        save_if_version(plain, version=version)
        found: AuditComparison = plain.get()
        return found
    try:
        with transaction.atomic():
            return AuditComparison.objects.create(
                inspection_id=audit_case.audit.inspection_id,
                strand=strand,
                owner_id=member.inspectorate_id,
                author=by,
                audit_case=audit_case,
            )
    except IntegrityError as error:
        raise Conflict(
            "A colleague saved a comparison of this case after you opened it. Both are kept: "
            "compare them and choose.",
            theirs=rows.first(),
        ) from error


def _sent_before(*, key: UUID, by: User, sent: object) -> AuditComparison | None:
    receipt = AuditComparisonRevision.objects.filter(key=key).select_related("comparison").first()
    if receipt is None:
        return None
    if not receipt.proves(person=by, content=sent):
        raise AlreadySent(_SENT_BEFORE)
    return receipt.comparison
