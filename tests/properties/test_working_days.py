"""Working days, deadlines and timetables, against a reckoning of its own.

The bank holidays here are worked out from the rules (Banking and Financial Dealings Act 1971, and
the proclamations for single days), not taken from the package that the product uses.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from inspections.rules import (
    LONDON,
    TimetableStep,
    add_working_days,
    deadline_after,
    is_working_day,
    timetable,
    working_days_until,
)
from tests.properties.acts import examples

SHIPPED = Path(__file__).parents[2] / "fixtures" / "frameworks" / "integrated-2014.yaml"
# A year more than is asked about, for what is counted on from its end.
FIRST, LAST = date(2014, 1, 1), date(2031, 12, 31)
MONDAY, SATURDAY, SUNDAY = 0, 5, 6
# Days that a proclamation moved or added.
MOVED = {date(2020, 5, 4): date(2020, 5, 8), date(2022, 5, 30): date(2022, 6, 2)}
ADDED = {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}

days = st.dates(date(2014, 2, 1), date(2030, 11, 30))
few = st.integers(0, 60)
# Across both changes of the clock each year.
moments = st.builds(
    lambda day, seconds: datetime(day.year, day.month, day.day, tzinfo=UTC) + seconds,
    days,
    st.timedeltas(timedelta(0), timedelta(days=1)),
)


def easter_sunday(year: int) -> date:
    """By the anonymous Gregorian computus."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, common = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moon + 15) % 30
    quarter, left = divmod(rest, 4)
    weekday = (32 + 2 * common + 2 * quarter - epact - left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def first_monday(year: int, month: int) -> date:
    day = date(year, month, 1)
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)


def last_monday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=day.weekday())


def substitutes(*fixed: date) -> set[date]:
    """Holidays on a date; each that falls on a weekend moves to the next free weekday."""
    taken = {day for day in fixed if day.weekday() < SATURDAY}
    for day in fixed:
        while day.weekday() >= SATURDAY or (day not in fixed and day in taken):
            day += timedelta(days=1)
            while day in taken:
                day += timedelta(days=1)
        taken.add(day)
    return taken


def bank_holidays(year: int) -> set[date]:
    easter = easter_sunday(year)
    mondays = {first_monday(year, 5), last_monday(year, 5), last_monday(year, 8)}
    return {
        easter - timedelta(days=2),
        easter + timedelta(days=1),
        *(MOVED.get(day, day) for day in mondays),
        *substitutes(date(year, 1, 1)),
        *substitutes(date(year, 12, 25), date(year, 12, 26)),
        *(day for day in ADDED if day.year == year),
    }


FREE = {day for year in range(FIRST.year, LAST.year + 1) for day in bank_holidays(year)}
WORKING = [
    day
    for day in (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))
    if day.weekday() < SATURDAY and day not in FREE
]


def test_every_working_day_from_2014_to_2031_is_known() -> None:
    every_day = (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))
    assert [day for day in every_day if is_working_day(day)] == WORKING
    assert len(WORKING) > 4200


@examples(100)
@given(start=days, number=few)
def test_adding_counts_exactly_so_many_working_days(start: date, number: int) -> None:
    found = add_working_days(start, number)
    after = [day for day in WORKING if start < day <= found]
    assert found in WORKING
    assert len(after) == number or (number == 0 and start not in WORKING and len(after) == 1)
    assert working_days_until(start, found) == len(after)


@examples(100)
@given(start=st.sampled_from(WORKING[60:-60]), number=few)
def test_going_forth_and_back_ends_where_it_began(start: date, number: int) -> None:
    assert add_working_days(add_working_days(start, number), -number) == start
    assert add_working_days(add_working_days(start, -number), number) == start


@examples(100)
@given(start=days, later=st.integers(0, 40), number=st.integers(-40, 40), more=few)
def test_later_starts_and_larger_numbers_never_end_earlier(
    start: date, later: int, number: int, more: int
) -> None:
    found = add_working_days(start, number)
    assert add_working_days(start + timedelta(days=later), number) >= found
    if number >= 0:
        assert add_working_days(start, number + more) >= found
    if number > 0:  # none on from a free day is the next working day, which one on is too
        assert add_working_days(found, more) == add_working_days(start, number + more)


@examples(100)
@given(sent_at=moments, number=st.integers(1, 60), later=st.timedeltas(timedelta(0), timedelta(30)))
def test_a_deadline_is_later_than_the_sending(
    sent_at: datetime, number: int, later: timedelta
) -> None:
    due = deadline_after(sent_at, number)
    sent_on = sent_at.astimezone(LONDON).date()
    due_on = due.astimezone(LONDON).date()
    assert due > sent_at
    assert (due.astimezone(LONDON).hour, due.astimezone(LONDON).minute) == (23, 59)
    assert len([day for day in WORKING if sent_on < day <= due_on]) == number
    assert deadline_after(sent_at + later, number) >= due


@st.composite
def chains(draw: st.DrawFn) -> list[TimetableStep]:
    """A timetable: each step is counted from one before it."""
    steps = [TimetableStep("s0")]
    for number in range(1, draw(st.integers(1, 7))):
        after = f"s{draw(st.integers(0, number - 1))}"
        if draw(st.booleans()):
            steps.append(TimetableStep(f"s{number}", after, working_days=draw(st.integers(0, 30))))
        else:
            steps.append(TimetableStep(f"s{number}", after, weeks=draw(st.integers(1, 8))))
    return draw(st.permutations(steps))


@examples(60)
@given(steps=chains(), chosen=st.sampled_from(WORKING[60:-400]))
def test_a_timetable_never_goes_back(steps: list[TimetableStep], chosen: date) -> None:
    found = timetable(steps, chosen)
    assert set(found) == {step.code for step in steps}
    assert found["s0"] == chosen
    for step in steps:
        assert found[step.code] in WORKING
        if step.after:
            assert found[step.code] >= found[step.after] + timedelta(days=bool(step.working_days))


@examples(60)
@given(chosen=st.sampled_from(WORKING[60:-400]))
def test_the_shipped_timetable_stands_on_the_day_that_was_chosen(chosen: date) -> None:
    shipped: dict[str, Any] = yaml.safe_load(SHIPPED.read_text())
    for kind in shipped["inspection_types"]:
        steps = [
            TimetableStep(
                step["code"], step.get("after", ""), step.get("working_days"), step.get("weeks")
            )
            for step in kind["key_dates"]
        ]
        found = timetable(steps, chosen, chosen_step="fieldwork_start")
        in_order = [found[step.code] for step in steps]
        assert found["fieldwork_start"] == chosen
        assert in_order == sorted(in_order)
        assert set(in_order) <= set(WORKING)
