"""What the template pack shows of a form field: its ids, its classes, its errors, its options.

Templates read these values and decide nothing. ``present(bound_field)`` makes the right one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.forms.widgets import HiddenInput
from django.utils.safestring import SafeString

from pages.widgets import DATE_PARTS, CountedTextarea, DateBoxes

# In the order in which a widget is looked for: a subclass stands before its base class.
_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateBoxes, "date"),
    (CountedTextarea, "counted"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)
_CLASSES = {
    "text": "govuk-input",
    "counted": "govuk-textarea govuk-js-character-count",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
}
_ERROR_CLASSES = {
    "text": "govuk-input--error",
    "counted": "govuk-textarea--error",
    "textarea": "govuk-textarea--error",
    "select": "govuk-select--error",
    "file": "govuk-file-upload--error",
    "password": "govuk-input--error",
}
_CHOSEN = ("radios", "checkboxes", "checkbox", "select", "file")
_DJANGO_SAYS_REQUIRED = forms.Field.default_error_messages["required"]


@dataclass(frozen=True)
class Option:
    """One radio button or one checkbox."""

    id: str
    name: str
    value: str
    label: str
    hint: str
    hint_id: str
    checked: bool
    attrs: SafeString


@dataclass(frozen=True)
class Box:
    """One of the three boxes of a date."""

    id: str
    name: str
    label: str
    value: str
    width: int
    wrong: bool


@dataclass(frozen=True)
class Message:
    """One error: its sentence, and the id that its paragraph has."""

    id: str
    text: str


@dataclass(frozen=True)
class SummaryLine:
    """One line of the error summary; ``target`` is the id that it links to, or nothing."""

    text: str
    target: str


@dataclass(frozen=True)
class FieldPresenter:
    """A bound field as the page shows it."""

    bound: BoundField
    kind: str

    @property
    def template(self) -> str:
        """The template that draws this kind of field."""
        return f"govuk/fields/{self.kind}.html"

    @property
    def id(self) -> str:
        """The id of the control, or the stem of the ids of its parts."""
        return str(self.bound.field.widget.attrs.get("id") or self.bound.auto_id)

    @property
    def group_id(self) -> str:
        """The id of the fieldset around radios, checkboxes and dates."""
        return f"{self.id}-group"

    @property
    def label(self) -> str:
        """The label, or the legend."""
        return str(self.bound.label)

    @property
    def heading(self) -> bool:
        """Whether the label is the h1 of the page."""
        return bool(getattr(self.bound.field, "heading", False))

    @property
    def label_size(self) -> str:
        """``s``, ``m``, ``l`` or nothing."""
        return getattr(self.bound.field, "label_size", "") or ("l" if self.heading else "")

    @property
    def group_classes(self) -> str:
        """Modifiers for the list of radios or checkboxes."""
        stem = "govuk-radios" if self.kind == "radios" else "govuk-checkboxes"
        wanted = [name for name in ("inline", "small") if getattr(self.bound.field, name, False)]
        return " ".join(f"{stem}--{name}" for name in wanted)

    @property
    def hint(self) -> str:
        """The hint under the label."""
        return str(self.bound.help_text)

    @property
    def hint_id(self) -> str:
        """The id of the hint."""
        return f"{self.id}-hint"

    @property
    def info_id(self) -> str:
        """The id of the line that counts characters; the design system's script expects it."""
        return f"{self.id}-info"

    @cached_property
    def errors(self) -> list[Message]:
        """The errors of this field."""
        stem = f"{self.id}-error"
        return [
            Message(stem if number == 1 else f"{stem}-{number}", self._sentence(str(text)))
            for number, text in enumerate(self.bound.errors, start=1)
        ]

    def _sentence(self, text: str) -> str:
        # A form that is not ours (signing in) says the same of every empty field.
        if text != _DJANGO_SAYS_REQUIRED:
            return text
        verb = "Select" if self.kind in _CHOSEN else "Enter"
        return f"{verb} {self.label[:1].lower()}{self.label[1:]}"

    @property
    def described_by(self) -> str:
        """The ids that belong in ``aria-describedby``, in the order in which they are read."""
        ids = [str(self.bound.field.widget.attrs.get("aria-describedby", ""))]
        ids += [self.info_id] if self.kind == "counted" else []
        ids += [self.hint_id] if self.hint else []
        ids += [message.id for message in self.errors]
        return " ".join(filter(None, ids))

    @property
    def widget(self) -> SafeString:
        """The control, drawn by Django with our classes and descriptions."""
        own = str(self.bound.field.widget.attrs.get("class", ""))
        classes = [_CLASSES[self.kind], own, _ERROR_CLASSES[self.kind] if self.errors else ""]
        # A placeholder goes away as one types, and is taken for an answer: the hint stays.
        attrs: dict[str, Any] = {"class": " ".join(filter(None, classes)), "placeholder": False}
        if self.described_by:
            attrs["aria-describedby"] = self.described_by
        box = self.bound.as_widget(attrs=attrs)
        return box + self._began if self.bound.field.show_hidden_initial else box

    @property
    def _began(self) -> SafeString:
        """What the box held at first, sent along by a form that has to know what was changed."""
        name = self.bound.html_initial_name
        began = self.bound.form.data.get(name, self.bound.initial)
        return HiddenInput().render(name, began)

    @property
    def ticked(self) -> Option:
        """The one checkbox of a yes-or-no field."""
        widget = self.bound.field.widget
        extra = {**widget.attrs, "aria-describedby": self.described_by or None}
        return Option(
            id=self.id,
            name=self.bound.html_name,
            value="on",
            label=self.label,
            hint=self.hint,
            hint_id=self.hint_id,
            checked=bool(self.bound.value()),
            attrs=_attributes(extra),
        )

    @cached_property
    def options(self) -> list[Option]:
        """The radios or checkboxes. An option without a value ("---------") is not one."""
        hints: dict[str, str] = getattr(self.bound.field, "option_hints", {})
        return [
            self._option(part.data, hints.get(str(part.data["value"]), ""))
            for part in self.bound.subwidgets
            if str(part.data["value"]) != ""
        ]

    def _option(self, data: dict[str, Any], hint: str) -> Option:
        identity = str(data["attrs"].get("id") or f"{self.id}_{data['index']}")
        return Option(
            id=identity,
            name=data["name"],
            value=str(data["value"]),
            label=data["label"],
            hint=hint,
            hint_id=f"{identity}-hint",
            checked=bool(data["selected"]),
            attrs=_attributes(data["attrs"]),
        )

    @cached_property
    def boxes(self) -> list[Box]:
        """Day, month and year."""
        widget: DateBoxes = self.bound.field.widget
        value = self.bound.value()
        texts = value if isinstance(value, list) else widget.decompress(value)
        wrong = self._wrong_parts()
        return [
            Box(
                id=f"{self.id}_{part}",
                name=f"{self.bound.html_name}_{part}",
                label=part.capitalize(),
                value=text or "",
                width=4 if part == "year" else 2,
                wrong=part in wrong,
            )
            for part, text in zip(DATE_PARTS, texts, strict=True)
        ]

    def _wrong_parts(self) -> set[str]:
        parts: set[str] = set()
        for error in self.bound.errors.as_data():
            # An error that names no box (an empty date, a rule of the form) is about all three.
            parts.update((error.params or {}).get("parts", DATE_PARTS))
        return parts

    @property
    def target(self) -> str:
        """The id that the error summary links to: one that exists and takes the focus."""
        if self.bound.is_hidden:
            return ""
        if self.kind == "date":
            return next((box.id for box in self.boxes if box.wrong), self.boxes[0].id)
        if self.kind in ("radios", "checkboxes"):
            return self.options[0].id if self.options else self.group_id
        return self.id


def present(bound: BoundField) -> FieldPresenter:
    """The presenter of one field of a form."""
    widget = bound.field.widget
    kind = next((kind for base, kind in _KINDS if isinstance(widget, base)), "text")
    return FieldPresenter(bound=bound, kind=kind)


def error_summary(form: forms.BaseForm) -> Iterator[SummaryLine]:
    """The lines of the error summary, in the order of the page; the form's own errors first."""
    for text in form.non_field_errors():
        yield SummaryLine(str(text), "")
    for bound in form:
        if bound.errors:
            shown = present(bound)
            for message in shown.errors:
                yield SummaryLine(message.text, shown.target)


def _attributes(attrs: dict[str, Any]) -> SafeString:
    ours = ("id", "class", "checked", "type", "name", "value", "aria-invalid")
    return flatatt({k: v for k, v in attrs.items() if k not in ours and v is not None})
