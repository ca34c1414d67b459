"""The fixed words of sample selection, and what lists and draws are made of. No Django here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from inspections.values.cases import CaseFacts

MAX_LIST_BYTES = 20 * 1024 * 1024
MAX_LIST_ROWS = 50_000
MAX_LIST_COLUMNS = 200
MAX_CELL = 1_000
LARGEST_SAMPLE = 100
# More than this nobody mends by hand; a better list is quicker.
MENDED_AT_ONCE = 50


class ListField(StrEnum):
    """What a column of an agency's list may hold."""

    NUMBER = "number"
    NHS_NUMBER = "nhs_number"
    NAME = "name"
    BORN = "born"
    AGE = "age"
    AGE_BAND = "age_band"
    COHORT = "cohort"
    SUBJECT = "subject"
    ADULTS_PART = "adults_part"
    DISABLED = "disabled"
    MISSING = "missing"
    EXPLOITED = "exploited"
    CUSTODY = "custody"
    AGENCIES = "agencies"
    LIVES_IN = "lives_in"
    PLACED_BY = "placed_by"
    HOUSEHOLD = "household"


LIST_FIELD_LABELS = {
    ListField.NUMBER: "The agency’s own number",
    ListField.NHS_NUMBER: "NHS number",
    ListField.NAME: "Name",
    ListField.BORN: "Date of birth",
    ListField.AGE: "Age in years",
    ListField.AGE_BAND: "Age band",
    ListField.COHORT: "Where in the system",
    ListField.SUBJECT: "Child, young person or adult",
    ListField.ADULTS_PART: "What an adult is to the children",
    ListField.DISABLED: "Disabled",
    ListField.MISSING: "Has been missing",
    ListField.EXPLOITED: "Exploited or at risk of it",
    ListField.CUSTODY: "In custody",
    ListField.AGENCIES: "Agencies involved",
    ListField.LIVES_IN: "Lives in (local area)",
    ListField.PLACED_BY: "Placed by (local area)",
    ListField.HOUSEHOLD: "Household or sibling group",
}
# What says who somebody is. It goes into the key and nowhere else.
IDENTIFYING = (ListField.NUMBER, ListField.NHS_NUMBER, ListField.NAME, ListField.BORN)
# Several columns may hold these: first and last name, one agency in each.
IN_SEVERAL = frozenset({ListField.NAME, ListField.AGENCIES})


class Closing(StrEnum):
    """How a request for a list came to its end."""

    CAME = "came"
    NOTHING = "nothing"
    WITHDRAWN = "withdrawn"


CLOSING_LABELS = {
    Closing.CAME: "The list came",
    Closing.NOTHING: "Answered: there is nobody to list",
    Closing.WITHDRAWN: "Not asked for any more",
}


class Dimension(StrEnum):
    """Over what a draw may be balanced."""

    AGENCY = "agency"
    AGE_BAND = "age_band"
    COHORT = "cohort"


