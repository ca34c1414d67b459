"""The table of stages."""

import pytest

from judgements.states import JUDGEMENT, STANDS, JudgementState
from records.errors import TransitionNotAllowed

VERBS = ("open_positions", "reveal", "propose", "agree", "reopen", "escalate")
LEGAL = {
    ("open_positions", "gathering"): "positions_open",
    ("open_positions", "revealed"): "positions_open",
    ("open_positions", "proposed"): "positions_open",
    ("reveal", "positions_open"): "revealed",
    ("propose", "revealed"): "proposed",
    ("propose", "proposed"): "proposed",
    ("propose", "escalated"): "proposed",
    ("agree", "proposed"): "agreed",
    ("reopen", "agreed"): "revealed",
    ("escalate", "proposed"): "escalated",
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", [state.value for state in JudgementState])
def test_every_verb_from_every_stage(verb: str, state: str) -> None:
    if (verb, state) in LEGAL:
        assert JUDGEMENT.find(verb, state).target == LEGAL[verb, state]
    else:
        with pytest.raises(TransitionNotAllowed, match="Nothing was changed"):
            JUDGEMENT.find(verb, state)


def test_an_agreed_judgement_can_be_opened_again_and_nothing_else() -> None:
    assert list(JUDGEMENT.targets(JudgementState.AGREED)) == [JudgementState.REVEALED]


def test_a_proposal_stands_from_its_making_until_it_is_replaced() -> None:
    assert {"proposed", "agreed", "escalated"} == STANDS
