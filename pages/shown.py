"""The values that components show. Presenters make them; templates/components draw them.

docs/pages.md lists the components and what each takes; /components/ shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Colour = Literal[
    "", "grey", "green", "turquoise", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"
]
StepState = Literal["done", "current", "coming"]


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere."""

    label: str
    url: str


@dataclass(frozen=True)
class SummaryRow:
    """One row of a summary list; ``verbatim`` keeps the line ends of a text that people wrote."""

    key: str
    value: str
    url: str = ""
    action: str = "Change"
    verbatim: bool = False
    colour: Colour = ""


@dataclass(frozen=True)
class Task:
    """One line of a task list. Without ``url`` it cannot be opened yet; ``hint`` says why.

    With a ``colour`` the status is a tag; without one it is plain, which is for what is finished.
    """

    title: str
    status: str
    url: str = ""
    hint: str = ""
    colour: Colour = ""


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table: text, a link with ``url``, or a tag with ``colour``."""

    text: str
    url: str = ""
    colour: Colour = ""
    numeric: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Step:
    """A stage on the thin track; ``detail`` is a date, or how many working days are left."""

    label: str
    state: StepState
    detail: str = ""


def steps(labels: Sequence[str], *, current: int, details: Sequence[str] = ()) -> list[Step]:
    """The stages of a track, the one at index ``current`` being today's.

    Pass ``len(labels)`` when all of them are behind us, and -1 when none has begun.
    """
    given = list(details) + [""] * (len(labels) - len(details))
    return [
        Step(
            label,
            "done" if index < current else "current" if index == current else "coming",
            detail,
        )
        for index, (label, detail) in enumerate(zip(labels, given, strict=True))
    ]
