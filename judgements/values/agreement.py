"""The plain values of coming to one view: what is said, who is asked, what they decided."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DiscussionContent:
    """What somebody says in the discussion."""

    text: str

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {"text": self.text}


@dataclass(frozen=True)
class SeniorContent:
    """Who decides for an inspectorate when the leads cannot agree."""

    name: str
    post: str
    email: str

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {"name": self.name, "post": self.post, "email": self.email}


@dataclass(frozen=True)
class OutcomeContent:
    """What the senior people decided.

    Args:
        decision: in their words.
        decided_by: who they are, as the record names them.
        decided_on: the day of the decision.
    """

    decision: str
    decided_by: str
    decided_on: date

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {
            "decision": self.decision,
            "decided_by": self.decided_by,
            "decided_on": self.decided_on.isoformat(),
        }
