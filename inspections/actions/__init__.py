"""What people do in an inspection: open it, name its people, record what they see, share it."""

from inspections.actions.audit_comparison import (
    compare_case,
    comparison_at,
    comparisons_of,
)
from inspections.actions.audit_entries import (
    enter_evaluation,
    last_return,
    last_revisions,
    leader_kinds,
    missing_from,
    require_open,
    return_audit,
)
from inspections.actions.case_links import (
    end_link,
    link_cases,
)
from inspections.actions.case_steps import (
    plan_steps,
    report_step,
)
from inspections.actions.case_team import (
    put_on_case,
    take_off_case,
)
from inspections.actions.cases import (
    add_case,
    case_offers,
    change_case,
)
from inspections.actions.concerns import (
    TELL_OF_CONCERN,
    ConcernContent,
    acknowledge_concern,
    act_on_concern,
    close_concern,
    raise_concern,
    reach_otherwise,
    remind_of_concerns,
    tell_others,
)
from inspections.actions.deputies import (
    TELL_DEPUTY,
    TELL_DEPUTY_ENDED,
    end_deputising,
    hand_over,
    name_deputy,
)
from inspections.actions.drafts import discard_note, save_evidence_draft, unfinished_notes
from inspections.actions.evidence import (
    change_evidence,
    choices_of,
    is_relied_on,
    record_evidence,
)
from inspections.actions.joint_audit import (
    TELL_OF_AUDIT,
    admit_leaders,
    ask_for_audit,
    cases_to_audit,
    change_audit,
    close_audit_doors,
    office_holders,
    reopen_audit,
    withdraw_audit,
)
from inspections.actions.opening import open_inspection
from inspections.actions.places import (
    add_agency,
    find_holder,
    record_chair,
    record_partnership,
)
from inspections.actions.sharing import receivers_of, share_evidence, withdraw_share
from inspections.actions.stage import move_inspection
from inspections.actions.team import end_assignment, find_member, name_lead, name_member
from inspections.actions.withdrawing import withdraw_evidence

__all__ = [
    "TELL_DEPUTY",
    "TELL_DEPUTY_ENDED",
    "TELL_OF_AUDIT",
    "TELL_OF_CONCERN",
    "ConcernContent",
    "acknowledge_concern",
    "act_on_concern",
    "add_agency",
    "add_case",
    "admit_leaders",
    "ask_for_audit",
    "case_offers",
    "cases_to_audit",
    "change_audit",
    "change_case",
    "change_evidence",
    "choices_of",
    "close_audit_doors",
    "close_concern",
    "compare_case",
    "comparison_at",
    "comparisons_of",
    "discard_note",
    "end_assignment",
    "end_deputising",
    "end_link",
    "enter_evaluation",
    "find_holder",
    "find_member",
    "hand_over",
    "is_relied_on",
    "last_return",
    "last_revisions",
    "leader_kinds",
    "link_cases",
    "missing_from",
    "move_inspection",
    "name_deputy",
    "name_lead",
    "name_member",
    "office_holders",
    "open_inspection",
    "plan_steps",
    "put_on_case",
    "raise_concern",
    "reach_otherwise",
    "receivers_of",
    "record_chair",
    "record_evidence",
    "record_partnership",
    "remind_of_concerns",
    "reopen_audit",
    "report_step",
    "require_open",
    "return_audit",
    "save_evidence_draft",
    "share_evidence",
    "take_off_case",
    "tell_others",
    "unfinished_notes",
    "withdraw_audit",
    "withdraw_evidence",
    "withdraw_share",
]
