"""Days and deadlines. Pure: dates in, dates out.

A working day is not a Saturday, a Sunday or a bank holiday of England and Wales (the rule of the
local-authority inspection regulations, SI 2007/462; domain brief §9). The bank holidays come from
the `holidays` package, one-off days and substitutes included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class TimetableStep:
    """One step of a timetable, as the framework describes it.

    Args:
        code: its name within the timetable.
        after: the code of the step that it is counted from; empty for the day that is chosen.
        working_days: how many working days after; before, when negative.
        weeks: how many weeks the period lasts that begins with `after`.
    """

    code: str
    after: str = ""
    working_days: int | None = None
    weeks: int | None = None


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    # England and Wales share their bank holidays; the package keeps them under England.
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Neither a weekend nor a bank holiday of England and Wales."""
    return day.weekday() < _SATURDAY and day not in _bank_holidays(day.year)


def add_working_days(day: date, number: int) -> date:
    """The day that is so many working days later; earlier, when the number is negative.

    The day itself is not counted, and need not be a working day. None on from a day that is not a
    working day is the next one that is.
    """
    step = timedelta(days=-1 if number < 0 else 1)
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day)
    while not is_working_day(day):
        day += step
    return day


def working_days_until(today: date, day: date) -> int:
    """How many working days are left: today is not counted, the day is. None for a past day."""
    span = (today + timedelta(days=number) for number in range(1, (day - today).days + 1))
    return sum(is_working_day(one) for one in span)


def last_day_of_weeks(first: date, weeks: int) -> date:
    """The last working day of a period of weeks that begins on a day."""
    day = first + timedelta(weeks=weeks) - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def timetable(
    steps: Iterable[TimetableStep], chosen: date, *, chosen_step: str = ""
) -> dict[str, date]:
    """The day of each step, counted along the chain from the day that was chosen.

    Args:
        steps: the steps, in any order.
        chosen: the day of the chosen step; a working day, when steps come before it.
        chosen_step: its code; without one, the step that is counted from no other.

    Raises:
        ValueError: a step is counted from one that does not exist, or steps go round in a ring.
    """
    by_code = {step.code: step for step in steps}
    first = _first_day(by_code, by_code.get(chosen_step), chosen)
    waiting = dict(by_code)
    days: dict[str, date] = {}
    while waiting:
        ready = [step for step in waiting.values() if not step.after or step.after in days]
        if not ready:
            raise ValueError(f"These steps are counted from no day: {', '.join(sorted(waiting))}.")
        for step in ready:
            days[step.code] = _day_of(step, days[step.after]) if step.after else first
            del waiting[step.code]
    return days


def _first_day(by_code: dict[str, TimetableStep], step: TimetableStep | None, day: date) -> date:
    """Back from the chosen step to the one that begins the chain."""
    passed = set()
    while step is not None and step.after and step.code not in passed:
        passed.add(step.code)
        if step.weeks is not None:
            day = add_working_days(day - timedelta(weeks=step.weeks) + timedelta(days=1), 0)
        else:
            day = add_working_days(day, -(step.working_days or 0))
        step = by_code.get(step.after)
    return day


def _day_of(step: TimetableStep, start: date) -> date:
    if step.weeks is not None:
        return last_day_of_weeks(start, step.weeks)
    return add_working_days(start, step.working_days or 0)


def deadline_after(sent_at: datetime, working_days: int) -> datetime:
    """The last minute of the day that is so many working days after a sending, London time.

    Args:
        sent_at: when it was sent, with its time zone. Its day is the London day.
        working_days: how many; the day of sending is not counted.
    """
    day = add_working_days(sent_at.astimezone(LONDON).date(), working_days)
    return datetime.combine(day, END_OF_DAY, tzinfo=LONDON)
