"""Who names a deputy, and who hands a lead over."""

from datetime import date

from inspections.models import Assignment, Deputising, is_deputy
from inspections.permissions.team import is_lead, is_on_team
from organisations.models import Membership
from organisations.permissions import is_lead_of
from records.permissions import Allowed, Answer, Refused, first_refusal


def may_name_deputy(assignment: Assignment | None) -> Answer:
    """A lead names a deputy for some days. A deputy names no deputy of their own."""
    answer = first_refusal(is_on_team(assignment), is_lead(assignment))
    if answer.allowed and assignment is not None and is_deputy(assignment):
        return Refused("You stand in for a lead. Only the lead names a deputy.")
    return answer


def may_end_deputising(assignment: Assignment | None, deputising: Deputising) -> Answer:
    """The lead, the deputy, or the overall lead."""
    answer = first_refusal(is_on_team(assignment), is_lead(assignment))
    if not answer.allowed or assignment is None:
        return answer
    own = assignment.inspectorate_id == deputising.place.inspectorate_id
    if own or assignment.is_overall_lead:
        return Allowed()
    return Refused("Only a lead of the same inspectorate, or the overall lead, ends that.")


def may_hand_over(
    assignment: Assignment | None,
    place: Assignment,
    membership: Membership | None,
    day: date,
) -> Answer:
    """A lead hands over; for a lead the overall lead may, and for an absent overall lead a lead.

    That is: a lead of the overall lead's own inspectorate (as who opens inspections for it), once
    the overall lead's account is closed or they have left the inspectorate.

    Args:
        assignment: of the person who asks, None when they are not on the team.
        place: the lead's place.
        membership: where the person who asks works.
    """
    if assignment is not None and assignment.pk == place.pk and place.is_lead:
        return Allowed()
    if place.is_overall_lead:
        if is_lead_of(membership, place.inspectorate.code) and _is_gone(place, day):
            return Allowed()
        return Refused(
            "The overall lead hands over. Once their account is closed or they have left, a lead "
            f"of {place.inspectorate.short_name} can do it for them."
        )
    if assignment is not None and assignment.is_overall_lead:
        return Allowed()
    return Refused("Only the lead, or the overall lead for them, hands over.")


def _is_gone(place: Assignment, day: date) -> bool:
    if not place.person.is_active:
        return True
    works = Membership.objects.on(day).filter(person=place.person_id)
    return not works.filter(inspectorate=place.inspectorate_id).exists()
