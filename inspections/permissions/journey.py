"""Who records the events of a child's journey."""

from inspections.models import Assignment, CaseEvent, Inspection
from inspections.permissions.team import is_on_team
from inspections.states import TAKES_EVIDENCE
from inspections.values import TeamRole
from organisations.models import User
from records.permissions import Allowed, Answer, Refused


def works_on_cases(assignment: Assignment | None, inspection: Inspection, what: str) -> Answer:
    """Inspectors and leads of the team, while the inspection takes evidence.

    Args:
        what: what is recorded, as the refusal names it.
    """
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if assignment.role == TeamRole.QUALITY_ASSURER:
        return Refused("The quality assurer reads; the inspectors record.")
    if inspection.state not in TAKES_EVIDENCE:
        return Refused(
            f"This inspection is {inspection.state_label}. {what} recorded from the notice until "
            "it is closed."
        )
    return Allowed()


def may_record_event(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """Whoever works on cases."""
    return works_on_cases(assignment, inspection, "Events are")


def may_change_event(
    assignment: Assignment | None, inspection: Inspection, event: CaseEvent
) -> Answer:
    """Whoever works on cases and sees the event: what happened is nobody's own text."""
    if event.withdrawn_at is not None:
        return Refused("This event was withdrawn. Record it anew if it is to stand.")
    return may_record_event(assignment, inspection)


def may_withdraw_event(
    assignment: Assignment | None, inspection: Inspection, event: CaseEvent, person: User
) -> Answer:
    """Its author, or the lead of the inspectorate that recorded it."""
    answer = may_change_event(assignment, inspection, event)
    if not answer.allowed or assignment is None:
        return answer
    if event.author_id == person.pk or _leads(assignment, event.owner_id):
        return Allowed()
    return Refused("An event is withdrawn by its author or by the inspectorate’s lead.")


def _leads(assignment: Assignment, owner: int) -> bool:
    return assignment.is_lead and assignment.inspectorate_id == owner
