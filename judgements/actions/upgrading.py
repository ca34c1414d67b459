"""Moving an inspection to another version of its framework: what becomes of its judgements.

A judgement follows its area, by code. Positions, proposals, signatures, answers and departures stay
as they were written, on the grades and rules of their own version: what was signed keeps its hash,
and no grade moves. What is recorded from then on chooses from the new version's scale.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from frameworks.models import Grade, JudgementArea, LimitingRule
from frameworks.values import Grading
from inspections.actions.upgrading import Upgrade
from judgements import rules
from judgements.actions.upgrading_narrative import (
    begun_evaluations,
    follow_evaluations,
    reasons_against_evaluations,
)
from judgements.models import (
    Judgement,
    NarrativeEvaluation,
    Position,
    PositionReceived,
    Proposal,
    RecordedAnswer,
)
from judgements.states import JudgementState


@dataclass(frozen=True)
class RoundImpact:
    """A round of positions: how many are in, and whether they can be read."""

    number: int
    positions: int
    is_revealed: bool


@dataclass(frozen=True)
class AreaImpact:
    """A judgement that was begun, and what the new version says otherwise of its area.

    Args:
        state: the stage in words.
        grade: what the agreed grade is called; empty while there is none.
        rounds: of positions, in their order.
        changes: of the area itself, its grades, descriptors and rules, in words.
    """

    area: str
    title: str
    state: str
    grade: str
    rounds: tuple[RoundImpact, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True)
class RuleImpact:
    """A new or changed rule that does not go with an agreed grade. It moves no grade.

    Args:
        grade: what the agreed grade is called.
        is_blocked: True when the rule cannot be evaluated: it asks what nobody has answered.
        because: what it proposes and why, or why it cannot be evaluated.
    """

    rule: str
    source: str
    area: str
    grade: str
    is_blocked: bool
    because: str


# --- what speaks against it -----------------------------------------------------------------------


def reasons_against(*, asked: Upgrade) -> list[str]:
    """Why judgements keep the inspection from the new version.

    Whether a hidden position could be kept is not asked: the answer would tell of it. While a round
    is open and a grade of its scale goes, the inspection waits for the round.
    """
    areas = _areas(asked)
    reasons: list[str] = []
    for judgement in _begun(asked):
        reasons.extend(_against(judgement, areas.get(judgement.area.code), asked))
    return reasons + reasons_against_evaluations(asked=asked)


def _against(judgement: Judgement, new: JudgementArea | None, asked: Upgrade) -> Iterator[str]:
    title, version = judgement.area.title, f"version {asked.after.version}"
    if new is None or new.code not in asked.answered():
        yield f"{title} has a judgement that was begun, and {version} does not answer it here."
        return
    if new.code not in asked.answered_in(judgement.strand.code):
        yield f"{title} has a judgement that was begun, and {version} answers it in another strand."
        return
    if new.grading != judgement.area.grading:
        yield (
            f"{title} has a judgement that was begun, and its grading is {new.grading} in "
            f"{version}, no longer {judgement.area.grading}."
        )
        return
    kept = _grades(new)
    for code, name in _given(judgement, asked).items():
        if code not in kept:
            yield f"“{name}” was given for {title}, and is no grade of {version}."
    gone = [name for code, name in _grades(judgement.area).items() if code not in kept]
    if gone and _is_hiding(judgement):
        yield (
            f"A round of positions on {title} is open, and {version} has no grade “{gone[0]}”. "
            "Positions are hidden until all are in: finish the round first."
        )


def _grades(area: JudgementArea) -> dict[str, str]:
    rows = Grade.objects.filter(scale=area.scale_id)
    return dict(rows.values_list("code", "title"))


def _given(judgement: Judgement, asked: Upgrade) -> dict[str, str]:
    """The grades of shown positions and of proposals, the titles by code."""
    shown = Position.objects.visible_to(asked.member.person).filter(
        round__judgement=judgement, round__revealed_at__isnull=False, grade__isnull=False
    )
    proposed = Proposal.objects.filter(judgement=judgement, grade__isnull=False)
    columns = ("grade__code", "grade__title")
    return dict([*shown.values_list(*columns), *proposed.values_list(*columns)])


def _is_hiding(judgement: Judgement) -> bool:
    waiting = Q(round__judgement=judgement, round__revealed_at__isnull=True)
    return PositionReceived.objects.filter(waiting).exists()


# --- what it comes to -----------------------------------------------------------------------------


def areas_impact(*, asked: Upgrade) -> tuple[AreaImpact, ...]:
    """Every judgement that was begun, in the framework's order, then every evaluation in words."""
    begun = _begun(asked)
    agreed = {judgement.pk: proposal for judgement, proposal in _agreed(begun)}
    named = {
        **_rule_areas(asked.before.limiting_rules.all()),
        **_rule_areas(asked.after.limiting_rules.all()),
    }
    graded = tuple(
        AreaImpact(
            area=one.area.code,
            title=one.area.title,
            state=one.state_label,
            grade=agreed[one.pk].grade_title if one.pk in agreed else "",
            rounds=tuple(_rounds(one)),
            changes=tuple(_changes(one, named, asked)),
        )
        for one in begun
    )
    return graded + tuple(
        AreaImpact(
            area=one.area.code,
            title=one.area.title,
            state=one.state_label,
            grade="",
            rounds=(),
            changes=tuple(_changes(one, named, asked)),
        )
        for one in begun_evaluations(asked=asked)
    )


