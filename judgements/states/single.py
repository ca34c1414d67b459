"""The stages of a judgement that one inspectorate makes: proposed, decided, moderated."""

from enum import StrEnum

from records.states import StateTable, Transition


class GradedState(StrEnum):
    """Where a single-agency judgement is. A stage that shared ones have too has the same name."""

    GATHERING = "gathering"
    PROPOSED = "proposed"
    DECIDED = "decided"
    RETURNED = "returned"
    AGREED = "agreed"


GRADED = StateTable(
    name="single-agency judgement",
    states=GradedState,
    first=GradedState.GATHERING,
    transitions=(
        Transition("propose", GradedState.GATHERING, GradedState.PROPOSED, "an inspector"),
        Transition("propose", GradedState.PROPOSED, GradedState.PROPOSED, "an inspector, anew"),
        Transition("propose", GradedState.RETURNED, GradedState.PROPOSED, "an inspector, anew"),
        Transition("decide", GradedState.PROPOSED, GradedState.DECIDED, "the inspectorate’s lead"),
        Transition(
            "decide", GradedState.RETURNED, GradedState.DECIDED, "the inspectorate’s lead, anew"
        ),
        Transition(
            "agree",
            GradedState.DECIDED,
            GradedState.AGREED,
            "a moderator, who has neither proposed nor decided",
        ),
        Transition(
            "return",
            GradedState.DECIDED,
            GradedState.RETURNED,
            "a moderator, who has neither proposed nor decided",
        ),
        Transition(
            "reopen",
            GradedState.AGREED,
            GradedState.PROPOSED,
            "the inspectorate’s lead, who says why",
        ),
    ),
)
# In these stages the last proposal stands: it may be decided, or it is.
GRADED_STANDS = frozenset(
    {GradedState.PROPOSED, GradedState.DECIDED, GradedState.RETURNED, GradedState.AGREED}
)
# In these the last decision stands; in the others it is void and stays to be seen.
DECISION_STANDS = frozenset({GradedState.DECIDED, GradedState.AGREED})
