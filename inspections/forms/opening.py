"""Opening an inspection."""

from datetime import date, datetime
from typing import Any

from crispy_forms.layout import Layout
from django.core.exceptions import ValidationError
from django.utils import timezone

from frameworks.models import FrameworkVersion, InspectionType
from inspections.actions import find_holder
from inspections.forms.once import SentOnceForm
from inspections.rules import is_working_day
from inspections.values import Board, OfficeHolder
from organisations.models import LocalArea, Membership
from pages import fields
from pages.layout import Group
from records.errors import ActionRefused


class OpenInspectionForm(SentOnceForm):
    """One page: what is inspected, by whom, from when, and whose partnership it is."""

    submit_label = "Open the inspection"

    inspection_type = fields.RadiosField(
        label="Type of inspection", missing="Select the type of inspection"
    )
    area = fields.SelectField(label="Local area", missing="Select the local area")
    starts_on = fields.DateField(
        label="First day of fieldwork",
        hint="A working day, for example 30 11 2026. The other key dates are counted from it.",
        missing="Enter the first day of fieldwork",
    )
    participants = fields.CheckboxesField(
        label="Participating inspectorates", missing="Select the inspectorates that take part"
    )
    board = fields.TextField(
        label="Name of the partnership", missing="Enter the name of the partnership", max_length=160
    )
    chair_name = fields.TextField(
        label="Chair’s name", missing="Enter the chair’s name", max_length=120
    )
    chair_title = fields.TextField(
        label="Chair’s title",
        hint="As the letter will say it.",
        missing="Enter the chair’s title",
        initial="Independent chair",
        max_length=120,
    )
    chair_email = fields.EmailField(
        label="Email address of the chair’s account (optional)",
        hint="With an account the chair can comment on the draft here.",
        required=False,
    )
    chair_since = fields.DateField(
        label="In office since",
        missing="Enter the day since which the chair is in office",
        not_after=timezone.localdate,
    )

    def __init__(
        self, *args: Any, types: list[InspectionType], at: datetime, **kwargs: Any
    ) -> None:
        """Take the types that this person may open; `at` is the moment of the request."""
        super().__init__(*args, **kwargs)
        self.at = at
        self.types = {kind.code: kind for kind in types}
        taking_part = {one.pk: one for kind in types for one in kind.participants.all()}
        self._choose("inspection_type", [(kind.code, kind.title) for kind in types])
        areas = LocalArea.objects.values_list("code", "name")
        self._choose("area", [("", "Choose a local area"), *areas])
        self._choose("participants", [(one.code, one.name) for one in taking_part.values()])
        if len(types) == 1:
            self.fields["inspection_type"].initial = types[0].code
        self.fields["participants"].initial = [one.code for one in taking_part.values()]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a field of choices

    def layout(self) -> Layout:
        """What, who, whose."""
        return Layout(
            "once",
            Group("What is inspected", "inspection_type", "area", "starts_on", "participants"),
            Group(
                "The partnership and its chair",
                *("board", "chair_name", "chair_title", "chair_email", "chair_since"),
            ),
        )

    def clean_starts_on(self) -> date:
        """A day on which people work."""
        day: date = self.cleaned_data["starts_on"]
        if not is_working_day(day):
            raise ValidationError("First day of fieldwork must be a working day")
        return day

    def clean_chair_email(self) -> str:
        """An account that may hold the office."""
        email: str = self.cleaned_data["chair_email"]
        if email:
            try:
                find_holder(email=email, at=self.at)
            except ActionRefused as refusal:
                raise ValidationError(refusal.message) from refusal
        return email

    def details(self) -> dict[str, Any]:
        """What the action takes."""
        facts = self.cleaned_data
        chair = OfficeHolder(
            name=facts["chair_name"],
            title=facts["chair_title"],
            since=facts["chair_since"],
            email=facts["chair_email"],
        )
        return {
            "inspection_type": self.types[facts["inspection_type"]],
            "area": LocalArea.objects.get(code=facts["area"]),
            "starts_on": facts["starts_on"],
            "participants": facts["participants"],
            "board": Board(name=facts["board"], chair=chair),
        }


def types_to_open(membership: Membership | None, day: date) -> list[InspectionType]:
    """The types in force on that day that the person's inspectorate leads."""
    if membership is None:
        return []
    in_force = FrameworkVersion.objects.in_force_on(day)
    rows = InspectionType.objects.filter(version__in=in_force, led_by=membership.inspectorate)
    return list(rows.select_related("version", "power", "led_by").prefetch_related("participants"))
