"""The joint audit: asked of the partnership, changed, taken back, asked again."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from inspections.models import (
    AuditCase,
    AuditEvent,
    AuditLeader,
    Case,
    Inspection,
    InspectionAccess,
    JointAudit,
)
from inspections.permissions import (
    assignment_of,
    may_ask_audit,
    may_enter,
    may_steer_audit,
)
from inspections.rules import doors_close_at
from inspections.states import JOINT_AUDIT, AuditState
from inspections.values import CaseKind, Door
from organisations.models import Office, User
from organisations.values import OfficeKind
from records.actions import queue_job, save_if_version
from records.errors import ActionRefused
from records.permissions import require
from records.values import clean_text

TELL_OF_AUDIT = "inspections.tell_of_audit"
_AUDITED = (CaseKind.JOINT_AUDIT, CaseKind.TRACKED)
_REOPENING = {
    AuditState.RETURNED: "reopen",
    AuditState.WITHDRAWN: "ask_again",
    AuditState.ASKED: "let_in_late",
}


def cases_to_audit(*, inspection: Inspection) -> list[Case]:
    """The cases that the partnership may be asked to audit: its own, and tracked ones."""
    rows = Case.objects.of(inspection).filter(kind__in=_AUDITED)
    return list(rows.prefetch_related("agencies").order_by("kind", "pk"))


def office_holders(*, inspection: Inspection, day: date) -> list[Office]:
    """Who holds an office of the area that day, with an account or without, chair first."""
    board = Q(partnership=inspection.partnership_id)
    agency = Q(kind=OfficeKind.AGENCY_LEADER, agency__areas=inspection.area_id)
    rows = Office.objects.on(day).filter(board | agency).select_related("person", "agency")
    found: dict[int, Office] = {one.pk: one for one in rows.order_by("pk")}
    order = list(OfficeKind)
    return sorted(found.values(), key=lambda one: (order.index(OfficeKind(one.kind)), one.pk))


def ask_for_audit(
    *,
    inspection: Inspection,
    cases: Collection[int],
    ask: str,
    due_on: date,
    by: User,
    at: datetime,
) -> JointAudit:
    """Ask the partnership to audit cases together (150092 ¶16), and let its leaders in.

    Args:
        cases: primary keys of cases of the inspection.
        due_on: the last day for the return.

    Raises:
        PermissionRefused: the person is not the overall lead, or it is not the time for it.
        ActionRefused: it was asked already, or nobody in office has an account.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    require(may_ask_audit(assignment_of(by, inspection, timezone.localdate(at)), inspection))
    if JointAudit.objects.filter(inspection=inspection).exists():
        raise ActionRefused("The partnership was asked already. Change what is asked instead.")
    chosen = _chosen(inspection, cases)
    audit = JointAudit.objects.create(
        inspection=inspection,
        ask=_said(ask, "Say what you ask the partnership."),
        due_on=_in_future(due_on, at),
        asked_by=by,
        asked_at=at,
    )
    AuditCase.objects.bulk_create(AuditCase(audit=audit, case_id=case) for case in chosen)
    AuditEvent.objects.create(audit=audit, to_state=AuditState.ASKED, by=by, at=at)
    if not _let_in(audit, until=due_on, by=by, at=at):
        raise ActionRefused(
            "Nobody who holds an office of this area has an account. Record the chair or an "
            "agency’s leader with the e-mail address of their account. Nothing was asked."
        )
    return audit


def change_audit(
    *,
    audit: JointAudit,
    version: int,
    cases: Collection[int],
    ask: str,
    due_on: date,
    by: User,
    at: datetime,
) -> JointAudit:
    """Change what is asked, of which cases and by when. What was entered on a case is kept.

    Raises:
        Conflict: somebody else changed it first.
        ActionRefused: it is not open, or nothing is asked.
    """
    audit = _steered(audit, by=by, at=at)
    require_inside(audit=audit, at=at)
    chosen = _chosen(audit.inspection, cases)
    said, day = _said(ask, "Say what you ask the partnership."), _in_future(due_on, at)
    rows = JointAudit.objects.filter(pk=audit.pk)
    audit.version = save_if_version(rows, version=version, ask=said, due_on=day)
    there = set(audit.cases.values_list("case", flat=True))
    AuditCase.objects.bulk_create(
        AuditCase(audit=audit, case_id=case) for case in chosen if case not in there
    )
    audit.cases.filter(case__in=chosen).update(is_left_out=False)
    audit.cases.exclude(case__in=chosen).update(is_left_out=True)
    AuditEvent.objects.create(
        audit=audit,
        from_state=audit.state,
        to_state=audit.state,
        by=by,
        at=at,
        why=f"Changed what is asked: {len(chosen)} cases, by {day:%-d %B %Y}.",
    )
    audit.ask, audit.due_on = said, day
    _open_doors(audit, at).update(closes_at=_closing(audit, day))
    return audit


def admit_leaders(*, audit: JointAudit, by: User, at: datetime) -> int:
    """Let in whoever holds an office now and was not let in yet: a successor, a new agency.

    Returns:
        How many doors were opened.
    """
    audit = _steered(audit, by=by, at=at)
    require(may_enter(audit))
    require_inside(audit=audit, at=at)
    return _let_in(audit, until=audit.due_on, by=by, at=at)


