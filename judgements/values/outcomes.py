"""The plain values of outcomes: what a reader asks for, and what was agreed in Concord."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class OutcomesAsked:
    """Which outcomes a reader asks for; what is empty asks for all.

    Args:
        inspectorate: its code.
        first: the first year, itself included.
        last: the last year, itself included.
        name: a part of the name of the local area, in capitals or not.
    """

    inspectorate: str = ""
    first: int | None = None
    last: int | None = None
    name: str = ""

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == OutcomesAsked()


@dataclass(frozen=True, order=True)
class OutcomePlace:
    """Where an outcome stands in a list, newest first; of one day, those of Concord come first.

    Args:
        day: of its publication, or the first of its fieldwork for one of Concord.
        reference: of the inspection in Concord; empty for an imported outcome.
        key: of the imported one.
    """

    day: date
    reference: str = ""
    key: int = 0

    @classmethod
    def read(cls, text: str) -> "OutcomePlace | None":
        """The place that an address names; None for none, and for what cannot be read."""
        day, _, which = text.partition("_")
        try:
            on = date.fromisoformat(day)
        except ValueError:
            return None
        # A key of the database has at most 18 digits; a longer number would make it fail.
        is_key = which.isascii() and which.isdigit() and len(which) <= 18
        return cls(on, key=int(which)) if is_key else cls(on, reference=which)

    def __str__(self) -> str:
        return f"{self.day.isoformat()}_{self.reference or self.key}"


@dataclass(frozen=True)
class OwnOutcome:
    """What was agreed in an inspection in Concord, as far as one reader may know it.

    Args:
        reference: of the inspection.
        name: of its local area.
        inspectorate: the code of the one that leads it, and its `inspectorate_name`.
        day: the first day of its fieldwork.
        grades: those agreed, by the code of the area.
        is_on_team: whether the reader is on its team; to anybody else it is published.
    """

    reference: str
    name: str
    inspectorate: str
    inspectorate_name: str
    day: date
    grades: Mapping[str, str]
    is_on_team: bool

    @property
    def place(self) -> OutcomePlace:
        """Where it stands in a list."""
        return OutcomePlace(self.day, reference=self.reference)

    def is_asked_for(self, asked: OutcomesAsked) -> bool:
        """Whether it is among those that are asked for."""
        return (
            asked.inspectorate in ("", self.inspectorate)
            and (asked.first is None or self.day.year >= asked.first)
            and (asked.last is None or self.day.year <= asked.last)
            and asked.name.casefold() in self.name.casefold()
        )
