"""What people do in an inspection: open it, name its people, record what they see, share it."""

from inspections.actions.cases import add_case
from inspections.actions.drafts import discard_note, save_evidence_draft, unfinished_notes
from inspections.actions.evidence import change_evidence, choices_of, record_evidence
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

__all__ = [
    "add_agency",
    "add_case",
    "change_evidence",
    "choices_of",
    "discard_note",
    "end_assignment",
    "find_holder",
    "find_member",
    "move_inspection",
    "name_lead",
    "name_member",
    "open_inspection",
    "receivers_of",
    "record_chair",
    "record_evidence",
    "record_partnership",
    "save_evidence_draft",
    "share_evidence",
    "unfinished_notes",
    "withdraw_share",
]
