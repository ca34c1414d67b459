"""The grade reasoning sheet: how a grade was come to, as plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class SheetCell:
    """What stands in one place of a table: a text, references to evidence, or both."""

    text: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetTable:
    """One link of the chain, as a table.

    Args:
        note: what it shows and leaves out; where it has no rows, why.
        columns: its headings.
        rows: a cell for each column; the first names the row.
    """

    title: str
    note: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[SheetCell, ...], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The chain grade → criteria → evidence, with rules, positions and signatures.

    It names evidence by reference and tells none of its text. It has no time of its own: the same
    reasoning makes the same sheet, to the byte.

    Args:
        title: what is judged.
        reference: of the inspection; `place` is its local area.
        facts: the grade and where it stands, as pairs of label and text.
        tables: the links of the chain, in their order.
    """

    title: str
    reference: str
    place: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[SheetTable, ...]

    def as_data(self) -> dict[str, Any]:
        """Plain data, to be hashed and handed to a worker."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Sheet":
        """The sheet that was made into this data, also after a way through JSON."""
        return cls(
            title=data["title"],
            reference=data["reference"],
            place=data["place"],
            facts=tuple((label, text) for label, text in data["facts"]),
            tables=tuple(_table(one) for one in data["tables"]),
        )


def _table(data: Mapping[str, Any]) -> SheetTable:
    return SheetTable(
        title=data["title"],
        note=data["note"],
        columns=tuple(data["columns"]),
        rows=tuple(
            tuple(SheetCell(cell["text"], tuple(cell["references"])) for cell in row)
            for row in data["rows"]
        ),
    )
