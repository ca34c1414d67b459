"""Agencies' lists as rules: reading a file, the words in it, what is wrong, and who is whom."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from inspections.errors import ListRefused
from inspections.rules import spreadsheets
from inspections.rules.list_words import age_band_of, age_on, guess, read_day
from inspections.rules.listing import check, missing_columns
from inspections.rules.pseudonyms import (
    household_mark,
    marks_of,
    nhs_number,
    plain_name,
    seal,
    unseal,
)
from inspections.rules.recognition import Recogniser
from inspections.rules.spreadsheets import read_table
from inspections.values.cases import AgeBand
from inspections.values.samples import Checked, Identifiers, Known, Mapping, Marks, Table

TODAY = date(2026, 12, 7)
KNOWN = Known(
    agencies={"northmere police": 2, "health": 3},
    areas={"northmere": 7, "e06000001": 7},
    today=TODAY,
    agency=1,
)
# --- reading a file -------------------------------------------------------------------------------

PLAIN = "Case number,Age\nA1,7\nA2,9\n"
READ = Table(("Case number", "Age"), ((2, ("A1", "7")), (3, ("A2", "9"))))


def xlsx(*rows: tuple[Any, ...], **members: bytes) -> bytes:
    """A workbook with these rows; `members` replace or join its parts, "__" for a slash."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    if not members:
        return file.getvalue()
    changed = {name.replace("__", "/"): content for name, content in members.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename not in changed:
                new.writestr(one, old.read(one))
        for name, content in changed.items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl__worksheets__sheet1.xml"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        xlsx(("Case number", "Age"), ("A1", 7), ("A2", 9.0)),
        xlsx(("Case number", "Age", None), ("A1", "7"), (" A2\x09", "9", "")),
    ],
    ids=["utf-8", "with a mark", "utf-16", "windows lines", "semicolons", "tabs", "xlsx", "spaces"],
)
def test_a_list_is_read_in_whichever_form_it_comes(content: bytes) -> None:
    assert read_table(content) == READ


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    content = b"\n\nNumber,Age\n\nA1,7\n,\nA2,9\n"
    assert [number for number, _ in read_table(content).rows] == [5, 7]
    book = xlsx((), ("Number", "Age"), (), ("A1", 7))
    assert [number for number, _ in read_table(book).rows] == [4]


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("utf-8", "Zoë 王 😀 שלום"), ("windows-1252", "Zoë"), ("utf-16-le", "")],
)
def test_letters_come_through(encoding: str, word: str) -> None:
    start = b"\xff\xfe" if encoding == "utf-16-le" else b""
    table = read_table(start + f"Name,Age\n{word or 'Zoë'},7\n".encode(encoding))
    assert table.rows[0][1] == (word or "Zoë", "7")


def test_what_stands_in_cells_of_a_workbook_becomes_text() -> None:
    row = (
        datetime(2015, 3, 4),  # noqa: DTZ001 - a spreadsheet knows no time zone
        datetime(2015, 3, 4, 9, 30),  # noqa: DTZ001 - nor here
        date(2015, 3, 4),
        True,
        False,
        7.5,
        8.0,
    )
    headings = tuple("abcdefg")
    ((_, cells),) = read_table(xlsx(headings, row)).rows
    assert cells == ("2015-03-04", "2015-03-04 09:30:00", "2015-03-04", "yes", "no", "7.5", "8")


def test_a_quotation_keeps_its_commas_and_lines() -> None:
    table = read_table(b'Name,"Age, in years"\n"Moss, Ada\nnot Ida",7\n')
    assert table.headings == ("Name", "Age, in years")
    assert table.rows[0][1][0] == "Moss, Ada\nnot Ida"


def test_control_characters_are_left_out_and_a_formula_is_text() -> None:
    table = read_table(b'Name,Age\nA\x07d\x1ba,"=HYPERLINK(""http://x"",1)"\n')
    assert table.rows[0][1] == ("Ada", '=HYPERLINK("http://x",1)')


