"""The template pack: what a browser receives for a form."""

from typing import Any

import pytest
from crispy_forms.layout import Layout
from django import forms
from django.template import Context, Template

from pages import fields
from pages.forms import Button, GovForm, OnceMixin
from pages.gallery_form import GalleryForm
from pages.layout import Group, Words
from tests.pages.reading import Markup, words

SCRIPT = "<script>alert(1)</script>"


def drawn(form: forms.BaseForm) -> Markup:
    """The form and its error summary, as on a page."""
    template = Template(
        "{% load crispy_forms_tags %}{% include 'govuk/errors.html' %}{% crispy form %}"
    )
    return Markup(template.render(Context({"form": form, "csrf_token": "token"})))


def single(field: forms.Field, data: dict[str, Any] | None = None) -> Markup:
    """A form of one field, called ``it``."""
    form_class = type("Single", (GovForm,), {"it": field})
    return drawn(form_class(data))


def described(markup: Markup, control_id: str) -> list[str]:
    """The texts that describe a control."""
    ids = (markup.one(id=control_id).get("aria-describedby") or "").split()
    return [words(markup.one(id=each)) for each in ids]


@pytest.mark.parametrize(
    ("field", "tag", "css"),
    [
        (fields.TextField(label="Name"), "input", "govuk-input"),
        (fields.EmailField(label="Email"), "input", "govuk-input"),
        (fields.NumberField(label="Days"), "input", "govuk-input"),
        (fields.PasswordField(label="Password"), "input", "govuk-password-input__input"),
        (fields.LongTextField(label="Text"), "textarea", "govuk-textarea"),
        (fields.LongTextField(label="Text", limit=9), "textarea", "govuk-js-character-count"),
        (fields.SelectField(label="Agency", choices=[]), "select", "govuk-select"),
        (fields.FileField(label="File"), "input", "govuk-file-upload"),
    ],
)
def test_a_control_has_its_label_its_hint_and_its_error(
    field: forms.Field, tag: str, css: str
) -> None:
    field.help_text = "A hint"
    field.error_messages["required"] = "Fill this in"
    markup = single(field, {})
    control = markup.one(tag, id="id_it")
    assert css in control.get("class", "").split()
    assert words(markup.one("label", for_="id_it")) == field.label
    assert described(markup, "id_it")[-2:] == ["A hint", "Error: Fill this in"]
    assert words(markup.one("a", href="#id_it")) == "Fill this in"
    assert markup.every("div", class_="govuk-form-group--error")
    assert markup.dangling() == set()


@pytest.mark.parametrize(
    ("field", "first"),
    [
        (fields.RadiosField(label="Grade", choices=[("a", "A"), ("b", "B")]), "id_it_0"),
        (fields.CheckboxesField(label="Grade", choices=[("a", "A"), ("b", "B")]), "id_it_0"),
        (fields.DateField(label="Grade"), "id_it_day"),
    ],
)
def test_a_group_has_its_legend_its_hint_and_its_error(field: forms.Field, first: str) -> None:
    field.help_text = "A hint"
    field.error_messages["required"] = "Fill this in"
    markup = single(field, {})
    assert words(markup.one("fieldset").find("legend")) == "Grade"
    assert described(markup, "id_it-group") == ["A hint", "Error: Fill this in"]
    assert words(markup.one("a", href=f"#{first}")) == "Fill this in"
    assert markup.one("input", id=first) is not None
    assert markup.dangling() == set()


def test_a_checkbox_has_its_label_its_hint_and_its_error() -> None:
    field = fields.CheckboxField(label="Read", hint="All of it", missing="Tick the box")
    markup = single(field, {})
    assert words(markup.one("label", for_="id_it")) == "Read"
    assert described(markup, "id_it") == ["All of it", "Error: Tick the box"]
    assert markup.dangling() == set()


def test_each_option_has_a_label_and_its_hint() -> None:
    field = fields.RadiosField(
        label="Grade", choices=[("a", "A"), ("b", "B")], option_hints={"b": "Bee"}
    )
    markup = single(field)
    assert [words(markup.one("label", for_=f"id_it_{n}")) for n in (0, 1)] == ["A", "B"]
    assert described(markup, "id_it_1") == ["Bee"]
    assert described(markup, "id_it_0") == []


