"""Who is on the team, who leads, and who names whom."""

from datetime import date

from inspections.models import Assignment, Inspection
from inspections.values import TEAM_ROLE_LABELS, TeamRole
from organisations.models import User
from records.permissions import Allowed, Answer, Refused

_NOT_ON_TEAM = "You are not on the team of this inspection."


def assignment_of(person: User, inspection: Inspection, day: date) -> Assignment | None:
    """The person's place on the team on that day, if they have one."""
    return (
        Assignment.objects.on(day)
        .select_related("inspectorate")
        .filter(inspection=inspection, person=person)
        .first()
    )


def is_on_team(assignment: Assignment | None) -> Answer:
    """Anybody named on the team."""
    return Allowed() if assignment is not None else Refused(_NOT_ON_TEAM)


def is_overall_lead(assignment: Assignment | None) -> Answer:
    """The overall lead alone."""
    if assignment is not None and assignment.is_overall_lead:
        return Allowed()
    return Refused("Only the overall lead of this inspection can do that.")


def is_lead(assignment: Assignment | None) -> Answer:
    """The lead of one of the inspectorates; the overall lead counts for their own."""
    if assignment is not None and assignment.is_lead:
        return Allowed()
    return Refused("Only the lead of an inspectorate can do that.")


def may_name_lead(assignment: Assignment | None) -> Answer:
    """The overall lead names the participating inspectorates' leads."""
    return is_overall_lead(assignment)


def may_name_member(assignment: Assignment | None, *, inspectorate: str, role: str) -> Answer:
    """A lead names inspectors (and the quality assurer) of the lead's own inspectorate.

    Args:
        inspectorate: code of the inspectorate that the named person works for.
        role: the role on the team.
    """
    answer = is_lead(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if role not in {TeamRole.INSPECTOR, TeamRole.QUALITY_ASSURER}:
        label = TEAM_ROLE_LABELS[TeamRole(role)].lower()
        return Refused(f"A lead names inspectors and quality assurers, not the {label}.")
    if assignment.inspectorate.code != inspectorate:
        return Refused("You name the people of your own inspectorate only.")
    return Allowed()


def may_end_assignment(assignment: Assignment | None, other: Assignment) -> Answer:
    """The overall lead ends leads; a lead ends people of their own inspectorate.

    Nobody ends the overall lead: the inspection would be left without one.
    """
    answer = is_lead(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if other.is_overall_lead:
        return Refused("The overall lead stays until another has taken over.")
    if other.role == TeamRole.LEAD:
        return is_overall_lead(assignment)
    if assignment.inspectorate_id != other.inspectorate_id:
        return Refused("You end the work of people of your own inspectorate only.")
    return Allowed()
