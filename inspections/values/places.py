"""Who an inspection is of, and how it is named. No Django here."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class OfficeHolder:
    """Who holds an office, as it is entered.

    Args:
        name: of the person.
        title: of the office, as a letter says it.
        since: the first day in office.
        email: of the holder's account, if they have one here.
    """

    name: str
    title: str
    since: date
    email: str = ""


@dataclass(frozen=True)
class Board:
    """The partnership (the LSCB) that an inspection is of, and its chair."""

    name: str
    chair: OfficeHolder


def reference_prefix(inspectorate: str) -> str:
    """How the references of inspections begin that an inspectorate leads: OF for Ofsted.

    Args:
        inspectorate: its code, `ofsted`.
    """
    first, _, rest = inspectorate.upper().partition("-")
    return first[:2] + rest.replace("-", "")[:3]


# The step of a timetable whose day the overall lead chooses; a timetable without it is counted from
# its first step.
FIELDWORK_START = "fieldwork_start"

# Which inspectorate speaks to which kind of agency (140112 ¶41, ¶49, ¶74, ¶82, ¶98).
REMITS = {
    "local_authority": "ofsted",
    "education": "ofsted",
    "health": "cqc",
    "police": "hmic",
    "probation": "hmi-probation",
    "youth_offending": "hmi-probation",
    "custody": "hmi-prisons",
}
