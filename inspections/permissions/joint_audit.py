"""Who asks for a joint audit, writes in it, returns it, and says what inspectors think of it."""

from collections.abc import Collection

from inspections.models import Assignment, AuditReturn, Inspection, JointAudit
from inspections.permissions.evidence import may_record_evidence
from inspections.permissions.team import is_on_team, is_overall_lead
from inspections.states import AUDIT_ASKED_IN, OVER, AuditState
from organisations.values import OfficeKind
from records.permissions import Allowed, Answer, Refused, first_refusal

# Who returns the audit for the partnership, the first of these that is let in.
_RETURNING = (OfficeKind.CHAIR, OfficeKind.BUSINESS_MANAGER)


def may_ask_audit(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """The overall lead, from the notice until fieldwork ends."""
    answer = first_refusal(is_on_team(assignment), is_overall_lead(assignment))
    if answer.allowed and inspection.state not in AUDIT_ASKED_IN:
        return Refused(
            f"This inspection is {inspection.state_label}. The partnership is asked for a joint "
            "audit from the notice until fieldwork ends."
        )
    return answer


def may_steer_audit(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """The overall lead changes, withdraws and reopens it, until the inspection is over."""
    answer = first_refusal(is_on_team(assignment), is_overall_lead(assignment))
    if answer.allowed and inspection.state in OVER:
        return Refused(f"This inspection is {inspection.state_label}. Its joint audit stays as is.")
    return answer


def may_enter(audit: JointAudit, last: AuditReturn | None = None) -> Answer:
    """A local leader who was asked, until the audit is returned."""
    if audit.state == AuditState.ASKED:
        return Allowed()
    who = f" by {last.person}" if last is not None else ""
    return Refused(
        f"The audit was returned{who}. What was returned does not change any more, unless the "
        "overall lead reopens it."
    )


def may_return(mine: Collection[str], inside: Collection[str]) -> Answer:
    """The chair or the business manager returns it; where neither is let in, any leader.

    Args:
        mine: the kinds of the offices for which the person is let in.
        inside: the kinds of all offices whose holders are let in.
    """
    if set(mine) & set(_RETURNING) or not set(inside) & set(_RETURNING):
        return Allowed()
    return Refused(
        "The partnership’s chair or business manager returns the audit. Tell them when it is ready."
    )


def may_compare(
    assignment: Assignment | None, inspection: Inspection, *, takes_part: bool
) -> Answer:
    """Those who record evidence in the strand."""
    return may_record_evidence(assignment, inspection, takes_part=takes_part)
