"""The values that components show."""

import pytest

from pages.shown import Step, steps


@pytest.mark.parametrize(
    ("current", "states"),
    [
        (-1, ["coming", "coming", "coming"]),
        (0, ["current", "coming", "coming"]),
        (1, ["done", "current", "coming"]),
        (3, ["done", "done", "done"]),
    ],
)
def test_steps_stand_before_at_and_after_today(current: int, states: list[str]) -> None:
    assert [step.state for step in steps(["A", "B", "C"], current=current)] == states


def test_steps_have_details_as_far_as_there_are_any() -> None:
    assert steps(["A", "B"], current=0, details=["today"]) == [
        Step("A", "current", "today"),
        Step("B", "coming", ""),
    ]
