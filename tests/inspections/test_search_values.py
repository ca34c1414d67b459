"""What a search is: its terms, its facts, and the way to an address and back. Pure."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.models import SavedSearch
from inspections.values.search import (
    ATTACHED_LABELS,
    CAPITALS,
    DATES,
    LEXEME,
    MOST_WORDS,
    WITHDRAWN_LABELS,
    Attached,
    Search,
    SearchChoices,
    Term,
    Withdrawn,
    Words,
    folded,
    searched,
)

DAY = date(2026, 3, 1)
NAMES = [one.name for one in fields(Search)]
FACTS = [name for name in NAMES if name != "q"]


def of(name: str) -> Search:
    """A search that asks one thing."""
    return Search(**{name: DAY if name in DATES else "x"})


# --- a term ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "pattern", "lexemes", "says"),
    [
        (Term(("plan",)), " plan ", "('plan')", "plan"),
        (Term(("plan",), open_ended=True), " plan", "('plan':*)", "plan…"),
        (Term(("home", "visit")), " home visit ", "('home' & 'visit')", "“home visit”"),
        (
            *(Term(("home", "vis"), open_ended=True), " home vis"),
            *("('home' & 'vis':*)", "“home vis”…"),
        ),
        (Term(("24",)), " 24 ", "('24')", "24"),
        (Term(("שלום",)), " שלום ", "('שלום')", "שלום"),
    ],
)
def test_a_term_is_looked_for_and_said(term: Term, pattern: str, lexemes: str, says: str) -> None:
    assert (term.pattern, term.lexemes, str(term)) == (pattern, lexemes, says)


@pytest.mark.parametrize(
    ("term", "is_whole"),
    [
        (Term(("x" * (LEXEME - 1),)), True),
        # The index keeps 64 letters of a longer word, and of one with just as many.
        (Term(("x" * LEXEME,)), False),
        (Term(("x" * LEXEME,), open_ended=True), True),
        (Term(("x" * (LEXEME + 1),), open_ended=True), False),
        (Term(("home", "visit")), False),
        (Term(("home", "visit"), open_ended=True), False),
    ],
    ids=range(6),
)
def test_the_index_alone_finds_one_short_word(term: Term, is_whole: bool) -> None:
    assert term.is_whole is is_whole
    words = Words(every=(term,), none=(term,))
    assert words.patterns == (([], []) if is_whole else ([term.pattern], [term.pattern]))


def test_what_the_index_cannot_know_it_is_not_told_to_leave_out() -> None:
    long = Term(("x" * LEXEME,))
    assert Words(none=(long,)).lexemes == ""
    assert Words(none=(Term(("home", "visit")),)).lexemes == ""
    assert Words(none=(Term(("late",)),)).lexemes == "!('late')"


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "every", "none"),
    [
        ("plan", [Term(("plan",))], []),
        ("-plan", [], [Term(("plan",))]),
        ("--plan", [], [Term(("plan",))]),
        ("plan-", [Term(("plan",))], []),
        ("- plan", [Term(("plan",))], []),
        ("plan*", [Term(("plan",), open_ended=True)], []),
        ("-plan*", [], [Term(("plan",), open_ended=True)]),
        ("pl*an", [Term(("pl", "an"))], []),
        ("*plan", [Term(("plan",))], []),
        ("plan**", [Term(("plan",), open_ended=True)], []),
        ('"plan*"', [Term(("plan",))], []),
        ('"plan"', [Term(("plan",))], []),
        ('"home  visit"', [Term(("home", "visit"))], []),
        ('-"home visit"', [], [Term(("home", "visit"))]),
        ('home"visit"', [Term(("home",)), Term(("visit",))], []),
        ('"home"visit', [Term(("home",)), Term(("visit",))], []),
        ("plan -plan", [Term(("plan",))], [Term(("plan",))]),
        ("PLAN plan", [Term(("plan",))], []),
        ("-PLAN -plan", [], [Term(("plan",))]),
        ("plan,late", [Term(("plan", "late"))], []),
        ("+plan ~late", [Term(("plan",)), Term(("late",))], []),
        ("a OR b", [Term(("a",)), Term(("or",)), Term(("b",))], []),
    ],
)
def test_what_is_typed_is_read(typed: str, every: list[Term], none: list[Term]) -> None:
    words = Words.read(typed)
    assert (list(words.every), list(words.none)) == (every, none)
    assert not words.too_many


@pytest.mark.parametrize(
    ("typed", "too_many", "kept"),
    [
        ("w " * MOST_WORDS, False, 1),
        ("-w " * (MOST_WORDS + 1), True, 1),
        (" ".join(f"w{n}" for n in range(MOST_WORDS - 1)), False, MOST_WORDS - 1),
        (" ".join(f"w{n}" for n in range(MOST_WORDS)) + " !!! -", False, MOST_WORDS),
        (" ".join(f"w{n}" for n in range(MOST_WORDS - 1)) + ' "a b"', True, MOST_WORDS - 1),
        ('"' + "w " * (MOST_WORDS + 1) + '"', True, 0),
    ],
    ids=range(6),
)
def test_the_words_within_phrases_count_too(typed: str, too_many: bool, kept: int) -> None:
    words = Words.read(typed)
    assert words.too_many is too_many
    assert len(words.every) + len(words.none) == kept


@pytest.mark.parametrize(
    ("words", "is_something"),
    [
        (Words(), False),
        (Words(too_many=True), False),
        (Words(every=(Term(("a",)),)), True),
        (Words(none=(Term(("a",)),)), True),
    ],
)
def test_words_are_something_or_nothing(words: Words, is_something: bool) -> None:
    assert bool(words) is is_something


@pytest.mark.parametrize(
    ("typed", "text", "finds"),
    [
        ("", "anything", True),
        ("-late", "", True),
        ("-late", "It was late", False),
        ("late -late", "It was late", False),
        ("plan late", "a late plan", True),
        ("plan late", "a plan", False),
        ("pl* -plan", "a plan and plans", False),
        ("pl* -plan", "all plans", True),
        ('"late plan*"', "late plans", False),
        ("late-plan*", "late plans", True),
        ("cafe", "the CAFÉ", True),
        ("café", "the cafe", True),
        ("strasse", "Straße", False),
        ("and", "sand", False),
        ("2", "24", False),
        ("1.2", "1 2", True),
        ("½", "1⁄2", True),
    ],
)
def test_words_are_in_a_text_or_not(typed: str, text: str, finds: bool) -> None:
    assert Words.read(typed).are_in(searched(text)) is finds


# --- folding --------------------------------------------------------------------------------------


def test_each_capital_has_one_small_letter_of_its_own() -> None:
    large, small = CAPITALS
    assert len(large) == len(small) == len(set(large))
    assert not set(large) & set(small)


@pytest.mark.parametrize(
    ("text", "is_folded"),
    [
        ("", "  "),
        ("...", "  "),
        ("…", "  "),
        ("a", " a "),
        ("  a  ", " a "),
        ("A-B", " a b "),
        ("É-B", " e b "),
        ("a_b", " a b "),
        ("é_b", " e b "),
        ("x|y", " x y "),
        ("é|y", " e y "),
    ],
)
def test_plain_letters_and_others_are_folded_alike(text: str, is_folded: str) -> None:
    assert folded(text) == is_folded


@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_the_short_way_for_plain_letters_folds_as_the_long_way(text: str) -> None:
    # One letter of another script sends the same text the other way.
    assert folded(f"{text} é") == f"{folded(text).rstrip()} e "


@pytest.mark.parametrize(
    ("parts", "haystack"),
    [
        (("plan",), " plan "),
        (("plan", "E-1"), " plan | e 1 "),
        (("", "E-1", ""), "  | e 1 |  "),
        (("a|b", "c"), " a b | c "),
    ],
)
def test_what_is_looked_through_is_kept_apart(parts: tuple[str, ...], haystack: str) -> None:
    assert searched(*parts) == haystack


# --- a search -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_whatever_it_asks_a_search_comes_back_from_where_it_was_kept(name: str) -> None:
    search = of(name)
    assert not search.asks_nothing
    kept = search.as_data()
    assert kept == {name: "2026-03-01" if name in DATES else "x"}
    assert Search.from_data(kept) == search
    assert SavedSearch(name="Mine", asked=kept).search == search
    assert search.without(name) == Search()


@pytest.mark.parametrize("name", FACTS)
def test_each_fact_narrows_and_can_be_left_out(name: str) -> None:
    search = of(name)
    assert search.narrowed_by() == [name]
    assert Search(q="plan", **{name: getattr(search, name)}).without("q") == search


@pytest.mark.parametrize("name", NAMES)
def test_which_search_the_index_can_stop_at_a_page_of(name: str) -> None:
    assert of(name).is_words_alone is (name in {"q", "inspection", "withdrawn"})


def test_words_do_not_narrow_and_the_order_is_that_of_the_form() -> None:
    search = Search(q="plan", observed_to=DAY, tag="late", case="T1", withdrawn="only")
    assert search.narrowed_by() == ["case", "tag", "withdrawn", "observed_to"]


def test_nothing_is_kept_and_addressed_of_a_search_that_asks_nothing() -> None:
    assert Search().asks_nothing
    assert (Search().as_data(), Search().as_query(), Search().narrowed_by()) == ({}, [], [])


@pytest.mark.parametrize("name", DATES)
def test_a_day_stands_in_three_boxes_of_the_address(name: str) -> None:
    assert of(name).as_query() == [
        (f"{name}_day", "1"),
        (f"{name}_month", "3"),
        (f"{name}_year", "2026"),
    ]


@pytest.mark.parametrize(
    ("kept", "search"),
    [
        ({}, Search()),
        ({"q": "שלום 😀"}, Search(q="שלום 😀")),
        ({"q": ""}, Search()),
        ({"q": None, "case": ["T1"], "tag": {"a": "b"}, "theme": 1}, Search()),
        ({"words": "plan", "Q": "plan", "__class__": "x"}, Search()),
        ({"observed_from": "2026-02-30"}, Search()),
        ({"observed_from": ""}, Search()),
        ({"observed_from": "\x00"}, Search()),
        ({"observed_from": "x" * 100_000, "case": "T1"}, Search(case="T1")),
        ({"observed_from": 20260301}, Search()),
        ({"recorded_to": "2026-03-01"}, Search(recorded_to=DAY)),
    ],
    ids=range(11),
)
def test_what_was_kept_is_read_as_far_as_it_is_known(
    kept: dict[str, object], search: Search
) -> None:
    assert Search.from_data(kept) == search


@given(
    st.builds(
        Search,
        q=st.text(max_size=20),
        case=st.text(max_size=5),
        tag=st.text(max_size=5),
        withdrawn=st.sampled_from(["", *Withdrawn]).map(str),
        observed_from=st.none() | st.dates(),
        recorded_to=st.none() | st.dates(),
    )
)
def test_every_search_comes_back(search: Search) -> None:
    assert Search.from_data(search.as_data()) == search
    names = {name.removesuffix("_day") for name, _value in search.as_query()}
    asked = {*search.narrowed_by(), *(["q"] if search.q else [])}
    assert asked <= names


def test_a_saved_search_is_named_for_the_log_by_its_version() -> None:
    saved = SavedSearch(name="Mine", version=3)
    assert str(saved) == "Mine"
    assert saved.record_name == f"saved search {saved.reference} v3"


# --- choices --------------------------------------------------------------------------------------


def test_every_answer_has_its_words() -> None:
    assert list(WITHDRAWN_LABELS) == list(Withdrawn)
    assert list(ATTACHED_LABELS) == list(Attached)
    assert [one.value for one in Withdrawn] == ["", "too", "only"]
    assert [one.value for one in Attached] == ["", "yes", "no"]


def test_choices_come_by_their_order_and_then_by_name() -> None:
    choices = SearchChoices.from_rows(
        [
            ("theme", "c", "Cee", 1),
            ("theme", "b", "Zed", 0),
            ("theme", "a", "Eff", 0),
            ("case", "T1", "T1", 9),
        ]
    )
    assert list(choices.named("theme").items()) == [("a", "Eff"), ("b", "Zed"), ("c", "Cee")]
    assert dict(choices.named("case")) == {"T1": "T1"}
    assert dict(choices.named("agency")) == {}


def test_two_of_one_name_are_two_choices_and_one_key_is_one() -> None:
    rows = [("author", "b@x", "Ash", 0), ("author", "a@x", "Ash", 0), ("author", "a@x", "Ash", 0)]
    assert dict(SearchChoices.from_rows(rows).named("author")) == {"b@x": "Ash", "a@x": "Ash"}


def test_of_no_rows_nothing_can_be_chosen() -> None:
    assert SearchChoices.from_rows([]).of == {}
