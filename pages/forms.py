"""The base of every form: drawn by the GOV.UK template pack, sent once, errors on top."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict

from pages.differences import SharedBox
from records.models import Draft
from records.values import HeardOfDraft


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


@dataclass(frozen=True)
class Typing:
    """Where a form is kept as it is typed, and what was typed into it before.

    Args:
        url: where autosave.js sends it.
        version: of the draft that the page knows; 0 for none.
        draft: what was typed before and not sent, where the form begins with it.
    """

    url: str
    version: int
    draft: Draft | None = None


_THROW_AWAY = Button("Throw away what I typed", name="discard", style="secondary")


class GovForm(forms.Form):
    """A short form that ``{% crispy form %}`` draws whole: summary of errors, fields, buttons.

    Override ``submit_label`` (the words say what will happen), ``layout()`` and ``buttons()``.
    A view or the form itself may set ``cancel_url``. With ``with_form_tag = False`` the page writes
    ``<form>``, the CSRF token and the buttons itself. A form whose page sets ``typing`` is kept as
    it is typed.

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
    typing: Typing | None = None
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
        is_typed_before = self.typing is not None and self.typing.draft is not None
        helper.buttons = [*self.buttons(), *([_THROW_AWAY] if is_typed_before else [])]
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


class BearingMixin(forms.Form):
    """A form that comes back with what was typed, apart from what the answer changes in it."""

    def bear(self, **values: Any) -> None:
        """Show other values in these fields; everything else stays as it was typed.

        A list becomes several values of one field.
        """
        data = cast(QueryDict, self.data).copy()
        for name, value in values.items():
            data.setlist(name, [str(one) for one in value] if _is_list(value) else [str(value)])
        self.data = data


class LastingMixin(BearingMixin, OnceMixin):
    """A form that comes back with what was typed, whatever the answer was."""

    def sent_anew(self) -> None:
        """Give the form another key, so that what it holds can be sent as a thing of its own."""
        self.bear(once=uuid4())


class TypedMixin(LastingMixin):
    """A form that is kept as it is typed, and goes on with what was typed before."""

    typing: Typing | None

    @property
    def heard(self) -> HeardOfDraft:
        """What the page knew of its draft."""
        return HeardOfDraft.from_form(self.data)

    def usable_key(self) -> UUID:
        """The key under which the form goes on: a new one where what was sent is no key."""
        try:
            return UUID(str(self["once"].value()))
        except ValueError:
            self.sent_anew()
            return UUID(str(self["once"].value()))

    def go_on_with(self, draft: Draft) -> None:
        """Begin with what was typed before, nothing of it checked yet.

        What nobody types stays as the page says it today: for which inspectorate, for example.
        """
        typed = form_data(draft.content)
        for name, field in self.fields.items():
            if not field.widget.is_hidden:
                prefixed = self.add_prefix(name)
                self.initial[name] = field.widget.value_from_datadict(typed, {}, prefixed)
        self.initial.update(once=draft.receipt, base=draft.base_version)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


class VersionMixin(BearingMixin):
    """Carries the version of the row that was on the page, for a save that compares and sets."""

    version = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages={
            "required": "This page has lost its version. Open it again: what you typed is above.",
            "invalid": "This page has lost its version. Open it again: what you typed is above.",
        },
    )

    def shared_box(self, name: str, *, label: str, theirs: str | None) -> SharedBox:
        """What was sent in a box, beside what another window left there.

        A field with `show_hidden_initial` says what the window began from. Of any other, all that
        is not what stands there now was typed. A box that the window did not have is as it stands.
        """
        before = self.data.get(self.add_initial_prefix(name), theirs)
        mine = self.data.get(self.add_prefix(name), before) or ""
        return SharedBox(label, before, mine.strip(), theirs)

    def go_on_over(self, version: int, boxes: Mapping[str, SharedBox]) -> None:
        """Go on over what another window saved: what was typed stays, the rest is theirs."""
        began = {self.add_initial_prefix(name): box.theirs or "" for name, box in boxes.items()}
        merged = {name: box.merged for name, box in boxes.items()}
        self.bear(version=version, **began, **merged)


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
