"""What can be refused in a report, besides what every app refuses."""

from collections.abc import Sequence

from records.errors import ActionRefused
from reports.rules.held import Held


class TextHeld(ActionRefused):
    """Something in the text may not belong into the report. Carries what is held and where."""

    def __init__(self, message: str, *, held: Sequence[Held]) -> None:
        super().__init__(message)
        self.held = held
