"""What the template pack is told of a field."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.boundfield import BoundField

from pages import fields
from pages.presenters import error_summary, present
from pages.widgets import CountedTextarea


class Sample(forms.Form):
    """One field of each kind, ours and Django's."""

    text = fields.TextField(label="Text", hint="A hint", width=10)
    number = forms.IntegerField(label="Number")
    long = fields.LongTextField(label="Long")
    counted = fields.LongTextField(label="Counted", limit=20, hint="Short")
    words = forms.CharField(label="Words", widget=CountedTextarea(words=3))
    on = fields.DateField(label="On")
    grade = fields.RadiosField(
        label="Grade",
        choices=[("", "---------"), ("good", "Good"), ("poor", "Poor")],
        option_hints={"poor": "Not good"},
        inline=True,
        small=True,
    )
    criteria = fields.CheckboxesField(
        label="Criteria", choices=[("a", "A"), ("b", "B")], small=True
    )
    agency = fields.SelectField(label="Agency", choices=[("a", "A")])
    read = fields.CheckboxField(label="Read", hint="All of it")
    file = fields.FileField(label="File")
    password = fields.PasswordField(label="Password")
    once = forms.CharField(widget=forms.HiddenInput)


def bound(name: str, data: dict[str, Any] | None = None, **kwargs: Any) -> BoundField:
    """A field of the sample, sent with this data."""
    return Sample(data, **kwargs)[name]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text", "text"),
        ("number", "text"),
        ("long", "textarea"),
        ("counted", "counted"),
        ("words", "counted"),
        ("on", "date"),
        ("grade", "radios"),
        ("criteria", "checkboxes"),
        ("agency", "select"),
        ("read", "checkbox"),
        ("file", "file"),
        ("password", "password"),
    ],
)
def test_each_widget_has_its_template(name: str, kind: str) -> None:
    assert present(bound(name)).template == f"govuk/fields/{kind}.html"


def test_a_label_that_is_the_heading_is_large() -> None:
    class Page(forms.Form):
        name = fields.TextField(label="Name", heading=True)
        place = fields.TextField(label="Place", heading=True, label_size="xl")
        plain = fields.TextField(label="Plain")

    form = Page()
    shown = [present(form[name]) for name in ("name", "place", "plain")]
    assert [(field.heading, field.label_size) for field in shown] == [
        (True, "l"),
        (True, "xl"),
        (False, ""),
    ]


def test_described_by_names_what_there_is_in_the_order_it_is_read() -> None:
    assert present(bound("number")).described_by == ""
    assert present(bound("text")).described_by == "id_text-hint"
    assert present(bound("text", {})).described_by == "id_text-hint id_text-error"
    assert present(bound("counted", {})).described_by == (
        "id_counted-info id_counted-hint id_counted-error"
    )


def test_described_by_keeps_what_the_widget_named() -> None:
    class Other(forms.Form):
        name = forms.CharField(widget=forms.TextInput({"aria-describedby": "elsewhere"}))

    assert present(Other({})["name"]).described_by == "elsewhere id_name-error"


def test_an_id_of_the_widget_is_the_id() -> None:
    class Other(forms.Form):
        name = forms.CharField(widget=forms.TextInput({"id": "mine"}))

    shown = present(Other({})["name"])
    assert (shown.id, shown.target) == ("mine", "mine")
    assert shown.errors[0].id == "mine-error"


def test_several_errors_have_ids_of_their_own() -> None:
    form = Sample({"text": "x"})
    form.add_error("text", "One")
    form.add_error("text", "Two")
    assert [(error.id, error.text) for error in present(form["text"]).errors] == [
        ("id_text-error", "One"),
        ("id_text-error-2", "Two"),
    ]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("number", "Enter number"),
        ("agency", "Select agency"),
        ("criteria", "Select criteria"),
        ("file", "Select file"),
    ],
)
def test_djangos_own_words_for_an_empty_field_are_replaced(name: str, sentence: str) -> None:
    assert [error.text for error in present(bound(name, {})).errors] == [sentence]


def test_widget_has_the_class_of_its_kind_and_its_width() -> None:
    html = present(bound("text")).widget
    assert 'class="govuk-input govuk-input--width-10"' in html
    assert 'aria-describedby="id_text-hint"' in html


