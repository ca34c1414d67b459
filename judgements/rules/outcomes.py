"""What a rule comes to: it proposes, it has something considered, or it cannot be evaluated."""

from collections.abc import Iterable
from dataclasses import dataclass

from frameworks.values import Strength


@dataclass(frozen=True)
class Asked:
    """What a person has to say before rules can be evaluated.

    Args:
        code: the code of the question; of the rule, where the rule implies it.
        rule: the code of the first rule that asks.
        source: the paragraph that makes it matter.
        text: the question, to be answered with yes or no.
    """

    code: str
    rule: str
    source: str
    text: str


@dataclass(frozen=True)
class Proposal:
    """What a rule proposes for a judgement area.

    Args:
        rule: the code of the rule.
        source: its paragraph.
        strength: how far it binds.
        grade: the grade that it speaks of.
        is_out_of_reach: True when the rule keeps the area from that grade; False when the area is
            at that grade.
        because: why, in a sentence with the paragraph.
    """

    rule: str
    source: str
    strength: Strength
    grade: str
    is_out_of_reach: bool
    because: str

    def is_departed_from_by(self, grade: str) -> bool:
        """Whether giving this grade departs from the rule."""
        return (grade == self.grade) is self.is_out_of_reach


@dataclass(frozen=True)
class Part:
    """A judgement area that another takes in; `grade` is None where it has none."""

    area: str
    grade: str | None


@dataclass(frozen=True)
class Considered:
    """What people weigh when they decide an area. No grade follows from it.

    Args:
        rule: the code of the rule.
        source: its paragraph.
        parts: the areas that are weighed, with their grades.
        because: the same in a sentence with the paragraph.
    """

    rule: str
    source: str
    parts: tuple[Part, ...]
    because: str


@dataclass(frozen=True)
class Blocked:
    """A rule that cannot be evaluated, and why. Nothing can be agreed until it can."""

    rule: str
    source: str
    because: str


Outcome = Proposal | Considered | Blocked


def blocks(outcomes: Iterable[Outcome]) -> tuple[Blocked, ...]:
    """The rules that could not be evaluated."""
    return tuple(outcome for outcome in outcomes if isinstance(outcome, Blocked))


def departures(outcomes: Iterable[Outcome], grade: str) -> tuple[Proposal, ...]:
    """The rules that giving this grade departs from; each needs a reason."""
    return tuple(
        outcome
        for outcome in outcomes
        if isinstance(outcome, Proposal) and outcome.is_departed_from_by(grade)
    )
