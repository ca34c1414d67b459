"""Who records, changes and shares evidence."""

from inspections.models import Assignment, Evidence, Inspection
from inspections.permissions.team import is_on_team
from inspections.states import TAKES_EVIDENCE
from inspections.values import TeamRole
from organisations.models import User
from records.permissions import Allowed, Answer, Refused


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
    if evidence.is_withdrawn:
        return Refused("It was withdrawn. Record what holds now as a new item.")
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


def may_share_anew(assignment: Assignment | None, evidence: Evidence, person: User) -> Answer:
    """The same people share a version, while the item stands; a share they withdraw always."""
    answer = may_share_evidence(assignment, evidence, person)
    if answer.allowed and evidence.is_withdrawn:
        return Refused("It was withdrawn. Share what holds now.")
    return answer


def may_withdraw_evidence(
    assignment: Assignment | None, inspection: Inspection, evidence: Evidence, person: User
) -> Answer:
    """Its author, or the lead of the inspectorate that owns it, while evidence is taken."""
    answer = is_on_team(assignment)
    if not answer.allowed or assignment is None:
        return answer
    is_owner = assignment.inspectorate_id == evidence.owner_id
    if not (is_owner and (evidence.author_id == person.pk or assignment.is_lead)):
        return Refused("It is withdrawn by its author or by the lead of its inspectorate.")
    if inspection.state not in TAKES_EVIDENCE:
        return Refused(f"This inspection is {inspection.state_label}: its evidence stays as it is.")
    if evidence.is_withdrawn:
        return Refused("It was withdrawn already.")
    return Allowed()


def may_read_differences(*, pinned: bool) -> Answer:
    """Read what a version changed: not who sees one version alone.

    Args:
        pinned: whether the person sees the item at the version that was shared.
    """
    if pinned:
        return Refused("One version of this item is shared with your inspectorate, and no other.")
    return Allowed()
