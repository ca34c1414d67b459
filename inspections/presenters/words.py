"""Moments in words, as the pages of fieldwork say them."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime


def moment(at: datetime) -> str:
    """A day and a time of day, as it was here."""
    return date_format(localtime(at), "DATETIME_FORMAT")
