"""What an admin sees of a file before it is loaded: its faults, or what it would change."""

from collections.abc import Iterable
from dataclasses import dataclass

from frameworks.actions import Outcome, Preview
from frameworks.loader.changes import Change
from frameworks.values import Problem
from pages.shown import Cell, Column

PROBLEM_COLUMNS = [Column("Line"), Column("Where"), Column("What is wrong"), Column("What to do")]


def problem_rows(problems: Iterable[Problem]) -> list[list[Cell]]:
    """A row for each fault of a file."""
    return [
        [
            Cell(str(problem.line) if problem.line else "Whole file"),
            Cell(problem.place),
            Cell(problem.what),
            Cell(problem.fix),
        ]
        for problem in problems
    ]


@dataclass(frozen=True)
class ChangesShown:
    """One group of changes: what is added, removed or changed."""

    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class PreviewShown:
    """What loading a file would do, on the page."""

    title: str
    summary: str
    groups: list[ChangesShown]
    can_load: bool


def preview_shown(preview: Preview) -> PreviewShown:
    """What loading a file would do, in words and groups."""
    changes = preview.changes
    groups = [
        ChangesShown("Changed", changes.changed),
        ChangesShown("Added", changes.added),
        ChangesShown("Removed", changes.removed),
    ]
    return PreviewShown(
        title=f"{preview.file.title}, version {preview.file.version}",
        summary=_summary(preview),
        groups=[group for group in groups if group.changes],
        can_load=preview.outcome is not Outcome.UNCHANGED,
    )


def _summary(preview: Preview) -> str:
    if preview.outcome is Outcome.UNCHANGED:
        return "This version is loaded already, with the same content. There is nothing to load."
    if preview.outcome is Outcome.REPLACED:
        return (
            "A draft of this version is loaded already. This file would take its place, and a "
            "proposal to put it in force would lapse."
        )
    if preview.against is None:
        return "This is the first version of the framework. All of it is new."
    return (
        "This is a new version. It is compared with the one that was loaded last: "
        f"version {preview.against.version}."
    )