def test_of_a_formula_the_value_is_read_that_was_saved_with_it() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>No</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>Age</t></is></c></row>'
        b'<row r="2"><c r="A2"><f>WEBSERVICE("http://127.0.0.1/x")</f><v>12</v></c>'
        b'<c r="B2"><f>1+1</f></c></row></sheetData></worksheet>'
    )
    assert read_table(xlsx((1,), **{SHEET: sheet})).rows == ((2, ("12",)),)


def test_a_hidden_sheet_behind_the_first_is_not_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(("No", "Age"))
    book.active.append(("A1", 7))
    book.create_sheet("Names").append(("Ada Moss",))
    file = io.BytesIO()
    book.save(file)
    assert read_table(file.getvalue()).rows == ((2, ("A1", "7")),)


def many(rows: int) -> bytes:
    return b"No,Age\n" + b"A1,7\n" * rows


def bomb() -> bytes:
    return xlsx((1,), **{SHEET: b"<worksheet>" + b"\x20" * 40_000_000 + b"</worksheet>"})


def with_entities(declaration: str, encoding: str = "utf-8") -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}<worksheet/>'
    return xlsx((1,), **{SHEET: text.encode(encoding)})


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DAMAGED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "is empty"),
    "spaces": (lambda: b" \r\n\t ", "is empty"),
    "one column": (lambda: b"Name\nAda\n", "Only one column"),
    "headings alone": (lambda: b"No,Age\n", "no row below the headings"),
    "200,000 rows": (lambda: many(200_000), "more than 50,000 rows"),
    "200,000 empty rows": (lambda: b"No,Age\n" + b",\n" * 200_000, "more than 50,000 rows"),
    "201 columns": (lambda: b",".join([b"x"] * 201) + b"\n1,2\n", "more than 200 columns"),
    "20 MB": (lambda: b"No,Age\n" + b"a" * 20 * 1024 * 1024, "larger than 20 MB"),
    "a quotation never closed": (lambda: b'No,"Age\n' + b"a,b\n" * 50_000, "never closed"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64), "neither a CSV"),
    "letters in half": (lambda: b"\xff\xfeN\x00o\x00,", "cannot be read"),
    "an old spreadsheet": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "old kind"),
    "a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "a broken zip": (lambda: xlsx(("No", "Age"), ("A1", 7))[:-30], "damaged"),
    "half a zip": (lambda: xlsx(("No", "Age"), ("A1", 7))[:900], "damaged"),
    "a document": (lambda: zipped(**{"[Content_Types].xml": b"", "word__a.xml": b""}), "neither"),
    "a plain zip": (lambda: zipped(**{"list.csv": PLAIN.encode()}), "neither a CSV"),
    "macros": (lambda: xlsx((1,), **{"xl__vbaProject.bin": b"x"}), "has macros"),
    "old macros": (lambda: xlsx((1,), **{"xl__macrosheets__s.xml": b"x"}), "has macros"),
    "a bomb": (bomb, "larger than 20 MB"),
    "600 parts": (
        lambda: xlsx((1,), **{f"xl__media__{place}.bin": b"x" for place in range(600)}),
        "larger than 20 MB",
    ),
    "laughs": (lambda: with_entities(LAUGHS), "damaged"),
    "laughs in UTF-16": (lambda: with_entities(LAUGHS, "utf-16"), "damaged"),
    "an entity from outside": (lambda: with_entities(OUTSIDE), "damaged"),
    "an entity in the strings": (
        lambda: xlsx(
            (1,), xl__sharedStrings__xml=b"", **{"xl__sharedStrings.xml": OUTSIDE.encode()}
        ),
        "damaged",
    ),
    "no XML": (lambda: xlsx((1,), **{SHEET: b"no xml"}), "damaged"),
    "rows without end": (
        lambda: xlsx((1,), **{SHEET: b"<worksheet><sheetData>" + b"<row r='1'/>" * 60_000}),
        "more than 50,000 rows",
    ),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_list_is_refused_with_a_sentence(damage: str) -> None:
    make, says = DAMAGED[damage]
    with pytest.raises(ListRefused, match=says) as refused:
        read_table(make())
    assert refused.value.message.endswith(".")


