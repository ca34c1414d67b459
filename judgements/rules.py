"""What the framework's limiting rules propose, and what the evidence weighs. Pure functions.

A rule proposes; a person decides, and may depart from it with a reason (house rule 2). A rule that
cannot be evaluated blocks, and says why: it is never passed over.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from frameworks.values import AreaAtGrade, Limits, Presupposes, Rule, Strength

_WORDS = {Strength.MUST: "must", Strength.LIKELY: "is likely to"}


@dataclass(frozen=True)
class Facts:
    """What is known when rules are evaluated.

    Args:
        grades: agreed grades of judgement areas, both by code; an area without one is left out.
        answers: the recorded answers to the rules' questions, by the code of the rule.
        titles: what areas and grades are called, by code, for the sentences.
    """

    grades: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, bool] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def title(self, code: str) -> str:
        """What something is called, in the middle of a sentence."""
        return self.titles.get(code, code.replace("_", " "))


@dataclass(frozen=True)
class Question:
    """What a person has to say before a rule can be evaluated.

    Args:
        rule: the code of the rule that asks.
        source: the paragraph of the rule.
        text: the question, to be answered with yes or no.
    """

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
class Blocked:
    """A rule that cannot be evaluated, and why. Nothing can be agreed until it can."""

    rule: str
    source: str
    because: str


Outcome = Proposal | Blocked


def questions(rules: Iterable[Rule], area: str, facts: Facts) -> tuple[Question, ...]:
    """What has to be asked before the rules about an area can be evaluated, in the rules' order.

    Outstanding presupposes that the criteria of good are met (No. 140112 ¶68–70, ¶80–81, ¶116), and
    whether they are is a judgement of people, not a count of evidence.
    """
    return tuple(
        Question(
            rule.code,
            rule.source,
            f"Are all criteria of {_grade(facts, rule.definition.criteria_of)} met?",
        )
        for rule in rules
        if isinstance(rule.definition, Presupposes) and rule.definition.area == area
    )


def evaluate(rules: Iterable[Rule], area: str, facts: Facts) -> tuple[Outcome, ...]:
    """What the rules propose for an area, in their order; those that do not apply are left out.

    A rule whose definition cannot be understood blocks every area: nobody knows which it is about.
    """
    outcomes = (_evaluated(rule, area, facts) for rule in rules)
    return tuple(outcome for outcome in outcomes if outcome is not None)


def _evaluated(rule: Rule, area: str, facts: Facts) -> Outcome | None:
    definition = rule.definition
    if definition is None:
        return Blocked(
            rule.code,
            rule.source,
            f"The rule of {rule.source} cannot be understood as it is stored. "
            "Ask an admin to correct the framework.",
        )
    if definition.area != area:
        return None
    if isinstance(definition, Presupposes):
        return _presupposed(rule, definition, facts)
    return _limited(rule, definition, facts)


def _presupposed(rule: Rule, definition: Presupposes, facts: Facts) -> Outcome | None:
    met = facts.answers.get(rule.code)
    wanted, base = _grade(facts, definition.grade), _grade(facts, definition.criteria_of)
    if met is None:
        return Blocked(
            rule.code,
            rule.source,
            f"{rule.source} asks whether all criteria of {base} are met before {wanted} can be "
            "given, and nobody has said.",
        )
    if met:
        return None
    return Proposal(
        rule=rule.code,
        source=rule.source,
        strength=rule.strength,
        grade=definition.grade,
        is_out_of_reach=True,
        because=f"Not {wanted}: {rule.source} needs all criteria of {base} to be met, and they "
        "are not.",
    )


def _limited(rule: Rule, definition: Limits, facts: Facts) -> Outcome | None:
    holds = _and(
        _or(_holds(pair, facts) for pair in definition.any_of) if definition.any_of else True,
        *(_holds(pair, facts) for pair in definition.all_of),
    )
    if holds is None:
        unknown = [
            facts.title(pair.area)
            for pair in (*definition.any_of, *definition.all_of)
            if pair.area not in facts.grades
        ]
        return Blocked(
            rule.code,
            rule.source,
            f"The rule of {rule.source} needs a grade that is not agreed yet: "
            f"{', '.join(dict.fromkeys(unknown))}.",
        )
    if not holds:
        return None
    at = [pair for pair in (*definition.any_of, *definition.all_of) if _holds(pair, facts)]
    reasons = " and ".join(
        f"{facts.title(pair.area)} is {_grade(facts, pair.grade)}" for pair in at
    )
    return Proposal(
        rule=rule.code,
        source=rule.source,
        strength=rule.strength,
        grade=definition.grade,
        is_out_of_reach=False,
        because=f"{facts.title(definition.area)} {_WORDS[rule.strength]} be "
        f"{_grade(facts, definition.grade)} ({rule.source}), because {reasons}.",
    )


def _grade(facts: Facts, code: str) -> str:
    return facts.title(code).lower()


def _holds(pair: AreaAtGrade, facts: Facts) -> bool | None:
    """Whether the area is at the grade; None while it has no grade."""
    grade = facts.grades.get(pair.area)
    return None if grade is None else grade == pair.grade


def _or(values: Iterable[bool | None]) -> bool | None:
    """True when one is, False when all are; otherwise nobody knows."""
    known = list(values)
    if any(known):
        return True
    return None if None in known else False


def _and(*values: bool | None) -> bool | None:
    """False when one is, True when all are; otherwise nobody knows."""
    if False in values:
        return False
    return None if None in values else True


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


# --- evidence ---------------------------------------------------------------------------------


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
