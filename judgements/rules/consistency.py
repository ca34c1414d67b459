"""Grades held against each other over many outcomes: how often, how together, and what stands out.

Nothing here says what a grade should have been. It shows where people may want to look again: a
grade that the pattern does not explain may be exactly right (house rule 2).
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from frameworks.values import NOT_JUDGED, Cumulative, Rule
from judgements.rules.facts import Facts
from judgements.rules.recorded import Departed, check_recorded

NOT_GIVEN = ""
# A pattern says something once it is seen so often, and so often with one grade.
LEAST_OTHERS = 4
NEARLY_ALWAYS = 0.8


@dataclass(frozen=True)
class Seen:
    """Outcomes with the same grades, and how many they are."""

    grades: Mapping[str, str]
    times: int


@dataclass(frozen=True)
class Relation:
    """An area that is decided after others and out of them."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Matrix:
    """How often each grade of a part came with each grade of the whole.

    Args:
        relation: of which areas.
        counts: by the part, its grade and the grade of the whole.
        counted: the outcomes that give the whole a grade.
        left: those that do not, and are nowhere else in the matrix.
    """

    relation: Relation
    counts: Mapping[tuple[str, str, str], int]
    counted: int
    left: int

    def row(self, part: str, grade: str) -> int:
        """How many outcomes give this part that grade."""
        return sum(
            times
            for (area, given, _), times in self.counts.items()
            if (area, given) == (part, grade)
        )


@dataclass(frozen=True)
class Together:
    """The grades of all parts in one, and the grades of the whole that went with them."""

    parts: tuple[str, ...]
    wholes: Mapping[str, int]

    @property
    def times(self) -> int:
        """How many outcomes have these parts."""
        return sum(self.wholes.values())


def pattern_of(grades: Mapping[str, str]) -> str:
    """Grades as one text, the same for the same grades: what a database can count by."""
    return json.dumps(dict(sorted(grades.items())), separators=(",", ":"))


def grades_of(pattern: str) -> dict[str, str]:
    """The grades that a text of `pattern_of` stands for."""
    return dict(json.loads(pattern))


def merged(seen: Iterable[Seen]) -> list[Seen]:
    """The same with the counts of equal grades added up, in the order of their texts."""
    counts: Counter[str] = Counter()
    for one in seen:
        counts[pattern_of(one.grades)] += one.times
    return [Seen(grades_of(pattern), times) for pattern, times in sorted(counts.items())]


def distribution(seen: Iterable[Seen], areas: Iterable[str]) -> dict[str, Counter[str]]:
    """How often each area got each grade; `NOT_GIVEN` counts those that say nothing of it."""
    counts: dict[str, Counter[str]] = {area: Counter() for area in areas}
    for one in seen:
        for area, counted in counts.items():
            counted[one.grades.get(area, NOT_GIVEN)] += one.times
    return counts


def relations(rules: Iterable[Rule], parents: Mapping[str, str]) -> list[Relation]:
    """Which areas are decided out of which: as the rules say, else as areas stand under others.

    Args:
        rules: of the framework; a cumulative one names a whole and its parts.
        parents: by the code of a graded area, the code of the graded one that it stands under.
    """
    found = {
        rule.definition.area: Relation(rule.definition.area, tuple(rule.definition.of))
        for rule in rules
        if isinstance(rule.definition, Cumulative)
    }
    for whole in dict.fromkeys(parents.values()):
        parts = tuple(area for area, parent in parents.items() if parent == whole)
        found.setdefault(whole, Relation(whole, parts))
    return list(found.values())


def matrix(seen: Iterable[Seen], relation: Relation) -> Matrix:
    """How the grades of the parts go with those of the whole."""
    counts: Counter[tuple[str, str, str]] = Counter()
    counted = left = 0
    for one in seen:
        whole = one.grades.get(relation.whole, NOT_GIVEN)
        if whole in (NOT_GIVEN, NOT_JUDGED):
            left += one.times
            continue
        counted += one.times
        for part in relation.parts:
            counts[part, one.grades.get(part, NOT_GIVEN), whole] += one.times
    return Matrix(relation, dict(counts), counted, left)


