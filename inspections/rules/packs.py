"""An evidence pack as a table: CSV and XLSX, in which nothing that was typed is carried out.

A spreadsheet takes a cell for a formula that begins with one of a few signs, some programs also
with those that look like them, and with whitespace before them. Such a cell gets an apostrophe in
front. A CSV may be read with other dividers than commas, and then a cell begins in the middle of a
text: there the same is done behind every line end, tab and semicolon.
"""

import csv
import io
import re
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from inspections.values.packs import PackContent

# The signs themselves, what becomes one of them in a compatibility form, and other dashes.
SIGNS = (
    "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212\u2010-\u2015\u207a-\u207c"
    "\u208a-\u208c\u2795\u2796\u2a74-\u2a76\ufb29\ufe31\ufe32\ufe58\u2e3a\u2e3b\u00ad"
)
# What a reader does not see, or a program leaves out, before a sign.
_UNSEEN = (
    "[\\s\\x00-\\x1f\\x7f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe0f\ufeff\ufffe\uffff'\"]*"
)
_FORMULA = re.compile(f"^(?=[\\t\\r]|{_UNSEEN}[{SIGNS}])")
# A divider, all that is unseen behind it, and the sign if there is one. Taken whole: looking ahead
# from each of 100,000 line ends would take a minute.
_INSIDE = re.compile(f"([\\n\\r\\t;]{_UNSEEN})([{SIGNS}]?)")
_DIVIDER = re.compile("([\\n\\r\\t;])")
# What is no character of XML, beyond the control characters: one of them and there is no file.
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# A spreadsheet holds no longer cell.
LONGEST_CELL = 32_767
_CUT = " […]"
_WIDTHS = {"Text": 90}
_USUAL_WIDTH = 18


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return _FORMULA.sub("'", text)


def csv_bytes(content: PackContent) -> bytes:
    """The table as CSV, in UTF-8 with the mark by which spreadsheets know it."""
    into = io.StringIO(newline="")
    writer = csv.writer(into, quoting=csv.QUOTE_ALL)
    for row in (content.columns, *content.rows):
        writer.writerow([_INSIDE.sub(_apart, neutral(cell)) for cell in row])
    return into.getvalue().encode("utf-8-sig")


def _apart(found: re.Match[str]) -> str:
    unseen, sign = found.groups()
    # A soft hyphen is both: a sign to some, nothing to others.
    begins = sign or "\u00ad" in unseen
    return (_DIVIDER.sub(r"\1'", unseen) if begins else unseen) + sign


def xlsx_bytes(content: PackContent) -> bytes:
    """The table as a spreadsheet, with what the pack is on a sheet of its own. Texts alone."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Evidence")
    sheet.freeze_panes = "B2"
    for place, name in enumerate(content.columns):
        letter = chr(ord("A") + place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, _USUAL_WIDTH)
    sheet.append([_cell(sheet, name, bold=True) for name in content.columns])
    for row in content.rows:
        sheet.append([_cell(sheet, text) for text in row])
    about = book.create_sheet("About")
    about.column_dimensions["A"].width = _USUAL_WIDTH
    about.column_dimensions["B"].width = _WIDTHS["Text"]
    for label, text in content.facts:
        about.append([_cell(about, label, bold=True), _cell(about, text)])
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    # What is left out goes first: a sign may have stood behind it.
    kept = neutral(_NOT_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", text)))
    if len(kept) > LONGEST_CELL:
        kept = f"{kept[: LONGEST_CELL - len(_CUT)]}{_CUT}"
    cell = WriteOnlyCell(sheet, value=kept)
    # Whatever it looks like, it is a text.
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
