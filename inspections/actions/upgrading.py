"""Moving an inspection to another version of its framework: what stands on the one it has.

An inspection keeps its version until its overall lead moves it (house rule 1). Codes and references
are what two versions have in common: strands and judgement areas are found again by code, criteria
by reference. Nothing that anybody wrote is changed: an item of evidence stays on the criterion that
it was recorded with, and counts for the one with the same reference. Key dates stay as they are.

The apps above ask `upgrade_of` here, add what they know, and end with `repin`.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone

from frameworks.comparing import Changes, Difference, difference
from frameworks.models import Criterion, FrameworkVersion, InspectionType
from frameworks.states import VersionState
from frameworks.values import PlannedStrand
from inspections.errors import UpgradeRefused
from inspections.models import (
    Assignment,
    EvidenceAudience,
    Inspection,
    InspectionUpgrade,
    Strand,
    StrandParticipant,
)
from inspections.models.sharing import EvidenceAudienceQuerySet
from inspections.permissions import assignment_of, may_upgrade_inspection
from inspections.states import InspectionState
from inspections.values import StrandKind
from organisations.models import Inspectorate, LegalPower, User
from records.permissions import require
from records.values import clean_text

_OVER = frozenset({InspectionState.CLOSED, InspectionState.ABANDONED})


class Outcome(StrEnum):
    """What becomes of a strand."""

    KEPT = "kept"
    ADDED = "added"
    LEFT = "left"
    NOT_MADE = "not made"


@dataclass(frozen=True)
class StrandImpact:
    """What becomes of a strand: of the inspection, or of the new version's plan.

    Args:
        areas: codes of the judgement areas that it answers from then on.
        inspectorates: codes of those who take part in one that is added.
    """

    code: str
    title: str
    outcome: Outcome
    areas: tuple[str, ...] = ()
    inspectorates: tuple[str, ...] = ()


@dataclass(frozen=True)
class CriterionImpact:
    """A criterion of this inspection that the new version words otherwise, drops or adds.

    Args:
        what: “new”, “changed” or “removed”.
        differences: what a changed one says now and then.
        evidence: how many items bear on it, of those that the person may read.
    """

    reference: str
    heading: str
    what: str
    differences: tuple[Difference, ...]
    evidence: int


@dataclass(frozen=True)
class Upgrade:
    """An upgrade that somebody asks for.

    Args:
        member: the person's place on the team.
        before: the version that the inspection has.
        after: the one that it would have, with the inspection type of the same code.
        changes: what the new version says otherwise, all of it.
        strands: what becomes of the inspection's strands, and those that come.
    """

    inspection: Inspection
    member: Assignment
    before: FrameworkVersion
    after: FrameworkVersion
    kind: InspectionType
    changes: Changes = field(repr=False)
    strands: tuple[StrandImpact, ...] = ()

    def answered_in(self, strand: str) -> tuple[str, ...]:
        """The areas that the inspection's strand of this code would answer."""
        return next((one.areas for one in self.strands if one.code == strand), ())

    def answered(self) -> frozenset[str]:
        """The areas that the inspection would answer."""
        made = (one for one in self.strands if one.outcome != Outcome.NOT_MADE)
        return frozenset(area for one in made for area in one.areas)


def upgrade_of(
    *, inspection: Inspection, version: FrameworkVersion, by: User, at: datetime
) -> Upgrade:
    """What the move of an inspection to a version comes to; nothing is changed.

    Raises:
        PermissionRefused: the person is not the overall lead.
        UpgradeRefused: there is nothing to compare: the version is the inspection's own, of another
            framework, was never in force or has no such inspection type; or the inspection is over.
    """
    today = timezone.localdate(at)
    member = assignment_of(by, inspection, today)
    require(may_upgrade_inspection(member))
    assert member is not None  # noqa: S101 - the line above refuses
    row = Inspection.objects.for_page().get(pk=inspection.pk)
    kind = version.inspection_types.filter(code=row.inspection_type.code).first()
    reasons = tuple(_against_version(row, version, kind, today))
    if reasons or kind is None:
        raise UpgradeRefused(reasons)
    before = row.framework_version
    return Upgrade(
        inspection=row,
        member=member,
        before=before,
        after=version,
        kind=kind,
        changes=difference(before=before, after=version),
        strands=tuple(_strands(row, kind)),
    )


