"""Recorded grades held against the limiting rules: what the rules propose, and who departed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from frameworks.values import NOT_JUDGED, Limits, Presupposes, Rule, Strength
from judgements.rules.facts import Facts
from judgements.rules.limiting import evaluate
from judgements.rules.outcomes import Blocked, Proposal


class Left(StrEnum):
    """Why a rule could not be evaluated from recorded grades."""

    NO_GRADE = "a grade is not given"
    NO_ANSWER = "it asks what grades do not tell"
    NOT_UNDERSTOOD = "it cannot be understood as it is stored"


@dataclass(frozen=True)
class Proposed:
    """What a rule proposes from the recorded grades."""

    rule: str
    area: str
    grade: str
    strength: Strength
    because: str


@dataclass(frozen=True)
class Departed:
    """A recorded grade that is another than a rule proposes.

    Args:
        rule: the code of the rule, with its `source`.
        area: the code of the area.
        recorded: the grade that was given.
        proposed: the grade that the rule proposes.
    """

    rule: str
    area: str
    recorded: str
    proposed: str
    source: str


@dataclass(frozen=True)
class CheckedRow:
    """One inspection's recorded grades, held against the rules.

    Args:
        row: its number in the file; 1 for the first row of data.
        recorded: the grades that were given, by area.
        proposals: in the rules' order.
        departures: in the rules' order.
        left: the rules that could not be evaluated, by code, with the reason.
    """

    row: int
    recorded: Mapping[str, str]
    proposals: tuple[Proposed, ...]
    departures: tuple[Departed, ...]
    left: Mapping[str, Left]


def check_recorded(
    rows: Sequence[Mapping[str, str]], rules: Sequence[Rule], facts: Facts
) -> Iterator[CheckedRow]:
    """Hold each row of recorded grades against the rules.

    A blank grade is not known; a rule that holds whatever it is proposes all the same. An area that
    is left blank, or was not judged, departs from nothing.

    Args:
        rows: grades by area, as `read_outcomes` gives them.
        rules: of the framework.
        facts: what things are called; its grades are those of the row.
    """
    for number, recorded in enumerate(rows, 1):
        yield _checked(number, recorded, rules, replace(facts, grades=recorded))


def _checked(
    number: int, recorded: Mapping[str, str], rules: Sequence[Rule], facts: Facts
) -> CheckedRow:
    proposals, departures, left = [], [], {}
    for rule in rules:
        area = rule.definition.area if rule.definition is not None else ""
        for outcome in evaluate([rule], area, facts):
            if isinstance(outcome, Blocked):
                reason = _why_left(rule)
                if reason is not None:
                    left[rule.code] = reason
            elif isinstance(outcome, Proposal):
                proposals.append(
                    Proposed(rule.code, area, outcome.grade, rule.strength, outcome.because)
                )
                given = recorded.get(area, NOT_JUDGED)
                if given != NOT_JUDGED and outcome.is_departed_from_by(given):
                    departures.append(Departed(rule.code, area, given, outcome.grade, rule.source))
    return CheckedRow(number, recorded, tuple(proposals), tuple(departures), left)


def _why_left(rule: Rule) -> Left | None:
    """Why a rule is left; None where it proposes no grade in any case."""
    match rule.definition:
        case None:
            return Left.NOT_UNDERSTOOD
        case Presupposes():
            return Left.NO_ANSWER
        case Limits() as limits:
            return Left.NO_ANSWER if limits.questions() else Left.NO_GRADE
        case _:
            return None
