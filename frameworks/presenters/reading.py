"""What the list of versions shows, and a version as a document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format

from frameworks.models import FrameworkEvent, FrameworkVersion, Theme
from frameworks.permissions import may_approve, may_move_version, may_propose
from frameworks.presenters.anchors import area_anchor, scope_anchor
from frameworks.presenters.areas import AreaReader, AreaShown, RuleShown, paragraphs, rule_shown
from frameworks.presenters.rules import rule_words
from frameworks.presenters.types import TypeReader, TypeShown
from frameworks.states import FRAMEWORK_VERSION, VersionState
from frameworks.values import SharedScope
from organisations.models import LegalPower
from pages.shown import Cell, Colour, Column, Link, SummaryRow
from records.permissions import Answer

COLOURS: dict[str, Colour] = {
    VersionState.DRAFT: "blue",
    VersionState.CONSULTATION: "yellow",
    VersionState.IN_FORCE: "green",
    VersionState.WITHDRAWN: "grey",
}
QUESTION_COLUMNS = [Column("Question"), Column("Source")]
TOPIC_COLUMNS = [Column("Topic"), Column("Chosen for"), Column("Source")]
EVENT_COLUMNS = [Column("When"), Column("Who"), Column("What happened")]


@dataclass(frozen=True)
class VersionShown:
    """A version in the list."""

    framework: str
    title: str
    url: str
    version: str
    stage: str
    colour: Colour
    in_force: str
    source: str
    types: list[str]


def listed_versions(versions: Iterable[FrameworkVersion]) -> list[VersionShown]:
    """The rows of the list.

    Args:
        versions: as `for_list()` reads them.
    """
    return [_version(version) for version in versions]


def _version(version: FrameworkVersion) -> VersionShown:
    return VersionShown(
        framework=str(version.framework),
        title=version.title,
        url=version.get_absolute_url(),
        version=version.version,
        stage=stage(version),
        colour=COLOURS[version.status],
        in_force=_in_force(version),
        source=f"{version.source_title} ({version.source_reference})",
        types=[each.title for each in version.inspection_types.all()],
    )


def _in_force(version: FrameworkVersion) -> str:
    if version.in_force_from is None:
        return "Not in force"
    day = date_format(version.in_force_from)
    return f"Proposed from {day}" if version.is_proposed else f"From {day}"


def stage(version: FrameworkVersion) -> str:
    """The stage in words: Draft, In force."""
    return version.status_label.capitalize()


# --- a version as a document ----------------------------------------------------------------------


@dataclass(frozen=True)
class ScopeShown:
    """What several judgement areas cover together, on the page."""

    anchor: str
    title: str
    reference: str
    statement: list[str]
    note: str
    areas: list[Link]


@dataclass(frozen=True)
class Document:
    """A version as it reads on its page."""

    title: str
    stage: str
    colour: Colour
    note: list[str]
    no_area_grade: str
    facts: list[SummaryRow]
    scopes: list[ScopeShown]
    areas: list[AreaShown]
    rules: list[RuleShown]
    questions: list[list[Cell]]
    topics: list[list[Cell]]
    types: list[TypeShown]
    events: list[list[Cell]]


def document(version: FrameworkVersion) -> Document:
    """The version as a document.

    Args:
        version: read with `with_document()`.
    """
    areas = list(version.areas.all())
    scopes = version.shared_scopes()
    words = rule_words(areas, version.questions())
    rules = [rule_shown(rule, words) for rule in version.limiting_rules.all()]
    kinds = list(version.inspection_types.all())
    powers = LegalPower.objects.in_bulk(field_name="code")
    types = TypeReader(areas, powers, is_one_of_several=len(kinds) > 1)
    return Document(
        title=version.title,
        stage=stage(version),
        colour=COLOURS[version.status],
        note=paragraphs(version.note),
        no_area_grade=version.no_area_grade,
        facts=_version_facts(version),
        scopes=[_scope(scope, words.titles) for scope in scopes],
        areas=AreaReader(areas, scopes, rules, Theme.objects.in_bulk()).all(),
        rules=rules,
        questions=[[Cell(each.text), Cell(each.source)] for each in version.questions().values()],
        topics=_topics(version),
        types=[types.one(each) for each in kinds],
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


def _scope(scope: SharedScope, titles: Mapping[str, str]) -> ScopeShown:
    return ScopeShown(
        anchor=scope_anchor(scope.code),
        title=scope.title,
        reference=scope.reference,
        statement=paragraphs(scope.statement),
        note=scope.note,
        areas=[Link(titles[code], f"#{area_anchor(code)}") for code in scope.areas],
    )


def _topics(version: FrameworkVersion) -> list[list[Cell]]:
    return [
        [Cell(each.title, hint=each.note), Cell(each.round or "Not stated"), Cell(each.source)]
        for each in version.deep_dive_topics()
    ]


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