def test_a_cell_at_the_far_right_is_not_billions_of_empty_ones() -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="B{row}"><v>2</v></c>'
        f'<c r="XFD{row}"><v>3</v></c></row>'
        for row in range(2, 3000)
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>No</t></is></c>'
        f'<c r="B1" t="inlineStr"><is><t>Age</t></is></c></row>{rows}</sheetData></worksheet>'
    )
    table = read_table(xlsx((1,), **{SHEET: sheet.encode()}))
    assert len(table.rows) == 2998
    assert max(len(cells) for _, cells in table.rows) <= 3


def test_a_sheet_that_lies_about_its_size_is_read_whole() -> None:
    content = xlsx(("No", "Age"), *((f"A{row}", row) for row in range(50)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:B51"' in sheet
    lying = xlsx((1,), **{SHEET: sheet.replace(b'ref="A1:B51"', b'ref="A1"')})
    assert len(read_table(lying).rows) == 50


@given(some.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(content: bytes) -> None:
    with suppress(ListRefused):
        assert len(read_table(content).headings) > 1


@given(some.binary(max_size=200), some.integers(0, 4000))
def test_a_workbook_with_bytes_written_over_it_is_a_table_or_a_sentence(
    harm: bytes, at: int
) -> None:
    content = bytearray(BOOK)
    content[at : at + len(harm)] = harm
    with suppress(ListRefused):
        assert read_table(bytes(content)).headings


BOOK = xlsx(("No", "Age"), ("A1", 7), ("A2", 9))


def test_what_is_read_goes_through_the_seal_unchanged() -> None:
    sealed = seal(READ.as_data(), key="key", purpose="an upload")
    assert b"Case number" not in sealed
    assert Table.from_data(unseal(sealed, key="key", purpose="an upload")) == READ


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("NHS No.", "nhs_number"),
        ("Child's NHS number", "nhs_number"),
        ("Mosaic ID", "number"),
        ("case_ref", "number"),
        ("URN", "number"),
        ("First name", "name"),
        ("Surname", "name"),
        ("DOB", "born"),
        ("Date of birth", "born"),
        ("Age", "age"),
        ("Age band", "age_band"),
        ("age_group", "age_band"),
        ("Legal status", "cohort"),
        ("Household no", "household"),
        ("Sibling group", "household"),
        ("SEND", "disabled"),
        ("Disability", "disabled"),
        ("Missing episodes", "missing"),
        ("CSE flag", "exploited"),
        ("In custody", "custody"),
        ("Agencies involved", "agencies"),
        ("Lives in", "lives_in"),
        ("Placing authority", "placed_by"),
        ("Favourite colour", None),
        ("", None),
        ("😀", None),
    ],
)
def test_what_a_heading_probably_means(heading: str, what: str | None) -> None:
    assert guess([heading]).columns == ({0: what} if what else {})


def test_a_guess_takes_each_once_but_for_names_and_agencies() -> None:
    headings = ["DOB", "Date of birth", "First name", "Last name", "Agency 1", "Agency 2"]
    found = guess(headings).columns
    assert list(found) == [0, 2, 3, 4, 5]
    assert guess(["Agencies", "Agencies (more)"]).columns == {0: "agencies", 1: "agencies"}


@pytest.mark.parametrize(
    "text",
    [
        "2015-03-04",
        "2015-3-4",
        "2015-03-04 00:00:00",
        "2015-03-04T00:00",
        "04/03/2015",
        "4.3.2015",
        "4-3-2015",
        "4 March 2015",
        "4th Mar 2015",
        " 4 MAR. 2015 ",
    ],
)
def test_a_date_is_read_as_lists_write_it(text: str) -> None:
    assert read_day(text) == date(2015, 3, 4)


@pytest.mark.parametrize(
    "text",
    ["", "4/3/15", "31/02/2015", "2015-13-01", "4 Foo 2015", "0/0/0000", "42067", "٤/٣/٢٠١٥x"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, "under_1"),
        (1, "1_to_4"),
        (4, "1_to_4"),
        (5, "5_to_9"),
        (9, "5_to_9"),
        (10, "10_to_15"),
        (15, "10_to_15"),
        (16, "16_to_17"),
        (17, "16_to_17"),
        (18, "18_or_over"),
        (90, "18_or_over"),
    ],
)
def test_the_band_of_an_age(years: int, band: str) -> None:
    assert age_band_of(years) == band


