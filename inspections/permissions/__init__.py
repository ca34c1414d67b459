"""Who may do what in an inspection. The view, the button and the test ask the same function."""

from inspections.permissions.cases import (
    may_add_case,
    may_change_case,
)
from inspections.permissions.concerns import (
    may_act_on_concern,
    may_pursue_concern,
    may_raise_concern,
)
from inspections.permissions.deputies import (
    may_end_deputising,
    may_hand_over,
    may_name_deputy,
)
from inspections.permissions.evidence import (
    may_change_evidence,
    may_read_differences,
    may_record_evidence,
    may_share_anew,
    may_share_evidence,
    may_withdraw_evidence,
)
from inspections.permissions.joint_audit import (
    may_ask_audit,
    may_compare,
    may_enter,
    may_return,
    may_steer_audit,
)
from inspections.permissions.stage import (
    may_move_inspection,
    may_open_any,
    may_open_inspection,
    may_upgrade_inspection,
)
from inspections.permissions.team import (
    assignment_of,
    is_lead,
    is_on_team,
    is_overall_lead,
    may_end_assignment,
    may_name_lead,
    may_name_member,
)

__all__ = [
    "assignment_of",
    "is_lead",
    "is_on_team",
    "is_overall_lead",
    "may_act_on_concern",
    "may_add_case",
    "may_ask_audit",
    "may_change_case",
    "may_change_evidence",
    "may_compare",
    "may_end_assignment",
    "may_end_deputising",
    "may_enter",
    "may_hand_over",
    "may_move_inspection",
    "may_name_deputy",
    "may_name_lead",
    "may_name_member",
    "may_open_any",
    "may_open_inspection",
    "may_pursue_concern",
    "may_raise_concern",
    "may_read_differences",
    "may_record_evidence",
    "may_return",
    "may_share_anew",
    "may_share_evidence",
    "may_steer_audit",
    "may_upgrade_inspection",
    "may_withdraw_evidence",
]
