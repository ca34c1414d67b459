"""Who raises a safeguarding concern, acknowledges it, and sees it to its end."""

from inspections.models import Assignment, Concern, Inspection
from inspections.permissions.team import is_lead, is_on_team
from inspections.states import OVER, ConcernState
from records.permissions import Allowed, Answer, Refused, first_refusal


def may_raise_concern(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """Everybody on the team, the quality assurer too, at every stage until it is over."""
    answer = is_on_team(assignment)
    if answer.allowed and inspection.state in OVER:
        return Refused(
            f"This inspection is {inspection.state_label}, and nobody watches its pages. Call the "
            "local authority’s duty team, or the police."
        )
    return answer


def may_pursue_concern(assignment: Assignment | None, concern: Concern) -> Answer:
    """A lead, or whoever raised it, tells others of it, until it is closed."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if concern.raised_by_id != assignment.person_id and not assignment.is_lead:
        return Refused("Only a lead, or the person who raised the concern, tells others of it.")
    return _still_open(concern)


def may_act_on_concern(assignment: Assignment | None, concern: Concern) -> Answer:
    """A lead records what was done, and closes it."""
    return first_refusal(is_on_team(assignment), is_lead(assignment), _still_open(concern))


def _still_open(concern: Concern) -> Answer:
    if concern.state == ConcernState.CLOSED:
        return Refused("This concern is closed. If a child is at risk again, raise a new one.")
    return Allowed()