@pytest.mark.parametrize(
    ("born", "years"),
    [
        (date(2016, 12, 7), 10),
        (date(2016, 12, 8), 9),
        (date(2012, 2, 29), 14),
        (date(2026, 12, 8), -1),
    ],
)
def test_whole_years(born: date, years: int) -> None:
    assert age_on(born, TODAY) == years


# --- what a list lacks, and what is wrong in a row ------------------------------------------------

WHOLE = {0: "number", 1: "age", 2: "cohort"}


@pytest.mark.parametrize(
    ("columns", "for_all", "says"),
    [
        (WHOLE, {"subject": "child"}, []),
        ({0: "nhs_number", 1: "born"}, {"subject": "child", "cohort": "in_need"}, []),
        ({0: "name", 1: "born"}, {"subject": "child", "cohort": "in_need"}, []),
        ({0: "name", 1: "age"}, {"subject": "child", "cohort": "in_need"}, ["who it is"]),
        ({1: "age"}, {"subject": "child", "cohort": "in_need"}, ["who it is"]),
        ({0: "number"}, {"subject": "child", "cohort": "in_need"}, ["how old"]),
        ({0: "number", 1: "age"}, {"subject": "child"}, ["where in the system"]),
        (WHOLE, {}, ["children, young people"]),
        (WHOLE, {"subject": "adult_offender"}, ["what the adults on the list are"]),
        (WHOLE, {"subject": "adult_offender", "adults_part": "protective_factor"}, []),
        ({**WHOLE, 3: "adults_part"}, {"subject": "adult_offender"}, []),
        ({**WHOLE, 3: "age"}, {"subject": "child"}, ["more than one column"]),
        ({**WHOLE, 3: "name", 4: "name"}, {"subject": "child"}, []),
        ({}, {}, ["who it is", "how old", "where in the system", "children, young people"]),
    ],
)
def test_what_a_list_lacks_as_a_whole(
    columns: dict[int, str], for_all: dict[str, str], says: list[str]
) -> None:
    found = missing_columns(Mapping(columns, **for_all))
    assert len(found) == len(says)
    assert all(part in sentence for part, sentence in zip(says, found, strict=True))


FIELDS = (
    "number",
    "nhs_number",
    "name",
    "born",
    "age",
    "age_band",
    "cohort",
    "subject",
    "adults_part",
    "disabled",
    "agencies",
    "lives_in",
    "placed_by",
    "household",
)


def checked(*rows: dict[str, str], known: Known = KNOWN, **for_all: str) -> Checked:
    """Rows by field, checked; a field that no row has is in no column."""
    usual = [
        {"number": f"A{place}", "age": "7", "cohort": "CIN", **row}
        for place, row in enumerate(rows)
    ]
    named = [one for one in FIELDS if any(one in row for row in usual)]
    table = Table(
        tuple(named),
        tuple(
            (place, tuple(row.get(one, "") for one in named)) for place, row in enumerate(usual, 2)
        ),
    )
    mapping = Mapping(dict(enumerate(named)), **{"subject": "child", **for_all})
    return check(table, mapping, known)


