"""Dates as people in England read them: Monday 7 December 2026."""

DATE_FORMAT = "l j F Y"
SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"l j F Y \a\t H:i"
