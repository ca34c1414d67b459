"""What the evidence weighs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bearing:
    """One item of evidence bears on one criterion, for it or against it."""

    criterion: int
    item: str
    is_strength: bool


@dataclass(frozen=True)
class Weight:
    """How many items speak for a criterion and how many against."""

    for_it: int = 0
    against_it: int = 0


def weigh(bearings: Iterable[Bearing], criteria: Sequence[int]) -> dict[int, Weight]:
    """The evidence for and against each criterion, each item counted once; none is a zero.

    Evidence is counted, never added up to a grade (house rule 2).

    Args:
        bearings: what the reader may see, item by item.
        criteria: the criteria to answer for, in their order.
    """
    counts = Counter((one.criterion, one.is_strength) for one in set(bearings))
    return {
        criterion: Weight(for_it=counts[criterion, True], against_it=counts[criterion, False])
        for criterion in criteria
    }
