"""Naming a deputy, and handing a lead over."""

from datetime import date
from typing import Any

from django.utils import timezone

from inspections.forms.once import SentOnceForm
from inspections.forms.team import PersonOfTeamForm
from inspections.models import Assignment, Inspection
from inspections.values import LEADING, TeamRole
from organisations.models import Membership
from pages import fields

LONGEST = 500


def colleagues_of(inspection: Inspection, inspectorate: int, day: date) -> list[tuple[str, str]]:
    """Who works for an inspectorate that day and could lead, by e-mail.

    Whoever leads already, or assures quality, is left out.
    """
    not_free = [*LEADING, TeamRole.QUALITY_ASSURER]
    taken = Assignment.objects.of(inspection).on(day).filter(role__in=not_free, deputising=None)
    rows = Membership.objects.on(day).filter(
        inspectorate=inspectorate, person__is_active=True, person__is_admin=False
    )
    named = rows.exclude(person__in=taken.values("person")).order_by("person__name", "pk")
    return list(dict.fromkeys(named.values_list("person__email", "person__name")))


class DeputyForm(PersonOfTeamForm):
    """Who stands in, on which days, and why."""

    submit_label = "Name this deputy"

    first_day = fields.DateField(
        label="First day",
        missing="Enter the first day",
        not_before=timezone.localdate,
        initial=timezone.localdate,
    )
    last_day = fields.DateField(
        label="Last day", missing="Enter the last day", not_before=timezone.localdate
    )
    reason = fields.TextField(
        label="Why",
        hint="The team reads it, for example “on leave”.",
        missing="Enter why a deputy is needed",
        max_length=LONGEST,
    )

    def clean(self) -> dict[str, Any] | None:
        """The days have to be in their order."""
        found = super().clean()
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "Last day must be the first day or later")
        return found


class EndDeputisingForm(SentOnceForm):
    """One button."""

    submit_label = "End it now"
    submit_style = "warning"


class HandOverForm(PersonOfTeamForm):
    """Who takes over, from which day, and why."""

    submit_label = "Hand over"

    on = fields.DateField(
        label="First day of the new lead",
        missing="Enter the first day of the new lead",
        not_before=timezone.localdate,
        initial=timezone.localdate,
    )
    stays = fields.RadiosField(
        label="What does the former lead do then?",
        choices=[("yes", "Stays on the team as an inspector"), ("no", "Leaves the team")],
        missing="Select what the former lead does then",
    )
    reason = fields.TextField(
        label="Why",
        hint="The team reads it.",
        missing="Enter why the lead is handed over",
        max_length=LONGEST,
    )
