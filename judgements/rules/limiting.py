"""What each kind of limiting rule comes to, from what is known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from frameworks.values import (
    Answered,
    AreaAtGrade,
    BearsOn,
    Cumulative,
    Limits,
    Presupposes,
    Rule,
    Strength,
)
from judgements.rules.conditions import Leaf, holds, reasons, unknown
from judgements.rules.facts import Facts
from judgements.rules.outcomes import Asked, Blocked, Considered, Outcome, Part, Proposal

_WORDS = {Strength.MUST: "must", Strength.LIKELY: "is likely to"}
_YES_NO = {True: "yes", False: "no"}


def questions(rules: Iterable[Rule], area: str, facts: Facts) -> tuple[Asked, ...]:
    """What has to be asked before the rules about an area can be evaluated, in the rules' order.

    Outstanding presupposes that the criteria of good are met (No. 140112 ¶68–70, ¶80–81, ¶116), and
    whether they are is a judgement of people, not a count of evidence. So are the facts of ¶70 and
    ¶81: what leaders understand, and what was done about a failure. A question that several rules
    ask is asked once, and one on which nothing depends, the grades being what they are, not at all.
    """
    before = replace(facts, answers={})
    asked: dict[str, Asked] = {}
    for rule in rules:
        if rule.definition is not None and rule.definition.area == area:
            for one in _asked_by(rule, before):
                asked.setdefault(one.code, one)
    return tuple(asked.values())


def _asked_by(rule: Rule, facts: Facts) -> Iterator[Asked]:
    definition = rule.definition
    if isinstance(definition, Presupposes) and rule.code not in facts.questions:
        text = f"Are all criteria of {facts.grade(definition.criteria_of)} met?"
        yield Asked(rule.code, rule.code, rule.source, text)
    elif isinstance(definition, Limits) and holds(definition.when, facts) is None:
        for code in definition.questions():
            # A question that the framework lacks cannot be asked; the rule then blocks.
            if code in facts.questions:
                question = facts.questions[code]
                yield Asked(code, rule.code, question.source, question.text)


def evaluate(rules: Iterable[Rule], area: str, facts: Facts) -> tuple[Outcome, ...]:
    """What the rules propose for an area, in their order; those that do not apply are left out.

    A rule whose definition cannot be understood blocks every area: nobody knows which it is about.
    """
    outcomes = (_evaluated(rule, area, facts) for rule in rules)
    return tuple(outcome for outcome in outcomes if outcome is not None)


def _evaluated(rule: Rule, area: str, facts: Facts) -> Outcome | None:
    definition = rule.definition
    if definition is None:
        return _blocked(
            rule,
            f"The rule of {rule.source} cannot be understood as it is stored. "
            "Ask an admin to correct the framework.",
        )
    if definition.area != area:
        return None
    match definition:
        case Presupposes():
            return _presupposed(rule, definition, facts)
        case Limits():
            return _limited(rule, definition, facts)
        case Cumulative():
            return _derived(rule, definition, facts)
        case BearsOn():
            return _weighed(rule, definition, facts)


def _presupposed(rule: Rule, definition: Presupposes, facts: Facts) -> Outcome | None:
    if rule.code in facts.questions:
        # One answer would do for two questions. The rule's own cannot be told from the other.
        return _blocked(
            rule,
            f"The rule of {rule.source} has the name of a question. "
            "Ask an admin to correct the framework.",
        )
    met = facts.answers.get(rule.code)
    wanted, base = facts.grade(definition.grade), facts.grade(definition.criteria_of)
    if met is None:
        return _blocked(
            rule,
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
    known = holds(definition.when, facts)
    if known is None:
        return _blocked(rule, _waits_for(rule, tuple(unknown(definition.when, facts)), facts))
    if not known:
        return None
    why = dict.fromkeys(_said(leaf, facts) for leaf in reasons(definition.when, facts))
    return Proposal(
        rule=rule.code,
        source=rule.source,
        strength=rule.strength,
        grade=definition.grade,
        is_out_of_reach=False,
        because=f"{facts.title(definition.area)} {_WORDS[rule.strength]} be "
        f"{facts.grade(definition.grade)} ({rule.source}), because {_listed(tuple(why))}.",
    )


def _derived(rule: Rule, definition: Cumulative, facts: Facts) -> Outcome:
    """An overall judgement comes after its parts and has no formula (No. 140112 ¶41, ¶59, ¶74)."""
    parts = _parts(definition.of, facts)
    open_parts = [
        AreaAtGrade(part.area, "")
        for part in parts
        if part.grade is None and part.area not in facts.in_words
    ]
    if open_parts:
        return _blocked(rule, _waits_for(rule, open_parts, facts))
    return Considered(
        rule.code,
        rule.source,
        parts,
        f"{facts.title(definition.area)} is decided after its parts ({rule.source}): "
        f"{_listed(_shown(parts, facts))}. No grade follows from them by itself.",
    )


def _weighed(rule: Rule, definition: BearsOn, facts: Facts) -> Outcome:
    parts = _parts(definition.of, facts)
    return Considered(
        rule.code,
        rule.source,
        parts,
        f"Weighed in {facts.title(definition.area)} ({rule.source}): "
        f"{_listed(_shown(parts, facts))}. It fixes no grade.",
    )


def _blocked(rule: Rule, because: str) -> Blocked:
    return Blocked(rule.code, rule.source, because)


# --- sentences ------------------------------------------------------------------------------------


def _said(leaf: Leaf, facts: Facts) -> str:
    """What is so, in the middle of a sentence."""
    if isinstance(leaf, AreaAtGrade):
        return f"{facts.title(leaf.area)} is {facts.grade(leaf.grade)}"
    return f"the answer to “{_question(leaf, facts)}” is {_YES_NO[leaf.answer]}"


def _waits_for(rule: Rule, leaves: Sequence[Leaf], facts: Facts) -> str:
    """Which grades are not agreed, which will never be, and which questions nobody has answered."""
    areas = dict.fromkeys(leaf.area for leaf in leaves if isinstance(leaf, AreaAtGrade))
    later = [facts.title(area) for area in areas if facts.can_come(area)]
    never = [facts.title(area) for area in areas if not facts.can_come(area)]
    asked = dict.fromkeys(_question(leaf, facts) for leaf in leaves if isinstance(leaf, Answered))
    said = []
    if later:
        said.append(
            f"The rule of {rule.source} needs a grade that is not agreed yet: {', '.join(later)}."
        )
    if never:
        said.append(
            f"The rule of {rule.source} needs a grade that this inspection does not give: "
            f"{', '.join(never)}."
        )
    if asked:
        said.append(
            f"The rule of {rule.source} asks what nobody has answered: "
            f"{' '.join(f'“{text}”' for text in asked)}."
        )
    return " ".join(said)


def _question(leaf: Answered, facts: Facts) -> str:
    found = facts.questions.get(leaf.question)
    return found.text if found is not None else facts.title(leaf.question)


def _parts(codes: Iterable[str], facts: Facts) -> tuple[Part, ...]:
    return tuple(Part(code, facts.grades.get(code)) for code in codes)


def _shown(parts: Iterable[Part], facts: Facts) -> list[str]:
    return [f"{facts.title(part.area)} {_standing(part, facts)}" for part in parts]


def _standing(part: Part, facts: Facts) -> str:
    if part.area in facts.in_words:
        return "is answered in words"
    return f"is {facts.grade(part.grade)}" if part.grade else "has no grade yet"


def _listed(sentences: Sequence[str]) -> str:
    if len(sentences) <= 1:
        return "".join(sentences)
    return f"{', '.join(sentences[:-1])} and {sentences[-1]}"
