"""Names and times as people read them."""

from datetime import UTC, datetime

import pytest

from judgements.presenters.words import STATE_COLOURS, STATE_WORDS, listed, moment
from judgements.states import JudgementState


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], ""),
        (["Ofsted"], "Ofsted"),
        (["Ofsted", "CQC"], "Ofsted and CQC"),
        (["Ofsted", "CQC", "HMIC"], "Ofsted, CQC and HMIC"),
    ],
)
def test_names_in_a_sentence(names: list[str], sentence: str) -> None:
    assert listed(names) == sentence


@pytest.mark.parametrize(
    ("at", "read"),
    [
        (datetime(2026, 12, 7, 14, 3, tzinfo=UTC), "Monday 7 December 2026 at 14:03"),
        (datetime(2026, 6, 1, 23, 30, tzinfo=UTC), "Tuesday 2 June 2026 at 00:30"),
    ],
    ids=["winter", "summer"],
)
def test_a_time_is_that_of_london(at: datetime, read: str) -> None:
    assert moment(at) == read


@pytest.mark.parametrize("state", JudgementState)
def test_every_stage_has_its_words_and_its_colour(state: JudgementState) -> None:
    assert STATE_WORDS[state]
    assert STATE_COLOURS[state]
