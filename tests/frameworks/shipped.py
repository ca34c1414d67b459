"""The framework files that are shipped, and what the source documents hold, read once.

`content/` holds what a person counted in the documents, apart from the files: which items stand
where, how many bullets each has, which footnotes and qualifications belong to it.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from frameworks.format import AreaPart, CriterionPart, FrameworkFile
from frameworks.loader.check import Checked, check
from frameworks.loader.sheet import Known

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = ROOT / "fixtures" / "frameworks"
REFERENCE = ROOT / "fixtures" / "reference"
CONTENT = Path(__file__).resolve().parent / "content"

STEMS = sorted(path.stem for path in FRAMEWORKS.glob("*.yaml"))


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def known() -> Known:
    """The codes that a fresh installation knows."""
    powers = _csv(REFERENCE / "legal_powers.csv")
    return Known(
        inspectorates=frozenset(row["code"] for row in _csv(REFERENCE / "inspectorates.csv")),
        powers=frozenset(row["code"] for row in powers),
        framework_titles={},
        joint_powers=frozenset(row["code"] for row in powers if row["is_joint"] == "True"),
        themes=frozenset(row["code"] for row in _csv(REFERENCE / "themes.csv")),
    )


@cache
def checked(stem: str) -> Checked:
    """One file of the shipped ones as the loader sees it."""
    return check((FRAMEWORKS / f"{stem}.yaml").read_bytes(), known())


def shipped(stem: str) -> FrameworkFile:
    """One file of the shipped ones; it has no faults."""
    found = checked(stem)
    assert found.problems == ()
    assert found.file is not None
    return found.file


def in_documents(name: str) -> list[dict[str, str]]:
    """The rows of one table of `content/`."""
    return _csv(CONTENT / f"{name}.csv")


def area_of(file: FrameworkFile, code: str) -> AreaPart:
    """The judgement area with this code."""
    (found,) = [area for area in file.judgement_areas if area.code == code]
    return found


def criteria_of(file: FrameworkFile) -> Iterator[CriterionPart]:
    """Every criterion, area by area, in the order of the file."""
    for area in file.judgement_areas:
        yield from area.criteria


def words_of(criterion: CriterionPart) -> str:
    """All that a criterion says, in small letters with straight apostrophes."""
    parts = [criterion.statement, *criterion.points, criterion.condition, criterion.note]
    return " ".join(" ".join(parts).split()).lower().replace("’", "'")


def says(words: str, alternatives: str) -> bool:
    """Whether one of the alternatives, divided by bars, stands in the words."""
    return any(one in words for one in alternatives.lower().replace("’", "'").split("|"))
