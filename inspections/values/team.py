"""Who is what on a team. No Django here."""

from enum import StrEnum


class TeamRole(StrEnum):
    """What a person is in one inspection."""

    OVERALL_LEAD = "overall_lead"
    LEAD = "lead"
    INSPECTOR = "inspector"
    QUALITY_ASSURER = "quality_assurer"


TEAM_ROLE_LABELS = {
    TeamRole.OVERALL_LEAD: "Overall lead",
    TeamRole.LEAD: "Inspectorate’s lead",
    TeamRole.INSPECTOR: "Inspector",
    TeamRole.QUALITY_ASSURER: "Quality assurer",
}
LEADING = frozenset({TeamRole.OVERALL_LEAD, TeamRole.LEAD})
