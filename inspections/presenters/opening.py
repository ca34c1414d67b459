"""Choosing what to open: types by framework, and what is known of the one that was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.forms.boundfield import BoundField

from frameworks.models import FrameworkVersion, InspectionType, KeyDateRule
from inspections.values import FIELDWORK_START
from organisations.models import LegalPower, LocalArea
from pages.presenters import FieldPresenter, Option, present
from pages.shown import SummaryRow


@dataclass(frozen=True)
class TypeChoice:
    """One type to choose, and what it is."""

    option: Option
    what: str


@dataclass(frozen=True)
class TypeGroup:
    """The types of one framework."""

    title: str
    version: str
    choices: list[TypeChoice]


@dataclass(frozen=True)
class TypesToChoose:
    """The radios of the first step, written out by framework."""

    field: FieldPresenter
    groups: list[TypeGroup]


def types_to_choose(bound: BoundField, kinds: Sequence[InspectionType]) -> TypesToChoose:
    """The field's options by framework; `kinds` are in the order of the options."""
    field = present(bound)
    pairs = list(zip(field.options, kinds, strict=True))
    return TypesToChoose(
        field=field,
        groups=[
            TypeGroup(
                title=version.framework.title,
                version=version.title,
                choices=[TypeChoice(option, what_it_is(kind)) for option, kind in each],
            )
            for version, each in groupby(pairs, key=_version)
        ],
    )


def _version(pair: tuple[Option, InspectionType]) -> FrameworkVersion:
    return pair[1].version


def what_it_is(kind: InspectionType) -> str:
    """In one line: who, with grades or without, at what notice."""
    who = _named([one.short_name for one in kind.participants.all()])
    graded = "graded" if kind.is_graded else "no grades"
    return ", ".join(part for part in (who, graded, notice_of(kind)) if part)


def notice_of(kind: InspectionType) -> str:
    """How long before fieldwork the area is told; nothing where the framework counts no step."""
    steps = {step.code: step for step in kind.key_dates.all()}
    start = steps.get(FIELDWORK_START)
    if start is None or not start.after:
        return ""
    return f"{_length(start)} of notice" if start.working_days != 0 else "no notice"


def _length(step: KeyDateRule) -> str:
    number, unit = (
        (step.weeks, "week") if step.weeks is not None else (step.working_days, "working day")
    )
    return f"{number} {unit}{'' if number == 1 else 's'}"


def chosen_facts(kind: InspectionType, area: LocalArea, change_url: str) -> list[SummaryRow]:
    """What was chosen in the first step, and what the framework says of it."""
    strands = kind.planned_strands()
    powers = LegalPower.objects.in_bulk([one.power for one in strands], field_name="code")
    parts = [f"{one.title}: {powers[one.power].in_words}" for one in strands]
    asked = [one.title for one in kind.asked_of_the_area()]
    rows = [
        SummaryRow("Type", kind.title, url=change_url),
        SummaryRow("Local area", area.name, url=change_url),
        SummaryRow("Framework", kind.version.title),
        SummaryRow("Notice", (notice_of(kind) or "Not counted").capitalize()),
        SummaryRow("Parts and powers", "\n".join(parts), verbatim=True),
        SummaryRow("Grades", "Yes" if kind.is_graded else "None: findings in words"),
    ]
    if asked:
        rows.append(SummaryRow("The area hands in", "\n".join(asked), verbatim=True))
    return rows


def _named(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
