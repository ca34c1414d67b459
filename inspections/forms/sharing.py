"""With whom a version of an item is shared, under which power, and what for."""

from collections.abc import Sequence
from typing import Any

from django.forms import HiddenInput

from inspections.forms.once import SentOnceForm
from organisations.models import Inspectorate, LegalPower
from pages import fields


class ShareForm(SentOnceForm):
    """With whom, under which power, and what for."""

    submit_label = "Share this version"

    version = fields.NumberField(min_value=1, widget=HiddenInput)
    inspectorate = fields.CheckboxesField(
        label="Share with",
        hint="Only those you select see it.",
        missing="Select an inspectorate",
    )
    power = fields.RadiosField(
        label="Under which power",
        hint="The power that it was recorded under, or one under which they take part.",
        required=False,
    )
    purpose = fields.LongTextField(
        label="What for",
        hint="They see it beside the text, and it stays on the record.",
        missing="Enter what the share is for",
        rows=3,
    )

    def __init__(
        self,
        *args: Any,
        receivers: Sequence[Inspectorate],
        powers: Sequence[LegalPower],
        **kwargs: Any,
    ) -> None:
        """Take whom it can be shared with, and under which powers, its own first."""
        super().__init__(*args, **kwargs)
        self.receivers = {one.code: one for one in receivers}
        self.powers = {one.code: one for one in powers}
        self.fields["inspectorate"].choices = [  # type: ignore[attr-defined] # a field of choices
            (one.code, one.name) for one in receivers
        ]
        self.fields["power"].choices = [  # type: ignore[attr-defined] # a field of choices
            (one.code, one.in_words) for one in powers
        ]
        self.fields["power"].initial = powers[0].code
        if len(powers) == 1:
            del self.fields["power"]

    def chosen(self) -> list[Inspectorate]:
        """The inspectorates that were selected, in their order."""
        named = set(self.cleaned_data["inspectorate"])
        return [one for code, one in self.receivers.items() if code in named]

    def power_chosen(self) -> LegalPower | None:
        """The power, or None for that of the item."""
        return self.powers.get(self.cleaned_data.get("power") or "")
