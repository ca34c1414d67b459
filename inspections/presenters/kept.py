"""Records with versions: who sees them, how they read before, and two texts at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from inspections.models.kept import Kept, KeptRevision
from pages.shown import SummaryRow


@dataclass(frozen=True)
class Both:
    """What two windows saved at once."""

    mine: str
    theirs: str
    note: str


def moment(at: datetime) -> str:
    """A day and a time."""
    return date_format(localtime(at), "DATETIME_FORMAT")


def who_sees(row: Kept) -> str:
    """For whom a record is."""
    return "The whole joint team" if row.strand.is_joint else f"{row.owner.short_name} alone"


def kept_facts(row: Kept) -> list[SummaryRow]:
    """Who recorded it, when, and who sees it."""
    return [
        SummaryRow(
            "Recorded",
            f"{moment(row.recorded_at)} by {row.author}, {row.owner.short_name}",
        ),
        SummaryRow("Who sees it", f"{who_sees(row)} ({row.strand.title})"),
        *(
            [
                SummaryRow(
                    "Withdrawn",
                    f"{moment(row.withdrawn_at)} by {row.withdrawn_by}: {row.withdrawn_why}",
                    verbatim=True,
                )
            ]
            if row.withdrawn_at
            else []
        ),
    ]


def version_rows(revisions: Iterable[tuple[KeptRevision, str]]) -> list[SummaryRow]:
    """Earlier versions, each with what it said."""
    return [
        SummaryRow(f"Version {one.version}, {moment(one.at)}, {one.by}", text, verbatim=True)
        for one, text in revisions
    ]


def both(mine: str, theirs: str, newest: Any) -> Both:
    """The text that was sent, and the one that was saved first.

    Args:
        newest: the version that was saved first.
    """
    note = f"Version {newest.version}, saved {moment(newest.at)} by {newest.by}"
    return Both(mine, theirs, note)
