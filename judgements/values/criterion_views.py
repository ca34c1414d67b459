"""What a person says of a criterion."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class View(StrEnum):
    """Whether a criterion is met, as one person sees it."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"


VIEW_LABELS = {
    View.MET: "Met",
    View.PARTLY_MET: "Partly met",
    View.NOT_MET: "Not met",
}
LONGEST_NOTE = 4_000


@dataclass(frozen=True)
class Views:
    """How many people hold each view on a criterion, and which one the reader holds, by code."""

    people: Mapping[str, int]
    mine: str = ""


@dataclass(frozen=True)
class ViewContent:
    """A view as it is recorded.

    Args:
        met: one of View.
        note: what it rests on; may be empty.
    """

    met: str
    note: str = ""

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {"met": self.met, "note": self.note}
