"""The form that tags what a search found, and what it says of it. Without a database."""

from typing import Any
from uuid import uuid4

import pytest
from crispy_forms.utils import render_crispy_form
from django.http import QueryDict

from inspections.forms.search import TagForm
from inspections.models import Evidence, EvidenceAudience
from inspections.presenters.search import chosen_of, items_in_words, tagged_message
from inspections.values.packs import MOST_TAGGED
from pages.fields import NOT_IN_LIST
from tests.pages.reading import Markup, words

SCRIPT = "<script>alert(1)</script>"
TAGS = {"late": "Late", "to check": "To check", "script": SCRIPT}
EITHER = "Choose a tag, or enter a new one"


def tagging(tags: dict[str, str] = TAGS, **changes: Any) -> TagForm:
    usual = {"once": str(uuid4()), "act": "put", "tag": "", "name": "", "count": "3"}
    sent = QueryDict(mutable=True)
    for name, value in {**usual, **changes}.items():
        if value is not None:
            sent.setlist(name, value if isinstance(value, list) else [value])
    return TagForm(sent, tags=tags)


def drawn(form: TagForm) -> Markup:
    return Markup(render_crispy_form(form, context={"csrf_token": "token"}))


# --- which tag ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "tag", "name", "is_tag"),
    [
        ("put", "late", "", "Late"),
        ("put", "to check", "", "To check"),
        ("put", "", "New", "New"),
        ("put", "", "  New \n one ", "New one"),
        ("put", "", "Late", "Late"),
        ("put", "", "Zoe\u0308’s 😀", "Zoë’s 😀"),
        ("put", "", "שלום", "שלום"),
        ("put", "", "N\x00ew\x07", "New"),
        ("put", "", SCRIPT, SCRIPT),
        ("put", "", "x" * 60, "x" * 60),
        ("put", "late", "\x00 ", "Late"),
        ("take", "late", "", "Late"),
        ("take", "script", "", SCRIPT),
    ],
    ids=range(13),
)
def test_the_tag_is_the_one_that_was_chosen_or_named(
    act: str, tag: str, name: str, is_tag: str
) -> None:
    form = tagging(act=act, tag=tag, name=name)
    assert form.is_valid(), form.errors
    assert form.tag_name() == is_tag
    assert form.takes_off is (act == "take")
    assert form.cleaned_data["count"] == 3


@pytest.mark.parametrize(
    ("sent", "field", "says"),
    [
        ({}, "tag", EITHER),
        ({"name": "  "}, "tag", EITHER),
        ({"name": "\x00\x07"}, "tag", EITHER),
        ({"tag": "late", "name": "New"}, "tag", EITHER),
        ({"act": "take"}, "tag", "Choose the tag to take off"),
        ({"act": "take", "name": "Late"}, "tag", "Choose the tag to take off"),
        ({"act": "take", "tag": "late", "name": "New"}, "tag", EITHER),
        ({"act": ""}, "act", "Select whether to put a tag on or take one off"),
        ({"act": None, "tag": "late"}, "act", "Select whether to put a tag on or take one off"),
        ({"act": "both", "tag": "late"}, "act", NOT_IN_LIST),
        ({"act": "PUT", "tag": "late"}, "act", NOT_IN_LIST),
        ({"act": "\x00", "tag": "late"}, "act", NOT_IN_LIST),
        ({"act": "x" * 100_000, "tag": "late"}, "act", NOT_IN_LIST),
        ({"tag": "gone"}, "tag", NOT_IN_LIST),
        ({"tag": "Late"}, "tag", NOT_IN_LIST),
        ({"tag": "😀"}, "tag", NOT_IN_LIST),
        ({"tag": "\x00"}, "tag", NOT_IN_LIST),
        ({"tag": "x" * 100_000}, "tag", NOT_IN_LIST),
        ({"name": "!!!"}, "name", "Or a new tag to put on must have a letter or a digit in it"),
        ({"name": "😀"}, "name", "Or a new tag to put on must have a letter or a digit in it"),
        ({"name": "\u202e"}, "name", "Or a new tag to put on must have a letter or a digit in it"),
        ({"name": "x" * 61}, "name", "Or a new tag to put on must be 60 characters or fewer"),
        ({"name": "x" * 100_000}, "name", "Or a new tag to put on must be 60 characters or fewer"),
        ({"name": "א" * 100_000}, "name", "Or a new tag to put on must be 60 characters or fewer"),
        ({"tag": "late", "count": ""}, "count", "Open this page again from the search"),
        ({"tag": "late", "count": None}, "count", "Open this page again from the search"),
        ({"tag": "late", "count": "many"}, "count", "Enter a whole number."),
        ({"tag": "late", "count": "9" * 100_000}, "count", "Enter a whole number."),
        ({"tag": "late", "once": ""}, "once", "This page has lost its receipt. Open it again"),
        ({"tag": "late", "once": "\x00"}, "once", "This page has lost its receipt. Open it again"),
    ],
    ids=range(30),
)
def test_what_cannot_be_done_is_said_once_and_what_was_typed_stays(
    sent: dict[str, Any], field: str, says: str
) -> None:
    form = tagging(**sent)
    assert list(form.errors) == [field]
    [said] = form.errors[field]
    assert said.startswith(says)
    for name, value in sent.items():
        assert form[name].value() == value


