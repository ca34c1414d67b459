"""What somebody typed: kept from before, or at odds with what somebody else saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.models import Draft as Typed
from reports.models import AccuracyComment, Paragraph
from reports.values import long_moment


@dataclass(frozen=True)
class Kept:
    """Where the text in the form comes from, and what the script must know to go on saving it.

    Args:
        initial: what the form shows first.
        version: of the typed draft, 0 when there is none.
        note: a sentence for the reader, when the text was typed earlier and not sent.
    """

    initial: Mapping[str, Any]
    version: int = 0
    note: str = ""


def kept(typed: Typed | None, saved: Mapping[str, Any]) -> Kept:
    """What the form opens with: what was typed and not sent, or what is saved."""
    if typed is None:
        return Kept(initial=saved)
    content = {name: value for name, value in typed.content.items() if name != "base"}
    return Kept(
        initial={**saved, **content, "once": typed.receipt, "base": typed.base_version},
        version=typed.version,
        note=f"You typed this on {long_moment(typed.saved_at)} and did not save it.",
    )


@dataclass(frozen=True)
class Conflicting:
    """Two texts of one thing, and what to say about them."""

    message: str
    mine: str
    theirs: str
    theirs_note: str


def conflicting_paragraph(message: str, mine: str, theirs: Paragraph) -> Conflicting:
    """The text that was not saved, beside the paragraph as it is now."""
    if theirs.is_removed:
        message = (
            "Somebody removed this paragraph while you wrote. Your text is below: to keep it, add "
            "it as a new paragraph."
        )
    note = "Removed" if theirs.is_removed else f"Saved as version {theirs.version}"
    return Conflicting(message, mine, theirs.text, note)


def conflicting_comment(message: str, mine: str, theirs: AccuracyComment) -> Conflicting:
    """The comment that was not saved, beside the one that another window saved."""
    text = f"{theirs.what_is_wrong}\n\n{theirs.what_it_should_say}"
    return Conflicting(message, mine, text, f"Saved on {long_moment(theirs.saved_at)}")
