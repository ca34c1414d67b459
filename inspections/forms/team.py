"""Naming people, and ending their work."""

from datetime import date, timedelta
from typing import Any

from inspections.forms.once import SentOnceForm
from inspections.models import Assignment, Inspection
from inspections.values import TEAM_ROLE_LABELS, TeamRole
from organisations.models import Membership
from pages import fields


def people_to_name(
    inspection: Inspection, day: date, *, inspectorate: int | None = None
) -> list[tuple[str, str]]:
    """Who works for a participating inspectorate today and is not on the team, by e-mail.

    Args:
        inspectorate: only the people of this one.
    """
    on_team = Assignment.objects.of(inspection).on(day).values("person")
    rows = Membership.objects.on(day).filter(
        inspectorate__participations__strand__inspection=inspection,
        person__is_active=True,
        person__is_admin=False,
    )
    if inspectorate is not None:
        rows = rows.filter(inspectorate=inspectorate)
    named = rows.exclude(person__in=on_team).order_by("inspectorate__order", "person__name")
    return list(
        dict.fromkeys(
            (email, f"{name} ({body})")
            for email, name, body in named.values_list(
                "person__email", "person__name", "inspectorate__short_name"
            )
        )
    )


class PersonOfTeamForm(SentOnceForm):
    """Somebody to name."""

    person = fields.SelectField(label="Person", missing="Select a person")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        """Take the people who can be named."""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined] # a field of choices
            ("", "Choose a person"),
            *people,
        ]


class LeadForm(PersonOfTeamForm):
    """The lead of a participating inspectorate."""

    submit_label = "Name this lead"


class MemberForm(PersonOfTeamForm):
    """An inspector or the quality assurer."""

    submit_label = "Name this person"

    role = fields.RadiosField(
        label="Role",
        choices=[
            (role.value, TEAM_ROLE_LABELS[role])
            for role in (TeamRole.INSPECTOR, TeamRole.QUALITY_ASSURER)
        ],
        initial=TeamRole.INSPECTOR,
        missing="Select a role",
    )


class EndAssignmentForm(SentOnceForm):
    """When somebody's work ends."""

    submit_label = "End this person’s work"
    submit_style = "warning"

    when = fields.RadiosField(
        label="When does it end?",
        choices=[("now", "At once"), ("today", "At the end of today")],
        missing="Select when it ends",
    )

    def last_day(self, today: date) -> date:
        """The last day on which they are let in."""
        at_once = self.cleaned_data["when"] == "now"
        return today - timedelta(days=1) if at_once else today
