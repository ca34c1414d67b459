"""What the list of versions shows, and a version as a document."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.utils.formats import date_format

from frameworks.models import (
    Criterion,
    FrameworkEvent,
    FrameworkVersion,
    InspectionType,
    JudgementArea,
    KeyDateRule,
    LimitingRule,
    ReportForm,
)
from frameworks.permissions import may_approve, may_move_version, may_propose
from frameworks.presenters.rules import RuleWords, rule_words
from frameworks.states import FRAMEWORK_VERSION, VersionState
from organisations.values import AGENCY_KIND_LABELS
from pages.shown import Cell, Colour, Column, SummaryRow
from records.permissions import Answer

COLOURS: dict[str, Colour] = {
    VersionState.DRAFT: "blue",
    VersionState.CONSULTATION: "yellow",
    VersionState.IN_FORCE: "green",
    VersionState.WITHDRAWN: "grey",
}
_GRADING = {
    "graded": "Graded",
    "shared": "Graded together: one shared judgement of all these inspectorates",
    "narrative": "In words, without a grade",
    "ungraded": "Not graded",
}
_KINDS = {str(kind): label for kind, label in AGENCY_KIND_LABELS.items()} | {
    "partnership": "The partnership"
}
LIST_COLUMNS = [Column("Framework"), Column("Version"), Column("Stage"), Column("In force from")]
STEP_COLUMNS = [Column("Step"), Column("When"), Column("Where it comes from")]
SECTION_COLUMNS = [Column("Section"), Column("What belongs there")]
EVENT_COLUMNS = [Column("When"), Column("Who"), Column("What happened")]


def anchor(reference: str) -> str:
    """The address within the page for a reference: “140112 ¶115a” is at #140112-115a."""
    return re.sub(r"[^a-z0-9]+", "-", reference.lower()).strip("-")


def list_rows(versions: Iterable[FrameworkVersion]) -> list[list[Cell]]:
    """A row for each version."""
    return [
        [
            Cell(str(version.framework)),
            Cell(version.version, url=version.get_absolute_url(), hint=version.title),
            Cell(_stage(version), colour=COLOURS[version.status]),
            Cell(date_format(version.in_force_from) if version.in_force_from else "Not yet"),
        ]
        for version in versions
    ]


def _stage(version: FrameworkVersion) -> str:
    return version.status_label.capitalize()


# --- a version as a document ----------------------------------------------------------------------


@dataclass(frozen=True)
class CriterionShown:
    """A criterion on the page."""

    anchor: str
    reference: str
    heading: str
    statement: str
    points: list[str]
    condition: str
    note: str


@dataclass(frozen=True)
class AreaShown:
    """A judgement area on the page: its descriptors are a table with a column for each grade."""

    anchor: str
    title: str
    facts: list[SummaryRow]
    scope: str
    criteria: list[CriterionShown]
    grades: list[Column]
    descriptors: list[list[Cell]]


@dataclass(frozen=True)
class FormShown:
    """A kind of report on the page."""

    id: str
    title: str
    sections: list[list[Cell]]


@dataclass(frozen=True)
class TypeShown:
    """An inspection type on the page."""

    anchor: str
    title: str
    facts: list[SummaryRow]
    steps: list[list[Cell]]
    forms: list[FormShown]


@dataclass(frozen=True)
class RuleShown:
    """A limiting rule on the page."""

    anchor: str
    statement: str
    source: str
    in_words: str


@dataclass(frozen=True)
class Document:
    """A version as it reads on its page."""

    title: str
    stage: str
    colour: Colour
    facts: list[SummaryRow]
    areas: list[AreaShown]
    types: list[TypeShown]
    rules: list[RuleShown]
    events: list[list[Cell]]


def document(version: FrameworkVersion) -> Document:
    """The version as a document.

    Args:
        version: read with `with_document()`.
    """
    areas = list(version.areas.all())
    titles = {area.code: area.title for area in areas}
    words = rule_words(areas, version.questions())
    return Document(
        title=version.title,
        stage=_stage(version),
        colour=COLOURS[version.status],
        facts=_version_facts(version),
        areas=[_area(area) for area in areas],
        types=[_type(each, titles) for each in version.inspection_types.all()],
        rules=[_rule(rule, words) for rule in version.limiting_rules.all()],
        events=[_event(event) for event in version.events.all()],
    )


def _version_facts(version: FrameworkVersion) -> list[SummaryRow]:
    loaded_by = version.loaded_by or "the operator, from the command line"
    rows = [
        SummaryRow("Framework", str(version.framework)),
        SummaryRow("Version", version.version),
        SummaryRow("Source", f"{version.source_title} ({version.source_reference})"),
        SummaryRow("Loaded", f"{_day_of(version.loaded_at)}, by {loaded_by}"),
        SummaryRow("Fingerprint of the content", version.file_hash[:16]),
    ]
    if version.in_force_from:
        label = "Proposed to be in force from" if version.is_proposed else "In force from"
        rows.append(SummaryRow(label, date_format(version.in_force_from)))
        rows.append(SummaryRow("Proposed by", str(version.proposed_by)))
    if version.approved_by:
        rows.append(SummaryRow("Approved by", str(version.approved_by)))
    return rows


