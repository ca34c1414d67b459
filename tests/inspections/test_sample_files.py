"""Files that agencies send: every shape that can be read, and every damage that cannot."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from inspections.errors import ListRefused
from inspections.rules import spreadsheets
from inspections.rules.spreadsheets import read_table
from inspections.values.samples import MAX_LIST_COLUMNS, MAX_LIST_ROWS, Table

HEADINGS = ("No", "Age")
SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(*rows: tuple[Any, ...]) -> bytes:
    """A workbook with these rows."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return saved(made)


def saved(made: Any) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def changed(content: bytes, parts: dict[str, bytes | None]) -> bytes:
    """A workbook with other parts; None takes one out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            if one.filename not in parts:
                new.writestr(one.filename, old.read(one))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


GOOD = book(HEADINGS, ("A1", 7), ("A2", 9))


def sheet(rows: str) -> bytes:
    """A workbook whose first sheet has these rows, as they stand in the file."""
    xml = f'<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData></worksheet>'
    return changed(GOOD, {SHEET: xml.encode()})


def said(content: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(ListRefused) as refused:
        read_table(content)
    return refused.value.message


# --- CSV ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "headings", "row"),
    [
        ("No,Age\nA1,7", HEADINGS, ("A1", "7")),
        ("No,Age\rA1,7\r", HEADINGS, ("A1", "7")),
        ("  No , Age \n A1 , 7 \n", HEADINGS, ("A1", "7")),
        ("No;Age\nA1;7,5\n", HEADINGS, ("A1", "7,5")),
        ("No\tAge\nA1\t7;8,9\n", HEADINGS, ("A1", "7;8,9")),
        ('"No, or ID, or ref";Age\nA1;7\n', ("No, or ID, or ref", "Age"), ("A1", "7")),
        ('"No";"Age"\n"A1";"7"\n', HEADINGS, ("A1", "7")),
        ('No,Age\n"A ""1""",7\n', HEADINGS, ('A "1"', "7")),
        ('No,Age\n"A\n1",7\n', HEADINGS, ("A\n1", "7")),
        ("No,Age\nA1,\n", HEADINGS, ("A1",)),
        ("No,Age\n,7\n", HEADINGS, ("", "7")),
        ("No,Age,,\nA1,7,,\n", HEADINGS, ("A1", "7")),
        ("No,,Age\nA1,,7\n", ("No", "", "Age"), ("A1", "", "7")),
        ("No,Age\nA1,7,more\n", HEADINGS, ("A1", "7", "more")),
        ("No,No\nA1,7\n", ("No", "No"), ("A1", "7")),
        ("No,Age\n0012,007\n", HEADINGS, ("0012", "007")),
        ("No,Age\nTRUE,1e5\n", HEADINGS, ("TRUE", "1e5")),
        ("\ufeffNo,Age\nA1,7\n", HEADINGS, ("A1", "7")),
        ("\n \n,,\nNo,Age\nA1,7\n", HEADINGS, ("A1", "7")),
        ("מספר,גיל\nא1,7\n", ("מספר", "גיל"), ("א1", "7")),
        ("No,Age\n😀,7\n", HEADINGS, ("😀", "7")),
        ("No,Age\n<script>,=1+1\n", HEADINGS, ("<script>", "=1+1")),
        ("No,Age\nA\x0b1\x7f,7\n", HEADINGS, ("A1", "7")),
    ],
)
def test_a_csv_file_as_programs_write_it(
    content: str, headings: tuple[str, ...], row: tuple[str, ...]
) -> None:
    table = read_table(content.encode())
    assert table.headings == headings
    assert [cells for _, cells in table.rows] == [row]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("divider", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_letters_dividers_and_line_ends_in_any_mixture(
    encoding: str, divider: str, end: str
) -> None:
    rows = (("Näme", "Age"), ("Zoë – “Z”", "7"), ("Seán", "9"))
    text = end.join(divider.join(row) for row in rows) + end
    table = read_table(text.encode(encoding))
    assert table == Table(rows[0], ((2, rows[1]), (3, rows[2])))


CELLS = some.text(
    some.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=12
)


@given(some.lists(some.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_what_is_written_as_csv_is_read_as_it_was(rows: list[tuple[str, str]]) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    lines = ["No,Age", *(",".join(quoted(cell) for cell in row) for row in rows)]
    table = read_table("\r\n".join(lines).encode())
    assert [cells for _, cells in table.rows] == rows


@pytest.mark.parametrize(
    ("rows", "refused"),
    [(MAX_LIST_ROWS - 1, False), (MAX_LIST_ROWS, False), (MAX_LIST_ROWS + 1, True)],
)
def test_so_many_rows_below_the_headings_and_no_more(rows: int, refused: bool) -> None:
    content = b"No,Age\n" + b"A,7\n" * rows
    if refused:
        assert "more than 50,000 rows" in said(content)
    else:
        assert len(read_table(content).rows) == rows


@pytest.mark.parametrize(
    ("columns", "refused"), [(MAX_LIST_COLUMNS, False), (MAX_LIST_COLUMNS + 1, True)]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_so_many_columns_and_no_more(columns: int, refused: bool, kind: str) -> None:
    cells = tuple(f"c{place}" for place in range(columns))
    content = book(cells, cells) if kind == "xlsx" else "\n".join([",".join(cells)] * 2).encode()
    if refused:
        assert "more than 200 columns" in said(content)
    else:
        assert read_table(content).headings == cells


def test_empty_columns_at_the_far_right_are_no_columns() -> None:
    table = read_table(b"No,Age" + b"," * 500 + b"\nA1,7" + b"," * 500 + b"\n")
    assert table == Table(HEADINGS, ((2, ("A1", "7")),))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xef\xbb\xbf", "Only one column"),
        (b"\n\n\n", "The file is empty"),
        (b"\x00", "Only one column"),
        (b",,,\n,,\n", "Only one column"),
        (b"No Age\nA1 7\n", "Only one column"),
        (b"No|Age\nA1|7\n", "Only one column"),
        (b'"No,Age"\n"A1,7"\n', "Only one column"),
        (b"No,Age", "no row below the headings"),
        (b"No,Age\n\n,\n , \n", "no row below the headings"),
        (b"No,Age\nA\x00\x001,7\n", "neither a CSV file nor a spreadsheet"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "Only one column"),
        (b"GIF89a\x01\x00\x00\x00", "neither a CSV file nor a spreadsheet"),
        (b"{\\rtf1 Ada}", "Only one column"),
        (b"<html><body>Sign in</body></html>", "Only one column"),
        (b"\xfe\xff\xd8\x00", "letters of this file cannot be read"),
        (b"\xff\xfe\x00", "letters of this file cannot be read"),
        (b"No,Age\n\x81\x8d,7\n", "letters of this file cannot be read"),
        (b'No,Age\n"' + b"x" * 140_000 + b'",7\n', "a cell is far too long"),
    ],
)
def test_a_csv_file_that_is_none_is_refused_with_the_reason(content: bytes, says: str) -> None:
    assert says in said(content)


def test_no_sentence_shows_what_stands_in_the_file() -> None:
    for content in (b"Ada Moss\n", b"Ada Moss\x00\x00", b'Ada,"' + b"Moss" * 50_000):
        assert "Moss" not in said(content)


# --- workbooks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("A1", "A1"),
        ("  A1\t", "A1"),
        ("0012", "0012"),
        (7, "7"),
        (7.0, "7"),
        (-0.5, "-0.5"),
        (9434765919, "9434765919"),
        (9434765919.0, "9434765919"),
        (True, "yes"),
        (False, "no"),
        (date(2015, 3, 4), "2015-03-04"),
        (datetime(2015, 3, 4, 0, 0, 1), "2015-03-04 00:00:01"),  # noqa: DTZ001 - as in a sheet
        (time(9, 30), "09:30:00"),
        ("שלום 😀", "שלום 😀"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("two\nlines", "two\nlines"),
        ("x" * 32_000, "x" * 32_000),
    ],
)
def test_a_value_of_a_workbook_becomes_the_text_that_one_would_write(value: Any, text: str) -> None:
    ((_, cells),) = read_table(book(HEADINGS, (value, "end"))).rows
    assert cells == (text, "end")


def test_a_length_of_time_is_a_text_as_well() -> None:
    ((_, cells),) = read_table(book(HEADINGS, (timedelta(hours=30), "end"))).rows
    assert cells[1] == "end"
    assert "6:00:00" in cells[0]


def test_the_first_sheet_is_read_though_another_is_open() -> None:
    made = openpyxl.Workbook()
    made.active.append(HEADINGS)
    made.active.append(("A1", 7))
    other = made.create_sheet("Other")
    other.append(("Wrong", "Sheet"))
    made.active = 1
    assert read_table(saved(made)).headings == HEADINGS


def test_a_hidden_column_and_a_hidden_row_are_read_as_well() -> None:
    made = openpyxl.Workbook()
    for row in (HEADINGS, ("A1", 7), ("A2", 9)):
        made.active.append(row)
    made.active.column_dimensions["B"].hidden = True
    made.active.row_dimensions[2].hidden = True
    assert len(read_table(saved(made)).rows) == 2


def test_cells_that_were_joined_hold_their_value_once() -> None:
    made = openpyxl.Workbook()
    for row in (("No", "Age", "Kind"), ("A1", 7, "x"), ("A2", 9, "y")):
        made.active.append(row)
    made.active.merge_cells("A2:B2")
    ((_, first), _) = read_table(saved(made)).rows
    assert first == ("A1", "", "x")


def test_a_workbook_with_rules_comments_and_filters_is_read() -> None:
    made = openpyxl.Workbook()
    for row in (HEADINGS, ("A1", 7)):
        made.active.append(row)
    made.active["A1"].comment = openpyxl.comments.Comment("who?", "Ada Moss")
    made.active.auto_filter.ref = "A1:B2"
    made.active.freeze_panes = "A2"
    assert read_table(saved(made)) == Table(HEADINGS, ((2, ("A1", "7")),))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A2"><v>7</v></c>', "7"),
        ('<c r="A2" t="str"><f>A1</f><v>seven</v></c>', "seven"),
        ('<c r="A2" t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c r="A2" t="b"><v>1</v></c>', "yes"),
        ('<c r="A2"><f>NOW()</f></c>', ""),
        ('<c r="A2"/>', ""),
    ],
)
def test_a_cell_as_it_stands_in_a_file(cell: str, text: str) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>No</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>Age</t></is></c></row>'
        f'<row r="2">{cell}<c r="B2"><v>1</v></c></row>'
    )
    assert read_table(sheet(rows)).rows == ((2, (text, "1")),)


