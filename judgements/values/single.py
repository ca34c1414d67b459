"""The plain values of a judgement that one inspectorate makes."""

from collections.abc import Mapping
from dataclasses import dataclass

from frameworks.values import NOT_JUDGED
from judgements.values.shared import ProposalContent
from records.values import content_hash

NOT_JUDGED_TITLE = "Not judged"


@dataclass(frozen=True)
class GradeContent(ProposalContent):
    """What an inspector proposes, or a lead decides.

    Args:
        not_judged: why the area is left without a grade; then the grade is `NOT_JUDGED`.
    """

    not_judged: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether there is a grade in it."""
        return self.grade != NOT_JUDGED

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {**super().as_data(), "not_judged": self.not_judged}


@dataclass(frozen=True)
class DecisionContent:
    """What a lead decides.

    Args:
        content: the grade, its words, and what the rules were told.
        reasons: for another grade than was proposed, or for the same after it was returned.
        content_hash: of the proposal that was on the page.
    """

    content: GradeContent
    reasons: str
    content_hash: str

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {
            "content": self.content.as_data(),
            "reasons": self.reasons,
            "content_hash": self.content_hash,
        }


@dataclass(frozen=True)
class ModerationContent:
    """What a moderator answers.

    Args:
        agrees: False returns the decision.
        why: the reason for returning it.
        content_hash: of the decision that was on the page.
    """

    agrees: bool
    why: str
    content_hash: str

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {"agrees": self.agrees, "why": self.why, "content_hash": self.content_hash}


def grade_hash(
    *, judgement: Mapping[str, str], number: int, proposed: GradeContent, by: str
) -> str:
    """The hash of a grade with its words, as it was proposed.

    Args:
        judgement: what is judged: the inspection, the strand and the area.
        number: of the proposal, so that the same words proposed again are decided again.
        by: who proposes it.
    """
    return content_hash(
        {
            "kind": "single-agency judgement",
            "judgement": dict(judgement),
            "number": number,
            "proposed": proposed.as_data(),
            "by": by,
        }
    )


def decision_hash(*, proposal: str, number: int, inspectorate: str, by: str, reasons: str) -> str:
    """The hash that a moderator's answer stands on: the decision, and all that it is about.

    Args:
        proposal: the hash of what is decided.
        number: of the decision, so that the same decided again is moderated again.
        inspectorate: for which it is decided.
        by: the lead.
        reasons: as the lead gave them.
    """
    return content_hash(
        {
            "kind": "decision on a single-agency judgement",
            "proposal": proposal,
            "number": number,
            "inspectorate": inspectorate,
            "by": by,
            "reasons": reasons,
        }
    )
