"""The base of every form: drawn by the GOV.UK template pack, sent once, errors on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict


@dataclass(frozen=True)
class Button:
    """A button at the foot of a form.

    ``style`` is empty for the main one, or "secondary", "warning" or "inverse". A button with a
    ``name`` posts it, so that the view can tell which was pressed.
    """

    label: str
    name: str = ""
    value: str = "1"
    style: str = ""


class GovForm(forms.Form):
    """A short form that ``{% crispy form %}`` draws whole: summary of errors, fields, buttons.

    Override ``submit_label`` (the words say what will happen), ``layout()`` and ``buttons()``.
    A view or the form itself may set ``cancel_url``. With ``with_form_tag = False`` the page writes
    ``<form>``, the CSRF token and the buttons itself.

    A list of criteria, or anything else that repeats many times, is written as a template: crispy
    costs too much for each field.
    """

    submit_label = "Save and continue"
    submit_style = ""
    cancel_url = ""
    cancel_label = "Cancel"
    form_action = ""
    form_id = ""
    with_form_tag = True
    # The browser's own bubbles do not follow the design system and vanish: the server answers.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout | None:
        """The layout, or None for all fields in their order."""
        return None

    def buttons(self) -> list[Button]:
        """The buttons at the foot."""
        return [Button(self.submit_label, style=self.submit_style)]

    @cached_property
    def helper(self) -> FormHelper:
        """What crispy-forms reads; made for each form, as the layout belongs to one form."""
        helper = FormHelper()
        helper.form_method = "post"
        helper.form_action = self.form_action
        helper.form_id = self.form_id
        helper.form_tag = self.with_form_tag
        helper.disable_csrf = not self.with_form_tag
        helper.render_hidden_fields = True
        helper.buttons = self.buttons()
        helper.cancel_url = self.cancel_url
        helper.cancel_label = self.cancel_label
        layout = self.layout()
        if layout is not None:
            helper.layout = layout
        return helper


class OnceMixin(forms.Form):
    """Carries the receipt of one intention: the same form sent twice makes one record.

    ``cleaned_data["once"]`` is a UUID to pass on to the action as its idempotency key. A form that
    comes back with errors keeps the one that it was sent with.
    """

    once = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={
            "required": "This page has lost its receipt. Open it again and send it once more.",
            "invalid": "This page has lost its receipt. Open it again and send it once more.",
        },
    )


class VersionMixin(forms.Form):
    """Carries the version of the row that was on the page, for a save that compares and sets."""

    version = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages={
            "required": "This page has lost its version. Open it again: what you typed is above.",
            "invalid": "This page has lost its version. Open it again: what you typed is above.",
        },
    )


def form_data(content: Mapping[str, Any]) -> QueryDict:
    """The content of an autosave as a form takes it, so that one form reads both.

    A list becomes several values of one name; None becomes no value. Anything but text, numbers,
    booleans and lists of those raises ValueError: an autosave has no deeper content.
    """
    data = QueryDict(mutable=True)
    for name, value in content.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str | int | float | bool | None) for one in values):
            raise ValueError(f"“{name}” is not text, a number or a list of those.")
        data.setlist(name, [str(one) for one in values if one is not None])
    return data
