"""Which judgement areas a rule ties to which."""

from collections.abc import Iterable

from frameworks.values import BearsOn, Cumulative, Definition, Limits, Rule


def rests_on(rules: Iterable[Rule], area: str) -> frozenset[str]:
    """The other areas whose grades the rules about an area look at."""
    found: set[str] = set()
    for rule in rules:
        if rule.definition is not None and rule.definition.area == area:
            found |= _looks_at(rule.definition)
    return frozenset(found - {area})


def bears_on(rules: Iterable[Rule], area: str) -> tuple[str, ...]:
    """The other areas whose rules look at the grade of this one, each once, in the rules' order."""
    found = [
        rule.definition.area
        for rule in rules
        if rule.definition is not None and area in _looks_at(rule.definition)
    ]
    return tuple(one for one in dict.fromkeys(found) if one != area)


def _looks_at(definition: Definition) -> set[str]:
    match definition:
        case Cumulative() | BearsOn():
            return set(definition.of)
        case Limits():
            return {one.area for one in definition.named()[1:]}
        case _:
            return set()
