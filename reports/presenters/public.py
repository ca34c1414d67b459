"""What anybody reads: the list of publications and each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from inspections.rules import add_working_days
from pages.shown import SummaryRow
from reports.models import Publication, RecordedLetter
from reports.presenters.stages import size_words
from reports.values import LONDON, long_date, named, short_date

PAGE = 25
# No key of the database is larger.
LAST_KEY = 2**63 - 1


@dataclass(frozen=True)
class ShownPublication:
    """One line of the public list."""

    title: str
    facts: str
    url: str


@dataclass(frozen=True)
class ListPlace:
    """Where a page of the list ends: after a publication, or after a letter of another place.

    Letters stand at the beginning of their day in England, after a publication of that moment.
    """

    at: datetime
    key: int
    is_letter: bool

    @property
    def publication(self) -> tuple[datetime, int]:
        """The publications that follow: `PublicationQuerySet.newest_first`."""
        return self.at, 0 if self.is_letter else self.key

    @property
    def letter(self) -> tuple[date, int]:
        """The letters that follow: `RecordedLetterQuerySet.newest_first`."""
        return localdate(self.at), self.key if self.is_letter else LAST_KEY


@dataclass(frozen=True)
class PublicList:
    """A page of the public list, and the address of the next."""

    lines: Sequence[ShownPublication]
    older_url: str
    shown: str


@dataclass(frozen=True)
class ShownVersion:
    """A version of a publication."""

    label: str
    url: str
    is_this: bool


def public_list(written: Sequence[Publication], recorded: Sequence[RecordedLetter]) -> PublicList:
    """A page of the list.

    Args:
        written: the publications of this page, and one more when there are older ones.
        recorded: the letters of other places, likewise.
    """
    found = [(place_of_publication(row), _publication_line(row)) for row in written]
    found += [(place_of_letter(row), _letter_line(row)) for row in recorded]
    found.sort(key=lambda one: (one[0].at, not one[0].is_letter, one[0].key), reverse=True)
    shown = found[:PAGE]
    older = ""
    if len(found) > PAGE:
        older = f"{reverse('published:list')}?before={keyset_of(shown[-1][0])}"
    words = f"{len(shown)} publication{'' if len(shown) == 1 else 's'}, the newest first."
    lines = [line for _, line in shown]
    return PublicList(lines, older, f"{words} Older ones follow." if older else words)


def _publication_line(row: Publication) -> ShownPublication:
    return ShownPublication(
        title=row.title,
        facts=f"{row.reference}, published on {long_date(row.published_at)}",
        url=reverse("published:publication", args=[row.reference]),
    )


def _letter_line(row: RecordedLetter) -> ShownPublication:
    return ShownPublication(
        title=row.title,
        facts=f"{row.name}, {row.theme}. {inspectorates_of(row)}. Published elsewhere, dated "
        f"{long_date(row.published_on)}",
        url=row.get_absolute_url(),
    )


def inspectorates_of(row: RecordedLetter) -> str:
    """The inspectorates of a letter, by the names that they bore on its day."""
    return named([one.name_on(row.published_on) for one in row.inspectorates.all()])


def place_of_publication(row: Publication) -> ListPlace:
    """The place of a publication in the list."""
    return ListPlace(row.published_at, row.pk, is_letter=False)


def place_of_letter(row: RecordedLetter) -> ListPlace:
    """The place of a letter in the list."""
    at = datetime.combine(row.published_on, time.min, tzinfo=LONDON)
    return ListPlace(at, row.pk, is_letter=True)


def keyset_of(place: ListPlace) -> str:
    """The place of a row in the list, for the address of the next page."""
    return f"{place.at.timestamp():.6f}_{'L' if place.is_letter else ''}{place.key}"


def read_keyset(text: str) -> ListPlace | None:
    """The place that an address names; None for none, and for nonsense."""
    moment, _, key = text.partition("_")
    is_letter, key = key.startswith("L"), key.removeprefix("L")
    # A key of the database has at most 18 digits; a longer number would make it fail.
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        return None
    try:
        at = datetime.fromtimestamp(float(moment), tz=UTC)
        return ListPlace(at.astimezone(LONDON), int(key), is_letter)
    except (ValueError, OverflowError, OSError):
        return None


def publication_rows(row: Publication) -> list[SummaryRow]:
    """The facts about a publication."""
    return [
        SummaryRow("Reference", row.reference),
        SummaryRow("Published", long_date(row.published_at)),
        SummaryRow("Version", str(row.version)),
        *_statement_rows(row),
    ]


def _statement_rows(row: Publication) -> list[SummaryRow]:
    """By when the statement of action is due, where the document counts from its publication."""
    for section in row.snapshot["sections"]:
        statement = section.get("statement")
        if statement and not statement["due_on"] and statement["working_days"]:
            day = add_working_days(localdate(row.published_at), statement["working_days"])
            return [SummaryRow("Statement of action due", long_date(day))]
    return []


def pdf_words(row: Publication | RecordedLetter) -> str:
    """What the link to the PDF says of it."""
    pages = row.artefact.pages
    return f"PDF, {pages} page{'' if pages == 1 else 's'}, {size_words(row.artefact.size)}"


def versions_of(rows: Sequence[Publication], this: Publication) -> list[ShownVersion]:
    """Every version, the newest first."""
    return [
        ShownVersion(
            label=f"Version {row.version}, {short_date(localdate(row.published_at))}",
            url=reverse("published:version", args=[row.reference, row.version]),
            is_this=row.pk == this.pk,
        )
        for row in rows
    ]


def pdf_name(row: Any) -> str:
    """The name under which the PDF is saved: made here, from nothing that somebody typed."""
    return f"{row.reference}-v{row.version}.pdf"
