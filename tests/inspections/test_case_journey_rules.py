"""Where the events of a journey stand in the drawing: a rule, tried without a database."""

from datetime import date, timedelta
from itertools import combinations
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.presenters.journey_signs import SIGNS, points_at
from inspections.rules.journey import (
    AXIS,
    EDGE,
    FOOT,
    GAP,
    HEAD,
    MARK,
    MOST_TICKS,
    ROW,
    ROWS,
    WIDTH,
    Drawing,
    Happening,
    Mark,
    lay_out,
)
from inspections.values.journey import EVENT_LABELS, EVENT_LETTERS, EventKind

START = date(2014, 3, 10)


def on(day: int, *, key: str = "", lasted: int | None = None, lane: str = "Police") -> Happening:
    """An event so many days after the start."""
    first = START + timedelta(days=day)
    last = None if lasted is None else first + timedelta(days=lasted)
    return Happening(key or f"{lane}{day}+{lasted}", lane, first, last)


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    """Marks that stand on each other."""
    return [
        (one.key, other.key)
        for one, other in combinations(drawing.marks, 2)
        if one.y == other.y and one.x < other.x + other.width and other.x < one.x + one.width
    ]


def row_of(mark: Mark, drawing: Drawing) -> int:
    """The row of its lane in which a mark stands."""
    lane = next(one for one in drawing.lanes if one.top <= mark.y < one.top + one.height)
    return (mark.y - lane.top - HEAD) // ROW


def test_nothing_happened() -> None:
    drawing = lay_out([], ["Police"])
    assert (drawing.lanes, drawing.ticks, drawing.marks) == ((), (), ())
    assert (drawing.width, drawing.height) == (WIDTH, AXIS)


def test_one_event_stands_at_its_day_in_its_lane() -> None:
    drawing = lay_out([on(0)], ["Police", "Health"])
    (lane,), (mark,) = drawing.lanes, drawing.marks
    assert (lane.name, lane.top, lane.height) == ("Police", AXIS, HEAD + ROW + FOOT)
    assert mark.x <= mark.day <= mark.x + mark.width
    assert mark.middle == mark.x + MARK // 2
    assert (mark.width, mark.from_y) == (MARK, None)
    assert drawing.height == AXIS + lane.height
    assert lane.top < lane.name_y < lane.top + HEAD


def test_lanes_stand_in_the_order_that_is_asked_and_only_those_in_which_something_happened() -> (
    None
):
    events = [on(0, lane="Police"), on(5, lane="Council"), on(9, lane="Health")]
    drawing = lay_out(events, ["Health", "Probation", "Council", "Police"])
    assert [lane.name for lane in drawing.lanes] == ["Health", "Council", "Police"]
    for above, below in zip(drawing.lanes, drawing.lanes[1:], strict=False):
        assert above.top + above.height == below.top


def test_marks_are_in_the_order_of_time_whatever_their_lane() -> None:
    events = [on(50, lane="A"), on(3, lane="B"), on(20, lane="A"), on(20, lane="B")]
    drawing = lay_out(events, ["B", "A"])
    assert [mark.key for mark in drawing.marks] == ["B3+None", "A20+None", "B20+None", "A50+None"]


def test_what_lasted_is_as_long_as_it_lasted() -> None:
    year = [on(0), on(365)]
    short, long = (
        lay_out([*year, on(100, lasted=days, key="it")], ["Police"]) for days in (60, 120)
    )
    width = {
        name: next(mark.width for mark in drawing.marks if mark.key == "it")
        for name, drawing in (("short", short), ("long", long))
    }
    assert width["long"] == pytest.approx(2 * width["short"], abs=4)


def test_what_lasted_a_day_is_drawn_no_smaller_than_a_sign() -> None:
    drawing = lay_out([on(0), on(700, lasted=1, key="it"), on(2000)], ["Police"])
    assert next(mark for mark in drawing.marks if mark.key == "it").width == MARK


def test_the_same_first_and_last_day_is_no_time_span() -> None:
    drawing = lay_out([on(0), on(40, lasted=0, key="it"), on(80)], ["Police"])
    assert next(mark for mark in drawing.marks if mark.key == "it").width == MARK


def test_two_that_overlap_stand_in_two_rows_at_their_true_days() -> None:
    drawing = lay_out([on(0, lasted=60), on(30, lasted=60), on(100)], ["Police"])
    assert [row_of(mark, drawing) for mark in drawing.marks] == [0, 1, 0]
    assert all(mark.from_y is None for mark in drawing.marks)
    assert overlapping(drawing) == []


def test_two_that_follow_each_other_share_a_row() -> None:
    drawing = lay_out([on(0, lasted=60), on(90, lasted=60)], ["Police"])
    assert [row_of(mark, drawing) for mark in drawing.marks] == [0, 0]


