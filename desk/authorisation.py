"""The authorisation matrix: what each route answers to each kind of person.

`docs/authorisation.csv` is the matrix. The tests send every line as everybody and compare; this
module reads the file and draws the page that people read.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from itertools import groupby

# Who is asked, in the order of the columns: name in the file, heading on the page, who it is.
ACTORS = {
    "outsider": ("out", "nobody: no account, or not signed in"),
    "admin": ("adm", "an admin"),
    "chair": ("ch", "the chair of this area’s partnership; the draft was sent to them, if to any"),
    "chair elsewhere": ("ch2", "the chair of another area, who has the draft of that area"),
    "former chair": ("ch0", "a chair of this area whose office has ended, also after the sending"),
    "inspector": (
        "in",
        "an inspector of Ofsted on the team, who recorded the evidence unless the line says CQC",
    ),
    "other inspector": ("in2", "an inspector of CQC on the team"),
    "quality assurer": ("qa", "the quality assurer, of Ofsted"),
    "other lead": ("ld2", "the lead of CQC on the team"),
    "overall lead": ("old", "the overall lead, who leads for Ofsted"),
    "inspector off": ("in0", "an inspector of Ofsted who is not on the team"),
    "lead off": ("ld0", "a lead of Ofsted who works on another inspection"),
    "left team": ("was", "an inspector whose work on this inspection ended yesterday"),
    "local leader": (
        "loc",
        "the leader of an agency of this area, asked for the joint audit where there is one",
    ),
    "local leader elsewhere": ("loc2", "the leader of an agency of another area, asked there"),
}
CELLS = {
    "Y": "allowed: the page, the form with what is missing in it, or the act",
    "S": "this person may, but not now: 409 and a sentence that says why; nothing changes",
    "-": "refused: 403 and a sentence that says why",
    "0": "does not exist for this person: 404, the same as for what is not there at all",
    "L": "sent to sign in",
}
METHODS = ("GET", "POST")
ALLOWED, NOT_NOW, REFUSED, ABSENT, SIGN_IN = CELLS
_HEADINGS = {
    "accounts": "Signing in",
    "organisations": "People",
    "frameworks": "Frameworks",
    "inspections": "Inspections and evidence",
    "judgements": "Judgements",
    "outcomes": "Outcomes",
    "reports": "Reports",
    "published": "Published reports",
    "moved": "The report’s earlier addresses",
    "pages": "The kit, and whether the service is well",
    "desk": "Home, and an inspection at a glance",
}
_COLUMNS = ["route", "method", "when", *ACTORS]


@dataclass(frozen=True)
class Line:
    """One line of the matrix.

    Args:
        route: the view's name with its namespace.
        method: GET or POST.
        when: the situation, where it matters; otherwise nothing.
        cells: a cell for each actor.
    """

    route: str
    method: str
    when: str
    cells: dict[str, str]

    def __str__(self) -> str:
        return " ".join(part for part in (self.method, self.route, self.when) if part)

    @property
    def room(self) -> str:
        """The app that the route belongs to; sign-in has no namespace."""
        return self.route.split(":")[0] if ":" in self.route else "accounts"


def read_matrix(text: str) -> list[Line]:
    """The lines of the file.

    Raises:
        ValueError: the file is not of this form; the message says where and why.
    """
    rows = csv.DictReader(StringIO(text))
    if rows.fieldnames != _COLUMNS:
        raise ValueError(f"the columns of the matrix are {', '.join(_COLUMNS)}")
    lines, seen = [], set()
    for number, row in enumerate(rows, 2):
        cells = {actor: row[actor] for actor in ACTORS}
        wrong = {cell for cell in cells.values() if cell not in CELLS}
        if wrong or row["method"] not in METHODS:
            raise ValueError(f"line {number}: {row['method']} {sorted(map(str, wrong))}")
        line = Line(row["route"], row["method"], row["when"], cells)
        if str(line) in seen:
            raise ValueError(f"line {number}: {line} stands there already")
        seen.add(str(line))
        lines.append(line)
    return lines


_WRITTEN = (
    "Written by `make docs` from `authorisation.csv`; `make check` holds it up to date. The tests "
    "send every line as every person and compare the answer; a route that is not in the file fails "
    "them."
)
_OTHERWISE = (
    "Every other method is answered 405. What is refused changes nothing and is written in the "
    "audit log."
)
_STAGES = (
    "Where a line names a stage, the line is about an inspection, judgement or report at that "
    "stage; a line without one holds at every stage, and is tried during fieldwork."
)


def matrix_page(lines: Iterable[Line]) -> str:
    """The matrix as a page of Markdown."""
    cells = [f"| {cell} | {words} |" for cell, words in CELLS.items()]
    actors = [f"| {short} | {who} |" for short, who in ACTORS.values()]
    parts = ["# Who may do what", "", _WRITTEN, ""]
    parts += ["| cell | means |", "| --- | --- |", *cells, "", _OTHERWISE, ""]
    parts += ["| column | who |", "| --- | --- |", *actors, "", _STAGES]
    for room, its_lines in groupby(lines, key=lambda line: line.room):
        parts += ["", f"## {_HEADINGS[room]}", "", *_table(its_lines)]
    return "\n".join([*parts, ""])


def _table(lines: Iterable[Line]) -> list[str]:
    heads = ["route", "method", "when", *(short for short, _ in ACTORS.values())]
    rows = [[f"`{line.route}`", line.method, line.when, *line.cells.values()] for line in lines]
    return [f"| {' | '.join(row)} |" for row in [heads, ["---"] * len(heads), *rows]]
