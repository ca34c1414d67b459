"""Published outcomes are recorded from a file: all of it or nothing."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from frameworks.models import FrameworkVersion, Grade, InspectionType, JudgementArea
from frameworks.states import VersionState
from frameworks.values import NOT_JUDGED
from inspections.models import Strand
from judgements.models import Judgement, PublishedJudgement, RecordedGrade, RecordedOutcome
from judgements.rules.consistency import pattern_of
from judgements.rules.outcome_file import Known, OutcomeRow, read_outcome_file
from judgements.rules.recorded_file import CellProblem, OutcomesRefused, Scales, plain
from judgements.states import JudgementState
from organisations.models import Inspectorate, LocalArea
from records.errors import ActionRefused

# Their areas never change again, as those of a draft may.
_FIXED = (VersionState.IN_FORCE, VersionState.WITHDRAWN)
_BATCH = 1_000


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Args:
        added: how many outcomes are new.
        skipped: how many were there already, the same in everything.
        passed_over: the columns that nobody looked at.
    """

    added: int
    skipped: int
    passed_over: tuple[str, ...]


def import_outcomes(
    *, version: FrameworkVersion, content: bytes, at: datetime, inspectorate: str = ""
) -> Imported:
    """Record the outcomes of a file, those apart that are there already.

    Two imports into one version wait for each other, so that neither adds what the other did.

    Args:
        version: the framework's version that the grades are of.
        content: the bytes of the file.
        at: when; nothing that is published after that day is taken.
        inspectorate: the code of the one that published what names none; of a framework that only
            one inspectorate leads, that one, unless given.

    Raises:
        ActionRefused: the version may still change, gives no grades, or there is no such
            inspectorate.
        OutcomesRefused: the file has faults, or says otherwise of an outcome that is there.
    """
    if version.status not in _FIXED:
        raise ActionRefused(
            f"{version} is not in force, so its areas may still change. Put it in force first. "
            "Nothing was imported."
        )
    with transaction.atomic():
        FrameworkVersion.objects.select_for_update().get(pk=version.pk)
        file = read_outcome_file(content, _known(version, inspectorate, at))
        there = RecordedOutcome.objects.hashes(version)
        new = [row for row in file.rows if row.key not in there]
        problems = [
            CellProblem(
                row.line,
                "",
                f"The outcome of {row.name} published on {row.published_on} is recorded with other "
                "content. What is recorded stays. Take the row out",
            )
            for row in file.rows
            if there.get(row.key, _hash(row)) != _hash(row)
        ]
        if problems:
            raise OutcomesRefused(problems)
        _store(version, new, at)
    return Imported(len(new), len(file.rows) - len(new), file.passed_over)


def tell_published(*, strand: Strand, at: datetime) -> None:
    """Note that the agreed grades of a strand are published: from then on anybody may know them.

    For those who publish. What was noted before stays.
    """
    agreed = Judgement.objects.filter(strand=strand, state=JudgementState.AGREED)
    for judgement in agreed.filter(made_public__isnull=True):
        PublishedJudgement.objects.create(judgement=judgement, at=at)


def _known(version: FrameworkVersion, inspectorate: str, at: datetime) -> Known:
    """What a file of this version's outcomes is read against."""
    scales = _scales(version)
    if not any(scales.values()):
        raise ActionRefused(f"{version} gives no grades: there is nothing to import.")
    codes: dict[str, str] = {}
    for one in Inspectorate.objects.prefetch_related("names"):
        names = (one.name, one.short_name, *(name.short_name for name in one.names.all()))
        codes |= {plain(name): one.code for name in (one.code, *names)}
    if inspectorate and plain(inspectorate) not in codes:
        known = ", ".join(sorted(set(codes.values())))
        raise ActionRefused(f"There is no inspectorate “{inspectorate}”. Write one of: {known}.")
    areas = LocalArea.objects.values_list("code", "name")
    return Known(
        scales=scales,
        local_areas={plain(name): code for code, name in areas} | {code: code for code, _ in areas},
        inspectorates=codes,
        usual=codes[plain(inspectorate)] if inspectorate else _leads_alone(version),
        today=timezone.localdate(at),
        no_whole=version.no_area_grade,
    )


def _leads_alone(version: FrameworkVersion) -> str:
    types = InspectionType.objects.filter(version=version)
    leads = list(types.order_by("led_by").values_list("led_by__code", flat=True).distinct())
    return leads[0] if len(leads) == 1 else ""


def _scales(version: FrameworkVersion) -> dict[str, Mapping[str, str]]:
    grades: dict[int, dict[str, str]] = {}
    for grade in Grade.objects.filter(scale__version=version).order_by("rank"):
        grades.setdefault(grade.scale_id, {})[grade.code] = grade.title
    areas = JudgementArea.objects.filter(version=version)
    scales: Scales = {area.code: grades.get(area.scale_id or 0, {}) for area in areas}
    return dict(scales)


def _store(version: FrameworkVersion, rows: Iterable[OutcomeRow], at: datetime) -> None:
    local = dict(LocalArea.objects.values_list("code", "pk"))
    inspectorates = dict(Inspectorate.objects.values_list("code", "pk"))
    new = [
        RecordedOutcome(
            version=version,
            local_area_id=local.get(row.area_code),
            name=row.name,
            area_key=row.area_key,
            inspectorate_id=inspectorates[row.inspectorate],
            published_on=row.published_on,
            began_on=row.began_on,
            ended_on=row.ended_on,
            address=row.address,
            pattern=pattern_of(row.grades),
            content_hash=_hash(row),
            recorded_at=at,
        )
        for row in rows
    ]
    RecordedOutcome.objects.bulk_create(new, batch_size=_BATCH)
    RecordedGrade.objects.bulk_create(_grades(version, new, rows), batch_size=_BATCH)


def _grades(
    version: FrameworkVersion, outcomes: Iterable[RecordedOutcome], rows: Iterable[OutcomeRow]
) -> Iterator[RecordedGrade]:
    areas = {area.code: area for area in JudgementArea.objects.filter(version=version)}
    found = Grade.objects.filter(scale__version=version)
    grades: dict[tuple[Any, str], int] = {(one.scale_id, one.code): one.pk for one in found}
    for outcome, row in zip(outcomes, rows, strict=True):
        for code, grade in row.grades.items():
            area = areas[code]
            # A grade that is no grade of the area's scale is an error here, and not a row.
            key = None if grade == NOT_JUDGED else grades[area.scale_id, grade]
            yield RecordedGrade(outcome=outcome, area=area, grade_id=key)


def _hash(row: OutcomeRow) -> str:
    content = {
        "name": row.name,
        "began_on": row.began_on and row.began_on.isoformat(),
        "ended_on": row.ended_on and row.ended_on.isoformat(),
        "address": row.address,
        "grades": dict(row.grades),
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
