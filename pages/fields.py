"""Form fields with the wording and the widgets of the GOV.UK Design System.

Each takes ``missing``, the sentence for an empty field ("Enter what you saw"), and the options of
how it is drawn: ``heading`` (its label or legend is the h1 of the page), ``label_size`` ("s", "m"
or "l"), ``inline`` and ``small`` (radios and checkboxes), ``option_hints`` (value to hint).
Django's own fields are drawn as well; these say less in the form that uses them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone

from pages.dates import PARTS, DateProblem, read_date
from pages.widgets import CountedTextarea, DateBoxes

NOT_IN_LIST = "What you chose is not in the list any more. Choose again"
DayLimit = date | Callable[[], date] | None


class Drawn(forms.Field):
    """What every field of ours accepts beyond Django's own arguments."""

    def __init__(
        self,
        *,
        missing: str = "",
        hint: str = "",
        heading: bool = False,
        label_size: str = "",
        inline: bool = False,
        small: bool = False,
        option_hints: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """See the head of the module for the arguments."""
        if missing:
            kwargs["error_messages"] = {"required": missing, **(kwargs.get("error_messages") or {})}
        if hint:
            kwargs["help_text"] = hint
        super().__init__(**kwargs)
        self.heading = heading
        self.label_size = label_size
        self.inline = inline
        self.small = small
        self.option_hints = dict(option_hints or {})


class TextField(Drawn, forms.CharField):
    """One line of text. ``width`` is 2, 3, 4, 5, 10, 20 or 30 characters; none is the whole."""

    def __init__(self, *, width: int | None = None, autocomplete: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if width:
            self.widget.attrs["class"] = f"govuk-input--width-{width}"
        if autocomplete:
            self.widget.attrs["autocomplete"] = autocomplete


class EmailField(Drawn, forms.EmailField):
    """An email address."""

    default_error_messages = {
        "invalid": "Enter an email address in the correct format, like name@example.com"
    }

    def __init__(self, *, autocomplete: str = "email", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"autocomplete": autocomplete, "spellcheck": "false"})


class PasswordField(Drawn, forms.CharField):
    """A password, with a button that shows it. ``autocomplete`` is for the password manager."""

    def __init__(self, *, autocomplete: str = "current-password", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.PasswordInput())
        super().__init__(strip=False, **kwargs)
        self.widget.attrs["autocomplete"] = autocomplete


class NumberField(Drawn, forms.IntegerField):
    """A whole number. A text box: a number box changes its value when the wheel passes over it."""

    widget = forms.TextInput

    def __init__(self, *, width: int = 4, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "class": f"govuk-input--width-{width}"})


class LongTextField(Drawn, forms.CharField):
    """Text of several lines. With ``limit`` the page counts the characters that are left.

    Line ends become ``\\n``: a browser posts two characters for each, so that the count on the page
    and the limit on the server would differ, and so would the hash of what was saved.
    """

    def __init__(self, *, rows: int = 5, limit: int | None = None, **kwargs: Any) -> None:
        attrs = {"rows": rows}
        if "widget" not in kwargs:
            kwargs["widget"] = (
                CountedTextarea(attrs, characters=limit) if limit else forms.Textarea(attrs)
            )
        super().__init__(max_length=limit, **kwargs)
        if limit:
            self.error_messages["max_length"] = _literal(
                f"{self.label or 'This answer'} must be {limit:,} characters or fewer"
            )

    def to_python(self, value: Any) -> str | None:
        """The text with one kind of line end."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


class Chosen(Drawn):
    """One whose answers are chosen from a list, which forms set anew and never change in place."""

    def __init__(self, **kwargs: Any) -> None:
        """Take what every field takes."""
        # A page that stood open for long, or an address that was made up: what was sent is not
        # repeated, for nobody typed it.
        kwargs["error_messages"] = {"invalid_choice": NOT_IN_LIST} | (
            kwargs.get("error_messages") or {}
        )
        super().__init__(**kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        # Each form copies its fields, and every answer of every list would be copied with them.
        memo[id(self._choices)] = self._choices  # type: ignore[attr-defined]  # of ChoiceField
        return super().__deepcopy__(memo)


class RadiosField(Chosen, forms.ChoiceField):
    """One of a few answers."""

    widget = forms.RadioSelect


class CheckboxesField(Chosen, forms.MultipleChoiceField):
    """Any number of answers out of a few."""

    widget = forms.CheckboxSelectMultiple


class SelectField(Chosen, forms.ChoiceField):
    """One of many answers, in a list that opens."""


class CheckboxField(Drawn, forms.BooleanField):
    """One box to tick. ``required`` means that it has to be ticked."""


class FileField(Drawn, forms.FileField):
    """A file. ``accept`` is what the browser offers; it is no check of what arrives."""

    widget = forms.FileInput

    def __init__(self, *, accept: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if accept:
            self.widget.attrs["accept"] = accept


class DateField(Drawn):
    """A date in three boxes. It takes real dates only, and says what to do about any other.

    ``not_after`` and ``not_before`` are dates, or functions that give one when the form is checked
    (``django.utils.timezone.localdate`` for "not in the future").
    """

    widget = DateBoxes
    default_error_messages = {"required": "Enter a date"}

    def __init__(
        self, *, not_before: DayLimit = None, not_after: DayLimit = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.not_before = not_before
        self.not_after = not_after

    def to_python(self, value: Any) -> date | None:
        """The date that was typed.

        Raises ValidationError with ``params["parts"]``, the boxes that are wrong.
        """
        if value is None or isinstance(value, date):
            return value
        answer = read_date(*value)
        if isinstance(answer, DateProblem):
            raise self._problem(answer.says, answer.parts, "invalid")
        return answer

    def validate(self, value: Any) -> None:
        """Hold the date against the limits of the field."""
        super().validate(value)
        if value is None:
            return
        latest, earliest = _day(self.not_after), _day(self.not_before)
        if latest is not None and value > latest:
            raise self._problem(_no_later(latest), PARTS, "too_late")
        if earliest is not None and value < earliest:
            raise self._problem(_no_earlier(earliest), PARTS, "too_early")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """True when the boxes hold another date than they were given."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def _problem(self, says: str, parts: Iterable[str], code: str) -> ValidationError:
        sentence = _literal(f"{self.label or 'Date'} {says}")
        return ValidationError(sentence, code=code, params={"parts": tuple(parts)})


def _literal(sentence: str) -> str:
    # Django fills in error sentences with "%": a label with a per cent sign would break that.
    return sentence.replace("%", "%%")


def _day(limit: DayLimit) -> date | None:
    return limit() if callable(limit) else limit


def _no_later(limit: date) -> str:
    if limit == timezone.localdate():
        return "must be today or in the past"
    return f"must be on or before {formats.date_format(limit, 'j F Y')}"


def _no_earlier(limit: date) -> str:
    if limit == timezone.localdate():
        return "must be today or in the future"
    return f"must be on or after {formats.date_format(limit, 'j F Y')}"
