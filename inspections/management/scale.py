"""The rows of a seeded, invented database of any size: plain values, nothing is asked or written.

The same seed gives the same rows, whatever the day: keys, words, people and moments are drawn in
one order from one generator.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count, pairwise
from random import Random
from typing import Any
from uuid import UUID

from inspections.states import InspectionState
from inspections.values import (
    AgeBand,
    CaseKind,
    Cohort,
    Confidence,
    Source,
    StrandKind,
    Strength,
    Subject,
    TeamRole,
    Wording,
)
from inspections.values.cases import CASE_PREFIXES
from inspections.values.search import LEXEME, searched
from records.values import short_reference

# Nothing of it was recorded later; the days of the teams begin before all of it.
LAST = datetime(2024, 6, 28, 16, tzinfo=UTC)
FIRST_DAY = date(2024, 1, 2)
TEAM_OF_EACH = 4
# Not a table: key, person and moment of the shares that are withdrawn after they were made.
WITHDRAWN_SHARES = "withdrawn shares"
_OPENED = datetime(2024, 1, 2, 9, tzinfo=UTC)
_WAY = [
    InspectionState.PLANNED,
    InspectionState.NOTIFIED,
    InspectionState.FIELDWORK,
    InspectionState.REPORTING,
    InspectionState.CLOSED,
]
# One inspection in so many is at fieldwork; the others are closed.
_AT_FIELDWORK = 10
_KINDS, _AGES, _COHORTS = (CaseKind.TRACKED, CaseKind.SAMPLED), tuple(AgeBand), tuple(Cohort)
_SOURCES, _STRENGTHS = tuple(Source), tuple(Strength)
_CONFIDENCES, _WORDINGS = tuple(Confidence), tuple(Wording)
_CHANGED, _WITHDRAWN, _SHARED, _TAKEN_BACK = 0.2, 0.02, 0.3, 0.2
_WHO = ["The social worker", "The health visitor", "The school", "The duty officer", "The nurse"]
_DID = ["met", "telephoned", "wrote to", "visited", "asked about", "could not reach", "listened to"]
_WHOM = ["the mother", "the child", "the carer", "the GP", "the police", "the grandparents"]
_WHEN = ["within a day", "after a week", "at the review", "before the meeting", "twice", "too late"]
_SO = [
    "and the plan changed after it.",
    "and the record says what was agreed, by whom and until when.",
    "but nobody wrote down why.",
    "so that the child was seen alone and was heard.",
    "and the manager looked at the decision on the same day.",
    "but the threshold was not applied as the partnership has written it.",
]
_SYLLABLES = [
    *("bar", "cal", "den", "fen", "gor", "hal", "kin", "lam", "mor", "nor", "pen", "ros", "sel"),
    *("tam", "wen"),
]

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Part:
    """A strand of every inspection: its code, title, power, kind, who takes part, what it asks."""

    code: str
    title: str
    power: int
    kind: str
    inspectorates: tuple[int, ...]
    areas: tuple[int, ...]
    criteria: tuple[int, ...]

    @property
    def owner(self) -> int | None:
        """Whose strand it is, None where it is inspected together."""
        return None if self.kind == StrandKind.JOINT else self.inspectorates[0]


@dataclass(frozen=True)
class Place:
    """A local area, with its partnership and its agencies, by their keys."""

    area: int
    partnership: int
    agencies: tuple[int, ...]


@dataclass(frozen=True)
class Ground:
    """What the rows stand on, and is there before them.

    `people` are the inspectors of each inspectorate; of the first comes the overall lead.
    """

    version: int
    kind: int
    parts: tuple[Part, ...]
    places: tuple[Place, ...]
    people: dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Size:
    """How many of each."""

    inspections: int
    cases: int
    items: int


@dataclass(frozen=True)
class _Inspection:
    key: int
    place: Place
    strands: list[tuple[int, Part]]
    team: dict[int, list[int]]
    cases: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Item:
    made: _Inspection
    part: Part
    key: UUID
    reference: str
    author: int
    at: datetime


class Scale:
    """Makes the rows, inspection by inspection, in the order in which they refer to each other."""

    def __init__(self, ground: Ground, size: Size, seed: int, first_keys: dict[str, int]) -> None:
        """Take what they stand on.

        Args:
            first_keys: the first free key of each table whose keys are numbers.
        """
        self._ground, self._size, self._seed = ground, size, seed
        self._random = Random(seed)  # noqa: S311 - invented rows, not secrets
        self._keys = {table: count(first) for table, first in first_keys.items()}
        self._wards = [
            f"{one}{other}{last}".capitalize()
            for one in _SYLLABLES
            for other in _SYLLABLES
            for last in _SYLLABLES
        ]
        self._sentences = [
            f"{who} {did} {whom} {when} {so}"
            for who in _WHO
            for did in _DID
            for whom in _WHOM
            for when in _WHEN
            for so in _SO
        ]
        # The newest item is the first of the last inspection; each is older than the one before.
        self._step = timedelta(days=150) / max(size.items, 1)

    def batches(self, inspections: int) -> Iterator[Rows]:
        """All of it, so many inspections at a time: rows by the name of their table."""
        bounds = range(0, self._size.inspections, inspections)
        for first, last in pairwise([*bounds, self._size.inspections]):
            self._rows: Rows = defaultdict(list)
            for number in range(first, last):
                self._add_inspection(number)
            yield self._rows

    # --- an inspection ----------------------------------------------------------------------

    def _add_inspection(self, number: int) -> None:
        ground, place = self._ground, self._ground.places[number % len(self._ground.places)]
        team = {one: self._some(people) for one, people in ground.people.items()}
        lead = next(iter(team.values()))[0]
        way = _WAY if number % _AT_FIELDWORK else _WAY[: _WAY.index(InspectionState.FIELDWORK) + 1]
        where = (f"SC{self._seed}-{number + 1:06d}", place.area, place.partnership)
        what = (ground.version, ground.kind, way[-1], FIRST_DAY, "", lead, _OPENED)
        key = self._add_numbered("Inspection", *where, *what)
        for before, state in pairwise(["", *way]):
            self._add_numbered("InspectionEvent", key, before, state, lead, _OPENED, "")
        made = _Inspection(key, place, self._add_strands(key), team)
        self._add_team(made, lead)
        self._add_cases(made, _share_of(self._size.cases, number, self._size.inspections), lead)
        for item in _share_of(self._size.items, number, self._size.inspections):
            self._add_item(made, item)

    def _add_strands(self, inspection: int) -> list[tuple[int, Part]]:
        strands = []
        for part in self._ground.parts:
            what = (part.code, part.title, part.kind, part.power, part.owner)
            key = self._add_numbered("Strand", inspection, *what)
            for one in part.inspectorates:
                self._add_numbered("StrandParticipant", key, one)
            for area in part.areas:
                self._add_numbered("Strand_judgement_areas", key, area)
            strands.append((key, part))
        return strands

    def _add_team(self, made: _Inspection, lead: int) -> None:
        for inspectorate, people in made.team.items():
            for place, person in enumerate(people):
                first = TeamRole.OVERALL_LEAD if person == lead else TeamRole.LEAD
                role = TeamRole.INSPECTOR if place else first
                who = (inspectorate, person, role, FIRST_DAY, None, lead, _OPENED)
                self._add_numbered("Assignment", made.key, *who)

    def _add_cases(self, made: _Inspection, mine: range, adder: int) -> None:
        for place, _ in enumerate(mine, 1):
            kind = self._one(_KINDS)
            facts = (Subject.CHILD, "", "", self._one(_AGES), self._one(_COHORTS))
            flags = [self._random.random() < 0.15 for _ in range(5)]
            what = (f"{CASE_PREFIXES[kind]}{place}", kind, *facts, *flags, 1, adder, _OPENED)
            key = self._add_numbered("Case", made.key, *what)
            for agency in self._random.sample(made.place.agencies, 2):
                self._add_numbered("Case_agencies", key, agency)
            made.cases.append(key)

    # --- an item of evidence ----------------------------------------------------------------

    def _add_item(self, made: _Inspection, number: int) -> None:
        random = self._random
        # Most is recorded together.
        strand, part = made.strands[0] if random.random() < 0.8 else self._one(made.strands)
        owner, key = self._one(part.inspectorates), self._uuid()
        author, at = self._one(made.team[owner]), LAST - number * self._step
        item = _Item(made, part, key, short_reference("E", key.bytes), author, at)
        case = self._one(made.cases) if made.cases and random.random() < 0.8 else None
        versions = 2 if random.random() < _CHANGED else 1
        is_withdrawn = random.random() < _WITHDRAWN
        gone = (author, at, "It was recorded twice.") if is_withdrawn else (None, None, "")
        whose = (made.key, strand, owner, part.power, author, case)
        self._add("Evidence", key, *whose, item.reference, versions, at, *gone)
        said = [self._add_version(item, version) for version in range(1, versions + 1)]
        seeing = {owner} if part.owner else set(part.inspectorates)
        for inspectorate in sorted(seeing):
            self._add_numbered("EvidenceAudience", made.key, inspectorate, key, said[-1], False, at)
        others = [one for one in made.team if one not in seeing]
        if others and not is_withdrawn and random.random() < _SHARED:
            self._add_share(item, self._one(others), said[0])

    def _add_version(self, item: _Item, version: int) -> int:
        random = self._random
        text = " ".join([*random.choices(self._sentences, k=6), f"Ward: {self._one(self._wards)}."])
        facts = (
            *(self._one(_SOURCES), item.at.date() - timedelta(days=random.randrange(14))),
            *(self._one(item.made.place.agencies), self._one(_STRENGTHS), random.random() < 0.2),
            *(self._one(_CONFIDENCES), self._one(_WORDINGS)),
        )
        # The first receipt of an item has its key, as its form has.
        receipt = item.key if version == 1 else self._uuid()
        proof = (receipt, item.author, sha256(text.encode()).hexdigest(), item.at, 0)
        why = "It was checked again." if version > 1 else ""
        said = (item.key, version, text, *facts, "", why)
        key = self._add_numbered("EvidenceRevision", *proof, *said)
        words = {
            one[:LEXEME] for one in searched(text, item.reference).replace("|", " ").split()
        } | {f"@{item.made.key}"}
        self._add("EvidenceWords", key, " ".join(f"'{word}'" for word in words))
        for criterion in random.sample(item.part.criteria, min(2, len(item.part.criteria))):
            self._add_numbered("EvidenceCriterion", key, criterion)
        return key

    def _add_share(self, item: _Item, to: int, said: int) -> None:
        why = "It bears on what they inspect."
        how = (to, why, item.part.power, item.author, item.at)
        key = self._add_numbered("EvidenceShare", item.key, said, *how)
        if self._random.random() < _TAKEN_BACK:
            self._add(WITHDRAWN_SHARES, key, item.author, item.at)
            return
        seen = (item.made.key, to, item.key, said, True, item.at)
        self._add_numbered("EvidenceAudience", *seen)

    # --- drawing ----------------------------------------------------------------------------

    def _add(self, table: str, *row: object) -> None:
        self._rows[table].append(row)

    def _add_numbered(self, table: str, *row: object) -> int:
        """A row whose key is the next number; the key."""
        key = next(self._keys[table])
        self._rows[table].append((key, *row))
        return key

    def _uuid(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def _one(self, among: Sequence[Any]) -> Any:
        return among[int(self._random.random() * len(among))]

    def _some(self, people: Sequence[int]) -> list[int]:
        return self._random.sample(people, TEAM_OF_EACH)


def _share_of(whole: int, number: int, among: int) -> range:
    """The numbers of those that fall to one of so many; together they are the whole."""
    return range(number * whole // among, (number + 1) * whole // among)
