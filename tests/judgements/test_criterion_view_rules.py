"""What several people's views come to."""

from itertools import product

import pytest

from judgements.rules.criterion_views import Stands, stands
from judgements.values import View

EVERY = list(product([0, 1, 3], repeat=3))


@pytest.mark.parametrize("numbers", EVERY, ids=str)
def test_views_come_to_what_everybody_says(numbers: tuple[int, int, int]) -> None:
    people = dict(zip(View, numbers, strict=True))
    held = [view for view, number in people.items() if number]
    expected = Stands.NO_VIEW if not held else Stands.DIFFER
    if len(held) == 1:
        expected = Stands(held[0].value)
    assert stands(people) == expected


def test_no_majority_decides() -> None:
    assert stands({"met": 9, "not_met": 1}) == Stands.DIFFER


def test_nobody_s_view_is_no_view() -> None:
    assert stands({}) == Stands.NO_VIEW


@pytest.mark.parametrize("view", list(View))
def test_every_view_is_a_place_where_a_criterion_can_stand(view: View) -> None:
    assert stands({view.value: 1}).value == view.value
