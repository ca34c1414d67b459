"""Who judges what one inspectorate judges: proposes, decides, moderates, reopens."""

from collections.abc import Collection

from frameworks.models import JudgementArea
from frameworks.values import Grading
from inspections.models import Assignment, Inspection
from inspections.permissions import is_lead, is_on_team
from inspections.values import TeamRole
from judgements.models import Judgement, last_decision
from judgements.permissions.agreement import is_unpublished, is_unsigned
from judgements.permissions.shared import answers_of, is_judged_now
from judgements.states import GradedState
from organisations.models import Inspectorate
from records.permissions import Allowed, Answer, Refused, first_refusal


def is_graded_alone(area: JudgementArea) -> bool:
    """Whether one inspectorate gives a grade of the area, in whatever strand it stands."""
    return area.grading == Grading.GRADED


def graded_of(inspection: Inspection, area: str) -> Judgement | None:
    """The single-agency judgement of an area; not stored yet where nobody has begun it.

    Args:
        area: the code of a graded area of one of the inspection's strands.

    Returns:
        None when no strand of the inspection has such an area.
    """
    found = [one for one in answers_of(inspection).graded if one.area.code == area]
    return found[0] if found else None


def judges_of(judgement: Judgement) -> list[Inspectorate]:
    """The inspectorates that judge the area: those that the framework names, of the strand's.

    In a single-agency strand that is its owner. In a joint one an area that is not shared is its
    own inspectorates' (No. 140112 ¶57–81).
    """
    rows = Inspectorate.objects.filter(participations__strand=judgement.strand_id)
    if judgement.strand.is_joint:
        rows = rows.filter(judgement_areas=judgement.area_id)
    return list(rows.order_by("order", "code"))


def moderates_of(judgement: Judgement, judges: list[Inspectorate]) -> list[Inspectorate]:
    """The inspectorates whose moderator answers: the one that decided, once one has."""
    decision = last_decision(judgement)
    return [decision.inspectorate] if decision else judges


def may_propose_grade(
    assignment: Assignment | None,
    inspection: Inspection,
    judgement: Judgement,
    judges: Collection[Inspectorate],
) -> Answer:
    """An inspector of an inspectorate that judges the area."""
    return first_refusal(
        is_on_team(assignment),
        _has_role(
            assignment, TeamRole.INSPECTOR, "An inspector proposes the grade; the lead decides it."
        ),
        _is_of(assignment, judges, judgement),
        is_judged_now(inspection),
    )


def may_decide(
    assignment: Assignment | None,
    inspection: Inspection,
    judgement: Judgement,
    judges: Collection[Inspectorate],
) -> Answer:
    """The lead of an inspectorate that judges the area, whoever leads the inspection."""
    return first_refusal(
        is_on_team(assignment),
        is_lead(assignment),
        _is_of(assignment, judges, judgement),
        is_judged_now(inspection),
    )


def may_moderate(
    assignment: Assignment | None,
    inspection: Inspection,
    judgement: Judgement,
    moderates: Collection[Inspectorate],
    acted: Collection[int],
) -> Answer:
    """A quality assurer of the inspectorate that decided, who has had no part in it.

    Args:
        moderates: the inspectorates whose moderator answers.
        acted: the keys of everybody who has proposed or decided here.
    """
    return first_refusal(
        is_on_team(assignment),
        _has_role(
            assignment,
            TeamRole.QUALITY_ASSURER,
            "A quality assurer of the inspectorate moderates what its lead has decided.",
        ),
        _is_of(assignment, moderates, judgement),
        _is_another(assignment, acted),
        is_judged_now(inspection),
    )


def may_reopen_grade(
    assignment: Assignment | None,
    inspection: Inspection,
    judgement: Judgement,
    judges: Collection[Inspectorate],
) -> Answer:
    """Whoever may decide may reopen what was agreed, before a report that states it is signed."""
    answer = may_decide(assignment, inspection, judgement, judges)
    if not answer.allowed or judgement.state != GradedState.AGREED:
        return answer
    return first_refusal(is_unpublished(judgement), is_unsigned(judgement))


def _has_role(assignment: Assignment | None, role: TeamRole, otherwise: str) -> Answer:
    if assignment is not None and assignment.role == role:
        return Allowed()
    return Refused(otherwise)


def _is_of(
    assignment: Assignment | None, judges: Collection[Inspectorate], judgement: Judgement
) -> Answer:
    if assignment is not None and assignment.inspectorate in judges:
        return Allowed()
    names = " and ".join(one.short_name for one in judges) or "No inspectorate of this inspection"
    return Refused(f"{names} judges {judgement.area.title}; your inspectorate does not.")


def _is_another(assignment: Assignment | None, acted: Collection[int]) -> Answer:
    if assignment is not None and assignment.person_id not in acted:
        return Allowed()
    return Refused("You have proposed or decided this grade yourself. Another person moderates it.")
