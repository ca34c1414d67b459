"""The plain values of an evaluation in words. None of them is a grade."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_FINDING = 5_000
LONGEST_REASON = 2_000


class FindingKind(StrEnum):
    """Which way a finding points."""

    STRENGTH = "strength"
    IMPROVEMENT = "improvement"


FINDING_LABELS = {
    FindingKind.STRENGTH: "Strength",
    FindingKind.IMPROVEMENT: "Area for improvement",
}


@dataclass(frozen=True)
class FindingContent:
    """What a finding says.

    Args:
        kind: a strength or an area for improvement.
        text: the finding.
        criterion: the reference of a criterion of the area; empty: the area as a whole.
        agency: the key of an agency of the inspected area; None: the partnership.
        evidence: keys of the items of evidence that it rests on.
    """

    kind: str
    text: str
    criterion: str
    agency: int | None
    evidence: tuple[str, ...]

    def as_data(self) -> dict[str, object]:
        """Plain data, for the receipt's hash."""
        return {
            "kind": self.kind,
            "text": self.text,
            "criterion": self.criterion,
            "agency": self.agency,
            "evidence": sorted(self.evidence),
        }
