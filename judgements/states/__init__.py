"""The stages of judgements."""

from judgements.states.shared import (
    JUDGEMENT,
    STANDS,
    JudgementState,
)

__all__ = [
    "JUDGEMENT",
    "STANDS",
    "JudgementState",
]
