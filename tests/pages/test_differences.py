"""What differs between two texts, and two changes in one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.differences import BEGIN, BETWEEN, END, differences, is_unsettled, merge

TEXTS = st.text(alphabet="ab .\n", max_size=40)


def old(first: str, second: str) -> str:
    return "".join(one.text for one in differences(first, second) if one.kind != "added")


def new(first: str, second: str) -> str:
    return "".join(one.text for one in differences(first, second) if one.kind != "removed")


def test_a_changed_letter_marks_its_word() -> None:
    pieces = [(one.kind, one.text) for one in differences("The chair asks.", "The chairs ask.")]
    assert pieces == [
        ("same", "The "),
        ("removed", "chair asks"),
        ("added", "chairs ask"),
        ("same", "."),
    ]


@pytest.mark.parametrize("text", ["", "One.", "مجلس حماية", "👩‍👧 family\n\nnew"])
def test_a_text_differs_in_nothing_from_itself(text: str) -> None:
    assert [one.text for one in differences(text, text)] == ([text] if text else [])
    assert merge(text, text, text).text == text


@given(TEXTS, TEXTS)
def test_the_pieces_hold_both_texts_whole(first: str, second: str) -> None:
    assert old(first, second) == first
    assert new(first, second) == second


@given(TEXTS, TEXTS)
def test_where_one_changed_nothing_the_other_s_text_stands(base: str, changed: str) -> None:
    assert merge(base, base, changed).text == changed
    assert merge(base, changed, base).text == changed
    assert merge(base, changed, base).choices == 0


@given(TEXTS, TEXTS)
def test_where_both_changed_the_same_there_is_nothing_to_choose(base: str, changed: str) -> None:
    merged = merge(base, changed, changed)
    assert (merged.text, merged.choices) == (changed, 0)


def test_changes_that_do_not_touch_are_both_in_the_text() -> None:
    base = "The chair asks. The board waits. The plan is old."
    merged = merge(
        base,
        "The chair asks twice. The board waits. The plan is old.",
        "The chair asks. The board waits. The plan is new.",
    )
    assert merged.text == "The chair asks twice. The board waits. The plan is new."
    assert merged.choices == 0


def test_changes_of_one_place_are_both_marked() -> None:
    merged = merge("The plan is old.", "The plan is new.", "The plan is good.")
    assert merged.text == f"The plan is {BEGIN}new{BETWEEN}good{END}."
    assert merged.choices == 1
    assert is_unsettled(merged.text)


def test_a_passage_that_one_took_out_and_the_other_changed_is_a_choice() -> None:
    merged = merge("Keep. Drop this. Keep.", "Keep. Keep.", "Keep. Drop that. Keep.")
    assert merged.choices == 1
    assert "that" in merged.text


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_that_either_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    """Every passage that is new in one of them stands in the merged text."""
    merged = merge(base, mine, theirs).text
    for text in (mine, theirs):
        for piece in differences(base, text):
            assert piece.kind != "added" or piece.text in merged


@pytest.mark.parametrize(
    ("text", "unsettled"),
    [("Plain.", False), ("[[ a wiki link ]]", False), (f"x {BEGIN}a{BETWEEN}b{END}", True)],
)
def test_a_text_is_settled_when_the_marks_are_gone(text: str, unsettled: bool) -> None:
    assert is_unsettled(text) is unsettled


@pytest.mark.parametrize("kind", ["words", "letters"])
def test_texts_of_100_000_characters_are_compared_in_time(kind: str) -> None:
    numbers = range(14_000 if kind == "words" else 50_000)
    first = " ".join(f"w{number:05d}" if kind == "words" else "a" for number in numbers)
    second = " ".join(f"v{number:05d}" if kind == "words" else "b" for number in reversed(numbers))
    began = time.process_time()
    merged = merge(first, second, second + " end")
    assert time.process_time() - began < 15
    assert merged.text
