"""What the limiting rules come to for an area, each in a sentence with its paragraph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from frameworks.values import Rule
from judgements import rules
from judgements.presenters.reading import Reading
from judgements.presenters.words import TagColour
from judgements.states import GRADED_STANDS, STANDS
from pages.shown import SummaryRow

_OUTCOMES: dict[type, tuple[str, TagColour]] = {
    rules.Proposal: ("Proposes", "purple"),
    rules.Considered: ("To be weighed", "blue"),
    rules.Blocked: ("Not evaluated", "yellow"),
    type(None): ("No limit", "grey"),
}
_NO_LIMIT = "It sets no limit here."
_ANSWERS = {True: "Yes", False: "No", None: "Nobody has said"}


@dataclass(frozen=True)
class RuleShown:
    """A limiting rule in a sentence, with its paragraph and what it makes of the grade.

    `before` is what it came to when the grade that stands was proposed, where that was otherwise.
    """

    source: str
    statement: str
    outcome: str
    word: str
    colour: TagColour
    before: str = ""


def show_rules(
    values: Sequence[Rule], area: str, facts: rules.Facts, then: Mapping[str, str] | None = None
) -> list[RuleShown]:
    """What the rules about an area come to, in their order, the facts being what they are.

    Args:
        then: what each came to for the grade that stands, where that is to be shown beside it.
    """
    outcomes = {one.rule: one for one in rules.evaluate(values, area, facts)}
    about, then = rules.about(values, area), then or {}
    now = {one.code: outcomes[one.code].because if one.code in outcomes else "" for one in about}
    changed = set(rules.changed_since(then, now))
    return [
        _rule(
            one,
            outcomes.get(one.code),
            (then[one.code] or _NO_LIMIT) if one.code in changed else "",
        )
        for one in about
    ]


def found_then(reading: Reading) -> dict[str, str]:
    """What the rules came to for the grade that stands, by rule; nothing where none does."""
    if reading.judgement.state not in STANDS | GRADED_STANDS:
        return {}
    return {
        found.rule.code: found.outcome
        for newest in reading.proposals[:1]
        for found in reading.findings.get(newest.pk, [])
    }


def show_questions(reading: Reading, facts: rules.Facts) -> list[SummaryRow]:
    """What the rules ask people, with the answers that are among the facts."""
    area, answers = reading.judgement.area.code, facts.answers
    return [
        SummaryRow(f"{one.text} ({one.source})", _ANSWERS[answers.get(one.code)])
        for one in rules.questions(reading.rule_values, area, facts)
    ]


def _rule(rule: Rule, outcome: rules.Outcome | None, before: str) -> RuleShown:
    word, colour = _OUTCOMES[type(outcome)]
    because = outcome.because if outcome else _NO_LIMIT
    return RuleShown(rule.source, rule.statement, because, word, colour, before)
