"""Evidence packs and bulk tagging: forms and limits. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MOST_TAGGED = 500
MOST_IN_PACK = 2000
# What the renderer lays out well within its minute and its memory.
MOST_PRINTED = 250
MOST_LETTERS_PRINTED = 400_000
KEPT_FOR = timedelta(days=1)


class PackFormat(StrEnum):
    """What a pack is made as."""

    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"


PACK_FORMAT_LABELS = {
    PackFormat.PDF: "PDF, to read and to print",
    PackFormat.CSV: "CSV, a plain table",
    PackFormat.XLSX: "XLSX, a spreadsheet",
}
MEDIA_TYPE = {
    PackFormat.PDF: "application/pdf",
    PackFormat.CSV: "text/csv; charset=utf-8",
    PackFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def held(found: Sequence[int], form: PackFormat) -> int:
    """How many of the items that were found a pack holds, the newest first.

    Args:
        found: the length of each item's text.
    """
    if form != PackFormat.PDF:
        return min(len(found), MOST_IN_PACK)
    letters = 0
    for place, length in enumerate(found[:MOST_PRINTED]):
        letters += length
        if place and letters > MOST_LETTERS_PRINTED:
            return place
    return min(len(found), MOST_PRINTED)


@dataclass(frozen=True)
class PackContent:
    """What a pack says.

    Args:
        facts: of the pack itself, as pairs of label and text.
        columns: the headings of its table.
        rows: a row for each item, a text for each column.
    """

    title: str
    reference: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
