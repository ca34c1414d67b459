"""Forms for accounts."""

from typing import Any

from django.utils import timezone

from organisations.models import Inspectorate
from organisations.values import MemberRole
from pages.fields import DateField, EmailField, RadiosField, SelectField, TextField
from pages.forms import GovForm


class PersonForm(GovForm):
    """A new account."""

    submit_label = "Add this person"

    name = TextField(label="Full name", missing="Enter the person’s name", max_length=120)
    email = EmailField(
        label="Email address",
        hint="They sign in with it, and set their password by “Forgot your password?”.",
        missing="Enter the person’s email address",
        autocomplete="off",
    )
    job_title = TextField(
        label="Job title",
        hint="As a letter would print it under their name.",
        required=False,
        max_length=120,
    )


class MembershipForm(GovForm):
    """Where a person belongs, and as what."""

    submit_label = "Start this membership"

    inspectorate = SelectField(label="Inspectorate", missing="Select an inspectorate")
    role = RadiosField(
        label="Role",
        missing="Select a role",
        choices=[(MemberRole.INSPECTOR, "Inspector"), (MemberRole.LEAD, "Lead")],
        option_hints={
            MemberRole.INSPECTOR: "Works on the inspections that a lead names them for.",
            MemberRole.LEAD: "Can lead the inspectorate’s part of an inspection.",
        },
    )
    starts_on = DateField(label="First day", missing="Enter the first day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Inspectorate.objects.values_list("code", "short_name")
        self.fields["inspectorate"].choices = [("", "Select one"), *choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["starts_on"].initial = timezone.localdate

    def clean_inspectorate(self) -> Inspectorate:
        """The inspectorate itself; the list holds only those that exist."""
        return Inspectorate.objects.get(code=self.cleaned_data["inspectorate"])
