"""Evaluations in words for tests: made as people make them, through the actions.

    joint = joint_in_words()                 a joint strand whose one area has no grade
    finding = finding_by(joint, joint.inspectors["cqc"])
    complete_by(joint)                       the rest is considered, and the overall lead completes

On PostgreSQL the database asks who acts: read findings inside `acting_as(person)`.
"""

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from frameworks.models import Criterion, JudgementArea
from inspections.models import Evidence, Strand
from inspections.permissions import assignment_of
from judgements.actions import (
    add_finding,
    change_finding,
    complete_evaluation,
    consider_heading,
    reopen_evaluation,
    withdraw_finding,
)
from judgements.models import HeadingConsidered, NarrativeEvaluation, NarrativeFinding
from judgements.permissions import evaluation_of
from judgements.values import FindingContent
from organisations.models import User
from records.actor import acting_as
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.remembered import remembered

FRONT_DOOR, YOUTH = "front_door", "youth"


@transaction.atomic
def area_in_words(
    strand: Strand, *, code: str = FRONT_DOOR, grading: str = "ungraded", criteria: int = 2
) -> JudgementArea:
    """An area of the inspection's framework that is answered in words: all that the strand answers.

    The version has it once, whichever inspection asks for it.
    """
    version = strand.inspection.framework_version
    area, is_new = JudgementArea.objects.get_or_create(
        version=version,
        code=code,
        defaults={
            "title": f"The {code.replace('_', ' ')}",
            "grading": grading,
            "agency_kind": "partnership",
            "paragraph": "TEST ¶82–107",
            "scope": "What happens when somebody is worried about a child.",
            "order": 10 + version.areas.count(),
        },
    )
    if is_new:
        area.inspectorates.set(strand.participants.all() or [strand.owner])
    for number in range(1, criteria + 1 if is_new else 1):
        Criterion.objects.create(
            version=version,
            area=area,
            reference=f"{code} ¶{number}",
            order=number,
            heading=f"Heading {number}",
            statement=f"What is looked for under {number}.",
        )
    strand.judgement_areas.set([area])
    return area


@remembered
def joint_in_words(*, criteria: int = 2, **options: Any) -> JointInspection:
    """An inspection at fieldwork whose joint strand answers one area, without a grade."""
    joint = joint_inspection(**options)
    area_in_words(joint.strand, criteria=criteria)
    return joint


def own_in_words(joint: JointInspection, code: str = "cqc", **options: Any) -> Strand:
    """A strand of one inspectorate's own that answers one area, narrative only."""
    strand = single_strand(joint, code)
    area_in_words(strand, code=YOUTH, grading="narrative", **options)
    return strand


def evaluation_in(joint: JointInspection, area: str = FRONT_DOOR) -> NarrativeEvaluation:
    """The evaluation of an area as it stands now."""
    person = joint.overall_lead
    member = assignment_of(person, joint.inspection, timezone.localdate())
    assert member is not None
    found = evaluation_of(joint.inspection, area, member)
    assert found is not None
    return found


def content_by(joint: JointInspection, person: User, **changes: Any) -> FindingContent:
    """What this person might find; `changes` are fields of `FindingContent`."""
    if "evidence" not in changes:
        changes["evidence"] = (str(evidence_by(joint, person).pk),)
    usual = {
        "kind": "strength",
        "text": "Every call is answered by somebody who knows the thresholds.",
        "criterion": f"{FRONT_DOOR} ¶1",
        "agency": None,
    }
    return FindingContent(**{**usual, **changes})


def keys_of(*items: Evidence) -> tuple[str, ...]:
    """As a finding names its evidence."""
    return tuple(str(item.pk) for item in items)


def finding_by(
    joint: JointInspection, person: User, *, area: str = FRONT_DOOR, **changes: Any
) -> NarrativeFinding:
    """A finding that this person added; `changes` are fields of its content."""
    content = content_by(joint, person, **changes)
    with acting_as(person):
        return add_finding(
            evaluation=evaluation_in(joint, area),
            content=content,
            key=uuid4(),
            by=person,
            at=timezone.now(),
        )


def changed_by(
    joint: JointInspection, finding: NarrativeFinding, person: User, *, version: int, **changes: Any
) -> NarrativeFinding:
    """Another version of a finding, over that one."""
    content = content_by(joint, person, **changes)
    with acting_as(person):
        row = NarrativeFinding.objects.select_related("evaluation__strand", "evaluation__area").get(
            pk=finding.pk
        )
        return change_finding(
            finding=row,
            version=version,
            content=content,
            key=uuid4(),
            by=person,
            at=timezone.now(),
        )


def withdrawn_by(
    finding: NarrativeFinding, person: User, *, why: str = "It was another area.", version: int = 1
) -> NarrativeFinding:
    """A finding that this person withdrew."""
    with acting_as(person):
        row = NarrativeFinding.objects.select_related("evaluation__strand", "evaluation__area").get(
            pk=finding.pk
        )
        return withdraw_finding(
            finding=row, version=version, why=why, key=uuid4(), by=person, at=timezone.now()
        )


def considered_by(
    joint: JointInspection,
    person: User,
    criterion: str = f"{FRONT_DOOR} ¶2",
    *,
    area: str = FRONT_DOOR,
    why: str = "No such call came in the week.",
) -> HeadingConsidered:
    """There is nothing to say on a criterion."""
    with acting_as(person):
        return consider_heading(
            evaluation=evaluation_in(joint, area),
            criterion=criterion,
            why=why,
            key=uuid4(),
            by=person,
            at=timezone.now(),
        )


def complete_by(
    joint: JointInspection,
    person: User | None = None,
    *,
    area: str = FRONT_DOOR,
    key: UUID | None = None,
) -> NarrativeEvaluation:
    """Complete it as it is; the overall lead does, unless said."""
    by = person or joint.overall_lead
    with acting_as(by):
        return complete_evaluation(
            evaluation=evaluation_in(joint, area), key=key or uuid4(), by=by, at=timezone.now()
        )


def reopened_by(
    joint: JointInspection,
    person: User | None = None,
    *,
    area: str = FRONT_DOOR,
    why: str = "More.",
    key: UUID | None = None,
) -> NarrativeEvaluation:
    """Open it again; the overall lead does, unless said."""
    by = person or joint.overall_lead
    with acting_as(by):
        return reopen_evaluation(
            evaluation=evaluation_in(joint, area),
            why=why,
            key=key or uuid4(),
            by=by,
            at=timezone.now(),
        )


def open_evaluation(joint: JointInspection) -> NarrativeEvaluation:
    """One finding, and one criterion left to consider."""
    finding_by(joint, joint.inspectors["ofsted"])
    return evaluation_in(joint)


def ready_evaluation(joint: JointInspection) -> NarrativeEvaluation:
    """Nothing is left to consider."""
    open_evaluation(joint)
    considered_by(joint, joint.inspectors["cqc"])
    return evaluation_in(joint)


def complete_evaluation_of(joint: JointInspection) -> NarrativeEvaluation:
    """Every criterion is considered, and the overall lead has said so."""
    ready_evaluation(joint)
    return complete_by(joint)
