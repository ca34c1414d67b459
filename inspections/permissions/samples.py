"""Who asks for lists, draws samples, and reads who the listed subjects are."""

from inspections.models import Assignment, Inspection
from inspections.permissions.team import is_on_team
from inspections.states import TAKES_EVIDENCE
from inspections.values import TeamRole
from records.permissions import Allowed, Answer, Refused


def may_select_sample(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """Inspectors and leads of the team, while the inspection takes evidence."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if assignment.role == TeamRole.QUALITY_ASSURER:
        return Refused("The quality assurer reads; the inspectors select the sample.")
    if inspection.state not in TAKES_EVIDENCE:
        return Refused(
            f"This inspection is {inspection.state_label}. Lists are asked for and samples drawn "
            "from the notice until it is closed."
        )
    return Allowed()


def may_read_key(assignment: Assignment | None) -> Answer:
    """The leads: who a listed subject is, is read for a reason that stays on the record."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if assignment.is_lead:
        return Allowed()
    return Refused("Who somebody on a list is, is read by the leads of the inspectorates alone.")
