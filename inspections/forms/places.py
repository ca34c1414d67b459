"""Agencies, the chair, and who leads."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from inspections.actions import find_holder
from inspections.forms.once import SentOnceForm
from inspections.values import OfficeHolder
from organisations.values import AGENCY_KIND_LABELS, AgencyKind
from pages import fields
from pages.forms import GovForm
from records.errors import ActionRefused


class HolderForm(GovForm):
    """Who holds an office, with which account."""

    holder_name = fields.TextField(label="Name", missing="Enter the name", max_length=120)
    holder_title = fields.TextField(
        label="Title", hint="As a letter says it.", missing="Enter the title", max_length=120
    )
    holder_email = fields.EmailField(label="Email address of an account (optional)", required=False)
    since = fields.DateField(
        label="In office since",
        missing="Enter the day since which they are in office",
        not_after=timezone.localdate,
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        """Take the moment of the request."""
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_holder_email(self) -> str:
        """An account that may hold the office."""
        email: str = self.cleaned_data["holder_email"]
        if email:
            try:
                find_holder(email=email, at=self.at)
            except ActionRefused as refusal:
                raise ValidationError(refusal.message) from refusal
        return email

    def holder(self) -> OfficeHolder:
        """The holder, as the action takes it."""
        facts = self.cleaned_data
        return OfficeHolder(
            name=facts["holder_name"],
            title=facts["holder_title"],
            since=facts["since"],
            email=facts["holder_email"],
        )


class AgencyForm(HolderForm, SentOnceForm):
    """An agency of the area and its leader."""

    submit_label = "Add this agency"

    kind = fields.SelectField(
        label="Kind of agency",
        choices=[
            ("", "Choose a kind"),
            *((kind.value, AGENCY_KIND_LABELS[kind]) for kind in AgencyKind),
        ],
        missing="Select the kind of agency",
    )
    name = fields.TextField(
        label="Name of the agency", missing="Enter the name of the agency", max_length=160
    )
    field_order = ("kind", "name", "holder_name", "holder_title", "holder_email", "since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder_name"].label = "Leader’s name"
        self.fields["holder_title"].label = "Leader’s title"


class ChairForm(HolderForm, SentOnceForm):
    """The chair of the partnership: another one, or what was recorded wrongly."""

    submit_label = "Save the chair"
