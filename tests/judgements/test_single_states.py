"""The table of stages of a single-agency judgement."""

import pytest

from judgements.models import Judgement
from judgements.states import (
    DECISION_STANDS,
    GRADED,
    GRADED_STANDS,
    GradedState,
    JudgementState,
)
from records.errors import TransitionNotAllowed

VERBS = ("propose", "decide", "agree", "return", "reopen")
LEGAL = {
    ("propose", "gathering"): "proposed",
    ("propose", "proposed"): "proposed",
    ("propose", "returned"): "proposed",
    ("decide", "proposed"): "decided",
    ("decide", "returned"): "decided",
    ("agree", "decided"): "agreed",
    ("return", "decided"): "returned",
    ("reopen", "agreed"): "proposed",
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", [state.value for state in GradedState])
def test_every_verb_from_every_stage(verb: str, state: str) -> None:
    if (verb, state) in LEGAL:
        assert GRADED.find(verb, state).target == LEGAL[verb, state]
    else:
        with pytest.raises(TransitionNotAllowed, match="Nothing was changed"):
            GRADED.find(verb, state)


def test_no_other_verb_is_in_the_table() -> None:
    assert {(one.verb, one.source) for one in GRADED.transitions} == set(LEGAL)
    assert GRADED.first == "gathering"


def test_agreed_is_reached_from_a_decision_alone() -> None:
    sources = {one.source for one in GRADED.transitions if one.target == GradedState.AGREED}
    assert sources == {GradedState.DECIDED}


def test_a_proposal_stands_from_its_making_and_a_decision_until_it_is_undone() -> None:
    assert {"proposed", "decided", "returned", "agreed"} == GRADED_STANDS
    assert {"decided", "agreed"} == DECISION_STANDS


def test_a_judgement_may_be_at_every_stage_of_both_tables() -> None:
    choices = {value for value, _ in Judgement._meta.get_field("state").choices}
    assert choices == {one.value for kind in (GradedState, JudgementState) for one in kind}