def together(seen: Iterable[Seen], relation: Relation) -> list[Together]:
    """Each pattern of the parts with the grades of the whole, the most frequent first.

    Outcomes whose whole has no grade are left out, as they are of `matrix`.
    """
    found: dict[tuple[str, ...], Counter[str]] = {}
    for one in seen:
        whole = one.grades.get(relation.whole, NOT_GIVEN)
        if whole not in (NOT_GIVEN, NOT_JUDGED):
            found.setdefault(_parts_of(one, relation), Counter())[whole] += one.times
    patterns = [Together(parts, dict(wholes)) for parts, wholes in found.items()]
    return sorted(patterns, key=lambda one: (-one.times, one.parts))


def departures(
    seen: Sequence[Seen], rules: Sequence[Rule], facts: Facts
) -> dict[str, tuple[Departed, ...]]:
    """The grades that depart from a rule, with the rules, by the text of the pattern."""
    rows = check_recorded([one.grades for one in seen], rules, facts)
    return {pattern_of(row.recorded): row.departures for row in rows if row.departures}


def outliers(
    seen: Sequence[Seen],
    relation: Relation,
    scales: Mapping[str, Sequence[str]],
    facts: Facts,
    *,
    among: Sequence[Seen] | None = None,
) -> dict[str, tuple[str, ...]]:
    """What stands out, with the reasons in sentences, by the text of the pattern.

    A whole stands out that is better or worse than every one of its parts; or that is another than
    the whole nearly always is where the parts have the same grades.

    Args:
        seen: the outcomes that are looked at.
        relation: of the areas that are held against each other.
        scales: by area, the codes of its grades, the best first.
        facts: what areas and grades are called.
        among: the outcomes that they are held against; those that are looked at, unless given.
    """
    usual = {one.parts: one for one in together(seen if among is None else among, relation)}
    found = {}
    for one in seen:
        whole = one.grades.get(relation.whole, NOT_GIVEN)
        if whole in (NOT_GIVEN, NOT_JUDGED):
            continue
        said = [
            _beyond(one, relation, scales, facts),
            _unusual(whole, usual.get(_parts_of(one, relation)), relation, facts),
        ]
        reasons = tuple(reason for reason in said if reason)
        if reasons:
            found[pattern_of(one.grades)] = reasons
    return found


def _parts_of(one: Seen, relation: Relation) -> tuple[str, ...]:
    return tuple(one.grades.get(part, NOT_GIVEN) for part in relation.parts)


def _beyond(
    one: Seen, relation: Relation, scales: Mapping[str, Sequence[str]], facts: Facts
) -> str:
    """Why the whole is beyond its parts; empty where it is not, or where that cannot be told.

    A part that is not given may be the one that explains the whole; grades of different scales are
    not compared.
    """
    scale = list(scales.get(relation.whole, ()))
    given = [grade for grade in _parts_of(one, relation) if grade != NOT_JUDGED]
    whole = one.grades[relation.whole]
    if not given or any(grade not in scale for grade in [*given, whole]):
        return ""
    ranks = [scale.index(grade) for grade in given]
    what = f"{facts.title(relation.whole)} is {facts.grade(whole)}"
    if scale.index(whole) < min(ranks):
        return f"{what}, better than every one of its parts."
    if scale.index(whole) > max(ranks):
        return f"{what}, worse than every one of its parts."
    return ""


def _unusual(whole: str, usual: Together | None, relation: Relation, facts: Facts) -> str:
    """Why this grade of the whole is unusual with these parts; empty where it is not."""
    if usual is None:
        return ""
    # The outcome itself is no witness of what the others do.
    others = Counter(usual.wholes)
    others[whole] -= 1
    number = sum(others.values())
    grade, times = max(others.items(), key=lambda pair: (pair[1], pair[0]))
    if grade == whole or number < LEAST_OTHERS or times < NEARLY_ALWAYS * number:
        return ""
    return (
        f"{facts.title(relation.whole)} is {facts.grade(whole)}. Of {number} other outcomes whose "
        f"parts have the same grades, {times} are {facts.grade(grade)}."
    )
