"""The fixed words of reports. No Django here."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
# The schemas of a frozen draft. The first is the letter's, with at most one shared grade; in the
# second there is a table of judgements, and the document has the shape of a report; the third binds
# other documents together, and names each part's draft by its hash.
LETTER_SCHEMA = 1
REPORT_SCHEMA = 2
COMBINED_SCHEMA = 3
# A letter's longest paragraph has some 2,000 characters.
PARAGRAPH_LIMIT = 10_000
COMMENT_LIMIT = 10_000
REASON_LIMIT = 2_000
# How many words tell one strength from another.
NAMING_WORDS = 6
# How addresses name the joint letter. What names a thing of it elsewhere leaves the word out: it
# was the one document of an inspection, and those names are kept.
JOINT_LETTER = "joint-letter"
# How InspectionAccess names the chair.
CHAIR = "chair"
# The steps of the framework's timetable that a report reads (fixtures/frameworks).
RESPONSE_STEP = "accuracy_response"
FIELDWORK_END_STEP = "fieldwork_end"


class CommentKind(StrEnum):
    """What kind of mistake the chair points at."""

    TYPOGRAPHICAL = "typographical"
    INACCURATE = "inaccurate"
    OMITTED = "omitted"


COMMENT_LABELS = {
    CommentKind.TYPOGRAPHICAL: "A spelling or typing mistake",
    CommentKind.INACCURATE: "Something is inaccurate",
    CommentKind.OMITTED: "Something is left out",
}


class Direction(StrEnum):
    """Which way a paragraph moves within its section."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True)
class ParagraphContent:
    """What somebody writes in one paragraph.

    Args:
        text: plain text.
        agency: the primary key of the agency that it is addressed to; None: the partnership, or
            nobody in a section that is not addressed.
    """

    text: str
    agency: int | None = None

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {"text": self.text, "agency": self.agency}


@dataclass(frozen=True)
class CommentContent:
    """What the chair writes about one paragraph."""

    kind: str
    what_is_wrong: str
    what_it_should_say: str

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {
            "kind": self.kind,
            "what_is_wrong": self.what_is_wrong,
            "what_it_should_say": self.what_it_should_say,
        }


def short_date(day: date) -> str:
    """7 December 2026, as a letter says it."""
    return f"{day.day} {day:%B} {day.year}"


def long_date(moment: date | datetime) -> str:
    """Monday 7 December 2026; a moment by its day in England."""
    day = moment.astimezone(LONDON).date() if isinstance(moment, datetime) else moment
    return f"{day:%A} {short_date(day)}"


def long_moment(moment: datetime) -> str:
    """Monday 7 December 2026 at 14:03, in England."""
    return f"{long_date(moment)} at {moment.astimezone(LONDON):%H:%M}"


def named(words: list[str]) -> str:
    """Ofsted, CQC and HMI Probation."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def first_words(text: str) -> str:
    """How a paragraph without a number is named: “Staff know the children of this …”."""
    words = text.split()
    return f"“{' '.join(words[:NAMING_WORDS])}{' …' if len(words) > NAMING_WORDS else ''}”"
