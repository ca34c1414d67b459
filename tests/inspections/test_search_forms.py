"""What is typed into a search, its name and the making of a pack. Without a database."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import QueryDict
from django.template import Context, Template

from inspections.forms.search import (
    LONGEST_NAME,
    ChangeSavedSearchForm,
    PackForm,
    SaveSearchForm,
    SearchForm,
)
from inspections.values.packs import PackFormat
from inspections.values.search import DATES, LONGEST_SEARCH, MOST_WORDS, Search, SearchChoices
from tests.pages.reading import Markup, words

SCRIPT = "<script>alert(1)</script>"
NO_WORD = "Enter a word with a letter or a digit in it"
CHOICES = SearchChoices(
    {
        "inspection": {"OF-2026-0001": "Northmere", "OF-2026-0002": SCRIPT},
        "case": {"T1": "T1", "T2": "T2"},
        "agency": {"police": "Northmere Police"},
        "criterion": {"¶115a": "Plans"},
        "theme": {"neglect": "Neglect"},
        "inspectorate": {"cqc": "CQC"},
        "strand": {"joint": "Joint"},
        "author": {"a@example.org": "Ash Reed"},
        "tag": {"late": "Late"},
    }
)


def query(**fields: Any) -> QueryDict:
    """What a browser sends; a list is a key that is sent several times."""
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return sent


def searching(*, within: bool = True, **fields: Any) -> SearchForm:
    return SearchForm(query(**fields), choices=CHOICES, within=within)


def day(name: str, day: str, month: str, year: str) -> dict[str, str]:
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


def drawn(form: Any, name: str) -> Markup:
    """One field as the page draws it."""
    template = Template("{% include 'govuk/field.html' with field=field only %}")
    return Markup(template.render(Context({"field": form[name]})))


def value_in(markup: Markup) -> str:
    """What stands in the only text box."""
    return markup.one("input", type="text").get("value", "")


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", ""),
        ("   ", ""),
        ("plan", "plan"),
        ("  plan \t late ", "plan late"),
        ("plan\r\nlate", "plan late"),
        ("pl\x00an", "plan"),
        ("plan\x07\x1b", "plan"),
        ("e\u0301cole", "école"),
        ("שלום", "שלום"),
        ("plan 😀", "plan 😀"),
        (SCRIPT, SCRIPT),
        ('"home visit" -police child*', '"home visit" -police child*'),
        ("\u00a0plan\u2003late\u00a0", "plan late"),
        ("100% %s %(x)s", "100% %s %(x)s"),
    ],
)
def test_words_are_asked_as_one_clean_line(typed: str, asked: str) -> None:
    form = searching(q=typed)
    assert form.is_valid(), form.errors
    assert form.search() == Search(q=asked)
    assert form["q"].value() == typed


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("!!!", NO_WORD),
        ("😀", NO_WORD),
        ("-", NO_WORD),
        ('""', NO_WORD),
        ("\u202e", NO_WORD),
        ("*", NO_WORD),
        ("x" * 100_000, "Words must be 300 characters or fewer"),
        ("א" * 100_000, "Words must be 300 characters or fewer"),
        ("w " * (MOST_WORDS + 1), "Search for 20 words or fewer"),
        ("a-" * MOST_WORDS + "b", "Search for 20 words or fewer"),
        ('"' + "w " * MOST_WORDS + 'w"', "Search for 20 words or fewer"),
    ],
    ids=range(11),
)
def test_words_that_cannot_be_searched_for_are_said_and_stay(typed: str, says: str) -> None:
    form = searching(q=typed)
    assert form.errors == {"q": [says]}
    assert form["q"].value() == typed
    markup = drawn(form, "q")
    assert value_in(markup) == typed
    assert says in words(markup.one("p", id="id_q-error"))


@pytest.mark.parametrize("letters", [LONGEST_SEARCH - 1, LONGEST_SEARCH])
def test_words_may_be_as_long_as_that(letters: int) -> None:
    assert searching(q="x" * letters).is_valid()
    assert searching(q=f"  {'x' * letters}  ").is_valid()


def test_words_may_not_be_one_letter_longer() -> None:
    assert not searching(q="x" * (LONGEST_SEARCH + 1)).is_valid()


def test_as_many_words_as_that_may_be_asked_for() -> None:
    assert searching(q="w " * MOST_WORDS).is_valid()


def test_what_is_typed_is_text_in_the_page() -> None:
    markup = drawn(searching(q=f'"{SCRIPT}"'), "q")
    assert value_in(markup) == f'"{SCRIPT}"'
    assert markup.every("script") == []


def test_of_words_sent_twice_the_last_are_asked() -> None:
    form = searching(q=["first", "second"], case=["T1", "T2"])
    assert form.is_valid()
    assert form.search() == Search(q="second", case="T2")


def test_an_empty_address_asks_nothing() -> None:
    form = searching()
    assert form.is_valid()
    assert form.search().asks_nothing
    assert form.facts_of(form.search()) == []


def test_what_the_form_does_not_know_is_not_asked() -> None:
    form = searching(q="plan", page="2", older="x", saved="0" * 32)
    assert form.is_valid()
    assert form.search() == Search(q="plan")


# --- facts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("case", "T1", "Case: T1"),
        ("agency", "police", "Agency: Northmere Police"),
        ("criterion", "¶115a", "Criterion: ¶115a: Plans"),
        ("theme", "neglect", "Theme: Neglect"),
        ("inspectorate", "cqc", "Inspectorate that owns it: CQC"),
        ("strand", "joint", "Strand: Joint"),
        ("author", "a@example.org", "Recorded by: Ash Reed"),
        ("tag", "late", "Tag: Late"),
        ("source", "case_record", "Source: Case record"),
        ("source", "observation", "Source: Practice observed"),
        ("source", "child", "Source: Discussion with a child"),
        ("source", "family", "Source: Discussion with family or carers"),
        ("source", "practitioner", "Source: Discussion with a practitioner"),
        ("source", "meeting", "Source: Meeting"),
        ("source", "data", "Source: Data"),
        ("source", "document", "Source: Document"),
        ("strength", "strength", "Strength or weakness: Strength"),
        ("strength", "weakness", "Strength or weakness: Weakness"),
        ("strength", "neutral", "Strength or weakness: Neutral"),
        ("voice", "yes", "Child’s voice: Only the child’s voice"),
        ("voice", "no", "Child’s voice: Everything else"),
        ("confidence", "high", "Confidence: Seen or read myself, and clear"),
        ("confidence", "medium", "Confidence: Likely, to be confirmed"),
        ("confidence", "low", "Confidence: Said by one person, or unclear"),
        ("attached", "yes", "Attachments: With"),
        ("attached", "no", "Attachments: Without"),
        ("withdrawn", "too", "Withdrawn items: Found too"),
        ("withdrawn", "only", "Withdrawn items: Only withdrawn items"),
    ],
)
def test_each_choice_narrows_and_is_said(name: str, key: str, said: str) -> None:
    form = searching(**{name: key})
    assert form.is_valid(), form.errors
    search = form.search()
    assert search == Search(**{name: key})
    assert form.facts_of(search) == [(name, said)]
    chosen = drawn(form, name).every("option", selected="")
    assert [option.get("value") for option in chosen] == [key]


def test_an_inspection_is_chosen_where_all_of_them_are_searched() -> None:
    form = searching(within=False, inspection="OF-2026-0001")
    assert form.is_valid()
    assert form.search() == Search(inspection="OF-2026-0001")
    assert form.facts_of(form.search()) == [
        ("inspection", "Inspection: Northmere, OF-2026-0001"),
    ]


@pytest.mark.parametrize("name", SearchForm.WITHIN)
def test_what_means_something_in_one_inspection_narrows_no_others(name: str) -> None:
    form = searching(within=False, **{name: "T1"})
    assert form.is_valid()
    assert form.search() == Search()


def test_another_inspection_cannot_be_named_within_one() -> None:
    form = searching(inspection="OF-2026-0002")
    assert form.is_valid()
    assert form.search() == Search()


@pytest.mark.parametrize(
    ("sent", "kept", "shown"),
    [
        ("gone", "gone", "gone (not here any more)"),
        ("g\x00one\x07", "gone", "gone (not here any more)"),
        ("x" * 100_000, "x" * LONGEST_NAME, f"{'x' * 60} (not here any more)"),
        ("שלום", "שלום", "שלום (not here any more)"),
        ("😀", "😀", "😀 (not here any more)"),
        (SCRIPT, SCRIPT, f"{SCRIPT} (not here any more)"),
        ("t1", "t1", "t1 (not here any more)"),
    ],
    ids=range(7),
)
@pytest.mark.parametrize("name", ["case", "source", "attached", "withdrawn", "tag"])
def test_what_is_not_there_any_more_stays_chosen(
    name: str, sent: str, kept: str, shown: str
) -> None:
    form = searching(**{name: sent})
    assert form.is_valid(), form.errors
    assert form.search() == Search(**{name: kept})
    assert form.fields[name].choices[-1] == (kept, shown)
    markup = drawn(form, name)
    assert words(markup.every("option")[-1]) == shown
    assert markup.every("script") == []


@pytest.mark.parametrize("sent", ["", "\x00", "\x07\x1b"])
def test_a_fact_of_nothing_but_what_cannot_be_kept_is_none(sent: str) -> None:
    form = searching(case=sent)
    assert form.is_valid()
    assert form.search() == Search()
    assert [key for key, _label in form.fields["case"].choices] == ["", "T1", "T2"]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("case", ("", "Any")),
        ("source", ("", "Any")),
        ("voice", ("", "Any")),
        ("attached", ("", "Either")),
        ("withdrawn", ("", "Left out")),
    ],
)
def test_a_list_begins_with_what_narrows_nothing(name: str, first: tuple[str, str]) -> None:
    choices = searching().fields[name].choices
    assert tuple(choices[0]) == first
    assert [key for key, _label in choices].count("") == 1


def test_a_form_of_nothing_to_choose_from_has_lists_all_the_same() -> None:
    form = SearchForm(query(case="T1"), choices=SearchChoices({}))
    assert form.is_valid()
    assert list(form.fields["agency"].choices) == [("", "Any")]
    assert form.fields["case"].choices[-1] == ("T1", "T1 (not here any more)")


def test_what_one_form_may_choose_is_not_what_the_next_may() -> None:
    searching(case="gone")
    assert "gone" not in dict(searching().fields["case"].choices)
    assert SearchForm.base_fields["case"].choices == []


def test_the_name_of_a_place_is_text_in_the_list() -> None:
    markup = drawn(searching(within=False), "inspection")
    assert words(markup.every("option")[-1]) == f"{SCRIPT}, OF-2026-0002"
    assert markup.every("script") == []


@pytest.mark.parametrize("within", [True, False])
def test_every_field_is_drawn_once(within: bool) -> None:
    form = searching(within=within)
    names = [field.name for field in (form["q"], *form.filters, *form.dates)]
    assert sorted(names) == sorted(form.fields)
    assert names[0] == "q"
    assert names[-4:] == list(DATES)


def test_a_fact_that_the_form_has_no_field_for_is_said_all_the_same() -> None:
    form = searching(within=False)
    assert form.facts_of(Search(case="T1")) == [("case", "Case: T1")]


# --- days -----------------------------------------------------------------------------------------

LABELS = {
    "observed_from": "Observed from",
    "observed_to": "Observed to",
    "recorded_from": "Recorded from",
    "recorded_to": "Recorded to",
}


@pytest.mark.parametrize("name", DATES)
@pytest.mark.parametrize(
    ("boxes", "says"),
    [
        (("31", "2", "2026"), "must be a real date"),
        (("29", "2", "2025"), "must be a real date"),
        (("0", "1", "2026"), "must be a real date"),
        (("1", "13", "2026"), "must be a real date"),
        (("x", "1", "2026"), "must be a real date"),
        (("٣", "1", "2026"), "must be a real date"),
        (("😀", "\u202e", "\x00"), "must be a real date"),
        (("x" * 100_000, "1", "2026"), "must be a real date"),
        (("1", "", "2026"), "must include a month"),
        (("", "", "2026"), "must include a day and month"),
        (("1", "2", ""), "must include a year"),
        (("1", "2", "26"), "must have a year of 4 numbers, like 2026"),
        (("1", "2", "1899"), "must have a year between 1900 and 2100"),
        (("1", "2", "2101"), "must have a year between 1900 and 2100"),
    ],
    ids=range(14),
)
def test_a_day_that_is_none_is_said_and_stays_in_its_boxes(
    name: str, boxes: tuple[str, str, str], says: str
) -> None:
    form = searching(q="plan", **day(name, *boxes))
    assert form.errors == {name: [f"{LABELS[name]} {says}"]}
    inputs = drawn(form, name).every("input")
    # HTML itself knows no NUL.
    assert [box.get("value", "") for box in inputs] == [
        box.replace("\x00", "\ufffd") for box in boxes
    ]
    assert form["q"].value() == "plan"


@pytest.mark.parametrize(
    ("boxes", "is_day"),
    [
        (("29", "2", "2024"), date(2024, 2, 29)),
        (("1", "march", "2026"), date(2026, 3, 1)),
        (("01", "Sept", "2026"), date(2026, 9, 1)),
        ((" 2 ", " 11 ", " 2020 "), date(2020, 11, 2)),
        (("1", "1", "1900"), date(1900, 1, 1)),
        (("31", "12", "2100"), date(2100, 12, 31)),
        (("", "", ""), None),
        ((" ", " ", " "), None),
    ],
)
@pytest.mark.parametrize("name", DATES)
def test_a_day_is_asked(name: str, boxes: tuple[str, str, str], is_day: date | None) -> None:
    form = searching(**day(name, *boxes))
    assert form.is_valid(), form.errors
    assert form.search() == Search(**{name: is_day})


@pytest.mark.parametrize("what", ["observed", "recorded"])
@pytest.mark.parametrize(
    ("first", "last", "is_asked"),
    [
        (("1", "3", "2026"), ("2", "3", "2026"), True),
        (("1", "3", "2026"), ("1", "3", "2026"), True),
        (("2", "3", "2026"), ("1", "3", "2026"), False),
        (("31", "12", "2025"), ("1", "1", "2025"), False),
        (("2", "3", "2026"), ("", "", ""), True),
        (("", "", ""), ("1", "3", "2026"), True),
    ],
)
def test_a_last_day_is_no_earlier_than_the_first(
    what: str, first: tuple[str, str, str], last: tuple[str, str, str], is_asked: bool
) -> None:
    form = searching(**day(f"{what}_from", *first), **day(f"{what}_to", *last))
    assert form.is_valid() is is_asked
    if not is_asked:
        says = f"{what.capitalize()} to must be the same day as {what} from, or later"
        assert form.errors == {f"{what}_to": [says]}


def test_days_of_two_kinds_are_not_held_against_each_other() -> None:
    later, earlier = ("2", "3", "2026"), ("1", "3", "2026")
    form = searching(**day("observed_from", *later), **day("recorded_to", *earlier))
    assert form.is_valid(), form.errors


def test_both_pairs_of_days_may_be_wrong_at_once() -> None:
    later, earlier = ("2", "3", "2026"), ("1", "3", "2026")
    wrong = {}
    for what in ("observed", "recorded"):
        wrong |= {**day(f"{what}_from", *later), **day(f"{what}_to", *earlier)}
    assert list(searching(**wrong).errors) == ["observed_to", "recorded_to"]


@pytest.mark.parametrize("name", DATES)
def test_a_day_is_said_in_words(name: str) -> None:
    form = searching(**day(name, "1", "3", "2026"))
    assert form.is_valid()
    assert form.facts_of(form.search()) == [(name, f"{LABELS[name]}: 1 March 2026")]


def test_of_what_is_wrong_nothing_is_asked_and_the_rest_is() -> None:
    form = searching(q="!!!", case="T1", **day("observed_from", "31", "2", "2026"))
    assert not form.is_valid()
    assert form.search() == Search(case="T1")


@pytest.mark.parametrize(
    "search",
    [
        Search(),
        Search(q='"home visit" -police'),
        Search(q="a&b=c#d?e", case="T1", agency="police", criterion="¶115a", tag="late"),
        Search(theme="neglect", inspectorate="cqc", strand="joint", author="a@example.org"),
        Search(source="child", strength="neutral", voice="no", confidence="low"),
        Search(attached="no", withdrawn="only"),
        Search(observed_from=date(2026, 3, 1), observed_to=date(2026, 3, 1)),
        Search(recorded_from=date(1900, 1, 1), recorded_to=date(2100, 12, 31)),
    ],
)
def test_the_address_of_a_search_asks_the_same_again(search: Search) -> None:
    form = searching(**dict(search.as_query()))
    assert form.is_valid(), form.errors
    assert form.search() == search


# --- a name for a search --------------------------------------------------------------------------


def naming(**changes: Any) -> SaveSearchForm:
    return SaveSearchForm(query(**{"once": str(uuid4()), "name": "Mine", **changes}))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Mine", "Mine"),
        ("  Late \n plans ", "Late plans"),
        ("Zoe\u0308’s 😀", "Zoë’s 😀"),
        ("שלום", "שלום"),
        ("M\x00ine\x07", "Mine"),
        (SCRIPT, SCRIPT),
        ("7", "7"),
        ("x" * 80, "x" * 80),
        (f" {'x' * 80} ", "x" * 80),
        (["First", "Second"], "Second"),
    ],
    ids=range(10),
)
def test_a_name_is_kept_as_a_clean_line(typed: str, name: str) -> None:
    form = naming(name=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == name


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter a name for the search"),
        ("   ", "Enter a name for the search"),
        ("\x00\x07", "Enter a name for the search"),
        ("!!!", "Name of the search must have a letter or a digit in it"),
        ("😀", "Name of the search must have a letter or a digit in it"),
        ("\u202e", "Name of the search must have a letter or a digit in it"),
        ("x" * 81, "Name of the search must be 80 characters or fewer"),
        ("x" * 100_000, "Name of the search must be 80 characters or fewer"),
        ("א" * 100_000, "Name of the search must be 80 characters or fewer"),
        ("!" * 100_000, "Name of the search must be 80 characters or fewer"),
    ],
    ids=range(10),
)
def test_what_is_no_name_is_said_and_stays(typed: str, says: str) -> None:
    form = naming(name=typed)
    assert form.errors == {"name": [says]}
    markup = drawn(form, "name")
    assert value_in(markup).replace("\ufffd", "\x00") == typed
    assert says in words(markup.one("p", id="id_name-error"))


@pytest.mark.parametrize("once", ["", "x", "\x00", "x" * 100_000])
def test_a_name_without_its_receipt_is_not_kept(once: str) -> None:
    form = naming(once=once)
    assert list(form.errors) == ["once"]
    assert "lost its receipt" in form.errors["once"][0]
    assert form["name"].value() == "Mine"


def test_the_receipt_is_the_key_and_no_content() -> None:
    key = uuid4()
    form = naming(once=str(key), csrfmiddlewaretoken="t")
    assert form.is_valid()
    assert form.key == key
    assert form.sent() == {"name": ["Mine"]}


def changing(**changes: Any) -> ChangeSavedSearchForm:
    usual = {"once": str(uuid4()), "name": "Mine", "version": "3"}
    return ChangeSavedSearchForm(query(**{**usual, **changes}))


def test_a_change_knows_the_version_that_was_on_the_page() -> None:
    form = changing()
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["name"], form.cleaned_data["version"]) == ("Mine", 3)


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "9" * 100_000, "\x00", "😀"])
def test_a_change_without_its_version_is_not_saved(version: str) -> None:
    form = changing(version=version)
    assert list(form.errors) == ["version"]
    assert form["name"].value() == "Mine"


def test_a_change_can_be_saved_over_what_another_window_saved() -> None:
    form = changing()
    assert form.is_valid()
    key = form.data["once"]
    form.stand_on(7)
    assert form["version"].value() == "7"
    again = ChangeSavedSearchForm(form.data)
    assert again.is_valid()
    assert (again.cleaned_data["version"], again.cleaned_data["name"]) == (7, "Mine")
    assert again.key == UUID(key)


def test_a_change_begins_with_what_is_saved() -> None:
    form = ChangeSavedSearchForm(initial={"name": "Mine", "version": 2})
    assert (form["name"].value(), form["version"].value()) == ("Mine", 2)
    assert form["version"].is_hidden


# --- a pack ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", PackFormat)
def test_a_pack_is_made_as_what_is_chosen(form: PackFormat) -> None:
    chosen = PackForm(query(once=str(uuid4()), format=form.value))
    assert chosen.is_valid(), chosen.errors
    assert PackFormat(chosen.cleaned_data["format"]) == form
    [ticked] = drawn(chosen, "format").every("input", checked="")
    assert ticked.get("value") == form.value


@pytest.mark.parametrize("sent", ["exe", "PDF", " pdf", "x" * 100_000, "\x00", "😀", "שלום"])
def test_nothing_else_is_made_of_it(sent: str) -> None:
    form = PackForm(query(once=str(uuid4()), format=sent))
    assert list(form.errors) == ["format"]
    assert drawn(form, "format").every("input", checked="") == []


def test_nothing_is_chosen_for_the_person() -> None:
    assert drawn(PackForm(), "format").every("input", checked="") == []
    form = PackForm(query(once=str(uuid4())))
    assert form.errors == {"format": ["Select what the pack is made as"]}


def test_of_two_formats_the_last_is_made() -> None:
    form = PackForm(query(once=str(uuid4()), format=["csv", "pdf"]))
    assert form.is_valid()
    assert form.cleaned_data["format"] == "pdf"
    assert form.sent() == {"format": ["csv", "pdf"]}


def test_each_format_says_what_it_is_for() -> None:
    labels = [words(label) for label in drawn(PackForm(), "format").every("label")]
    assert labels == ["PDF, to read and to print", "CSV, a plain table", "XLSX, a spreadsheet"]


@pytest.mark.parametrize(
    ("form_class", "says"),
    [
        (SaveSearchForm, "Save this search"),
        (ChangeSavedSearchForm, "Save the change"),
        (PackForm, "Make the evidence pack"),
    ],
)
def test_the_button_says_what_will_happen(form_class: Any, says: str) -> None:
    [button] = form_class().buttons()
    assert button.label == says


def test_two_pages_have_two_receipts() -> None:
    assert PackForm()["once"].value() != PackForm()["once"].value()
