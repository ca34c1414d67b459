"""What the partnership's leaders enter in a joint audit together, and return as a whole."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from inspections.actions.joint_audit import close_audit_doors, move_audit
from inspections.models import AuditCase, AuditReturn, AuditRevision, JointAudit
from inspections.permissions import may_enter, may_return
from inspections.states import AuditState
from inspections.values import AuditEvaluation
from organisations.models import User
from records.actions import drop_copy, save_if_version
from records.errors import ActionRefused, AlreadySent, NotVisible
from records.permissions import require
from records.values import NO_DRAFT, HeardOfDraft, content_hash

_SENT_BEFORE = (
    "This form was sent before with other content. The first one was saved; open the case to "
    "change it."
)


def enter_evaluation(
    *,
    audit_case: AuditCase,
    key: UUID,
    version: int,
    evaluation: AuditEvaluation,
    by: User,
    at: datetime,
    heard: HeardOfDraft = NO_DRAFT,
) -> AuditCase:
    """Save the joint evaluation of a case, if it is still at the version that its writer had open.

    Raises:
        NotVisible: the person is not let in now.
        Conflict: another leader saved meanwhile; `theirs` is the case as it is now.
        AlreadySent: the key was used before with other content.
        ActionRefused: the audit was returned, or nothing is said.
    """
    # The audit first: a return waits for this save or is met by it, and freezes what it says.
    audit = _open_to(audit_case.audit, by=by, at=at)
    sent = {**evaluation.as_joint(), "audit_case": audit_case.pk}
    earlier = AuditRevision.objects.filter(key=key).first()
    if earlier is not None:
        return _same(earlier, audit_case, by=by, sent=sent)
    require_open(audit=audit)
    if evaluation.is_empty:
        raise ActionRefused("Enter something under one of the headings.")
    with transaction.atomic():
        rows = AuditCase.objects.filter(pk=audit_case.pk)
        audit_case.version = save_if_version(rows, version=version)
        AuditRevision.objects.create(
            key=key,
            person=by,
            content_hash=content_hash(sent),
            at=at,
            draft_version=heard.version,
            audit_case=audit_case,
            version=audit_case.version,
            content=evaluation.as_joint(),
        )
    if heard.is_waiting:
        drop_copy(key=key, by=by, sent=sent)
    return audit_case


def require_open(*, audit: JointAudit) -> None:
    """Refuse, with who returned it, when the audit takes no entries any more.

    Raises:
        ActionRefused: it was returned. A page that has text on it shows it again.
    """
    answer = may_enter(audit, last_return(audit=audit))
    if not answer.allowed:
        raise ActionRefused(answer.reason)


def last_revisions(*, cases: Iterable[AuditCase]) -> dict[int, AuditRevision]:
    """What was entered last on each of these cases, by the case's key in the audit."""
    newest = AuditRevision.objects.filter(
        audit_case__in=list(cases), version=F("audit_case__version")
    )
    return {row.audit_case_id: row for row in newest.select_related("person")}


def last_return(*, audit: JointAudit) -> AuditReturn | None:
    """The newest return, which is what inspectors compare with."""
    return audit.returns.select_related("person").order_by("-number").first()


def missing_from(*, audit: JointAudit) -> dict[str, list[str]]:
    """What each case lacks before the audit can be returned, by its reference."""
    cases = list(audit.cases.asked().for_list())
    said = last_revisions(cases=cases)
    lacking = {}
    for one in cases:
        revision = said.get(one.pk)
        evaluation = revision.evaluation if revision else AuditEvaluation()
        if lacks := evaluation.missing():
            lacking[one.case.reference] = lacks
    return lacking


def return_audit(*, audit: JointAudit, key: UUID, by: User, at: datetime) -> AuditReturn:
    """Return the audit as a whole. It is frozen under a hash, and every local door closes.

    Late returns are taken, and say that they are late.

    Raises:
        NotVisible: the person is not let in now.
        PermissionRefused: the chair or the business manager returns it.
        ActionRefused: it was returned already, or something is missing.
    """
    audit = _open_to(audit, by=by, at=at)
    earlier = AuditReturn.objects.filter(key=key, audit=audit, person=by).first()
    if earlier is not None:
        return earlier
    last = last_return(audit=audit)
    if audit.state == AuditState.RETURNED and last is not None:
        raise ActionRefused(
            f"{last.person} returned the audit at {timezone.localtime(last.at):%-H:%M on %-d %B}. "
            "Nothing was sent twice."
        )
    kinds = leader_kinds(audit=audit, at=at)
    require(may_return(kinds.get(by.pk, set()), set().union(*kinds.values())))
    lacking = missing_from(audit=audit)
    if lacking:
        raise ActionRefused(_lacking_sentence(lacking))
    returned = _freeze(audit, key=key, by=by, at=at)
    audit.returned_at = at
    move_audit(audit=audit, verb="return", why="Late" if returned.is_late else "", by=by, at=at)
    close_audit_doors(audit=audit, at=at)
    return returned


def leader_kinds(*, audit: JointAudit, at: datetime) -> dict[int, set[str]]:
    """For which kinds of office each person is let in now."""
    kinds: dict[int, set[str]] = {}
    for person, kind in audit.leaders.inside(at).values_list("person", "access__as_role"):
        kinds.setdefault(person, set()).add(kind)
    return kinds


def _freeze(audit: JointAudit, *, key: UUID, by: User, at: datetime) -> AuditReturn:
    cases = list(audit.cases.asked().for_list())
    said = last_revisions(cases=cases)
    content = {
        "inspection": audit.inspection.reference,
        "due_on": audit.due_on.isoformat(),
        "cases": [
            {
                "case": one.case.reference,
                "version": one.version,
                "evaluation": said[one.pk].evaluation.as_joint(),
            }
            for one in cases
        ],
    }
    number = audit.returns.aggregate(last=Max("number"))["last"] or 0
    return AuditReturn.objects.create(
        key=key,
        person=by,
        content_hash=content_hash(content),
        at=at,
        audit=audit,
        number=number + 1,
        content=content,
        is_late=timezone.localdate(at) > audit.due_on,
    )


def _lacking_sentence(lacking: dict[str, list[str]]) -> str:
    cases = "; ".join(f"{case} lacks {', '.join(lacks)}" for case, lacks in lacking.items())
    return f"The audit is not complete: {cases}. Nothing was returned."


def _same(earlier: AuditRevision, audit_case: AuditCase, *, by: User, sent: object) -> AuditCase:
    if not earlier.proves(person=by, content=sent):
        raise AlreadySent(_SENT_BEFORE)
    audit_case.version = earlier.version
    return audit_case


def _open_to(audit: JointAudit, *, by: User, at: datetime) -> JointAudit:
    """The audit, locked, if this person is let in at that moment."""
    locked = JointAudit.objects.lock(audit)
    if not JointAudit.objects.let_in(by, at).filter(pk=audit.pk).exists():
        raise NotVisible("There is no such audit.")
    return locked
