"""The tables of an evidence pack as other programs read them. Pure."""

import csv
import io
import time
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from inspections.actions.packs import COLUMNS
from inspections.rules.packs import LONGEST_CELL, csv_bytes, neutral, xlsx_bytes
from inspections.values.packs import PackContent

NO_SUCH_CHARACTERS = ("\ufffe", "\uffff", "\ud800", "\udfff", "\x00", "\x0b", "\x1f")


def content(*rows: tuple[str, ...], **changes: Any) -> PackContent:
    usual: dict[str, Any] = {
        "title": "Evidence of Northmere",
        "reference": "OF-2026-0001",
        "facts": (("Made for", "Ash Reed"), ("Searched for", "Words: plan")),
        "columns": ("Reference", "Text"),
        "rows": rows,
    }
    return PackContent(**{**usual, **changes})


def one(text: str) -> PackContent:
    return content(("E-1", text))


def book(made: PackContent) -> Workbook:
    return load_workbook(io.BytesIO(xlsx_bytes(made)))


def cell_of(text: str) -> str:
    """What a text becomes in a spreadsheet."""
    value = book(one(text))["Evidence"]["B2"].value
    assert value is None or isinstance(value, str)
    return value or ""


def csv_rows(made: PackContent) -> list[list[str]]:
    text = csv_bytes(made).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


# --- formulas -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("plan", "plan"),
        ("=1", "'=1"),
        ("'=1", "''=1"),
        ("  =1", "'  =1"),
        ("\"'  =1", "'\"'  =1"),
        ("\ttext", "'\ttext"),
        ("\ntext", "\ntext"),
        ("'text", "'text"),
        ("\u00adtext", "'\u00adtext"),
        ("\u202e\u200b-1", "'\u202e\u200b-1"),
        ("\uffff=1", "'\uffff=1"),
        ("\x07=1", "'\x07=1"),
        ("1=1", "1=1"),
        ("- a list", "'- a list"),
        ("=", "'="),
    ],
)
def test_a_text_that_could_be_a_formula_gets_an_apostrophe(text: str, written: str) -> None:
    assert neutral(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("late;then", "late;then"),
        ("late;-1", "late;'-1"),
        ("late; ; =1", "late; ;' =1"),
        ("a\n\n=1", "a\n'\n'=1"),
        ("a\n\nb;c\n=1", "a\n\nb;c\n'=1"),
        ("a;\u00adb", "a;'\u00adb"),
        ("a;\u00ad;b", "a;'\u00ad;b"),
        ("a;=1;=2", "a;'=1;'=2"),
        ("a;\u200b＝1", "a;'\u200b＝1"),
        ("a;", "a;"),
        ("a;=", "a;'="),
        ("a,=1", "a,=1"),
        ("a;1-1", "a;1-1"),
    ],
)
def test_so_does_what_another_reader_of_a_csv_takes_for_a_cell(text: str, written: str) -> None:
    assert csv_rows(one(text))[1] == ["E-1", written]


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\n" * 100_000 + "b",
        "a" + ";\n" * 50_000 + "b",
        "a" + "; " * 50_000 + "=1",
        "'" * 100_000,
        "=" * 100_000,
        "\u00ad" * 100_000,
        "\u200b" * 100_000 + "b",
        "\t\r\n;" * 25_000,
    ],
    ids=range(8),
)
def test_the_longest_text_is_written_at_once(text: str) -> None:
    begin = time.process_time()
    written = csv_rows(one(text))[1][1]
    assert time.process_time() - begin < 2
    assert written.replace("'", "") == text.replace("'", "")


@given(st.text("=-+@ab \t;\u00ad\u200b'\"\uffff", max_size=12))
def test_an_apostrophe_is_all_that_is_added(text: str) -> None:
    [written] = [row[1] for row in csv_rows(one(text))[1:]]
    assert written.replace("'", "") == text.replace("'", "")
    for cell in written.split(";"):
        assert cell.strip(' \t\u200b\uffff"')[:1] not in {"=", "-", "+", "@", "\u00ad"}


# --- a spreadsheet --------------------------------------------------------------------------------


def test_a_spreadsheet_has_its_table_and_what_it_is() -> None:
    made = book(content(("E-1", "Late."), ("E-2", "Then\nnot.")))
    assert made.sheetnames == ["Evidence", "About"]
    assert [list(row) for row in made["Evidence"].values] == [
        ["Reference", "Text"],
        ["E-1", "Late."],
        ["E-2", "Then\nnot."],
    ]
    assert [list(row) for row in made["About"].values] == [
        ["Made for", "Ash Reed"],
        ["Searched for", "Words: plan"],
    ]


