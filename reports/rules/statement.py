"""The statement of action in words. Values in, sentences out; no Django here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.values import named, short_date

WHAT = "A written statement of the action that is proposed in answer to this letter"
EVERYBODY = "the agencies to which this letter is addressed"


@dataclass(frozen=True)
class StatedAction:
    """What a letter says of its statement of action, as names and numbers.

    Args:
        writer: who writes it.
        is_principal: the writer is the local authority: the principal authority of the regulations.
        involved: with which agencies; none: all that are addressed.
        inspectorate: who receives it.
        send_to: at which address.
        due_on: by when, once the day is known.
        working_days: how many days after publication it is due; None: the framework does not say.
    """

    writer: str
    is_principal: bool
    involved: Sequence[str]
    inspectorate: str
    send_to: str
    due_on: date | None
    working_days: int | None

    @property
    def due(self) -> str:
        """By when: a day once it is known, and the rule before."""
        if self.due_on is not None:
            return short_date(self.due_on)
        if self.working_days is None:
            return ""
        days = "1 working day" if self.working_days == 1 else f"{self.working_days} working days"
        return f"{days} after this letter is published"


def facts_of(action: StatedAction) -> list[tuple[str, str]]:
    """What is printed in the next steps, each with its label; what is not known is left out."""
    principal = ", as the principal authority" if action.is_principal else ""
    facts = [
        ("What is to be written", WHAT),
        ("Who writes it", f"{action.writer}{principal}"),
        ("With", named(list(action.involved)) if action.involved else EVERYBODY),
        ("Sent to", f"{action.inspectorate}, {action.send_to}"),
        ("Due", action.due),
    ]
    return [(label, text) for label, text in facts if text]


def wrong_day(day: date | None, *, after: date, is_working: bool) -> str:
    """Why a statement is not due on a day; empty where it can be, and where no day is said.

    Args:
        after: the last day on site.
        is_working: it is neither a weekend nor a bank holiday.
    """
    if day is None:
        return ""
    if day <= after:
        return (
            f"A statement is due after the inspection: {short_date(day)} is not later than "
            f"{short_date(after)}, the last day on site."
        )
    if not is_working:
        return (
            f"{short_date(day)} is no working day. Enter one, or leave the date out: then the "
            "letter counts working days from its publication."
        )
    return ""
