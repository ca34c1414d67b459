"""Recording what happened in a child's journey, and pinning evidence to it."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections.actions import keeping
from inspections.models import (
    Case,
    CaseEvent,
    CaseEventRevision,
    EventPin,
    Evidence,
    EvidenceAudience,
    Strand,
)
from inspections.permissions.journey import (
    may_change_event,
    may_record_event,
    may_withdraw_event,
)
from inspections.values.journey import (
    LONGEST_EVENT,
    OLDEST_EVENT_YEARS,
    EventContent,
    EventKind,
)
from organisations.models import User
from records.actions import save_if_version
from records.errors import ActionRefused
from records.permissions import require

_NOT_SEEN = (
    "Evidence was chosen that is not there for you, or was withdrawn. Open the page again and "
    "choose from what is there."
)

# The key of no item: what is named and not seen.
NOTHING = UUID(int=0)


def record_event(
    *, case: Case, strand: Strand, content: EventContent, by: User, at: datetime
) -> CaseEvent:
    """Record something that happened. Who may read it is decided by the strand.

    Raises:
        PermissionRefused: the person does not record, or not at this stage.
        ActionRefused: the content does not fit the inspection.
    """
    inspection = case.inspection
    member = keeping.member_of(inspection=inspection, by=by, at=at)
    require(may_record_event(member, inspection))
    content = _checked(case, content, at)
    event: CaseEvent = keeping.begun(
        model=CaseEvent, prefix="J", strand=strand, member=member, by=by, at=at
    )
    event.case = case
    for name, value in _columns(content).items():
        setattr(event, name, value)
    with transaction.atomic():
        event.save(force_insert=True)
        _add_revision(event, content, by=by, at=at)
    return event


def change_event(
    *, event: CaseEvent, version: int, content: EventContent, by: User, at: datetime
) -> CaseEvent:
    """Save another version of an event, if it is still at the version that was open.

    Raises:
        PermissionRefused: the person does not record, or not at this stage.
        Conflict: another version was saved meanwhile, or it was withdrawn.
        ActionRefused: the content does not fit the inspection.
    """
    inspection = event.inspection
    require(
        may_change_event(keeping.member_of(inspection=inspection, by=by, at=at), inspection, event)
    )
    content = _checked(event.case, content, at)
    rows = CaseEvent.objects.open_for_change().filter(pk=event.pk)
    with transaction.atomic():
        event.version = save_if_version(rows, version=version, **_columns(content))
        _add_revision(event, content, by=by, at=at)
    return event


def withdraw_event(*, event: CaseEvent, version: int, why: str, by: User, at: datetime) -> None:
    """Take an event off the journey, for a reason; its page stays.

    Raises:
        PermissionRefused: see `may_withdraw_event`.
        Conflict: it was changed or withdrawn meanwhile.
    """
    inspection = event.inspection
    require(
        may_withdraw_event(
            keeping.member_of(inspection=inspection, by=by, at=at), inspection, event, by
        )
    )
    keeping.withdraw(row=event, version=version, why=why, by=by, at=at)


def pin_evidence(*, event: CaseEvent, evidence: Any, by: User, at: datetime) -> list[EventPin]:
    """Pin items of evidence to an event. What is pinned there already stays so.

    Args:
        evidence: keys of items.

    Raises:
        PermissionRefused: the person does not record, or not at this stage.
        ActionRefused: none is named, or one that the person does not see.
    """
    inspection = event.inspection
    member = keeping.member_of(inspection=inspection, by=by, at=at)
    require(may_change_event(member, inspection, event))
    keys = {UUID(str(key)) for key in evidence}
    if not keys:
        raise ActionRefused("Select the evidence to pin.")
    seen = EvidenceAudience.objects.visible_to(by, timezone.localdate(at)).standing()
    rows = seen.filter(inspection=inspection, evidence__in=keys, revision__isnull=False)
    items = {row.evidence_id: row.evidence for row in rows.select_related("evidence")}
    if keys - set(items):
        raise ActionRefused(_NOT_SEEN)
    return [_pin(event, item, by=by, at=at) for item in items.values()]


def unpin_evidence(*, pin: EventPin, by: User, at: datetime) -> None:
    """Take a pin off. The row stays.

    Raises:
        PermissionRefused: the person does not record, or not at this stage.
        ActionRefused: it was taken off before.
    """
    event = pin.event
    member = keeping.member_of(inspection=event.inspection, by=by, at=at)
    require(may_change_event(member, event.inspection, event))
    if not pin.end(by=by, at=at):
        raise ActionRefused("This pin was taken off before.")


def _pin(event: CaseEvent, item: Evidence, *, by: User, at: datetime) -> EventPin:
    standing = EventPin.objects.standing().of(event).filter(evidence=item)
    try:
        with transaction.atomic():
            return standing.first() or EventPin.objects.create(
                event=event, evidence=item, by=by, at=at
            )
    except IntegrityError:
        # Somebody pinned the same at the same moment.
        return standing.get()


def _checked(case: Case, content: EventContent, at: datetime) -> EventContent:
    today = timezone.localdate(at)
    if content.kind not in list(EventKind):
        raise ActionRefused("Select what happened.")
    if content.first_day > today or (content.last_day or today) > today:
        raise ActionRefused("The days of an event must be today or in the past.")
    if content.first_day.year < today.year - OLDEST_EVENT_YEARS:
        raise ActionRefused("The first day is longer ago than a child’s life. Check the year.")
    if content.last_day is not None and content.last_day < content.first_day:
        raise ActionRefused("The last day must be on or after the first day.")
    keeping.check_agency(inspection=case.inspection, agency=content.agency)
    text = keeping.said(text=content.text, missing="Enter what happened.", longest=LONGEST_EVENT)
    return replace(content, text=text)


def _columns(content: EventContent) -> dict[str, Any]:
    columns = asdict(content)
    agency = columns.pop("agency")
    return {**columns, "agency_id": agency}


def _add_revision(event: CaseEvent, content: EventContent, *, by: User, at: datetime) -> None:
    CaseEventRevision.objects.create(
        event=event, version=event.version, by=by, at=at, **_columns(content)
    )
