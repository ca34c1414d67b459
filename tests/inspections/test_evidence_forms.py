"""The forms in which evidence is recorded, changed and withdrawn: what they take and what not."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict

from inspections.forms.evidence import (
    LONGEST,
    LONGEST_REASON,
    ChangeEvidenceForm,
    EvidenceForm,
    WithdrawForm,
    initial_from,
    initial_of,
    preset,
)
from inspections.values import Choice, Choices, Confidence, Source, Strength, Wording
from inspections.values.evidence import Recent
from inspections.values.evidence_templates import TEMPLATES
from pages.differences import BEGIN, BETWEEN, END
from pages.presenters import error_summary
from tests.inspections.test_forms import query, typed

SCRIPT = "<script>alert(1)</script>"
CHOICES = Choices(
    cases={3: Choice(3, "T1", "in_need"), 4: Choice(4, "T2", "in_need")},
    agencies={5: Choice(5, "Northmere Police", "police"), 6: Choice(6, "The council", "council")},
    criteria={8: Choice(8, "¶115a", "First"), 9: Choice(9, "¶115b", "Second")},
    services={7: Choice(7, "School nursing", "commissioned by the council")},
)
MARKED = f"Seen {BEGIN}twice{BETWEEN}once{END}."


def recorded(**changes: Any) -> EvidenceForm:
    return EvidenceForm(typed(**changes), choices=CHOICES)


def changed(**changes: Any) -> ChangeEvidenceForm:
    return ChangeEvidenceForm(typed(**{"base": "2", "item": "E-1", **changes}), choices=CHOICES)


def said_of(form: Any, name: str) -> list[str]:
    """The sentences beside one field."""
    return [str(one) for one in form.errors.get(name, [])]


# --- what is missing ----------------------------------------------------------------------------


def test_an_empty_form_says_what_is_missing_in_the_order_of_the_page() -> None:
    form = EvidenceForm(query(once=str(uuid4())), choices=CHOICES)
    assert [(one.text, one.target) for one in error_summary(form)] == [
        ("Enter what you saw or heard", "id_text"),
        ("Select the source", "id_source"),
        ("Enter the date observed", "id_observed_on_day"),
        ("Select strength or weakness", "id_strength_0"),
    ]


@pytest.mark.parametrize(
    ("name", "empty", "sentence"),
    [
        ("text", "", "Enter what you saw or heard"),
        ("text", " \t\r\n ", "Enter what you saw or heard"),
        ("text", "\x00\x01\x7f", "Enter what you saw or heard"),
        ("source", "", "Select the source"),
        ("strength", "", "Select strength or weakness"),
    ],
)
def test_what_is_left_empty_is_named_and_the_rest_is_kept(
    name: str, empty: str, sentence: str
) -> None:
    form = recorded(**{name: empty, "agency": "6", "basis": "Asked."})
    assert form.errors.keys() == {name}
    assert said_of(form, name) == [sentence]
    assert form["agency"].value() == "6"
    assert form["basis"].value() == "Asked."
    assert form["criteria"].value() == ["9", "8"]


@pytest.mark.parametrize(
    "name", ["agency", "case", "criteria", "service", "basis", "confidence", "wording", "why"]
)
def test_what_need_not_be_said_may_be_left_out(name: str) -> None:
    sent = typed()
    sent.pop(name, None)
    assert EvidenceForm(sent, choices=CHOICES).is_valid()


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  The chair asks. ", "The chair asks."),
        ("One.\r\nTwo.\rThree.", "One.\nTwo.\nThree."),
        ("A\x00B\x07C\x85D", "ABCD"),
        ("Half \ud800 of one", "Half  of one"),
        ("A\ttab stays", "A\ttab stays"),
        ("مجلس حماية الأطفال", "مجلس حماية الأطفال"),
        ("👩‍👧 said \u202eno", "👩‍👧 said \u202eno"),
        ("Cafe\u0301", "Café"),
        (SCRIPT, SCRIPT),
        ("0", "0"),
    ],
)
def test_a_text_is_kept_as_it_can_be_read(text: str, kept: str) -> None:
    form = recorded(text=text)
    assert form.is_valid(), form.errors
    assert form.content().text == kept


@pytest.mark.parametrize(
    ("name", "longest", "sentence"),
    [
        ("text", LONGEST, "Text must be 100,000 characters or fewer"),
        ("basis", LONGEST_REASON, "Basis must be 2,000 characters or fewer"),
        ("why", LONGEST_REASON, "Reason must be 2,000 characters or fewer"),
    ],
)
def test_a_text_may_be_so_long_and_no_longer(name: str, longest: int, sentence: str) -> None:
    assert changed(**{name: "x" * longest}).is_valid()
    form = changed(**{name: "x" * (longest + 1)})
    assert said_of(form, name) == [sentence]
    assert form[name].value() == "x" * (longest + 1)


def test_what_nobody_can_see_does_not_count_as_length() -> None:
    assert recorded(text="x" * LONGEST + "\x00" * 9).is_valid()
    assert recorded(text="x\r\n" * (LONGEST // 2)).is_valid()


def test_a_refused_text_comes_back_whole_and_runs_nothing() -> None:
    text = f'{SCRIPT}</textarea>"\nمجلس 👩‍👧'
    form = recorded(text=text, source="")
    markup = str(form["text"])
    assert form["text"].value() == text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;/textarea&gt;" in markup
    assert "مجلس 👩‍👧" in markup
    assert SCRIPT not in markup


@pytest.mark.parametrize("name", ["source", "case", "agency", "criteria", "item", "mine"])
def test_markup_in_any_field_is_shown_as_text(name: str) -> None:
    form = changed(**{name: f'"><img src=x>{SCRIPT}', "strength": ""})
    assert SCRIPT not in str(form.as_p())
    assert "<img" not in str(form.as_p())


# --- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence", "target"),
    [
        ("31", "2", "2020", "Date observed must be a real date", "day"),
        ("29", "2", "2019", "Date observed must be a real date", "day"),
        ("0", "1", "2020", "Date observed must be a real date", "day"),
        ("1", "13", "2020", "Date observed must be a real date", "month"),
        ("1", "brumaire", "2020", "Date observed must be a real date", "month"),
        ("٢", "1", "2020", "Date observed must be a real date", "day"),
        ("²", "1", "2020", "Date observed must be a real date", "day"),
        ("1", "1", "20", "Date observed must have a year of 4 numbers, like 2026", "year"),
        ("1", "1", "1899", "Date observed must have a year between 1900 and 2100", "year"),
        ("", "1", "2020", "Date observed must include a day", "day"),
        ("1", "", "", "Date observed must include a month and year", "month"),
        ("1", "1", "2100", "Date observed must be today or in the past", "day"),
        ("x" * 100_000, "1", "2020", "Date observed must be a real date", "day"),
        ("1\x00", "1", "2020", "Date observed must be a real date", "day"),
        ("", "", "", "Enter the date observed", "day"),
    ],
)
def test_a_date_that_is_none_is_named_and_its_boxes_keep_what_was_typed(
    day: str, month: str, year: str, sentence: str, target: str
) -> None:
    form = recorded(observed_on_day=day, observed_on_month=month, observed_on_year=year)
    [line] = error_summary(form)
    assert (line.text, line.target) == (sentence, f"id_observed_on_{target}")
    assert form["observed_on"].value() == [day, month, year]


@pytest.mark.parametrize(
    ("day", "month", "year", "read"),
    [
        ("29", "2", "2020", date(2020, 2, 29)),
        ("1", "Sept", "2019", date(2019, 9, 1)),
        (" 02 ", "NOVEMBER", "2020", date(2020, 11, 2)),
        ("1", "1", "1900", date(1900, 1, 1)),
    ],
)
def test_a_date_is_read_as_people_write_it(day: str, month: str, year: str, read: date) -> None:
    form = recorded(observed_on_day=day, observed_on_month=month, observed_on_year=year)
    assert form.is_valid(), form.errors
    assert form.content().observed_on == read


# --- choices ------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", list(Source))
def test_every_source_can_be_chosen(source: Source) -> None:
    form = recorded(source=source.value)
    assert form.is_valid()
    assert form.content().source == source


@pytest.mark.parametrize("strength", list(Strength))
def test_every_strength_can_be_chosen(strength: Strength) -> None:
    form = recorded(strength=strength.value)
    assert form.is_valid()
    assert form.content().strength == strength


@pytest.mark.parametrize("confidence", list(Confidence))
def test_every_confidence_can_be_chosen(confidence: Confidence) -> None:
    form = recorded(confidence=confidence.value)
    assert form.is_valid()
    assert form.content().confidence == confidence


@pytest.mark.parametrize("wording", list(Wording))
def test_every_wording_can_be_chosen(wording: Wording) -> None:
    form = recorded(wording=wording.value)
    assert form.is_valid()
    assert form.content().wording == wording


@pytest.mark.parametrize("name", ["confidence", "wording"])
def test_what_is_not_said_of_it_is_the_usual(name: str) -> None:
    form = recorded(**{name: ""})
    assert form.is_valid()
    usual = {"confidence": Confidence.MEDIUM, "wording": Wording.PARAPHRASE}[name]
    assert getattr(form.content(), name) == usual


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("source", "Data"),
        ("strength", "1"),
        ("agency", "05"),
        ("agency", "police"),
        ("case", "-3"),
        ("service", "8"),
        ("confidence", "certain"),
        ("wording", "x" * 100_000),
        ("case", "٣"),
        ("source", "data\x00"),
    ],
)
def test_what_was_not_offered_is_refused_by_name_and_the_text_is_kept(
    name: str, value: str
) -> None:
    form = recorded(**{name: value})
    assert form.errors.keys() == {name}
    assert "What you chose is not in the list any more" in said_of(form, name)[0]
    assert form["text"].value() == " Seen. "


@pytest.mark.parametrize(
    ("name", "values", "chosen"),
    [
        ("agency", ["5", "6"], 6),
        ("agency", ["5", ""], None),
        ("service", ["", "7"], 7),
        ("source", ["meeting", "data"], "data"),
    ],
)
def test_of_a_choice_that_is_sent_twice_the_last_counts(
    name: str, values: list[str], chosen: Any
) -> None:
    form = recorded(**{name: values})
    assert form.is_valid(), form.errors
    assert getattr(form.content(), name) == chosen


@pytest.mark.parametrize(
    ("sent", "is_voice"), [("on", True), ("1", True), ("", False), ("false", False)]
)
def test_the_box_for_the_child_s_voice(sent: str, is_voice: bool) -> None:
    form = recorded(is_childs_voice=sent)
    assert form.is_valid()
    assert form.content().is_childs_voice is is_voice


def test_what_is_offered_says_what_it_is() -> None:
    form = EvidenceForm(choices=CHOICES)
    offered = {name: list(form.fields[name].choices) for name in ("case", "agency", "service")}
    assert offered == {
        "case": [("", "No case"), (3, "T1"), (4, "T2")],
        "agency": [
            ("", "The partnership as a whole"),
            (5, "Northmere Police"),
            (6, "The council"),
        ],
        "service": [
            ("", "No service in particular"),
            (7, "School nursing (commissioned by the council)"),
        ],
    }
    assert form.fields["criteria"].choices == [(8, "¶115a: First"), (9, "¶115b: Second")]


def test_what_was_chosen_lately_stands_before_the_rest() -> None:
    recent = Recent(cases=(4, 99), agencies=(6,))
    form = EvidenceForm(choices=CHOICES, recent=recent)
    assert [key for key, _ in form.fields["case"].choices] == ["", 4, 3]
    assert [key for key, _ in form.fields["agency"].choices] == ["", 6, 5]


# --- what is seldom said ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ({}, False),
        ({"confidence": "medium", "wording": "paraphrase"}, False),
        ({"confidence": "", "wording": "", "service": "", "basis": ""}, False),
        ({"confidence": "low"}, True),
        ({"wording": "verbatim"}, True),
        ({"service": "7"}, True),
        ({"basis": "Asked."}, True),
        ({"is_childs_voice": "on"}, True),
        ({"service": "99"}, True),
        ({"basis": "x" * (LONGEST_REASON + 1)}, True),
    ],
)
def test_the_seldom_fields_are_open_where_one_of_them_says_something(
    said: dict[str, str], more: bool
) -> None:
    assert recorded(**said).says_more is more


def test_a_new_form_says_nothing_seldom() -> None:
    assert EvidenceForm(choices=CHOICES).says_more is False
    assert EvidenceForm(choices=CHOICES, initial={"basis": "Asked."}).says_more is True


# --- its key and its draft ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "version"),
    [("7", 7), ("", 0), ("x", 0), ("-1", 0), ("٧", 0), ("9" * 9, 0), (["1", "2"], 2)],
)
def test_the_version_of_the_draft_that_the_page_knew(sent: Any, version: int) -> None:
    assert recorded(version=sent).draft_version == version


@pytest.mark.parametrize(("sent", "waits"), [("1", True), ("", False), ("true", False)])
def test_whether_an_answer_to_a_save_had_not_come(sent: str, waits: bool) -> None:
    assert recorded(waiting=sent, version="3").heard.is_waiting is waits


def test_a_key_that_is_one_is_used() -> None:
    key = uuid4()
    assert recorded(once=str(key)).usable_key() == key


@pytest.mark.parametrize("once", ["", "x", "1" * 100_000, "\x00", "🙂"])
def test_a_key_that_is_none_is_replaced_and_everything_else_is_kept(once: str) -> None:
    form = recorded(once=once, version="4")
    key = form.usable_key()
    assert isinstance(key, UUID)
    assert form["once"].value() == str(key)
    assert form.usable_key() == key
    assert form.draft_version == 0
    assert form["text"].value() == " Seen. "


def test_a_form_sent_anew_over_its_own_draft_keeps_the_version_of_that() -> None:
    key = uuid4()
    form = recorded(version="4")
    form.sent_anew(key)
    assert form["once"].value() == str(key)
    assert form.draft_version == 4


# --- changing -----------------------------------------------------------------------------------


def test_a_change_becomes_content_with_its_reason() -> None:
    form = changed(why="  A slip. ", case="99")
    assert form.is_valid(), form.errors
    assert form.content().why == "A slip."
    assert "case" not in form.cleaned_data


def test_a_new_item_has_no_reason_to_change() -> None:
    form = recorded(why="Because.")
    assert form.is_valid()
    assert form.content().why == ""


@pytest.mark.parametrize(
    ("mine", "begun", "met"),
    [
        ("My words.", "3", ("My words.", 3)),
        ("My\x00 words.\r\n", "3", ("My words.\n", 3)),
        ("", "3", None),
        ("My words.", "", None),
        ("My words.", "x", None),
        ("My words.", "-1", None),
        ("My words.", "٣", None),
        ("My words.", "9" * 19, None),
        ("My words.", "9" * 18, ("My words.", int("9" * 18))),
    ],
)
def test_whether_a_form_met_another_window_before(
    mine: str, begun: str, met: tuple[str, int] | None
) -> None:
    assert changed(mine=mine, begun=begun).met() == met


@pytest.mark.parametrize(
    ("text", "valid"),
    [(MARKED, False), ("Seen [[ twice ]].", True), (BEGIN, True), (END, True)],
)
def test_a_text_with_both_passages_in_it_is_not_saved(text: str, valid: bool) -> None:
    form = changed(text=text)
    assert form.is_valid() is valid
    if not valid:
        assert "Choose one of the two passages" in said_of(form, "text")[0]
        assert form["text"].value() == text


def test_an_item_that_is_new_may_hold_such_marks() -> None:
    assert recorded(text=MARKED).is_valid()


def test_a_text_that_is_put_into_the_box_is_not_checked_yet() -> None:
    form = changed(text="", why="x" * (LONGEST_REASON + 1))
    assert not form.is_valid()
    form.take(MARKED, 5)
    assert form.errors == {}
    assert form["text"].value() == MARKED
    assert form["base"].value() == "5"
    assert form["why"].value() == "x" * (LONGEST_REASON + 1)


@pytest.mark.parametrize("base", ["0", "-1", "", "x", "1.5", "٢x", "9" * 5_000])
def test_a_base_that_is_no_version_is_refused_and_the_text_is_kept(base: str) -> None:
    form = changed(base=base)
    assert "base" in form.errors
    assert form["text"].value() == " Seen. "


# --- withdrawing --------------------------------------------------------------------------------


def test_a_reason_to_withdraw_is_kept() -> None:
    form = WithdrawForm(query(why=" Recorded\r\ntwice.\x00 "))
    assert form.is_valid()
    assert form.cleaned_data["why"] == "Recorded\ntwice."


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("", "Enter why you withdraw it"),
        (" \n ", "Enter why you withdraw it"),
        ("\x00", "Enter why you withdraw it"),
        ("x" * (LONGEST_REASON + 1), "Reason must be 2,000 characters or fewer"),
        ("🙂" * 100_000, "Reason must be 2,000 characters or fewer"),
    ],
)
def test_an_item_is_not_withdrawn_without_a_reason_that_can_be_read(
    why: str, sentence: str
) -> None:
    form = WithdrawForm(query(why=why))
    assert said_of(form, "why") == [sentence]
    assert form["why"].value() == why


def test_the_button_to_withdraw_is_a_warning() -> None:
    [button] = WithdrawForm().buttons()
    assert (button.label, button.style) == ("Withdraw this item", "warning")


# --- what a form begins with --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "criteria"),
    [
        ({}, None),
        ({"criteria": ["8", "9"]}, ["8", "9"]),
        ({"criteria": "8"}, ["8"]),
        ({"criteria": []}, []),
    ],
)
def test_the_criteria_of_a_draft_are_a_list(content: dict[str, Any], criteria: Any) -> None:
    assert initial_from(content).get("criteria") == criteria


def test_a_draft_brings_what_the_form_knows_and_nothing_else() -> None:
    content = {"text": "Half", "basis": "b", "once": "x", "version": 3, "files": "y", "mine": "z"}
    assert initial_from(content) == {"text": "Half", "basis": "b", "observed_on": ["", "", ""]}


def test_the_boxes_of_a_draft_s_date_are_kept_one_by_one() -> None:
    content = {"observed_on_day": 31, "observed_on_month": "feb", "observed_on_year": "20"}
    assert initial_from(content)["observed_on"] == ["31", "feb", "20"]


def test_an_address_that_asks_for_nothing_begins_an_empty_form() -> None:
    assert preset(QueryDict(""), CHOICES) == {
        "case": "",
        "agency": "",
        "criteria": [],
        "source": "",
        "text": "",
    }


@pytest.mark.parametrize("source", list(Source))
def test_a_template_brings_its_source_and_its_headings(source: Source) -> None:
    begun = preset(QueryDict(f"template={source}&source=meeting"), CHOICES)
    assert begun["source"] == source
    assert begun["text"] == TEMPLATES[source]


@pytest.mark.parametrize("unknown", ["x", "Data", "data%00", "%F0%9F%99%82", "x" * 5_000])
def test_a_template_that_is_not_there_brings_nothing(unknown: str) -> None:
    begun = preset(QueryDict(f"template={unknown}&source=meeting"), CHOICES)
    assert (begun["source"], begun["text"]) == ("meeting", "")


def test_the_same_criterion_asked_for_twice_is_ticked_once_on_the_page() -> None:
    begun = preset(QueryDict("criterion=¶115b&criterion=¶115b"), CHOICES)
    form = EvidenceForm(choices=CHOICES, initial=begun)
    assert str(form["criteria"]).count("checked") == 1


def row_of(**changes: Any) -> Any:
    """An item as its reader has it."""
    said = {
        "text": "Seen.",
        "source": "data",
        "agency_id": 5,
        "strength": "weakness",
        "observed_on": date(2020, 11, 2),
        "is_childs_voice": True,
        "confidence": "low",
        "wording": "verbatim",
        "service_id": 7,
        "basis": "Asked.",
        "version": 4,
        **changes,
    }
    links = [SimpleNamespace(criterion_id=key) for key in (9, 8)]
    criterion_links = SimpleNamespace(all=lambda: links)
    return SimpleNamespace(
        said=SimpleNamespace(**said, criterion_links=criterion_links),
        evidence=SimpleNamespace(reference="E-4K7Q-2MXV"),
    )


def test_an_item_is_shown_with_all_that_it_says() -> None:
    assert initial_of(row_of()) == {
        "text": "Seen.",
        "source": "data",
        "agency": 5,
        "strength": "weakness",
        "observed_on": date(2020, 11, 2),
        "criteria": [9, 8],
        "is_childs_voice": True,
        "confidence": "low",
        "wording": "verbatim",
        "basis": "Asked.",
        "service": 7,
        "base": 4,
        "item": "E-4K7Q-2MXV",
    }


def test_an_item_without_agency_and_service_chooses_none() -> None:
    begun = initial_of(row_of(agency_id=None, service_id=None))
    assert (begun["agency"], begun["service"]) == ("", "")


def test_an_item_that_is_shown_and_sent_again_says_the_same() -> None:
    """The round trip: what the page draws is what a browser posts."""
    begun = initial_of(row_of())
    form = ChangeEvidenceForm(choices=CHOICES, initial=begun)
    sent = {name: form[name].value() for name in form.fields if name not in {"files", "once"}}
    day = sent.pop("observed_on")
    boxes = zip(("day", "month", "year"), (day.day, day.month, day.year), strict=True)
    posted = query(
        once=str(uuid4()),
        **{name: value for name, value in sent.items() if value is not None},
        **{f"observed_on_{part}": value for part, value in boxes},
    )
    again = ChangeEvidenceForm(posted, choices=CHOICES)
    assert again.is_valid(), again.errors
    content = again.content()
    assert (content.text, content.agency, content.service) == ("Seen.", 5, 7)
    assert (content.criteria, content.observed_on) == ((9, 8), date(2020, 11, 2))
    assert (content.confidence, content.wording) == ("low", "verbatim")
    assert (content.is_childs_voice, content.basis) == (True, "Asked.")
    assert again.cleaned_data["base"] == 4
