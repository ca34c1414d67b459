"""Who sends intelligence, and who of the inspectorate that it went to does what with it."""

from inspections.models import Assignment, Intelligence
from inspections.permissions.team import is_on_team
from inspections.values import TeamRole
from organisations.models import Membership
from organisations.permissions import is_lead_of
from organisations.values import MemberRole
from records.permissions import Allowed, Answer, Refused

_RECEIVED = "Its receipt was confirmed, so it can no longer be withdrawn. Send what has changed."
_WITHDRAWN = "It was withdrawn by its sender."


def may_send_intelligence(assignment: Assignment | None) -> Answer:
    """Inspectors and leads, at every stage: what they learn does not wait for a report."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    if assignment.role == TeamRole.QUALITY_ASSURER:
        return Refused("The quality assurer reads; the inspectors and leads send.")
    return Allowed()


def may_withdraw_intelligence(assignment: Assignment | None, told: Intelligence) -> Answer:
    """Whoever sent it, or the lead of their inspectorate, until its receipt is confirmed."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    is_sender = told.author_id == assignment.person_id
    if assignment.inspectorate_id != told.owner_id or not (is_sender or assignment.is_lead):
        return Refused("Only its sender or the lead of the sender’s inspectorate withdraws it.")
    if told.withdrawn_at is not None:
        return Refused("It was withdrawn already.")
    return Refused(_RECEIVED) if told.received_at is not None else Allowed()


def may_read_received(membership: Membership | None) -> Answer:
    """Everybody who works for an inspectorate; what they find there, the rows themselves say."""
    if membership is not None:
        return Allowed()
    return Refused("Intelligence goes from one inspectorate to another. You belong to none.")


def may_receive_intelligence(membership: Membership | None, told: Intelligence) -> Answer:
    """A lead of the inspectorate that it was sent to, once."""
    answer = _leads_receiver(membership, told)
    if answer.allowed and told.received_at is not None:
        return Refused("Its receipt is confirmed already.")
    return answer


def may_name_reader(membership: Membership | None, told: Intelligence) -> Answer:
    """A lead of that inspectorate lets others of it read, while it is not withdrawn."""
    return _leads_receiver(membership, told)


def may_say_outcome(membership: Membership | None, told: Intelligence) -> Answer:
    """Whoever of that inspectorate reads it, once its receipt is confirmed."""
    if membership is None or membership.inspectorate_id != told.receiver_id:
        return Refused("What it led to is said by the inspectorate that received it.")
    if told.withdrawn_at is not None:
        return Refused(_WITHDRAWN)
    if told.received_at is None:
        return Refused("A lead confirms its receipt first.")
    return Allowed()


def _leads_receiver(membership: Membership | None, told: Intelligence) -> Answer:
    if told.withdrawn_at is not None:
        return Refused(_WITHDRAWN)
    if is_lead_of(membership, told.receiver.code):
        return Allowed()
    if membership is not None and membership.role == MemberRole.LEAD:
        return Refused("It was sent to another inspectorate.")
    return Refused("Only a lead of the inspectorate that it was sent to does that.")
