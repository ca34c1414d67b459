"""Evaluate an area in words: findings, headings considered, complete and reopened."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from inspections.models import Assignment, Inspection
from inspections.permissions import assignment_of
from judgements import rules
from judgements.actions.holding import lock
from judgements.models import (
    HeadingConsidered,
    NarrativeEvaluation,
    NarrativeEvent,
)
from judgements.permissions import (
    may_complete_evaluation,
    may_reopen_evaluation,
    may_write_finding,
    participants_of,
)
from judgements.states import EVALUATION
from judgements.values import LONGEST_REASON
from organisations.models import Inspectorate, User
from records.actions import once
from records.errors import ActionRefused
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft, clean_text


@dataclass(frozen=True)
class HeldEvaluation:
    """An evaluation under the lock of its inspection, and who acts, both as they are now."""

    inspection: Inspection
    evaluation: NarrativeEvaluation
    assignment: Assignment | None
    participants: list[Inspectorate]

    @property
    def member(self) -> Assignment:
        """The person's place on the team; a permission has asked before."""
        if self.assignment is None:
            raise LookupError("the person is not on the team")
        return self.assignment


def hold_evaluation(*, evaluation: NarrativeEvaluation, by: User, at: datetime) -> HeldEvaluation:
    """Lock the inspection, then read everything that the act depends on.

    The evaluation is found by the code of its area: the inspection may have come to another version
    of its framework while the page lay open.
    """
    inspection = lock(inspection=evaluation.strand.inspection_id)
    current = (
        NarrativeEvaluation.objects.filter(
            strand=evaluation.strand_id, area__code=evaluation.area.code
        )
        .select_related("strand__owner", "area")
        .first()
    ) or evaluation
    current.strand.inspection = inspection
    return HeldEvaluation(
        inspection=inspection,
        evaluation=current,
        assignment=assignment_of(by, inspection, timezone.localdate(at)),
        participants=participants_of(current.strand),
    )


def once_on_evaluation(
    *,
    evaluation: NarrativeEvaluation,
    act: str,
    content: Mapping[str, object],
    key: uuid.UUID,
    by: User,
    at: datetime,
    do: Callable[[], str],
    heard: HeardOfDraft = NO_DRAFT,
) -> str:
    """Lock the inspection, then do an act once for one sending of a form.

    The lock comes before the receipt and the receipt before anything is asked, as with judgements.

    Returns:
        What the act returned, at this arrival of the form or at its first.

    Raises:
        AlreadySent: the key was used before with other content.
    """
    lock(inspection=evaluation.strand.inspection_id)
    about = {"strand": evaluation.strand_id, "area": evaluation.area.code}
    told = {**about, **content}
    receipt = once(key=key, by=by, act=act, content=told, at=at, do=do, heard=heard)
    return str(receipt.result)


def begun(*, held: HeldEvaluation, by: User, at: datetime) -> NarrativeEvaluation:
    """The evaluation as a row, open to be written.

    Raises:
        ActionRefused: the strand answers the area no longer, or the evaluation is complete.
    """
    if held.evaluation.is_begun:
        refuse_complete(evaluation=held.evaluation)
        return held.evaluation
    area = held.evaluation.strand.judgement_areas.filter(code=held.evaluation.area.code).first()
    if area is None:
        raise ActionRefused(
            "The framework’s version has changed, and this strand does not answer the area any "
            "more. Open the judgements of the inspection again."
        )
    row = NarrativeEvaluation.objects.create(strand=held.evaluation.strand, area=area)
    NarrativeEvent.objects.create(evaluation=row, from_state="", to_state=row.state, by=by, at=at)
    return row


def refuse_complete(*, evaluation: NarrativeEvaluation) -> None:
    """Refuse what changes an evaluation that is complete.

    Raises:
        ActionRefused: it is.
    """
    if evaluation.is_complete:
        raise ActionRefused(
            f"The evaluation of {evaluation.area.title} is complete. To change it, its lead "
            "reopens it first, with a reason."
        )


def reason(*, text: str, missing: str) -> str:
    """A reason as it is kept.

    Raises:
        ActionRefused: there is none, or it is too long.
    """
    said = clean_text(text).strip()
    if not said:
        raise ActionRefused(missing)
    if len(said) > LONGEST_REASON:
        raise ActionRefused(f"The reason must be {LONGEST_REASON:,} characters or fewer.")
    return said


