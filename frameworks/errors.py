"""What can be wrong with a framework file or an act on a version of a framework."""

from collections.abc import Sequence

from frameworks.values import Problem
from records.errors import ActionRefused


class FileRefused(ActionRefused):
    """The file has faults. Carries every one of them; nothing was loaded."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        count = len(problems)
        faults = "1 fault" if count == 1 else f"{count} faults"
        super().__init__(f"{name} has {faults}. Nothing was loaded. Correct it and try again.")
        self.name = name
        self.problems = tuple(problems)


class VersionIsFixed(ActionRefused):
    """The version is no longer a draft, so its content does not change."""


class NotReadyForForce(ActionRefused):
    """The version cannot be put in force now."""