def _day_of(moment: Any) -> str:
    return date_format(moment, "l j F Y")


def _area(area: JudgementArea) -> AreaShown:
    facts = [
        SummaryRow("Reference", area.paragraph),
        SummaryRow("Answered", _GRADING[area.grading]),
        SummaryRow("By", ", ".join(str(each) for each in area.inspectorates.all())),
        SummaryRow("About", _KINDS[area.agency_kind]),
    ]
    if area.parent:
        facts.append(SummaryRow("Part of", area.parent.title))
    grades = list(area.scale.grades.all()) if area.scale else []
    by_grade = [
        [each for each in area.descriptors.all() if each.grade_id == grade.pk] for grade in grades
    ]
    return AreaShown(
        anchor=f"area-{area.code}",
        title=area.title,
        facts=facts,
        scope=area.scope,
        criteria=[_criterion(criterion) for criterion in area.criteria.all()],
        grades=[Column(grade.title) for grade in grades],
        descriptors=[
            [Cell(each.statement, hint=each.reference) if each else Cell("") for each in row]
            for row in zip_longest(*by_grade)
        ],
    )


def _criterion(criterion: Criterion) -> CriterionShown:
    return CriterionShown(
        anchor=anchor(criterion.reference),
        reference=criterion.reference,
        heading=criterion.heading,
        statement=criterion.statement,
        points=criterion.points,
        condition=criterion.condition,
        note=criterion.note,
    )


def _type(each: InspectionType, titles: dict[str, str]) -> TypeShown:
    steps = list(each.key_dates.all())
    names = {step.code: step.title for step in steps}
    return TypeShown(
        anchor=f"type-{each.code}",
        title=each.title,
        facts=[
            SummaryRow("Led by", str(each.led_by)),
            SummaryRow("Power", str(each.power)),
            SummaryRow("Taking part", ", ".join(str(who) for who in each.participants.all())),
            SummaryRow("Ends in a grade", "Yes" if each.is_graded else "No"),
            SummaryRow("Answers", ", ".join(titles.get(code, code) for code in each.area_codes)),
        ],
        steps=[_step(step, names) for step in steps],
        forms=[_form(form, each) for form in each.report_forms.all()],
    )


def _step(step: KeyDateRule, names: dict[str, str]) -> list[Cell]:
    if not step.after:
        when = "The day that the overall lead chooses"
    elif step.weeks is not None:
        weeks = "1 week" if step.weeks == 1 else f"{step.weeks} weeks"
        when = f"Within {weeks} of: {names[step.after]}"
    else:
        days = "1 working day" if step.working_days == 1 else f"{step.working_days} working days"
        when = f"{days} after: {names[step.after]}"
    source = "Our own setting" if step.is_own_setting else step.source
    hint = step.source if step.is_own_setting else ""
    return [Cell(step.title), Cell(when), Cell(source, hint=hint)]


def _form(form: ReportForm, each: InspectionType) -> FormShown:
    rows = []
    for section in form.sections.all():
        addressed = "Each item names the partnership or an agency." if section.is_addressed else ""
        rows.append([Cell(section.heading), Cell(section.guidance, hint=addressed)])
    title = f"{form.title}: sections. Quality-assured by {form.quality_assured_by}."
    return FormShown(id=f"form-{each.code}-{form.kind}", title=title, sections=rows)


def _rule(rule: LimitingRule, words: RuleWords) -> RuleShown:
    return RuleShown(
        anchor=f"rule-{rule.code}",
        statement=rule.statement,
        source=rule.source,
        in_words=words.sentence(rule),
    )


def _event(event: FrameworkEvent) -> list[Cell]:
    who = str(event.by) if event.by else "The operator"
    return [Cell(_day_of(event.at)), Cell(who), Cell(event.why)]


# --- what can be done with a version --------------------------------------------------------------


@dataclass(frozen=True)
class Acts:
    """What this person is offered on the page of a version; a refusal is shown with its reason."""

    propose: bool
    approve: Answer | None
    take_back: bool
    withdraw: bool


def acts(version: FrameworkVersion, user: Any) -> Acts:
    """The acts that the version's stage and this person's rights leave."""
    targets = set(FRAMEWORK_VERSION.targets(version.status))
    can_begin = VersionState.IN_FORCE in targets and may_propose(user).allowed
    return Acts(
        propose=can_begin and not version.is_proposed,
        approve=may_approve(user, version) if can_begin and version.is_proposed else None,
        take_back=can_begin and version.is_proposed,
        withdraw=VersionState.WITHDRAWN in targets and may_move_version(user).allowed,
    )
