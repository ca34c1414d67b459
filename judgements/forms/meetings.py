"""The forms of a judgement meeting: its plan, who came, its minutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from judgements.values.meetings import AttendanceContent, MinuteContent, PlanContent
from pages import fields
from pages.forms import GovForm, OnceMixin, TypedMixin
from records.values import clean_text

_TEXT_LIMIT = 10_000
_OFF = ""


class TimeField(fields.TextField):
    """A time of day in figures, like 14:00."""

    def clean(self, value: Any) -> Any:
        """The time.

        Raises:
            ValidationError: it is no time of a day.
        """
        text = super().clean(value).strip().replace(".", ":")
        try:
            return time.fromisoformat(text.zfill(5))
        except ValueError as error:
            raise ValidationError("Enter the time in figures, like 14:00") from error


class MeetingForm(OnceMixin, GovForm):
    """When, where, which judgements in which order, and who is invited."""

    starts_on = fields.DateField(label="Day", missing="Enter the day of the meeting")
    begins = TimeField(
        label="Time", hint="For example 14:00", missing="Enter the time of the meeting", width=5
    )
    place = fields.TextField(
        label="Place",
        hint="A room, or how to join from elsewhere.",
        missing="Enter where the meeting is",
        max_length=200,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        areas: Mapping[str, str],
        people: Sequence[tuple[str, str]],
        agenda: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        """See the class.

        Args:
            areas: titles by the code of the area, of everything that can be talked through.
            people: address and name of those who can be invited still.
            agenda: the codes of what is on the agenda now, in order.
        """
        super().__init__(*args, **kwargs)
        places = [(str(n), f"Item {n}") for n in range(1, len(areas) + 1)]
        for code, title in areas.items():
            self.fields[f"area-{code}"] = fields.SelectField(
                label=title,
                choices=[(_OFF, "Not on the agenda"), *places],
                required=False,
                initial=str(agenda.index(code) + 1) if code in agenda else _OFF,
            )
        self.codes = list(areas)
        if people:
            self.fields["invited"] = fields.CheckboxesField(
                label="Invite",
                hint="The leads of the inspectorates are chosen already.",
                choices=list(people),
                required=False,
                small=True,
            )

    def clean(self) -> dict[str, Any] | None:
        """Two judgements have two places on the agenda."""
        found = super().clean()
        seen: dict[str, str] = {}
        for code in self.codes:
            chosen = self.cleaned_data.get(f"area-{code}")
            if chosen and chosen in seen:
                self.add_error(f"area-{code}", f"Item {chosen} is {seen[chosen]} already")
            elif chosen:
                seen[chosen] = str(self.fields[f"area-{code}"].label)
        if not seen and not self.errors:
            self.add_error(
                f"area-{self.codes[0]}" if self.codes else None,
                "Put at least one judgement on the agenda",
            )
        return found

    def content(self) -> PlanContent:
        """What was planned; after `is_valid`."""
        sent = self.cleaned_data
        moment = datetime.combine(sent["starts_on"], sent["begins"])
        chosen = [(int(sent[f"area-{code}"]), code) for code in self.codes if sent[f"area-{code}"]]
        return PlanContent(
            starts_at=timezone.make_aware(moment),
            place=clean_text(sent["place"]),
            areas=tuple(code for _, code in sorted(chosen)),
            invited=tuple(sent.get("invited", ())),
        )


class AttendanceForm(OnceMixin, GovForm):
    """A list for each person who is invited: present, apologies, or who came for them."""

    submit_label = "Save who came"

    def __init__(
        self,
        *args: Any,
        invited: Sequence[tuple[str, str, Sequence[tuple[str, str]], str]],
        **kwargs: Any,
    ) -> None:
        """See the class.

        Args:
            invited: address and name of each person, the choices, and what was said before.
        """
        super().__init__(*args, **kwargs)
        self.people = {}
        for number, (email, name, choices, said) in enumerate(invited):
            self.people[f"came-{number}"] = email
            self.fields[f"came-{number}"] = fields.SelectField(
                label=name,
                choices=[(_OFF, "Not known yet"), *choices],
                required=False,
                initial=said,
            )

    def content(self) -> AttendanceContent:
        """What was said of whom; after `is_valid`."""
        sent = {email: self.cleaned_data[name] for name, email in self.people.items()}
        return AttendanceContent({email: came for email, came in sent.items() if came})


class MinuteForm(TypedMixin, GovForm):
    """What was said on an item, what was decided, and why an agreed minute is corrected.

    `base` is the version that was open, 0 where nobody had minuted the item.
    """

    submit_label = "Save this minute"

    base = fields.NumberField(min_value=0, initial=0, widget=forms.HiddenInput)
    discussion = fields.LongTextField(
        label="What was talked about",
        missing="Enter what was talked about",
        rows=8,
        limit=_TEXT_LIMIT,
    )
    decision = fields.LongTextField(
        label="What was decided, in words",
        hint="A grade is proposed and signed on the page of the judgement, not here.",
        missing="Enter what was decided",
        rows=4,
        limit=_TEXT_LIMIT,
    )
    reason = fields.TextField(
        label="Why is this minute corrected?",
        hint="It stands beside the earlier text. Every lead is asked to agree again.",
        missing="Enter why this minute is corrected",
        max_length=500,
    )

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        """See the class.

        Args:
            corrects: somebody agreed these minutes, so that a change has a reason.
        """
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["reason"]

    def content(self) -> MinuteContent:
        """What was written; after `is_valid`."""
        sent = self.cleaned_data
        return MinuteContent(
            clean_text(sent["discussion"]).strip(),
            clean_text(sent["decision"]).strip(),
            clean_text(sent.get("reason", "")).strip(),
        )


class AgreeMinutesForm(OnceMixin, GovForm):
    """One button; it carries which minutes were on the page."""

    submit_label = "Agree these minutes"

    up_to = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "This page has lost what it was about. Open it again.",
            "invalid": "This page has lost what it was about. Open it again.",
        },
    )
