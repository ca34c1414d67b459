"""Who plans a judgement meeting, minutes it, and agrees the minutes."""

from inspections.models import Assignment, Inspection
from inspections.permissions import is_lead, is_on_team, is_overall_lead
from judgements.permissions.shared import is_judged_now
from organisations.models import Inspectorate
from records.permissions import Answer, first_refusal


def may_plan_meeting(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """The overall lead, or who stands in for them, plans a meeting and says who came."""
    return first_refusal(
        is_on_team(assignment), is_overall_lead(assignment), is_judged_now(inspection)
    )


def may_minute(assignment: Assignment | None, inspection: Inspection) -> Answer:
    """Any lead writes minutes, and agrees them for their own inspectorate."""
    return first_refusal(is_on_team(assignment), is_lead(assignment), is_judged_now(inspection))


def inspectorates_of(inspection: Inspection) -> list[Inspectorate]:
    """The inspectorates that take part in any strand, in their order: each agrees the minutes."""
    rows = Inspectorate.objects.filter(participations__strand__inspection=inspection)
    return list(rows.distinct().order_by("order"))
