"""Who may do what in an inspection. The view, the button and the test ask the same function."""

from datetime import date

from inspections.models import Assignment, Evidence, Inspection
from inspections.states import TAKES_EVIDENCE
from inspections.values import TEAM_ROLE_LABELS, TeamRole
from organisations.models import Membership, User
from organisations.permissions import is_lead_of
from organisations.values import MemberRole
from records.permissions import Allowed, Answer, Refused, first_refusal

_NOT_ON_TEAM = "You are not on the team of this inspection."


def assignment_of(person: User, inspection: Inspection, day: date) -> Assignment | None:
    """The person's place on the team on that day, if they have one."""
    return (
        Assignment.objects.on(day)
        .select_related("inspectorate")
        .filter(inspection=inspection, person=person)
        .first()
    )


def may_open_inspection(membership: Membership | None, led_by: str) -> Answer:
    """A lead of the inspectorate that the framework says leads this type of inspection."""
    if is_lead_of(membership, led_by):
        return Allowed()
    return Refused("An inspection is opened by a lead of the inspectorate that leads it.")


def may_open_any(membership: Membership | None) -> Answer:
    """A lead of an inspectorate. Which types they may open is asked for each."""
    if membership is not None and membership.role == MemberRole.LEAD:
        return Allowed()
    return Refused("An inspection is opened by a lead of the inspectorate that leads it.")


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


def may_record_evidence(
    assignment: Assignment | None, inspection: Inspection, *, takes_part: bool
) -> Answer:
    """Inspectors and leads of an inspectorate that takes part in the strand, while it is open."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if assignment.role == TeamRole.QUALITY_ASSURER:
        return Refused("The quality assurer reads; the inspectors record.")
    if inspection.state not in TAKES_EVIDENCE:
        return Refused(
            f"This inspection is {inspection.state_label}. Evidence is recorded from the notice "
            "until it is closed."
        )
    if not takes_part:
        return Refused("Your inspectorate takes no part in this strand.")
    return Allowed()


def may_change_evidence(
    assignment: Assignment | None, inspection: Inspection, evidence: Evidence, person: User
) -> Answer:
    """Its author, while the inspection takes evidence. Nobody edits another's text."""
    if evidence.author_id != person.pk:
        return Refused("Only the person who recorded it can change it.")
    takes_part = assignment is not None and evidence.strand.is_taken_part_in_by(
        assignment.inspectorate_id
    )
    return may_record_evidence(assignment, inspection, takes_part=takes_part)


def may_share_evidence(assignment: Assignment | None, evidence: Evidence, person: User) -> Answer:
    """Its author, or the lead of the inspectorate that owns it (I2); never a recipient (I6)."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if assignment.inspectorate_id != evidence.owner_id:
        return Refused("Only the inspectorate that owns the evidence shares it.")
    if evidence.author_id == person.pk or assignment.is_lead:
        return Allowed()
    return Refused("It is shared by its author or by the inspectorate’s lead.")


def may_add_case(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """Inspectors and leads of the team, while the inspection takes evidence."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if assignment.role == TeamRole.QUALITY_ASSURER:
        return Refused("The quality assurer reads; the inspectors add cases.")
    if inspection.state not in TAKES_EVIDENCE:
        return Refused(
            f"This inspection is {inspection.state_label}. Cases are added from the notice until "
            "it is closed."
        )
    return Allowed()


def may_move_inspection(assignment: Assignment | None) -> Answer:
    """The overall lead moves the inspection from stage to stage."""
    return first_refusal(is_on_team(assignment), is_overall_lead(assignment))


def may_upgrade_inspection(assignment: Assignment | None) -> Answer:
    """The overall lead moves the inspection to another version of its framework."""
    return first_refusal(is_on_team(assignment), is_overall_lead(assignment))
