"""What is said, and who stands for it."""

from reports.models.accuracy import AccuracyAnswer, AccuracyComment, AccuracyRound
from reports.models.publication import Publication, PublicationProposal
from reports.models.report import (
    Paragraph,
    ParagraphEvidence,
    ParagraphRevision,
    Report,
    ReportEvent,
)
from reports.models.snapshot import Artefact, Draft, SignOff
from reports.models.waiting import (
    reports_led_by,
    reports_past_due,
    reports_to_answer,
    reports_to_assure,
    reports_to_confirm,
    reports_to_sign_off,
)

__all__ = [
    "AccuracyAnswer",
    "AccuracyComment",
    "AccuracyRound",
    "Artefact",
    "Draft",
    "Paragraph",
    "ParagraphEvidence",
    "ParagraphRevision",
    "Publication",
    "PublicationProposal",
    "Report",
    "ReportEvent",
    "SignOff",
    "reports_led_by",
    "reports_past_due",
    "reports_to_answer",
    "reports_to_assure",
    "reports_to_confirm",
    "reports_to_sign_off",
]
