"""The fixed words of who there is."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AgencyKind(StrEnum):
    """What an agency is, in the words of 140112 ¶41, ¶49, ¶82 and ¶98."""

    LOCAL_AUTHORITY = "local_authority"
    HEALTH = "health"
    POLICE = "police"
    PROBATION = "probation"
    YOUTH_OFFENDING = "youth_offending"
    CUSTODY = "custody"
    EDUCATION = "education"
    OTHER = "other"


AGENCY_KIND_LABELS = {
    AgencyKind.LOCAL_AUTHORITY: "Local authority",
    AgencyKind.HEALTH: "Health services",
    AgencyKind.POLICE: "Police force",
    AgencyKind.PROBATION: "Probation services",
    AgencyKind.YOUTH_OFFENDING: "Youth offending team",
    AgencyKind.CUSTODY: "Custody or detention",
    AgencyKind.EDUCATION: "Schools and colleges",
    AgencyKind.OTHER: "Another agency",
}


class MemberRole(StrEnum):
    """What a person is in an inspectorate; each inspection has a team with roles of its own."""

    INSPECTOR = "inspector"
    LEAD = "lead"


class OfficeKind(StrEnum):
    """An office that people hold over time."""

    CHAIR = "chair"
    BUSINESS_MANAGER = "business_manager"
    AGENCY_LEADER = "agency_leader"


OFFICE_LABELS = {
    OfficeKind.CHAIR: "Chair",
    OfficeKind.BUSINESS_MANAGER: "Business manager",
    OfficeKind.AGENCY_LEADER: "Leader",
}


class ReachVerdict(StrEnum):
    """Whether an inspectorate’s power reaches a service."""

    REACHES = "reaches"
    UNCERTAIN = "uncertain"
    BEYOND = "beyond"


REACH_LABELS = {
    ReachVerdict.REACHES: "The power reaches this service",
    ReachVerdict.UNCERTAIN: "It is not certain that the power reaches this service",
    ReachVerdict.BEYOND: "The power may not reach this service",
}


@dataclass(frozen=True)
class FormerArea:
    """A local area that is there no more, its last day, and the codes of those that came after."""

    code: str
    name: str
    until: date
    successors: tuple[str, ...]


# Upper-tier authorities abolished since joint targeted inspections began, by the statutory orders
# that changed the structure of local government in 2019, 2021 and 2023. Somerset, North Yorkshire
# and Buckinghamshire changed their kind and kept their number.
FORMER_AREAS = {
    area.code: area
    for area in (
        FormerArea("835", "Dorset (county council)", date(2019, 3, 31), ("838", "839")),
        FormerArea("836", "Poole", date(2019, 3, 31), ("839",)),
        FormerArea("837", "Bournemouth", date(2019, 3, 31), ("839",)),
        FormerArea("909", "Cumbria", date(2023, 3, 31), ("942", "943")),
        FormerArea("928", "Northamptonshire", date(2021, 3, 31), ("940", "941")),
    )
}


def former_areas_before(code: str, day: date) -> list[FormerArea]:
    """Which areas were there on that day in the place of one that was not yet; mostly none.

    Args:
        code: the number of an area of today.
    """
    return [area for area in FORMER_AREAS.values() if code in area.successors and day <= area.until]