def test_what_was_chosen_is_chosen_again() -> None:
    choices = [("a", "A"), ("b", "B")]
    radios = single(fields.RadiosField(label="R", choices=choices), {"it": "b"})
    boxes = single(fields.CheckboxesField(label="C", choices=choices), {"it": ["a"]})
    one = single(fields.CheckboxField(label="One"), {"it": "on"})
    for markup, chosen in ((radios, ["b"]), (boxes, ["a"]), (one, ["on"])):
        ticked = [box.get("value") for box in markup.every("input", checked="")]
        assert ticked == chosen


def test_a_date_has_three_labelled_boxes_and_marks_the_wrong_one() -> None:
    markup = single(
        fields.DateField(label="On"), {"it_day": "31", "it_month": "2", "it_year": "2026"}
    )
    for part, label in (("day", "Day"), ("month", "Month"), ("year", "Year")):
        assert words(markup.one("label", for_=f"id_it_{part}")) == label
        assert markup.one("input", id=f"id_it_{part}").get("inputmode") == "numeric"
    wrong = [box.get("id") for box in markup.every("input", class_="govuk-input--error")]
    assert wrong == ["id_it_day"]
    assert words(markup.one("a", href="#id_it_day")) == "On must be a real date"


def test_a_character_count_has_no_maxlength_and_says_the_limit_without_a_script() -> None:
    markup = single(fields.LongTextField(label="Text", limit=200))
    assert markup.one("textarea").get("maxlength") is None
    assert markup.one("div", data_module="govuk-character-count").get("data-maxlength") == "200"
    assert words(markup.one(id="id_it-info")) == "You can enter up to 200 characters"


def test_a_password_can_be_shown() -> None:
    markup = single(fields.PasswordField(label="Password"))
    button = markup.one("button", class_="govuk-js-password-input-toggle")
    assert (button.get("type"), button.get("aria-controls")) == ("button", "id_it")
    assert markup.one("input", id="id_it").get("autocomplete") == "current-password"


def test_autocomplete_is_passed_on() -> None:
    markup = single(fields.TextField(label="Name", autocomplete="name"))
    assert markup.one("input", id="id_it").get("autocomplete") == "name"


def test_a_label_can_be_the_heading_of_the_page() -> None:
    text = single(fields.TextField(label="Name", heading=True))
    radios = single(fields.RadiosField(label="Grade", choices=[("a", "A")], heading=True))
    assert words(text.one("h1")) == "Name"
    assert text.one("h1").find("label").get("for") == "id_it"
    assert words(radios.one("legend").find("h1")) == "Grade"


@pytest.mark.parametrize(
    "field_class",
    [
        fields.TextField,
        fields.LongTextField,
        fields.PasswordField,
        fields.CheckboxField,
        fields.FileField,
        fields.DateField,
        fields.SelectField,
        fields.RadiosField,
        fields.CheckboxesField,
    ],
)
def test_a_script_is_text_wherever_it_stands(field_class: type[fields.Drawn]) -> None:
    markup = single(field_class(label=SCRIPT, hint=SCRIPT, missing=SCRIPT), {})
    assert markup.every("script") == []
    assert markup.html.count("&lt;script&gt;") >= 4


def test_a_script_in_an_option_is_text() -> None:
    choices = [(f'"{SCRIPT}', SCRIPT)]
    for field in (
        fields.RadiosField(label="R", choices=choices, option_hints={choices[0][0]: SCRIPT}),
        fields.CheckboxesField(label="C", choices=choices),
        fields.SelectField(label="S", choices=choices),
    ):
        markup = single(field)
        assert markup.every("script") == []
        assert markup.every(value=f'"{SCRIPT}')


def test_a_script_in_what_was_typed_is_text() -> None:
    markup = single(fields.LongTextField(label="Text"), {"it": f"</textarea>{SCRIPT}"})
    assert markup.every("script") == []
    assert f"</textarea>{SCRIPT}" in "".join(markup.one("textarea").itertext())