def _rounds(judgement: Judgement) -> Iterator[RoundImpact]:
    received = PositionReceived.objects.filter(round__judgement=judgement)
    counts = Counter(received.values_list("round", flat=True))
    for one in judgement.rounds.all():
        yield RoundImpact(one.number, counts[one.pk], one.revealed_at is not None)


def _rule_areas(stored: Iterable[LimitingRule]) -> dict[str, str]:
    values = (rule.as_value() for rule in stored)
    return {one.code: one.definition.area for one in values if one.definition is not None}


def _changes(
    judgement: Judgement | NarrativeEvaluation, rule_areas: Mapping[str, str], asked: Upgrade
) -> Iterator[str]:
    area, scale = judgement.area, judgement.area.scale
    told = {"new": asked.changes.added, "removed": asked.changes.removed}
    for what, parts in {**told, "changed": asked.changes.changed}.items():
        for part in parts:
            names = ", ".join(one.name for one in part.differences)
            said = f"{what} ({names})" if names else what
            if (part.noun, part.name) == ("judgement area", area.code):
                yield f"the area: {said}"
            elif part.noun == "grade scale" and scale is not None and part.name == scale.code:
                yield f"the grade scale: {said}"
            elif part.noun == "grade descriptor" and part.name.startswith(f"{area.code} "):
                yield f"descriptor of {part.name.removeprefix(f'{area.code} ')}: {said}"
            elif part.noun == "limiting rule" and rule_areas.get(part.name) == area.code:
                yield f"rule {part.name}: {said}"


def rules_impact(*, asked: Upgrade) -> tuple[RuleImpact, ...]:
    """The new and changed rules that do not go with what was agreed, rule by rule.

    Each is held against the agreed grades, with the answers that were recorded with them.
    """
    parts = (*asked.changes.added, *asked.changes.changed)
    other = {part.name for part in parts if part.noun == "limiting rule"}
    stored = [rule for rule in asked.after.limiting_rules.all() if rule.code in other]
    agreed = list(_agreed(_begun(asked)))
    if not stored or not agreed:
        return ()
    found: list[RuleImpact] = []
    for judgement, proposal in agreed:
        if proposal.grade is None:
            continue  # an area that is not judged departs from nothing
        facts = _facts(asked, agreed, proposal)
        values = [rule.as_value() for rule in stored]
        outcomes = rules.evaluate(values, judgement.area.code, facts)
        flagged: list[rules.Blocked | rules.Proposal] = [
            *rules.blocks(outcomes),
            *rules.departures(outcomes, proposal.grade_code),
        ]
        found.extend(
            RuleImpact(
                rule=one.rule,
                source=one.source,
                area=judgement.area.code,
                grade=proposal.grade_title,
                is_blocked=isinstance(one, rules.Blocked),
                because=one.because,
            )
            for one in flagged
        )
    return tuple(found)


def _facts(
    asked: Upgrade, agreed: Iterable[tuple[Judgement, Proposal]], proposal: Proposal
) -> rules.Facts:
    """What is known, as the new version puts it: agreed grades, and the proposal's answers."""
    areas = _areas(asked)
    grades = Grade.objects.filter(scale__version=asked.after).values_list("code", "title")
    answers = RecordedAnswer.objects.filter(proposal=proposal).values_list("code", "answer")
    return rules.Facts(
        grades={judgement.area.code: one.grade_code for judgement, one in agreed},
        answers=dict(answers),
        titles={**dict(grades), **{code: area.title for code, area in areas.items()}},
        questions=asked.after.questions(),
        judged=asked.answered(),
        in_words=frozenset(
            code for code, area in areas.items() if not Grading(area.grading).has_scale
        ),
    )


def _agreed(begun: Iterable[Judgement]) -> Iterator[tuple[Judgement, Proposal]]:
    for judgement in begun:
        proposal = judgement.current_proposal()
        if judgement.state == JudgementState.AGREED and proposal is not None:
            yield judgement, proposal


def _begun(asked: Upgrade) -> list[Judgement]:
    rows = Judgement.objects.filter(strand__inspection=asked.inspection)
    return list(rows.select_related("strand", "area__scale").order_by("area__order", "pk"))


def _areas(asked: Upgrade) -> dict[str, JudgementArea]:
    return {area.code: area for area in JudgementArea.objects.filter(version=asked.after)}


# --- doing it -------------------------------------------------------------------------------------


def follow(*, asked: Upgrade) -> None:
    """Point every judgement and evaluation at the area of the same code in the new version.

    The inspection's row is locked, and nothing speaks against it: the caller has asked.
    """
    areas = _areas(asked)
    begun = _begun(asked)
    for judgement in begun:
        judgement.area = areas[judgement.area.code]
    Judgement.objects.bulk_update(begun, ["area"])
    follow_evaluations(asked=asked)
