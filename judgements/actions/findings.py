"""Add, change and withdraw the findings of an evaluation in words."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from frameworks.models import Criterion
from inspections.actions.keeping import agencies_of
from inspections.models import EvidenceAudience, EvidenceRevision, EvidenceUse
from judgements.actions.narrative import (
    HeldEvaluation,
    begun,
    hold_evaluation,
    once_on_evaluation,
    reason,
    refuse_complete,
)
from judgements.models import (
    FindingEvidence,
    NarrativeEvaluation,
    NarrativeFinding,
    NarrativeFindingRevision,
)
from judgements.permissions import may_withdraw_finding, may_write_finding
from judgements.values import LONGEST_FINDING, FindingContent, FindingKind
from organisations.models import Agency, User
from records.actions import save_if_version
from records.errors import ActionRefused
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft, clean_text

_WITHDRAWN = "This finding was withdrawn. What holds now is added as a new finding."


def add_finding(
    *,
    evaluation: NarrativeEvaluation,
    content: FindingContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> NarrativeFinding:
    """Add a strength or an area for improvement. Nobody gives a grade with it.

    Args:
        content: what it says, of whom, on which criterion, and the evidence that it rests on.
        key: the form's key; the same form sent twice adds one finding.
        heard: what the page knew of its draft; a later one stays.

    Raises:
        PermissionRefused: the person writes no findings here.
        ActionRefused: the evaluation is complete; or nothing is said, the agency is none of the
            area, the criterion none of the judgement area, or evidence is missing or not seen.
    """

    def act() -> str:
        held = hold_evaluation(evaluation=evaluation, by=by, at=at)
        require(may_write_finding(held.assignment, held.inspection, held.participants))
        row = begun(held=held, by=by, at=at)
        said = _checked(held, row, content)
        seen = _seen(held, content)
        _refuse_nothing(seen)
        finding = NarrativeFinding.objects.create(
            evaluation=row,
            number=row.findings.count() + 1,
            inspectorate=held.member.inspectorate,
            author=by,
            recorded_at=at,
            **said,
        )
        _keep_version(finding, said, seen, by=by, at=at)
        return str(finding.pk)

    made = once_on_evaluation(
        evaluation=evaluation,
        act="add finding",
        content=content.as_data(),
        key=key,
        by=by,
        at=at,
        do=act,
        heard=heard,
    )
    return NarrativeFinding.objects.get(pk=made)


def change_finding(
    *,
    finding: NarrativeFinding,
    version: int,
    content: FindingContent,
    key: uuid.UUID,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> NarrativeFinding:
    """Save another version of a finding, if it is still at the version that was open.

    Evidence that it rests on and that this person does not see stays with it.

    Raises:
        PermissionRefused: the person writes no findings here.
        Conflict: another version was saved meanwhile; carries the finding as it is now.
        ActionRefused: it was withdrawn, the evaluation is complete, or the content does not hold.
    """

    def act() -> str:
        held = hold_evaluation(evaluation=finding.evaluation, by=by, at=at)
        require(may_write_finding(held.assignment, held.inspection, held.participants))
        refuse_complete(evaluation=held.evaluation)
        current = NarrativeFinding.objects.select_related("criterion").get(pk=finding.pk)
        if current.is_withdrawn:
            raise ActionRefused(_WITHDRAWN)
        said = _checked(held, held.evaluation, content, current=current)
        seen, unseen = _seen(held, content), _unseen(held, current)
        _refuse_nothing(seen, unseen)
        rows = NarrativeFinding.objects.standing().filter(pk=finding.pk)
        current.version = save_if_version(rows, version=version, **said)
        _keep_version(current, said, seen, unseen, by=by, at=at)
        return str(finding.pk)

    once_on_evaluation(
        evaluation=finding.evaluation,
        act="change finding",
        content={"finding": finding.number, "version": version, **content.as_data()},
        key=key,
        by=by,
        at=at,
        do=act,
        heard=heard,
    )
    return NarrativeFinding.objects.get(pk=finding.pk)


def withdraw_finding(
    *,
    finding: NarrativeFinding,
    version: int,
    why: str,
    key: uuid.UUID,
    by: User,
    at: datetime,
) -> NarrativeFinding:
    """Withdraw a finding, for a reason. It stays to be read, and counts no longer.

    Raises:
        PermissionRefused: see `may_withdraw_finding`.
        Conflict: it was changed meanwhile.
        ActionRefused: it was withdrawn before, the evaluation is complete, or no reason is given.
    """

    def act() -> str:
        held = hold_evaluation(evaluation=finding.evaluation, by=by, at=at)
        current = NarrativeFinding.objects.select_related("evaluation__strand", "inspectorate").get(
            pk=finding.pk
        )
        require(may_withdraw_finding(held.assignment, held.inspection, held.participants, current))
        refuse_complete(evaluation=held.evaluation)
        if current.is_withdrawn:
            raise ActionRefused(_WITHDRAWN)
        said = reason(text=why, missing="Say why the finding is withdrawn.")
        rows = NarrativeFinding.objects.standing().filter(pk=finding.pk)
        save_if_version(rows, version=version, withdrawn_by=by, withdrawn_at=at, withdrawn_why=said)
        return str(finding.pk)

    once_on_evaluation(
        evaluation=finding.evaluation,
        act="withdraw finding",
        content={"finding": finding.number, "version": version, "why": why},
        key=key,
        by=by,
        at=at,
        do=act,
    )
    return NarrativeFinding.objects.get(pk=finding.pk)


# --- what a finding holds -------------------------------------------------------------------------


def _checked(
    held: HeldEvaluation,
    evaluation: NarrativeEvaluation,
    content: FindingContent,
    *,
    current: NarrativeFinding | None = None,
) -> dict[str, Any]:
    text = clean_text(content.text).strip()
    if not text:
        raise ActionRefused("Say what you found.")
    if len(text) > LONGEST_FINDING:
        raise ActionRefused(f"A finding must be {LONGEST_FINDING:,} characters or fewer.")
    if content.kind not in list(FindingKind):
        raise ActionRefused("Select whether it is a strength or an area for improvement.")
    return {
        "kind": content.kind,
        "text": text,
        "criterion": _criterion(evaluation, content.criterion, current),
        "agency": _agency(held, content.agency),
    }


def _criterion(
    evaluation: NarrativeEvaluation, reference: str, current: NarrativeFinding | None
) -> Criterion | None:
    if not reference:
        return None
    for one in evaluation.criteria():
        if one.reference == reference:
            return one
    # One that an earlier version of the framework had, and on which the finding stands already.
    if current and current.criterion and current.criterion.reference == reference:
        return current.criterion
    raise ActionRefused(
        f"{evaluation.area.title} has no criterion {reference}. Open the page again and choose "
        "from what is there."
    )


def _agency(held: HeldEvaluation, key: int | None) -> Agency | None:
    if key is None:
        return None
    for one in agencies_of(inspection=held.inspection):
        if one.pk == key:
            return one
    raise ActionRefused("This is no agency of the inspected area. Choose one of the list.")


def _seen(held: HeldEvaluation, content: FindingContent) -> list[EvidenceRevision]:
    """The items that the finding names, each at the revision that its writer sees now."""
    rows = EvidenceAudience.objects.for_member(held.member).standing()
    seen = rows.filter(evidence_id__in=content.evidence, revision__isnull=False)
    found = [row.said for row in seen.select_related("revision")]
    if len(found) != len(set(content.evidence)):
        raise ActionRefused(
            "The finding names evidence that you cannot see or that was withdrawn. Open the page "
            "again and choose from what is there."
        )
    return found


def _unseen(held: HeldEvaluation, finding: NarrativeFinding) -> list[int]:
    """The keys of what the finding rests on and this person does not see: it stays."""
    rests_on = set(
        FindingEvidence.objects.filter(
            said__finding=finding.pk, said__version=finding.version
        ).values_list("revision", flat=True)
    )
    mine = EvidenceAudience.objects.for_member(held.member)
    link = "evidence__revisions"
    seen = mine.filter(**{f"{link}__in": rests_on}).values_list(link, flat=True)
    return sorted(rests_on - set(seen))


def _refuse_nothing(*rests_on: Sequence[object]) -> None:
    if not any(rests_on):
        raise ActionRefused("Select the evidence that the finding rests on.")


def _keep_version(
    finding: NarrativeFinding,
    said: dict[str, Any],
    seen: Sequence[EvidenceRevision],
    unseen: Sequence[int] = (),
    *,
    by: User,
    at: datetime,
) -> None:
    """Write the version down, what it rests on, and that the evidence is relied on."""
    version = NarrativeFindingRevision.objects.create(
        finding=finding, version=finding.version, by=by, at=at, **said
    )
    keys = [one.pk for one in seen]
    FindingEvidence.objects.bulk_create(
        FindingEvidence(said=version, revision_id=key) for key in {*keys, *unseen}
    )
    used_in = _used_in(finding)
    # What is carried along unseen was written down when its own inspectorate named it.
    EvidenceUse.objects.bulk_create(
        (
            EvidenceUse(revision_id=key, kind="finding", used_in=used_in, by=by, at=at)
            for key in keys
        ),
        ignore_conflicts=True,
    )


def _used_in(finding: NarrativeFinding) -> str:
    strand, area = finding.evaluation.strand.code, finding.evaluation.area.code
    longest = EvidenceUse._meta.get_field("used_in").max_length
    return f"finding {finding.number}, {strand}/{area}"[:longest]