def withdraw_audit(*, audit: JointAudit, why: str, by: User, at: datetime) -> JointAudit:
    """Take the request back, for a reason. Every door closes; what was entered is kept."""
    audit = _steered(audit, by=by, at=at)
    move_audit(
        audit=audit,
        verb="withdraw",
        why=_said(why, "Say why the request is withdrawn."),
        by=by,
        at=at,
    )
    close_audit_doors(audit=audit, at=at)
    return audit


def reopen_audit(
    *, audit: JointAudit, why: str, due_on: date, by: User, at: datetime
) -> JointAudit:
    """Let the leaders in again, for a reason: after a return, a withdrawal, or too late.

    What was returned stays on record. Where nothing was returned in time, the day stays as it was:
    what comes now comes late.

    Raises:
        ActionRefused: they are in already, or nobody in office has an account.
    """
    audit = _steered(audit, by=by, at=at)
    verb = _REOPENING[AuditState(audit.state)]
    if verb == "let_in_late" and audit.leaders.inside(at).exists():
        raise ActionRefused("The audit is open. Change the day by which it is returned instead.")
    said, day = _said(why, "Say why it is asked again."), _in_future(due_on, at)
    if verb != "let_in_late":
        audit.due_on = day
    move_audit(audit=audit, verb=verb, why=said, by=by, at=at)
    if not _let_in(audit, until=day, by=by, at=at):
        raise ActionRefused("Nobody who holds an office of this area has an account.")
    return audit


def close_audit_doors(*, audit: JointAudit, at: datetime) -> None:
    """Close every door of this audit that is still open."""
    _open_doors(audit, at).update(closes_at=at)


def require_inside(*, audit: JointAudit, at: datetime) -> None:
    """Refuse to change what nobody can answer any more.

    Raises:
        ActionRefused: it is not open, or the time for it is over.
    """
    if not audit.takes_entries or not audit.leaders.inside(at).exists():
        raise ActionRefused("The partnership is not let in any more. Ask again first, and say why.")


def _open_doors(audit: JointAudit, at: datetime) -> QuerySet[InspectionAccess]:
    doors = InspectionAccess.objects.open_at(at).to(Door.AUDIT)
    return doors.filter(pk__in=audit.leaders.values("access"))


def _closing(audit: JointAudit, until: date) -> datetime:
    return doors_close_at(until, fieldwork_starts_on=audit.inspection.fieldwork_starts_on)


def _steered(audit: JointAudit, *, by: User, at: datetime) -> JointAudit:
    """The audit, locked, if this person leads its inspection."""
    locked = JointAudit.objects.lock(audit)
    member = assignment_of(by, locked.inspection, timezone.localdate(at))
    require(may_steer_audit(member, locked.inspection))
    return locked


def move_audit(*, audit: JointAudit, verb: str, why: str = "", by: User, at: datetime) -> None:
    """Move a locked audit along one arrow of its table, and write down who did it and why.

    Raises:
        TransitionNotAllowed: there is no such arrow from where it is.
    """
    arrow = JOINT_AUDIT.find(verb, audit.state)
    audit.state = arrow.target
    if arrow.target != AuditState.RETURNED:
        audit.returned_at = None
    audit.save(update_fields=["state", "returned_at", "due_on"])
    AuditEvent.objects.create(
        audit=audit, from_state=arrow.source, to_state=arrow.target, by=by, at=at, why=why
    )


def _let_in(audit: JointAudit, *, until: date, by: User, at: datetime) -> int:
    """Open a door for every holder of an office with an account who has none open."""
    closes_at = _closing(audit, until)
    inside = set(audit.leaders.inside(at).values_list("person", "office"))
    opened = 0
    for office in office_holders(inspection=audit.inspection, day=timezone.localdate(at)):
        person = office.person
        if person is None or not person.is_active or (person.pk, office.pk) in inside:
            continue
        access = InspectionAccess.objects.create(
            inspection=audit.inspection,
            person=person,
            as_role=office.kind,
            opens=Door.AUDIT,
            opens_at=at,
            closes_at=closes_at,
        )
        leader = AuditLeader.objects.create(
            audit=audit, person=person, office=office, access=access
        )
        queue_job(
            kind=TELL_OF_AUDIT,
            key=f"{TELL_OF_AUDIT}:{leader.pk}",
            arguments={"leader": leader.pk},
            by=by,
            at=at,
        )
        opened += 1
    return opened


def _chosen(inspection: Inspection, cases: Collection[int]) -> list[int]:
    possible = [case.pk for case in cases_to_audit(inspection=inspection)]
    if not set(cases) <= set(possible):
        raise ActionRefused("A case is not one that the partnership can audit. Choose them again.")
    chosen = [key for key in possible if key in set(cases)]
    if not chosen:
        raise ActionRefused("Select at least one case.")
    return chosen


def _said(text: str, missing: str) -> str:
    said = clean_text(text).strip()
    if not said:
        raise ActionRefused(missing)
    return said


def _in_future(due_on: date, at: datetime) -> date:
    if due_on < timezone.localdate(at):
        raise ActionRefused("The day by which it is returned must be today or in the future.")
    return due_on
