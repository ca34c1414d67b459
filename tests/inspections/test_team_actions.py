"""Naming people, ending their work; agencies; cases; stages."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections.actions import (
    add_agency,
    add_case,
    end_assignment,
    find_member,
    move_inspection,
    name_lead,
    name_member,
)
from inspections.models import Assignment, Inspection, InspectionEvent
from inspections.states import INSPECTION, NEEDS_REASON, VERB_LABELS
from inspections.values import OfficeHolder
from organisations.models import Agency, Office
from records.errors import ActionRefused, PermissionRefused, TransitionNotAllowed
from tests.factories.inspections import (
    WAY,
    JointInspection,
    case_of,
    inspection_at,
    joint_inspection,
    member_factory,
)
from tests.factories.organisations import AdminFactory, UserFactory

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return timezone.now()


def place(joint: JointInspection, person: Any) -> Assignment:
    return joint.inspection.assignments.get(person=person)


# --- naming -------------------------------------------------------------------------------------


def test_the_overall_lead_names_leads() -> None:
    joint = joint_inspection()
    assert place(joint, joint.leads["hmic"]).role == "lead"
    assert place(joint, joint.leads["hmic"]).named_by == joint.overall_lead


@pytest.mark.parametrize("who", ["lead", "inspector", "quality_assurer", "outsider"])
def test_nobody_else_names_leads(who: str) -> None:
    joint = joint_inspection(inspectorates=("ofsted", "cqc"))
    by = {
        "lead": joint.leads["cqc"],
        "inspector": joint.inspectors["ofsted"],
        "quality_assurer": joint.quality_assurer,
        "outsider": member_factory("ofsted", "lead"),
    }[who]
    with pytest.raises(PermissionRefused, match="Only the overall lead"):
        name_lead(inspection=joint.inspection, person=member_factory("cqc"), by=by, at=now())


def test_an_inspectorate_has_one_lead() -> None:
    joint = joint_inspection()
    other = member_factory("cqc", "lead")
    with pytest.raises(ActionRefused, match=r"leads for CQC. End that first"):
        name_lead(inspection=joint.inspection, person=other, by=joint.overall_lead, at=now())


def test_the_overall_lead_is_the_lead_of_their_own_inspectorate() -> None:
    joint = joint_inspection()
    other = member_factory("ofsted", "lead")
    with pytest.raises(ActionRefused, match="leads for Ofsted"):
        name_lead(inspection=joint.inspection, person=other, by=joint.overall_lead, at=now())


def test_an_inspectorate_that_takes_no_part_has_no_lead() -> None:
    joint = joint_inspection(inspectorates=("ofsted", "cqc"))
    other = member_factory("hmic", "lead")
    with pytest.raises(ActionRefused, match="takes no part in this inspection"):
        name_lead(inspection=joint.inspection, person=other, by=joint.overall_lead, at=now())


def test_the_database_holds_one_lead_each() -> None:
    joint = joint_inspection()
    lead = place(joint, joint.leads["cqc"])
    lead.pk, lead.person = None, member_factory("cqc")
    with pytest.raises(IntegrityError), transaction.atomic():
        lead.save(force_insert=True)


@pytest.mark.parametrize("role", ["inspector", "quality_assurer"])
def test_a_lead_names_people_of_the_lead_s_own_inspectorate(role: str) -> None:
    joint = joint_inspection()
    person = member_factory("cqc")
    named = name_member(
        inspection=joint.inspection, person=person, role=role, by=joint.leads["cqc"], at=now()
    )
    assert (named.person, named.role, named.inspectorate.code) == (person, role, "cqc")
    assert named.starts_on == timezone.localdate()


@pytest.mark.parametrize("role", ["lead", "overall_lead"])
def test_a_lead_names_no_leads(role: str) -> None:
    joint = joint_inspection()
    with pytest.raises(PermissionRefused, match="A lead names inspectors and quality assurers"):
        name_member(
            inspection=joint.inspection,
            person=member_factory("cqc"),
            role=role,
            by=joint.leads["cqc"],
            at=now(),
        )


def test_a_lead_names_nobody_of_another_inspectorate() -> None:
    joint = joint_inspection()
    with pytest.raises(PermissionRefused, match="your own inspectorate only"):
        name_member(
            inspection=joint.inspection,
            person=member_factory("hmic"),
            role="inspector",
            by=joint.leads["cqc"],
            at=now(),
        )


def test_nobody_is_on_the_team_twice() -> None:
    joint = joint_inspection()
    with pytest.raises(ActionRefused, match="is on the team already"):
        name_member(
            inspection=joint.inspection,
            person=joint.inspectors["cqc"],
            role="inspector",
            by=joint.leads["cqc"],
            at=now(),
        )


@pytest.mark.parametrize("who", ["chair", "admin", "closed", "left"])
def test_only_somebody_who_works_for_an_inspectorate_is_found(who: str) -> None:
    joint = joint_inspection()
    person = {
        "chair": lambda: joint.chair,
        "admin": AdminFactory,
        "closed": lambda: member_factory("cqc", is_active=False),
        "left": lambda: member_factory("cqc"),
    }[who]()
    if who == "left":
        person.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ActionRefused, match="works for an inspectorate"):
        find_member(email=person.email, at=now())


# --- ending -------------------------------------------------------------------------------------


def end(joint: JointInspection, person: Any, by: Any, *, days: int = -1) -> Assignment:
    last_day = timezone.localdate() + timedelta(days=days)
    return end_assignment(assignment=place(joint, person), last_day=last_day, by=by, at=now())


def test_an_assignment_that_ends_at_once_lets_nobody_in_today() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    ended = end(joint, person, joint.leads["cqc"])
    assert not ended.holds_on(timezone.localdate())
    assert (ended.ended_by, ended.ends_on) == (
        joint.leads["cqc"],
        timezone.localdate() - timedelta(days=1),
    )
    assert not Inspection.objects.visible_to(person).exists()


def test_an_assignment_may_end_with_the_day() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    end(joint, person, joint.leads["cqc"], days=0)
    assert Inspection.objects.visible_to(person).exists()
    tomorrow = now() + timedelta(days=1)
    assert not Inspection.objects.visible_to(person, tomorrow).exists()


def test_somebody_named_today_can_be_out_at_once() -> None:
    joint = joint_inspection()
    person = member_factory("cqc")
    name_member(
        inspection=joint.inspection,
        person=person,
        role="inspector",
        by=joint.leads["cqc"],
        at=now(),
    )
    end(joint, person, joint.leads["cqc"])
    assert not Inspection.objects.visible_to(person).exists()


def test_somebody_who_left_can_be_named_again() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    end(joint, person, joint.leads["cqc"])
    name_member(
        inspection=joint.inspection,
        person=person,
        role="inspector",
        by=joint.leads["cqc"],
        at=now(),
    )
    assert joint.inspection.assignments.filter(person=person).count() == 2
    assert Inspection.objects.visible_to(person).exists()


def test_somebody_whose_work_ends_today_is_on_the_team_until_then() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    end(joint, person, joint.leads["cqc"], days=0)
    with pytest.raises(ActionRefused, match="is on the team already"):
        name_member(
            inspection=joint.inspection,
            person=person,
            role="inspector",
            by=joint.leads["cqc"],
            at=now(),
        )


def test_an_assignment_ends_once() -> None:
    joint = joint_inspection()
    end(joint, joint.inspectors["cqc"], joint.leads["cqc"])
    with pytest.raises(ActionRefused, match="is not on the team any more"):
        end(joint, joint.inspectors["cqc"], joint.leads["cqc"])


def test_the_past_is_not_rewritten() -> None:
    joint = joint_inspection()
    with pytest.raises(ActionRefused, match="yesterday at the earliest"):
        end(joint, joint.inspectors["cqc"], joint.leads["cqc"], days=-2)


@pytest.mark.parametrize(
    ("by", "person", "allowed"),
    [
        ("overall_lead", "lead of cqc", True),
        ("overall_lead", "inspector of ofsted", True),
        ("overall_lead", "inspector of cqc", False),
        ("overall_lead", "overall_lead", False),
        ("lead of cqc", "inspector of cqc", True),
        ("lead of cqc", "lead of cqc", False),
        ("lead of cqc", "lead of hmic", False),
        ("lead of cqc", "inspector of hmic", False),
        ("lead of cqc", "overall_lead", False),
        ("inspector of cqc", "inspector of cqc", False),
        ("inspector of cqc", "lead of cqc", False),
    ],
)
def test_who_ends_whose_work(by: str, person: str, allowed: bool) -> None:
    joint = joint_inspection()
    people = {"overall_lead": joint.overall_lead}
    for code in ("ofsted", "cqc", "hmic"):
        people[f"lead of {code}"] = joint.leads[code]
        people[f"inspector of {code}"] = joint.inspectors[code]
    if allowed:
        assert end(joint, people[person], people[by]).ends_on is not None
        return
    with pytest.raises(PermissionRefused):
        end(joint, people[person], people[by])
    assert place(joint, people[person]).ends_on is None


# --- agencies -----------------------------------------------------------------------------------

LEADER = OfficeHolder("Ash Reed", "Chief Constable", date(2020, 1, 1))


def agency_of(joint: JointInspection, by: Any, **changes: Any) -> Agency:
    usual = {"kind": "police", "name": "Northmere Police", "leader": LEADER}
    return add_agency(inspection=joint.inspection, **{**usual, **changes}, by=by, at=now())


def test_a_lead_adds_an_agency_and_its_leader() -> None:
    joint = joint_inspection()
    agency = agency_of(joint, joint.leads["hmic"])
    office = agency.offices.get()
    assert (agency.code, agency.kind) == ("northmere-police", "police")
    assert list(agency.areas.all()) == [joint.inspection.area]
    assert (office.holder_name, office.title, office.kind) == (
        "Ash Reed",
        "Chief Constable",
        "agency_leader",
    )


def test_an_agency_of_two_areas_is_one_agency() -> None:
    first, second = joint_inspection(), joint_inspection()
    one = agency_of(first, first.overall_lead)
    other = agency_of(second, second.overall_lead)
    assert one == other
    assert one.areas.count() == 2
    assert one.offices.count() == 1


def test_two_agencies_of_one_name_have_two_codes() -> None:
    joint = joint_inspection()
    first = agency_of(joint, joint.overall_lead, name="Northmere")
    second = agency_of(joint, joint.overall_lead, name="Northmere", kind="health")
    assert (first.code, second.code) == ("northmere", "northmere-2")


def test_an_agency_with_a_name_of_no_letters_has_a_code() -> None:
    joint = joint_inspection()
    assert agency_of(joint, joint.overall_lead, name="株式会社").code == "agency"


def test_another_leader_follows_the_earlier_one() -> None:
    joint = joint_inspection()
    agency_of(joint, joint.overall_lead)
    successor = OfficeHolder("Kit Lane", "Chief Constable", date(2026, 3, 1))
    agency = agency_of(joint, joint.overall_lead, leader=successor)
    names = list(agency.offices.order_by("starts_on").values_list("holder_name", "ends_on"))
    assert names == [("Ash Reed", date(2026, 2, 28)), ("Kit Lane", None)]


def test_a_leader_s_account_is_no_inspector_s() -> None:
    joint = joint_inspection()
    leader = OfficeHolder("A", "B", date(2020, 1, 1), joint.inspectors["cqc"].email)
    with pytest.raises(ActionRefused, match="belongs to an admin or to an inspectorate"):
        agency_of(joint, joint.overall_lead, leader=leader)


def test_a_leader_may_have_an_account() -> None:
    joint, account = joint_inspection(), UserFactory()
    leader = OfficeHolder("A", "B", date(2020, 1, 1), account.email)
    agency = agency_of(joint, joint.overall_lead, leader=leader)
    assert agency.offices.get().person == account


def test_an_inspector_adds_no_agency() -> None:
    joint = joint_inspection()
    before = Office.objects.count()
    with pytest.raises(PermissionRefused, match="Only the lead of an inspectorate"):
        agency_of(joint, joint.inspectors["hmic"])
    assert Office.objects.count() == before


# --- cases --------------------------------------------------------------------------------------


def test_cases_are_numbered_by_kind() -> None:
    joint = joint_inspection()
    kinds = ("tracked", "sampled", "tracked", "sampled", "tracked")
    assert [case_of(joint, kind).reference for kind in kinds] == ["T1", "S1", "T2", "S2", "T3"]


def test_the_eleventh_case_follows_the_tenth() -> None:
    joint = joint_inspection()
    assert [case_of(joint).reference for _ in range(12)][-3:] == ["T10", "T11", "T12"]


def test_each_inspection_numbers_its_own_cases() -> None:
    assert [case_of(joint_inspection()).reference for _ in range(2)] == ["T1", "T1"]


@pytest.mark.parametrize("state", sorted(set(WAY) - {"notified", "fieldwork", "reporting"}))
def test_no_case_is_added_before_the_notice_or_after_the_end(state: str) -> None:
    joint = inspection_at(state)
    with pytest.raises(PermissionRefused, match="Cases are added from the notice"):
        case_of(joint)


def test_the_quality_assurer_adds_no_case() -> None:
    joint = joint_inspection()
    with pytest.raises(PermissionRefused, match="The quality assurer reads"):
        add_case(
            inspection=joint.inspection,
            kind="tracked",
            age_band="unborn",
            cohort="in_need",
            by=joint.quality_assurer,
            at=now(),
        )


# --- stages -------------------------------------------------------------------------------------

VERBS = sorted({arrow.verb for arrow in INSPECTION.transitions})


def test_every_verb_has_a_label() -> None:
    assert set(VERB_LABELS) == set(VERBS)
    assert set(VERBS) >= NEEDS_REASON


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", WAY)
def test_each_verb_moves_only_where_the_table_has_it(state: str, verb: str) -> None:
    joint = inspection_at(state)
    events = joint.inspection.events.count()
    targets = {
        arrow.target
        for arrow in INSPECTION.transitions
        if (arrow.source, arrow.verb) == (state, verb)
    }

    def move() -> Inspection:
        return move_inspection(
            inspection=joint.inspection, verb=verb, why="Why.", by=joint.overall_lead, at=now()
        )

    if targets:
        assert {move().state} == targets
        event = InspectionEvent.objects.filter(inspection=joint.inspection).latest("pk")
        assert (event.from_state, event.to_state) == (state, targets.pop())
        assert (event.by, event.why) == (joint.overall_lead, "Why.")
        return
    with pytest.raises(TransitionNotAllowed, match="Nothing was changed"):
        move()
    joint.inspection.refresh_from_db()
    assert (joint.inspection.state, joint.inspection.events.count()) == (state, events)


@pytest.mark.parametrize("why", ["", "  ", "\x00"])
def test_to_postpone_needs_a_reason(why: str) -> None:
    joint = inspection_at("planned")
    with pytest.raises(ActionRefused, match="to postpone an inspection needs a reason"):
        move_inspection(
            inspection=joint.inspection,
            verb="postpone",
            why=why,
            by=joint.overall_lead,
            at=now(),
        )


@pytest.mark.parametrize("who", ["lead", "inspector", "quality_assurer", "chair", "admin"])
def test_only_the_overall_lead_moves_the_inspection(who: str) -> None:
    joint = inspection_at("planned")
    by = {
        "lead": joint.leads["cqc"],
        "inspector": joint.inspectors["ofsted"],
        "quality_assurer": joint.quality_assurer,
        "chair": joint.chair,
        "admin": AdminFactory(),
    }[who]
    with pytest.raises(PermissionRefused):
        move_inspection(inspection=joint.inspection, verb="notify", by=by, at=now())
    joint.inspection.refresh_from_db()
    assert joint.inspection.state == "planned"