DIMENSION_LABELS = {
    Dimension.AGENCY: "Agencies",
    Dimension.AGE_BAND: "Ages",
    Dimension.COHORT: "Where in the system",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it was read: its headings, and its rows by the number that a spreadsheet shows."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def as_data(self) -> dict[str, object]:
        """Plain data, to be sealed."""
        return {"headings": list(self.headings), "rows": [[at, list(row)] for at, row in self.rows]}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Table":
        """What `as_data` wrote."""
        rows = tuple((at, tuple(row)) for at, row in data["rows"])
        return cls(tuple(data["headings"]), rows)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """By what an agency can find somebody again. Sealed as soon as it is read."""

    number: str = ""
    nhs: str = ""
    name: str = ""
    born: date | None = None

    def as_data(self) -> dict[str, str]:
        """Plain data, to be sealed."""
        born = self.born.isoformat() if self.born else ""
        return {"number": self.number, "nhs": self.nhs, "name": self.name, "born": born}


@dataclass(frozen=True, slots=True)
class Marks:
    """Keyed fingerprints: the same child has the same, and nobody can read a child from them."""

    nhs: str = ""
    person: str = ""
    number: str = ""

    def __iter__(self) -> Iterator[str]:
        return iter((self.nhs, self.person, self.number))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a list says of somebody, apart from who it is. Agencies and areas by primary key."""

    age_band: str
    cohort: str
    subject: str
    adults_part: str = ""
    flags: frozenset[str] = frozenset()
    agencies: frozenset[int] = frozenset()
    lives_in: int | None = None
    placed_by: int | None = None
    household: str = ""

    def as_case(self, listed_by: int | None, *, in_deep_dive: bool = False) -> CaseFacts:
        """The facts of the case that it becomes when it is drawn."""
        return CaseFacts(
            age_band=self.age_band,
            cohort=self.cohort,
            subject=self.subject,
            adults_part=self.adults_part,
            listed_by=listed_by,
            in_deep_dive=in_deep_dive,
            flags=tuple(sorted(self.flags)),
            lives_in=self.lives_in,
            placed_by=self.placed_by,
            agencies=tuple(sorted(self.agencies)),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list that was read without a fault."""

    number: int
    identifiers: Identifiers
    facts: Facts


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row, and in which column: a sentence, and what stands there."""

    row: int
    column: int | None
    value: str
    says: str


@dataclass(frozen=True, slots=True)
class Twin:
    """A row about somebody who stands in an earlier row of the same list."""

    row: int
    first: int
    says: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the columns hold, and what is true of everybody on the list.

    Args:
        columns: by the place of the column; what is not named is not kept.
        cohort, subject, adults_part: for everybody, where no column says it.
    """

    columns: dict[int, str] = field(default_factory=dict)
    cohort: str = ""
    subject: str = ""
    adults_part: str = ""

    def has(self, *fields: str) -> bool:
        """Whether one of these is in a column."""
        return bool(set(fields) & set(self.columns.values()))

    def as_data(self) -> dict[str, object]:
        """Plain data, for the row of the upload."""
        columns = {str(place): what for place, what in self.columns.items()}
        return {
            "columns": columns,
            "cohort": self.cohort,
            "subject": self.subject,
            "adults_part": self.adults_part,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Mapping":
        """What `as_data` wrote; nothing is chosen in an empty one."""
        columns = data.get("columns") or {}
        return cls(
            {int(place): what for place, what in columns.items()},
            *(str(data.get(name, "")) for name in ("cohort", "subject", "adults_part")),
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What words in a list may mean: names in small letters to primary keys."""

    agencies: dict[str, int]
    areas: dict[str, int]
    today: date
    agency: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a list found."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    twins: tuple[Twin, ...]

    @property
    def is_sound(self) -> bool:
        """Nothing is in the way of accepting it."""
        return bool(self.rows) and not self.problems and not self.twins


# --- the draw -------------------------------------------------------------------------------------

Group = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be drawn, with the groups that they are in."""

    reference: str
    agencies: frozenset[str]
    age_bands: frozenset[str]
    cohorts: frozenset[str]
    household: str = ""

    @property
    def groups(self) -> frozenset[Group]:
        """Each group as its dimension and its name."""
        by_dimension = (
            (Dimension.AGENCY, self.agencies),
            (Dimension.AGE_BAND, self.age_bands),
            (Dimension.COHORT, self.cohorts),
        )
        return frozenset((str(one), name) for one, names in by_dimension for name in names)

    def as_data(self) -> list[object]:
        """Plain data, for the hash of what was drawn from."""
        return [
            self.reference,
            sorted(self.agencies),
            sorted(self.age_bands),
            sorted(self.cohorts),
            self.household,
        ]


@dataclass(frozen=True, slots=True)
class DrawGroup:
    """A group over which a draw can be balanced, and how many are in it."""

    dimension: str
    group: str
    label: str
    there: int

    @property
    def key(self) -> str:
        """How its fields are named."""
        return f"{self.dimension}__{self.group}"


@dataclass(frozen=True, slots=True)
class Share:
    """What is asked of one group: at least so many, and its weight among its dimension's groups."""

    dimension: str
    group: str
    at_least: int = 0
    weight: int = 0


@dataclass(frozen=True, slots=True)
class DrawSettings:
    """What is drawn: how many, how many in reserve, and how it is balanced."""

    size: int
    reserves: int = 0
    shares: tuple[Share, ...] = ()
    one_of_household: bool = False

    def as_data(self) -> dict[str, object]:
        """Plain data, kept with the draw."""
        return {
            "size": self.size,
            "reserves": self.reserves,
            "shares": [[s.dimension, s.group, s.at_least, s.weight] for s in self.shares],
            "one_of_household": self.one_of_household,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "DrawSettings":
        """What `as_data` wrote."""
        return cls(
            size=int(data["size"]),
            reserves=int(data["reserves"]),
            shares=tuple(Share(*one) for one in data["shares"]),
            one_of_household=bool(data["one_of_household"]),
        )


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What the draw could not meet.

    Args:
        dimension, group: the group that was to have more; both empty for the whole sample.
        asked: how many were asked for.
        drawn: how many are drawn.
        there: how many there are on the lists.
    """

    dimension: str
    group: str
    asked: int
    drawn: int
    there: int

    def as_data(self) -> list[object]:
        """Plain data, kept with the draw."""
        return [self.dimension, self.group, self.asked, self.drawn, self.there]


@dataclass(frozen=True, slots=True)
class DrawResult:
    """Who is drawn, in order; who is in reserve, in order; what could not be met."""

    drawn: tuple[str, ...]
    reserves: tuple[str, ...]
    shortfalls: tuple[Shortfall, ...] = ()

    def as_data(self) -> dict[str, object]:
        """Plain data, for the hash of the result."""
        return {
            "drawn": list(self.drawn),
            "reserves": list(self.reserves),
            "shortfalls": [one.as_data() for one in self.shortfalls],
        }


@dataclass(frozen=True, slots=True)
class Exchange:
    """A reserve in somebody's place; `same_group`: both are in all the groups that count."""

    out: str
    into: str
    same_group: bool
