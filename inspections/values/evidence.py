"""What evidence says, and what it may be about. No Django here."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID


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
    NEUTRAL = "neutral"


STRENGTH_LABELS = {
    Strength.STRENGTH: "Strength",
    Strength.WEAKNESS: "Weakness",
    Strength.NEUTRAL: "Neutral",
}


class Confidence(StrEnum):
    """How sure the inspector is of it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


CONFIDENCE_LABELS = {
    Confidence.HIGH: "Seen or read myself, and clear",
    Confidence.MEDIUM: "Likely, to be confirmed",
    Confidence.LOW: "Said by one person, or unclear",
}


class Wording(StrEnum):
    """Whether the text is what was said, word for word, or what it came to."""

    PARAPHRASE = "paraphrase"
    VERBATIM = "verbatim"


WORDING_LABELS = {Wording.PARAPHRASE: "In my words", Wording.VERBATIM: "Word for word"}


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
        is_childs_voice: it says what a child said, felt or showed.
        confidence: one of Confidence.
        wording: one of Wording.
        service: the primary key of the service that it is about, or None.
        basis: on what basis a service was looked at that the power may not reach.
        why: why it was changed.
    """

    text: str
    source: str
    observed_on: date
    agency: int | None
    strength: str
    criteria: tuple[int, ...]
    is_childs_voice: bool = False
    confidence: str = Confidence.MEDIUM
    wording: str = Wording.PARAPHRASE
    service: int | None = None
    basis: str = ""
    why: str = ""

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash.

        Of what was added to the form later only what was said: an earlier receipt still proves it.
        """
        said = {
            "text": self.text,
            "source": self.source,
            "observed_on": self.observed_on.isoformat(),
            "agency": self.agency,
            "strength": self.strength,
            "criteria": list(self.criteria),
        }
        return {**said, **self._more()}

    def _more(self) -> dict[str, object]:
        more = [one for one in fields(self) if one.default is not MISSING]
        said = {one.name: getattr(self, one.name) for one in more}
        return {one.name: said[one.name] for one in more if said[one.name] != one.default}


@dataclass(frozen=True)
class Choice:
    """One thing that evidence may be about: a case, an agency, a criterion.

    Args:
        key: its primary key.
        label: its reference or name.
        more: its cohort, code, heading or commissioner.
        group: what it stands under in a long list: a criterion's judgement area.
    """

    key: int
    label: str
    more: str = ""
    group: str = ""


@dataclass(frozen=True)
class Choices:
    """What an item of evidence in a strand may be about, each by its primary key."""

    cases: dict[int, Choice] = field(default_factory=dict)
    agencies: dict[int, Choice] = field(default_factory=dict)
    criteria: dict[int, Choice] = field(default_factory=dict)
    services: dict[int, Choice] = field(default_factory=dict)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, int, str, str, int, str]]) -> "Choices":
        """From rows of what it is (case, agency …), key, label, more, order and group."""
        found = cls()
        places = {
            "case": found.cases,
            "agency": found.agencies,
            "criterion": found.criteria,
            "service": found.services,
        }
        for what, key, label, more, _order, group in sorted(
            rows, key=lambda row: (row[0], row[4], row[1])
        ):
            places[what][key] = Choice(key, label, more, group)
        return found


RECENT = 5


@dataclass(frozen=True)
class Recent:
    """What a person chose lately in an inspection, the last first, by primary key."""

    cases: tuple[int, ...] = ()
    agencies: tuple[int, ...] = ()
    criteria: tuple[int, ...] = ()

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[int | None, int | None, int | None]]) -> "Recent":
        """From the case, agency and criterion of each line of what was recorded, the last first."""
        columns = list(zip(*rows, strict=True)) or [(), (), ()]
        last = [
            tuple(key for key in dict.fromkeys(column) if key is not None)[:RECENT]
            for column in columns
        ]
        return cls(*last)

    @staticmethod
    def first(recent: Iterable[int], possible: dict[int, Choice]) -> dict[int, Choice]:
        """The same choices, those that were chosen lately before the others."""
        before = {key: possible[key] for key in recent if key in possible}
        return {**before, **possible}


NOTHING_RECENT = Recent()
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
