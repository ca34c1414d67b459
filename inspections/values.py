"""The fixed words of fieldwork. No Django here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID


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


class StrandKind(StrEnum):
    """A joint strand is inspected together under one power; a single-agency one by its owner."""

    JOINT = "joint"
    SINGLE = "single"


# What framework files call the part that is inspected together; evidence goes there unless said.
JOINT_STRAND = "joint"


def in_strand(address: str, strand: str, **query: str) -> str:
    """The address of a screen that records evidence, in a strand.

    Args:
        strand: its code; the joint one need not be named.
        query: what else the address says.
    """
    named = {} if strand == JOINT_STRAND else {"strand": strand}
    said = urlencode({**named, **query})
    return f"{address}?{said}" if said else address


class CaseKind(StrEnum):
    """Tracked end to end, or sampled at one point of the journey (150092 ¶18)."""

    TRACKED = "tracked"
    SAMPLED = "sampled"


class AgeBand(StrEnum):
    """How old the child is, as far as it is recorded: no date of birth is kept."""

    UNBORN = "unborn"
    UNDER_1 = "under_1"
    FROM_1 = "1_to_4"
    FROM_5 = "5_to_9"
    FROM_10 = "10_to_15"
    FROM_16 = "16_to_17"
    ADULT = "18_or_over"


AGE_BAND_LABELS = {
    AgeBand.UNBORN: "Unborn",
    AgeBand.UNDER_1: "Under 1",
    AgeBand.FROM_1: "1 to 4",
    AgeBand.FROM_5: "5 to 9",
    AgeBand.FROM_10: "10 to 15",
    AgeBand.FROM_16: "16 to 17",
    AgeBand.ADULT: "18 or over",
}


class Cohort(StrEnum):
    """Where in the system the child is (from the groups that 140112 ¶1, ¶33 and 003 name)."""

    EARLY_HELP = "early_help"
    IN_NEED = "in_need"
    PROTECTION_PLAN = "protection_plan"
    LOOKED_AFTER = "looked_after"
    CARE_LEAVER = "care_leaver"
    MISSING_OR_EXPLOITED = "missing_or_exploited"
    CUSTODY = "custody"


COHORT_LABELS = {
    Cohort.EARLY_HELP: "Receiving early help",
    Cohort.IN_NEED: "Child in need",
    Cohort.PROTECTION_PLAN: "Child protection plan",
    Cohort.LOOKED_AFTER: "Looked after",
    Cohort.CARE_LEAVER: "Care leaver",
    Cohort.MISSING_OR_EXPLOITED: "Missing or at risk of exploitation",
    Cohort.CUSTODY: "In custody or detention",
}


class Source(StrEnum):
    """Where a piece of evidence comes from (140112 ¶33; 150092 ¶18–21)."""

    CASE_RECORD = "case_record"
    OBSERVATION = "observation"
    CHILD = "child"
    FAMILY = "family"
    PRACTITIONER = "practitioner"
    MEETING = "meeting"
    DATA = "data"
    DOCUMENT = "document"


SOURCE_LABELS = {
    Source.CASE_RECORD: "Case record",
    Source.OBSERVATION: "Practice observed",
    Source.CHILD: "Discussion with a child",
    Source.FAMILY: "Discussion with family or carers",
    Source.PRACTITIONER: "Discussion with a practitioner",
    Source.MEETING: "Meeting",
    Source.DATA: "Data",
    Source.DOCUMENT: "Document",
}


class Strength(StrEnum):
    """Which way a piece of evidence points."""

    STRENGTH = "strength"
    WEAKNESS = "weakness"


STRENGTH_LABELS = {Strength.STRENGTH: "Strength", Strength.WEAKNESS: "Weakness"}


@dataclass(frozen=True)
class EvidenceContent:
    """What an inspector writes in one item of evidence: the content of one revision.

    Args:
        text: what was seen or heard; plain text.
        source: one of Source.
        observed_on: the day it was seen, apart from the day it is recorded.
        agency: the primary key of the agency that it is about, or None for the partnership.
        strength: one of Strength.
        criteria: primary keys of the criteria that it bears on, in order, without repeats.
    """

    text: str
    source: str
    observed_on: date
    agency: int | None
    strength: str
    criteria: tuple[int, ...]

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {
            "text": self.text,
            "source": self.source,
            "observed_on": self.observed_on.isoformat(),
            "agency": self.agency,
            "strength": self.strength,
            "criteria": list(self.criteria),
        }


@dataclass(frozen=True)
class Choice:
    """One thing that evidence may be about: a case, an agency, a criterion.

    Args:
        key: its primary key.
        label: its reference or name.
        more: its cohort, kind or heading.
    """

    key: int
    label: str
    more: str = ""


@dataclass(frozen=True)
class Choices:
    """What an item of evidence in a strand may be about, each by its primary key."""

    cases: dict[int, Choice] = field(default_factory=dict)
    agencies: dict[int, Choice] = field(default_factory=dict)
    criteria: dict[int, Choice] = field(default_factory=dict)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, int, str, str, int]]) -> "Choices":
        """From rows of what it is (case, agency, criterion), key, label, more and order."""
        found = cls()
        places = {"case": found.cases, "agency": found.agencies, "criterion": found.criteria}
        for what, key, label, more, _order in sorted(
            rows, key=lambda row: (row[0], row[4], row[1])
        ):
            places[what][key] = Choice(key, label, more)
        return found


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


CASE_PREFIXES = {CaseKind.TRACKED: "T", CaseKind.SAMPLED: "S"}
CASE_KIND_LABELS = {CaseKind.TRACKED: "Tracked", CaseKind.SAMPLED: "Sampled"}

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

EVIDENCE_PAGE = 25
Position = tuple[datetime, UUID]


@dataclass(frozen=True)
class Asked:
    """Which page of a list of evidence was asked for: the one older, or newer, than an item."""

    older_than: Position | None = None
    newer_than: Position | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Asked":
        """From an address; what cannot be read asks for the first page."""
        return cls(_position(query.get("older", "")), _position(query.get("newer", "")))


def _position(text: str) -> Position | None:
    moment, _, key = text.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        # In UTC, as the database is asked: at the ends of time a zone leads out of the calendar.
        return (at.astimezone(UTC), UUID(key)) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
