"""The forms of a draw, without a page around them."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict

from inspections.forms.samples_draw import AGAIN, DEEP_DIVE, HOUSEHOLD, DrawForm, SubstituteForm
from inspections.models import AgencyList
from inspections.values.cases import (
    CASE_FLAG_LABELS,
    CASE_KIND_LABELS,
    COHORT_LABELS,
    CaseFlag,
    CaseKind,
    Cohort,
)
from inspections.values.samples import LARGEST_SAMPLE, DrawGroup, DrawSettings, Share
from organisations.models import Agency

POLICE = Agency(pk=5, code="northmere-police", name="Northmere <i>Police</i>")
FIRST = AgencyList(reference="L-AAAA", agency=POLICE)
SECOND = AgencyList(reference="L-BBBB")
FIRST.size, SECOND.size = 12_345, 3
GROUPS = (
    DrawGroup("agency", "northmere-police", "Northmere Police", 9),
    DrawGroup("age_band", "5_to_9", "5 to 9", 4),
    DrawGroup("cohort", "in_need", "Child in need", 7),
)


def query(**fields: Any) -> QueryDict:
    """What a browser sends."""
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    return sent


def drawing(*, deep_dive: bool = True, **changes: Any) -> DrawForm:
    usual = {
        "once": str(uuid4()),
        "kind": "tracked",
        "purpose": "",
        "size": "6",
        "reserves": "3",
        "lists": ["L-AAAA", "L-BBBB"],
        "seed": "",
    }
    return DrawForm(
        query(**{**usual, **changes}),
        lists=[FIRST, SECOND],
        groups=GROUPS,
        has_deep_dive=deep_dive,
    )


def test_the_least_that_can_be_asked_for() -> None:
    form = drawing()
    assert form.is_valid(), form.errors
    order = form.order()
    assert order.kind == "tracked"
    assert order.settings == DrawSettings(6, 3)
    assert (order.purpose, order.seed, order.cohorts, order.flags) == ("", "", (), ())
    assert (order.again, order.in_deep_dive) == (False, False)
    assert form.chosen_lists() == [FIRST, SECOND]


def test_all_that_can_be_asked_for() -> None:
    form = drawing(
        kind="sampled",
        purpose=" Missing from care ",
        seed=" Northmere 2026 ",
        lists=["L-BBBB"],
        cohorts=["in_need", "custody"],
        flags=["is_disabled", "in_custody"],
        options=[HOUSEHOLD, AGAIN, DEEP_DIVE],
        least__agency__x="9",
        **{
            "least__agency__northmere-police": "2",
            "weight__agency__northmere-police": "3",
            "least__age_band__5_to_9": "1",
            "weight__cohort__in_need": "1000",
        },
    )
    assert form.is_valid(), form.errors
    order = form.order()
    assert order.settings == DrawSettings(
        size=6,
        reserves=3,
        shares=(
            Share("agency", "northmere-police", 2, 3),
            Share("age_band", "5_to_9", 1, 0),
            Share("cohort", "in_need", 0, 1000),
        ),
        one_of_household=True,
    )
    assert (order.kind, order.purpose, order.seed) == (
        "sampled",
        "Missing from care",
        "Northmere 2026",
    )
    assert order.cohorts == ("in_need", "custody")
    assert order.flags == ("is_disabled", "in_custody")
    assert order.again
    assert order.in_deep_dive
    assert form.chosen_lists() == [SECOND]


@pytest.mark.parametrize("kind", list(CaseKind))
def test_each_kind_of_case_can_be_drawn(kind: CaseKind) -> None:
    form = drawing(kind=kind)
    assert form.is_valid()
    assert form.order().kind == kind
    assert (kind, CASE_KIND_LABELS[kind]) in form.fields["kind"].choices
    assert form.fields["kind"].option_hints[kind], "each says what it is for"


@pytest.mark.parametrize("cohort", list(Cohort))
def test_a_draw_can_be_narrowed_to_each_cohort(cohort: Cohort) -> None:
    form = drawing(cohorts=[cohort])
    assert form.is_valid()
    assert form.order().cohorts == (cohort,)
    assert COHORT_LABELS[cohort] in str(form["cohorts"])


@pytest.mark.parametrize("flag", list(CaseFlag))
def test_a_draw_can_be_narrowed_to_each_mark(flag: CaseFlag) -> None:
    form = drawing(flags=[flag])
    assert form.is_valid()
    assert form.order().flags == (flag,)
    assert CASE_FLAG_LABELS[flag] in str(form["flags"])


SIZE, RESERVE = "How many must be", "How many in reserve must be"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("kind", "", "Select what is drawn"),
        ("kind", "lottery", "What you chose is not in the list any more"),
        ("size", "", "Enter how many are drawn"),
        ("size", " ", f"{SIZE} a number, like 6"),
        ("size", "0", f"{SIZE} 1 or more"),
        ("size", "-1", f"{SIZE} 1 or more"),
        ("size", str(LARGEST_SAMPLE + 1), f"{SIZE} {LARGEST_SAMPLE} or fewer"),
        ("size", "9" * 100, f"{SIZE} {LARGEST_SAMPLE} or fewer"),
        ("size", "9" * 100_000, f"{SIZE} a number, like 6"),
        ("size", "6.5", f"{SIZE} a number, like 6"),
        ("size", "six", f"{SIZE} a number, like 6"),
        ("size", "6\x00", f"{SIZE} a number, like 6"),
        ("size", "😀", f"{SIZE} a number, like 6"),
        ("reserves", "", "Enter how many are in reserve, or 0"),
        ("reserves", "-1", f"{RESERVE} 0 or more"),
        ("reserves", str(LARGEST_SAMPLE + 1), f"{RESERVE} {LARGEST_SAMPLE} or fewer"),
        ("reserves", "none", f"{RESERVE} a number, like 6"),
        ("lists", [], "Select a list"),
        ("lists", ["L-GONE"], "What you chose is not in the list any more"),
        ("lists", ["L-AAAA", "L-GONE"], "What you chose is not in the list any more"),
        ("cohorts", ["happy"], "What you chose is not in the list any more"),
        ("flags", ["is_tall"], "What you chose is not in the list any more"),
        ("options", ["free"], "What you chose is not in the list any more"),
        ("purpose", "p" * 301, "at most 300 characters"),
        ("purpose", "p\x00", "Null characters are not allowed"),
        ("seed", "s" * 65, "at most 64 characters"),
        ("seed", "s" * 100_000, "at most 64 characters"),
        ("seed", "s\x00", "Null characters are not allowed"),
        ("least__agency__northmere-police", "-1", "must be a number from 0 to 100"),
        ("least__agency__northmere-police", "101", "must be a number from 0 to 100"),
        ("least__agency__northmere-police", "some", "At least, Northmere Police must be a number"),
        ("weight__cohort__in_need", "-1", "must be a number from 0 to 1,000"),
        ("weight__cohort__in_need", "1001", "must be a number from 0 to 1,000"),
        ("weight__cohort__in_need", "½", "Weight, Child in need must be a number from 0"),
        ("once", "", "This page has lost its receipt"),
    ],
)
def test_what_is_wrong_in_an_order_is_said_at_its_field_and_kept(
    field: str, value: Any, says: str
) -> None:
    form = drawing(**{field: value})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert says in form.errors[field][0]
    assert form[field].value() == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("size", "1"),
        ("size", str(LARGEST_SAMPLE)),
        ("reserves", "0"),
        ("reserves", str(LARGEST_SAMPLE)),
        ("least__age_band__5_to_9", "0"),
        ("least__age_band__5_to_9", str(LARGEST_SAMPLE)),
        ("weight__age_band__5_to_9", ""),
        ("weight__age_band__5_to_9", "1000"),
        ("purpose", "p" * 300),
        ("seed", "s" * 64),
        ("lists", ["L-AAAA"]),
    ],
)
def test_what_is_just_within_its_limits_is_taken(field: str, value: Any) -> None:
    form = drawing(**{field: value})
    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("typed", "seed"),
    [
        ("Northmere", "Northmere"),
        ("  Northmere\t", "Northmere"),
        ("North\x07mere", "Northmere"),
        ("\x1b", ""),
        ("   ", ""),
        ("שלום", "שלום"),
        ("🎲🎲", "🎲🎲"),
        ("<script>", "<script>"),
    ],
)
def test_a_seed_is_kept_without_what_cannot_be_seen(typed: str, seed: str) -> None:
    form = drawing(seed=typed)
    assert form.is_valid(), form.errors
    assert form.order().seed == seed
    assert "<script>" not in str(form["seed"])


@pytest.mark.parametrize(
    ("options", "household", "again", "deep_dive"),
    [
        ([], False, False, False),
        ([HOUSEHOLD], True, False, False),
        ([AGAIN], False, True, False),
        ([DEEP_DIVE], False, False, True),
        ([HOUSEHOLD, HOUSEHOLD], True, False, False),
    ],
)
def test_each_further_option_does_what_it_says(
    options: list[str], household: bool, again: bool, deep_dive: bool
) -> None:
    form = drawing(options=options)
    assert form.is_valid()
    order = form.order()
    found = (order.settings.one_of_household, order.again, order.in_deep_dive)
    assert found == (household, again, deep_dive)


def test_where_there_is_no_deep_dive_no_case_belongs_to_it() -> None:
    form = drawing(deep_dive=False, options=[DEEP_DIVE])
    assert not form.is_valid()
    assert list(form.errors) == ["options"]
    assert [value for value, _ in form.fields["options"].choices] == [HOUSEHOLD, AGAIN]


def test_the_lists_are_offered_with_how_long_they_are_and_all_are_chosen_at_first() -> None:
    form = DrawForm(lists=[FIRST, SECOND], groups=GROUPS, has_deep_dive=False)
    assert form.fields["lists"].choices == [
        ("L-AAAA", "L-AAAA, Northmere <i>Police</i> (12,345 rows)"),
        ("L-BBBB", "L-BBBB, the partnership (3 rows)"),
    ]
    assert form["lists"].value() == ["L-AAAA", "L-BBBB"]
    assert "<i>" not in str(form["lists"])


def test_what_a_page_gives_at_first_goes_before() -> None:
    form = DrawForm(
        lists=[FIRST, SECOND],
        groups=(),
        has_deep_dive=False,
        initial={"lists": ["L-BBBB"], "size": 6},
    )
    assert form["lists"].value() == ["L-BBBB"]
    assert form["size"].value() == 6


def test_each_group_has_its_two_boxes_in_the_order_of_the_groups() -> None:
    table = drawing().table()
    assert [one for one, _, _ in table] == list(GROUPS)
    assert [(least.name, weight.name) for _, least, weight in table] == [
        (f"least__{one.key}", f"weight__{one.key}") for one in GROUPS
    ]
    assert [least.label for _, least, _ in table] == [f"At least, {one.label}" for one in GROUPS]


def test_where_nobody_is_on_the_lists_there_is_no_group_to_balance() -> None:
    form = DrawForm(query(once=str(uuid4())), lists=[], groups=(), has_deep_dive=False)
    assert form.table() == []
    assert not form.is_valid()
    assert form.errors["lists"] == ["Select a list"]


def test_a_group_that_nothing_is_asked_of_is_in_no_settings() -> None:
    nought = {f"{what}__{one.key}": "0" for one in GROUPS for what in ("least", "weight")}
    form = drawing(**nought)
    assert form.is_valid()
    assert form.order().settings.shares == ()


def test_of_two_numbers_the_last_counts() -> None:
    form = drawing(size=["6", "8"])
    assert form.is_valid()
    assert form.order().settings.size == 8


def test_settings_that_were_typed_come_back_from_what_is_kept() -> None:
    form = drawing(least__cohort__in_need="2", options=[HOUSEHOLD])
    assert form.is_valid()
    asked = form.order().settings
    assert DrawSettings.from_data(asked.as_data()) == asked


# --- substituting ---------------------------------------------------------------------------------


def substituting(**changes: Any) -> SubstituteForm:
    usual = {"once": str(uuid4()), "into": "P-ABCD", "why": "Moved away in May."}
    return SubstituteForm(query(**{**usual, **changes}))


def test_a_substitution_says_who_comes_in_and_why() -> None:
    form = substituting()
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["into"], form.cleaned_data["why"]) == ("P-ABCD", "Moved away in May.")
    assert form["why"].label == "Why this case is not suitable"
    assert form["into"].is_hidden


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("into", "", "This field is required"),
        ("into", "P" * 13, "at most 12 characters"),
        ("into", "P\x00", "Null characters"),
        ("why", "", "Enter why"),
        ("why", " \n ", "Enter why"),
        ("why", "w" * 2001, "must be 2,000 characters or fewer"),
        ("why", "w" * 100_000, "must be 2,000 characters or fewer"),
        ("once", "1", "This page has lost its receipt"),
    ],
)
def test_a_substitution_that_lacks_something_is_refused(field: str, value: str, says: str) -> None:
    form = substituting(**{field: value})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert says in form.errors[field][0]
    assert form[field].value() == value


@pytest.mark.parametrize("why", ["w" * 2000, "שלום", "😀", "<script>alert(1)</script>", "50 %"])
def test_any_reason_will_do_for_a_substitution(why: str) -> None:
    form = substituting(why=why)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["why"] == why
    assert "<script>" not in str(form["why"])
