"""Working days, timetables and deadlines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.rules import (
    LONDON,
    TimetableStep,
    add_working_days,
    deadline_after,
    is_working_day,
    last_day_of_weeks,
    timetable,
    working_days_until,
)

DAYS = st.dates(min_value=date(2014, 1, 1), max_value=date(2035, 12, 31))
NUMBERS = st.integers(min_value=-60, max_value=60)


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        # An ordinary week.
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        # From a Saturday and a Sunday: Monday is the first.
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 29), 1, date(2026, 11, 30)),
        # None on is the day itself, or the next working day.
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        # Backwards: eight working days before a Monday is the Wednesday twelve days earlier
        # (domain brief §6, for 150092 ¶15).
        (date(2026, 11, 23), -8, date(2026, 11, 11)),
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
        (date(2026, 11, 29), -1, date(2026, 11, 27)),
        # Christmas 2026: Boxing Day is a Saturday, its substitute Monday 28 December.
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 23), 2, date(2026, 12, 29)),
        (date(2026, 12, 24), 4, date(2027, 1, 4)),
        (date(2026, 12, 29), -1, date(2026, 12, 24)),
        # Christmas 2027: both substitutes, Monday 27 and Tuesday 28 December.
        (date(2027, 12, 24), 1, date(2027, 12, 29)),
        # Easter 2026: Good Friday 3 April, Easter Monday 6 April.
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        # 2022: the late May bank holiday moved to 2 June, the Platinum Jubilee on 3 June.
        (date(2022, 5, 27), 1, date(2022, 5, 30)),
        (date(2022, 6, 1), 1, date(2022, 6, 6)),
        # 2022: the State Funeral, Monday 19 September.
        (date(2022, 9, 16), 1, date(2022, 9, 20)),
        # 2023: the Coronation, Monday 8 May.
        (date(2023, 5, 5), 1, date(2023, 5, 9)),
        # 2020: the early May bank holiday moved to Friday 8 May.
        (date(2020, 5, 1), 1, date(2020, 5, 4)),
        (date(2020, 5, 7), 1, date(2020, 5, 11)),
        # Across a year's end.
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
    ],
)
def test_working_days_are_counted(start: date, number: int, end: date) -> None:
    assert add_working_days(start, number) == end


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 28),
        date(2022, 6, 2),
        date(2022, 6, 3),
        date(2022, 9, 19),
        date(2026, 8, 31),
        date(2026, 11, 28),
    ],
)
def test_a_bank_holiday_or_a_weekend_is_no_working_day(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 30),  # St Andrew's Day is a bank holiday in Scotland
        date(2026, 3, 17),  # St Patrick's Day in Northern Ireland
        date(2026, 8, 3),  # Scotland's summer bank holiday
        date(2026, 1, 2),  # Scotland's second day of the year
        date(2026, 12, 24),
    ],
)
def test_holidays_of_other_nations_are_working_days_here(day: date) -> None:
    assert is_working_day(day)


@given(DAYS, NUMBERS)
def test_the_end_is_always_a_working_day(day: date, number: int) -> None:
    assert is_working_day(add_working_days(day, number))


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_there_and_back_is_where_one_began(day: date, number: int) -> None:
    start = add_working_days(day, 0)
    assert add_working_days(add_working_days(start, number), -number) == start


@given(DAYS, st.integers(min_value=0, max_value=60))
def test_days_left_are_the_days_that_were_added(day: date, number: int) -> None:
    start = add_working_days(day, 0)
    assert working_days_until(start, add_working_days(start, number)) == number


def test_no_days_are_left_until_a_day_that_is_past() -> None:
    assert working_days_until(date(2026, 11, 23), date(2026, 11, 20)) == 0


@pytest.mark.parametrize(
    ("first", "weeks", "last"),
    [
        (date(2026, 11, 2), 4, date(2026, 11, 27)),
        (date(2026, 11, 4), 1, date(2026, 11, 10)),
        # Its last day would be Christmas Day.
        (date(2026, 11, 30), 4, date(2026, 12, 24)),
    ],
)
def test_a_period_of_weeks_ends_on_its_last_working_day(
    first: date, weeks: int, last: date
) -> None:
    assert last_day_of_weeks(first, weeks) == last


CHAIN = (
    TimetableStep("notification"),
    TimetableStep("fieldwork_start", "notification", working_days=5),
    TimetableStep("fieldwork_end", "fieldwork_start", weeks=4),
    TimetableStep("draft_to_chair", "fieldwork_end", working_days=15),
    TimetableStep("accuracy_response", "draft_to_chair", working_days=10),
)


def test_a_timetable_is_counted_from_its_first_step() -> None:
    assert timetable(CHAIN, date(2026, 10, 26)) == {
        "notification": date(2026, 10, 26),
        "fieldwork_start": date(2026, 11, 2),
        "fieldwork_end": date(2026, 11, 27),
        "draft_to_chair": date(2026, 12, 18),
        "accuracy_response": date(2027, 1, 6),
    }


def test_a_timetable_is_counted_both_ways_from_the_chosen_step() -> None:
    days = timetable(CHAIN, date(2026, 11, 2), chosen_step="fieldwork_start")
    assert days == timetable(CHAIN, date(2026, 10, 26))


def test_a_step_before_the_chosen_one_skips_bank_holidays() -> None:
    days = timetable(CHAIN, date(2027, 1, 4), chosen_step="fieldwork_start")
    assert days["notification"] == date(2026, 12, 23)
    assert days["fieldwork_start"] == date(2027, 1, 4)


def test_a_period_of_weeks_before_the_chosen_step_is_counted_back() -> None:
    days = timetable(CHAIN, date(2026, 11, 27), chosen_step="fieldwork_end")
    assert days["fieldwork_start"] == date(2026, 10, 31) + timedelta(days=2)
    assert days["fieldwork_end"] == date(2026, 11, 27)


@given(DAYS)
def test_the_chosen_day_stays_the_chosen_day(day: date) -> None:
    chosen = add_working_days(day, 0)
    assert timetable(CHAIN, chosen, chosen_step="fieldwork_start")["fieldwork_start"] == chosen


def test_the_order_of_the_steps_does_not_matter() -> None:
    assert timetable(reversed(CHAIN), date(2026, 10, 26)) == timetable(CHAIN, date(2026, 10, 26))


def test_a_step_may_count_backwards_from_another() -> None:
    steps = [TimetableStep("start"), TimetableStep("notice", "start", working_days=-8)]
    assert timetable(steps, date(2026, 11, 23))["notice"] == date(2026, 11, 11)


def test_an_unknown_chosen_step_means_the_first() -> None:
    assert timetable(CHAIN, date(2026, 10, 26), chosen_step="other")["notification"] == date(
        2026, 10, 26
    )


@pytest.mark.parametrize(
    "steps",
    [
        [TimetableStep("a", "nowhere", working_days=1)],
        [TimetableStep("a", "b", working_days=1), TimetableStep("b", "a", working_days=1)],
    ],
)
def test_steps_that_hang_on_no_day_are_refused(steps: list[TimetableStep]) -> None:
    with pytest.raises(ValueError, match="counted from no day: a"):
        timetable(steps, date(2026, 10, 26), chosen_step="a")


@pytest.mark.parametrize(
    ("sent", "days", "until"),
    [
        # Winter: London is UTC.
        (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), 10, datetime(2026, 12, 7, 23, 59, tzinfo=UTC)),
        # Summer: the day ends an hour earlier in UTC.
        (datetime(2026, 7, 1, 9, 0, tzinfo=UTC), 1, datetime(2026, 7, 2, 22, 59, tzinfo=UTC)),
        # Sent at 23:30 UTC in summer, it is the next day in London.
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), 1, datetime(2026, 7, 3, 22, 59, tzinfo=UTC)),
        # Across the night on which the clocks change.
        (datetime(2026, 10, 23, 9, 0, tzinfo=UTC), 1, datetime(2026, 10, 26, 23, 59, tzinfo=UTC)),
        # Over Christmas.
        (datetime(2026, 12, 23, 9, 0, tzinfo=UTC), 2, datetime(2026, 12, 29, 23, 59, tzinfo=UTC)),
    ],
)
def test_a_deadline_is_the_end_of_its_london_day(
    sent: datetime, days: int, until: datetime
) -> None:
    deadline = deadline_after(sent, days)
    assert deadline == until
    assert deadline.astimezone(LONDON).strftime("%H:%M") == "23:59"
