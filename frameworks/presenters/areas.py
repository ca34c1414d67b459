"""A judgement area as it reads on the page: scope, criteria by heading, descriptors by grade."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from frameworks.models import (
    Criterion,
    Grade,
    GradeDescriptor,
    JudgementArea,
    LimitingRule,
    Theme,
)
from frameworks.presenters.anchors import (
    anchor,
    area_anchor,
    descriptor_anchor,
    rule_anchor,
    scope_anchor,
)
from frameworks.presenters.rules import RuleWords, area_limited
from frameworks.values import AgencyKind, SharedScope
from organisations.values import AGENCY_KIND_LABELS
from pages.shown import Link, SummaryRow

GRADING = {
    "graded": "Graded",
    "shared": "Graded together: one shared judgement of all these inspectorates",
    "narrative": "In words, without a grade",
    "ungraded": "Not graded",
}
KINDS = {str(kind): label for kind, label in AGENCY_KIND_LABELS.items()} | {
    AgencyKind.PARTNERSHIP.value: "The partnership",
}


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text of a file, where a line is broken anywhere and means nothing."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


@dataclass(frozen=True)
class CriterionShown:
    """A criterion on the page."""

    anchor: str
    reference: str
    statement: list[str]
    points: list[str]
    condition: str
    note: str
    is_own: bool
    themes: list[Link]


@dataclass(frozen=True)
class HeadingShown:
    """A heading of the source and the criteria under it."""

    heading: str
    criteria: list[CriterionShown]


@dataclass(frozen=True)
class DescriptorShown:
    """One thing that is said of a grade."""

    anchor: str
    reference: str
    statement: list[str]


@dataclass(frozen=True)
class GradeShown:
    """A grade, and what an area looks like at it."""

    title: str
    descriptors: list[DescriptorShown]


@dataclass(frozen=True)
class RuleShown:
    """A limiting rule on the page."""

    anchor: str
    statement: str
    source: str
    in_words: str
    area: Link | None


@dataclass(frozen=True)
class AreaShown:
    """A judgement area on the page."""

    anchor: str
    title: str
    depth: int
    facts: list[SummaryRow]
    scope: list[str]
    shared: list[Link]
    note: list[str]
    headings: list[HeadingShown]
    grades: list[GradeShown]
    rules: list[RuleShown]

    @property
    def criteria(self) -> int:
        """How many criteria it has."""
        return sum(len(each.criteria) for each in self.headings)


@dataclass(frozen=True)
class AreaReader:
    """Reads the areas of one version.

    Args:
        areas: all of them, read with what `with_document()` brings.
        scopes: what several of them cover together.
        rules: all of the version's, in words.
        themes: every theme by its code.
    """

    areas: Sequence[JudgementArea]
    scopes: Sequence[SharedScope]
    rules: Sequence[RuleShown]
    themes: Mapping[str, Theme]

    def all(self) -> list[AreaShown]:
        """Every area, in the order of the file."""
        links = {code: Link(each.title, theme_address(code)) for code, each in self.themes.items()}
        return [self._area(area, links) for area in self.areas]

    def _area(self, area: JudgementArea, themes: Mapping[str, Link]) -> AreaShown:
        here = area_anchor(area.code)
        shared = [scope for scope in self.scopes if area.code in scope.areas]
        return AreaShown(
            anchor=here,
            title=area.title,
            depth=self._depth(area),
            facts=self._facts(area),
            scope=paragraphs(area.scope),
            shared=[
                Link(f"{scope.title} ({scope.reference})", f"#{scope_anchor(scope.code)}")
                for scope in shared
            ],
            note=paragraphs(area.note),
            headings=_by_heading(area.criteria.all(), themes),
            grades=_by_grade(area),
            rules=[rule for rule in self.rules if rule.area and rule.area.url == f"#{here}"],
        )

    def _facts(self, area: JudgementArea) -> list[SummaryRow]:
        facts = [
            SummaryRow("Reference", area.paragraph),
            SummaryRow("Answered", GRADING[area.grading]),
            SummaryRow("By", ", ".join(str(each) for each in area.inspectorates.all())),
            SummaryRow("About", KINDS[area.agency_kind]),
        ]
        if area.not_judged:
            facts.append(SummaryRow("Left without a grade", area.not_judged))
        if area.parent:
            facts.append(SummaryRow("Part of", area.parent.title))
        parts = [each.title for each in self.areas if each.parent_id == area.pk]
        if parts:
            facts.append(SummaryRow("Its parts", "\n".join(parts), verbatim=True))
        return facts

    def _depth(self, area: JudgementArea) -> int:
        """How many areas it is a part of, one within the other."""
        by_key = {each.pk: each for each in self.areas}
        seen = {area.pk}
        while area.parent_id is not None and area.parent_id not in seen:
            seen.add(area.parent_id)
            area = by_key[area.parent_id]
        return len(seen) - 1


def _by_heading(criteria: Iterable[Criterion], themes: Mapping[str, Link]) -> list[HeadingShown]:
    """A heading once, with the criteria that stand under it one after another."""
    return [
        HeadingShown(heading, [_criterion(each, themes) for each in under])
        for heading, under in groupby(criteria, key=lambda each: each.heading)
    ]


def _criterion(criterion: Criterion, themes: Mapping[str, Link]) -> CriterionShown:
    return CriterionShown(
        anchor=anchor(criterion.reference),
        reference=criterion.reference,
        statement=paragraphs(criterion.statement),
        points=criterion.points,
        condition=criterion.condition,
        note=criterion.note,
        is_own=criterion.is_own,
        themes=[themes[code] for code in criterion.theme_codes],
    )


def _by_grade(area: JudgementArea) -> list[GradeShown]:
    """A column for each grade, the best first; none where the sources describe no grade."""
    described = list(area.descriptors.all())
    if not described or area.scale is None:
        return []
    return [_grade(area, grade, described) for grade in area.scale.grades.all()]


def _grade(area: JudgementArea, grade: Grade, described: list[GradeDescriptor]) -> GradeShown:
    return GradeShown(
        grade.title,
        [
            DescriptorShown(
                descriptor_anchor(each, area.code), each.reference, paragraphs(each.statement)
            )
            for each in described
            if each.grade_id == grade.pk
        ],
    )


def rule_shown(rule: LimitingRule, words: RuleWords) -> RuleShown:
    """A rule, with a link to the area that it is about; none when nobody can tell which."""
    code = area_limited(rule)
    return RuleShown(
        anchor=rule_anchor(rule.code),
        statement=rule.statement,
        source=rule.source,
        in_words=words.sentence(rule),
        area=Link(words.titles[code], f"#{area_anchor(code)}") if code else None,
    )


def theme_address(code: str) -> str:
    """The page of a theme."""
    return reverse("frameworks:theme", args=[code])
