"""Three texts and what they are."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.dates import DateProblem, read_date


def test_read_date_in_numbers() -> None:
    assert read_date("27", "3", "2026") == date(2026, 3, 27)


def test_read_date_with_space_and_leading_zeros() -> None:
    assert read_date(" 07 ", "03", " 2026") == date(2026, 3, 7)


@pytest.mark.parametrize("month", ["December", "december", "Dec", "DEC", "12"])
def test_read_date_takes_the_name_of_a_month(month: str) -> None:
    assert read_date("7", month, "2026") == date(2026, 12, 7)


def test_read_date_takes_sept() -> None:
    assert read_date("1", "Sept", "2026") == date(2026, 9, 1)


def test_read_date_on_a_leap_day() -> None:
    assert read_date("29", "2", "2024") == date(2024, 2, 29)


def test_read_date_empty_is_no_date() -> None:
    assert read_date("", " ", "") is None


@pytest.mark.parametrize(
    ("typed", "says", "parts"),
    [
        (("", "3", "2026"), "must include a day", ("day",)),
        (("27", "", "2026"), "must include a month", ("month",)),
        (("27", "3", ""), "must include a year", ("year",)),
        (("27", "", ""), "must include a month and year", ("month", "year")),
        (("x", "3", "2026"), "must be a real date", ("day",)),
        (("27", "Brumaire", "2026"), "must be a real date", ("month",)),
        (("x", "y", "z"), "must be a real date", ("day", "month", "year")),
        (("27", "13", "2026"), "must be a real date", ("month",)),
        (("27", "0", "2026"), "must be a real date", ("month",)),
        (("31", "2", "2026"), "must be a real date", ("day",)),
        (("29", "2", "2026"), "must be a real date", ("day",)),
        (("0", "3", "2026"), "must be a real date", ("day",)),
        (("27", "3", "0000"), "must have a year between 1900 and 2100", ("year",)),
        (("27", "3", "26"), "must have a year of 4 numbers, like 2026", ("year",)),
        (("27", "3", "20266"), "must have a year of 4 numbers, like 2026", ("year",)),
        (("²", "3", "2026"), "must be a real date", ("day",)),
        (("٢", "3", "2026"), "must be a real date", ("day",)),
        (("-1", "3", "2026"), "must be a real date", ("day",)),
        (("1.5", "3", "2026"), "must be a real date", ("day",)),
        (("99999999999", "3", "2026"), "must be a real date", ("day",)),
        (("9" * 5000, "3", "2026"), "must be a real date", ("day",)),
        (("27", "9" * 5000, "2026"), "must be a real date", ("month",)),
        (("27", "3", "9" * 5000), "must be a real date", ("year",)),
        (("27", "3", "0026"), "must have a year between 1900 and 2100", ("year",)),
        (("27", "3", "1899"), "must have a year between 1900 and 2100", ("year",)),
        (("27", "3", "2101"), "must have a year between 1900 and 2100", ("year",)),
        (("27", "3", "9999"), "must have a year between 1900 and 2100", ("year",)),
    ],
)
def test_read_date_says_what_is_wrong(
    typed: tuple[str, str, str], says: str, parts: tuple[str, ...]
) -> None:
    assert read_date(*typed) == DateProblem(says, parts)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_read_date_reads_back_any_date_that_people_work_with(day: date) -> None:
    assert read_date(str(day.day), str(day.month), f"{day.year:04}") == day


@given(st.text(max_size=6), st.text(max_size=12), st.text(max_size=6))
def test_read_date_answers_whatever_is_typed(day: str, month: str, year: str) -> None:
    answer = read_date(day, month, year)
    assert answer is None or isinstance(answer, date | DateProblem)