def test_rows_that_a_file_leaves_out_are_counted() -> None:
    rows = (
        '<row r="3"><c r="A3" t="inlineStr"><is><t>No</t></is></c>'
        '<c r="B3" t="inlineStr"><is><t>Age</t></is></c></row>'
        '<row r="9"><c r="A9"><v>1</v></c><c r="B9"><v>2</v></c></row>'
    )
    assert read_table(sheet(rows)) == Table(HEADINGS, ((9, ("1", "2")),))


def test_a_row_in_the_millions_is_refused_and_not_counted_up_to() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    )
    assert "more than 50,000 rows" in said(sheet(rows))


def without(*names: str) -> Callable[[], bytes]:
    return lambda: changed(GOOD, dict.fromkeys(names))


def with_part(name: str, part: bytes) -> Callable[[], bytes]:
    return lambda: changed(GOOD, {name: part})


def encrypted() -> bytes:
    """The first part of the archive says that it is encrypted."""
    content = bytearray(GOOD)
    local, central = content.index(b"PK\x03\x04"), content.index(b"PK\x01\x02")
    content[local + 6] |= 1
    content[central + 8] |= 1
    return bytes(content)


DAMAGES: dict[str, tuple[Callable[[], bytes], str]] = {
    "the letters PK alone": (lambda: b"PK", "damaged"),
    "an empty archive": (lambda: b"PK\x05\x06" + bytes(18), "neither a CSV"),
    "the end cut off": (lambda: GOOD[:-1], "damaged"),
    "the second half": (lambda: b"PK" + GOOD[len(GOOD) // 2 :], "damaged"),
    "no list of parts": (without("[Content_Types].xml"), "neither a CSV"),
    "no workbook": (without("xl/workbook.xml"), "damaged"),
    "no sheet": (without(SHEET), "damaged"),
    "an empty sheet": (with_part(SHEET, b""), "damaged"),
    "half a sheet": (with_part(SHEET, b"<worksheet><sheetData><row r='1'><c"), "damaged"),
    "a workbook of no sheets": (
        with_part("xl/workbook.xml", f'<workbook xmlns="{SPACE}"><sheets/></workbook>'.encode()),
        "damaged",
    ),
    "a picture for a workbook": (with_part("xl/workbook.xml", b"\x89PNG\r\n"), "damaged"),
    "an entity in the workbook": (
        with_part("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'),
        "damaged",
    ),
    "a small doctype": (with_part("xl/styles.xml", b"<!doctype x><styleSheet/>"), "damaged"),
    "an entity in the relations": (
        with_part("_rels/.rels", b'<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1/">]><x/>'),
        "damaged",
    ),
    "an entity in a drawing": (with_part("xl/d.vml", b"<!ENTITY a 'b'>"), "damaged"),
    "macros in capitals": (with_part("xl/VBAPROJECT.BIN", b"x"), "has macros"),
    "encrypted parts": (encrypted, "protected by a password"),
    "a bomb of strings": (
        with_part("xl/sharedStrings.xml", b"<sst>" + b" " * 5_000_000 + b"</sst>"),
        "larger than 20 MB",
    ),
    "a bomb beside the list": (with_part("xl/media/a.bin", bytes(5_000_000)), "larger than 20 MB"),
    "sheets of empty rows": (
        lambda: sheet("".join(f'<row r="{row}"/>' for row in range(1, 50_010))),
        "more than 50,000 rows",
    ),
    "a presentation": (
        lambda: changed(
            GOOD,
            dict.fromkeys(
                name
                for name in zipfile.ZipFile(io.BytesIO(GOOD)).namelist()
                if name.startswith("xl/")
            )
            | {"ppt/presentation.xml": b"<p/>"},
        ),
        "neither a CSV",
    ),
    "a sheet with headings alone": (lambda: book(HEADINGS), "no row below the headings"),
    "a sheet of one column": (lambda: book(("No",), ("A1",)), "Only one column"),
    "a sheet of nothing": (book, "Only one column"),
    "a sheet of spaces": (lambda: book((" ", "\t"), (" ", " ")), "Only one column"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_of_a_workbook_has_its_sentence(damage: str) -> None:
    make, says = DAMAGES[damage]
    message = said(make())
    assert says in message
    assert message.endswith(".")


def test_a_file_is_known_by_its_content_whatever_it_is_called() -> None:
    assert read_table(GOOD) == read_table(b"No,Age\nA1,7\nA2,9\n")


@pytest.mark.parametrize("name", ["xl/media/image1.png", "docProps/thumbnail.jpeg", "xl/a.bin"])
def test_pictures_beside_a_list_are_in_nobodys_way(name: str) -> None:
    assert len(read_table(with_part(name, b"\x89PNG" * 100)()).rows) == 2


@pytest.mark.parametrize(("parts", "refused"), [(400, False), (500, True)])
def test_a_workbook_has_so_many_parts_and_no_more(parts: int, refused: bool) -> None:
    content = changed(GOOD, {f"xl/media/{place}.bin": b"x" for place in range(parts)})
    if refused:
        assert said(content) == spreadsheets.TOO_LARGE
    else:
        assert len(read_table(content).rows) == 2


@settings(max_examples=60)
@given(some.integers(0, len(GOOD) - 1))
def test_a_workbook_cut_off_anywhere_is_refused(length: int) -> None:
    with pytest.raises(ListRefused):
        read_table(GOOD[:length])


@settings(max_examples=60)
@given(some.integers(0, len(GOOD) - 1), some.integers(0, 255))
def test_one_changed_byte_is_a_table_or_a_sentence(at: int, byte: int) -> None:
    content = bytearray(GOOD)
    content[at] = byte
    with suppress(ListRefused):
        assert len(read_table(bytes(content)).headings) >= 2


@given(some.text(max_size=200))
def test_any_text_is_a_table_or_a_sentence(text: str) -> None:
    with suppress(ListRefused):
        table = read_table(text.encode("utf-8", "surrogatepass"))
        assert table.rows
        assert all(cells and cells[-1] for _, cells in table.rows), "no row ends in empty cells"