def test_headings_are_bold_and_stay_in_sight() -> None:
    made = book(one("Late."))
    sheet = made["Evidence"]
    assert sheet.freeze_panes == "B2"
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert [cell.font.bold for cell in sheet[2]] == [False, False]
    assert [cell.font.bold for cell in made["About"][1]] == [True, False]


def test_a_text_has_room_and_breaks_its_lines() -> None:
    sheet = book(one("Late."))["Evidence"]
    assert sheet.column_dimensions["B"].width > 4 * sheet.column_dimensions["A"].width
    for cell in (*sheet[1], *sheet[2]):
        assert (cell.alignment.wrap_text, cell.alignment.vertical) == (True, "top")


def test_every_column_of_a_pack_has_a_letter() -> None:
    made = book(content(tuple(COLUMNS), columns=COLUMNS))["Evidence"]
    assert len(COLUMNS) <= 26
    assert made.max_column == len(COLUMNS)
    assert [cell.value for cell in made[2]] == list(COLUMNS)


@pytest.mark.parametrize(
    "text",
    ["1", "007", "1e5", "TRUE", "2026-03-01", "12:30", "£5", "#N/A", "http://example.org/"],
)
def test_whatever_it_looks_like_a_cell_is_a_text(text: str) -> None:
    cell = book(one(text))["Evidence"]["B2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.hyperlink is None
    assert not isinstance(cell.value, datetime)


@pytest.mark.parametrize("text", ["=1+1", "@x", "\uffff=1", "\x07=1", "\ufffe\x00-1"])
def test_no_cell_begins_with_a_sign_even_when_what_stood_before_is_left_out(text: str) -> None:
    assert cell_of(text)[:2] in {"'=", "'@", "'-"}


@pytest.mark.parametrize("character", NO_SUCH_CHARACTERS)
def test_what_no_spreadsheet_can_hold_is_left_out_and_the_rest_is_there(character: str) -> None:
    assert cell_of(f"The {character}plan{character}") == "The plan"
    assert cell_of(character) == ""
    about = book(content(facts=((f"Made{character}", f"{character}Ash"),)))["About"]
    assert [cell.value for cell in about[1]] == ["Made", "Ash"]


@pytest.mark.parametrize(
    "text", ["שלום", "a\u202eb", "😀", "\U0010ffff", "\ufdd0", "e\u0301", "\t a"]
)
def test_any_other_character_is_in_the_spreadsheet(text: str) -> None:
    assert cell_of(f"x{text}") == f"x{text}"


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("x" * (LONGEST_CELL - 1), False),
        ("x" * LONGEST_CELL, False),
        ("x" * (LONGEST_CELL + 1), True),
        # The apostrophe counts, and what is left out does not.
        ("=" + "x" * (LONGEST_CELL - 2), False),
        ("=" + "x" * (LONGEST_CELL - 1), True),
        ("x" * LONGEST_CELL + "\x07", False),
    ],
    ids=range(6),
)
def test_a_cell_is_cut_where_a_spreadsheet_would_cut_it(text: str, is_cut: bool) -> None:
    cell = cell_of(text)
    assert len(cell) <= LONGEST_CELL
    assert cell.endswith(" […]") is is_cut
    if is_cut:
        assert len(cell) == LONGEST_CELL


def test_of_nothing_there_is_a_table_with_headings() -> None:
    assert list(book(content())["Evidence"].values) == [("Reference", "Text")]
    assert book(content(facts=()))["About"].max_row <= 1


# --- a csv ----------------------------------------------------------------------------------------


def test_a_csv_begins_with_the_mark_by_which_spreadsheets_know_it() -> None:
    assert csv_bytes(content()) == b'\xef\xbb\xbf"Reference","Text"\r\n'


def test_a_csv_has_a_line_for_each_item_and_its_facts_are_left_out() -> None:
    assert csv_rows(content(("E-1", "Late."), ("E-2", "Not late."))) == [
        ["Reference", "Text"],
        ["E-1", "Late."],
        ["E-2", "Not late."],
    ]
    assert b"Ash Reed" not in csv_bytes(one("Late."))


@pytest.mark.parametrize(
    "text",
    ['"', '""', 'a"b', "a,b", "a\nb", "", " a ", "שלום", "😀", "x" * 100_000, "\\", "#", "a\x07b"],
    ids=range(13),
)
def test_a_text_comes_out_of_a_csv_as_it_went_in(text: str) -> None:
    assert csv_rows(one(text))[1] == ["E-1", text]


def test_every_cell_of_a_csv_is_quoted() -> None:
    assert csv_bytes(content(("E-1", ""))).endswith(b'\r\n"E-1",""\r\n')


def test_headings_are_held_to_the_same() -> None:
    made = content(("x",), columns=("=1",))
    assert csv_rows(made)[0] == ["'=1"]
    assert book(made)["Evidence"]["A1"].value == "'=1"
