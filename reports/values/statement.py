"""The statement of action that answers a letter (150092 ¶28). No Django here."""

from dataclasses import dataclass
from datetime import date

# The step of the framework’s timetable that says by when it is due (SI 2015/1792).
STATEMENT_STEP = "statement_of_action"
SEND_TO_LIMIT = 200
# As what is kept what is typed into its form, and how the writer is named where it is no agency.
STATEMENT_DRAFT = "statement of action"
PARTNERSHIP = "partnership"


@dataclass(frozen=True)
class StatementContent:
    """Who writes the statement, with whom, to whom it goes and by when.

    Args:
        writer: the key of the agency that writes it; None: the partnership.
        involved: keys of the agencies that it is written with; none: all that are addressed.
        inspectorate: the key of the inspectorate that receives it.
        send_to: the address that it is sent to.
        due_on: by when, once the day is known; None: the timetable’s working days.
    """

    writer: int | None
    involved: tuple[int, ...]
    inspectorate: int
    send_to: str
    due_on: date | None = None

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt’s hash and the history."""
        return {
            "writer": self.writer,
            "involved": sorted(self.involved),
            "inspectorate": self.inspectorate,
            "send_to": self.send_to,
            "due_on": self.due_on.isoformat() if self.due_on else None,
        }
