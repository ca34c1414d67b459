"""The fixed words of who there is."""

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
