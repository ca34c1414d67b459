"""What a page of results says, and the addresses on it. Without a database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from inspections.forms.search import SearchForm
from inspections.presenters.search import (
    SHOWN_LETTERS,
    address_of,
    conflict_of,
    excerpt,
    items_in_words,
    left_out,
    results,
    saved_rows,
    search_in_words,
    tagged_message,
)
from inspections.values import EVIDENCE_PAGE, Asked
from inspections.values.search import Search, SearchChoices, Words

CHOICES = SearchChoices.from_rows(
    [
        ("case", "T2", "T2", 0),
        ("case", "T1", "T1", 0),
        ("criterion", "140112 ¶1", "Second", 2),
        ("criterion", "140112 ¶2", "First", 1),
        ("author", "a@example.org", "Ash Reed", 0),
        ("saved", "0" * 32, "Mine", 0),
    ]
)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def row(number: int, **changes: Any) -> dict[str, Any]:
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
        "revision__version": 2,
        "revision__text": "The plan was late.",
        "revision__source": "meeting",
        "revision__strength": "weakness",
        "revision__is_childs_voice": False,
        "revision__observed_on": date(2026, 3, 1),
        "revision__agency__name": None,
    }
    return {**usual, **changes}


def page(rows: list[dict[str, Any]], asked: Asked | None = None, **facts: Any) -> Any:
    search = Search(**facts)
    said = form_for(search).facts_of(search)
    return results(rows, {}, search, said, asked or Asked(), "/search/")


def form_for(search: Search) -> SearchForm:
    form = SearchForm(dict(search.as_query()), choices=CHOICES)
    assert form.is_valid(), form.errors
    assert form.search() == search
    return form


# --- a line ---------------------------------------------------------------------------------------


def test_a_line_says_what_when_where_and_who() -> None:
    item = page([row(1)]).items[0]
    facts = "Meeting · observed 1 March 2026 · no case · the partnership · Ash Reed, CQC"
    assert (item.reference, item.text, item.strength, item.colour) == (
        "E-1",
        "The plan was late.",
        "Weakness",
        "orange",
    )
    assert item.facts == facts
    assert item.audited == "E-1 v2"
    assert item.note == ""
    assert item.url == "/inspections/OF-2026-0001/evidence/E-1/"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"revision__is_childs_voice": True}, "The child’s voice · "),
        ({"evidence__case__reference": "T1"}, "case T1"),
        ({"revision__agency__name": "The council"}, "The council"),
    ],
)
def test_what_is_known_besides_is_said(changes: dict[str, Any], says: str) -> None:
    assert says in page([row(1, **changes)]).items[0].facts


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"pinned": True}, "Shared with your inspectorate at version 2."),
        ({"evidence__withdrawn_at": NOON}, "Withdrawn."),
        (
            {"pinned": True, "evidence__withdrawn_at": NOON},
            "Withdrawn. Shared with your inspectorate at version 2.",
        ),
    ],
)
def test_a_note_says_why_an_item_is_unlike_the_others(changes: dict[str, Any], note: str) -> None:
    assert page([row(1, **changes)]).items[0].note == note


@pytest.mark.parametrize(
    ("text", "typed", "begins", "ends"),
    [
        ("short", "none", "short", "short"),
        ("word " * 200, "", "word word", "word …"),
        ("word " * 200, "word", "word word", "word …"),
        ("word " * 200 + "needle", "needle", "… word", "needle"),
        ("x" * 1000, "", "xxx", "x …"),
        ("", "", "", ""),
    ],
)
def test_a_text_is_cut_around_the_first_word(text: str, typed: str, begins: str, ends: str) -> None:
    cut = excerpt(text, Words.read(typed))
    assert cut.startswith(begins)
    assert cut.endswith(ends)
    assert len(cut) <= SHOWN_LETTERS + 4


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "asked", "newer", "older"),
    [
        (0, Asked(), False, False),
        (EVIDENCE_PAGE, Asked(), False, False),
        (EVIDENCE_PAGE + 1, Asked(), False, True),
        (3, Asked(older_than=(NOON, UUID(int=1))), True, False),
        (3, Asked(newer_than=(NOON, UUID(int=1))), False, True),
        (EVIDENCE_PAGE + 1, Asked(newer_than=(NOON, UUID(int=1))), True, True),
    ],
)
def test_a_page_leads_to_those_beside_it(
    found: int, asked: Asked, newer: bool, older: bool
) -> None:
    shown = page([row(number) for number in range(found)], asked, q="plan")
    assert len(shown.items) == min(found, EVIDENCE_PAGE)
    assert bool(shown.newer_url) == newer
    assert bool(shown.older_url) == older
    for url in filter(None, (shown.newer_url, shown.older_url)):
        assert parse_qs(urlsplit(url).query)["q"] == ["plan"]


def test_the_page_before_is_turned_round() -> None:
    nearest_first = [row(3), row(2), row(1)]
    shown = page(nearest_first, Asked(newer_than=(NOON, UUID(int=4))))
    assert [item.reference for item in shown.items] == ["E-1", "E-2", "E-3"]


@pytest.mark.parametrize(
    ("withdrawn", "says", "not_said"),
    [
        ("", "Withdrawn items are left out.", "Only withdrawn"),
        ("only", "Only withdrawn items are listed.", "left out"),
        ("too", "long texts are cut", "ithdrawn items"),
    ],
)
def test_what_is_left_out_is_said(withdrawn: str, says: str, not_said: str) -> None:
    said = left_out(Search(withdrawn=withdrawn))
    assert says in said
    assert not_said not in said
    assert "until it is shared" in said


# --- what is asked --------------------------------------------------------------------------------


def test_a_search_is_said_in_words() -> None:
    search = Search(
        q='plan -late "home visit"',
        case="T1",
        author="a@example.org",
        criterion="140112 ¶1",
        voice="yes",
        observed_from=date(2026, 3, 1),
    )
    form = form_for(search)
    assert search_in_words(search, form.facts_of(search)) == (
        "Words: plan, “home visit”, not late; Case: T1; Criterion: 140112 ¶1: Second; "
        "Child’s voice: Only the child’s voice; Recorded by: Ash Reed; "
        "Observed from: 1 March 2026"
    )
    nothing = Search()
    assert search_in_words(nothing, form.facts_of(nothing)).startswith("Everything")


def test_choices_stand_in_their_order() -> None:
    form = form_for(Search())
    assert [key for key, _ in form.fields["criterion"].choices] == ["", "140112 ¶2", "140112 ¶1"]
    assert [key for key, _ in form.fields["case"].choices] == ["", "T1", "T2"]


def test_a_search_everywhere_has_no_fact_of_one_inspection() -> None:
    form = SearchForm({}, choices=CHOICES, within=False)
    assert not {"case", "agency", "criterion", "strand", "author", "tag"} & set(form.fields)
    assert "inspection" in form.fields
    assert "inspection" not in SearchForm({}, choices=CHOICES).fields


def test_an_address_holds_the_search_and_what_comes_with_it() -> None:
    assert address_of("/search/", Search()) == "/search/"
    assert address_of("/search/", Search(q="a&b"), older="1_2") == "/search/?q=a%26b&older=1_2"


@pytest.mark.parametrize(
    ("now", "chosen", "taken_off", "says"),
    [
        (1, 1, False, "Tag “A” put on 1 item of evidence."),
        (1, 3, False, "Tag “A” put on 1 item of evidence. 2 items of evidence had it already."),
        (0, 1, True, "Tag “A” taken off 0 items of evidence. 1 item of evidence did not have it."),
        (2, 2, True, "Tag “A” taken off 2 items of evidence."),
        # Sent twice: what it did the first time, however many there are by now.
        (3, 1, False, "Tag “A” put on 3 items of evidence."),
    ],
)
def test_what_was_tagged_is_said(now: int, chosen: int, taken_off: bool, says: str) -> None:
    assert tagged_message(now, chosen, "A", taken_off=taken_off) == says


def test_numbers_are_said() -> None:
    assert items_in_words(1) == "1 item of evidence"
    assert items_in_words(2000) == "2,000 items of evidence"


def test_a_saved_search_opens_and_takes_this_search() -> None:
    [one] = saved_rows(CHOICES.named("saved"), Search(q="plan"))
    assert one.name == "Mine"
    assert one.replace_url == f"{one.change_url}?q=plan"
    assert saved_rows(CHOICES.named("saved"), Search())[0].replace_url == ""


def test_both_sides_of_a_conflict_have_name_and_question() -> None:
    both = conflict_of(("Mine", "Words: a"), ("Theirs", "Words: b"))
    assert (both.mine, both.theirs) == ("Mine\nWords: a", "Theirs\nWords: b")
