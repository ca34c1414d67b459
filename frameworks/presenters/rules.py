"""A limiting rule in words: what its data says, as a sentence to hold against its statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from frameworks.models import JudgementArea, LimitingRule
from frameworks.values import (
    Answered,
    AreaAtGrade,
    BearsOn,
    Condition,
    CountOf,
    Cumulative,
    Definition,
    Group,
    Limits,
    Presupposes,
    Question,
)

CANNOT_BE_EVALUATED = (
    "This rule cannot be evaluated. It blocks agreement until a person has decided."
)


def listed(words: Iterable[str], joined_by: str = "and") -> str:
    """“A”, “A and B”, “A, B and C”."""
    *before, last = words
    return f"{', '.join(before)} {joined_by} {last}" if before else last


@dataclass(frozen=True)
class RuleWords:
    """The names by which the rules of one version speak.

    Args:
        titles: of judgement areas, by code.
        grades: titles of grades, by area and grade, both by code.
        questions: what the rules ask, by code.
    """

    titles: Mapping[str, str]
    grades: Mapping[tuple[str, str], str]
    questions: Mapping[str, Question]

    def sentence(self, rule: LimitingRule) -> str:
        """What the rule's data says."""
        value = rule.as_value()
        if value.definition is None:
            return CANNOT_BE_EVALUATED
        return f"{value.strength.capitalize()}: {self._of(value.definition)}"

    def _of(self, definition: Definition) -> str:
        match definition:
            case Presupposes(area, grade, lower):
                return (
                    f"{self._area(area)} is {self._grade(area, grade)} only where every criterion "
                    f"of {self._grade(area, lower)} that applies is met."
                )
            case Limits(area, grade, when):
                reached = self._at(AreaAtGrade(area, grade))
                return f"{reached} when {', and '.join(self._parts(when))}."
            case Cumulative(area, of):
                return (
                    f"{self._area(area)} is decided after {self._areas(of)}, and out of them. "
                    "No formula gives the grade."
                )
            case BearsOn(area, of):
                are, fix = ("are", "They fix") if len(of) > 1 else ("is", "It fixes")
                return (
                    f"{self._areas(of)} {are} considered when {self._area(area)} is decided. "
                    f"{fix} no grade."
                )

    def _parts(self, group: Group) -> list[str]:
        """Each part of a group; what could be read in two ways stands in brackets."""
        parts = []
        if group.any_of:
            pieces = self._pieces(group.any_of, "or")
            said = " or ".join(pieces)
            parts.append(f"({said})" if len(pieces) > 1 and _has_more(group) else said)
        parts += self._pieces(group.all_of, "and")
        if group.count_of is not None:
            parts.append(self._count(group.count_of))
        return parts

    def _pieces(self, conditions: Iterable[Condition], joined_by: str) -> list[str]:
        """The conditions in words; areas at one grade together: “A”, “B” or “C” is Good."""
        by_grade: dict[str, list[str]] = {}
        others = []
        for condition in conditions:
            match condition:
                case AreaAtGrade(area, grade):
                    by_grade.setdefault(self._grade(area, grade), []).append(self._area(area))
                case Answered(question, answer):
                    others.append(self._answer(question, yes=answer))
                case Group():
                    others.append(f"({', and '.join(self._parts(condition))})")
        graded = [
            f"{listed(areas, joined_by)} {_verb(areas, joined_by)} {grade}"
            for grade, areas in by_grade.items()
        ]
        return graded + others

    def _count(self, counted: CountOf) -> str:
        pieces = [piece for each in counted.among for piece in self._pieces([each], "and")]
        return f"at least {counted.at_least} of these hold: {'; '.join(pieces)}"

    def _at(self, at: AreaAtGrade) -> str:
        return f"{self._area(at.area)} is {self._grade(at.area, at.grade)}"

    def _areas(self, codes: Iterable[str]) -> str:
        return listed([self._area(code) for code in codes])

    def _area(self, code: str) -> str:
        return f"“{self.titles[code]}”"

    def _grade(self, area: str, grade: str) -> str:
        return self.grades[area, grade]

    def _answer(self, question: str, *, yes: bool) -> str:
        return f"the answer to “{self.questions[question].text}” is {'yes' if yes else 'no'}"


def _has_more(group: Group) -> bool:
    return bool(group.all_of) or group.count_of is not None


def _verb(areas: list[str], joined_by: str) -> str:
    return "are" if len(areas) > 1 and joined_by == "and" else "is"


def rule_words(areas: Iterable[JudgementArea], questions: Mapping[str, Question]) -> RuleWords:
    """The words of a version's rules.

    Args:
        areas: all of its judgement areas, with their scales and grades.
        questions: what its rules ask, by code.
    """
    areas = list(areas)
    grades = {
        (area.code, grade.code): grade.title
        for area in areas
        if area.scale
        for grade in area.scale.grades.all()
    }
    return RuleWords({area.code: area.title for area in areas}, grades, questions)


def area_limited(rule: LimitingRule) -> str:
    """The code of the area that the rule is about; empty when its data cannot be understood."""
    definition = rule.as_value().definition
    return "" if definition is None else definition.area
