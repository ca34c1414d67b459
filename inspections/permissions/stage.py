"""Who opens an inspection and moves it on."""

from inspections.models import Assignment
from inspections.permissions.team import is_on_team, is_overall_lead
from organisations.models import Membership
from organisations.permissions import is_lead_of
from organisations.values import MemberRole
from records.permissions import Allowed, Answer, Refused, first_refusal


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


def may_move_inspection(assignment: Assignment | None) -> Answer:
    """The overall lead moves the inspection from stage to stage."""
    return first_refusal(is_on_team(assignment), is_overall_lead(assignment))


def may_upgrade_inspection(assignment: Assignment | None) -> Answer:
    """The overall lead moves the inspection to another version of its framework."""
    return first_refusal(is_on_team(assignment), is_overall_lead(assignment))
