"""The fixed words of a child's journey. No Django here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EventKind(StrEnum):
    """What happened at a point of the journey."""

    CONTACT = "contact"
    REFERRAL = "referral"
    ASSESSMENT = "assessment"
    STRATEGY = "strategy"
    ENQUIRY = "enquiry"
    PLAN = "plan"
    REVIEW = "review"
    MISSING = "missing"
    RETURN_INTERVIEW = "return_interview"
    PLACEMENT = "placement"
    COURT = "court"
    CUSTODY = "custody"
    STEP_DOWN = "step_down"
    OTHER = "other"


EVENT_LABELS = {
    EventKind.CONTACT: "Contact",
    EventKind.REFERRAL: "Referral",
    EventKind.ASSESSMENT: "Assessment",
    EventKind.STRATEGY: "Strategy meeting",
    EventKind.ENQUIRY: "Enquiry (section 47)",
    EventKind.PLAN: "Plan",
    EventKind.REVIEW: "Review",
    EventKind.MISSING: "Missing episode",
    EventKind.RETURN_INTERVIEW: "Return interview",
    EventKind.PLACEMENT: "Placement",
    EventKind.COURT: "Court",
    EventKind.CUSTODY: "Custody",
    EventKind.STEP_DOWN: "Step down or closure",
    EventKind.OTHER: "Something else",
}
# What stands in a mark of the timeline: with its shape it tells a kind without any colour.
EVENT_LETTERS = {
    EventKind.CONTACT: "C",
    EventKind.REFERRAL: "R",
    EventKind.ASSESSMENT: "A",
    EventKind.STRATEGY: "S",
    EventKind.ENQUIRY: "47",
    EventKind.PLAN: "P",
    EventKind.REVIEW: "Rv",
    EventKind.MISSING: "M",
    EventKind.RETURN_INTERVIEW: "RI",
    EventKind.PLACEMENT: "Pl",
    EventKind.COURT: "Ct",
    EventKind.CUSTODY: "Cu",
    EventKind.STEP_DOWN: "SD",
    EventKind.OTHER: "O",
}
LONGEST_EVENT = 1_000
# No child's journey is longer: a care leaver is supported until 25. A slip of the year is longer.
OLDEST_EVENT_YEARS = 27


@dataclass(frozen=True)
class EventContent:
    """What somebody writes of an event: the content of one version.

    Args:
        kind: one of EventKind.
        first_day: the day on which it happened, or began.
        last_day: its last day, or None where it was over in a day.
        agency: the primary key of the agency, or None for the partnership.
        text: in a few words.
    """

    kind: str
    first_day: date
    last_day: date | None
    agency: int | None
    text: str
