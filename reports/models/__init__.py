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
]
