"""Opening an inspection, with its strands, its timetable and its overall lead."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models.functions import Length
from django.utils import timezone

from frameworks.models import FrameworkVersion, InspectionType
from frameworks.values import PlannedStrand
from inspections.actions.places import record_partnership
from inspections.models import (
    Assignment,
    Inspection,
    InspectionEvent,
    KeyDate,
    Strand,
    StrandParticipant,
)
from inspections.permissions import may_open_inspection
from inspections.rules import TimetableStep, is_working_day, timetable
from inspections.states import INSPECTION
from inspections.values import FIELDWORK_START, Board, StrandKind, TeamRole, reference_prefix
from organisations.models import Inspectorate, LegalPower, LocalArea, User
from organisations.permissions import membership_of
from records.errors import ActionRefused
from records.permissions import require


@dataclass(frozen=True)
class _Part:
    """A strand that is made: as planned, with its power and those inspectorates that come."""

    plan: PlannedStrand
    power: LegalPower
    inspectorates: list[Inspectorate]

    def as_row(self, inspection: Inspection) -> Strand:
        """The strand; only one inspectorate inspects under a power of its own."""
        return Strand(
            inspection=inspection,
            code=self.plan.code,
            title=self.plan.title,
            kind=StrandKind.JOINT if self.power.is_joint else StrandKind.SINGLE,
            power=self.power,
            owner=None if self.power.is_joint else self.inspectorates[0],
        )


def open_inspection(
    *,
    inspection_type: InspectionType,
    area: LocalArea,
    starts_on: date,
    participants: Collection[str],
    board: Board,
    deep_dive: str = "",
    by: User,
    at: datetime,
) -> Inspection:
    """Open an inspection under the framework version that is in force today.

    Makes the strands that the framework lays down for the type, each under its own power, and the
    key dates; the person who opens it is its overall lead.

    Args:
        starts_on: the first day of fieldwork, a working day; the timetable is counted from it.
        participants: codes of the inspectorates that take part. Without one, its own strand is not
            made, and it is not in a joint one.
        deep_dive: the code of a topic of the version, for a type that has a deep dive.

    Raises:
        PermissionRefused: the person is no lead of the inspectorate that leads this type.
        ActionRefused: the version is not in force, the inspectorates are not the type's, a joint
            strand would have one inspectorate, the topic is not the version's, or fieldwork would
            start on a day on which nobody works.
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
    _check_topic(inspection_type, deep_dive)
    parts = _parts(inspection_type, _participants(inspection_type, participants))
    partnership = record_partnership(area=area, board=board, by=by, at=at)
    inspection = Inspection.objects.create(
        # The leading inspectorate's row is locked: nobody else takes this number meanwhile.
        reference=_next_reference(leading.code, today.year),
        area=area,
        partnership=partnership,
        framework_version_id=inspection_type.version_id,
        inspection_type=inspection_type,
        fieldwork_starts_on=starts_on,
        deep_dive=deep_dive,
        opened_by=by,
        opened_at=at,
    )
    _add_strands(inspection, parts)
    _add_key_dates(inspection, starts_on)
    _begin(inspection, leading, by=by, at=at)
    return inspection


def _check_topic(inspection_type: InspectionType, topic: str) -> None:
    if not inspection_type.has_deep_dive:
        if topic:
            raise ActionRefused("This type of inspection has no deep dive. Leave the topic out.")
        return
    known = {one.code for one in inspection_type.version.deep_dive_topics()}
    if topic not in known:
        raise ActionRefused("Choose the topic of the deep dive among those of this framework.")


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
    return chosen


def _parts(inspection_type: InspectionType, taking_part: Iterable[Inspectorate]) -> list[_Part]:
    strands = inspection_type.planned_strands()
    codes = {one.power for one in strands}
    powers = {one.code: one for one in LegalPower.objects.filter(code__in=codes)}
    coming = {one.code: one for one in taking_part}
    parts = [
        _Part(
            one, powers[one.power], [coming[code] for code in one.inspectorates if code in coming]
        )
        for one in strands
    ]
    if any(part.power.is_joint and len(part.inspectorates) < 2 for part in parts):
        raise ActionRefused("A joint inspection has at least two inspectorates. Choose another.")
    return [part for part in parts if part.inspectorates]


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


def _add_strands(inspection: Inspection, parts: Sequence[_Part]) -> None:
    """All of them, who takes part and what they answer: a query for each kind of row."""
    areas = dict(inspection.inspection_type.judgement_areas.values_list("code", "pk"))
    strands = Strand.objects.bulk_create(part.as_row(inspection) for part in parts)
    made = list(zip(strands, parts, strict=True))
    StrandParticipant.objects.bulk_create(
        StrandParticipant(strand=strand, inspectorate=one)
        for strand, part in made
        for one in part.inspectorates
    )
    answered = Strand.judgement_areas.through
    answered.objects.bulk_create(
        answered(strand=strand, judgementarea_id=areas[code])
        for strand, part in made
        for code in part.plan.areas
    )


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
