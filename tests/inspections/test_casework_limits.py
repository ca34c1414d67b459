"""The limits of two rules, on both sides: the axis of a journey, and the counts of practice."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from inspections.rules.journey import (
    AXIS,
    EDGE,
    FOOT,
    GAP,
    HEAD,
    MARK,
    ROW,
    ROWS,
    WIDTH,
    Drawing,
    Happening,
    Lane,
    lay_out,
)
from inspections.rules.practice import (
    AgencyPractice,
    Evaluated,
    Share,
    benchmark_of,
    not_evaluated,
    proportions,
)

NEW_YEAR = date(2000, 1, 1)


def months_later(number: int) -> date:
    years, month = divmod(number, 12)
    return date(2000 + years, month + 1, 28)


def rows_of(drawing: Drawing) -> int:
    [lane] = drawing.lanes
    return (lane.height - HEAD - FOOT) // ROW


# --- the axis -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "ticks", "step"),
    [
        (1, 1, 1),
        (2, 2, 1),
        (12, 12, 1),
        (13, 7, 2),
        (24, 12, 2),
        (25, 9, 3),
        (36, 12, 3),
        (37, 7, 6),
        (72, 12, 6),
        (73, 7, 12),
        (144, 12, 12),
        (145, 7, 24),
        (288, 12, 24),
        (289, 5, 60),
        (720, 12, 60),
        (721, 7, 120),
    ],
)
def test_the_axis_takes_larger_steps_the_longer_it_is(months: int, ticks: int, step: int) -> None:
    events = [Happening("a", "A", NEW_YEAR), Happening("b", "A", months_later(months - 1))]
    days = [tick.day for tick in lay_out(events, ["A"]).ticks]
    assert len(days) == ticks
    assert days[0] == NEW_YEAR
    if ticks > 1:
        between = (days[1].year - days[0].year) * 12 + days[1].month - days[0].month
        assert between == step


def test_the_longest_time_that_a_form_takes_has_an_axis() -> None:
    events = [Happening("a", "A", date(1900, 1, 1)), Happening("b", "A", date(2100, 12, 31))]
    drawing = lay_out(events, ["A"])
    assert [tick.day.year for tick in drawing.ticks] == list(range(1900, 2101, 20))
    assert len(drawing.marks) == 2


@pytest.mark.parametrize("day", [date(2020, 2, 1), date(2020, 2, 29), date(2019, 12, 31)])
def test_the_axis_begins_on_the_first_of_the_month_of_the_first_event(day: date) -> None:
    drawing = lay_out([Happening("a", "A", day)], ["A"])
    assert drawing.ticks[0].day == day.replace(day=1)
    assert drawing.ticks[0].x == EDGE


@pytest.mark.parametrize(
    ("day", "x"),
    [
        (date(2010, 3, 1), EDGE),
        (date(2010, 3, 5), EDGE),
        (date(2020, 3, 27), WIDTH - EDGE - MARK),
        (date(2020, 3, 31), WIDTH - EDGE - MARK),
    ],
)
def test_a_sign_stays_inside_at_both_ends(day: date, x: int) -> None:
    decade = [Happening("first", "B", date(2010, 3, 1)), Happening("last", "B", date(2020, 3, 31))]
    drawing = lay_out([*decade, Happening("it", "A", day)], ["A", "B"])
    mark = next(one for one in drawing.marks if one.key == "it")
    assert mark.x == x
    assert mark.x <= mark.day <= mark.x + mark.width


def test_what_lasted_the_whole_time_is_as_wide_as_the_axis() -> None:
    whole = Happening("it", "A", date(2020, 3, 1), date(2020, 3, 31))
    [mark] = lay_out([whole], ["A"]).marks
    assert (mark.x, mark.width) == (EDGE, WIDTH - 2 * EDGE)


# --- rows and lanes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "rows"), [(1, 1), (2, 2), (ROWS, ROWS), (ROWS + 1, ROWS), (ROWS + 2, ROWS)]
)
def test_a_crowded_day_fills_its_rows_and_then_moves_aside(number: int, rows: int) -> None:
    events = [Happening(str(one), "A", NEW_YEAR) for one in range(number)]
    assert rows_of(lay_out(events, ["A"])) == rows


@pytest.mark.parametrize(("number", "rows"), [(ROWS, ROWS), (ROWS + 2, ROWS + 2)])
def test_what_lasted_has_rows_of_its_own_beyond_the_most(number: int, rows: int) -> None:
    last = NEW_YEAR + timedelta(days=60)
    events = [Happening(str(one), "A", NEW_YEAR, last) for one in range(number)]
    drawing = lay_out(events, ["A"])
    assert rows_of(drawing) == rows
    assert len({mark.y for mark in drawing.marks}) == number
    assert all(mark.from_y is None for mark in drawing.marks)


def test_where_nothing_is_free_beside_a_lane_grows_once_more() -> None:
    last = NEW_YEAR + timedelta(days=30)
    full = [Happening(str(one), "A", NEW_YEAR, last) for one in range(ROWS)]
    drawing = lay_out([*full, Happening("it", "A", NEW_YEAR)], ["A"])
    assert rows_of(drawing) == ROWS + 1
    mark = next(one for one in drawing.marks if one.key == "it")
    assert mark.y == AXIS + HEAD + ROWS * ROW
    assert mark.from_y is None


def test_signs_in_a_row_keep_their_distance() -> None:
    crowd = [Happening(str(one), "A", NEW_YEAR) for one in range(ROWS * 3)]
    drawing = lay_out([*crowd, Happening("far", "A", date(2000, 12, 31))], ["A"])
    for y in {mark.y for mark in drawing.marks}:
        places = sorted(mark.x for mark in drawing.marks if mark.y == y)
        between = [right - left for left, right in pairwise(places)]
        assert all(gap >= MARK + GAP for gap in between)


def test_lanes_do_not_move_each_others_signs() -> None:
    alone = lay_out([Happening("a", "A", NEW_YEAR)], ["A"])
    beside = lay_out([Happening("a", "A", NEW_YEAR), Happening("b", "B", NEW_YEAR)], ["A", "B"])
    assert beside.marks[0] == alone.marks[0]
    assert beside.lanes[0] == alone.lanes[0]
    assert beside.marks[1].y == beside.lanes[1].top + HEAD


def test_a_lane_says_where_its_name_stands() -> None:
    assert Lane("A", 100, HEAD).name_y == 119


def test_an_event_in_a_lane_that_is_not_named_is_a_fault() -> None:
    with pytest.raises(KeyError):
        lay_out([Happening("a", "A", NEW_YEAR)], ["B"])


# --- shares -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "of", "says"),
    [
        (0, 4, "0 of 4"),
        (4, 4, "4 of 4"),
        (4, 5, "4 of 5 (80%)"),
        (1, 6, "1 of 6 (17%)"),
        (5, 6, "5 of 6 (83%)"),
        (1, 200, "1 of 200 (0%)"),
        (199, 200, "199 of 200 (100%)"),
        (3, 200, "3 of 200 (2%)"),
    ],
)
def test_a_share_names_its_base_on_both_sides_of_few(number: int, of: int, says: str) -> None:
    assert str(Share(number, of)) == says


@pytest.mark.parametrize(
    ("grades", "place"),
    [(0, 0), (1, 0), (2, 0), (3, 1), (4, 1), (5, 1)],
)
def test_without_a_rule_the_benchmark_is_the_best_but_one_of_more_than_two(
    grades: int, place: int
) -> None:
    assert benchmark_of([str(number) for number in range(grades)]) == place


# --- what inspectorates found -------------------------------------------------------------------


def found(
    *positions: tuple[str, int | None], places: int = 4, benchmark: int = 1
) -> AgencyPractice:
    rows = [Evaluated("police", case, position) for case, position in positions]
    return proportions(rows, places=places, benchmark=benchmark, agencies=["police"])["police"]


@pytest.mark.parametrize(
    ("positions", "counts", "not_seen", "differing"),
    [
        ([], (0, 0, 0, 0), 0, 0),
        ([("T1", None)], (0, 0, 0, 0), 1, 0),
        ([("T1", None), ("T1", None)], (0, 0, 0, 0), 1, 0),
        ([("T1", 1), ("T1", 1)], (0, 1, 0, 0), 0, 0),
        ([("T1", 0), ("T1", 3)], (0, 0, 0, 1), 0, 1),
        ([("T1", 0), ("T1", 1), ("T1", 3)], (0, 0, 0, 1), 0, 1),
        ([("T1", 3), ("T1", None), ("T1", 0)], (0, 0, 0, 1), 0, 1),
        ([("T1", 0), ("T2", 3)], (1, 0, 0, 1), 0, 0),
    ],
)
def test_a_case_counts_once_at_the_lowest_that_was_found(
    positions: list[tuple[str, int | None]],
    counts: tuple[int, ...],
    not_seen: int,
    differing: int,
) -> None:
    practice = found(*positions)
    assert (practice.counts, practice.not_seen, practice.differing) == (
        counts,
        not_seen,
        differing,
    )
    assert practice.cases == sum(counts)


@pytest.mark.parametrize(
    ("benchmark", "at_benchmark", "at_next"),
    [(0, "1 of 4", "2 of 4"), (1, "2 of 4", "3 of 4"), (2, "3 of 4", None), (3, "4 of 4", None)],
)
def test_shares_reach_down_to_the_benchmark_and_to_the_next(
    benchmark: int, at_benchmark: str, at_next: str | None
) -> None:
    practice = found(*((f"T{place}", place) for place in range(4)), benchmark=benchmark)
    assert str(practice.at_benchmark) == at_benchmark
    assert (str(practice.at_next) if practice.at_next else None) == at_next


def test_without_evaluations_or_agencies_nothing_is_found() -> None:
    assert proportions([], places=4, benchmark=1) == {}


@pytest.mark.parametrize(
    ("evaluated", "missing"),
    [
        ([], {"police": ["T1", "T2"], "health": ["T1"]}),
        ([("police", "T1")], {"police": ["T2"], "health": ["T1"]}),
        ([("police", "T1"), ("police", "T2")], {"health": ["T1"]}),
        ([("health", "T2")], {"police": ["T1", "T2"], "health": ["T1"]}),
        ([("police", "T1"), ("police", "T2"), ("health", "T1")], {}),
    ],
)
def test_a_case_is_missing_until_that_agency_was_evaluated_in_it(
    evaluated: list[tuple[str, str]], missing: dict[str, list[str]]
) -> None:
    cases = [("T1", ["police", "health"]), ("T2", ["police"])]
    done = [Evaluated(agency, case, 0) for agency, case in evaluated]
    assert not_evaluated(cases, done) == missing