def _against_version(
    inspection: Inspection, version: FrameworkVersion, kind: InspectionType | None, today: date
) -> Iterator[str]:
    if inspection.state in _OVER:
        yield f"It is {inspection.state_label}: what was found stays under its version."
    if version.framework_id != inspection.framework_version.framework_id:
        yield f"{version} is a version of another framework."
        return
    if version.pk == inspection.framework_version_id:
        yield f"It has version {version.version} already."
        return
    if version.status != VersionState.IN_FORCE:
        stage = f"its stage is “{version.status_label}”"
        yield f"Version {version.version} is not in force: {stage}."
    elif version.in_force_from is None or version.in_force_from > today:
        yield f"Version {version.version} is not in force yet."
    if kind is None:
        title = inspection.inspection_type.title
        yield f"Version {version.version} has no inspection type “{title}”."


# --- strands --------------------------------------------------------------------------------------


def _strands(inspection: Inspection, kind: InspectionType) -> Iterator[StrandImpact]:
    """The strands of the inspection, then those that only the new version has.

    A strand is found again by its code and its power: evidence never comes under another power. One
    that is not found again is left, and answers no area; so is the team of every strand. A new one
    is added for those of its inspectorates that take part in the inspection already: one of them
    alone, and two where the power is to inspect together.
    """
    plans = {plan.code: plan for plan in kind.planned_strands()}
    known = list(inspection.strands.select_related("power"))
    for strand in known:
        plan = plans.get(strand.code)
        if plan is not None and plan.power == strand.power.code:
            yield StrandImpact(strand.code, strand.title, Outcome.KEPT, plan.areas)
        else:
            yield StrandImpact(strand.code, strand.title, Outcome.LEFT)
    taking_part = StrandParticipant.objects.filter(strand__inspection=inspection)
    here = set(taking_part.values_list("inspectorate__code", flat=True))
    powers = LegalPower.objects.in_bulk([plan.power for plan in plans.values()], field_name="code")
    for plan in plans.values():
        if plan.code not in {strand.code for strand in known}:
            yield _new_strand(plan, powers[plan.power], here)


def _new_strand(plan: PlannedStrand, power: LegalPower, here: Collection[str]) -> StrandImpact:
    coming = tuple(code for code in plan.inspectorates if code in here)
    enough = len(coming) >= (2 if power.is_joint else 1)
    outcome = Outcome.ADDED if enough else Outcome.NOT_MADE
    return StrandImpact(plan.code, plan.title, outcome, plan.areas, coming)


def reasons_against(*, asked: Upgrade) -> list[str]:
    """Why the inspection's own rows keep it from the new version: strands that hold evidence.

    The overall lead does not see what another inspectorate records in a strand of its own, so such
    a strand counts as holding some from the notice on.
    """
    reasons = []
    planned = {plan.code for plan in asked.kind.planned_strands()}
    left = {one.code for one in asked.strands if one.outcome == Outcome.LEFT}
    was_notified = asked.inspection.events.filter(to_state=InspectionState.NOTIFIED).exists()
    for strand in asked.inspection.strands.filter(code__in=left).for_page():
        if strand.code in planned:
            gone = f"is under another power than “{strand.title}” in version {asked.after.version}"
            reasons.append(f"The strand {strand.code} {gone}.")
            continue
        gone = f"“{strand.title}” is no strand of version {asked.after.version}"
        if _seen(asked).filter(evidence__strand=strand).exists():
            reasons.append(f"{gone}, and it holds evidence.")
        elif was_notified and not strand.is_taken_part_in_by(asked.member.inspectorate_id):
            reasons.append(f"{gone}, and it may hold evidence that you may not read.")
    if asked.inspection.deep_dive:
        topics = {one.code for one in asked.after.deep_dive_topics()}
        if not asked.kind.has_deep_dive or asked.inspection.deep_dive not in topics:
            reasons.append(
                f"The topic of its deep dive is none of version {asked.after.version}’s."
            )
    return reasons


