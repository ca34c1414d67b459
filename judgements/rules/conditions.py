"""Whether a condition holds: yes, no, or nobody knows. Three-valued logic over plain values.

What is not known is never taken for a no: a condition is settled only where no grade and no answer
that may still come could change it.
"""

from collections.abc import Iterable, Iterator, Sequence

from frameworks.values import Answered, AreaAtGrade, Condition, CountOf, Group
from judgements.rules.facts import Facts

Leaf = AreaAtGrade | Answered


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Whether a condition holds; None while that is not known.

    Each of the parts that a group has must hold. Of a count, what is known may be enough, or too
    little whatever the rest will be.
    """
    if isinstance(condition, AreaAtGrade):
        grade = facts.grades.get(condition.area)
        return None if grade is None else grade == condition.grade
    if isinstance(condition, Answered):
        answer = facts.answers.get(condition.question)
        return None if answer is None else answer is condition.answer
    return _and(_parts(condition, facts))


def reasons(condition: Condition, facts: Facts) -> Iterator[Leaf]:
    """The grades and answers that make a condition hold; none where it does not."""
    if holds(condition, facts) is not True:
        return
    if not isinstance(condition, Group):
        yield condition
        return
    for part in condition.conditions:
        yield from reasons(part, facts)


def unknown(condition: Condition, facts: Facts) -> Iterator[Leaf]:
    """The grades and answers for which a condition waits; none where it is settled."""
    if holds(condition, facts) is not None:
        return
    if not isinstance(condition, Group):
        yield condition
        return
    for together, value in zip(_together(condition), _parts(condition, facts), strict=True):
        if value is None:
            for part in together:
                yield from unknown(part, facts)


def _together(group: Group) -> list[Sequence[Condition]]:
    """The conditions of the parts that the group has, in the order of `_parts`."""
    counted = group.count_of.among if group.count_of is not None else ()
    return [part for part in (group.any_of, group.all_of, counted) if part]


def _parts(group: Group, facts: Facts) -> list[bool | None]:
    found = []
    if group.any_of:
        found.append(_or(holds(one, facts) for one in group.any_of))
    if group.all_of:
        found.append(_and(holds(one, facts) for one in group.all_of))
    if group.count_of is not None:
        found.append(_enough(group.count_of, facts))
    return found


def _enough(count: CountOf, facts: Facts) -> bool | None:
    values = [holds(one, facts) for one in count.among]
    if values.count(True) >= count.at_least:
        return True
    return None if values.count(True) + values.count(None) >= count.at_least else False


def _or(values: Iterable[bool | None]) -> bool | None:
    """True when one is, False when all are; otherwise nobody knows."""
    known = list(values)
    if any(known):
        return True
    return None if None in known else False


def _and(values: Iterable[bool | None]) -> bool | None:
    """False when one is, True when all are; otherwise nobody knows."""
    known = list(values)
    if False in known:
        return False
    return None if None in known else True
