"""Evaluating practice in a case, for each agency, against the framework's descriptors."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from frameworks.models import Grade, JudgementArea
from inspections.actions import keeping
from inspections.models import (
    Case,
    EvaluationEvidence,
    EvidenceAudience,
    EvidenceRevision,
    EvidenceUse,
    PracticeEvaluation,
    PracticeEvaluationRevision,
    Strand,
)
from inspections.permissions.practice import may_evaluate_practice, may_withdraw_evaluation
from inspections.values.practice import LONGEST_REASONS, PRACTICE_USE, Met, PracticeContent
from organisations.models import Agency, User
from records.actions import save_if_version
from records.errors import ActionRefused, Conflict
from records.permissions import require

_MEANWHILE = (
    "Somebody of your inspectorate evaluated this meanwhile. Both texts are kept: compare them and "
    "choose."
)

# Who sees it would be another than the page says.
_ELSEWHERE = (
    "Your inspectorate evaluated this in another part of the inspection. Change it there, or "
    "withdraw it first."
)


def evaluate_practice(
    *,
    case: Case,
    strand: Strand,
    area: JudgementArea,
    agency: Agency,
    version: int,
    content: PracticeContent,
    by: User,
    at: datetime,
) -> PracticeEvaluation:
    """Record what the person's inspectorate concludes, or another version of it.

    Args:
        area: one of the strand's judgement areas.
        version: of the evaluation that was open, 0 where there was none.

    Raises:
        PermissionRefused: the person does not record, or not at this stage.
        Conflict: somebody of the inspectorate was quicker; `theirs` is what stands.
        ActionRefused: the content does not fit the area, or names evidence that is not seen.
    """
    inspection = case.inspection
    member = keeping.member_of(inspection=inspection, by=by, at=at)
    require(may_evaluate_practice(member, inspection))
    assert member is not None  # noqa: S101 - the line above refuses
    keeping.check_agency(inspection=inspection, agency=agency.pk)
    said = _said(strand, area, content)
    items = _relied_on(member, content)
    row = keeping.begun(
        model=PracticeEvaluation, prefix="V", strand=strand, member=member, by=by, at=at
    )
    asked: dict[str, Any] = {
        "case": case,
        "agency": agency,
        "area": area.code,
        "owner": member.inspectorate_id,
    }
    standing = PracticeEvaluation.objects.at(**asked)
    if standing is not None and standing.strand_id != strand.pk:
        raise ActionRefused(_ELSEWHERE)
    if (standing.version if standing else 0) != version:
        raise Conflict(_MEANWHILE, theirs=standing)
    try:
        with transaction.atomic():
            if standing is None:
                row.case, row.agency = case, agency
                for name, value in said.items():
                    setattr(row, name, value)
                row.save(force_insert=True)
            else:
                row = _next_version(standing, said)
            _add_revision(row, said, items, by=by, at=at)
    except IntegrityError as error:
        raise Conflict(_MEANWHILE, theirs=PracticeEvaluation.objects.at(**asked)) from error
    return row


def withdraw_evaluation(
    *, evaluation: PracticeEvaluation, version: int, why: str, by: User, at: datetime
) -> None:
    """Withdraw an evaluation, for a reason. It counts no longer.

    Raises:
        PermissionRefused: see `may_withdraw_evaluation`.
        Conflict: it was changed or withdrawn meanwhile.
    """
    inspection = evaluation.inspection
    member = keeping.member_of(inspection=inspection, by=by, at=at)
    require(may_withdraw_evaluation(member, inspection, evaluation, by))
    keeping.withdraw(row=evaluation, version=version, why=why, by=by, at=at)


def _said(strand: Strand, area: JudgementArea, content: PracticeContent) -> dict[str, Any]:
    """The columns of a version."""
    if not strand.judgement_areas.filter(pk=area.pk).exists():
        raise ActionRefused("This strand does not answer that judgement area.")
    grade = None
    if content.grade:
        grade = Grade.objects.filter(scale=area.scale_id, code=content.grade).first()
        if grade is None or content.met:
            raise ActionRefused("Select one of the grades of this judgement area.")
    else:
        possible = {Met.NOT_SEEN} if area.scale_id else set(Met)
        if content.met not in possible:
            raise ActionRefused("Select what practice comes to.")
    reasons = keeping.said(
        text=content.reasons, missing="Enter the reasons.", longest=LONGEST_REASONS
    )
    return {"area": area, "grade": grade, "met": content.met, "reasons": reasons}


def _relied_on(member: Any, content: PracticeContent) -> list[EvidenceRevision]:
    """The items that it rests on, each at the version that the person sees now."""
    if not content.evidence:
        return []
    standing = EvidenceAudience.objects.for_member(member).standing()
    seen = standing.filter(evidence__in=content.evidence, revision__isnull=False)
    found = [row.revision for row in seen.select_related("revision") if row.revision is not None]
    if len(found) != len(set(content.evidence)):
        raise ActionRefused(
            "The evaluation names evidence that is not there for you, or was withdrawn. Open the "
            "page again and choose from what is there."
        )
    return found


def _next_version(standing: PracticeEvaluation, said: dict[str, Any]) -> PracticeEvaluation:
    rows = PracticeEvaluation.objects.open_for_change().filter(pk=standing.pk)
    standing.version = save_if_version(rows, version=standing.version, **said)
    for name, value in said.items():
        setattr(standing, name, value)
    return standing


def _add_revision(
    row: PracticeEvaluation,
    said: dict[str, Any],
    items: list[EvidenceRevision],
    *,
    by: User,
    at: datetime,
) -> None:
    revision = PracticeEvaluationRevision.objects.create(
        evaluation=row, version=row.version, by=by, at=at, **said
    )
    EvaluationEvidence.objects.bulk_create(
        EvaluationEvidence(revision=revision, said=item) for item in items
    )
    # Who records evidence learns that it is relied on, and not in what: the reference is opaque.
    EvidenceUse.objects.bulk_create(
        EvidenceUse(
            revision=item,
            kind=PRACTICE_USE,
            used_in=f"{row.reference} v{row.version}",
            by=by,
            at=at,
        )
        for item in items
    )