def consider_heading(
    *,
    evaluation: NarrativeEvaluation,
    criterion: str,
    why: str,
    key: uuid.UUID,
    by: User,
    at: datetime,
) -> HeadingConsidered:
    """Record that a criterion was considered and that there is nothing to say, and why.

    Args:
        criterion: the reference of a criterion of the area.
        key: the form's key; the same form sent twice records one row.

    Raises:
        PermissionRefused: the person writes no findings here.
        ActionRefused: the evaluation is complete, the area has no such criterion, or no reason is
            given.
    """

    def act() -> str:
        held = hold_evaluation(evaluation=evaluation, by=by, at=at)
        require(may_write_finding(held.assignment, held.inspection, held.participants))
        row = begun(held=held, by=by, at=at)
        known = {one.reference: one for one in row.criteria()}
        if criterion not in known:
            raise ActionRefused("The framework’s area has no such criterion. Open the page again.")
        made = HeadingConsidered.objects.create(
            evaluation=row,
            criterion=known[criterion],
            why=reason(text=why, missing="Say why there is nothing to say."),
            inspectorate=held.member.inspectorate,
            by=by,
            at=at,
        )
        return str(made.pk)

    made = once_on_evaluation(
        evaluation=evaluation,
        act="consider heading",
        content={"criterion": criterion, "why": why},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return HeadingConsidered.objects.select_related("criterion").get(pk=made)


def against_completing(*, evaluation: NarrativeEvaluation) -> str:
    """What is missing for the evaluation to be complete, as a sentence; empty when nothing is.

    Criteria are compared by reference: what was said under an earlier version of the framework
    counts for the criterion with the same reference.
    """
    criteria = [one.reference for one in evaluation.criteria()]
    if not evaluation.is_begun:
        return rules.against_completing(criteria, (), (), findings=0)
    findings = list(evaluation.findings.standing().values_list("criterion__reference", flat=True))
    considered = set(evaluation.considered.values_list("criterion__reference", flat=True))
    said = {one for one in findings if one}
    return rules.against_completing(criteria, said, considered, findings=len(findings))


def complete_evaluation(
    *, evaluation: NarrativeEvaluation, key: uuid.UUID, by: User, at: datetime
) -> NarrativeEvaluation:
    """Say that the evaluation is complete: every criterion was considered. It gives no grade.

    Raises:
        PermissionRefused: the person does not lead the strand's inspectorate, or the inspection.
        TransitionNotAllowed: it is complete already.
        ActionRefused: a criterion is left to consider.
    """

    def act() -> str:
        held = hold_evaluation(evaluation=evaluation, by=by, at=at)
        strand = held.evaluation.strand
        require(
            may_complete_evaluation(held.assignment, held.inspection, strand, held.participants)
        )
        EVALUATION.find("complete", held.evaluation.state)
        missing = against_completing(evaluation=held.evaluation)
        if missing:
            raise ActionRefused(missing)
        row = begun(held=held, by=by, at=at)
        _step(row, "complete", by=by, at=at)
        return str(row.pk)

    made = once_on_evaluation(
        evaluation=evaluation,
        act="complete evaluation",
        content={},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return NarrativeEvaluation.objects.select_related("area", "strand__inspection").get(pk=made)


def reopen_evaluation(
    *, evaluation: NarrativeEvaluation, why: str, key: uuid.UUID, by: User, at: datetime
) -> NarrativeEvaluation:
    """Open a complete evaluation again, for a reason.

    Raises:
        PermissionRefused: the person does not lead the strand's inspectorate, or the inspection.
        TransitionNotAllowed: it is not complete.
        ActionRefused: no reason is given.
    """

    def act() -> str:
        held = hold_evaluation(evaluation=evaluation, by=by, at=at)
        strand = held.evaluation.strand
        require(may_reopen_evaluation(held.assignment, held.inspection, strand, held.participants))
        EVALUATION.find("reopen", held.evaluation.state)
        said = reason(text=why, missing="Say why the evaluation is reopened.")
        _step(held.evaluation, "reopen", by=by, at=at, why=said)
        return str(held.evaluation.pk)

    made = once_on_evaluation(
        evaluation=evaluation,
        act="reopen evaluation",
        content={"why": why},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return NarrativeEvaluation.objects.select_related("area", "strand__inspection").get(pk=made)


def _step(
    evaluation: NarrativeEvaluation, verb: str, *, by: User, at: datetime, why: str = ""
) -> None:
    arrow = EVALUATION.find(verb, evaluation.state)
    NarrativeEvaluation.objects.filter(pk=evaluation.pk).update(state=arrow.target)
    evaluation.state = arrow.target
    NarrativeEvent.objects.create(
        evaluation=evaluation,
        from_state=arrow.source,
        to_state=arrow.target,
        by=by,
        at=at,
        why=why,
    )
