"""Inspections for tests: made as people make them, through the actions.

    joint = joint_inspection()                  at fieldwork, with three inspectorates
    item = evidence_by(joint, joint.inspectors["cqc"])

On PostgreSQL the database asks who acts: read evidence inside `acting_as(person)`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from frameworks.models import FrameworkVersion, InspectionType
from inspections.actions import (
    add_agency,
    add_case,
    move_inspection,
    name_lead,
    name_member,
    open_inspection,
    record_evidence,
)
from inspections.models import (
    Case,
    Evidence,
    EvidenceAudience,
    Inspection,
    Strand,
    StrandParticipant,
)
from inspections.rules import add_working_days
from inspections.values import Board, EvidenceContent, OfficeHolder
from organisations.models import Agency, Inspectorate, LegalPower, LocalArea, User
from records.actor import acting_as
from records.values import NO_DRAFT, HeardOfDraft
from tests.factories.frameworks import framework_version_factory, organisations_exist
from tests.factories.organisations import LocalAreaFactory, MembershipFactory, UserFactory
from tests.factories.remembered import remembered

INSPECTORATES = ("ofsted", "cqc", "hmic")
# What the overall lead does, one after another, to reach a stage.
WAY = {
    "planned": (),
    "notified": ("notify",),
    "fieldwork": ("notify", "start_fieldwork"),
    "reporting": ("notify", "start_fieldwork", "end_fieldwork"),
    "closed": ("notify", "start_fieldwork", "end_fieldwork", "close"),
    "postponed": ("postpone",),
    "suspended": ("notify", "start_fieldwork", "suspend"),
    "abandoned": ("postpone", "abandon"),
}


@dataclass
class JointInspection:
    """An inspection with its people.

    `leads` and `inspectors` are by the code of the inspectorate; the overall lead is the lead of
    `ofsted`. The quality assurer is Ofsted's. The chair has an account and is not let in.
    """

    inspection: Inspection
    strand: Strand
    overall_lead: User
    leads: dict[str, User]
    inspectors: dict[str, User]
    quality_assurer: User
    chair: User
    agencies: list[Agency] = field(default_factory=list)

    @property
    def reference(self) -> str:
        """The inspection's reference, as addresses have it."""
        return self.inspection.reference

    @property
    def criteria(self) -> list[Any]:
        """The criteria of the joint strand, area by area, in their order."""
        areas = self.strand.judgement_areas.prefetch_related("criteria")
        return [one for area in areas for one in area.criteria.all()]

    @property
    def team(self) -> list[User]:
        """Everybody on the team."""
        return [*self.leads.values(), *self.inspectors.values(), self.quality_assurer]


def member_factory(inspectorate: str, role: str = "inspector", **fields: Any) -> User:
    """A person who works for an inspectorate, in the role of inspector or lead."""
    organisations_exist()
    person = UserFactory(**fields)
    body = Inspectorate.objects.get(code=inspectorate)
    MembershipFactory(person=person, inspectorate=body, role=role)
    return person


def inspection_type() -> InspectionType:
    """The type of the version that is in force; the first call brings it into force."""
    if not FrameworkVersion.objects.filter(framework__code="integrated").exists():
        framework_version_factory()
    return InspectionType.objects.get(version__framework__code="integrated")


def board_for(chair: User | None = None, *, name: str = "Northmere LSCB") -> Board:
    """A partnership and its chair."""
    holder = OfficeHolder(
        name=chair.name if chair else "Robin Sand",
        title="Independent chair",
        since=date(2013, 4, 1),
        email=chair.email if chair else "",
    )
    return Board(name=name, chair=holder)


def _first_area() -> LocalArea:
    area: LocalArea = LocalAreaFactory(code="000")
    return area


def starting_day(at: datetime) -> date:
    """A day on which fieldwork may start."""
    return add_working_days(timezone.localdate(at), 10)


@remembered
@transaction.atomic
def inspection_at(
    state: str = "fieldwork",
    *,
    inspectorates: tuple[str, ...] = INSPECTORATES,
    at: datetime | None = None,
) -> JointInspection:
    """An inspection at a stage, with a lead and an inspector for each inspectorate.

    Args:
        state: one of the stages of `inspections.states`.
        at: when it was opened; a month ago, unless said.
    """
    at = at or timezone.now() - timedelta(days=30)
    kind = inspection_type()
    overall_lead = member_factory("ofsted", "lead")
    chair = UserFactory()
    inspection = open_inspection(
        inspection_type=kind,
        area=_first_area() if not LocalArea.objects.exists() else LocalAreaFactory(),
        starts_on=starting_day(at),
        participants=inspectorates,
        board=board_for(chair),
        by=overall_lead,
        at=at,
    )
    joint = _with_team(inspection, overall_lead, chair, inspectorates, at)
    joint.agencies = [_agency(joint, kind, at) for kind in ("local_authority", "health", "police")]
    for verb in WAY[state]:
        why = "A reason." if verb in {"postpone", "suspend", "abandon"} else ""
        inspection = move_inspection(
            inspection=inspection, verb=verb, why=why, by=overall_lead, at=at
        )
    joint.inspection = Inspection.objects.for_page().get(pk=inspection.pk)
    joint.strand = joint.inspection.strands.select_related("power").get(code="joint")
    return joint


