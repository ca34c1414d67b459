"""The stages of a shared judgement."""

from enum import StrEnum

from records.states import StateTable, Transition


class JudgementState(StrEnum):
    """Where a judgement is."""

    GATHERING = "gathering"
    POSITIONS_OPEN = "positions_open"
    REVEALED = "revealed"
    PROPOSED = "proposed"
    AGREED = "agreed"
    ESCALATED = "escalated"


JUDGEMENT = StateTable(
    name="judgement",
    states=JudgementState,
    first=JudgementState.GATHERING,
    transitions=(
        Transition(
            "open_positions",
            JudgementState.GATHERING,
            JudgementState.POSITIONS_OPEN,
            "the overall lead",
        ),
        Transition(
            "reveal",
            JudgementState.POSITIONS_OPEN,
            JudgementState.REVEALED,
            "nobody: the last position that comes in",
        ),
        Transition(
            "open_positions",
            JudgementState.REVEALED,
            JudgementState.POSITIONS_OPEN,
            "the overall lead, for another round",
        ),
        Transition("propose", JudgementState.REVEALED, JudgementState.PROPOSED, "the overall lead"),
        Transition(
            "propose", JudgementState.PROPOSED, JudgementState.PROPOSED, "the overall lead, anew"
        ),
        Transition(
            "open_positions",
            JudgementState.PROPOSED,
            JudgementState.POSITIONS_OPEN,
            "the overall lead, for another round",
        ),
        Transition(
            "agree",
            JudgementState.PROPOSED,
            JudgementState.AGREED,
            "nobody: the last signature on the same content",
        ),
        Transition(
            "reopen",
            JudgementState.AGREED,
            JudgementState.REVEALED,
            "the overall lead, with a reason, before the letter is published",
        ),
        Transition(
            "escalate",
            JudgementState.PROPOSED,
            JudgementState.ESCALATED,
            "the overall lead, with a reason",
        ),
        Transition(
            "propose",
            JudgementState.ESCALATED,
            JudgementState.PROPOSED,
            "the overall lead, once the senior people have decided",
        ),
    ),
)
# In these stages the last proposal stands; in the others it is void.
STANDS = frozenset({JudgementState.PROPOSED, JudgementState.AGREED, JudgementState.ESCALATED})
