"""A version as plain data, item by item: to hold a framework against its source documents."""

from collections.abc import Iterable
from typing import Any

from frameworks.models import FrameworkVersion, InspectionType, JudgementArea, KeyDateRule
from frameworks.values import FIELDWORK_END, FIELDWORK_START, NOTIFICATION

JOINT = "joint"


def inventory(versions: Iterable[FrameworkVersion]) -> list[dict[str, Any]]:
    """Every version with its inspection types, judgement areas, criteria, descriptors and rules.

    Args:
        versions: read with `with_document()`.
    """
    return [
        {
            "code": version.framework.code,
            "title": version.framework.title,
            "version": version.version,
            "inspection_types": [_type(each) for each in version.inspection_types.all()],
            "judgement_areas": [_area(area) for area in version.areas.all()],
            "rules": [
                {
                    "code": rule.code,
                    "source": rule.source,
                    "strength": rule.strength,
                    "statement": rule.statement,
                }
                for rule in version.limiting_rules.all()
            ],
        }
        for version in versions
    ]


def _type(each: InspectionType) -> dict[str, Any]:
    steps = {step.code: step for step in each.key_dates.all()}
    return {
        "code": each.code,
        "title": each.title,
        "graded": each.is_graded,
        "notice_working_days": _notice(steps),
        "fieldwork": _fieldwork(steps),
    }


def _notice(steps: dict[str, KeyDateRule]) -> int | None:
    """The working days of notice that the source fixes; none where it fixes none."""
    start = steps.get(FIELDWORK_START)
    if start is None or start.is_own_setting or start.after != NOTIFICATION:
        return None
    return start.working_days


def _fieldwork(steps: dict[str, KeyDateRule]) -> str | None:
    """The length of fieldwork that the source fixes, in words; none where it fixes none."""
    end = steps.get(FIELDWORK_END)
    if end is None or end.is_own_setting or end.after != FIELDWORK_START:
        return None
    if end.weeks is not None:
        return _counted(end.weeks, "week")
    # The step is counted from the first day, which is a day of fieldwork too.
    return _counted((end.working_days or 0) + 1, "working day")


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _area(area: JudgementArea) -> dict[str, Any]:
    inspectorates = [one.code for one in area.inspectorates.all()]
    descriptors: dict[str, list[dict[str, str]]] = {}
    for one in area.descriptors.all():
        said = {"reference": one.reference, "statement": one.statement}
        descriptors.setdefault(one.grade.code, []).append(said)
    return {
        "code": area.code,
        "title": area.title,
        "inspectorate": inspectorates[0] if len(inspectorates) == 1 else JOINT,
        "inspectorates": inspectorates,
        "agency_kind": area.agency_kind,
        "grading": area.grading,
        "paragraph": area.paragraph,
        "parent": area.parent.code if area.parent else None,
        "criteria": [
            {
                "reference": criterion.reference,
                "heading": criterion.heading,
                "statement": criterion.statement,
                "points": criterion.points,
                "condition": criterion.condition,
                "note": criterion.note,
                "own": criterion.is_own,
                "themes": criterion.theme_codes,
            }
            for criterion in area.criteria.all()
        ],
        "descriptors": descriptors,
    }
