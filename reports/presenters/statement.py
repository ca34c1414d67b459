"""The statement of action: what two people recorded of it, beside each other."""

from collections.abc import Mapping

from reports.models import StatementOfAction
from reports.presenters.typing import Conflicting
from reports.values import long_date
from reports.values.statement import StatementContent

NOT_YET = "not known yet"


def statement_words(
    content: StatementContent,
    *,
    agencies: Mapping[int, str],
    inspectorates: Mapping[int, str],
    partnership: str,
) -> str:
    """What somebody recorded, a line for each fact.

    Args:
        agencies: the names of those that can be chosen, by their keys; likewise `inspectorates`.
        partnership: its name.
    """
    writer = partnership if content.writer is None else agencies.get(content.writer, "")
    involved = [agencies[one] for one in content.involved if one in agencies]
    lines = [
        ("Who writes it", writer),
        ("With", "; ".join(involved) or "all that are addressed"),
        ("Received by", inspectorates.get(content.inspectorate, "")),
        ("Sent to", content.send_to),
        ("Due", long_date(content.due_on) if content.due_on else NOT_YET),
    ]
    return "\n".join(f"{label}: {text}" for label, text in lines)


def conflicting_statement(
    message: str, mine: str, theirs: str, row: StatementOfAction
) -> Conflicting:
    """What was not saved, beside what is."""
    return Conflicting(message, mine, theirs, f"Saved as version {row.version}")


def due_words(working_days: int | None) -> str:
    """What stands in the document while the day is not known."""
    if working_days is None:
        return "The framework does not say by when it is due: enter the date."
    return (
        f"While no date is entered, it says that the statement is due {working_days} working days "
        "after publication."
    )
