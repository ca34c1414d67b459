"""Stores a checked framework file: each kind of part goes in with one query.

The number of queries does not grow with the number of criteria. The caller opens the transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, models

from frameworks.errors import VersionIsFixed
from frameworks.format import AreaPart, FrameworkFile, InspectionTypePart, Part
from frameworks.loader.registry import Registry, StoredVersion
from frameworks.models import (
    Criterion,
    Framework,
    FrameworkEvent,
    FrameworkVersion,
    Grade,
    GradeDescriptor,
    GradeScale,
    InspectionType,
    JudgementArea,
    KeyDateRule,
    LimitingRule,
    Participation,
    ReportForm,
    ReportSection,
)
from frameworks.states import VersionState
from records.values import content_hash


def store_new(file: FrameworkFile, known: Registry, *, by: Any, at: datetime) -> FrameworkVersion:
    """Store the file as a new draft.

    Args:
        file: a file without faults.
        known: what its codes stand for.
        by: who loads it; None for the operator at the command line.
        at: when.
    """
    key = known.frameworks.get(file.framework.code)
    framework = Framework(pk=key, code=file.framework.code, title=file.framework.title)
    if key is None:
        framework.save(force_insert=True)
    version = FrameworkVersion.objects.create(
        framework=framework, version=file.version, **_own_fields(file), loaded_by=by, loaded_at=at
    )
    _Parts(version, file, known).write()
    FrameworkEvent.objects.create(
        version=version, to_state=VersionState.DRAFT, by=by, at=at, why="Loaded from a file."
    )
    return version


def replace_draft(
    stored: StoredVersion, file: FrameworkFile, known: Registry, *, by: Any, at: datetime
) -> FrameworkVersion:
    """Put the file in the place of a draft's content. A proposal to put it in force lapses.

    Raises:
        VersionIsFixed: the version is no longer a draft.
    """
    draft = FrameworkVersion.objects.filter(pk=stored.key, status=VersionState.DRAFT)
    changed = draft.update(
        **_own_fields(file), loaded_by=by, loaded_at=at, proposed_by=None, in_force_from=None
    )
    if not changed:
        raise VersionIsFixed(fixed_message(file))
    version = FrameworkVersion.objects.select_related("framework").get(pk=stored.key)
    _delete_parts(version)
    _Parts(version, file, known).write()
    FrameworkEvent.objects.create(
        version=version,
        from_state=VersionState.DRAFT,
        to_state=VersionState.DRAFT,
        by=by,
        at=at,
        why="Content replaced from a file. A proposal to put it in force has lapsed.",
    )
    return version


def fixed_message(file: FrameworkFile) -> str:
    """Why a version that is no draft takes no other content, and what to do."""
    return (
        f"Version {file.version} of “{file.framework.code}” is no longer a draft, so its content "
        "does not change. Give the file a new version name and load it again."
    )


def _own_fields(file: FrameworkFile) -> dict[str, Any]:
    return {
        "title": file.title,
        "note": file.note,
        "no_area_grade": file.no_area_grade,
        "question_list": _plain(file.questions),
        "scope_list": _plain(file.shared_scopes),
        "topic_list": _plain(file.deep_dive_topics),
        "source_title": file.source.title,
        "source_reference": file.source.reference,
        "file_hash": content_hash(file.canonical()),
    }


def _plain(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [part.model_dump(mode="json") for part in parts]


def _delete_parts(version: FrameworkVersion) -> None:
    """Take a draft's parts away, leaves first: nobody else may refer to a draft's parts."""
    for leaf in (
        LimitingRule.objects.filter(version=version),
        Criterion.objects.filter(version=version),
        GradeDescriptor.objects.filter(area__version=version),
        Participation.objects.filter(area__version=version),
        JudgementArea.objects.filter(version=version),
        InspectionType.objects.filter(version=version),
        GradeScale.objects.filter(version=version),
    ):
        leaf.delete()


@contextmanager
def _all_rows_at_once() -> Iterator[None]:
    """Let SQLite take as many values in one statement as it can.

    Django 5.2 still counts with the 999 of SQLite before 2020 and would send 500 criteria in five
    statements; Django 6 asks the connection, as this does.
    """
    if connection.vendor != "sqlite":
        yield
        return
    features, usual = connection.features, connection.features.max_query_params
    connection.ensure_connection()
    variables = 9  # SQLITE_LIMIT_VARIABLE_NUMBER
    features.max_query_params = connection.connection.getlimit(variables)
    try:
        yield
    finally:
        features.max_query_params = usual


_THEMES = ("theme_id", "second_theme_id", "third_theme_id")


class _Parts:
    """The rows of one version. Parents are written before what refers to them."""

    def __init__(self, version: FrameworkVersion, file: FrameworkFile, known: Registry) -> None:
        self.version = version
        self.file = file
        self.known = known
        self.grades: dict[tuple[str, str], Grade] = {}
        self.scales: dict[str, GradeScale] = {}
        self.participations: list[Participation] = []

    def write(self) -> None:
        """Write them all."""
        with _all_rows_at_once():
            self._scales()
            self._types()
            self._areas()
            Participation.objects.bulk_create(self.participations)
            self._rules()

    def _scales(self) -> None:
        self.scales = {
            scale.code: GradeScale(version=self.version, code=scale.code)
            for scale in self.file.grade_scales
        }
        GradeScale.objects.bulk_create(self.scales.values())
        self.grades = {
            (scale.code, grade.code): Grade(
                scale=self.scales[scale.code], code=grade.code, title=grade.title, rank=rank
            )
            for scale in self.file.grade_scales
            for rank, grade in enumerate(scale.grades, 1)
        }
        Grade.objects.bulk_create(self.grades.values())

    # --- inspection types ----------------------------------------------------------------------

    def _types(self) -> None:
        pairs = [
            (part, self._type(part, order))
            for order, part in enumerate(self.file.inspection_types, 1)
        ]
        InspectionType.objects.bulk_create(row for _part, row in pairs)
        steps, forms, sections = [], [], []
        for part, row in pairs:
            self._take_part(part.participants, inspection_type=row)
            steps += self._steps(part, row)
            for form in part.report_forms:
                form_row = ReportForm(
                    inspection_type=row,
                    kind=form.kind,
                    strand=form.strand,
                    title=form.title,
                    quality_assured_by_id=self.known.inspectorates[form.quality_assured_by],
                )
                forms.append(form_row)
                sections += [
                    ReportSection(
                        form=form_row,
                        key=section.key,
                        heading=section.heading,
                        order=order,
                        kind=section.kind,
                        is_addressed=section.addressed,
                        purpose=section.purpose,
                        is_optional=section.optional,
                        guidance=section.guidance,
                    )
                    for order, section in enumerate(form.sections, 1)
                ]
        KeyDateRule.objects.bulk_create(steps)
        ReportForm.objects.bulk_create(forms)
        ReportSection.objects.bulk_create(sections)

    def _type(self, part: InspectionTypePart, order: int) -> InspectionType:
        return InspectionType(
            version=self.version,
            code=part.code,
            title=part.title,
            is_graded=part.graded,
            led_by_id=self.known.inspectorates[part.led_by],
            power_id=self.known.powers[part.power],
            area_codes=list(part.areas),
            has_deep_dive=part.deep_dive,
            strands=_plain(part.strands),
            optional=_plain(part.optional_participants),
            submissions=_plain(part.submissions),
            order=order,
        )

    def _steps(self, part: InspectionTypePart, row: InspectionType) -> list[KeyDateRule]:
        return [
            KeyDateRule(
                inspection_type=row,
                code=step.code,
                title=step.title,
                order=order,
                after=step.after,
                working_days=step.working_days,
                weeks=step.weeks,
                source=step.source,
                is_own_setting=step.own_setting,
            )
            for order, step in enumerate(part.key_dates, 1)
        ]

    def _take_part(self, codes: list[str], **where: models.Model) -> None:
        self.participations += [
            Participation(inspectorate_id=self.known.inspectorates[code], **where) for code in codes
        ]

    # --- judgement areas -----------------------------------------------------------------------

    def _areas(self) -> None:
        rows = {
            part.code: self._area(part, order)
            for order, part in enumerate(self.file.judgement_areas, 1)
        }
        for part in self.file.judgement_areas:
            if part.parent is not None:
                rows[part.code].parent_id = rows[part.parent].pk
            self._take_part(part.inspectorates, area=rows[part.code])
        JudgementArea.objects.bulk_create(rows.values())
        parts = self.file.judgement_areas
        Criterion.objects.bulk_create(
            row for part in parts for row in self._criteria(part, rows[part.code])
        )
        GradeDescriptor.objects.bulk_create(
            row for part in parts for row in self._descriptors(part, rows[part.code])
        )

    def _area(self, part: AreaPart, order: int) -> JudgementArea:
        return JudgementArea(
            version=self.version,
            code=part.code,
            title=part.title,
            grading=part.grading,
            agency_kind=part.agency_kind,
            scale=self.scales[part.scale] if part.scale is not None else None,
            scope=part.scope,
            note=part.note,
            not_judged=part.not_judged,
            paragraph=part.paragraph,
            order=order,
        )

    def _criteria(self, part: AreaPart, area: JudgementArea) -> list[Criterion]:
        return [
            Criterion(
                version=self.version,
                area=area,
                reference=criterion.reference,
                order=order,
                heading=criterion.heading,
                statement=criterion.statement,
                points=list(criterion.points),
                condition=criterion.condition,
                note=criterion.note,
                is_own=criterion.own,
                **dict(zip(_THEMES, criterion.themes, strict=False)),
            )
            for order, criterion in enumerate(part.criteria, 1)
        ]

    def _descriptors(self, part: AreaPart, area: JudgementArea) -> list[GradeDescriptor]:
        return [
            GradeDescriptor(
                area=area,
                grade=self.grades[part.scale or "", descriptor.grade],
                reference=descriptor.reference,
                order=order,
                statement=descriptor.statement,
            )
            for order, descriptor in enumerate(part.descriptors, 1)
        ]

    # --- rules ---------------------------------------------------------------------------------

    def _rules(self) -> None:
        LimitingRule.objects.bulk_create(
            LimitingRule(
                version=self.version,
                code=rule.code,
                source=rule.source,
                strength=rule.strength,
                statement=rule.statement,
                definition=rule.definition.model_dump(mode="json"),
                order=order,
            )
            for order, rule in enumerate(self.file.limiting_rules, 1)
        )
