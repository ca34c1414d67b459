"""A grade with its words, held against the framework's limiting rules and written down.

Whoever gives the grade, the same is asked: all inspectorates together, or one of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypeVar

from frameworks.models import Grade, LimitingRule
from judgements import rules
from judgements.actions.positions import grade_of
from judgements.models import Judgement, Proposal, RecordedAnswer, RuleDeparture, RuleFinding
from judgements.values import ProposalContent
from organisations.models import User
from records.errors import ActionRefused

Content = TypeVar("Content", bound=ProposalContent)


@dataclass(frozen=True)
class Weighed(Generic[Content]):
    """A grade that may be given.

    Args:
        grade: None where the area is not judged.
        content: what was said; of the answers and reasons only those that were asked for.
        asked: what the rules ask.
        stored: the framework's rules, by code.
        found: what each rule about the area came to, by its code; empty where it sets no limit.
    """

    grade: Grade | None
    content: Content
    asked: tuple[rules.Asked, ...] = ()
    stored: Mapping[str, LimitingRule] | None = None
    found: Mapping[str, str] = field(default_factory=dict)


def weigh(*, judgement: Judgement, content: Content) -> Weighed[Content]:
    """Hold a grade against the limiting rules.

    Raises:
        ActionRefused: the grade is not one of the scale, nothing is said, a rule cannot be
            evaluated, or the grade departs from one without a reason.
    """
    grade = grade_of(judgement=judgement, code=content.grade)
    check_statement(content=content)
    stored = {rule.code: rule for rule in judgement.limiting_rules()}
    facts = judgement.facts(content.answers)
    values = [rule.as_value() for rule in stored.values()]
    asked = rules.questions(values, judgement.area.code, facts)
    outcomes = rules.evaluate(values, judgement.area.code, facts)
    departed = _departed(outcomes, content)
    kept = replace(
        content,
        answers={
            one.code: content.answers[one.code] for one in asked if one.code in content.answers
        },
        departures={one.rule: content.departures[one.rule].strip() for one in departed},
    )
    because = {one.rule: one.because for one in outcomes}
    about = rules.about(values, judgement.area.code)
    return Weighed(
        grade, kept, asked, stored, {one.code: because.get(one.code, "") for one in about}
    )


def check_statement(*, content: ProposalContent) -> None:
    """Every grade, and every area that is left without one, has its words.

    Raises:
        ActionRefused: nothing is said.
    """
    if not content.statement.strip():
        raise ActionRefused("Say in words what the judgement is.")


def write_proposal(
    *,
    judgement: Judgement,
    weighed: Weighed[Content],
    number: int,
    content_hash: str,
    by: User,
    at: datetime,
    not_judged: str = "",
) -> Proposal:
    """Write a grade down, with the answers that it rests on, what the rules came to, and why it
    departs from one.

    Args:
        not_judged: why there is no grade, where there is none.
    """
    content, stored = weighed.content, weighed.stored or {}
    proposal = Proposal.objects.create(
        judgement=judgement,
        number=number,
        grade=weighed.grade,
        not_judged=not_judged,
        statement=content.statement,
        content_hash=content_hash,
        by=by,
        at=at,
    )
    RecordedAnswer.objects.bulk_create(
        RecordedAnswer(
            proposal=proposal,
            rule=stored[one.rule],
            code=one.code,
            question=one.text,
            answer=content.answers[one.code],
        )
        for one in weighed.asked
        if one.code in content.answers
    )
    RuleDeparture.objects.bulk_create(
        RuleDeparture(proposal=proposal, rule=stored[code], why=why)
        for code, why in content.departures.items()
    )
    RuleFinding.objects.bulk_create(
        RuleFinding(proposal=proposal, rule=stored[code], outcome=outcome)
        for code, outcome in weighed.found.items()
    )
    return proposal


def _departed(
    outcomes: Sequence[rules.Outcome], content: ProposalContent
) -> tuple[rules.Proposal, ...]:
    blocked = rules.blocks(outcomes)
    if blocked:
        raise ActionRefused(blocked[0].because)
    departed = rules.departures(outcomes, content.grade)
    for one in departed:
        if not content.departures.get(one.rule, "").strip():
            raise ActionRefused(f"{one.because} To depart from that, give the reason.")
    return departed
