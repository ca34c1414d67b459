"""The plain values of judging: what is recorded, what is signed, what was agreed."""

from judgements.values.agreement import (
    DiscussionContent,
    OutcomeContent,
    SeniorContent,
)
from judgements.values.criterion_views import (
    VIEW_LABELS,
    View,
    ViewContent,
    Views,
)
from judgements.values.narrative import (
    FINDING_LABELS,
    LONGEST_FINDING,
    LONGEST_REASON,
    FindingContent,
    FindingKind,
)
from judgements.values.shared import (
    NO_EVIDENCE,
    NO_EVIDENCE_TITLE,
    Abstention,
    AgreedResult,
    Departure,
    Dissent,
    PositionContent,
    ProposalContent,
    SignatureContent,
    Signed,
    Stance,
    StatedPosition,
    proposal_hash,
)
from judgements.values.single import (
    NOT_JUDGED_TITLE,
    DecisionContent,
    GradeContent,
    ModerationContent,
    decision_hash,
    grade_hash,
)

__all__ = [
    "FINDING_LABELS",
    "LONGEST_FINDING",
    "LONGEST_REASON",
    "NOT_JUDGED_TITLE",
    "NO_EVIDENCE",
    "NO_EVIDENCE_TITLE",
    "VIEW_LABELS",
    "Abstention",
    "AgreedResult",
    "DecisionContent",
    "Departure",
    "DiscussionContent",
    "Dissent",
    "FindingContent",
    "FindingKind",
    "GradeContent",
    "ModerationContent",
    "OutcomeContent",
    "PositionContent",
    "ProposalContent",
    "SeniorContent",
    "SignatureContent",
    "Signed",
    "Stance",
    "StatedPosition",
    "View",
    "ViewContent",
    "Views",
    "decision_hash",
    "grade_hash",
    "proposal_hash",
]