def test_two_mistakes_are_both_said() -> None:
    form = tagging(act="", name="x" * 61)
    assert set(form.errors) == {"act", "name"}


def test_of_what_is_sent_twice_the_last_counts() -> None:
    form = tagging(act=["take", "put"], tag=["late", "to check"], count=["3", "4"])
    assert form.is_valid(), form.errors
    assert (form.takes_off, form.tag_name(), form.cleaned_data["count"]) == (False, "To check", 4)


def test_where_there_is_no_tag_one_can_be_named_and_none_taken_off() -> None:
    assert tagging(tags={}, name="New").is_valid()
    assert tagging(tags={}, act="take").errors == {"tag": ["Choose the tag to take off"]}


def test_two_inspectorates_do_not_choose_from_each_others_tags() -> None:
    mine, theirs = tagging(tags={"mine": "Mine"}), tagging(tags={"theirs": "Theirs"})
    assert list(mine.fields["tag"].choices) == [("", "Choose a tag"), ("mine", "Mine")]
    assert list(theirs.fields["tag"].choices) == [("", "Choose a tag"), ("theirs", "Theirs")]
    assert TagForm.base_fields["tag"].choices == []


# --- as it is drawn -------------------------------------------------------------------------------


def test_a_new_form_puts_a_tag_on_and_knows_the_number() -> None:
    markup = drawn(TagForm(tags=TAGS, initial={"count": 7}))
    [ticked] = markup.every("input", type="radio", checked="")
    assert ticked.get("value") == "put"
    assert markup.one("input", name="count").get("value") == "7"
    assert markup.one("input", name="count").get("type") == "hidden"
    assert words(markup.one("button")) == "Continue"


def test_the_names_of_tags_are_text_in_the_list() -> None:
    markup = drawn(tagging(name=f'"{SCRIPT}'))
    assert [words(option) for option in markup.every("option")] == [
        "Choose a tag",
        "Late",
        "To check",
        SCRIPT,
    ]
    assert markup.one("input", name="name").get("value") == f'"{SCRIPT}'
    assert markup.every("script") == []


@pytest.mark.parametrize("typed", ["!!!", "😀", "\u202eabc" + "x" * 60, "x" * 100_000])
def test_a_name_that_is_none_stands_in_its_box_with_its_error(typed: str) -> None:
    form = tagging(name=typed)
    assert not form.is_valid()
    markup = drawn(form)
    box = markup.one("input", name="name")
    assert box.get("value") == typed
    assert box.get("aria-describedby") == "id_name-error"
    assert "Or a new tag to put on must" in words(markup.one("p", id="id_name-error"))