def test_widget_in_error_has_the_error_class_of_its_kind() -> None:
    assert "govuk-select--error" in present(bound("agency", {})).widget
    assert "govuk-textarea--error" in present(bound("long", {})).widget
    assert "govuk-file-upload--error" in present(bound("file", {})).widget
    assert "govuk-input--error" in present(bound("password", {})).widget


def test_widget_has_no_placeholder() -> None:
    class Other(forms.Form):
        name = forms.CharField(widget=forms.TextInput({"placeholder": "Name"}))

    assert "placeholder" not in present(Other()["name"]).widget


def test_a_password_is_not_sent_back() -> None:
    assert "secret" not in present(bound("password", {"password": "secret"})).widget


def test_options_leave_out_the_empty_one_and_carry_hints() -> None:
    options = present(bound("grade", {"grade": "poor"})).options
    assert [(o.id, o.value, o.label, o.hint, o.checked) for o in options] == [
        ("id_grade_1", "good", "Good", "", False),
        ("id_grade_2", "poor", "Poor", "Not good", True),
    ]
    assert options[1].hint_id == "id_grade_2-hint"


def test_options_remember_every_box_that_was_ticked() -> None:
    options = present(bound("criteria", {"criteria": ["a", "b"]})).options
    assert [option.checked for option in options] == [True, True]


def test_options_carry_attributes_of_the_widget() -> None:
    class Other(forms.Form):
        use_required_attribute = False
        one = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect({"data-key": '"1"'}))

    (option,) = present(Other()["one"]).options
    assert option.attrs == ' data-key="&quot;1&quot;"'


def test_group_classes_are_those_of_the_kind() -> None:
    assert present(bound("grade")).group_classes == "govuk-radios--inline govuk-radios--small"
    assert present(bound("criteria")).group_classes == "govuk-checkboxes--small"


def test_the_one_checkbox() -> None:
    option = present(bound("read", {"read": "on"})).ticked
    assert (option.id, option.name, option.label, option.checked) == (
        "id_read",
        "read",
        "Read",
        True,
    )
    assert option.attrs == ' aria-describedby="id_read-hint"'


def test_boxes_hold_an_initial_date() -> None:
    boxes = present(bound("on", initial={"on": date(2026, 3, 7)})).boxes
    assert [(box.id, box.name, box.label, box.value, box.width) for box in boxes] == [
        ("id_on_day", "on_day", "Day", "7", 2),
        ("id_on_month", "on_month", "Month", "3", 2),
        ("id_on_year", "on_year", "Year", "2026", 4),
    ]


def test_boxes_keep_what_was_typed_and_mark_the_wrong_one() -> None:
    boxes = present(bound("on", {"on_day": "7", "on_month": "x", "on_year": "2026"})).boxes
    assert [(box.value, box.wrong) for box in boxes] == [
        ("7", False),
        ("x", True),
        ("2026", False),
    ]


def test_boxes_are_all_wrong_when_the_error_names_none() -> None:
    assert [box.wrong for box in present(bound("on", {})).boxes] == [True, True, True]


@pytest.mark.parametrize(
    ("name", "data", "target"),
    [
        ("text", {}, "id_text"),
        ("agency", {}, "id_agency"),
        ("read", {}, "id_read"),
        ("grade", {}, "id_grade_1"),
        ("criteria", {}, "id_criteria_0"),
        ("on", {}, "id_on_day"),
        ("on", {"on_day": "1", "on_month": "13", "on_year": "2026"}, "id_on_month"),
        ("once", {}, ""),
    ],
)
def test_target_takes_the_focus(name: str, data: dict[str, str], target: str) -> None:
    assert present(bound(name, data)).target == target


def test_target_of_a_date_without_an_error_is_its_first_box() -> None:
    assert present(bound("on")).target == "id_on_day"


def test_target_of_a_choice_without_options_is_its_fieldset() -> None:
    class Other(forms.Form):
        none = forms.ChoiceField(choices=[], widget=forms.RadioSelect)

    assert present(Other({})["none"]).target == "id_none-group"


def test_error_summary_has_the_forms_own_errors_first_and_without_a_link() -> None:
    form = Sample({})
    form.add_error(None, "Both cannot be true")
    lines = [(line.text, line.target) for line in error_summary(form)]
    assert lines[0] == ("Both cannot be true", "")
    assert lines[1] == ("Enter text", "id_text")
    assert len(lines) == 1 + len(form.fields)


def test_error_summary_of_a_form_that_was_not_sent_is_empty() -> None:
    assert list(error_summary(Sample())) == []
