"""Two changes of one text, case by case: what is merged, and where somebody has to choose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.differences import BEGIN, BETWEEN, END, Merged, Piece, differences, is_unsettled, merge

TEXTS = st.text(alphabet="ab .\n", max_size=30)


def choice(yours: str, theirs: str) -> str:
    return f"{BEGIN}{yours}{BETWEEN}{theirs}{END}"


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("", "", "", ""),
        ("", "Mine.", "", "Mine."),
        ("", "", "Theirs.", "Theirs."),
        ("a b c d e", "a b c d e f", "z a b c d e", "z a b c d e f"),
        ("a b c d e", "b c d e", "a b c d", "b c d"),
        ("One.\nTwo.\nThree.", "One!\nTwo.\nThree.", "One.\nTwo.\nThree?", "One!\nTwo.\nThree?"),
        ("مجلس حماية الأطفال", "مجلس حماية الأسرة", "مجلس حماية الأطفال", "مجلس حماية الأسرة"),
    ],
)
def test_changes_of_different_places_are_both_in_the_text(
    base: str, mine: str, theirs: str, merged: str
) -> None:
    assert merge(base, mine, theirs) == Merged(merged, 0)
    assert merge(base, theirs, mine) == Merged(merged, 0)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        (
            "The plan is old.",
            "The plan is new.",
            "The plan is.",
            f"The plan is{choice(' new', '')}.",
        ),
        ("", "Mine.", "Theirs.", choice("Mine.", "Theirs.")),
        ("old", "new", "good", choice("new", "good")),
        ("old", "", "good", choice("", "good")),
        ("old", "new", "", choice("new", "")),
        ("a old b", "a new b", "a good b", f"a {choice('new', 'good')} b"),
    ],
)
def test_changes_of_one_place_are_a_choice_with_the_reader_s_own_first(
    base: str, mine: str, theirs: str, merged: str
) -> None:
    assert merge(base, mine, theirs) == Merged(merged, 1)
    assert is_unsettled(merged)


def test_each_place_is_a_choice_of_its_own() -> None:
    def text(*words: str) -> str:
        return " stays here and there and ".join(words)

    found = merge(
        text("un", "deux", "trois"), text("one", "two", "trois"), text("eins", "zwei", "drei")
    )
    assert found == Merged(text(choice("one", "eins"), choice("two", "zwei"), "drei"), 2)


@given(TEXTS, TEXTS, TEXTS)
def test_the_number_of_choices_is_the_number_of_marks(base: str, mine: str, theirs: str) -> None:
    found = merge(base, mine, theirs)
    marks = [found.text.count(mark) for mark in (BEGIN, BETWEEN, END)]
    assert marks == [found.choices] * 3
    assert is_unsettled(found.text) is (found.choices > 0)


@given(TEXTS, TEXTS, TEXTS)
def test_choosing_one_side_everywhere_leaves_no_mark(base: str, mine: str, theirs: str) -> None:
    """The person takes the marks away by hand; what is left can be saved."""
    text = merge(base, mine, theirs).text
    while BEGIN in text:
        before, _, rest = text.partition(BEGIN)
        both, _, after = rest.partition(END)
        text = before + both.partition(BETWEEN)[0] + after
    assert not is_unsettled(text)


@given(TEXTS, TEXTS, TEXTS)
def test_whose_window_it_is_changes_the_order_and_not_the_places(
    base: str, mine: str, theirs: str
) -> None:
    assert merge(base, mine, theirs).choices == merge(base, theirs, mine).choices


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("", "a", [("added", "a")]),
        ("a", "", [("removed", "a")]),
        ("a b", "a b", [("same", "a b")]),
        ("a", "b", [("removed", "a"), ("added", "b")]),
        ("a b", "a b c", [("same", "a b"), ("added", " c")]),
        ("Ends.", "Ends!", [("same", "Ends"), ("removed", "."), ("added", "!")]),
        ("👩‍👧 x", "👩‍👧 y", [("same", "👩‍👧 "), ("removed", "x"), ("added", "y")]),
        ("<b>", "<i>", [("same", "<"), ("removed", "b"), ("added", "i"), ("same", ">")]),
    ],
)
def test_what_stayed_what_went_and_what_came(
    old: str, new: str, pieces: list[tuple[str, str]]
) -> None:
    assert [(one.kind, one.text) for one in differences(old, new)] == pieces


def test_a_word_is_marked_whole_and_never_by_its_letters() -> None:
    kinds = {one.text: one.kind for one in differences("inspected twice", "inspector twice")}
    assert kinds == {"inspected": "removed", "inspector": "added", " twice": "same"}


def test_so_many_different_words_that_they_outnumber_the_letters_below_the_gap() -> None:
    """Each word stands for one letter, and a part of the letters can be in no string."""
    words = [f"w{number}" for number in range(60_000)]
    old = " ".join(words)
    assert differences(old, old) == [Piece("same", old)]
    changed = differences(old, old.replace("w59999", "x"))
    assert changed[-2:] == [Piece("removed", "w59999"), Piece("added", "x")]


@pytest.mark.parametrize(
    ("text", "unsettled"),
    [
        ("", False),
        (BEGIN, False),
        (END, False),
        (BETWEEN, False),
        (choice("", ""), True),
        (choice("a", "b") * 2, True),
        (f"{END}{BEGIN}", True),
        ("[[ yours: a ]]", False),
    ],
)
def test_whether_a_choice_is_still_to_be_made(text: str, unsettled: bool) -> None:
    assert is_unsettled(text) is unsettled
