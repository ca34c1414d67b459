"""Dates as people in England read them, wherever a template or a presenter writes one."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.formats import date_format, time_format

DAY = date(2026, 12, 7)
MOMENT = datetime(2026, 7, 3, 8, 5, tzinfo=UTC)


def test_a_date_has_its_weekday_and_no_leading_zero() -> None:
    assert date_format(DAY) == "Monday 7 December 2026"


def test_a_short_date_has_no_weekday() -> None:
    assert date_format(DAY, "SHORT_DATE_FORMAT") == "7 Dec 2026"


def test_a_time_has_twenty_four_hours() -> None:
    assert time_format(timezone.localtime(MOMENT).time()) == "09:05"


def test_a_moment_is_told_in_the_time_of_england() -> None:
    local = timezone.localtime(MOMENT)
    assert date_format(local, "DATETIME_FORMAT") == "Friday 3 July 2026 at 09:05"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(DAY, "Monday 7 December 2026"), (MOMENT, "Friday 3 July 2026 at 09:05")],
)
def test_a_template_writes_the_same_without_being_told(value: object, shown: str) -> None:
    assert Template("{{ value }}").render(Context({"value": value})) == shown
