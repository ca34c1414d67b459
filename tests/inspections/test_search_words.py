"""What is typed into a search, read; and texts, folded. Pure: no database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.values.search import (
    LEXEME,
    MOST_WORDS,
    Search,
    Term,
    Words,
    folded,
    searched,
)

# 100,000 characters each; how long they take is measured by benchmarks/search_words.py.
HOSTILE = (
    '"' * 100_000,
    "-" * 100_000,
    "a-" * 50_000,
    "* " * 50_000,
    "é" * 100_000,
    "a\u0301\u0323" * 33_000,
    "\x00\u202e" * 50_000,
    '"a ' * 30_000,
    "-\"'\\&|!():*<->" * 7_000,
)


def finds(typed: str, text: str, *more: str) -> bool:
    """Whether the words find a text; `more` are the reference and names beside it."""
    return Words.read(typed).are_in(searched(text, *more))


# --- folding ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "  "),
        ("The chair asked.", " the chair asked "),
        ("Child’s, child's", " child s child s "),
        ("multi-agency—team", " multi agency team "),
        ("ÉCOLE café", " ecole cafe "),
        ("e\u0301cole", " ecole "),
        ("ﬁrst ＡＢＣ", " first abc "),
        ("ØRSTED Ørsted", " ørsted ørsted "),
        ("ΑΒΓ АБВ", " αβγ абв "),
        ("Straße", " straße "),
        ("great😀day", " great day "),
        ("שלום־עולם", " שלום עולם "),
        ("مرحبا، بك؟", " مرحبا بك "),
        ("¶24, §20 and 1.2", " 24 20 and 1 2 "),
        ("a\u202eb\u200bc\x00d\x07e", " a b c d e "),
        ("一、二", " 一 二 "),
    ],
)
def test_a_text_is_folded_into_its_words(text: str, words: str) -> None:
    assert folded(text).split() == words.split()


def test_what_is_searched_keeps_text_reference_and_names_apart() -> None:
    haystack = searched("The last word", "E-1234", "plan.pdf")
    assert haystack == " the last word | e 1234 | plan pdf "


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=200))
def test_whatever_is_folded_has_a_space_at_either_end(text: str) -> None:
    assert "\x00" not in folded(text)
    assert folded(text).startswith(" ")
    assert folded(text).endswith(" ")


# --- reading ------------------------------------------------------------------------------------


def test_every_word_must_occur_in_any_order() -> None:
    assert finds("review chair", "The chair led the review.")
    assert not finds("review police", "The chair led the review.")


def test_a_word_is_found_whole_and_without_its_endings() -> None:
    assert not finds("child", "The children were seen.")
    assert finds("children", "The children’s views")


def test_a_star_finds_what_begins_so() -> None:
    assert finds("child*", "The children were seen.")
    assert not finds("hild*", "The children were seen.")


def test_a_phrase_stands_together() -> None:
    assert finds('"home visit"', "A home visit was late.")
    assert not finds('"home visit"', "A visit to the home was late.")


def test_a_phrase_does_not_reach_from_the_text_into_the_reference() -> None:
    assert not finds('"late e"', "It was late", "E-1")
    assert finds("late e", "It was late", "E-1")


def test_a_phrase_without_its_end_goes_to_the_end() -> None:
    assert Words.read('"home visit') == Words.read('"home visit"')


def test_a_hyphen_before_a_word_leaves_it_out() -> None:
    assert finds("visit -police", "A visit by a nurse")
    assert not finds("visit -police", "A visit by the police")


def test_a_hyphen_before_a_phrase_leaves_the_phrase_out_and_not_its_words() -> None:
    assert finds('-"home visit"', "A visit at home")
    assert not finds('-"home visit"', "A home visit")


def test_a_hyphen_within_a_word_makes_a_phrase() -> None:
    assert Words.read("multi-agency").every == (Term(("multi", "agency")),)
    assert finds("multi-agency", "A Multi agency plan")
    assert not finds("multi-agency", "Each agency has multi plans")


def test_an_apostrophe_makes_a_phrase_whichever_it_is() -> None:
    assert Words.read("child's") == Words.read("child’s")
    assert finds("child's", "The child’s voice")


def test_a_reference_is_found_as_it_is_written() -> None:
    assert finds("E-4K7Q-2MXV", "Anything", "E-4K7Q-2MXV")
    assert finds("e-4k7q*", "Anything", "E-4K7Q-2MXV")


def test_the_name_of_a_file_is_found() -> None:
    assert finds("strategy minutes", "Anything", "E-1", "Strategy_minutes (final).pdf")


@pytest.mark.parametrize(
    "typed", ["", "   ", "!!!", "- -- *", '""', '-""', "\x00\u202e", "😀", "’"]
)
def test_without_a_letter_or_digit_there_is_no_word(typed: str) -> None:
    words = Words.read(typed)
    assert not words
    assert words.lexemes == ""


def test_what_was_typed_twice_is_asked_once() -> None:
    assert Words.read("plan Plan PLAN plan*").in_words() == ["plan", "plan…"]


def test_too_many_words_are_named_and_not_searched() -> None:
    words = Words.read(" ".join(f"w{number}" for number in range(MOST_WORDS + 1)))
    assert words.too_many
    assert len(words.every) == MOST_WORDS
    assert not Words.read(" ".join(f"w{number}" for number in range(MOST_WORDS))).too_many


def test_the_page_says_each_term() -> None:
    words = Words.read('plan "home visit" neg* -police -"no record" multi-ag*')
    assert words.in_words() == [
        "plan",
        "“home visit”",
        "neg…",
        "“multi ag”…",
        "not police",
        "not “no record”",
    ]


def test_the_index_is_asked_for_words_and_never_refused_what_it_cannot_know() -> None:
    words = Words.read('plan neg* "home visit" -police -"no record"')
    assert words.lexemes == "('plan') & ('neg':*) & ('home' & 'visit') & !('police')"
    assert words.patterns == ([" home visit "], [" no record "])


def test_a_word_longer_than_the_index_keeps_is_compared_whole() -> None:
    words = Words.read("x" * (LEXEME + 5))
    assert words.lexemes == f"('{'x' * LEXEME}')"
    assert words.patterns == ([f" {'x' * (LEXEME + 5)} "], [])
    assert not words.are_in(searched("x" * (LEXEME + 6)))
    assert words.are_in(searched("x" * (LEXEME + 5)))


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_of_hostile_input_no_more_is_read_than_a_search_takes(typed: str) -> None:
    words = Words.read(typed)
    read = [word for term in (*words.every, *words.none) for word in term.words]
    assert len(read) <= MOST_WORDS
    assert words.too_many == (len(folded(typed).split()) > MOST_WORDS)


@given(st.text(max_size=300))
def test_whatever_is_typed_nothing_but_words_reaches_the_index(typed: str) -> None:
    words = Words.read(typed)
    for term in (*words.every, *words.none):
        for word in term.words:
            assert folded(word) == f" {word} "
            assert not set(word) & set("'\\&|!():*<> \x00")


@given(st.lists(st.text("abc é-’", min_size=1, max_size=6), min_size=1, max_size=6))
def test_a_text_is_found_by_each_of_its_own_words(parts: list[str]) -> None:
    text = " ".join(parts)
    for word in folded(text).split():
        assert finds(word, text)
        assert not finds(f"-{word}", text)


# --- what a search is ---------------------------------------------------------------------------


def test_a_search_comes_back_from_what_was_saved() -> None:
    search = Search(q='"home visit"', case="T1", observed_from=date(2026, 1, 2), withdrawn="too")
    assert Search.from_data(search.as_data()) == search


def test_what_is_not_known_any_more_is_left_out_of_a_saved_search() -> None:
    kept = {"q": "plan", "colour": "red", "observed_from": "no day", "case": 3}
    assert Search.from_data(kept) == Search(q="plan")


def test_an_address_holds_what_a_search_asks_and_no_more() -> None:
    search = Search(q="a b", source="child", observed_to=date(2026, 3, 1))
    assert search.as_query() == [
        ("q", "a b"),
        ("source", "child"),
        ("observed_to_day", "1"),
        ("observed_to_month", "3"),
        ("observed_to_year", "2026"),
    ]


def test_a_search_knows_what_narrows_it() -> None:
    search = Search(q="a", case="T1", voice="yes")
    assert search.narrowed_by() == ["case", "voice"]
    assert search.without("case") == Search(q="a", voice="yes")
    assert not search.is_words_alone
    assert Search(q="a", withdrawn="too").is_words_alone
    assert Search().asks_nothing
