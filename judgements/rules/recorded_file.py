"""A table of recorded grades as a CSV file: one row an inspection, one column a judgement area."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from frameworks.values import NOT_JUDGED

Scales = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class CellProblem:
    """A fault of the file.

    Args:
        line: where it is, counted from 1; 0 when it is about the file as a whole.
        column: the name of the column, if it is one cell's.
        what: what is wrong, and what to do about it.
    """

    line: int
    column: str
    what: str


class OutcomesRefused(Exception):
    """The file has faults: nothing of it is used."""

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        super().__init__(f"{len(problems)} to correct")
        self.problems = tuple(problems)


def read_outcomes(content: bytes, scales: Scales) -> list[dict[str, str]]:
    """The recorded grades of each row, by the code of the area; what is blank is left out.

    A grade is read by its code or its title, in capitals or not, with spaces or underscores.
    Columns that are not named by the code of an area are not looked at.

    Args:
        content: the bytes of the file, in UTF-8.
        scales: by the code of each area, the titles of its grades by code; none where the area is
            answered in words.

    Raises:
        OutcomesRefused: the file cannot be read, or a cell holds something else; it carries every
            fault.
    """
    lines = lines_of(content)
    header = [name.strip() for name in next(lines, (0, []))[1]]
    columns = _columns(header, scales)
    known = {code: _names(grades) for code, grades in scales.items()}
    rows, problems = [], []
    for line, cells in lines:
        if len(cells) != len(header):
            what = f"The row has {len(cells)} cells, the first line {len(header)}"
            problems.append(CellProblem(line, "", f"{what}. Make them as many"))
            continue
        row = {}
        for place, area in columns.items():
            word = plain(cells[place])
            if word in known[area]:
                row[area] = known[area][word]
            elif word:
                problems.append(CellProblem(line, area, _wrong(cells[place], scales[area])))
        rows.append(row)
    if problems:
        raise OutcomesRefused(problems)
    return rows


def lines_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins in; empty lines are passed over.

    Raises:
        OutcomesRefused: the file is not in UTF-8, or its quotes do not close.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused(line, "The file is not in UTF-8. Save it as “CSV UTF-8”") from error
    # A spreadsheet ends lines in either way, and a cell may hold a line end of its own.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            if cells:
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _refused(begins, f"The row cannot be read: {error}. Check its quotes") from error


def _columns(header: Sequence[str], scales: Scales) -> dict[int, str]:
    """The place of each column that is named by the code of an area."""
    if not header:
        raise _refused(0, "The file is empty. Its first line names the columns")
    columns = {place: name for place, name in enumerate(header) if name in scales}
    twice = [name for name, times in Counter(columns.values()).items() if times > 1]
    if twice:
        names = ", ".join(f"“{name}”" for name in twice)
        raise _refused(1, f"More than one column is named {names}. Keep one of them")
    if not columns:
        codes = ", ".join(code for code, grades in scales.items() if grades)
        raise _refused(
            1,
            "No column is named by the code of a judgement area. Name them in the first line, with "
            f"commas between: {codes}",
        )
    return columns


def _names(grades: Mapping[str, str]) -> dict[str, str]:
    """The codes of the grades, by everything that they are written as."""
    if not grades:
        return {}
    names = {plain(title): code for code, title in grades.items()}
    return {**names, plain(NOT_JUDGED): NOT_JUDGED, **{plain(code): code for code in grades}}


def plain(word: str) -> str:
    """A word as it is compared: without capitals, underscores and superfluous spaces."""
    return " ".join(word.replace("_", " ").split()).casefold()


def _wrong(cell: str, grades: Mapping[str, str]) -> str:
    if not grades:
        return "This area is answered in words and has no grade. Leave the cell empty"
    written = ", ".join(plain(code) for code in grades)
    shown = cell.strip()[:40]
    return f"“{shown}” is no grade here. Write {written}, not judged, or leave the cell empty"


def _refused(line: int, what: str) -> OutcomesRefused:
    return OutcomesRefused([CellProblem(line, "", what)])
