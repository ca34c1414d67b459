"""The grades, and how people came to them."""

from judgements.models.judgement import Judgement, JudgementEvent
from judgements.models.position import (
    Position,
    PositionEvidence,
    PositionReceived,
    PositionRound,
)
from judgements.models.proposal import Proposal, RecordedAnswer, RuleDeparture, Signature

__all__ = [
    "Judgement",
    "JudgementEvent",
    "Position",
    "PositionEvidence",
    "PositionReceived",
    "PositionRound",
    "Proposal",
    "RecordedAnswer",
    "RuleDeparture",
    "Signature",
]
