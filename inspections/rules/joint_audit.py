"""Until when the partnership may write in a joint audit. Pure."""

from datetime import date, datetime, time, timedelta

from inspections.rules.days import LONDON


def doors_close_at(until: date, *, fieldwork_starts_on: date) -> datetime:
    """The moment at which local leaders are let in no longer.

    They write in the notice period (150092 ¶16), late entries too: it ends as the first day of
    fieldwork begins. Where a later day is set, it ends with that day.

    Args:
        until: the last day that was set for them.
    """
    last = max(until, fieldwork_starts_on - timedelta(days=1))
    return datetime.combine(last + timedelta(days=1), time.min, LONDON)
