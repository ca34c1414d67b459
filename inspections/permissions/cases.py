"""Who adds and changes cases, and works on them."""

from inspections.models import Assignment, Inspection
from inspections.permissions.team import is_on_team
from inspections.states import TAKES_EVIDENCE
from inspections.values import TeamRole
from records.permissions import Allowed, Answer, Refused


def may_add_case(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """Inspectors and leads of the team, while the inspection takes evidence."""
    return _works_on_cases(assignment, inspection, "added", "add cases")


def may_change_case(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """The same people: its facts, its links, its team, and what is to be done on it."""
    return _works_on_cases(assignment, inspection, "changed", "work on cases")


def _works_on_cases(
    assignment: Assignment | None, inspection: Inspection, done: str, doing: str
) -> Answer:
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if assignment.role == TeamRole.QUALITY_ASSURER:
        return Refused(f"The quality assurer reads; the inspectors {doing}.")
    if inspection.state not in TAKES_EVIDENCE:
        return Refused(
            f"This inspection is {inspection.state_label}. Cases are {done} from the notice until "
            "it is closed."
        )
    return Allowed()
