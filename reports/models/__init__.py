"""What is said, and who stands for it."""

from reports.models.accuracy import AccuracyAnswer, AccuracyComment, AccuracyRound
from reports.models.combined import CombinedPart
from reports.models.findings import Finding, FindingCount, FindingEvidence, FindingRevision
from reports.models.format_request import FormatRequest
from reports.models.hold import HoldDecision
from reports.models.publication import Publication, PublicationProposal
from reports.models.recorded import RecordedLetter, RecordedLetterInspectorate
from reports.models.remarks import PenMove, Remark, RemarkEntry, Suggestion, SuggestionOutcome
from reports.models.report import (
    Paragraph,
    ParagraphEvidence,
    ParagraphRevision,
    Report,
    ReportEvent,
)
from reports.models.snapshot import Artefact, Draft, SignOff
from reports.models.statement import StatementOfAction, StatementRevision
from reports.models.template import TemplateWithdrawal
from reports.models.waiting import (
    reports_led_by,
    reports_past_due,
    reports_to_answer,
    reports_to_assure,
    reports_to_confirm,
    reports_to_sign_off,
    reports_with_suggestions,
)

__all__ = [
    "AccuracyAnswer",
    "AccuracyComment",
    "AccuracyRound",
    "Artefact",
    "CombinedPart",
    "Draft",
    "Finding",
    "FindingCount",
    "FindingEvidence",
    "FindingRevision",
    "FormatRequest",
    "HoldDecision",
    "Paragraph",
    "ParagraphEvidence",
    "ParagraphRevision",
    "PenMove",
    "Publication",
    "PublicationProposal",
    "RecordedLetter",
    "RecordedLetterInspectorate",
    "Remark",
    "RemarkEntry",
    "Report",
    "ReportEvent",
    "SignOff",
    "StatementOfAction",
    "StatementRevision",
    "Suggestion",
    "SuggestionOutcome",
    "TemplateWithdrawal",
    "reports_led_by",
    "reports_past_due",
    "reports_to_answer",
    "reports_to_assure",
    "reports_to_confirm",
    "reports_to_sign_off",
    "reports_with_suggestions",
]