@pytest.mark.parametrize(
    ("row", "facts"),
    [
        ({}, {"age_band": "5_to_9", "cohort": "in_need", "subject": "child"}),
        ({"cohort": "looked after child"}, {"cohort": "looked_after"}),
        ({"cohort": "Child protection plan"}, {"cohort": "protection_plan"}),
        ({"born": "04/03/2015"}, {"age_band": "10_to_15"}),
        ({"born": "04/03/2015", "age": "2"}, {"age_band": "10_to_15"}),
        ({"born": "04/03/2027"}, {"age_band": "unborn"}),
        ({"age": "", "age_band": "5-9"}, {"age_band": "5_to_9"}),
        ({"age": "", "age_band": "16 – 17 years"}, {"age_band": "16_to_17"}),
        ({"disabled": "Yes"}, {"flags": frozenset({"is_disabled"})}),
        ({"disabled": "x"}, {"flags": frozenset({"is_disabled"})}),
        ({"disabled": "n/a"}, {"flags": frozenset()}),
        ({"agencies": "Northmere  Police; health"}, {"agencies": frozenset({1, 2, 3})}),
        ({"agencies": ""}, {"agencies": frozenset({1})}),
        ({"lives_in": "NORTHMERE", "placed_by": "E06000001"}, {"lives_in": 7, "placed_by": 7}),
        ({"household": "H7"}, {"household": "H7"}),
        (
            {"subject": "offender", "age": "34", "adults_part": "protective"},
            {"subject": "adult_offender", "adults_part": "protective_factor"},
        ),
        ({"adults_part": "protective"}, {"adults_part": ""}),
    ],
)
def test_what_a_row_says(row: dict[str, str], facts: dict[str, Any]) -> None:
    found = checked(row)
    assert found.problems == ()
    assert found.is_sound
    assert {name: getattr(found.rows[0].facts, name) for name in facts} == facts


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ({"number": ""}, "number", "Nothing says who this is"),
        ({"number": "", "name": "Ada"}, "number", "Nothing says who this is"),
        ({"nhs_number": "943 476 5918"}, "nhs_number", "no NHS number"),
        ({"nhs_number": "12"}, "nhs_number", "no NHS number"),
        ({"born": "yesterday"}, "born", "cannot be read"),
        ({"born": "1/1/1890"}, "born", "anybody alive"),
        ({"born": "1/1/2029"}, "born", "anybody alive"),
        ({"age": "seven"}, "age", "no age in whole years"),
        ({"age": "-1"}, "age", "no age"),
        ({"age": "٧"}, "age", "no age"),
        ({"age": "9" * 900}, "age", "no age"),
        ({"age": ""}, "age", "how old"),
        ({"age": "", "age_band": "young"}, "age_band", "not known"),
        ({"cohort": "happy"}, "cohort", "not known"),
        ({"cohort": ""}, "cohort", "empty"),
        ({"subject": "dog"}, "subject", "not known"),
        ({"subject": "adult", "age": "34", "adults_part": "uncle"}, "adults_part", "not known"),
        ({"disabled": "perhaps"}, "disabled", "yes or no"),
        ({"agencies": "health, Circus"}, "agencies", "“Circus” is no agency"),
        ({"lives_in": "12 Sea Lane"}, "lives_in", "no local area"),
        ({"household": "x" * 1001}, "household", "more than 1,000 characters"),
        ({"subject": "adult", "age": "12", "adults_part": "protective"}, "age", "does not fit"),
        ({"age": "30"}, "age", "Only a care leaver"),
        ({"born": "4/3/1990", "age": ""}, "born", "Only a care leaver"),
    ],
)
def test_what_is_wrong_in_a_row(row: dict[str, str], column: str, says: str) -> None:
    found = checked(row, {})
    assert [one.row for one in found.problems] == [2]
    (problem,) = found.problems
    assert says in problem.says
    assert not problem.says.endswith(".")
    named = [one for one in FIELDS if one in {"number", "age", "cohort", *row}]
    assert problem.column == named.index(column)
    assert [one.number for one in found.rows] == [3], "the other row is not held up"
    assert not found.is_sound


def test_several_things_in_one_row_are_all_told() -> None:
    found = checked({"born": "never", "disabled": "perhaps", "cohort": "happy"})
    assert len(found.problems) == 3


def test_more_cells_than_headings() -> None:
    table = Table(("No", "Age"), ((2, ("A1", "7", "who?")),))
    mapping = Mapping({0: "number", 1: "age"}, "in_need", "child")
    (problem,) = check(table, mapping, KNOWN).problems
    assert (problem.column, problem.says) == (
        None,
        "This row has more cells than there are headings",
    )


def test_what_holds_for_everybody_gives_way_to_the_row() -> None:
    rows = checked({"cohort": "LAC"}, {"cohort": ""}, cohort="early_help").rows
    assert [one.facts.cohort for one in rows] == ["looked_after", "early_help"]


