"""What people do with a report: write it, release it, comment, answer, publish."""

from reports.actions.accuracy import (
    add_comment,
    change_comment,
    close_without_response,
    leave_out,
    return_response,
    window_of,
)
from reports.actions.answers import AnswerContent, answer_comment, finish_answers
from reports.actions.drafts import discard_typed, save_typed, typed_before
from reports.actions.evidence import link_evidence, unlink_evidence, visible_evidence
from reports.actions.printing import (
    NO_WATERMARK,
    Print,
    ask_for_print,
    find_print,
    may_have_print,
    preview,
    printed_bytes,
    watermark_of,
)
from reports.actions.publishing import confirm_publication, propose_publication
from reports.actions.release import (
    chair_of,
    close_door,
    due_if_sent,
    pass_quality_assurance,
    reopen,
    return_to_drafting,
    send_to_chair,
    send_to_quality_assurance,
)
from reports.actions.signing import newest_draft, sign_off, signed_off
from reports.actions.snapshot import addressees_of, freeze, make_snapshot, problems_now
from reports.actions.upgrading import upgrade_impact, upgrade_inspection
from reports.actions.writing import (
    NO_LETTER,
    add_paragraph,
    agencies_of,
    change_paragraph,
    form_of_letter,
    move_paragraph,
    open_report,
    remove_paragraph,
    strand_of_letter,
)

__all__ = [
    "NO_LETTER",
    "NO_WATERMARK",
    "AnswerContent",
    "Print",
    "add_comment",
    "add_paragraph",
    "addressees_of",
    "agencies_of",
    "answer_comment",
    "ask_for_print",
    "chair_of",
    "change_comment",
    "change_paragraph",
    "close_door",
    "close_without_response",
    "confirm_publication",
    "discard_typed",
    "due_if_sent",
    "find_print",
    "finish_answers",
    "form_of_letter",
    "freeze",
    "leave_out",
    "link_evidence",
    "make_snapshot",
    "may_have_print",
    "move_paragraph",
    "newest_draft",
    "open_report",
    "pass_quality_assurance",
    "preview",
    "printed_bytes",
    "problems_now",
    "propose_publication",
    "remove_paragraph",
    "reopen",
    "return_response",
    "return_to_drafting",
    "save_typed",
    "send_to_chair",
    "send_to_quality_assurance",
    "sign_off",
    "signed_off",
    "strand_of_letter",
    "typed_before",
    "unlink_evidence",
    "upgrade_impact",
    "upgrade_inspection",
    "visible_evidence",
    "watermark_of",
    "window_of",
]
