"""The grades, and how people came to them."""

from judgements.models.agreement import (
    PrintDecision,
    Reopening,
    ResultPublished,
    ResultSigned,
    RuleFinding,
)
from judgements.models.criterion_view import (
    CriterionView,
)
from judgements.models.discussion import (
    DiscussionEntry,
)
from judgements.models.escalation import (
    Escalation,
    EscalationOutcome,
    SeniorPerson,
    SeniorTold,
)
from judgements.models.judgement import (
    Judgement,
    JudgementEvent,
)
from judgements.models.meeting import (
    AgendaItem,
    Attendance,
    Invitation,
    Meeting,
    MeetingPlan,
    Minute,
    MinutesAgreement,
)
from judgements.models.narrative import (
    FindingEvidence,
    HeadingConsidered,
    NarrativeEvaluation,
    NarrativeEvent,
    NarrativeFinding,
    NarrativeFindingRevision,
)
from judgements.models.outcome import (
    PublishedJudgement,
    RecordedGrade,
    RecordedOutcome,
    own_outcomes,
    own_versions,
)
from judgements.models.position import (
    Position,
    PositionEvidence,
    PositionReceived,
    PositionRound,
)
from judgements.models.proposal import (
    Proposal,
    RecordedAnswer,
    RuleDeparture,
    Signature,
)
from judgements.models.single import (
    GradeDecision,
    GradeModeration,
    acted_on,
    last_decision,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "CriterionView",
    "DiscussionEntry",
    "Escalation",
    "EscalationOutcome",
    "FindingEvidence",
    "GradeDecision",
    "GradeModeration",
    "HeadingConsidered",
    "Invitation",
    "Judgement",
    "JudgementEvent",
    "Meeting",
    "MeetingPlan",
    "Minute",
    "MinutesAgreement",
    "NarrativeEvaluation",
    "NarrativeEvent",
    "NarrativeFinding",
    "NarrativeFindingRevision",
    "Position",
    "PositionEvidence",
    "PositionReceived",
    "PositionRound",
    "PrintDecision",
    "Proposal",
    "PublishedJudgement",
    "RecordedAnswer",
    "RecordedGrade",
    "RecordedOutcome",
    "Reopening",
    "ResultPublished",
    "ResultSigned",
    "RuleDeparture",
    "RuleFinding",
    "SeniorPerson",
    "SeniorTold",
    "Signature",
    "acted_on",
    "last_decision",
    "own_outcomes",
    "own_versions",
]
