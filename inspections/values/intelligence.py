"""What one inspectorate tells another outside shared evidence. No Django here."""

from dataclasses import dataclass
from enum import StrEnum


class IntelligenceKind(StrEnum):
    """Why it is another inspectorate's business."""

    OTHER_AREA = "other_area"
    CONCERN = "concern"
    EXCEPTIONAL = "exceptional"
    ENFORCEMENT = "enforcement"


INTELLIGENCE_KIND_LABELS = {
    IntelligenceKind.OTHER_AREA: "A finding about another local area",
    IntelligenceKind.CONCERN: "A concern",
    IntelligenceKind.EXCEPTIONAL: "Exceptional practice",
    IntelligenceKind.ENFORCEMENT: "A matter for enforcement",
}
# Where each is asked for.
INTELLIGENCE_SOURCES = {
    IntelligenceKind.OTHER_AREA: "140112 ¶50, ¶73",
    IntelligenceKind.CONCERN: "140112 ¶57; 180025 ¶8",
    IntelligenceKind.EXCEPTIONAL: "180025 ¶8",
    IntelligenceKind.ENFORCEMENT: "180025 ¶18",
}


class OutcomeKind(StrEnum):
    """What a piece of intelligence led to."""

    PLANNING = "planning"
    INSPECTION = "inspection"
    ENFORCEMENT = "enforcement"
    PRACTICE = "practice"
    NOTHING = "nothing"
    OTHER = "other"


OUTCOME_LABELS = {
    OutcomeKind.PLANNING: "Used in planning or in choosing areas",
    OutcomeKind.INSPECTION: "An inspection or a visit",
    OutcomeKind.ENFORCEMENT: "Enforcement",
    OutcomeKind.PRACTICE: "Good practice passed on",
    OutcomeKind.NOTHING: "Considered, and nothing to do",
    OutcomeKind.OTHER: "Something else",
}


@dataclass(frozen=True)
class IntelligenceContent:
    """What a piece of intelligence says.

    Args:
        kind: one of IntelligenceKind.
        receiver: the code of the inspectorate that it is sent to.
        power: the primary key of the power that it was learned under.
        purpose: what the receiver is to use it for.
        text: the finding itself.
        area: the primary key of the local area that it is about, or None.
        evidence: the reference of an item whose text goes with it, or nothing.
    """

    kind: str
    receiver: str
    power: int
    purpose: str
    text: str
    area: int | None = None
    evidence: str = ""