def test_a_template_in_a_legend_or_a_button_is_text() -> None:
    class Injected(GovForm):
        submit_label = "{{ 1|add:1 }}<b>"
        one = fields.TextField(label="{{ 2|add:2 }}")

        def layout(self) -> Layout:
            return Layout(Group("{{ 3|add:3 }}<i>", "one", hint=SCRIPT), Words("{{ 4 }}<u>"))

    markup = drawn(Injected())
    assert words(markup.one("legend")) == "{{ 3|add:3 }}<i>"
    assert words(markup.one("button")) == "{{ 1|add:1 }}<b>"
    assert words(markup.one("label", for_="id_one")) == "{{ 2|add:2 }}"
    assert words(markup.one("p", class_="govuk-body")) == "{{ 4 }}<u>"
    assert markup.every("script") == []


def test_a_whole_form_posts_with_its_token_its_receipt_and_its_buttons() -> None:
    class Whole(OnceMixin, GovForm):
        submit_label = "Publish the letter"
        submit_style = "warning"
        cancel_url = "/back/"
        form_action = "/there/"
        one = fields.TextField(label="One")

        def buttons(self) -> list[Button]:
            return [*super().buttons(), Button("Later", name="later", style="secondary")]

    markup = drawn(Whole())
    form = markup.one("form")
    assert (form.get("method"), form.get("action"), form.get("novalidate")) == (
        "post",
        "/there/",
        "",
    )
    assert form.get("enctype") is None
    assert markup.one("input", name="csrfmiddlewaretoken").get("value") == "token"
    assert markup.one("input", name="once").get("type") == "hidden"
    first, second = markup.every("button")
    assert (words(first), "govuk-button--warning" in first.get("class", "")) == (
        "Publish the letter",
        True,
    )
    assert (second.get("name"), second.get("value")) == ("later", "1")
    assert words(markup.one("a", href="/back/")) == "Cancel"


def test_a_hidden_field_is_drawn_once_with_and_without_a_layout() -> None:
    assert len(drawn(GalleryForm()).every("input", name="once")) == 1


def test_a_form_with_a_file_is_sent_as_one() -> None:
    markup = single(fields.FileField(label="File"))
    assert markup.one("form").get("enctype") == "multipart/form-data"


def test_a_form_without_its_tag_is_fields_alone() -> None:
    class Inside(GovForm):
        with_form_tag = False
        one = fields.TextField(label="One")

    markup = drawn(Inside())
    assert markup.every("form") == []
    assert markup.every("button") == []
    assert markup.one("input", id="id_one") is not None


def test_a_form_that_was_not_sent_has_no_error_summary() -> None:
    assert drawn(GalleryForm()).every("div", class_="govuk-error-summary") == []


def test_every_line_of_the_error_summary_leads_to_a_control() -> None:
    markup = drawn(GalleryForm({"once": "2e55cf6b-746a-4a15-811b-8f0c7cdfe5bb"}))
    summary = markup.one("div", class_="govuk-error-summary")
    links = [link.get("href", "")[1:] for link in summary.iter("a")]
    assert len(links) == len(GalleryForm().visible_fields()) - 1  # all but the optional note
    for target in links:
        assert markup.one(id=target).tag in ("input", "textarea", "select")


def test_the_forms_own_error_has_no_link() -> None:
    form = GalleryForm({})
    form.add_error(None, "Both cannot be true")
    lines = drawn(form).one("ul", class_="govuk-error-summary__list").findall("li")
    assert words(lines[0]) == "Both cannot be true"
    assert lines[0].find("a") is None


def test_ids_occur_once_and_lead_somewhere() -> None:
    for form in (GalleryForm(), GalleryForm({})):
        markup = drawn(form)
        assert sorted(markup.ids()) == sorted(set(markup.ids()))
        assert markup.dangling() == set()


def test_a_prefix_keeps_two_forms_on_one_page_apart() -> None:
    markup = Markup(drawn(GalleryForm({}, prefix="a")).html + drawn(GalleryForm({})).html)
    assert sorted(markup.ids()) == sorted(set(markup.ids()))
