"""What every form of a record with versions has in common, without a page around it."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict

from inspections.forms.kept import (
    InStrandForm,
    KeptForm,
    LastingForm,
    WithdrawForm,
    agency_choices,
    case_choices,
    key_of,
)
from inspections.forms.once import SentOnceForm
from tests.inspections.kept_rows import JOINT, ONCE, SCRIPT, SINGLE, query

OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
LOST = "This page has lost its receipt. Open it again and send it once more."


def withdrawal(**changes: Any) -> QueryDict:
    return query(**{"once": ONCE, "base": "1", "why": "Recorded twice.", **changes})


def in_strand(data: Any = None, strands: Any = (JOINT, SINGLE)) -> InStrandForm:
    return InStrandForm(data, strands=strands, short_name="CQC")


# --- a form that is sent once -------------------------------------------------------------------


def test_the_key_of_a_sending_is_the_one_that_the_page_had() -> None:
    form = SentOnceForm(query(once=ONCE))
    assert form.is_valid()
    assert form.key == UUID(ONCE)


def test_of_a_key_that_is_sent_twice_the_last_counts() -> None:
    form = SentOnceForm(query(once=[ONCE, OTHER]))
    assert form.is_valid()
    assert form.key == UUID(OTHER)


@pytest.mark.parametrize(
    "once",
    [
        "",
        " ",
        "1",
        ONCE[:-1],
        ONCE + "0",
        "\x00",
        "🙂",
        pytest.param("x" * 100_000, id="long"),
        "\u202e" + ONCE,
    ],
)
def test_a_key_that_is_none_says_that_the_receipt_is_lost(once: str) -> None:
    form = SentOnceForm(query(once=once))
    assert form.errors == {"once": [LOST]}


@pytest.mark.parametrize("spelling", [ONCE.upper(), ONCE.replace("-", ""), f"{{{ONCE}}}"])
def test_a_key_in_another_spelling_is_the_same_key(spelling: str) -> None:
    form = SentOnceForm(query(once=spelling))
    assert form.is_valid()
    assert form.key == UUID(ONCE)


@pytest.mark.parametrize("name", ["csrfmiddlewaretoken", "once", "waiting"])
def test_what_is_no_content_is_not_in_the_receipt(name: str) -> None:
    assert SentOnceForm(query(**{name: "x", "why": "y"})).sent() == {"why": ["y"]}


def test_the_receipt_has_every_value_in_the_order_of_names() -> None:
    form = SentOnceForm(query(z="1", a=["3", "1", "3"], m=""))
    assert list(form.sent().items()) == [("a", ["3", "1", "3"]), ("m", [""]), ("z", ["1"])]


def test_two_posts_of_the_same_content_have_the_same_receipt_whatever_their_key() -> None:
    first, second = (SentOnceForm(query(once=key, why="x", base="1")) for key in (ONCE, OTHER))
    assert first.sent() == second.sent()


@pytest.mark.parametrize("data", [None, {"once": ONCE}])
def test_a_form_that_no_browser_sent_has_no_receipt(data: Any) -> None:
    with pytest.raises(TypeError, match="was sent"):
        SentOnceForm(data).sent()


# --- a form that comes back ---------------------------------------------------------------------


def test_a_form_sent_anew_has_another_key_and_all_that_was_typed() -> None:
    form = LastingForm(query(once=ONCE, text=" as typed ", many=["2", "1"]))
    form.sent_anew()
    assert form.data["once"] != ONCE
    assert UUID(form.data["once"]).version == 4
    assert form.data["text"] == " as typed "
    assert form.data.getlist("many") == ["2", "1"]


def test_a_form_sent_anew_twice_has_a_third_key() -> None:
    form = LastingForm(query(once=ONCE))
    keys = {ONCE}
    for _ in range(2):
        form.sent_anew()
        keys.add(form.data["once"])
    assert len(keys) == 3


def test_bearing_a_value_changes_that_field_alone() -> None:
    sent = query(once=ONCE, base="1", why="typed")
    form = KeptForm(sent)
    form.bear(base=7)
    assert (form.data["base"], form.data["why"], form.data["once"]) == ("7", "typed", ONCE)
    assert sent["base"] == "1"
    assert 'value="7"' in str(form["base"])


def test_bearing_replaces_every_value_of_a_name() -> None:
    form = KeptForm(query(once=ONCE, base=["1", "2"]))
    form.bear(base=3)
    assert form.data.getlist("base") == ["3"]


def test_what_is_borne_is_read_when_the_form_is_checked() -> None:
    form = KeptForm(query(once=ONCE, base="1"))
    form.bear(base=4)
    assert form.is_valid()
    assert form.cleaned_data["base"] == 4


def test_the_page_writes_the_form_tag() -> None:
    assert LastingForm().helper.form_tag is False
    assert LastingForm().helper.disable_csrf is True


# --- the version that was open ------------------------------------------------------------------


@pytest.mark.parametrize(("base", "number"), [("0", 0), ("1", 1), (" 12 ", 12), ("3.0", 3)])
def test_the_version_that_was_open_is_a_number(base: str, number: int) -> None:
    form = KeptForm(query(once=ONCE, base=base))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["base"] == number


@pytest.mark.parametrize(
    "base", ["", "-1", "x", "1.5", "1e3", "\x00", "🙂", pytest.param("9" * 5_000, id="long")]
)
def test_what_is_no_version_is_refused(base: str) -> None:
    form = KeptForm(query(once=ONCE, base=base))
    assert not form.is_valid()
    assert set(form.errors) == {"base"}


def test_a_new_record_begins_before_its_first_version() -> None:
    assert KeptForm()["base"].value() == 0
    assert KeptForm(initial={"base": 3})["base"].value() == 3
    assert KeptForm()["base"].is_hidden


# --- in which part it is kept -------------------------------------------------------------------


def test_each_part_says_who_sees_what_is_kept_there() -> None:
    field = in_strand().fields["strand"]
    assert field.choices == [("joint", "The whole joint team"), ("cqc-health", "CQC alone")]
    assert field.option_hints == {"joint": "Joint inspection", "cqc-health": "Health"}


@pytest.mark.parametrize(
    ("strands", "first"),
    [
        ((JOINT, SINGLE), "joint"),
        ((SINGLE, JOINT), "cqc-health"),
        ((SINGLE,), "cqc-health"),
        ((), ""),
    ],
)
def test_the_first_part_is_chosen_already(strands: Any, first: str) -> None:
    assert in_strand(strands=strands)["strand"].value() == first


@pytest.mark.parametrize(("code", "strand"), [("joint", JOINT), ("cqc-health", SINGLE)])
def test_the_part_that_was_chosen_is_found_by_its_code(code: str, strand: Any) -> None:
    form = in_strand(query(once=ONCE, base="0", strand=code))
    assert form.is_valid(), form.errors
    assert form.chosen_strand() is strand


def test_of_a_part_that_is_sent_twice_the_last_counts() -> None:
    form = in_strand(query(once=ONCE, base="0", strand=["joint", "cqc-health"]))
    assert form.is_valid()
    assert form.chosen_strand() is SINGLE


def test_no_part_asks_for_one() -> None:
    form = in_strand(query(once=ONCE, base="0", strand=""))
    assert form.errors == {"strand": ["Select who sees it"]}


@pytest.mark.parametrize("code", ["police", "JOINT", "joint ", "1", "None", SCRIPT, "joint\x00"])
def test_a_part_that_was_not_offered_is_not_taken(code: str) -> None:
    form = in_strand(query(once=ONCE, base="0", strand=code))
    assert set(form.errors) == {"strand"}
    assert "<script>" not in str(form.errors["strand"])


def test_where_no_part_is_offered_none_can_be_taken() -> None:
    form = in_strand(query(once=ONCE, base="0", strand="joint"), strands=())
    assert not form.is_valid()


def test_the_lists_of_two_forms_are_not_one_list() -> None:
    one, other = in_strand(strands=(JOINT,)), in_strand(strands=(SINGLE,))
    assert [value for value, _ in one.fields["strand"].choices] == ["joint"]
    assert [value for value, _ in other.fields["strand"].choices] == ["cqc-health"]


# --- withdrawing --------------------------------------------------------------------------------


def test_a_reason_and_a_version_withdraw() -> None:
    form = WithdrawForm(withdrawal(why=" Recorded twice.\r\nSee J-2. "))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["why"] == "Recorded twice.\nSee J-2."
    assert form.cleaned_data["base"] == 1


@pytest.mark.parametrize("why", ["", " ", "\n\t ", "\r\n"])
def test_without_a_reason_nothing_is_withdrawn(why: str) -> None:
    form = WithdrawForm(withdrawal(why=why))
    assert form.errors == {"why": ["Enter why it is withdrawn"]}


@pytest.mark.parametrize(("length", "is_valid"), [(1, True), (1_000, True), (1_001, False)])
def test_a_reason_has_a_length_that_is_read(length: int, is_valid: bool) -> None:
    assert WithdrawForm(withdrawal(why="x" * length)).is_valid() is is_valid


@pytest.mark.parametrize(
    "why",
    ["x" * 100_000, "🙂" * 1_001, "ש" * 2_000],
    ids=["latin", "emoji", "right-to-left"],
)
def test_a_reason_that_is_too_long_says_so_and_is_still_there(why: str) -> None:
    form = WithdrawForm(withdrawal(why=why))
    sentence = "Why it is withdrawn must be 1,000 characters or fewer"
    assert form.errors == {"why": [sentence]}
    assert form["why"].value() == why
    assert why in str(form["why"])


@pytest.mark.parametrize(
    "why", ["נרשם פעמיים", "\u202eback", "🙂🙃", "e\u0301", "50% of it", SCRIPT]
)
def test_a_reason_in_any_writing_is_kept_as_it_is(why: str) -> None:
    form = WithdrawForm(withdrawal(why=why))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["why"] == why
    assert "<script>" not in str(form["why"])


@pytest.mark.parametrize(("rest", "is_valid"), [("xx", True), ("xxx", False)])
def test_a_line_end_counts_as_one_character(rest: str, is_valid: bool) -> None:
    assert WithdrawForm(withdrawal(why="x\r\n" * 499 + rest)).is_valid() is is_valid


@pytest.mark.parametrize("base", ["0", "", "-1", "x"])
def test_what_was_never_saved_is_not_withdrawn(base: str) -> None:
    form = WithdrawForm(withdrawal(base=base))
    assert set(form.errors) == {"base"}
    assert form["why"].value() == "Recorded twice."


def test_a_withdrawal_is_a_warning() -> None:
    [button] = WithdrawForm().buttons()
    assert (button.label, button.style) == ("Withdraw it", "warning")


# --- lists to choose from -----------------------------------------------------------------------


@pytest.mark.parametrize(("text", "key"), [("", None), ("0", 0), ("12", 12)])
def test_a_key_is_a_number_or_none(text: str, key: int | None) -> None:
    assert key_of(text) == key


def test_a_key_that_is_no_number_is_no_key() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        key_of("T1")


def test_cases_and_agencies_stand_below_none_of_them() -> None:
    case = SimpleNamespace(pk=7, reference="T1")
    agency = SimpleNamespace(pk=5, name="Northmere Police")
    assert case_choices([case]) == [("", "No case"), (7, "T1")]
    assert agency_choices([agency]) == [
        ("", "The partnership as a whole"),
        (5, "Northmere Police"),
    ]


def test_without_cases_and_agencies_there_is_still_none_to_choose() -> None:
    assert case_choices([]) == [("", "No case")]
    assert agency_choices([]) == [("", "The partnership as a whole")]
