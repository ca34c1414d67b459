"""What the rules came to when a grade was proposed, beside what they come to now."""

from collections.abc import Iterable, Mapping

from frameworks.values import Rule


def about(rules: Iterable[Rule], area: str) -> list[Rule]:
    """The rules about an area; with them those that nobody can read, which block every area."""
    return [one for one in rules if one.definition is None or one.definition.area == area]


def changed_since(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Codes of the rules that come to something else now: a grade of another area changed.

    That moves no grade: people are told, and decide whether to open the judgement again.

    Args:
        then: what each rule came to, by its code; empty where nothing was kept.
        now: the same today; a rule that is gone is left out.
    """
    return [code for code, outcome in then.items() if code in now and now[code] != outcome]
