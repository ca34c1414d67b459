"""What anybody reads: the list of publications and each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from pages.shown import SummaryRow
from reports.models import Publication
from reports.presenters.stages import size_words
from reports.values import long_date, short_date

PAGE = 25


@dataclass(frozen=True)
class ShownPublication:
    """One line of the public list."""

    title: str
    reference: str
    published: str
    url: str


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


def public_list(found: Sequence[Publication]) -> PublicList:
    """A page of the list.

    Args:
        found: the rows of this page and one more when there are older ones.
    """
    rows = found[:PAGE]
    older = ""
    if len(found) > PAGE:
        last = rows[-1]
        older = f"{reverse('published:list')}?before={keyset_of(last)}"
    lines = [
        ShownPublication(
            title=row.title,
            reference=row.reference,
            published=long_date(row.published_at),
            url=reverse("published:publication", args=[row.reference]),
        )
        for row in rows
    ]
    words = f"{len(rows)} publication{'' if len(rows) == 1 else 's'}, the newest first."
    return PublicList(lines, older, f"{words} Older ones follow." if older else words)


def keyset_of(row: Publication) -> str:
    """The place of a row in the list, for the address of the next page."""
    return f"{row.published_at.timestamp():.6f}_{row.pk}"


def read_keyset(text: str) -> tuple[datetime, int] | None:
    """The place that an address names; None for none, and for nonsense."""
    moment, _, key = text.partition("_")
    # A key of the database has at most 18 digits; a longer number would make it fail.
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        return None
    try:
        return datetime.fromtimestamp(float(moment), tz=UTC), int(key)
    except (ValueError, OverflowError, OSError):
        return None


def publication_rows(row: Publication) -> list[SummaryRow]:
    """The facts about a publication."""
    return [
        SummaryRow("Reference", row.reference),
        SummaryRow("Published", long_date(row.published_at)),
        SummaryRow("Version", str(row.version)),
    ]


def pdf_words(row: Publication) -> str:
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
