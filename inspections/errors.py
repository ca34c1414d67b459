"""What can be wrong with an act on an inspection."""

from collections.abc import Sequence

from records.errors import ActionRefused


class UpgradeRefused(ActionRefused):
    """An inspection cannot be moved to that version. Carries every reason; nothing was changed."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(f"The inspection keeps its version. {' '.join(reasons)}")
        self.reasons = tuple(reasons)


class ListRefused(ActionRefused):
    """A file cannot be read as an agency's list. Says what is wrong with it and what to do."""


class ReasonMissing(ActionRefused):
    """Something relies on the item, and it is not said why it changes."""
