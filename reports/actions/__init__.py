"""What people do with a report: write it, release it, comment, answer, publish."""

from reports.actions.accuracy import (
    add_comment,
    change_comment,
    close_without_response,
    leave_out,
    return_response,
    window_of,
)
from reports.actions.addressees import addressees_of
from reports.actions.answers import AnswerContent, answer_comment, finish_answers
from reports.actions.combined import build_combined, hash_of_parts
from reports.actions.documents import document_at, documents_of, strands_stated
from reports.actions.drafts import discard_typed, save_typed, typed_before
from reports.actions.evidence import link_evidence, unlink_evidence, visible_evidence
from reports.actions.finding_evidence import link_to_finding, unlink_from_finding
from reports.actions.findings import finding_named, findings_for, name_of
from reports.actions.guard import decide_held, guarded_now, hold_decisions
from reports.actions.judged import notes_on
from reports.actions.numbering import ranks_of
from reports.actions.parts import PartNow, differences, parts_now
from reports.actions.pens import Pen, holders_of, move_pen, pens_of, with_changes
from reports.actions.printing import (
    NO_WATERMARK,
    Print,
    ask_for_print,
    find_print,
    may_have_print,
    parts_with_text,
    preview,
    printed_bytes,
    watermark_of,
)
from reports.actions.published import published_recommendations
from reports.actions.publishing import confirm_publication, propose_publication
from reports.actions.readiness import missing_now
from reports.actions.recording import (
    change_finding,
    rank_finding,
    record_finding,
    reinstate_finding,
    withdraw_finding,
)
from reports.actions.release import (
    chair_of,
    close_door,
    due_if_sent,
    freeze_again,
    pass_quality_assurance,
    reopen,
    return_to_drafting,
    send_to_chair,
    send_to_quality_assurance,
)
from reports.actions.remarks import (
    Unsettled,
    enter_on_remark,
    make_remark,
    text_at,
    unsettled_of,
    unsettled_problems,
)
from reports.actions.signing import newest_draft, sign_off, signed_off
from reports.actions.snapshot import (
    freeze,
    judgement_lines,
    make_snapshot,
    problems_now,
)
from reports.actions.statement import record_statement, statement_of
from reports.actions.suggestions import (
    accept_suggestion,
    decline_suggestion,
    suggest,
    withdraw_suggestion,
)
from reports.actions.templates import template_of, withdraw_template, withdrawal_of
from reports.actions.traceability import traced
from reports.actions.upgrading import upgrade_impact, upgrade_inspection
from reports.actions.using import takes, use_finding
from reports.actions.writing import (
    add_paragraph,
    agencies_of,
    change_paragraph,
    move_paragraph,
    open_report,
    remove_paragraph,
)

__all__ = [
    "NO_WATERMARK",
    "AnswerContent",
    "PartNow",
    "Pen",
    "Print",
    "Unsettled",
    "accept_suggestion",
    "add_comment",
    "add_paragraph",
    "addressees_of",
    "agencies_of",
    "answer_comment",
    "ask_for_print",
    "build_combined",
    "chair_of",
    "change_comment",
    "change_finding",
    "change_paragraph",
    "close_door",
    "close_without_response",
    "confirm_publication",
    "decide_held",
    "decline_suggestion",
    "differences",
    "discard_typed",
    "document_at",
    "documents_of",
    "due_if_sent",
    "enter_on_remark",
    "find_print",
    "finding_named",
    "findings_for",
    "finish_answers",
    "freeze",
    "freeze_again",
    "guarded_now",
    "hash_of_parts",
    "hold_decisions",
    "holders_of",
    "judgement_lines",
    "leave_out",
    "link_evidence",
    "link_to_finding",
    "make_remark",
    "make_snapshot",
    "may_have_print",
    "missing_now",
    "move_paragraph",
    "move_pen",
    "name_of",
    "newest_draft",
    "notes_on",
    "open_report",
    "parts_now",
    "parts_with_text",
    "pass_quality_assurance",
    "pens_of",
    "preview",
    "printed_bytes",
    "problems_now",
    "propose_publication",
    "published_recommendations",
    "rank_finding",
    "ranks_of",
    "record_finding",
    "record_statement",
    "reinstate_finding",
    "remove_paragraph",
    "reopen",
    "return_response",
    "return_to_drafting",
    "save_typed",
    "send_to_chair",
    "send_to_quality_assurance",
    "sign_off",
    "signed_off",
    "statement_of",
    "strands_stated",
    "suggest",
    "takes",
    "template_of",
    "text_at",
    "traced",
    "typed_before",
    "unlink_evidence",
    "unlink_from_finding",
    "unsettled_of",
    "unsettled_problems",
    "upgrade_impact",
    "upgrade_inspection",
    "use_finding",
    "visible_evidence",
    "watermark_of",
    "window_of",
    "with_changes",
    "withdraw_finding",
    "withdraw_suggestion",
    "withdraw_template",
    "withdrawal_of",
]
