"""The fixed words of writing together. No Django here."""

from dataclasses import dataclass
from enum import StrEnum

REMARK_LIMIT = 5_000
# As what is kept what somebody types into these forms (`records.models.Draft.kind`).
REMARK_DRAFT = "remark"
REMARK_ENTRY_DRAFT = "remark entry"
SUGGESTION_DRAFT = "suggestion"
ACCEPTING_DRAFT = "suggestion accepted"
DECLINING_DRAFT = "suggestion declined"


class EntryKind(StrEnum):
    """What was done about a remark."""

    REPLY = "reply"
    SETTLE = "settle"
    REOPEN = "reopen"


ENTRY_LABELS = {
    EntryKind.REPLY: "replied",
    EntryKind.SETTLE: "settled it",
    EntryKind.REOPEN: "reopened it",
}


class Outcome(StrEnum):
    """What became of a suggestion."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class RemarkContent:
    """What somebody remarks on a paragraph.

    Args:
        text: plain text.
        version: of the paragraph that was on the page.
    """

    text: str
    version: int

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {"text": self.text, "version": self.version}


@dataclass(frozen=True)
class SuggestionContent:
    """Another wording of a paragraph.

    Args:
        text: what the paragraph is to say.
        why: for whoever accepts or declines it; may be empty.
        version: of the paragraph that was on the page.
    """

    text: str
    why: str
    version: int

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {"text": self.text, "why": self.why, "version": self.version}


@dataclass(frozen=True)
class PenHolder:
    """To whom the pen of a section goes: a person, an inspectorate, or nobody.

    Args:
        person: the primary key of the person.
        inspectorate: the primary key of an inspectorate, where it is nobody in particular there.
    """

    person: int | None = None
    inspectorate: int | None = None


NOBODY = PenHolder()
