"""Results, chips and saved searches as a page draws them, and what is cut. Without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from inspections.forms.search import SearchForm
from inspections.models import Inspection
from inspections.presenters.search import (
    SHOWN_LETTERS,
    Results,
    address_of,
    chips_of,
    conflict_of,
    excerpt,
    results,
    saved_rows,
    search_in_words,
    search_path,
)
from inspections.values import EVIDENCE_PAGE, Asked
from inspections.values.search import Search, SearchChoices, Words
from tests.pages.reading import Markup, words

SCRIPT = "<script>alert(1)</script>"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = UUID(int=1)


def row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """What the database says of an item."""
    usual = {
        "evidence_id": UUID(int=number),
        "revision_id": number,
        "recorded_at": NOON - timedelta(minutes=number),
        "pinned": False,
        "evidence__reference": f"E-{number}",
        "evidence__withdrawn_at": None,
        "evidence__case__reference": None,
        "evidence__owner__short_name": "CQC",
        "evidence__author__name": "Ash Reed",
        "inspection__reference": "OF-2026-0001",
        "revision__version": 1,
        "revision__text": "The plan was late.",
        "revision__source": "meeting",
        "revision__strength": "neutral",
        "revision__is_childs_voice": False,
        "revision__observed_on": date(2026, 3, 1),
        "revision__agency__name": None,
    }
    return {**usual, **changes}


def page(
    *rows: dict[str, Any],
    marks: dict[UUID, dict[str, list[str]]] | None = None,
    search: Search = Search(),  # noqa: B008 - a frozen value
    facts: tuple[tuple[str, str], ...] = (),
    asked: Asked = Asked(),  # noqa: B008 - a frozen value
) -> Results:
    return results(list(rows), marks or {}, search, facts, asked, "/search/")


def found(shown: Results, *, is_readable: bool = True, may_tick: bool = True) -> Markup:
    """The list of results as a page draws it."""
    context = {"results": shown, "is_readable": is_readable, "may_tick": may_tick}
    return Markup(render_to_string("inspections/_found.html", context))


# --- a line ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strength", "says", "colour"),
    [
        ("strength", "Strength", "green"),
        ("weakness", "Weakness", "orange"),
        ("neutral", "Neutral", ""),
    ],
)
def test_which_way_an_item_points_is_said_and_coloured(
    strength: str, says: str, colour: str
) -> None:
    item = page(row(revision__strength=strength)).items[0]
    assert (item.strength, item.colour) == (says, colour)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("case_record", "Case record"),
        ("child", "Discussion with a child"),
        ("family", "Discussion with family or carers"),
        ("practitioner", "Discussion with a practitioner"),
        # From before it was taken from the list.
        ("rumour", "rumour"),
    ],
)
def test_where_an_item_comes_from_is_said(source: str, says: str) -> None:
    assert page(row(revision__source=source)).items[0].facts.startswith(f"{says} · observed")


@pytest.mark.parametrize(
    ("marks", "criteria", "tags"),
    [
        ({}, "", ""),
        ({KEY: {}}, "", ""),
        ({KEY: {"criterion": ["¶1"]}}, "¶1", ""),
        ({KEY: {"criterion": ["¶1", "¶2"], "tag": ["Late"]}}, "¶1, ¶2", "Late"),
        ({KEY: {"tag": ["Late", "To check"]}}, "", "Late, To check"),
        ({UUID(int=2): {"tag": ["Late"]}}, "", ""),
    ],
)
def test_what_an_item_bears_on_and_its_tags_are_listed(
    marks: dict[UUID, dict[str, list[str]]], criteria: str, tags: str
) -> None:
    item = page(row(), marks=marks).items[0]
    assert (item.criteria, item.tags) == (criteria, tags)


def test_each_item_leads_into_its_own_inspection() -> None:
    shown = page(row(1), row(2, inspection__reference="CQC-2026-0009"), row(3))
    assert [item.url for item in shown.items] == [
        "/inspections/OF-2026-0001/evidence/E-1/",
        "/inspections/CQC-2026-0009/evidence/E-2/",
        "/inspections/OF-2026-0001/evidence/E-3/",
    ]


def test_each_item_has_its_own_day_and_version() -> None:
    other = row(2, revision__observed_on=date(2025, 12, 31), revision__version=7)
    shown = page(row(1), other, row(3))
    assert [item.facts.split(" · ")[1] for item in shown.items] == [
        "observed 1 March 2026",
        "observed 31 December 2025",
        "observed 1 March 2026",
    ]
    assert [item.audited for item in shown.items] == ["E-1 v1", "E-2 v7", "E-3 v1"]


def test_an_item_is_drawn_with_all_that_is_known_of_it() -> None:
    item = row(
        evidence__withdrawn_at=NOON,
        evidence__case__reference="T1",
        revision__is_childs_voice=True,
        revision__agency__name="The council",
        revision__text="First line\nSecond line",
    )
    markup = found(page(item, marks={KEY: {"criterion": ["¶1"], "tag": ["Late"]}}))
    said = [words(one) for one in markup.every("p")]
    assert said[:5] == [
        "First line Second line",
        (
            "The child’s voice · Meeting · observed 1 March 2026 · case T1 · The council · "
            "Ash Reed, CQC"
        ),
        "Bears on ¶1",
        "Tags: Late",
        "Withdrawn.",
    ]
    assert "app-verbatim" in markup.every("p")[0].get("class", "")
    assert markup.one("input", id="tick-E-1").get("value") == "E-1"
    assert markup.dangling() <= {"found-items"}


def test_what_is_not_known_of_an_item_is_not_drawn() -> None:
    markup = found(page(row()), may_tick=False)
    assert "Bears on" not in markup.html
    assert "Tags:" not in markup.html
    assert markup.every("input") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"revision__text": SCRIPT},
        {"evidence__author__name": SCRIPT},
        {"revision__agency__name": SCRIPT},
        {"revision__source": SCRIPT},
        {"evidence__case__reference": SCRIPT},
        {"evidence__owner__short_name": SCRIPT},
    ],
)
def test_whatever_people_wrote_is_text(changes: dict[str, Any]) -> None:
    markup = found(page(row(**changes)))
    assert markup.every("script") == []
    assert any(SCRIPT in words(one) for one in markup.every("p"))


def test_the_names_of_tags_and_criteria_are_text() -> None:
    markup = found(page(row(), marks={KEY: {"tag": [SCRIPT], "criterion": [SCRIPT]}}))
    assert markup.every("script") == []
    assert f"Tags: {SCRIPT}" in [words(one) for one in markup.every("p")]


@pytest.mark.parametrize("text", ["שלום", "a \u202eb", "😀", "Zoë’s"])
def test_a_text_in_any_script_is_drawn_as_it_was_written(text: str) -> None:
    assert words(found(page(row(revision__text=text))).every("p")[0]) == text


# --- the whole list -------------------------------------------------------------------------------


def test_of_nothing_the_page_says_what_to_do_and_what_was_left_out() -> None:
    markup = found(page())
    said = words(markup.root)
    assert "Nothing found" in said
    assert "end a word with *" in said
    assert "Withdrawn items are left out." in said


def test_what_cannot_be_read_was_not_searched_for() -> None:
    said = words(found(page(), is_readable=False).root)
    assert "Nothing was searched for: see what is wrong above." in said
    assert "Nothing found" not in said


@pytest.mark.parametrize(
    ("rows", "asked", "older", "newer"),
    [
        (0, Asked(older_than=(NOON, KEY)), None, None),
        (0, Asked(newer_than=(NOON, KEY)), None, None),
        (1, Asked(older_than=(NOON, KEY)), None, 1),
        (1, Asked(newer_than=(NOON, KEY)), 1, None),
        (EVIDENCE_PAGE + 1, Asked(older_than=(NOON, KEY)), EVIDENCE_PAGE, 1),
        (EVIDENCE_PAGE + 1, Asked(newer_than=(NOON, KEY)), 1, EVIDENCE_PAGE),
    ],
)
def test_the_pages_beside_begin_at_the_first_and_last_shown(
    rows: int, asked: Asked, older: int | None, newer: int | None
) -> None:
    shown = page(*(row(number) for number in range(1, rows + 1)), asked=asked)
    for url, side, number in ((shown.older_url, "older", older), (shown.newer_url, "newer", newer)):
        pairs = dict(parse_qsl(urlsplit(url).query))
        if number is None:
            assert url == ""
            continue
        at = NOON - timedelta(minutes=number)
        assert pairs == {side: f"{at.isoformat()}_{UUID(int=number).hex}"}
        again = Asked.from_query(pairs)
        assert (again.older_than or again.newer_than) == (at, UUID(int=number))


def test_what_goes_on_from_the_results_asks_the_same() -> None:
    search = Search(q="a&b", case="T1", observed_from=date(2026, 3, 1))
    shown = page(row(), search=search)
    assert parse_qsl(shown.query) == shown.pairs == search.as_query()
    assert page(row()).query == ""


# --- what is asked --------------------------------------------------------------------------------


def test_each_thing_asked_can_be_left_out() -> None:
    search = Search(q='"home visit" -late', case="T1", observed_from=date(2026, 3, 1))
    facts = (("case", "Case: T1"), ("observed_from", "Observed from: 1 March 2026"))
    chips = chips_of(search, facts, "/search/")
    assert [chip.label for chip in chips] == [
        'Words: "home visit" -late',
        "Case: T1",
        "Observed from: 1 March 2026",
    ]
    for chip, name in zip(chips, ("q", "case", "observed_from"), strict=True):
        assert chip.url == address_of("/search/", search.without(name))
    assert "observed_from" not in chips[2].url


def test_the_last_thing_left_out_leaves_a_plain_address() -> None:
    assert [chip.url for chip in chips_of(Search(q="plan"), (), "/search/")] == ["/search/"]
    assert chips_of(Search(), (), "/search/") == []


@pytest.mark.parametrize(
    ("search", "facts", "says"),
    [
        (Search(), (), "Everything that your inspectorate’s team may see"),
        (Search(q="plan"), (), "Words: plan"),
        (Search(q="-plan"), (), "Words: not plan"),
        (Search(q="!!!"), (), "Everything that your inspectorate’s team may see"),
        (Search(case="T1"), (("case", "Case: T1"),), "Case: T1"),
        (Search(q="a b*", case="T1"), (("case", "Case: T1"),), "Words: a, b…; Case: T1"),
    ],
)
def test_a_search_is_said_in_a_line(
    search: Search, facts: tuple[tuple[str, str], ...], says: str
) -> None:
    assert search_in_words(search, facts) == says


@pytest.mark.parametrize(
    ("search", "query"),
    [
        (Search(), ""),
        (Search(q="home visit"), "?q=home+visit"),
        (Search(q="50% & more"), "?q=50%25+%26+more"),
        (Search(q="שלום"), "?q=%D7%A9%D7%9C%D7%95%D7%9D"),
        (Search(q='"><script>'), "?q=%22%3E%3Cscript%3E"),
        (Search(case="T/1?#"), "?case=T%2F1%3F%23"),
    ],
)
def test_an_address_can_hold_any_search(search: Search, query: str) -> None:
    assert address_of("/search/", search) == f"/search/{query}"


def test_an_inspection_is_searched_on_its_own_and_all_of_them_elsewhere() -> None:
    within = search_path(Inspection(reference="OF-2026-0001"))
    assert within.startswith("/inspections/OF-2026-0001/")
    assert "OF-2026-0001" not in search_path(None)


def form_and_chips(search: Search, *, is_readable: bool = True) -> Markup:
    form = SearchForm(dict(search.as_query()), choices=SearchChoices({}))
    assert form.is_valid()
    shown = page(search=search, facts=tuple(form.facts_of(search)))
    context = {"form": form, "results": shown, "is_readable": is_readable}
    return Markup(render_to_string("inspections/_search.html", context))


def test_what_was_asked_is_drawn_as_text_with_a_way_to_leave_it_out() -> None:
    markup = form_and_chips(Search(q=SCRIPT, case=SCRIPT))
    assert markup.every("script") == []
    assert markup.one("input", id="id_q").get("value") == SCRIPT
    links = [words(link) for link in markup.every("a")]
    assert links == [f"Leave out Words: {SCRIPT}", f"Leave out Case: {SCRIPT}"]
    assert markup.dangling() == set()


@pytest.mark.parametrize("is_readable", [True, False])
def test_the_filters_are_open_where_something_in_them_may_be_wrong(is_readable: bool) -> None:
    markup = form_and_chips(Search(), is_readable=is_readable)
    assert (markup.one("details").get("open") is None) is is_readable
    assert "Searched for" not in markup.html


# --- what is cut ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letters", "is_cut"),
    [(SHOWN_LETTERS - 1, False), (SHOWN_LETTERS, False), (SHOWN_LETTERS + 1, True)],
)
def test_a_text_is_cut_when_it_is_longer_than_a_line_shows(letters: int, is_cut: bool) -> None:
    cut = excerpt("x" * letters, Words())
    assert cut.endswith(" …") is is_cut
    assert cut.count("x") == min(letters, SHOWN_LETTERS)


@pytest.mark.parametrize(
    ("before", "begins"),
    [(195, "word"), (200, "word"), (205, "… word")],
)
def test_the_beginning_is_left_out_for_a_word_two_thirds_on(before: int, begins: str) -> None:
    text = "word " * (before // 5) + "needle " + "word " * 100
    cut = excerpt(text, Words.read("needle"))
    assert cut.startswith(begins)
    assert "needle" in cut


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("word " * 200 + "NEEDLE", "needle"),
        ("word " * 200 + "needle " + "word " * 200, "needle*"),
        ("word " * 200 + "sharp needle.", '"needle sharp"'),
        ("x" * 700 + "needle" + "x" * 700, "needle"),
        # Small letters that are longer than their capital.
        ("İ" * 600 + " needle", "needle"),
        ("word " * 60 + "İ" * 400 + " needle end", "needle"),
        # A long address is cut within, and not away.
        ("w " * 150 + "see needle" + "x" * 400, "needle*"),
        ("x" * 250 + "  needle" + "y" * 400, "needle*"),
        ("word " * 200 + "שלום needle", "needle"),
    ],
    ids=range(9),
)
def test_the_word_that_was_found_is_in_what_is_shown(text: str, typed: str) -> None:
    cut = excerpt(text, Words.read(typed))
    assert "needle" in cut.lower()
    assert cut.startswith("… ")
    assert len(cut) <= SHOWN_LETTERS + 4


@pytest.mark.parametrize("typed", ["", "absent", "-needle", "+++"])
def test_without_a_word_to_show_the_beginning_is_shown(typed: str) -> None:
    text = "first " + "word " * 200 + "needle"
    assert excerpt(text, Words.read(typed)).startswith("first word")


@pytest.mark.parametrize("typed", ["a.c", "(", "[x]", "a\\b"])
def test_signs_in_a_word_are_no_pattern(typed: str) -> None:
    assert excerpt("abc " * 200, Words.read(typed)).startswith("abc abc")


@given(st.text("aİ é\n.", max_size=900), st.text("aié*", max_size=4))
def test_whatever_the_text_a_part_of_it_is_shown(text: str, typed: str) -> None:
    cut = excerpt(text, Words.read(typed))
    part = cut.removeprefix("… ").removesuffix(" …")
    assert part in text
    assert bool(part) == bool(text)
    assert len(part) <= SHOWN_LETTERS


# --- saved searches -------------------------------------------------------------------------------


def test_saved_searches_keep_their_order_and_lead_where_they_should() -> None:
    saved = {str(UUID(int=2)): "Second", UUID(int=1).hex: "First"}
    rows = saved_rows(saved, Search(case="T1"))
    assert [one.name for one in rows] == ["Second", "First"]
    for one, number in zip(rows, (2, 1), strict=True):
        assert str(UUID(int=number)) in one.url
        assert str(UUID(int=number)) in one.change_url
        assert one.replace_url == f"{one.change_url}?case=T1"
    assert saved_rows({}, Search(q="plan")) == []


def saved(*names: str, search: Search) -> Markup:
    rows = saved_rows({str(UUID(int=n)): name for n, name in enumerate(names, 1)}, search)
    return Markup(render_to_string("inspections/_saved_searches.html", {"saved": rows}))


def test_without_a_saved_search_there_is_no_list() -> None:
    assert words(saved(search=Search()).root) == ""


def test_a_saved_search_is_replaced_only_by_a_search_that_asks_something() -> None:
    assert len(saved("Mine", search=Search()).every("a")) == 2
    links = saved("Mine", search=Search(q="plan")).every("a")
    assert [words(link) for link in links] == [
        "Mine",
        "rename or delete Mine",
        "replace by this search: Mine",
    ]


def test_the_name_of_a_saved_search_is_text() -> None:
    markup = saved(SCRIPT, "שלום", search=Search(q=SCRIPT))
    assert markup.every("script") == []
    assert words(markup.every("a")[0]) == SCRIPT
    assert words(markup.every("a")[3]) == "שלום"


def test_two_windows_are_shown_line_by_line() -> None:
    both = conflict_of((SCRIPT, "Words: plan"), ("Mine", "Everything"))
    assert both.mine.splitlines() == [SCRIPT, "Words: plan"]
    assert both.theirs.splitlines() == ["Mine", "Everything"]
