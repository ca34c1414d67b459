"""Counts of grades, drawn: bars, and a heat map. Templates make the SVG out of these values.

A length or a shade is never the only sign: beside it stands its number, and a table says the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from textwrap import wrap

from judgements.rules.consistency import Matrix

WIDTH = 720
_LABEL = 230
_HEADING, _BAR, _GAP = 30, 22, 4
_LONGEST_BAR = WIDTH - _LABEL - 60
_CELL_HEIGHT, _LINE, _LETTERS = 34, 18, 15
_SHADES = 4


@dataclass(frozen=True)
class BarShown:
    """One bar: the grade, and how many."""

    label: str
    number: int
    width: int
    y: int

    @property
    def text_y(self) -> int:
        """The line on which its words stand."""
        return self.y + _BAR - 6

    @property
    def number_x(self) -> int:
        """Where its number stands: behind its end."""
        return _LABEL + self.width + 8


@dataclass(frozen=True)
class GroupShown:
    """The bars, or the rows, of one area, under its title."""

    title: str
    y: int
    bars: list[BarShown]


@dataclass(frozen=True)
class BarsShown:
    """All bars of a drawing."""

    groups: list[GroupShown]
    height: int
    width: int = WIDTH
    label: int = _LABEL


def bars_of(counts: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> BarsShown:
    """Bars in groups, the longest as long as there is room for.

    Args:
        counts: by the title of each area, its grades with their numbers.
    """
    most = max((number for _, rows in counts for _, number in rows), default=0) or 1
    groups, y = [], 0
    for title, rows in counts:
        group = GroupShown(title, y + _HEADING - 10, [])
        y += _HEADING
        for label, number in rows:
            width = ceil(_LONGEST_BAR * number / most)
            group.bars.append(BarShown(label, number, width, y))
            y += _BAR + _GAP
        groups.append(group)
    return BarsShown(groups, y + _GAP)


@dataclass(frozen=True)
class HeatShown:
    """One cell of a heat map: its number, and how dark it is, from 0 to 4."""

    x: int
    y: int
    width: int
    number: int
    shade: int
    label: str

    @property
    def middle(self) -> int:
        """Where its number stands, from the left."""
        return self.x + self.width // 2

    @property
    def text_y(self) -> int:
        """The line on which its number stands."""
        return self.y + _CELL_HEIGHT - 12


@dataclass(frozen=True)
class HeatRow:
    """A grade of a part, with the cells of the grades of the whole."""

    label: str
    text_y: int
    cells: list[HeatShown]


@dataclass(frozen=True)
class HeatGroup:
    """The rows of one part, under its title."""

    title: str
    y: int
    rows: list[HeatRow]


@dataclass(frozen=True)
class HeatMap:
    """A matrix, drawn."""

    columns: list[tuple[int, list[tuple[int, str]]]]
    groups: list[HeatGroup]
    height: int
    width: int = WIDTH
    cell_height: int = _CELL_HEIGHT - 2
    label: int = _LABEL


def shade_of(number: int, of: int) -> int:
    """How dark a cell is: 0 for none, then a step for each quarter of its row that it holds."""
    return min(_SHADES, 1 + number * _SHADES // of) if number else 0


def heat_map(
    matrix: Matrix,
    *,
    rows: Sequence[tuple[str, str]],
    wholes: Sequence[str],
    titles: Mapping[str, str],
) -> HeatMap:
    """A matrix as cells, darker the larger their share of the row.

    Args:
        rows: each part with each grade that has a row, in their order.
        wholes: the grades of the whole, in the order of the columns.
        titles: of areas and grades.
    """
    width = (WIDTH - _LABEL) // max(len(wholes), 1)
    lefts = [_LABEL + width * place for place in range(len(wholes))]
    heads = [wrap(titles[whole], _LETTERS) for whole in wholes]
    groups: list[HeatGroup] = []
    y, before = _LINE * max(map(len, heads), default=0) + _GAP - _CELL_HEIGHT, None
    for part, grade in rows:
        if part != before:
            groups.append(HeatGroup(titles[part], y + _CELL_HEIGHT + 18, []))
            y, before = y + _HEADING, part
        y += _CELL_HEIGHT
        total = matrix.row(part, grade)
        cells = []
        for x, whole in zip(lefts, wholes, strict=True):
            number = matrix.counts.get((part, grade, whole), 0)
            label = f"{titles[part]} {titles[grade]}, {titles[whole]}: {number}"
            cells.append(HeatShown(x, y, width - 2, number, shade_of(number, total), label))
        groups[-1].rows.append(HeatRow(titles[grade], y + _CELL_HEIGHT - 12, cells))
    columns = [
        (x + width // 2, [(_LINE * place, line) for place, line in enumerate(head, 1)])
        for x, head in zip(lefts, heads, strict=True)
    ]
    return HeatMap(columns, groups, y + _CELL_HEIGHT + _GAP)
