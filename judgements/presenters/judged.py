"""What a framework's version judges, as the plain values that grades are held against."""

from collections.abc import Mapping
from dataclasses import dataclass

from frameworks.models import FrameworkVersion
from frameworks.values import NOT_JUDGED, Rule
from judgements.rules import Facts
from judgements.rules.consistency import NOT_GIVEN, Relation, relations


@dataclass(frozen=True)
class Judged:
    """What a version judges, as plain values.

    Args:
        areas: the codes of its areas that have a scale, in their order.
        scales: by area, the codes of its grades, the best first.
        rules: its limiting rules.
        relations: which areas are decided out of which.
        facts: what areas and grades are called.
    """

    areas: tuple[str, ...]
    scales: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    relations: tuple[Relation, ...]
    facts: Facts

    def title(self, code: str) -> str:
        """What an area or a grade is called."""
        return self.facts.titles.get(code, code)


def judged_by(version: FrameworkVersion) -> Judged:
    """What a version judges; it comes with its areas, their grades and its rules."""
    graded = [area for area in version.areas.all() if area.scale is not None]
    scales = {
        area.code: tuple(grade.code for grade in area.scale.grades.all())
        for area in graded
        if area.scale is not None
    }
    titles = {NOT_GIVEN: "Not given", NOT_JUDGED: "Not judged"}
    for area in graded:
        grades = area.scale.grades.all() if area.scale is not None else ()
        titles |= {grade.code: grade.title for grade in grades}
    titles |= {area.code: area.title for area in graded}
    codes = {area.pk: area.code for area in graded}
    parents = {area.code: codes[area.parent_id] for area in graded if area.parent_id in codes}
    rules = tuple(rule.as_value() for rule in version.limiting_rules.all())
    found = (one for one in relations(rules, parents) if one.whole in scales)
    return Judged(tuple(scales), scales, rules, tuple(found), Facts(titles=titles))
