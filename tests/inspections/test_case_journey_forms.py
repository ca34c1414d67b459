"""The forms of a child's journey, without a page around them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from inspections.forms.journey import ChangeEventForm, EventForm, PinForm, initial_of
from inspections.models import CaseEvent
from inspections.values.journey import EVENT_LABELS, LONGEST_EVENT, EventContent, EventKind
from tests.inspections.kept_rows import (
    HEALTH,
    JOINT,
    ONCE,
    POLICE,
    SCRIPT,
    SINGLE,
    boxes,
    item,
    on,
    query,
)

LAST = "last_day"
FIRST = "first_day"


def posted(**changes: Any) -> QueryDict:
    usual = {
        "once": ONCE,
        "base": "0",
        "kind": "missing",
        "agency": "5",
        "text": " Missing over night. ",
        "strand": "joint",
        **on(FIRST, date(2020, 11, 2)),
        **on(LAST, date(2020, 11, 4)),
    }
    return query(**{**usual, **changes})


def event_form(data: Any = None, **changes: Any) -> EventForm:
    usual = {"agencies": [POLICE, HEALTH], "strands": [JOINT, SINGLE], "short_name": "CQC"}
    return EventForm(data, **{**usual, **changes})


def change_form(data: Any = None, **changes: Any) -> ChangeEventForm:
    return ChangeEventForm(data, agencies=[POLICE, HEALTH], **changes)


# --- an event -----------------------------------------------------------------------------------


def test_what_was_typed_becomes_an_event() -> None:
    form = event_form(posted())
    assert form.is_valid(), form.errors
    assert form.content() == EventContent(
        kind="missing",
        first_day=date(2020, 11, 2),
        last_day=date(2020, 11, 4),
        agency=5,
        text="Missing over night.",
    )
    assert form.chosen_strand() is JOINT


@pytest.mark.parametrize("kind", EventKind)
def test_each_kind_can_be_chosen(kind: EventKind) -> None:
    form = event_form(posted(kind=kind.value))
    assert form.is_valid(), form.errors
    assert form.content().kind == kind


def test_every_kind_is_offered_in_words_and_none_is_chosen() -> None:
    choices = event_form().fields["kind"].choices
    assert choices[0] == ("", "Choose one")
    assert choices[1:] == [(kind.value, EVENT_LABELS[kind]) for kind in EventKind]
    assert event_form()["kind"].value() is None


@pytest.mark.parametrize(
    ("agency", "key"), [("", None), (str(POLICE.pk), POLICE.pk), (str(HEALTH.pk), HEALTH.pk)]
)
def test_an_event_is_of_an_agency_or_of_the_partnership(agency: str, key: int | None) -> None:
    form = event_form(posted(agency=agency))
    assert form.is_valid(), form.errors
    assert form.content().agency == key


def test_a_last_day_may_be_left_out() -> None:
    form = event_form(posted(**boxes(LAST)))
    assert form.is_valid(), form.errors
    assert form.content().last_day is None


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("kind", "Select what happened"),
        ("text", "Enter what happened, in a few words"),
        ("strand", "Select who sees it"),
    ],
)
def test_what_is_missing_is_asked_for(name: str, sentence: str) -> None:
    form = event_form(posted(**{name: ""}))
    assert form.errors == {name: [sentence]}


def test_a_missing_first_day_is_asked_for() -> None:
    form = event_form(posted(**boxes(FIRST)))
    assert form.errors == {FIRST: ["Enter the day, or the first day"]}
    assert form[LAST].value() == ["4", "11", "2020"]


def test_an_empty_post_asks_for_everything_that_is_needed_at_once() -> None:
    assert set(event_form(query()).errors) == {"once", "base", "kind", FIRST, "text", "strand"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "birthday"),
        ("kind", "Missing episode"),
        ("kind", "MISSING"),
        ("kind", SCRIPT),
        ("kind", "missing\x00"),
        ("kind", "🙂"),
        ("agency", "7"),
        ("agency", "police"),
        ("agency", "٥"),
        ("agency", "5\x00"),
        ("agency", "-5"),
        pytest.param("agency", "5" * 100_000, id="a long agency"),
        pytest.param("kind", "x" * 100_000, id="a long kind"),
    ],
)
def test_what_is_not_offered_is_not_taken(name: str, value: str) -> None:
    form = event_form(posted(**{name: value}))
    assert set(form.errors) == {name}
    assert "<script>" not in str(form.errors)
    assert form["text"].value() == " Missing over night. "


@pytest.mark.parametrize(
    ("name", "values", "taken"),
    [
        ("kind", ["missing", "court"], "court"),
        ("text", ["First.", "Second."], "Second."),
        ("agency", ["5", "6"], 6),
    ],
)
def test_of_a_field_that_is_sent_twice_the_last_counts(
    name: str, values: list[str], taken: Any
) -> None:
    form = event_form(posted(**{name: values}))
    assert form.is_valid(), form.errors
    assert getattr(form.content(), name) == taken


# --- its days -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("31", "2", "2020", "must be a real date"),
        ("29", "2", "2019", "must be a real date"),
        ("31", "4", "2020", "must be a real date"),
        ("0", "1", "2020", "must be a real date"),
        ("1", "13", "2020", "must be a real date"),
        ("1", "Smarch", "2020", "must be a real date"),
        ("x", "1", "2020", "must be a real date"),
        ("٢", "11", "2020", "must be a real date"),
        ("²", "11", "2020", "must be a real date"),
        ("🙂", "11", "2020", "must be a real date"),
        ("2\x00", "11", "2020", "must be a real date"),
        ("-2", "11", "2020", "must be a real date"),
        ("2", "11", "20", "must have a year of 4 numbers, like 2026"),
        ("2", "11", "02020", "must have a year of 4 numbers, like 2026"),
        ("2", "11", "0020", "must have a year between 1900 and 2100"),
        ("2", "11", "1899", "must have a year between 1900 and 2100"),
        ("2", "11", "2101", "must have a year between 1900 and 2100"),
        ("", "11", "2020", "must include a day"),
        ("2", "", "2020", "must include a month"),
        ("2", "11", "", "must include a year"),
        ("", "", "2020", "must include a day and month"),
    ],
)
@pytest.mark.parametrize(
    ("name", "label"), [(FIRST, "Day, or first day"), (LAST, "Last day (optional)")]
)
def test_a_day_that_does_not_exist_is_named_and_still_stands_in_its_boxes(
    name: str, label: str, day: str, month: str, year: str, sentence: str
) -> None:
    form = event_form(posted(**boxes(name, day, month, year)))
    assert form.errors == {name: [f"{label} {sentence}"]}
    assert form[name].value() == [day, month, year]


@pytest.mark.parametrize("month", ["11", "nov", "November", "NOVEMBER"])
def test_a_month_may_be_written_out(month: str) -> None:
    form = event_form(posted(**boxes(FIRST, "2", month, "2020")))
    assert form.is_valid(), form.errors
    assert form.content().first_day == date(2020, 11, 2)


def test_the_29th_of_february_of_a_leap_year_is_a_day() -> None:
    leap = date(2020, 2, 29)
    form = event_form(posted(**on(FIRST, leap), **boxes(LAST)))
    assert form.is_valid(), form.errors
    assert form.content().first_day == leap


@pytest.mark.parametrize(
    ("name", "label"), [(FIRST, "Day, or first day"), (LAST, "Last day (optional)")]
)
@pytest.mark.parametrize(("days", "is_valid"), [(-1, True), (0, True), (1, False)])
def test_nothing_has_happened_tomorrow(name: str, label: str, days: int, is_valid: bool) -> None:
    day = timezone.localdate() + timedelta(days=days)
    form = event_form(posted(**{**boxes(LAST), **on(name, day)}))
    assert form.is_valid() is is_valid
    if not is_valid:
        assert form.errors == {name: [f"{label} must be today or in the past"]}


@pytest.mark.parametrize(
    ("last", "is_valid"),
    [
        (date(2020, 11, 1), False),
        (date(2020, 11, 2), True),
        (date(2020, 11, 3), True),
        (date(1900, 1, 1), False),
    ],
)
def test_the_last_day_is_no_earlier_than_the_first(last: date, is_valid: bool) -> None:
    form = event_form(posted(**on(LAST, last)))
    assert form.is_valid() is is_valid
    if not is_valid:
        assert form.errors == {LAST: ["Last day must be on or after the first day"]}


def test_a_first_day_that_is_none_says_nothing_of_the_last() -> None:
    form = event_form(posted(**boxes(FIRST, "31", "2", "2021")))
    assert set(form.errors) == {FIRST}


def test_both_days_may_be_wrong_at_once() -> None:
    form = event_form(posted(**boxes(FIRST, "31", "2", "2021"), **boxes(LAST, "31", "4", "2021")))
    assert set(form.errors) == {FIRST, LAST}


# --- its words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  spaces around  ", "spaces around"),
        ("two\r\nlines", "two\nlines"),
        ("old\rlines", "old\nlines"),
        ("tab\tstays", "tab\tstays"),
        ("a\x00b", "ab"),
        ("bell\x07 and escape\x1b[0m", "bell and escape[0m"),
        ("e\u0301", "é"),
        ("נעדרה", "נעדרה"),
        ("\u202eoverride", "\u202eoverride"),
        ("🙂", "🙂"),
        ("👩‍👧 family", "👩‍👧 family"),
        ("100 % { } {{ x }}", "100 % { } {{ x }}"),
        (SCRIPT, SCRIPT),
    ],
)
def test_words_are_kept_as_they_can_be_seen(typed: str, kept: str) -> None:
    form = event_form(posted(text=typed))
    assert form.is_valid(), form.errors
    assert form.content().text == kept


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\x00\x01", "\t \r\n"])
def test_words_that_nobody_can_see_are_none(text: str) -> None:
    form = event_form(posted(text=text))
    assert form.errors == {"text": ["Enter what happened, in a few words"]}


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("x" * LONGEST_EVENT, True),
        ("x" * (LONGEST_EVENT + 1), False),
        ("🙂" * LONGEST_EVENT, True),
        ("ש" * (LONGEST_EVENT + 1), False),
        ("x" * LONGEST_EVENT + "\x00", True),
        (" " + "x" * LONGEST_EVENT + " ", True),
        ("x" * 100_000, False),
    ],
    ids=["full", "one over", "emoji", "right-to-left", "with NUL", "with spaces", "long"],
)
def test_words_have_a_length_that_counts_what_is_kept(text: str, is_valid: bool) -> None:
    form = event_form(posted(text=text))
    assert form.is_valid() is is_valid
    assert form["text"].value() == text
    if not is_valid:
        assert form.errors == {"text": ["In a few words must be 1,000 characters or fewer"]}
        assert text in str(form["text"])


def test_words_that_came_back_are_no_markup() -> None:
    drawn = str(event_form(posted(kind="", text=f"</textarea>{SCRIPT}"))["text"])
    assert "<script>" not in drawn
    assert "&lt;/textarea&gt;&lt;script&gt;" in drawn


def test_the_page_counts_the_words_and_never_cuts_them() -> None:
    widget = event_form().fields["text"].widget
    assert (widget.limit, widget.unit) == (LONGEST_EVENT, "characters")
    assert "maxlength" not in str(event_form()["text"])


def test_what_happened_is_asked_before_who_sees_it() -> None:
    names = [field.name for field in event_form().visible_fields()]
    assert names == ["kind", FIRST, LAST, "agency", "text", "strand"]


def test_the_agencies_are_those_of_the_area_below_the_partnership() -> None:
    assert event_form(agencies=[HEALTH]).fields["agency"].choices == [
        ("", "The partnership as a whole"),
        (HEALTH.pk, HEALTH.name),
    ]


def test_a_name_of_an_agency_is_no_markup() -> None:
    agency = type(POLICE)(pk=9, name=SCRIPT)
    drawn = str(event_form(agencies=[agency])["agency"])
    assert "&lt;script&gt;" in drawn
    assert "<script>" not in drawn


# --- another version ----------------------------------------------------------------------------


def happened(**changes: Any) -> CaseEvent:
    usual = {
        "kind": "missing",
        "first_day": date(2020, 11, 2),
        "last_day": date(2020, 11, 4),
        "agency": POLICE,
        "text": "Missing over night.",
        "version": 3,
    }
    return CaseEvent(**{**usual, **changes})


def test_an_event_is_shown_as_it_reads_now() -> None:
    form = change_form(initial=initial_of(happened()))
    assert form["kind"].value() == "missing"
    assert form[FIRST].value() == date(2020, 11, 2)
    assert form["agency"].value() == 5
    assert form["base"].value() == 3
    assert "strand" not in form.fields
    assert 'value="2"' in str(form[FIRST])
    assert "Missing over night." in str(form["text"])


def test_an_event_of_the_partnership_shows_no_agency() -> None:
    initial = initial_of(happened(agency=None, last_day=None))
    assert (initial["agency"], initial["last_day"]) == ("", None)
    assert 'value="" selected' in str(change_form(initial=initial)["agency"])


@pytest.mark.parametrize(
    "event",
    [
        happened(),
        happened(agency=None),
        happened(last_day=None),
        happened(kind="other", text="ש 🙂\nsecond line"),
        happened(last_day=date(2020, 11, 2)),
    ],
)
def test_an_event_sent_back_untouched_says_what_it_said(event: CaseEvent) -> None:
    initial = initial_of(event)
    days = {
        **on(FIRST, event.first_day),
        **(on(LAST, event.last_day) if event.last_day else boxes(LAST)),
    }
    sent = {name: initial[name] for name in ("kind", "agency", "text", "base")}
    form = change_form(query(once=ONCE, **sent, **days))
    assert form.is_valid(), form.errors
    assert form.content() == EventContent(
        kind=event.kind,
        first_day=event.first_day,
        last_day=event.last_day,
        agency=event.agency_id,
        text=event.text,
    )
    assert form.cleaned_data["base"] == 3


def test_an_agency_that_left_the_area_has_to_be_chosen_anew() -> None:
    form = change_form(posted(agency="99"))
    assert set(form.errors) == {"agency"}
    assert form.data["agency"] == "99"


# --- pinning ------------------------------------------------------------------------------------

FIRST_ITEM = "00000000-0000-0000-0000-000000000001"
SECOND_ITEM = "00000000-0000-0000-0000-000000000002"


def pin_form(data: Any = None, rows: Any = None) -> PinForm:
    return PinForm(data, rows=[item(1), item(2)] if rows is None else rows)


@pytest.mark.parametrize(
    ("ticked", "keys"),
    [
        ([FIRST_ITEM], [FIRST_ITEM]),
        ([SECOND_ITEM, FIRST_ITEM], [SECOND_ITEM, FIRST_ITEM]),
    ],
)
def test_what_is_ticked_is_pinned(ticked: list[str], keys: list[str]) -> None:
    form = pin_form(query(once=ONCE, items=ticked, reference=""))
    assert form.is_valid(), form.errors
    assert form.keys() == keys


def test_a_reference_alone_is_enough() -> None:
    form = pin_form(query(once=ONCE, reference="E-9"))
    assert form.is_valid(), form.errors
    assert form.keys() == []


@pytest.mark.parametrize(("rows", "name"), [([item(1)], "items"), ([], "reference")])
@pytest.mark.parametrize("reference", ["", "  "])
def test_where_nothing_is_named_the_first_that_could_be_asks_for_it(
    rows: list[Any], name: str, reference: str
) -> None:
    form = pin_form(query(once=ONCE, reference=reference), rows=rows)
    assert form.errors == {name: ["Select the evidence to pin"]}


def test_what_is_wrong_already_is_not_asked_for_as_well() -> None:
    form = pin_form(query(once=ONCE, reference="E" * 21))
    assert set(form.errors) == {"reference"}


@pytest.mark.parametrize(
    "ticked",
    ["00000000-0000-0000-0000-000000000003", "E-1", "", "x", "\x00", "🙂", SCRIPT],
)
def test_an_item_that_is_not_offered_is_not_pinned(ticked: str) -> None:
    form = pin_form(query(once=ONCE, items=[FIRST_ITEM, ticked], reference="E-9"))
    assert set(form.errors) == {"items"}
    assert "<script>" not in str(form.errors)
    assert form["reference"].value() == "E-9"
    assert [one.data["selected"] for one in form["items"]] == [True, False]


def test_with_nothing_on_the_case_there_is_a_reference_alone() -> None:
    form = pin_form(query(once=ONCE, items=[FIRST_ITEM], reference="E-1"), rows=[])
    assert "items" not in form.fields
    assert form.is_valid(), form.errors
    assert form.keys() == []
    assert form.cleaned_data["reference"] == "E-1"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" E-4K7Q-2MXV ", "E-4K7Q-2MXV"), ("e-4k7q-2mxv", "e-4k7q-2mxv"), ("ש🙂", "ש🙂")],
)
def test_a_reference_is_taken_without_the_space_around_it(typed: str, kept: str) -> None:
    form = pin_form(query(once=ONCE, reference=typed))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["reference"] == kept


@pytest.mark.parametrize(("length", "is_valid"), [(20, True), (21, False), (100_000, False)])
def test_a_reference_is_short(length: int, is_valid: bool) -> None:
    form = pin_form(query(once=ONCE, reference="E" * length))
    assert form.is_valid() is is_valid
    assert form["reference"].value() == "E" * length


def test_a_reference_with_a_character_that_nobody_can_see_is_refused() -> None:
    form = pin_form(query(once=ONCE, reference="E-1\x00"))
    assert set(form.errors) == {"reference"}


def test_an_item_is_offered_by_reference_strength_and_its_first_words() -> None:
    [(key, label)] = pin_form(rows=[item(1, "Seen on the file.")]).fields["items"].choices
    assert (key, label) == (FIRST_ITEM, "E-1, weakness: Seen on the file.")


@pytest.mark.parametrize(
    ("number", "is_cut"), [(1, False), (13, False), (14, False), (15, True), (10_000, True)]
)
def test_a_long_item_is_offered_by_fourteen_words(number: int, is_cut: bool) -> None:
    row = item(1, "\n ".join(["word"] * number))
    [(_, label)] = pin_form(rows=[row]).fields["items"].choices
    assert label.count("word") == min(number, 14)
    assert label.endswith("…") is is_cut


def test_what_an_item_says_is_no_markup_in_the_list() -> None:
    drawn = str(pin_form(rows=[item(1, SCRIPT)])["items"])
    assert "&lt;script&gt;" in drawn
    assert "<script>" not in drawn
