"""Reads a date that somebody typed in three boxes. Pure: no Django."""

import calendar
from dataclasses import dataclass
from datetime import date

PARTS = ("day", "month", "year")
# Whatever people record or plan. A slip such as 0026 is none, and days can be counted from any.
FIRST_YEAR, LAST_YEAR = 1900, 2100

_LONGEST = 9
_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}


@dataclass(frozen=True)
class DateProblem:
    """Why three texts are not a date.

    ``says`` follows the field's own name in a sentence ("must be a real date"); ``parts`` are the
    boxes it is about, so that the page marks those and no others.
    """

    says: str
    parts: tuple[str, ...]


def read_date(day: str, month: str, year: str) -> date | DateProblem | None:
    """The date that was typed, what is wrong with it, or None when all three boxes are empty.

    A month may be a number or its English name, as the GOV.UK Design System asks.
    """
    typed = dict(zip(PARTS, (day.strip(), month.strip(), year.strip()), strict=True))
    missing = tuple(part for part in PARTS if not typed[part])
    if len(missing) == len(PARTS):
        return None
    if missing:
        return DateProblem(f"must include a {' and '.join(missing)}", missing)
    number = _month_number(typed["month"])
    wrong = tuple(
        part
        for part, ok in (
            ("day", _is_number(typed["day"])),
            ("month", number is not None),
            ("year", _is_number(typed["year"])),
        )
        if not ok
    )
    if wrong or number is None:
        return DateProblem("must be a real date", wrong)
    if len(typed["year"]) != 4:
        return DateProblem("must have a year of 4 numbers, like 2026", ("year",))
    return _on_the_calendar(int(typed["day"]), number, int(typed["year"]))


def _on_the_calendar(day: int, month: int, year: int) -> date | DateProblem:
    if not 1 <= month <= 12:
        return DateProblem("must be a real date", ("month",))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DateProblem(f"must have a year between {FIRST_YEAR} and {LAST_YEAR}", ("year",))
    try:
        return date(year, month, day)
    except ValueError:
        return DateProblem("must be a real date", ("day",))


def _is_number(text: str) -> bool:
    # str.isdigit is true for superscripts and for digits of other scripts, which int() may refuse.
    # Nor does a date take a number that is too long for it.
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST


def _month_number(text: str) -> int | None:
    if _is_number(text):
        return int(text)
    return _MONTHS.get(text.lower())
