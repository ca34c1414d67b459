"""Which outcomes a reader asks for."""

from typing import Any

from django import forms

from judgements.rules.outcome_file import FIRST_YEAR
from judgements.values.outcomes import OutcomesAsked
from organisations.models import Inspectorate
from pages.fields import NumberField, SelectField, TextField
from pages.forms import GovForm

LAST_YEAR = 2100


def _year(label: str) -> NumberField:
    wrong = f"{label} must be a year from {FIRST_YEAR} to {LAST_YEAR}, like 2018"
    return NumberField(
        label=label,
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class OutcomesForm(GovForm):
    """Inspectorate, years and local area; all of them may be left empty."""

    with_form_tag = False

    name = TextField(
        label="Local area",
        required=False,
        max_length=120,
        error_messages={"max_length": "Local area must be 120 characters or fewer"},
    )
    inspectorate = SelectField(
        label="Inspectorate",
        required=False,
        error_messages={"invalid_choice": "Choose an inspectorate from the list"},
    )
    first = _year("First year")
    last = _year("Last year")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every inspectorate."""
        super().__init__(*args, **kwargs)
        choices = [("", "Any"), *((one.code, one.short_name) for one in Inspectorate.objects.all())]
        field: Any = self.fields["inspectorate"]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The years are in their order."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error(
                "last", forms.ValidationError("Last year must not be before the first year")
            )
        return cleaned

    def asked(self) -> OutcomesAsked:
        """What was asked for. Of a valid form."""
        said = self.cleaned_data
        return OutcomesAsked(said["inspectorate"], said["first"], said["last"], said["name"])
