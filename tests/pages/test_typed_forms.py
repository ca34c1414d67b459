"""A form that is kept as it is typed: what it begins with, what it says, how it is drawn."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.utils import timezone

from pages import fields
from pages.forms import GovForm, TypedMixin, Typing
from records.models import Draft
from records.values import HeardOfDraft


class Note(TypedMixin, GovForm):
    """Something that is typed."""

    submit_label = "Send the note"
    inspectorate = forms.SlugField(widget=forms.HiddenInput, initial="cqc")
    base = fields.NumberField(min_value=0, initial=0, widget=forms.HiddenInput)
    text = fields.LongTextField(label="Note")
    grade = fields.RadiosField(label="Grade", choices=[("good", "Good"), ("poor", "Poor")])
    items = fields.CheckboxesField(label="Items", choices=[("1", "One"), ("2", "Two")])


def draft(**content: Any) -> Draft:
    """What was typed before."""
    return Draft(
        receipt=uuid4(), version=3, base_version=2, content=content, saved_at=timezone.now()
    )


def sent(**said: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in said.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def drawn(form: GovForm) -> str:
    template = Template("{% load crispy_forms_tags %}{% crispy form %}")
    return " ".join(template.render(Context({"form": form})).split())


def test_it_goes_on_with_what_was_typed() -> None:
    form, typed = Note(), draft(text="Half\na line", grade="poor", items=["2", "1"])
    form.go_on_with(typed)
    assert form["text"].value() == "Half\na line"
    assert form["grade"].value() == "poor"
    assert form["items"].value() == ["2", "1"]
    assert (form["once"].value(), form["base"].value()) == (str(typed.receipt), 2)


def test_what_nobody_types_is_as_the_page_says_it_today() -> None:
    form = Note(initial={"inspectorate": "hmic"})
    form.go_on_with(draft(text="Half", inspectorate="cqc", base="9", once=str(uuid4())))
    assert form["inspectorate"].value() == "hmic"
    assert form["base"].value() == 2


def test_what_is_not_in_the_draft_is_empty() -> None:
    form = Note(initial={"text": "As it stood", "items": ["1"]})
    form.go_on_with(draft())
    assert (form["text"].value(), form["grade"].value()) == (None, None)
    assert not form["items"].value()


def test_a_choice_that_is_none_any_more_is_chosen_by_nobody() -> None:
    form = Note()
    form.go_on_with(draft(grade="excellent"))
    form.typing = Typing("/here/", 3)
    assert " checked" not in drawn(form)


def test_it_says_what_its_page_had_heard() -> None:
    form = Note(sent(version="4", waiting="1"))
    assert form.heard == HeardOfDraft(4, is_waiting=True)
    assert Note(sent()).heard == HeardOfDraft()


@pytest.mark.parametrize("once", ["", "none", "1", "\x00"])
def test_a_key_that_is_none_is_replaced(once: str) -> None:
    form = Note(sent(once=once, text="Typed"))
    key = form.usable_key()
    assert isinstance(key, UUID)
    assert form.usable_key() == key
    assert form["text"].value() == "Typed"


def test_a_key_stays() -> None:
    key = uuid4()
    assert Note(sent(once=str(key))).usable_key() == key
    assert Note(initial={"once": key}).usable_key() == key


def test_it_bears_other_values_and_keeps_the_rest() -> None:
    form = Note(sent(text="Typed", items=["1"], base="1"))
    form.bear(base=2, items=["2", "1"])
    assert form.data.getlist("items") == ["2", "1"]
    assert (form.data["base"], form.data["text"]) == ("2", "Typed")
    form.sent_anew()
    assert UUID(form.data["once"])


def test_it_is_drawn_with_where_it_is_kept() -> None:
    form = Note()
    form.typing = Typing('/here/?typing=1&x="', 0)
    page = drawn(form)
    assert 'data-autosave data-autosave-url="/here/?typing=1&amp;x=&quot;" data-version="0"' in page
    assert '<input type="hidden" name="version" value="0">' in page
    assert "data-save-state" in page
    assert "data-unsaved" not in page
    assert "Throw away" not in page
    assert "typed this before" not in page


def test_one_that_comes_back_is_saved_at_once() -> None:
    form = Note(sent(text="Typed"))
    form.typing = Typing("/here/", 2)
    assert 'data-version="2" data-unsaved' in drawn(form)


def test_one_with_words_from_before_can_be_thrown_away() -> None:
    form = Note()
    form.typing = Typing("/here/", 3, Draft(saved_at=timezone.now(), version=3))
    page = drawn(form)
    assert "You typed this before and did not send it." in page
    assert 'name="discard" value="1">Throw away what I typed<' in page
    assert page.index("Send the note") < page.index("Throw away what I typed")
    assert "Begin with an empty form instead" in page


def test_of_a_change_there_is_no_empty_form() -> None:
    form = Note()
    form.typing = Typing("/here/", 3, Draft(saved_at=timezone.now(), version=3, base_version=1))
    assert "Begin with an empty form" not in drawn(form)


def test_a_form_that_is_kept_when_it_is_sent_is_drawn_as_before() -> None:
    page = drawn(Note())
    assert "autosave" not in page
    assert "data-save-state" not in page
    assert 'name="version"' not in page
