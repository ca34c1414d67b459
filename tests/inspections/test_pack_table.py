"""An evidence pack as a table: nothing that was typed is carried out, and nothing is lost. Pure."""

import csv
import io
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from inspections.rules.packs import LONGEST_CELL, csv_bytes, neutral, xlsx_bytes
from inspections.values.packs import (
    MOST_IN_PACK,
    MOST_LETTERS_PRINTED,
    MOST_PRINTED,
    PackContent,
    PackFormat,
    held,
)

HARMFUL = (
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\ttext",
    "\rtext",
    " =1+1",
    "\n=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\u00a0@x",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "−1",
    "–1",
    "﹦1",
    "﹢1",
    "﹣1",
    "﹫x",
    '"=1+1',
    "'=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x/?"&A1,"x")',
)
HARMLESS = ("", "plan", "1-1", "a=b", "é", "שלום", "😀", "24 + 1", "a@b.org", "(–)")


def content(*texts: str) -> PackContent:
    return PackContent(
        title="Evidence of Northmere",
        reference="OF-2026-0001",
        facts=(("Made for", texts[0] if texts else ""),),
        columns=("Reference", "Text"),
        rows=tuple((f"E-{number}", text) for number, text in enumerate(texts)),
    )


def in_csv(*texts: str) -> list[str]:
    text = csv_bytes(content(*texts)).decode("utf-8-sig")
    return [row[1] for row in csv.reader(io.StringIO(text, newline=""))][1:]


def in_xlsx(*texts: str) -> list[str]:
    book = load_workbook(io.BytesIO(xlsx_bytes(content(*texts))))
    rows = list(book["Evidence"].iter_rows(min_row=2, min_col=2, max_col=2))
    assert not any(cell.data_type == "f" for row in rows for cell in row)
    return [row[0].value or "" for row in rows]


@pytest.mark.parametrize("text", HARMFUL, ids=range(len(HARMFUL)))
def test_a_formula_becomes_a_text(text: str) -> None:
    assert neutral(text) == f"'{text}"
    for cell in (*in_csv(text), *in_xlsx(text)):
        assert cell.startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_a_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text
    assert in_csv(text) == [text]
    assert in_xlsx(text) == [text]


def test_whatever_becomes_such_a_sign_in_another_form_is_one() -> None:
    missed = [
        hex(code)
        for code in range(1, 0x110000)
        if not 0xD800 <= code < 0xE000
        and unicodedata.normalize("NFKC", chr(code))[:1] in set("=+-@")
        and neutral(f"{chr(code)}1") == f"{chr(code)}1"
    ]
    assert missed == []


@pytest.mark.parametrize("divider", [";", "\t", "\n"])
def test_no_formula_begins_where_another_reader_of_a_csv_begins_a_cell(divider: str) -> None:
    assert in_csv(f"late{divider}=1+1") == [f"late{divider}'=1+1"]
    assert in_csv(f"late{divider} -1") == [f"late{divider}' -1"]
    assert in_csv(f"late{divider}then") == [f"late{divider}then"]
    # A spreadsheet holds its cells apart by itself.
    assert in_xlsx(f"late{divider}=1+1") == [f"late{divider}=1+1"]


@given(st.text(max_size=60))
def test_no_cell_of_a_csv_begins_with_a_sign(text: str) -> None:
    clean = text.encode("utf-8", "ignore").decode()
    for cell in in_csv(clean):
        assert unicodedata.normalize("NFKC", cell.strip() or "x")[:1] not in set("=+-@")


def test_a_spreadsheet_holds_no_formula_and_no_link_outside() -> None:
    whole = xlsx_bytes(content(*HARMFUL, "http://example.org/"))
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        names = book.namelist()
        sheets = [book.read(name) for name in names if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    assert not any("externalLink" in name or "vba" in name for name in names)


def test_what_no_spreadsheet_holds_is_cut_and_a_csv_holds_it() -> None:
    long = "x" * 100_000
    cell = in_xlsx(long)[0]
    assert len(cell) == LONGEST_CELL
    assert cell.endswith("[…]")
    assert in_csv(long) == [long]


def test_control_characters_do_not_spoil_a_spreadsheet() -> None:
    assert in_xlsx("a\x00b\x07c\x1f") == ["abc"]


def test_commas_quotation_marks_and_lines_stay_in_their_cell() -> None:
    text = 'She said "no",\nthen; left'
    assert in_csv(text) == [text]
    assert in_xlsx(text) == [text]


@pytest.mark.parametrize(
    ("form", "lengths", "holds"),
    [
        (PackFormat.CSV, [10] * 3, 3),
        (PackFormat.CSV, [10] * (MOST_IN_PACK + 1), MOST_IN_PACK),
        (PackFormat.XLSX, [100_000] * 100, 100),
        (PackFormat.PDF, [10] * 3, 3),
        (PackFormat.PDF, [10] * (MOST_PRINTED + 1), MOST_PRINTED),
        (PackFormat.PDF, [MOST_LETTERS_PRINTED // 2] * 3, 2),
        (PackFormat.PDF, [MOST_LETTERS_PRINTED * 2] * 3, 1),
        (PackFormat.PDF, [], 0),
    ],
)
def test_a_pack_holds_what_can_be_made_of_it(
    form: PackFormat, lengths: list[int], holds: int
) -> None:
    assert held(lengths, form) == holds
