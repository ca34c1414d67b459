"""Fields: what they take, and the sentence for what they do not."""

from datetime import date, timedelta
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pages import fields


def refusal(field: forms.Field, value: Any) -> ValidationError:
    """The one error that the field raises for this value."""
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    (error,) = caught.value.error_list
    return error


def test_missing_is_the_sentence_for_an_empty_field() -> None:
    field = fields.TextField(label="Reference", missing="Enter a reference")
    assert refusal(field, "").messages == ["Enter a reference"]


def test_missing_leaves_other_messages_alone() -> None:
    field = fields.NumberField(
        label="Days", missing="Enter days", error_messages={"invalid": "Days must be a number"}
    )
    assert refusal(field, "x").messages == ["Days must be a number"]


def test_hint_is_the_help_text() -> None:
    assert fields.TextField(label="A", hint="For example, TC-04").help_text == "For example, TC-04"


def test_options_of_drawing_are_kept() -> None:
    field = fields.RadiosField(
        label="Grade",
        choices=[("good", "Good")],
        heading=True,
        label_size="l",
        inline=True,
        small=True,
        option_hints={"good": "Meets every criterion"},
    )
    assert (field.heading, field.label_size, field.inline, field.small) == (True, "l", True, True)
    assert field.option_hints == {"good": "Meets every criterion"}


def test_text_field_has_a_width_and_an_autocomplete() -> None:
    attrs = fields.TextField(label="Name", width=20, autocomplete="name").widget.attrs
    assert attrs["class"] == "govuk-input--width-20"
    assert attrs["autocomplete"] == "name"


def test_text_field_without_either_has_neither() -> None:
    attrs = fields.TextField(label="Name").widget.attrs
    assert "class" not in attrs
    assert "autocomplete" not in attrs


def test_email_field_says_what_an_address_looks_like() -> None:
    field = fields.EmailField(label="Email address")
    assert refusal(field, "alex").messages == [
        "Enter an email address in the correct format, like name@example.com"
    ]
    assert field.clean("alex@example.org") == "alex@example.org"


def test_password_field_keeps_the_space_around_a_password() -> None:
    assert fields.PasswordField(label="Password").clean(" secret ") == " secret "


def test_password_field_tells_the_password_manager_which_it_is() -> None:
    field = fields.PasswordField(label="Password", autocomplete="new-password")
    assert field.widget.attrs["autocomplete"] == "new-password"


def test_number_field_is_a_text_box_with_figures() -> None:
    field = fields.NumberField(label="Days")
    assert field.widget.input_type == "text"
    assert field.widget.attrs["inputmode"] == "numeric"
    assert field.clean("12") == 12


def test_long_text_has_one_kind_of_line_end() -> None:
    assert fields.LongTextField(label="A").clean("one\r\ntwo\rthree\n") == "one\ntwo\nthree"


def test_long_text_counts_a_line_end_once() -> None:
    assert fields.LongTextField(label="A", limit=3).clean("a\r\nb") == "a\nb"


def test_long_text_over_the_limit_names_the_field_and_the_limit() -> None:
    field = fields.LongTextField(label="What you saw, 100%", limit=1000)
    error = refusal(field, "x" * 1001)
    assert error.messages == ["What you saw, 100% must be 1,000 characters or fewer"]


def test_long_text_over_the_limit_without_a_label() -> None:
    error = refusal(fields.LongTextField(limit=1), "xx")
    assert error.messages == ["This answer must be 1 characters or fewer"]


def test_long_text_takes_a_widget_of_the_form() -> None:
    widget = forms.Textarea({"rows": 9})
    assert fields.LongTextField(label="A", widget=widget).widget.attrs["rows"] == 9


def test_radios_refuse_what_was_not_offered() -> None:
    field = fields.RadiosField(label="Grade", choices=[("good", "Good")])
    assert refusal(field, "excellent").code == "invalid_choice"
    assert field.clean("good") == "good"


def test_checkboxes_take_several() -> None:
    field = fields.CheckboxesField(label="Criteria", choices=[("a", "A"), ("b", "B")])
    assert field.clean(["a", "b"]) == ["a", "b"]


def test_checkbox_has_to_be_ticked_when_required() -> None:
    field = fields.CheckboxField(label="Read", missing="Tick the box")
    assert refusal(field, False).messages == ["Tick the box"]
    assert field.clean("on") is True


def test_file_field_offers_what_it_accepts() -> None:
    field = fields.FileField(label="File", accept=".yaml")
    assert field.widget.attrs["accept"] == ".yaml"
    assert field.clean(SimpleUploadedFile("a.yaml", b"a: 1")).name == "a.yaml"


def test_file_field_without_accept_offers_everything() -> None:
    assert "accept" not in fields.FileField(label="File").widget.attrs


def test_date_is_read_from_three_boxes() -> None:
    assert fields.DateField(label="Date observed").clean(["27", "3", "2026"]) == date(2026, 3, 27)


def test_date_that_is_empty_and_required_says_the_sentence() -> None:
    field = fields.DateField(label="Date observed", missing="Enter the date observed")
    assert refusal(field, ["", "", ""]).messages == ["Enter the date observed"]


def test_date_that_is_empty_and_optional_is_none() -> None:
    assert fields.DateField(label="Date", required=False).clean(["", "", ""]) is None


def test_date_that_is_not_real_names_the_field_and_the_box() -> None:
    error = refusal(fields.DateField(label="Date observed"), ["31", "2", "2026"])
    assert error.messages == ["Date observed must be a real date"]
    assert error.params == {"parts": ("day",)}


def test_date_with_a_per_cent_sign_in_its_label() -> None:
    error = refusal(fields.DateField(label="Date of 50%"), ["", "2", "2026"])
    assert error.messages == ["Date of 50% must include a day"]


def test_date_without_a_label_is_called_date() -> None:
    assert refusal(fields.DateField(), ["x", "2", "2026"]).messages == ["Date must be a real date"]


def test_date_today_is_not_too_late() -> None:
    today = timezone.localdate()
    field = fields.DateField(label="Date observed", not_after=timezone.localdate)
    assert field.clean([str(today.day), str(today.month), str(today.year)]) == today


def test_date_in_the_future_where_the_past_is_asked_for() -> None:
    day = timezone.localdate() + timedelta(days=1)
    field = fields.DateField(label="Date observed", not_after=timezone.localdate)
    error = refusal(field, [str(day.day), str(day.month), str(day.year)])
    assert error.messages == ["Date observed must be today or in the past"]
    assert error.params == {"parts": ("day", "month", "year")}


def test_date_in_the_past_where_the_future_is_asked_for() -> None:
    field = fields.DateField(label="Notice", not_before=timezone.localdate)
    assert refusal(field, ["1", "1", "2020"]).messages == ["Notice must be today or in the future"]


def test_date_after_a_named_day() -> None:
    field = fields.DateField(label="Notice", not_after=date(2026, 3, 7))
    error = refusal(field, ["8", "3", "2026"])
    assert error.messages == ["Notice must be on or before 7 March 2026"]


def test_date_before_a_named_day() -> None:
    field = fields.DateField(label="Notice", not_before=date(2026, 3, 7))
    error = refusal(field, ["6", "3", "2026"])
    assert error.messages == ["Notice must be on or after 7 March 2026"]


@pytest.mark.parametrize(
    ("data", "changed"),
    [(["7", "3", "2026"], False), (["8", "3", "2026"], True), (["x", "3", "2026"], True)],
)
def test_date_has_changed_when_the_boxes_say_another(data: list[str], changed: bool) -> None:
    assert fields.DateField(label="Date").has_changed(date(2026, 3, 7), data) is changed