# --- criteria -------------------------------------------------------------------------------------


def criteria_impact(*, asked: Upgrade) -> tuple[CriterionImpact, ...]:
    """The criteria of this inspection that change, in their order, each with its evidence."""
    places = Strand.judgement_areas.through.objects.filter(strand__inspection=asked.inspection)
    areas = set(places.values_list("judgementarea__code", flat=True))
    old, new = _criteria(asked.before, areas), _criteria(asked.after, asked.answered())
    said = {one.name: one.differences for one in asked.changes.changed if one.noun == "criterion"}
    counts = _evidence(asked, old)
    found = []
    for reference, criterion in {**old, **new}.items():
        before, after = old.get(reference), new.get(reference)
        differences: tuple[Difference, ...] = ()
        if before is not None and after is not None:
            differences = (*said.get(reference, ()), *_moved(before, after))
            if not differences:
                continue
        what = "new" if before is None else "changed" if after is not None else "removed"
        found.append(
            CriterionImpact(
                reference, criterion.heading, what, differences, counts.get(reference, 0)
            )
        )
    return tuple(found)


def _criteria(version: FrameworkVersion, areas: Collection[str]) -> dict[str, Criterion]:
    rows = Criterion.objects.filter(version=version, area__code__in=areas).select_related("area")
    return {row.reference: row for row in rows.order_by("area__order", "order")}


def _moved(before: Criterion, after: Criterion) -> tuple[Difference, ...]:
    if before.area.code == after.area.code:
        return ()
    return (Difference("judgement area", before.area.title, after.area.title),)


def _evidence(asked: Upgrade, references: Collection[str]) -> Mapping[str, int]:
    """How many items that the person may read bear on each reference, in whichever version."""
    link = "revision__criterion_links__criterion__reference"
    rows = _seen(asked).filter(**{f"{link}__in": list(references)})
    found = rows.values_list(link, "evidence").distinct()
    return Counter(reference for reference, _item in found)


def _seen(asked: Upgrade) -> EvidenceAudienceQuerySet:
    return EvidenceAudience.objects.for_member(asked.member)


# --- doing it -------------------------------------------------------------------------------------


def repin(
    *, asked: Upgrade, impact: Mapping[str, Any], why: str, by: User, at: datetime
) -> InspectionUpgrade:
    """Put the inspection and its strands on the new version, and write down who did it and why.

    The inspection's row is locked, and nothing speaks against it: the caller has asked.
    """
    Inspection.objects.filter(pk=asked.inspection.pk).update(
        framework_version=asked.after, inspection_type=asked.kind
    )
    _add_strands(asked)
    keys = dict(asked.inspection.strands.values_list("code", "pk"))
    areas = dict(asked.after.areas.values_list("code", "pk"))
    answered = Strand.judgement_areas.through
    answered.objects.filter(strand__inspection=asked.inspection).delete()
    answered.objects.bulk_create(
        answered(strand_id=keys[one.code], judgementarea_id=areas[code])
        for one in asked.strands
        if one.outcome != Outcome.NOT_MADE
        for code in one.areas
    )
    return InspectionUpgrade.objects.create(
        inspection=asked.inspection,
        from_version=asked.before,
        to_version=asked.after,
        by=by,
        at=at,
        why=clean_text(why).strip(),
        impact=impact,
    )


def _add_strands(asked: Upgrade) -> None:
    powers = {plan.code: plan.power for plan in asked.kind.planned_strands()}
    for one in asked.strands:
        if one.outcome != Outcome.ADDED:
            continue
        power = LegalPower.objects.get(code=powers[one.code])
        coming = list(Inspectorate.objects.filter(code__in=one.inspectorates))
        strand = Strand.objects.create(
            inspection=asked.inspection,
            code=one.code,
            title=one.title,
            kind=StrandKind.JOINT if power.is_joint else StrandKind.SINGLE,
            power=power,
            owner=None if power.is_joint else coming[0],
        )
        StrandParticipant.objects.bulk_create(
            StrandParticipant(strand=strand, inspectorate=inspectorate) for inspectorate in coming
        )
