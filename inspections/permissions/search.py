"""Who searches, tags, and takes evidence out."""

from inspections.models import Assignment, EvidencePack
from inspections.permissions.team import is_on_team
from inspections.values import TeamRole
from organisations.models import User
from records.permissions import Allowed, Answer, Refused


def may_tag(assignment: Assignment | None) -> Answer:
    """Inspectors and leads mark what their inspectorate sees; the quality assurer reads."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if assignment.role == TeamRole.QUALITY_ASSURER:
        return Refused("The quality assurer reads; the inspectors tag.")
    return Allowed()


def may_make_pack(assignment: Assignment | None) -> Answer:
    """Whoever works on the inspection takes out what they see, and the log names every item."""
    return is_on_team(assignment)


def may_have_pack(assignment: Assignment | None, pack: EvidencePack, person: User) -> Answer:
    """Whoever asked for it, while on the team for the inspectorate for which it was made."""
    answer = may_make_pack(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if pack.person_id != person.pk:
        return Refused("A pack is for the person who asked for it.")
    if pack.inspectorate_id != assignment.inspectorate_id:
        return Refused("This pack was made while you worked here for another inspectorate.")
    return Allowed()