def joint_inspection(**options: Any) -> JointInspection:
    """An inspection at fieldwork; the options are those of `inspection_at`."""
    return inspection_at("fieldwork", **options)


def _with_team(
    inspection: Inspection,
    overall_lead: User,
    chair: User,
    inspectorates: tuple[str, ...],
    at: datetime,
) -> JointInspection:
    leads, inspectors = {"ofsted": overall_lead}, {}
    for code in inspectorates:
        if code != "ofsted":
            leads[code] = member_factory(code, "lead")
            name_lead(inspection=inspection, person=leads[code], by=overall_lead, at=at)
        inspectors[code] = member_factory(code)
        name_member(
            inspection=inspection,
            person=inspectors[code],
            role="inspector",
            by=leads[code],
            at=at,
        )
    assurer = member_factory("ofsted")
    name_member(
        inspection=inspection, person=assurer, role="quality_assurer", by=overall_lead, at=at
    )
    return JointInspection(
        inspection=inspection,
        strand=inspection.strands.get(code="joint"),
        overall_lead=overall_lead,
        leads=leads,
        inspectors=inspectors,
        quality_assurer=assurer,
        chair=chair,
    )


def _agency(joint: JointInspection, kind: str, at: datetime) -> Agency:
    area = joint.inspection.area
    leader = OfficeHolder(f"Leader of {kind}", "Chief executive", date(2012, 1, 1))
    return add_agency(
        inspection=joint.inspection,
        kind=kind,
        name=f"{area.name} {kind}",
        leader=leader,
        by=joint.overall_lead,
        at=at,
    )


def content_of(joint: JointInspection, **changes: Any) -> EvidenceContent:
    """What an inspector might write; `changes` are fields of `EvidenceContent`."""
    usual: dict[str, Any] = {
        "text": "The chair asks each partner for the result, and writes down the answer.",
        "source": "meeting",
        "observed_on": timezone.localdate(),
        "agency": None,
        "strength": "strength",
    }
    if "criteria" not in changes:
        usual["criteria"] = (joint.criteria[0].pk,)
    return EvidenceContent(**{**usual, **changes})


def evidence_by(
    joint: JointInspection,
    person: User,
    *,
    key: UUID | None = None,
    strand: Strand | None = None,
    case: Case | None = None,
    at: datetime | None = None,
    heard: HeardOfDraft = NO_DRAFT,
    **changes: Any,
) -> Evidence:
    """An item that this person recorded; `changes` are fields of its content.

    It was observed on the day of recording: a moment ago may be yesterday.
    """
    at = at or timezone.now()
    changes.setdefault("observed_on", timezone.localdate(at))
    with acting_as(person):
        return record_evidence(
            key=key or uuid4(),
            inspection=joint.inspection,
            strand=strand or joint.strand,
            content=content_of(joint, **changes),
            case=case.pk if case else None,
            by=person,
            at=at,
            heard=heard,
        )


@transaction.atomic
def single_strand(joint: JointInspection, code: str) -> Strand:
    """A single-agency strand of one of the inspectorates, under a power of its own."""
    power, _ = LegalPower.objects.get_or_create(
        code=f"{code}-own", act="An Act", section="section 1", title="Own power"
    )
    owner = Inspectorate.objects.get(code=code)
    strand = Strand.objects.create(
        inspection=joint.inspection,
        code=code,
        title=f"{owner.short_name}, {power.section}",
        kind="single",
        power=power,
        owner=owner,
    )
    StrandParticipant.objects.create(strand=strand, inspectorate=owner)
    strand.judgement_areas.set(joint.strand.judgement_areas.all())
    return strand


@transaction.atomic
def case_of(joint: JointInspection, kind: str = "tracked", **fields: Any) -> Case:
    """A case that an inspector added; `fields` are those of `CaseFacts`."""
    usual = {"age_band": "5_to_9", "cohort": "protection_plan"}
    return add_case(
        inspection=joint.inspection,
        kind=kind,
        by=joint.inspectors["ofsted"],
        at=timezone.now(),
        **{**usual, **fields},
    )


def seen_by(person: User) -> list[str]:
    """The references of what this person may read, asked as this person."""
    with acting_as(person):
        rows = EvidenceAudience.objects.visible_to(person).select_related("evidence")
        return sorted(row.evidence.reference for row in rows)
