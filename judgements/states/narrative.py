"""The stages of an evaluation in words."""

from enum import StrEnum

from records.states import StateTable, Transition


class EvaluationState(StrEnum):
    """Where an evaluation in words is."""

    OPEN = "open"
    COMPLETE = "complete"


EVALUATION = StateTable(
    name="narrative evaluation",
    states=EvaluationState,
    first=EvaluationState.OPEN,
    transitions=(
        Transition(
            "complete",
            EvaluationState.OPEN,
            EvaluationState.COMPLETE,
            "the lead of the strand’s inspectorate, in a joint one the overall lead",
        ),
        Transition(
            "reopen", EvaluationState.COMPLETE, EvaluationState.OPEN, "the same, for a reason"
        ),
    ),
)
