"""A file of published outcomes: whose they are and when, beside the grades of `recorded_file`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from judgements.rules.recorded_file import (
    CellProblem,
    OutcomesRefused,
    Scales,
    lines_of,
    plain,
    read_outcomes,
)

MOST_ROWS = 50_000
FIRST_YEAR = 1990
LONGEST_NAME, LONGEST_ADDRESS = 120, 500
NEEDED = ("area", "published")
FACTS = (*NEEDED, "la_code", "start", "end", "inspectorate", "address")
# What a spreadsheet takes for the beginning of a formula, in full width too.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_WHOLE = "overall"


@dataclass(frozen=True)
class OutcomeRow:
    """One published outcome, as a file gives it.

    Args:
        line: where it begins in the file, counted from 1.
        name: the local area, as it was published.
        area_code: of the local area that is known by that number or name; empty where none is.
        inspectorate: the code of the one that published it.
        published_on: the day of publication.
        began_on: the first day of the inspection, and `ended_on` its last, where they are given.
        address: of the publication, where it is given.
        grades: by the code of the area; `NOT_JUDGED` where that was said.
    """

    line: int
    name: str
    area_code: str
    inspectorate: str
    published_on: date
    began_on: date | None
    ended_on: date | None
    address: str
    grades: Mapping[str, str]

    @property
    def area_key(self) -> str:
        """By what the local area is known: its number, or else its name."""
        return self.area_code or plain(self.name)

    @property
    def key(self) -> tuple[str, str, date]:
        """What only one outcome of a framework has."""
        return (self.area_key, self.inspectorate, self.published_on)


@dataclass(frozen=True)
class Known:
    """What a file is read against.

    Args:
        scales: by the code of each area, the titles of its grades by code.
        local_areas: the number of each local area by its number and by its plain name.
        inspectorates: the code of each inspectorate by its plain code and names.
        usual: the code of the inspectorate that publishes where the row names none.
        today: no outcome is published after it.
        no_whole: the paragraph that forbids one grade of a whole local area, if one does.
    """

    scales: Scales
    local_areas: Mapping[str, str]
    inspectorates: Mapping[str, str]
    usual: str
    today: date
    no_whole: str = ""


@dataclass(frozen=True)
class OutcomeFile:
    """What a file holds, and the names of the columns that nobody looked at."""

    rows: tuple[OutcomeRow, ...]
    passed_over: tuple[str, ...]


def read_outcome_file(content: bytes, known: Known) -> OutcomeFile:
    """Every outcome of a file, or every fault of it.

    Args:
        content: the bytes of the file: CSV in UTF-8, its first line the names of the columns.
        known: what it is read against.

    Raises:
        OutcomesRefused: the file has faults; it carries each, by line and column.
    """
    lines = lines_of(content)
    header = [name.strip() for name in next(lines, (0, []))[1]]
    problems = list(_of_the_header(header, known))
    places = {name: header.index(name) for name in FACTS if name in header}
    read = [_Line(line, cells, places, known) for line, cells in _limited(lines)]
    whole = [one for one in read if len(one.cells) == len(header)]
    grades: list[dict[str, str]] = []
    try:
        grades = read_outcomes(content, known.scales)
    except OutcomesRefused as refused:
        problems += refused.problems
    rows = [] if any(name not in places for name in NEEDED) else [one.row() for one in whole]
    problems += [found for one in whole for found in one.problems]
    # Where the grades have faults, they are not there to be matched with the rows.
    if not problems and not rows:
        problems.append(CellProblem(0, "", "The file has no row. Give each outcome one"))
    together = [_with(row, given) for row, given in zip(rows, grades, strict=False) if row]
    problems += _without_a_grade(together)
    problems += _twice([row for row in rows if row])
    if problems:
        raise OutcomesRefused(sorted(problems, key=lambda one: one.line))
    named = {*FACTS, *known.scales}
    return OutcomeFile(tuple(together), tuple(name for name in header if name not in named))


def _limited(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, 1):
        if number > MOST_ROWS:
            what = f"The file has more than {MOST_ROWS:,} rows. Divide it"
            raise OutcomesRefused([CellProblem(line[0], "", what)])
        yield line


def _of_the_header(header: Sequence[str], known: Known) -> Iterator[CellProblem]:
    if not header:
        return  # The reader of the grades says that the file is empty.
    for name in NEEDED:
        if name not in header:
            yield CellProblem(1, name, f"There is no column “{name}”. Add it")
    for name, times in Counter(header).items():
        if name in FACTS and times > 1:
            yield CellProblem(1, name, f"More than one column is named “{name}”. Keep one of them")
    for name in header if known.no_whole else ():
        if _WHOLE in plain(name).split() and name not in known.scales:
            what = f"A local area as a whole has no grade ({known.no_whole}). Take the column out"
            yield CellProblem(1, name, what)


def _with(row: OutcomeRow, grades: Mapping[str, str]) -> OutcomeRow:
    facts = {name: getattr(row, name) for name in OutcomeRow.__dataclass_fields__}
    return OutcomeRow(**{**facts, "grades": grades})


def _without_a_grade(rows: Sequence[OutcomeRow]) -> Iterator[CellProblem]:
    for row in rows:
        if not row.grades:
            yield CellProblem(row.line, "", "The row gives no grade. Give one, or take it out")


def _twice(rows: Sequence[OutcomeRow]) -> Iterator[CellProblem]:
    first: dict[tuple[str, str, date], int] = {}
    for row in rows:
        line = first.setdefault(row.key, row.line)
        if line != row.line:
            what = f"Line {line} has an outcome of this area and day already. Keep one of them"
            yield CellProblem(row.line, "", what)


@dataclass
class _Line:
    """One row of the file, and what is wrong with it."""

    line: int
    cells: Sequence[str]
    places: Mapping[str, int]
    known: Known
    problems: list[CellProblem] = field(default_factory=list)

    def row(self) -> OutcomeRow | None:
        """The facts of the row; None where one is wrong."""
        name = self._text("area", LONGEST_NAME)
        if not name and not self.problems:
            self._wrong("area", "The local area has no name. Enter it as it was published")
        published = self._day("published")
        if published is None and not self._is_wrong("published"):
            self._wrong("published", "The day of publication is missing. Enter it: 2018-03-12")
        began, ended = self._day("start"), self._day("end")
        self._in_order(began, ended, published)
        inspectorate = self._inspectorate()
        address, number = self._address(), self._text("la_code", LONGEST_NAME)
        if self.problems or published is None:
            return None
        areas = self.known.local_areas
        area = areas.get(number) or areas.get(plain(name), "")
        return OutcomeRow(self.line, name, area, inspectorate, published, began, ended, address, {})

    def _wrong(self, column: str, what: str) -> None:
        self.problems.append(CellProblem(self.line, column, what))

    def _is_wrong(self, column: str) -> bool:
        return any(one.column == column for one in self.problems)

    def _text(self, column: str, longest: int) -> str:
        """A cell that may be shown; what is wrong with it is said once."""
        if column not in self.places:
            return ""
        cell = self.cells[self.places[column]]
        text = " ".join(cell.split())
        if not text.isprintable():
            self._wrong(column, "The cell holds a sign that cannot be shown. Type the text anew")
        elif text.startswith(_FORMULA):
            self._wrong(
                column,
                f"The cell begins with “{text[0]}”, as a formula does. Write the text alone",
            )
        elif len(text) > longest:
            self._wrong(column, f"The text is longer than {longest} characters. Shorten it")
        else:
            return text
        return ""

    def _day(self, column: str) -> date | None:
        text = self._text(column, LONGEST_NAME)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            self._wrong(column, f"“{text[:40]}” is no day. Write year, month and day: 2018-03-12")
        elif day > self.known.today:
            self._wrong(column, f"{text} is in the future. Correct it")
        elif day.year < FIRST_YEAR:
            self._wrong(column, f"{text} is before {FIRST_YEAR}. Correct it")
        else:
            return day
        return None

    def _in_order(self, began: date | None, ended: date | None, published: date | None) -> None:
        if began and ended and began > ended:
            self._wrong("end", f"The inspection ends before it begins ({began}). Correct a day")
        last = ended or began
        if last and published and last > published:
            self._wrong(
                "published", f"It is published before the inspection ended ({last}). Correct a day"
            )

    def _inspectorate(self) -> str:
        text = self._text("inspectorate", LONGEST_NAME)
        if self._is_wrong("inspectorate"):
            return ""
        code = self.known.inspectorates.get(plain(text), "") if text else self.known.usual
        if not code and text:
            known = ", ".join(sorted(set(self.known.inspectorates.values())))
            self._wrong("inspectorate", f"“{text[:40]}” is no inspectorate here. Write {known}")
        elif not code:
            self._wrong("inspectorate", "Nobody says which inspectorate published it. Enter it")
        return code

    def _address(self) -> str:
        text = self._text("address", LONGEST_ADDRESS)
        if text and (not text.startswith(("https://", "http://")) or " " in text):
            self._wrong("address", "The address does not begin with https://, or has spaces in it")
            return ""
        return text
