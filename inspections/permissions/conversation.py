"""Who records conversations."""

from inspections.models import Assignment, Conversation, Inspection
from inspections.permissions.journey import works_on_cases
from organisations.models import User
from records.permissions import Allowed, Answer, Refused


def may_record_conversation(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """Whoever works on cases."""
    return works_on_cases(assignment, inspection, "Conversations are")


def may_change_conversation(
    assignment: Assignment | None, inspection: Inspection, conversation: Conversation, person: User
) -> Answer:
    """Who recorded it: nobody edits what another heard."""
    if conversation.withdrawn_at is not None:
        return Refused("This conversation was withdrawn.")
    if conversation.author_id != person.pk:
        return Refused("Only the person who recorded it can change it.")
    return may_record_conversation(assignment, inspection)


def may_withdraw_conversation(
    assignment: Assignment | None, inspection: Inspection, conversation: Conversation, person: User
) -> Answer:
    """Who recorded it, or the lead of the inspectorate."""
    if conversation.withdrawn_at is not None:
        return Refused("This conversation was withdrawn before.")
    answer = may_record_conversation(assignment, inspection)
    if not answer.allowed or assignment is None:
        return answer
    leads = assignment.is_lead and assignment.inspectorate_id == conversation.owner_id
    if conversation.author_id == person.pk or leads:
        return Allowed()
    return Refused("A conversation is withdrawn by who recorded it or by the inspectorate’s lead.")
