"""A safeguarding concern: raised, told to named people at once, acknowledged, acted on, closed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from inspections.actions.joint_audit import office_holders
from inspections.models import (
    Assignment,
    Case,
    Concern,
    ConcernEvent,
    ConcernTold,
    Inspection,
    InspectionAccess,
)
from inspections.permissions import (
    assignment_of,
    may_act_on_concern,
    may_pursue_concern,
    may_raise_concern,
)
from inspections.states import CONCERN, ConcernState
from inspections.values import (
    ACKNOWLEDGE_WITHIN,
    CONCERN_OUTCOME_LABELS,
    LEADING,
    AtRisk,
    Called,
    ConcernOutcome,
    Door,
)
from organisations.models import Office, User
from organisations.values import OfficeKind
from records.actions import queue_job
from records.errors import ActionRefused, NotVisible
from records.permissions import require
from records.values import clean_text, short_reference

TELL_OF_CONCERN = "inspections.tell_of_concern"
_AT_ONCE = 100


@dataclass(frozen=True)
class ConcernContent:
    """What is said when a concern is raised.

    Args:
        seen: what was seen or heard.
        at_risk: one of AtRisk.
        called: which emergency services were called, of Called.
        done: what was done at once.
        case: primary key of the case, or None without one.
        agency: primary key of the agency concerned, whose leader is told; or None.
        offices: primary keys of further offices of the area whose holders are told.
        released: what office-holders may read.
    """

    seen: str
    at_risk: str
    done: str
    called: tuple[str, ...] = ()
    case: int | None = None
    agency: int | None = None
    offices: tuple[int, ...] = ()
    released: str = ""


def raise_concern(
    *, key: UUID, inspection: Inspection, content: ConcernContent, by: User, at: datetime
) -> Concern:
    """Raise a concern and tell the named people at once: every inspectorate's lead, and the leader
    of the agency concerned, and whom the raiser adds.

    Args:
        key: of the form; the reference is made of it.

    Raises:
        PermissionRefused: the person is not on the team, or the inspection is over.
        ActionRefused: something is missing, or names what is not of this inspection.
    """
    require(may_raise_concern(assignment_of(by, inspection, timezone.localdate(at)), inspection))
    holders = office_holders(inspection=inspection, day=timezone.localdate(at))
    _check(inspection, content, holders)
    concern = Concern.objects.create(
        inspection=inspection,
        reference=short_reference("SC", key.bytes),
        case_id=content.case,
        agency_id=content.agency,
        seen=_said(content.seen, "Say what was seen or heard."),
        at_risk=AtRisk(content.at_risk),
        called=[Called(one).value for one in content.called],
        done=_said(content.done, "Say what was done at once, or that nothing was."),
        raised_by=by,
        raised_at=at,
    )
    ConcernEvent.objects.create(
        concern=concern, to_state=ConcernState.RAISED, by=by, at=at, what="Raised the concern"
    )
    for lead in _leads(inspection, at):
        if lead.person_id != by.pk:
            _tell(concern, lead.person, lead=lead, by=by, at=at)
    wanted = [one for one in holders if _is_told(one, content)]
    _tell_holders(concern, wanted, clean_text(content.released).strip(), by=by, at=at)
    return concern


def acknowledge_concern(*, told: ConcernTold, by: User, at: datetime) -> ConcernTold:
    """Say that one has read it. Once: pressed again, it is as it was.

    Raises:
        NotVisible: somebody else was told by this row.
        ActionRefused: the concern is closed.
    """
    if told.person_id != by.pk:
        raise NotVisible("There is no such concern.")
    concern = Concern.objects.lock(told.concern)
    if _acknowledged(told, at=at):
        _happened(concern, "acknowledge", "Acknowledged it", by=by, at=at)
    return told


def reach_otherwise(*, told: ConcernTold, how: str, by: User, at: datetime) -> ConcernTold:
    """Record that somebody who does not open the page was reached, by telephone for instance.

    Raises:
        PermissionRefused: the person neither leads nor raised the concern.
        ActionRefused: they have acknowledged it already, or it is not said how they were reached.
    """
    concern = _pursued(told.concern, by=by, at=at)
    how = _said(how, "Say how and when they were reached.")
    if not _acknowledged(told, at=at, reached_by=by):
        raise ActionRefused(f"{told.person} has acknowledged it meanwhile. Nothing was changed.")
    _happened(concern, "acknowledge", f"Reached {told.person} otherwise", why=how, by=by, at=at)
    return told


def tell_others(
    *, concern: Concern, offices: Collection[int], released: str, by: User, at: datetime
) -> int:
    """Tell further holders of offices of the area, with the text that they may read.

    Returns:
        How many were told.

    Raises:
        PermissionRefused: the person neither leads nor raised it, or it is closed.
        ActionRefused: nobody was chosen who is not told already, or nothing is released.
    """
    concern = _pursued(concern, by=by, at=at)
    holders = office_holders(inspection=concern.inspection, day=timezone.localdate(at))
    said = _said(released, "Say what they may read of it.")
    wanted = [one for one in holders if one.pk in set(offices)]
    told = _tell_holders(concern, wanted, said, by=by, at=at)
    if not told:
        raise ActionRefused("Select somebody with an account who has not been told yet.")
    names = ", ".join(str(one.person) for one in told)
    ConcernEvent.objects.create(
        concern=concern,
        from_state=concern.state,
        to_state=concern.state,
        by=by,
        at=at,
        what=f"Told {names}"[:200],
        why=said,
    )
    return len(told)


def act_on_concern(*, concern: Concern, what: str, by: User, at: datetime) -> Concern:
    """Record what was done about it. More can be added until it is closed.

    Raises:
        PermissionRefused: the person is no lead, or it is closed.
        TransitionNotAllowed: nobody has acknowledged it yet.
        ActionRefused: it is not said what was done.
    """
    concern = _led(concern, by=by, at=at)
    said = _said(what, "Say what was done, by whom and when.")
    _happened(concern, "act", "Recorded what was done", why=said, by=by, at=at)
    return concern


def close_concern(*, concern: Concern, outcome: str, why: str, by: User, at: datetime) -> Concern:
    """Close it with its outcome and the reason. The doors of office-holders close with it.

    Raises:
        PermissionRefused: the person is no lead, or it is closed already.
        TransitionNotAllowed: nothing was done about it yet.
        ActionRefused: the reason is missing.
    """
    concern = _led(concern, by=by, at=at)
    said = _said(why, "Say why the concern can be closed.")
    arrow = CONCERN.find("close", concern.state)
    concern.state, concern.outcome = arrow.target, ConcernOutcome(outcome)
    concern.save(update_fields=["state", "outcome"])
    ConcernEvent.objects.create(
        concern=concern,
        from_state=arrow.source,
        to_state=arrow.target,
        by=by,
        at=at,
        what=f"Closed it: {CONCERN_OUTCOME_LABELS[concern.outcome]}",
        why=said,
    )
    doors = InspectionAccess.objects.open_at(at).to(Door.CONCERN)
    doors.filter(pk__in=concern.told.values("access")).update(closes_at=at)
    return concern


@transaction.atomic
def remind_of_concerns(*, at: datetime) -> int:
    """Tell everybody again who should have acknowledged a concern by now; once an hour.

    Returns:
        How many were told again.
    """
    late = ConcernTold.objects.to_remind(at).select_for_update(of=("self",), skip_locked=True)
    rows = list(late.order_by("remind_at")[:_AT_ONCE])
    for told in rows:
        told.reminders += 1
        told.remind_at = at + ACKNOWLEDGE_WITHIN
        _write_job(told, by=None, at=at)
        told.save(update_fields=["reminders", "remind_at", "last_job"])
    return len(rows)


# --- underneath -----------------------------------------------------------------------------------


def _check(inspection: Inspection, content: ConcernContent, holders: Iterable[Office]) -> None:
    if content.case is not None:
        cases = Case.objects.of(inspection).filter(pk=content.case)
        if not cases.exists():
            raise ActionRefused("This case is not one of this inspection. Choose it again.")
    if content.agency is not None:
        agencies = inspection.area.agencies.filter(pk=content.agency)
        if not agencies.exists():
            raise ActionRefused("This agency is not one of this area. Choose it again.")
    if not set(content.offices) <= {one.pk for one in holders}:
        raise ActionRefused("Somebody whom you added holds no office of this area any more.")


def _leads(inspection: Inspection, at: datetime) -> list[Assignment]:
    team = Assignment.objects.on(timezone.localdate(at)).of(inspection).filter(role__in=LEADING)
    return list(team.select_related("person", "inspectorate").order_by("pk"))


def _is_told(office: Office, content: ConcernContent) -> bool:
    """The leader of the agency concerned, and whoever was added."""
    leads_it = office.kind == OfficeKind.AGENCY_LEADER and office.agency_id == content.agency
    return (leads_it and content.agency is not None) or office.pk in content.offices


def _tell_holders(
    concern: Concern, offices: Iterable[Office], released: str, *, by: User, at: datetime
) -> list[Office]:
    """Tell those who have an account and were not told yet; the others are called."""
    known = set(concern.told.values_list("person", flat=True))
    told = []
    for office in offices:
        person = office.person
        if person is None or not person.is_active or person.pk in known:
            continue
        _tell(concern, person, office=office, released=released, by=by, at=at)
        known.add(person.pk)
        told.append(office)
    return told


def _tell(
    concern: Concern,
    person: User,
    *,
    lead: Assignment | None = None,
    office: Office | None = None,
    released: str = "",
    by: User,
    at: datetime,
) -> None:
    access = None
    if office is not None:
        access = InspectionAccess.objects.create(
            inspection=concern.inspection,
            person=person,
            as_role=office.kind,
            opens=Door.CONCERN,
            opens_at=at,
        )
    told = ConcernTold.objects.create(
        concern=concern,
        person=person,
        inspectorate=lead.inspectorate if lead else None,
        office=office,
        access=access,
        released=released if office else "",
        told_by=by,
        told_at=at,
        due_at=at + ACKNOWLEDGE_WITHIN,
        remind_at=at + ACKNOWLEDGE_WITHIN,
    )
    _write_job(told, by=by, at=at)
    told.save(update_fields=["last_job"])


def _write_job(told: ConcernTold, *, by: User | None, at: datetime) -> None:
    """An e-mail that says nothing of the concern is a job for each person and each telling."""
    told.last_job = queue_job(
        kind=TELL_OF_CONCERN,
        key=f"{TELL_OF_CONCERN}:{told.pk}:{told.reminders}",
        arguments={"told": told.pk},
        by=by,
        at=at,
    )


def _acknowledged(told: ConcernTold, *, at: datetime, reached_by: User | None = None) -> bool:
    """Set the moment, if it is not set: of two sendings one finds it empty."""
    rows = ConcernTold.objects.filter(pk=told.pk, acknowledged_at__isnull=True)
    done = bool(rows.update(acknowledged_at=at, reached_by=reached_by))
    told.refresh_from_db(fields=["acknowledged_at", "reached_by"])
    return done


def _happened(
    concern: Concern, verb: str, what: str, *, why: str = "", by: User, at: datetime
) -> None:
    """Append what happened; move the concern on where this is the first time."""
    before = concern.state
    if concern.state == ConcernState.CLOSED:
        raise ActionRefused("This concern is closed. Nothing was changed.")
    target = next(arrow.target for arrow in CONCERN.transitions if arrow.verb == verb)
    order = list(ConcernState)
    if order.index(ConcernState(before)) < order.index(ConcernState(target)):
        concern.state = CONCERN.find(verb, before).target
        concern.save(update_fields=["state"])
    ConcernEvent.objects.create(
        concern=concern,
        from_state=before,
        to_state=concern.state,
        by=by,
        at=at,
        what=what[:200],
        why=why,
    )


def _pursued(concern: Concern, *, by: User, at: datetime) -> Concern:
    locked = Concern.objects.lock(concern)
    member = assignment_of(by, locked.inspection, timezone.localdate(at))
    require(may_pursue_concern(member, locked))
    return locked


def _led(concern: Concern, *, by: User, at: datetime) -> Concern:
    locked = Concern.objects.lock(concern)
    member = assignment_of(by, locked.inspection, timezone.localdate(at))
    require(may_act_on_concern(member, locked))
    return locked


def _said(text: str, missing: str) -> str:
    said = clean_text(text).strip()
    if not said:
        raise ActionRefused(missing)
    return said
