"""The fixed words of evaluating practice. No Django here."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Met(StrEnum):
    """Whether practice met the criteria, where the framework has no grade, or it was not seen."""

    WELL = "well"
    IN_PART = "in_part"
    NOT_MET = "not_met"
    NOT_SEEN = "not_seen"


MET_LABELS = {
    Met.WELL: "Met well",
    Met.IN_PART: "Met in part",
    Met.NOT_MET: "Not met",
    Met.NOT_SEEN: "Not seen",
}
# What has a place in an order, the best first: whether it was seen is no place.
MET_SCALE = (Met.WELL, Met.IN_PART, Met.NOT_MET)
LONGEST_REASONS = 100_000
# How EvidenceUse names what relies on an item here.
PRACTICE_USE = "practice_evaluation"


@dataclass(frozen=True)
class PracticeContent:
    """What an inspector concludes: the content of one version.

    Args:
        grade: the code of a grade of the area's scale, or nothing.
        met: one of Met, or nothing where there is a grade.
        reasons: why.
        evidence: the keys of the items that it rests on.
    """

    grade: str
    met: str
    reasons: str
    evidence: tuple[UUID, ...] = ()
