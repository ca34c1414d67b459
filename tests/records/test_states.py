"""A transition table, read by code and by people."""

import pytest

from records.errors import TransitionNotAllowed
from records.states import JOB, JobState


def test_find_gives_the_arrow_from_this_state() -> None:
    assert JOB.find("retry", JobState.PARKED).target == JobState.QUEUED


def test_find_says_where_a_verb_is_possible() -> None:
    with pytest.raises(TransitionNotAllowed) as refused:
        JOB.find("finish", JobState.QUEUED)
    assert refused.value.message == (
        "This job is in the stage “queued”. To finish is possible in: running. Nothing was changed."
    )


def test_find_of_an_unknown_verb_is_refused() -> None:
    with pytest.raises(TransitionNotAllowed, match="no state"):
        JOB.find("explode", JobState.QUEUED)


def test_targets_of_running() -> None:
    assert set(JOB.targets(JobState.RUNNING)) == {
        JobState.DONE,
        JobState.FAILED,
        JobState.QUEUED,
        JobState.PARKED,
    }


def test_nothing_follows_done() -> None:
    assert list(JOB.targets(JobState.DONE)) == []
