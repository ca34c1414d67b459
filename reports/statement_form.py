"""The form of the statement of action. What it asks is checked again by the action."""

from collections.abc import Iterable
from typing import Any

from organisations.models import Agency, Inspectorate
from pages.fields import CheckboxesField, DateField, RadiosField, SelectField, TextField
from pages.forms import GovForm, TypedMixin
from reports.forms import BaseVersionMixin
from reports.values.statement import PARTNERSHIP, SEND_TO_LIMIT, StatementContent


class StatementForm(BaseVersionMixin, TypedMixin, GovForm):
    """Who writes the statement of action, with whom, to whom it goes and by when."""

    submit_label = "Save the statement of action"

    writer = SelectField(
        label="Who writes it?",
        hint="A local authority is named as the principal authority.",
        missing="Select who writes the statement",
    )
    involved = CheckboxesField(
        label="With which agencies? (optional)",
        hint="Leave all empty for every agency that the letter is addressed to.",
        required=False,
    )
    inspectorate = RadiosField(
        label="Which inspectorate receives it?",
        missing="Select the inspectorate that receives the statement",
    )
    send_to = TextField(
        label="To which address is it sent?",
        hint="An e-mail address of the inspectorate, for example.",
        missing="Enter the address that the statement is sent to",
        max_length=SEND_TO_LIMIT,
    )
    due_on = DateField(
        label="By when? (optional)",
        hint="A working day, once it is known.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        agencies: Iterable[Agency],
        inspectorates: Iterable[Inspectorate],
        partnership: str,
        **kwargs: Any,
    ) -> None:
        """Take who can be chosen.

        Args:
            agencies: those that serve the area.
            inspectorates: those that sign the letter.
            partnership: its name.
        """
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), one.name) for one in agencies]
        nobody = [("", "Choose who"), (PARTNERSHIP, partnership)]
        self.fields["writer"].choices = [*nobody, *named]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["involved"].choices = named  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["inspectorate"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(one.pk), one.name) for one in inspectorates
        ]

    @property
    def content(self) -> StatementContent:
        """What was recorded, once the form is valid."""
        facts = self.cleaned_data
        return StatementContent(
            writer=None if facts["writer"] == PARTNERSHIP else int(facts["writer"]),
            involved=tuple(int(one) for one in facts["involved"]),
            inspectorate=int(facts["inspectorate"]),
            send_to=facts["send_to"],
            due_on=facts["due_on"],
        )
