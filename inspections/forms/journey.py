"""Events of a child's journey, and the evidence that is pinned to one."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from inspections.forms.evidence import KeptTextField
from inspections.forms.kept import (
    InStrandForm,
    KeptForm,
    LastingForm,
    agency_choices,
    key_of,
)
from inspections.models import CaseEvent, EvidenceAudience
from inspections.models.journey import item_label
from inspections.values.journey import EVENT_LABELS, LONGEST_EVENT, EventContent, EventKind
from organisations.models import Agency
from pages import fields


class EventFields(KeptForm):
    """What happened, when, and whose part it was."""

    submit_label = "Save the event"
    kind = fields.SelectField(
        label="What happened",
        choices=[("", "Choose one"), *((kind.value, EVENT_LABELS[kind]) for kind in EventKind)],
        missing="Select what happened",
    )
    first_day = fields.DateField(
        label="Day, or first day",
        missing="Enter the day, or the first day",
        not_after=timezone.localdate,
    )
    last_day = fields.DateField(
        label="Last day (optional)",
        hint="Of what lasted: a missing episode, a placement.",
        required=False,
        not_after=timezone.localdate,
    )
    agency = fields.SelectField(label="Agency", required=False)
    text = KeptTextField(
        label="In a few words",
        hint="Do not write anybody’s name.",
        missing="Enter what happened, in a few words",
        rows=3,
        limit=LONGEST_EVENT,
    )

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        """Take the agencies of the area."""
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        field.choices = agency_choices(agencies)  # type: ignore[attr-defined]  # a field of choices

    def clean(self) -> dict[str, Any]:
        """The last day is no earlier than the first."""
        facts = super().clean() or self.cleaned_data
        first, last = facts.get("first_day"), facts.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Last day must be on or after the first day")
        return facts

    def content(self) -> EventContent:
        """What was written, as the action takes it."""
        facts = self.cleaned_data
        return EventContent(
            kind=facts["kind"],
            first_day=facts["first_day"],
            last_day=facts["last_day"],
            agency=key_of(facts["agency"]),
            text=facts["text"].strip(),
        )


class EventForm(EventFields, InStrandForm):
    """An event that is recorded."""

    field_order = ("kind", "first_day", "last_day", "agency", "text", "strand")


class ChangeEventForm(EventFields):
    """Another version of an event."""


class PinForm(LastingForm):
    """Evidence to pin: of what was recorded on the case, or by its reference."""

    submit_label = "Pin it"
    items = fields.CheckboxesField(label="Evidence on this case", required=False, small=True)
    reference = fields.TextField(
        label="Other evidence, by its reference (optional)",
        hint="For example E-4K7Q-2MXV",
        required=False,
        width=20,
        max_length=20,
    )

    def __init__(self, *args: Any, rows: Sequence[EvidenceAudience], **kwargs: Any) -> None:
        """Take the items to choose from."""
        super().__init__(*args, **kwargs)
        if not rows:
            del self.fields["items"]
            return
        self.fields["items"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (str(row.evidence_id), item_label(row)) for row in rows
        ]

    def clean(self) -> dict[str, Any]:
        """One way or the other, something is named."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("items") and not cleaned["reference"]:
            first = "items" if "items" in self.fields else "reference"
            self.add_error(first, "Select the evidence to pin")
        return cleaned

    def keys(self) -> list[str]:
        """The keys of those that were ticked."""
        return list(self.cleaned_data.get("items", ()))


def initial_of(event: CaseEvent) -> dict[str, Any]:
    """An event as the form shows it, to be changed."""
    return {
        "kind": event.kind,
        "first_day": event.first_day,
        "last_day": event.last_day,
        "agency": event.agency_id or "",
        "text": event.text,
        "base": event.version,
    }
