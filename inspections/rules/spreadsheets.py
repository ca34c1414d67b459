"""Reading an uploaded list: CSV or XLSX. Pure: bytes in, a table out, or a sentence why not.

The content decides what a file is, not its name. Nothing in a file is carried out: of a formula
the value that was saved with it is read, and text stays text. A file that would grow large is
refused before it is unpacked, and reading stops at the row after the last that is allowed.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from inspections.errors import ListRefused
from inspections.values.samples import MAX_LIST_BYTES, MAX_LIST_COLUMNS, MAX_LIST_ROWS, Table
from records.values import clean_text

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAX_MEMBERS = 500
_MAX_UNPACKED = 300 * 1024 * 1024
_MAX_RATIO = 200
_MAX_STRINGS = 80 * 1024 * 1024
_SMALL = 1024 * 1024
_HEAD = 64 * 1024
_CHUNK = 1024 * 1024
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_SAVE_AS = "Save it as .xlsx or .csv and upload that."
_BROKEN = f"This spreadsheet cannot be read: it is damaged or of another kind. {_SAVE_AS}"
TOO_LARGE = "The list is larger than 20 MB. Upload the columns that are asked for alone."
TOO_MANY = (
    f"The list has more than {MAX_LIST_ROWS:,} rows (empty ones that a spreadsheet keeps count "
    "too). Ask for a shorter period or for one cohort, or upload it in parts."
)


def read_table(content: bytes) -> Table:
    """The first sheet of a spreadsheet, or the rows of a CSV file.

    Raises:
        ListRefused: with a sentence about what is wrong and what to do.
    """
    if not content.strip():
        raise ListRefused("The file is empty.")
    if len(content) > MAX_LIST_BYTES:
        raise ListRefused(TOO_LARGE)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise ListRefused(f"The spreadsheet is protected by a password. {_SAVE_AS}")
        raise ListRefused(f"The spreadsheet is of the old kind (.xls). {_SAVE_AS}")
    rows = _xlsx_rows(content) if content.startswith(b"PK") else _csv_rows(content)
    return _table(rows)


def _table(rows: Iterable[Iterable[Any]]) -> Table:
    headings: tuple[str, ...] = ()
    found: list[tuple[int, tuple[str, ...]]] = []
    for number, row in enumerate(rows, 1):
        if number > MAX_LIST_ROWS + 1:
            raise ListRefused(TOO_MANY)
        cells = _cells(row)
        if not cells:
            continue
        if not headings:
            headings = cells
        else:
            found.append((number, cells))
    if len(headings) < 2:
        raise ListRefused(
            "Only one column was found. The first row has the headings; the columns of a CSV file "
            "are divided by commas or semicolons."
        )
    if not found:
        raise ListRefused("There is no row below the headings.")
    return Table(headings, tuple(found))


def _cells(row: Iterable[Any]) -> tuple[str, ...]:
    cells = []
    for place, value in enumerate(row):
        text = _text(value)
        if place >= MAX_LIST_COLUMNS:
            if text:
                raise ListRefused(
                    f"The list has more than {MAX_LIST_COLUMNS} columns. Upload the columns that "
                    "are asked for alone."
                )
            continue
        cells.append(text)
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean_text(str(value)).strip()


# --- CSV ------------------------------------------------------------------------------------------


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.lstrip().split("\n", 1)[0]
    outside = re.sub(r'"[^"]*"', "", first)
    divider = max(",;\t", key=outside.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=divider)
    except csv.Error as fault:
        raise ListRefused(
            "This is no CSV file that can be read: a cell is far too long, or a quotation mark is "
            "opened and never closed."
        ) from fault


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(content, "utf-16")
    if b"\x00" in content[:_CHUNK] and b"\x00\x00" in content[:_CHUNK]:
        raise ListRefused(f"This is neither a CSV file nor a spreadsheet. {_SAVE_AS}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _as(content, "windows-1252")


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise ListRefused(
            "The letters of this file cannot be read. Save it as “CSV UTF-8” and upload that."
        ) from fault


# --- XLSX -----------------------------------------------------------------------------------------


def _xlsx_rows(content: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_harm(archive)
        with warnings.catch_warnings():
            # What it cannot show (a chart, a rule that colours cells) is nothing to a list.
            warnings.simplefilter("ignore")
            book = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            sheet = book.worksheets[0]
            # What a sheet says of its own size is anybody's word.
            sheet.reset_dimensions()
            # One more than the headings have, to see what stands beyond them. Not as many as a row
            # says: one cell at the far right of each row would be billions.
            yield from sheet.iter_rows(values_only=True, max_col=_width(sheet) + 1)
    except ListRefused:
        raise
    except Exception as fault:
        # A hostile file fails in any way that there is; each of them is this one.
        raise ListRefused(_BROKEN) from fault


def _width(sheet: Any) -> int:
    """How many columns the headings have."""
    for row in sheet.iter_rows(values_only=True, max_col=MAX_LIST_COLUMNS + 1, max_row=100):
        places = [place for place, value in enumerate(row, 1) if value not in {None, ""}]
        if places:
            return max(places)
    return 1


def _refuse_harm(archive: zipfile.ZipFile) -> None:
    """Refuse a bomb, a macro, a password and a declaration of entities before anything unpacks."""
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS or sum(one.file_size for one in members) > _MAX_UNPACKED:
        raise ListRefused(TOO_LARGE)
    names = {one.filename.lower() for one in members}
    if any(name.endswith("vbaproject.bin") or "macrosheets" in name for name in names):
        raise ListRefused(f"The spreadsheet has macros. {_SAVE_AS}")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise ListRefused(f"This is neither a CSV file nor a spreadsheet. {_SAVE_AS}")
    for one in members:
        if one.flag_bits & 1:
            raise ListRefused(f"The spreadsheet is protected by a password. {_SAVE_AS}")
        grows = one.file_size > _SMALL and one.file_size > _MAX_RATIO * max(one.compress_size, 1)
        if grows or ("sharedstrings" in one.filename.lower() and one.file_size > _MAX_STRINGS):
            raise ListRefused(TOO_LARGE)
    for one in members:
        if one.filename.lower().endswith((".xml", ".rels", ".vml")):
            _refuse_member(archive, one)


def _refuse_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    is_sheet = member.filename.lower().startswith("xl/worksheets/sheet")
    with archive.open(member) as file:
        chunk = file.read(_HEAD)
        # In UTF-16 every second byte is empty.
        head = chunk.replace(b"\x00", b"").upper()
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise ListRefused(_BROKEN)
        rows = 0
        while is_sheet and chunk:
            rows += len(_ROW.findall(chunk))
            if rows > MAX_LIST_ROWS + 2:
                raise ListRefused(TOO_MANY)
            chunk = file.read(_CHUNK)
