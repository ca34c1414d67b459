"""Words that several pages of a single-agency judgement use."""

from judgements.presenters.words import TagColour
from judgements.states import GradedState

GRADED_WORDS = {
    GradedState.GATHERING: "Gathering evidence",
    GradedState.PROPOSED: "Grade proposed",
    GradedState.DECIDED: "Decided, to be moderated",
    GradedState.RETURNED: "Returned by the moderator",
    GradedState.AGREED: "Agreed",
}
GRADED_COLOURS: dict[GradedState, TagColour] = {
    GradedState.GATHERING: "grey",
    GradedState.PROPOSED: "purple",
    GradedState.DECIDED: "blue",
    GradedState.RETURNED: "yellow",
    GradedState.AGREED: "green",
}


def graded_standing(state: GradedState, who: str, title: str) -> str:
    """Where it stands and who acts next, in a sentence.

    Args:
        who: the inspectorates that grade it.
        title: of the newest grade; empty where the area was left without one.
    """
    grade = title or "No grade, with the reason,"
    return {
        GradedState.GATHERING: f"{who} grades this by itself. An inspector proposes a grade next.",
        GradedState.PROPOSED: f"{grade} is proposed. The lead of {who} decides next.",
        GradedState.DECIDED: f"{grade} is decided. A moderator of {who} agrees or returns it.",
        GradedState.RETURNED: f"{who}’s moderator returned it. It is decided or proposed anew.",
        GradedState.AGREED: f"{grade} is decided by {who} and agreed by its moderator.",
    }[state]
