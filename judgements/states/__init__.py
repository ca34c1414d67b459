"""The stages of judgements."""

from judgements.states.narrative import (
    EVALUATION,
    EvaluationState,
)
from judgements.states.shared import (
    JUDGEMENT,
    STANDS,
    JudgementState,
)
from judgements.states.single import (
    DECISION_STANDS,
    GRADED,
    GRADED_STANDS,
    GradedState,
)

__all__ = [
    "DECISION_STANDS",
    "EVALUATION",
    "GRADED",
    "GRADED_STANDS",
    "JUDGEMENT",
    "STANDS",
    "EvaluationState",
    "GradedState",
    "JudgementState",
]