def test_a_choice_that_is_wrong_keeps_what_was_right() -> None:
    form = tagging(act="take", tag="late", name="New")
    assert not form.is_valid()
    markup = drawn(form)
    [ticked] = markup.every("input", type="radio", checked="")
    assert ticked.get("value") == "take"
    assert words(markup.one("option", selected="")) == "Late"
    assert markup.one("input", name="name").get("value") == "New"


def test_asked_again_of_another_number_the_form_keeps_all_else() -> None:
    form = tagging(tag="late")
    assert form.is_valid()
    key = form.key
    form.count_anew(5)
    assert form["count"].value() == "5"
    again = TagForm(form.data, tags=TAGS)
    assert again.is_valid()
    assert (again.key, again.tag_name(), again.cleaned_data["count"]) == (key, "Late", 5)


def test_the_receipt_keeps_what_was_sent_and_no_token() -> None:
    form = tagging(tag="late", csrfmiddlewaretoken="t")
    assert form.is_valid()
    assert form.sent() == {"act": ["put"], "count": ["3"], "name": [""], "tag": ["late"]}


# --- what is to be tagged -------------------------------------------------------------------------


def rows(count: int) -> list[EvidenceAudience]:
    return [EvidenceAudience(evidence=Evidence(reference=f"E-{n}")) for n in range(1, count + 1)]


@pytest.mark.parametrize(
    ("count", "is_all", "title", "references"),
    [
        (0, False, "Nothing to tag", ""),
        (0, True, "Nothing to tag", ""),
        (1, False, "Tag 1 item of evidence", "E-1"),
        (3, False, "Tag 3 items of evidence", "E-1, E-2, E-3"),
        (1, True, "Tag 1 item of evidence", ""),
        (3, True, "Tag 3 items of evidence", ""),
    ],
)
def test_what_was_ticked_is_named_and_what_a_search_finds_is_counted(
    count: int, is_all: bool, title: str, references: str
) -> None:
    chosen = chosen_of(rows(count), is_all=is_all)
    assert (chosen.count, chosen.title, chosen.references) == (count, title, references)
    assert not chosen.too_many


@pytest.mark.parametrize(
    ("count", "too_many"),
    [(MOST_TAGGED - 1, False), (MOST_TAGGED, False), (MOST_TAGGED + 1, True)],
)
def test_there_is_an_end_to_what_is_tagged_at_once(count: int, too_many: bool) -> None:
    assert chosen_of(rows(count), is_all=True).too_many is too_many


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (0, "0 items of evidence"),
        (1, "1 item of evidence"),
        (2, "2 items of evidence"),
        (999, "999 items of evidence"),
        (1000, "1,000 items of evidence"),
        (1_000_000, "1,000,000 items of evidence"),
    ],
)
def test_a_number_of_items_is_said(count: int, says: str) -> None:
    assert items_in_words(count) == says


@pytest.mark.parametrize(
    ("now", "chosen", "taken_off", "says"),
    [
        (0, 1, False, "Tag “A” put on 0 items of evidence. 1 item of evidence had it already."),
        (0, 2, False, "Tag “A” put on 0 items of evidence. 2 items of evidence had it already."),
        (500, 500, False, "Tag “A” put on 500 items of evidence."),
        (1, 1, True, "Tag “A” taken off 1 item of evidence."),
        (
            *(1, 1_001, True),
            "Tag “A” taken off 1 item of evidence. 1,000 items of evidence did not have it.",
        ),
        # Sent twice, when the search finds nothing any more.
        (2, 0, True, "Tag “A” taken off 2 items of evidence."),
    ],
)
def test_what_was_done_is_said(now: int, chosen: int, taken_off: bool, says: str) -> None:
    assert tagged_message(now, chosen, "A", taken_off=taken_off) == says