def test_what_happened_on_one_day_stands_one_above_the_other() -> None:
    events = [on(60, key=str(number)) for number in range(4)]
    drawing = lay_out([on(0), *events, on(300)], ["Police"])
    there = [mark for mark in drawing.marks if mark.key in {"0", "1", "2", "3"}]
    assert {mark.x for mark in there} == {there[0].x}
    assert sorted(row_of(mark, drawing) for mark in there) == [0, 1, 2, 3]


def test_more_than_fit_on_one_day_move_aside_and_the_drawing_leads_to_their_day() -> None:
    events = [on(100, key=str(number)) for number in range(ROWS + 3)]
    drawing = lay_out([on(0), *events, on(300)], ["Police"])
    moved = [mark for mark in drawing.marks if mark.from_y is not None]
    assert len(moved) == 3
    (lane,) = drawing.lanes
    assert {mark.from_y for mark in moved} == {lane.top + HEAD - GAP}
    assert {mark.day for mark in moved} == {mark.day for mark in drawing.marks if mark.key == "0"}
    assert max(row_of(mark, drawing) for mark in drawing.marks) == ROWS - 1
    assert overlapping(drawing) == []


def test_a_lane_grows_only_when_its_rows_are_full() -> None:
    events = [on(0, key=str(number)) for number in range(300)]
    drawing = lay_out(events, ["Police"])
    assert overlapping(drawing) == []
    full = (WIDTH - 2 * EDGE) // (MARK + GAP)
    assert max(row_of(mark, drawing) for mark in drawing.marks) <= 300 // full + 3


def test_three_hundred_events_are_laid_out_at_once() -> None:
    events = [
        on(number * 7 % 900, key=str(number), lane=f"Lane {number % 6}", lasted=number % 40 or None)
        for number in range(300)
    ]
    began = process_time()
    drawing = lay_out(events, [f"Lane {number}" for number in range(6)])
    assert process_time() - began < 2
    assert len(drawing.marks) == 300
    assert len(drawing.lanes) == 6
    assert overlapping(drawing) == []


@pytest.mark.parametrize("days", [0, 20, 90, 400, 2_000, 9_000])
def test_the_axis_names_first_days_of_months_and_never_too_many(days: int) -> None:
    drawing = lay_out([on(0), on(days, key="last")], ["Police"])
    assert 1 <= len(drawing.ticks) <= MOST_TICKS
    assert {tick.day.day for tick in drawing.ticks} == {1}
    places = [tick.x for tick in drawing.ticks]
    assert places == sorted(set(places))
    assert all(EDGE <= place <= WIDTH - EDGE for place in places)
    assert drawing.ticks[0].day <= START


def test_events_over_the_turn_of_a_year_are_in_order() -> None:
    events = [
        Happening("new", "A", date(2015, 1, 1)),
        Happening("old", "A", date(2014, 12, 31)),
        Happening("leap", "A", date(2016, 2, 29)),
    ]
    assert [mark.key for mark in lay_out(events, ["A"]).marks] == ["old", "new", "leap"]


anything = st.lists(
    st.builds(
        lambda day, lasted, lane: (day, lasted, lane),
        st.integers(0, 9_000),
        st.none() | st.integers(0, 2_000),
        st.sampled_from(["Police", "Health", "Council"]),
    ),
    max_size=40,
)


@given(anything)
def test_whatever_happened_every_event_has_a_place_of_its_own(
    found: list[tuple[int, int | None, str]],
) -> None:
    events = [
        on(day, key=str(number), lasted=lasted, lane=lane)
        for number, (day, lasted, lane) in enumerate(found)
    ]
    drawing = lay_out(events, ["Police", "Health", "Council"])
    assert sorted(mark.key for mark in drawing.marks) == sorted(one.key for one in events)
    assert overlapping(drawing) == []
    lane_of = {one.key: one.lane for one in events}
    for mark in drawing.marks:
        assert EDGE <= mark.x <= WIDTH - EDGE - MARK
        lane = next(one for one in drawing.lanes if one.name == lane_of[mark.key])
        assert lane.top + HEAD <= mark.y <= lane.top + lane.height - ROW


# --- the signs ----------------------------------------------------------------------------------


def test_every_kind_has_a_label_letters_and_a_shape_that_no_other_has() -> None:
    kinds = set(EventKind)
    assert set(EVENT_LABELS) == set(EVENT_LETTERS) == set(SIGNS) == kinds
    for told_apart in (EVENT_LABELS, EVENT_LETTERS, SIGNS):
        assert len(set(told_apart.values())) == len(kinds)


@pytest.mark.parametrize("kind", EventKind)
def test_a_sign_fits_into_its_box(kind: EventKind) -> None:
    for x, y in SIGNS[kind]:
        assert -0.1 <= x <= MARK + 0.1
        assert -0.1 <= y <= MARK + 0.1


def test_a_sign_is_drawn_where_its_box_begins() -> None:
    assert points_at(EventKind.COURT, 100, 50) == "114,50 128,76 100,76"
