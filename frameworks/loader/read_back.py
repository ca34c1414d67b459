"""A stored version as the file that it came from: for its hash, for comparing, for export."""

from typing import Any

from frameworks.format import FORMAT, FrameworkFile
from frameworks.models import (
    FrameworkVersion,
    InspectionType,
    JudgementArea,
    KeyDateRule,
    ReportForm,
)


def read_back(version: FrameworkVersion) -> FrameworkFile:
    """The version as a framework file. Its canonical content has the version's `file_hash`.

    Args:
        version: read with `with_document()`, so that the number of queries does not grow with the
            number of criteria.
    """
    return FrameworkFile.model_validate(
        {
            "format": FORMAT,
            "framework": {"code": version.framework.code, "title": version.framework.title},
            "version": version.version,
            "title": version.title,
            "source": {"title": version.source_title, "reference": version.source_reference},
            "note": version.note,
            "no_area_grade": version.no_area_grade,
            "questions": version.question_list,
            "shared_scopes": version.scope_list,
            "deep_dive_topics": version.topic_list,
            "grade_scales": [
                {
                    "code": scale.code,
                    "grades": [
                        {"code": grade.code, "title": grade.title} for grade in scale.grades.all()
                    ],
                }
                for scale in version.grade_scales.all()
            ],
            "inspection_types": [_type(each) for each in version.inspection_types.all()],
            "judgement_areas": [_area(area) for area in version.areas.all()],
            "limiting_rules": [
                {
                    "code": rule.code,
                    "source": rule.source,
                    "strength": rule.strength,
                    "statement": rule.statement,
                    "definition": rule.definition,
                }
                for rule in version.limiting_rules.all()
            ],
        }
    )


def _type(each: InspectionType) -> dict[str, Any]:
    return {
        "code": each.code,
        "title": each.title,
        "graded": each.is_graded,
        "led_by": each.led_by.code,
        "power": each.power.code,
        "participants": [inspectorate.code for inspectorate in each.participants.all()],
        "optional_participants": each.optional,
        "deep_dive": each.has_deep_dive,
        "areas": each.area_codes,
        "strands": each.strands,
        "submissions": each.submissions,
        "key_dates": [_step(step) for step in each.key_dates.all()],
        "report_forms": [_form(form) for form in each.report_forms.all()],
    }


def _step(step: KeyDateRule) -> dict[str, Any]:
    return {
        "code": step.code,
        "title": step.title,
        "after": step.after,
        "working_days": step.working_days,
        "weeks": step.weeks,
        "source": step.source,
        "own_setting": step.is_own_setting,
    }


def _form(form: ReportForm) -> dict[str, Any]:
    return {
        "kind": form.kind,
        "strand": form.strand,
        "title": form.title,
        "quality_assured_by": form.quality_assured_by.code,
        "sections": [
            {
                "key": section.key,
                "heading": section.heading,
                "kind": section.kind,
                "addressed": section.is_addressed,
                "purpose": section.purpose,
                "optional": section.is_optional,
                "guidance": section.guidance,
            }
            for section in form.sections.all()
        ],
    }


def _area(area: JudgementArea) -> dict[str, Any]:
    return {
        "code": area.code,
        "title": area.title,
        "grading": area.grading,
        "agency_kind": area.agency_kind,
        "paragraph": area.paragraph,
        "inspectorates": [inspectorate.code for inspectorate in area.inspectorates.all()],
        "scope": area.scope,
        "note": area.note,
        "not_judged": area.not_judged,
        "scale": area.scale.code if area.scale else None,
        "parent": area.parent.code if area.parent else None,
        "criteria": [
            {
                "reference": criterion.reference,
                "heading": criterion.heading,
                "statement": criterion.statement,
                "points": criterion.points,
                "condition": criterion.condition,
                "themes": criterion.theme_codes,
                "note": criterion.note,
                "own": criterion.is_own,
            }
            for criterion in area.criteria.all()
        ],
        "descriptors": [
            {
                "grade": descriptor.grade.code,
                "reference": descriptor.reference,
                "statement": descriptor.statement,
            }
            for descriptor in area.descriptors.all()
        ],
    }
