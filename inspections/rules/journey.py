"""Where each event of a journey stands in the drawing of it. Values in, positions out.

A lane for each agency, time from left to right. What lasted stands at its true days, in a row of
its own where two overlap. What happened on one day stands as near to that day as there is room;
where it had to move, the drawing leads from the day to the mark. No two marks of a lane overlap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# The measures of the drawing, in its own units: pixels on a wide screen.
WIDTH = 940
EDGE = 10
AXIS = 34
HEAD = 30
ROW = 34
MARK = 28
GAP = 4
FOOT = 8
# Beyond these rows a mark moves sideways; a lane grows further only when its rows are full.
ROWS = 6
MOST_TICKS = 13
_TICK_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True)
class Happening:
    """An event, as far as the drawing asks."""

    key: str
    lane: str
    first: date
    last: date | None = None


@dataclass(frozen=True)
class Mark:
    """Where an event stands.

    Args:
        x: its left edge; y: its upper edge; width: how long it is drawn.
        day: where its first day is on the axis.
        from_y: where a line from that day begins, if the mark had to move away from it.
    """

    key: str
    x: int
    y: int
    width: int
    day: int
    from_y: int | None = None

    @property
    def middle(self) -> int:
        """The middle of the sign at its left end."""
        return self.x + MARK // 2


@dataclass(frozen=True)
class Lane:
    """The band of one agency."""

    name: str
    top: int
    height: int

    @property
    def name_y(self) -> int:
        """The line on which its name stands."""
        return self.top + 19


@dataclass(frozen=True)
class Tick:
    """The first day of a month on the axis."""

    x: int
    day: date


@dataclass(frozen=True)
class Drawing:
    """The whole of it. Marks are in the order of time, which is the order of the keyboard."""

    width: int
    height: int
    lanes: tuple[Lane, ...] = ()
    ticks: tuple[Tick, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class _Axis:
    begins: date
    ends: date

    def at(self, day: date) -> int:
        """How far to the right a day is."""
        whole = (self.ends - self.begins).days
        return EDGE + (day - self.begins).days * (WIDTH - 2 * EDGE) // whole

    def ticks(self) -> Iterator[Tick]:
        months = (self.ends.year - self.begins.year) * 12 + self.ends.month - self.begins.month
        step = next(step for step in _TICK_STEPS if months <= step * (MOST_TICKS - 1))
        for month in range(0, months, step):
            day = _month_after(self.begins, month)
            yield Tick(self.at(day), day)


def lay_out(happenings: Sequence[Happening], lanes: Sequence[str]) -> Drawing:
    """Find a place for every event.

    Args:
        lanes: the names of lanes in their order; one without an event is left out.
    """
    if not happenings:
        return Drawing(WIDTH, AXIS)
    ends = max(one.last or one.first for one in happenings)
    axis = _Axis(min(one.first for one in happenings).replace(day=1), _month_after(ends, 1))
    top, bands, marks = AXIS, [], {}
    for name in lanes:
        inside = [one for one in happenings if one.lane == name]
        if not inside:
            continue
        rows = _rows(inside, axis)
        marks.update(_marks(rows, axis, top))
        bands.append(Lane(name, top, HEAD + len(rows) * ROW + FOOT))
        top += bands[-1].height
    by_time = sorted(happenings, key=lambda one: one.first)
    return Drawing(
        width=WIDTH,
        height=top,
        lanes=tuple(bands),
        ticks=tuple(axis.ticks()),
        marks=tuple(marks[one.key] for one in by_time),
    )


_Placed = list[tuple[int, int, Happening]]


def _rows(happenings: Sequence[Happening], axis: _Axis) -> list[_Placed]:
    """The events of a lane in rows: of each its left and right edge."""
    rows: list[_Placed] = []
    lasting = [one for one in happenings if one.last and one.last > one.first]
    for one in sorted(lasting, key=lambda one: one.first):
        left, right = _span(one, axis)
        row = next((row for row in rows if _is_free(row, left, right)), None)
        _put(rows, row, (left, right, one))
    for one in sorted((one for one in happenings if one not in lasting), key=lambda one: one.first):
        left, row = _nearest(rows, _inside(axis.at(one.first) - MARK // 2))
        _put(rows, row, (left, left + MARK, one))
    return rows


def _nearest(rows: list[_Placed], want: int) -> tuple[int, _Placed | None]:
    """The free place nearest to the one that is wanted; with no row, in a new one."""
    for row in rows:
        if _is_free(row, want, want + MARK):
            return want, row
    if len(rows) < ROWS:
        return want, None
    free = [
        (abs(left - want), number, left)
        for number, row in enumerate(rows)
        for left in _beside(row)
        if left == _inside(left) and _is_free(row, left, left + MARK)
    ]
    if not free:
        return want, None
    _, number, left = min(free)
    return left, rows[number]


def _beside(row: _Placed) -> Iterator[int]:
    for left, right, _ in row:
        yield right + GAP
        yield left - GAP - MARK


def _put(rows: list[_Placed], row: _Placed | None, placed: tuple[int, int, Happening]) -> None:
    if row is None:
        row = []
        rows.append(row)
    row.append(placed)


def _is_free(row: _Placed, left: int, right: int) -> bool:
    return all(right + GAP <= begins or ends + GAP <= left for begins, ends, _ in row)


def _span(one: Happening, axis: _Axis) -> tuple[int, int]:
    left = _inside(axis.at(one.first))
    right = axis.at((one.last or one.first) + timedelta(days=1))
    return left, max(right, left + MARK)


def _inside(left: int) -> int:
    return min(max(left, EDGE), WIDTH - EDGE - MARK)


def _marks(rows: list[_Placed], axis: _Axis, top: int) -> dict[str, Mark]:
    found = {}
    for number, row in enumerate(rows):
        for left, right, one in row:
            day = axis.at(one.first)
            has_moved = not left <= day <= right
            found[one.key] = Mark(
                key=one.key,
                x=left,
                y=top + HEAD + number * ROW,
                width=right - left,
                day=day,
                from_y=top + HEAD - GAP if has_moved else None,
            )
    return found


def _month_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
