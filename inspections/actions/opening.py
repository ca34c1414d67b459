"""Opening an inspection, with its strand, its timetable and its overall lead."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models.functions import Length
from django.utils import timezone

from frameworks.models import FrameworkVersion, InspectionType, JudgementArea
from frameworks.values import Grading
from inspections.actions.places import record_partnership
from inspections.models import (
    Assignment,
    Inspection,
    InspectionEvent,
    KeyDate,
    Strand,
    StrandParticipant,
)
from inspections.permissions import assignment_of, is_lead, may_open_inspection
from inspections.rules import TimetableStep, is_working_day, timetable
from inspections.states import INSPECTION
from inspections.values import FIELDWORK_START, Board, StrandKind, TeamRole, reference_prefix
from organisations.models import Inspectorate, LegalPower, LocalArea, User
from organisations.permissions import membership_of
from records.errors import ActionRefused
from records.permissions import require


def open_inspection(
    *,
    inspection_type: InspectionType,
    area: LocalArea,
    starts_on: date,
    participants: Collection[str],
    board: Board,
    by: User,
    at: datetime,
) -> Inspection:
    """Open an inspection under the framework version that is in force today.

    Makes its joint strand under the type's power, for the areas that the inspectorates judge
    together, and its key dates; the person who opens it is its overall lead.

    Args:
        starts_on: the first day of fieldwork, a working day; the timetable is counted from it.
        participants: codes of the inspectorates that take part.

    Raises:
        PermissionRefused: the person is no lead of the inspectorate that leads this type.
        ActionRefused: the version is not in force, the inspectorates are not the type's, or
            fieldwork would start on a day on which nobody works.
    """
    today = timezone.localdate(at)
    leading = Inspectorate.objects.select_for_update(no_key=True).get(pk=inspection_type.led_by_id)
    require(may_open_inspection(membership_of(by, today), leading.code))
    if not FrameworkVersion.objects.in_force_on(today).filter(pk=inspection_type.version_id):
        raise ActionRefused("This version of the framework is not in force. Choose one that is.")
    if not is_working_day(starts_on):
        raise ActionRefused(
            f"{starts_on:%A %-d %B %Y} is no working day in England and Wales. Choose one that is."
        )
    taking_part = _participants(inspection_type, participants)
    partnership = record_partnership(area=area, board=board, by=by, at=at)
    inspection = Inspection.objects.create(
        # The leading inspectorate's row is locked: nobody else takes this number meanwhile.
        reference=_next_reference(leading.code, today.year),
        area=area,
        partnership=partnership,
        framework_version_id=inspection_type.version_id,
        inspection_type=inspection_type,
        fieldwork_starts_on=starts_on,
        opened_by=by,
        opened_at=at,
    )
    _add_joint_strand(inspection, taking_part)
    _add_key_dates(inspection, starts_on)
    _begin(inspection, leading, by=by, at=at)
    return inspection


def add_single_strand(
    *,
    inspection: Inspection,
    owner: Inspectorate,
    power: LegalPower,
    areas: Iterable[JudgementArea],
    by: User,
    at: datetime,
) -> Strand:
    """Add the part of an inspection that one inspectorate inspects under a power of its own.

    Raises:
        PermissionRefused: the person is no lead on this inspection.
        ActionRefused: the power is one for inspecting together, or the strand exists.
    """
    require(is_lead(assignment_of(by, inspection, timezone.localdate(at))))
    if power.is_joint:
        raise ActionRefused(
            f"{power} is a power to inspect together. Choose the inspectorate’s own."
        )
    if Strand.objects.of(inspection).named(owner.code) is not None:
        raise ActionRefused(f"{owner.short_name} has a strand in this inspection already.")
    strand = Strand.objects.create(
        inspection=inspection,
        code=owner.code,
        title=f"{owner.short_name}, {power.section}",
        kind=StrandKind.SINGLE,
        power=power,
        owner=owner,
    )
    StrandParticipant.objects.create(strand=strand, inspectorate=owner)
    strand.judgement_areas.set(areas)
    return strand


def _participants(inspection_type: InspectionType, codes: Collection[str]) -> list[Inspectorate]:
    possible = list(inspection_type.participants.all())
    chosen = [one for one in possible if one.code in codes]
    unknown = set(codes) - {one.code for one in possible}
    if unknown:
        raise ActionRefused(
            f"{', '.join(sorted(unknown))} takes no part in this type of inspection."
        )
    if inspection_type.led_by_id not in {one.pk for one in chosen}:
        raise ActionRefused("The inspectorate that leads the inspection takes part in it.")
    if inspection_type.power.is_joint and len(chosen) < 2:
        raise ActionRefused("A joint inspection has at least two inspectorates. Choose another.")
    return chosen


def _next_reference(leading: str, year: int) -> str:
    stem = f"{reference_prefix(leading)}-{year}-"
    last = (
        Inspection.objects.filter(reference__startswith=stem)
        .order_by(Length("reference").desc(), "-reference")
        .values_list("reference", flat=True)
        .first()
    )
    number = int(last.removeprefix(stem)) + 1 if last else 1
    return f"{stem}{number:04d}"


def _add_joint_strand(inspection: Inspection, taking_part: list[Inspectorate]) -> None:
    kind = inspection.inspection_type
    strand = Strand.objects.create(
        inspection=inspection,
        code="joint",
        title=f"Joint strand, {kind.power.section}",
        kind=StrandKind.JOINT,
        power=kind.power,
    )
    StrandParticipant.objects.bulk_create(
        StrandParticipant(strand=strand, inspectorate=one) for one in taking_part
    )
    strand.judgement_areas.set(kind.judgement_areas.filter(grading=Grading.SHARED))


def _add_key_dates(inspection: Inspection, chosen: date) -> None:
    rules = list(inspection.inspection_type.key_dates.all())
    steps = [TimetableStep(rule.code, rule.after, rule.working_days, rule.weeks) for rule in rules]
    days = timetable(steps, chosen, chosen_step=FIELDWORK_START)
    KeyDate.objects.bulk_create(
        KeyDate(
            inspection=inspection,
            code=rule.code,
            title=rule.title,
            on=days[rule.code],
            order=rule.order,
            source=rule.source,
            is_own_setting=rule.is_own_setting,
        )
        for rule in rules
    )


def _begin(inspection: Inspection, leading: Inspectorate, *, by: User, at: datetime) -> None:
    Assignment.objects.create(
        inspection=inspection,
        inspectorate=leading,
        person=by,
        role=TeamRole.OVERALL_LEAD,
        starts_on=timezone.localdate(at),
        named_by=by,
        named_at=at,
    )
    InspectionEvent.objects.create(inspection=inspection, to_state=INSPECTION.first, by=by, at=at)
