"""Fields of choices: each form has its own, and none copies what all have in common."""

from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from pages import fields
from pages.forms import GovForm

MANY = [(str(number), f"Number {number}") for number in range(1_000)]
ALL_OF_ONE_KIND = (fields.RadiosField, fields.SelectField, fields.CheckboxesField)


def form_of(kind: type[forms.Field], **options: Any) -> type[GovForm]:
    """A form with one field of this kind, called ``it``."""
    field = kind(label="Which", choices=MANY, **options)
    return type("Single", (GovForm,), {"it": field})


def sent(*values: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.setlist("it", list(values))
    return data


@pytest.mark.parametrize("kind", ALL_OF_ONE_KIND)
def test_the_choices_of_a_form_are_not_copied_for_each(kind: type[forms.Field]) -> None:
    form_class = form_of(kind)
    first, second = form_class(), form_class()
    assert first.fields["it"] is not second.fields["it"]
    assert first.fields["it"].choices is second.fields["it"].choices


@pytest.mark.parametrize("kind", ALL_OF_ONE_KIND)
def test_choices_set_on_one_form_are_on_no_other(kind: type[forms.Field]) -> None:
    form_class = form_of(kind)
    first, second = form_class(), form_class()
    first.fields["it"].choices = [("a", "Another")]
    assert list(second.fields["it"].choices) == MANY
    assert list(form_class().fields["it"].choices) == MANY
    assert "Another" in str(first["it"])
    assert "Another" not in str(second["it"])


@pytest.mark.parametrize("kind", ALL_OF_ONE_KIND)
def test_how_one_field_is_drawn_is_its_own(kind: type[forms.Field]) -> None:
    form_class = form_of(kind)
    first, second = form_class(), form_class()
    first.fields["it"].widget.attrs["data-first"] = "1"
    first.fields["it"].error_messages["required"] = "Choose one"
    assert "data-first" not in str(second["it"])
    assert second.fields["it"].error_messages["required"] != "Choose one"


@pytest.mark.parametrize("kind", ALL_OF_ONE_KIND)
@pytest.mark.parametrize(
    ("values", "is_valid"),
    [
        (("7",), True),
        (("999",), True),
        (("1000",), False),
        (("07",), False),
        (("Number 7",), False),
        (("x" * 100_000,), False),
        (("\x00",), False),
        (("😀",), False),
        (("",), False),
        ((), False),
    ],
    ids=range(10),
)
def test_only_what_is_in_the_list_is_taken(
    kind: type[forms.Field], values: tuple[str, ...], is_valid: bool
) -> None:
    assert form_of(kind)(sent(*values)).is_valid() is is_valid


@pytest.mark.parametrize("kind", ALL_OF_ONE_KIND)
def test_a_list_that_was_narrowed_takes_no_more_what_it_lost(kind: type[forms.Field]) -> None:
    form_class = form_of(kind)
    form = form_class(sent("7"))
    form.fields["it"].choices = MANY[:3]
    assert not form.is_valid()
    assert form_class(sent("7")).is_valid()


@pytest.mark.parametrize(
    ("kind", "values", "kept"),
    [
        (fields.RadiosField, ("1", "2"), "2"),
        (fields.SelectField, ("1", "2"), "2"),
        (fields.CheckboxesField, ("2", "1", "2"), ["2", "1", "2"]),
    ],
)
def test_of_one_answer_the_last_counts_and_of_many_all(
    kind: type[forms.Field], values: tuple[str, ...], kept: Any
) -> None:
    form = form_of(kind)(sent(*values))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["it"] == kept


@pytest.mark.parametrize("kind", ALL_OF_ONE_KIND)
def test_nothing_chosen_says_the_sentence(kind: type[forms.Field]) -> None:
    form = form_of(kind, missing="Select which")(sent())
    assert form.errors == {"it": ["Select which"]}


def test_choices_that_are_asked_for_anew_are_asked_by_each_form() -> None:
    now = [("1", "One")]
    form_class = type(
        "Anew", (GovForm,), {"it": fields.SelectField(label="Which", choices=lambda: now)}
    )
    assert form_class(sent("1")).is_valid()
    now = [("2", "Two")]
    assert form_class(sent("2")).is_valid()
    assert not form_class(sent("1")).is_valid()