def test_several_columns_of_agencies_are_each_put_right_where_they_are_wrong() -> None:
    table = Table(("No", "A", "B"), ((2, ("A1", "health", "Circus")),))
    mapping = Mapping({0: "number", 1: "agencies", 2: "agencies"}, "in_need", "child")
    table = Table((*table.headings, "Age"), ((2, ("A1", "health", "Circus", "7")),))
    (problem,) = check(
        table, Mapping({**mapping.columns, 3: "age"}, "in_need", "child"), KNOWN
    ).problems
    assert (problem.column, problem.value) == (2, "Circus")


def test_a_partnerships_list_puts_no_agency_to_a_row() -> None:
    known = Known(KNOWN.agencies, KNOWN.areas, TODAY, None)
    assert checked({}, known=known).rows[0].facts.agencies == frozenset()


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ({"number": "x1"}, {"number": "X1"}, "agency’s own number"),
        (
            {"number": "1", "nhs_number": "9434765919"},
            {"number": "2", "nhs_number": "943 476 5919"},
            "NHS number",
        ),
        (
            {"number": "1", "name": "Moss, Ada", "born": "4/3/2015"},
            {"number": "2", "name": "ADA MOSS", "born": "2015-03-04"},
            "name and date of birth",
        ),
    ],
)
def test_somebody_who_stands_in_a_list_twice(
    first: dict[str, str], second: dict[str, str], says: str
) -> None:
    found = checked(first, {}, second)
    (twin,) = found.twins
    assert (twin.row, twin.first) == (4, 2)
    assert twin.says == f"The same {says} as row 2"
    assert not found.is_sound


def test_the_same_name_born_on_another_day_is_somebody_else() -> None:
    found = checked({"name": "Ada", "born": "4/3/2015"}, {"name": "Ada", "born": "5/3/2015"})
    assert found.is_sound


def test_a_list_of_nobody_is_not_sound() -> None:
    assert not check(Table(("a", "b"), ()), Mapping({0: "number"}), KNOWN).is_sound


@given(some.lists(some.text(max_size=40), min_size=3, max_size=16))
def test_any_row_is_read_or_told_what_is_wrong(cells: list[str]) -> None:
    table = Table(FIELDS, ((2, tuple(cells)),))
    found = check(table, Mapping(dict(enumerate(FIELDS)), "in_need", "child"), KNOWN)
    assert bool(found.rows) != bool(found.problems)


# --- who is whom ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("9434765919", "9434765919"),
        ("943 476 5919", "9434765919"),
        ("943-476-5919", "9434765919"),
        ("9434765918", None),
        ("943476591", None),
        ("94347659190", None),
        ("٩٤٣٤٧٦٥٩١٩", None),
        ("", None),
        ("NHS", None),
    ],
)
def test_an_nhs_number_checks_itself(text: str, digits: str | None) -> None:
    assert nhs_number(text) == digits


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("O’Brien, Seán", "Sean O'Brien", True),
        ("ADA  MOSS", "ada moss", True),
        ("Anne-Marie Lee", "Anne Marie Lee", True),
        ("Ada\u200b Moss", "Ada Moss", True),
        ("Straße", "STRASSE", True),
        ("Ada Moss", "Ida Moss", False),
        ("Ada", "Ada Moss", False),
        ("王芳", "王芳", True),
    ],
)
def test_names_are_compared_plainly(one: str, other: str, same: bool) -> None:
    assert (plain_name(one) == plain_name(other)) == same


ADA = Identifiers("LA-7", "9434765919", "Ada Moss", date(2015, 3, 4))


def marks(
    who: Identifiers = ADA, key: str = "key", inspection: int = 1, agency: int | None = 1
) -> Marks:
    return marks_of(who, key=key, inspection=inspection, agency=agency)


def test_marks_tell_nobody_and_are_the_same_for_the_same() -> None:
    assert marks() == marks()
    assert all(len(one) == 64 for one in marks())
    assert len(set(marks())) == 3
    for part in ("Ada", "9434765919", "LA-7", "2015"):
        assert part not in "".join(marks())


def test_marks_hang_on_the_key_the_inspection_and_the_agency_for_its_own_number() -> None:
    assert not set(marks()) & set(marks(key="another"))
    assert not set(marks()) & set(marks(inspection=2))
    at_another = marks(agency=2)
    assert (at_another.nhs, at_another.person) == (marks().nhs, marks().person)
    assert at_another.number != marks().number


