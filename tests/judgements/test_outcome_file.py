"""A file of published outcomes is read whole, or every fault of it is named by line and column."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from judgements.rules import outcome_file
from judgements.rules.outcome_file import Known, OutcomeFile, OutcomeRow, read_outcome_file
from judgements.rules.recorded_file import OutcomesRefused, plain

GRADES = {"good": "Good", "requires_improvement": "Requires improvement", "inadequate": "Poor"}
KNOWN = Known(
    scales={"overall": GRADES, "care": GRADES, "youth": {}},
    local_areas={"830": "830", "derbyshire": "830", "hull": "810", "810": "810"},
    inspectorates={"ofsted": "ofsted", "cqc": "cqc", "care quality commission": "cqc"},
    usual="ofsted",
    today=date(2026, 11, 21),
)
FIRST = "area,published,overall,care\n"


def read(content: str | bytes, **changes: Any) -> OutcomeFile:
    given = content.encode() if isinstance(content, str) else content
    return read_outcome_file(given, replace(KNOWN, **changes))


def faults(content: str | bytes, **changes: Any) -> list[tuple[int, str, str]]:
    """Every fault: its line, its column, and what it says."""
    with pytest.raises(OutcomesRefused) as refused:
        read(content, **changes)
    return [(one.line, one.column, one.what) for one in refused.value.problems]


def only(content: str | bytes, **changes: Any) -> OutcomeRow:
    (row,) = read(content, **changes).rows
    return row


# --- what is read ---------------------------------------------------------------------------------


def test_a_row_with_everything_is_read() -> None:
    file = read(
        "la_code,area,start,end,published,inspectorate,address,overall,care,youth,note\n"
        "830,Derbyshire,2013-11-19,2013-12-11,2014-02-11,CQC,https://a.example/1,Good,"
        "not judged,,hello\n"
    )
    assert file.passed_over == ("note",)
    assert file.rows == (
        OutcomeRow(
            line=2,
            name="Derbyshire",
            area_code="830",
            inspectorate="cqc",
            published_on=date(2014, 2, 11),
            began_on=date(2013, 11, 19),
            ended_on=date(2013, 12, 11),
            address="https://a.example/1",
            grades={"overall": "good", "care": "not_judged"},
        ),
    )


def test_what_a_row_leaves_out_is_left_out() -> None:
    row = only(FIRST + "Hull,2018-03-12,good,\n")
    assert (row.began_on, row.ended_on, row.address, row.grades) == (
        None,
        None,
        "",
        {"overall": "good"},
    )
    assert row.inspectorate == "ofsted"


@pytest.mark.parametrize(
    ("number", "name", "code", "key"),
    [
        ("830", "Anything", "830", "830"),
        ("", "  DERBYSHIRE ", "830", "830"),
        ("928", "Hull", "810", "810"),
        ("928", "Northamptonshire", "", "northamptonshire"),
        ("", "North  Shire", "", "north shire"),
    ],
)
def test_a_local_area_is_known_by_its_number_or_its_name(
    number: str, name: str, code: str, key: str
) -> None:
    row = only(f"la_code,area,published,overall\n{number},{name},2018-03-12,good\n")
    assert (row.area_code, row.area_key) == (code, key)
    assert row.key == (key, "ofsted", date(2018, 3, 12))


@pytest.mark.parametrize(
    "name", ["ofsted", " OFSTED ", "", "cqc", "Care Quality Commission", "care_quality_commission"]
)
def test_an_inspectorate_is_known_by_its_code_and_its_names(name: str) -> None:
    row = only(f"area,published,overall,inspectorate\nHull,2018-03-12,good,{name}\n")
    assert row.inspectorate == ("cqc" if "c" in name.lower() else "ofsted")


def test_a_byte_order_mark_and_the_line_ends_of_a_spreadsheet_are_read() -> None:
    content = b"\xef\xbb\xbfarea,published,overall\r\n\r\nHull,2018-03-12,good\r\n"
    assert only(content).line == 3


def test_a_name_in_quotes_may_hold_a_comma() -> None:
    row = only('area,published,overall\n"Bristol, City of",2018-03-12,good\n')
    assert row.name == "Bristol, City of"


def test_the_same_area_may_be_published_on_another_day_and_by_another_inspectorate() -> None:
    rows = read(
        "area,published,overall,inspectorate\nHull,2018-03-12,good,\n"
        "Hull,2019-03-12,good,\nHull,2018-03-12,good,cqc\n"
    ).rows
    assert len({row.key for row in rows}) == 3


def test_the_day_of_today_is_no_future() -> None:
    assert only(FIRST + "Hull,2026-11-21,good,\n").published_on == KNOWN.today


# --- what is wrong with a cell --------------------------------------------------------------------

NO_GRADE = (
    "is no grade here. Write good, requires improvement, inadequate, not judged, or leave the "
    "cell empty"
)
CELLS = {
    "published": [
        ("", "The day of publication is missing. Enter it: 2018-03-12"),
        ("12/03/2018", "“12/03/2018” is no day. Write year, month and day: 2018-03-12"),
        ("2018-02-30", "“2018-02-30” is no day. Write year, month and day: 2018-03-12"),
        ("20180312", "“20180312” is no day. Write year, month and day: 2018-03-12"),
        ("2018-W01-1", "“2018-W01-1” is no day. Write year, month and day: 2018-03-12"),
        ("soon", "“soon” is no day. Write year, month and day: 2018-03-12"),
        ("2026-11-22", "2026-11-22 is in the future. Correct it"),
        ("9999-12-31", "9999-12-31 is in the future. Correct it"),
        ("1218-03-12", "1218-03-12 is before 1990. Correct it"),
        ("2012-01-01", "It is published before the inspection ended (2018-02-09). Correct a day"),
        ("=TODAY()", "The cell begins with “=”, as a formula does. Write the text alone"),
    ],
    "area": [
        ("", "The local area has no name. Enter it as it was published"),
        ("   ", "The local area has no name. Enter it as it was published"),
        ("=1+1", "The cell begins with “=”, as a formula does. Write the text alone"),
        ("+44", "The cell begins with “+”, as a formula does. Write the text alone"),
        ("-1", "The cell begins with “-”, as a formula does. Write the text alone"),
        ("@SUM(A1)", "The cell begins with “@”, as a formula does. Write the text alone"),
        ("\t=1", "The cell begins with “=”, as a formula does. Write the text alone"),
        ("\uff1d1", "The cell begins with “\uff1d”, as a formula does. Write the text alone"),
        ("Hu\x00ll", "The cell holds a sign that cannot be shown. Type the text anew"),
        ("Hu\x1b[31mll", "The cell holds a sign that cannot be shown. Type the text anew"),
        ("Hu\u202ell", "The cell holds a sign that cannot be shown. Type the text anew"),
        ("x" * 121, "The text is longer than 120 characters. Shorten it"),
    ],
    "la_code": [
        ("8\x0030", "The cell holds a sign that cannot be shown. Type the text anew"),
        ("=830", "The cell begins with “=”, as a formula does. Write the text alone"),
    ],
    "start": [
        ("yesterday", "“yesterday” is no day. Write year, month and day: 2018-03-12"),
        ("2026-11-22", "2026-11-22 is in the future. Correct it"),
    ],
    "end": [
        ("2018-01-01", "The inspection ends before it begins (2018-01-29). Correct a day"),
    ],
    "inspectorate": [
        ("Estyn", "“Estyn” is no inspectorate here. Write cqc, ofsted"),
        ("-", "The cell begins with “-”, as a formula does. Write the text alone"),
    ],
    "address": [
        ("www.example", "The address does not begin with https://, or has spaces in it"),
        ("javascript:x", "The address does not begin with https://, or has spaces in it"),
        ("https://a b", "The address does not begin with https://, or has spaces in it"),
        ("https://" + "a" * 500, "The text is longer than 500 characters. Shorten it"),
    ],
    "overall": [
        (
            "excellent",
            f"“excellent” {NO_GRADE}",
        ),
        (
            "=A1",
            f"“=A1” {NO_GRADE}",
        ),
    ],
    "youth": [
        ("good", "This area is answered in words and has no grade. Leave the cell empty"),
    ],
}


def file_with(cells: Mapping[str, str]) -> str:
    """One row, right but for these cells."""
    row = {
        "la_code": "830",
        "area": "Derbyshire",
        "start": "2018-01-29",
        "end": "2018-02-09",
        "published": "2018-03-12",
        "inspectorate": "",
        "address": "https://a.example/1",
        "overall": "good",
        "youth": "",
        **cells,
    }
    return ",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n"


def test_the_row_that_cells_are_tried_in_is_right() -> None:
    assert only(file_with({})).grades == {"overall": "good"}


@pytest.mark.parametrize(
    ("column", "cell", "what"),
    [(column, cell, what) for column, cells in CELLS.items() for cell, what in cells],
)
def test_a_cell_that_is_wrong_is_named_with_what_to_do(column: str, cell: str, what: str) -> None:
    assert faults(file_with({column: cell})) == [(2, column, what)]


def test_an_outcome_whose_inspectorate_nobody_names_is_refused() -> None:
    content = FIRST + "Hull,2018-03-12,good,\n"
    assert faults(content, usual="") == [
        (2, "inspectorate", "Nobody says which inspectorate published it. Enter it")
    ]


def test_a_row_without_a_grade_is_refused() -> None:
    what = "The row gives no grade. Give one, or take it out"
    assert faults(FIRST + "Hull,2018-03-12,,\n") == [(2, "", what)]


def test_a_row_in_which_nothing_was_judged_is_an_outcome() -> None:
    assert only(FIRST + "Hull,2018-03-12,not judged,\n").grades == {"overall": "not_judged"}


def test_the_same_outcome_twice_in_a_file_is_refused() -> None:
    what = "Line 2 has an outcome of this area and day already. Keep one of them"
    rows = "Derbyshire,2018-03-12,good,\nDERBYSHIRE,2018-03-12,good,\nHull,2018-03-12,good,\n"
    assert faults(FIRST + rows) == [(3, "", what)]


def test_all_faults_are_told_at_once_in_the_order_of_the_lines() -> None:
    rows = "Hull,soon,best,\n,2018-03-12,good,worst\nDerbyshire,2018-03-12,good\n"
    assert [(line, column) for line, column, _ in faults(FIRST + rows)] == [
        (2, "overall"),
        (2, "published"),
        (3, "care"),
        (3, "area"),
        (4, ""),
    ]


# --- what is wrong with a file --------------------------------------------------------------------


def test_an_empty_file_is_refused() -> None:
    assert faults("") == [(0, "", "The file is empty. Its first line names the columns")]


def test_a_file_with_a_header_alone_is_refused() -> None:
    assert faults(FIRST) == [(0, "", "The file has no row. Give each outcome one")]


@pytest.mark.parametrize("name", ["area", "published"])
def test_a_column_that_is_missing_is_named(name: str) -> None:
    content = FIRST.replace(name, "other") + "Hull,2018-03-12,good,\n"
    assert faults(content) == [(1, name, f"There is no column “{name}”. Add it")]


def test_a_file_without_any_column_of_ours_says_all_that_it_needs() -> None:
    found = faults("x,y\n1,2\n")
    assert [(line, column) for line, column, _ in found] == [
        (1, "area"),
        (1, "published"),
        (1, ""),
    ]
    assert "with commas between: overall, care" in found[2][2]


def test_a_column_that_is_there_twice_is_named() -> None:
    content = "area,published,published,overall\nHull,2018-03-12,2018-03-13,good\n"
    assert faults(content) == [
        (1, "published", "More than one column is named “published”. Keep one of them")
    ]


@pytest.mark.parametrize("content", ["Köln".encode("latin-1"), "area".encode("utf-16")])
def test_another_encoding_is_refused(content: bytes) -> None:
    what = "The file is not in UTF-8. Save it as “CSV UTF-8”"
    assert faults(content) == [(1, "", what)]


def test_quotes_that_do_not_close_are_refused() -> None:
    ((line, column, what),) = faults(FIRST + '"Hull,2018-03-12,good,\n')
    assert (line, column) == (2, "")
    assert what.startswith("The row cannot be read: ")


def test_more_rows_than_there_may_be_are_refused() -> None:
    content = FIRST + "Hull,2018-03-12,good,\n" * 200_000
    assert faults(content) == [
        (50_002, "", "The file has more than 50,000 rows. Divide it"),
    ]


def test_as_many_rows_as_there_may_be_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcome_file, "MOST_ROWS", 2)
    rows = "Hull,2018-03-12,good,\nDerbyshire,2018-03-12,good,\n"
    assert len(read(FIRST + rows).rows) == 2
    assert faults(FIRST + rows + rows)[0][0] == 4


# --- no grade of the local area as a whole --------------------------------------------------------


@pytest.mark.parametrize("name", ["overall", "Overall effectiveness", "overall_grade"])
def test_a_grade_of_the_local_area_as_a_whole_is_refused(name: str) -> None:
    scales = {"care": GRADES}
    content = f"area,published,care,{name}\nHull,2018-03-12,good,good\n"
    what = "A local area as a whole has no grade (TEST ¶25). Take the column out"
    assert faults(content, scales=scales, no_whole="TEST ¶25") == [(1, name, what)]


def test_an_area_of_the_framework_may_be_called_overall_where_no_paragraph_forbids_it() -> None:
    assert only(FIRST + "Hull,2018-03-12,good,\n").grades == {"overall": "good"}
    assert plain("Overall_Effectiveness").split()[0] == "overall"
