"""Joint audits and safeguarding concerns for tests, reached by what people do.

asked = asked_audit()                       at notice, one case, chair and a leader let in
enter(asked, asked.leader)                  the leader enters an evaluation of the first case
returned_audit(asked)                       complete, returned by the chair
concern = concern_of(joint)                 raised by Ofsted's inspector, everybody told
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from inspections.actions import (
    ConcernContent,
    acknowledge_concern,
    act_on_concern,
    ask_for_audit,
    close_concern,
    compare_case,
    enter_evaluation,
    raise_concern,
    return_audit,
)
from inspections.models import (
    AuditCase,
    AuditComparison,
    AuditReturn,
    Case,
    Concern,
    ConcernTold,
    JointAudit,
    Strand,
)
from inspections.values import (
    AgencyPart,
    AuditEvaluation,
    AuditHeading,
    AuditSaid,
)
from organisations.models import Agency, Office, User
from records.actor import acting_as
from tests.factories.inspections import JointInspection, case_of, inspection_at
from tests.factories.organisations import UserFactory
from tests.factories.remembered import remembered


@dataclass
class Asked:
    """A joint audit with its people: the chair, and the leader of the health services."""

    joint: JointInspection
    audit: JointAudit
    leader: User
    cases: list[Case] = field(default_factory=list)

    @property
    def reference(self) -> str:
        """The inspection's reference."""
        return self.joint.reference

    @property
    def chair(self) -> User:
        """The chair, who is let in."""
        return self.joint.chair

    def case(self, number: int = 0) -> AuditCase:
        """One of its cases, as it is now."""
        rows = AuditCase.objects.for_list().select_related("audit__inspection")
        return rows.get(audit=self.audit, case=self.cases[number])


def leader_of(joint: JointInspection, agency: Agency | None = None) -> User:
    """Who leads an agency of the area, the health services unless said, with an account."""
    office = Office.objects.get(agency=agency or joint.agencies[1], ends_on=None)
    if office.person is None:
        office.person = UserFactory(name=office.holder_name)
        office.save()
    found: User = office.person
    return found


@remembered
@transaction.atomic
def asked_audit(
    joint: JointInspection | None = None,
    *,
    cases: int = 1,
    state: str = "notified",
    at: datetime | None = None,
) -> Asked:
    """An audit that the overall lead asked for, of so many joint-audit cases."""
    joint = joint or inspection_at(state)
    leader = leader_of(joint)
    chosen = [case_of(joint, "joint_audit") for _ in range(cases)]
    for one in chosen:
        one.agencies.set(joint.agencies)
    at = at or timezone.now()
    audit = ask_for_audit(
        inspection=joint.inspection,
        cases=[one.pk for one in chosen],
        ask="Audit these cases together.",
        due_on=timezone.localdate(at) + timedelta(days=7),
        by=joint.overall_lead,
        at=at,
    )
    return Asked(joint, audit, leader, chosen)


def evaluation_of(joint: JointInspection, **texts: str) -> AuditEvaluation:
    """A complete evaluation; `texts` are by heading."""
    said = {
        one.value: AuditSaid(texts.get(one.value, f"What we say on {one.value}."), "sound")
        for one in AuditHeading
    }
    parts = [AgencyPart(one.code, one.name, True, "Train its staff.") for one in joint.agencies]
    return AuditEvaluation(said, tuple(parts))


@transaction.atomic
def enter(
    asked: Asked, person: User, *, number: int = 0, key: UUID | None = None, **texts: str
) -> AuditCase:
    """A complete evaluation of a case, over what is saved now."""
    case = asked.case(number)
    return enter_evaluation(
        audit_case=case,
        key=key or uuid4(),
        version=case.version,
        evaluation=evaluation_of(asked.joint, **texts),
        by=person,
        at=timezone.now(),
    )


@transaction.atomic
def returned_audit(
    asked: Asked | None = None, *, key: UUID | None = None, by: User | None = None
) -> Asked:
    """An audit that is complete and was returned by the chair."""
    asked = asked or asked_audit()
    for number in range(len(asked.cases)):
        if asked.case(number).version == 0:
            enter(asked, asked.leader, number=number)
    return_audit(audit=asked.audit, key=key or uuid4(), by=by or asked.chair, at=timezone.now())
    asked.audit.refresh_from_db()
    return asked


def last_return_of(asked: Asked) -> AuditReturn:
    """The newest return."""
    return AuditReturn.objects.filter(audit=asked.audit).latest("number")


def own_evaluation(**agrees: str) -> AuditEvaluation:
    """What inspectors say; `agrees` are by heading, agreement unless said."""
    return AuditEvaluation(
        {
            one.value: AuditSaid(
                f"What we found on {one.value}.", "weak", agrees.get(one.value, "agree"), "Because."
            )
            for one in AuditHeading
        }
    )


def compared(
    asked: Asked,
    person: User,
    *,
    strand: Strand | None = None,
    number: int = 0,
    version: int = 0,
    key: UUID | None = None,
    **agrees: str,
) -> AuditComparison:
    """A comparison of a case that an inspector recorded."""
    with acting_as(person):
        return compare_case(
            audit_case=asked.case(number),
            strand=strand or asked.joint.strand,
            key=key or uuid4(),
            version=version,
            evaluation=own_evaluation(**agrees),
            by=person,
            at=timezone.now(),
        )


def concern_content(**changes: Any) -> ConcernContent:
    """What an inspector might raise."""
    usual = {
        "seen": "A child was seen alone at home at eleven at night.",
        "at_risk": "yes",
        "done": "The duty team was called at 23:05 and went there.",
        "called": ("duty_team",),
        "released": "A child of your list was alone at home. Call the duty team.",
    }
    return ConcernContent(**{**usual, **changes})


@transaction.atomic
def concern_of(
    joint: JointInspection,
    *,
    by: User | None = None,
    at: datetime | None = None,
    key: UUID | None = None,
    **changes: Any,
) -> Concern:
    """A concern that Ofsted's inspector raised about the health services, whose leader is told."""
    leader_of(joint)
    changes.setdefault("agency", joint.agencies[1].pk)
    return raise_concern(
        key=key or uuid4(),
        inspection=joint.inspection,
        content=concern_content(**changes),
        by=by or joint.inspectors["ofsted"],
        at=at or timezone.now(),
    )


def told(concern: Concern, person: User) -> ConcernTold:
    """The row by which this person was told."""
    return ConcernTold.objects.select_related("concern", "person").get(
        concern=concern, person=person
    )


@transaction.atomic
def acted_concern(joint: JointInspection, **changes: Any) -> Concern:
    """A concern that the leader told has acknowledged, and about which the lead did something."""
    concern = concern_of(joint, **changes)
    acknowledge_concern(
        told=told(concern, leader_of(joint)), by=leader_of(joint), at=timezone.now()
    )
    return act_on_concern(
        concern=concern, what="The duty team went there.", by=joint.overall_lead, at=timezone.now()
    )


@transaction.atomic
def closed_concern(joint: JointInspection, **changes: Any) -> Concern:
    """A concern that was acted on and closed: the child is safe."""
    return close_concern(
        concern=acted_concern(joint, **changes),
        outcome="child_safe",
        why="The child is with the family.",
        by=joint.overall_lead,
        at=timezone.now(),
    )