@pytest.mark.parametrize(
    ("who", "empty"),
    [
        (Identifiers(number="7"), ("nhs", "person")),
        (Identifiers(nhs="9434765919"), ("person", "number")),
        (Identifiers(name="Ada"), ("nhs", "person", "number")),
        (Identifiers(name="…", born=date(2015, 3, 4)), ("nhs", "person", "number")),
    ],
)
def test_what_is_not_said_has_no_mark(who: Identifiers, empty: tuple[str, ...]) -> None:
    found = marks(who)
    assert tuple(name for name in ("nhs", "person", "number") if not getattr(found, name)) == empty


def test_household_marks() -> None:
    def mark(number: str, agency: int = 1, key: str = "key") -> str:
        return household_mark(number, key=key, inspection=1, agency=agency)

    assert mark("") == ""
    assert mark("h7") == mark("H7")
    assert len({mark("H7"), mark("H8"), mark("H7", agency=2), mark("H7", key="other")}) == 4
    assert len(mark("H7")) <= 12


def test_a_seal_opens_with_its_key_and_for_its_purpose_alone() -> None:
    sealed = seal(ADA.as_data(), key="key", purpose="the key")
    assert unseal(sealed, key="key", purpose="the key")["name"] == "Ada Moss"
    assert unseal(memoryview(sealed), key="key", purpose="the key")["born"] == "2015-03-04"
    for key, purpose, content in (
        ("other", "the key", sealed),
        ("key", "an upload", sealed),
        ("key", "the key", sealed[:-9] + b"AAAAAAAAA"),
        ("key", "the key", b""),
    ):
        with pytest.raises(ValueError, match="another key"):
            unseal(content, key=key, purpose=purpose)


@pytest.mark.parametrize(
    ("known", "asked", "found"),
    [
        ([], Marks("n1", "p1", "x1"), None),
        ([("a", Marks("n1"))], Marks("n1", "p2", "x2"), "a"),
        ([("a", Marks(number="x1"))], Marks(number="x1"), "a"),
        ([("a", Marks(person="p1"))], Marks(person="p1"), "a"),
        ([("a", Marks(person="p1")), ("b", Marks(person="p1"))], Marks(person="p1"), None),
        ([("a", Marks("n1", "p1"))], Marks("n2", "p1"), None),
        ([("a", Marks("n1", "p1"))], Marks("", "p1"), "a"),
        ([("a", Marks("", "p1"))], Marks("n2", "p1"), "a"),
        ([("a", Marks("n1", "p1")), ("b", Marks("n2", "p1"))], Marks("", "p1"), None),
        ([("a", Marks("n1", "p1")), ("b", Marks("", "p1"))], Marks("n2", "p1"), "b"),
        ([("a", Marks("n1")), ("b", Marks(number="x1"))], Marks("n1", number="x1"), "a"),
        ([("a", Marks("n1", number="x1"))], Marks("n2", number="x1"), None),
        ([("a", Marks("n1", "p1"))], Marks("", "", ""), None),
    ],
    ids=[
        "nobody is known",
        "the NHS number decides",
        "the agency’s own number",
        "name and birth",
        "two of one name and birth",
        "another NHS number is another child",
        "nothing speaks against it",
        "the first list had no NHS number",
        "two could be meant",
        "the one of two who has no NHS number",
        "the NHS number before the own number",
        "an own number given anew",
        "nothing is said",
    ],
)
def test_who_is_recognised(known: list[tuple[str, Marks]], asked: Marks, found: str | None) -> None:
    assert Recogniser(known).find(asked) == found


def test_what_is_learned_counts_for_the_next() -> None:
    recogniser: Recogniser[str] = Recogniser()
    recogniser.learn("a", Marks(person="p1"))
    recogniser.learn("a", Marks("n1", number="x1"))
    assert recogniser.find(Marks("n1")) == recogniser.find(Marks(number="x1")) == "a"


def test_the_limits_are_those_that_the_page_names() -> None:
    assert "20 MB" in spreadsheets.TOO_LARGE
    assert "50,000" in spreadsheets.TOO_MANY
    assert AgeBand.UNBORN not in {age_band_of(years) for years in range(100)}
