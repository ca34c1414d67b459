"""Decisions of fieldwork, from plain values: days and deadlines, and how a sample is drawn."""

from inspections.rules.days import (
    LONDON,
    TimetableStep,
    add_working_days,
    deadline_after,
    is_working_day,
    last_day_of_weeks,
    timetable,
    working_days_until,
)
from inspections.rules.joint_audit import doors_close_at

__all__ = [
    "LONDON",
    "TimetableStep",
    "add_working_days",
    "deadline_after",
    "doors_close_at",
    "is_working_day",
    "last_day_of_weeks",
    "timetable",
    "working_days_until",
]
