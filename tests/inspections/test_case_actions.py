"""What is known of a case: adding it, changing it, its history, and the table's own refusals."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from inspections.actions import case_offers, change_case
from inspections.models import Case, CaseRevision
from inspections.values import CaseFacts, CaseFlag
from organisations.models import Agency, LocalArea
from records.errors import ActionRefused, AlreadySent, Conflict, PermissionRefused
from tests.factories.cases import adult_case, agency_of, change
from tests.factories.inspections import (
    JointInspection,
    case_of,
    inspection_at,
    joint_inspection,
    member_factory,
)
from tests.factories.organisations import AdminFactory, LocalAreaFactory, UserFactory

pytestmark = pytest.mark.django_db
AsOwner = Callable[[], AbstractContextManager[None]]


def stored(case: Case) -> Case:
    """The case as the table has it."""
    return Case.objects.for_page().get(pk=case.pk)


def everything(joint: JointInspection) -> dict[str, Any]:
    """Every fact that a child's sampled case can have."""
    return {
        "listed_by": agency_of(joint, "health").pk,
        "point": "placement",
        "age_band": "10_to_15",
        "cohort": "looked_after",
        "flags": tuple(sorted(flag.value for flag in CaseFlag)),
        "lives_in": LocalAreaFactory().pk,
        "placed_by": joint.inspection.area_id,
        "agencies": tuple(sorted(agency.pk for agency in joint.agencies)),
    }


# --- adding -------------------------------------------------------------------------------------


def test_a_case_holds_every_fact_it_was_added_with() -> None:
    joint = joint_inspection()
    said = everything(joint)
    case = stored(case_of(joint, "sampled", **said))
    assert case.facts() == CaseFacts(**said)
    assert case.reference == "S1"
    assert {flag.value for flag in case.flags} == set(said["flags"])
    assert case.added_by == joint.inspectors["ofsted"]


def test_an_adult_offender_s_case_says_what_they_are_to_the_children() -> None:
    joint = joint_inspection()
    case = stored(adult_case(joint, adults_part="protective_factor"))
    assert case.is_adults
    assert case.get_adults_part_display() == "They are a protective factor for children"
    assert case.listed_by == agency_of(joint)


@pytest.mark.parametrize(
    ("kind", "reference"), [("tracked", "T1"), ("sampled", "S1"), ("joint_audit", "A1")]
)
def test_each_kind_has_references_of_its_own(kind: str, reference: str) -> None:
    joint = joint_inspection()
    case_of(joint, "tracked" if kind != "tracked" else "sampled")
    assert case_of(joint, kind).reference == reference


def test_the_first_version_stands_in_the_history() -> None:
    case = case_of(joint_inspection(), cohort="in_need")
    (first,) = CaseRevision.objects.of(case)
    assert (first.version, first.why, first.person) == (1, "", case.added_by)
    assert first.said() == stored(case).facts()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"subject": "dog"}, "Choose the subject, age, cohort and flags"),
        ({"age_band": "old"}, "Choose the subject, age, cohort and flags"),
        ({"cohort": "none"}, "Choose the subject, age, cohort and flags"),
        ({"flags": ("is_tall",)}, "Choose the subject, age, cohort and flags"),
        ({"adults_part": "protective_factor"}, "Only an adult offender"),
        ({"point": "review"}, "Only a sampled case"),
        ({"in_deep_dive": True}, "This inspection has no deep dive."),
        ({"agencies": (987654,)}, "An agency is not one of this area."),
        ({"listed_by": 987654}, "An agency is not one of this area."),
        ({"lives_in": 987654}, "There is no such local area."),
        ({"placed_by": 987654}, "There is no such local area."),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_added(
    changes: dict[str, Any], says: str
) -> None:
    joint = joint_inspection()
    with pytest.raises(ActionRefused, match=says), transaction.atomic():
        case_of(joint, **changes)
    assert not Case.objects.exists()
    case = case_of(joint)
    with pytest.raises(ActionRefused, match=says), transaction.atomic():
        change(joint, case, **changes)
    assert stored(case).version == 1


def test_an_agency_of_another_area_is_not_one_of_this_case() -> None:
    joint, other = joint_inspection(), joint_inspection()
    with pytest.raises(ActionRefused, match="not one of this area"), transaction.atomic():
        case_of(joint, agencies=(agency_of(other).pk,))
    with pytest.raises(ActionRefused, match="not one of this area"), transaction.atomic():
        adult_case(joint, listed_by=agency_of(other).pk)


def test_a_case_of_a_deep_dive_is_part_of_its_topic() -> None:
    joint = joint_inspection()
    theme = joint.criteria[0].theme
    type(joint.inspection).objects.filter(pk=joint.inspection.pk).update(deep_dive=theme.code)
    joint.inspection.refresh_from_db()
    case = case_of(joint, in_deep_dive=True)
    assert stored(case).in_deep_dive


def test_what_a_case_may_name_is_of_its_area_and_every_area() -> None:
    joint, other = joint_inspection(), joint_inspection()
    offers = case_offers(inspection=joint.inspection)
    assert set(offers.agencies) == {agency.pk for agency in joint.agencies}
    assert {joint.inspection.area_id, other.inspection.area_id} <= set(offers.areas)
    assert offers.home == joint.inspection.area_id
    assert offers.topic == ""


# --- changing -----------------------------------------------------------------------------------


def test_a_change_is_a_version_and_the_one_before_is_kept() -> None:
    joint = joint_inspection()
    case = case_of(joint)
    change(joint, case, cohort="looked_after", why="The court decided.")
    now = stored(case)
    assert (now.cohort, now.version) == ("looked_after", 2)
    newest, first = CaseRevision.objects.of(case)
    assert (newest.said().cohort, newest.why) == ("looked_after", "The court decided.")
    assert newest.person == joint.inspectors["cqc"]
    assert first.said().cohort == "protection_plan"


def test_every_fact_can_be_changed_and_taken_back() -> None:
    joint = joint_inspection()
    case = case_of(joint, "sampled")
    before, said = stored(case).facts(), everything(joint)
    change(joint, case, **said)
    assert stored(case).facts() == CaseFacts(**said)
    change(joint, case, **before.as_arguments())
    assert stored(case).facts() == before
    assert [one.version for one in CaseRevision.objects.of(case)] == [3, 2, 1]


def test_a_child_s_case_becomes_an_adult_s_and_the_other_way_round() -> None:
    joint = joint_inspection()
    case = case_of(joint)
    child = stored(case).facts()
    adult = replace(
        child,
        subject="adult_offender",
        adults_part="children_at_risk",
        age_band="18_or_over",
        listed_by=agency_of(joint).pk,
    )
    change(joint, case, **adult.as_arguments())
    assert stored(case).is_adults
    change(joint, case, **child.as_arguments())
    assert not stored(case).is_adults
    assert stored(case).adults_part == ""


def test_an_older_page_does_not_overwrite_a_newer_version() -> None:
    joint = joint_inspection()
    case = case_of(joint)
    change(joint, case, cohort="looked_after", why="First.")
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        change(joint, case, version=1, cohort="care_leaver", why="Second.")
    assert refusal.value.theirs.cohort == "looked_after"
    assert stored(case).cohort == "looked_after"
    assert [one.why for one in CaseRevision.objects.of(case)] == ["First.", ""]


def test_the_same_form_twice_is_one_version() -> None:
    joint = joint_inspection()
    case, key = case_of(joint), uuid4()
    for _ in range(3):
        change(joint, case, version=1, key=key, cohort="looked_after")
    assert stored(case).version == 2
    assert CaseRevision.objects.of(case).count() == 2


@pytest.mark.parametrize("other", ["content", "person", "case"])
def test_a_key_is_good_for_one_content_of_one_person_on_one_case(other: str) -> None:
    joint = joint_inspection()
    case, key = case_of(joint), uuid4()
    change(joint, case, key=key, cohort="looked_after")
    second = case_of(joint) if other == "case" else case
    by = joint.inspectors["hmic"] if other == "person" else None
    cohort = "care_leaver" if other == "content" else "looked_after"
    with pytest.raises(AlreadySent, match="sent before"), transaction.atomic():
        change(joint, second, key=key, by=by, cohort=cohort)
    assert stored(case).version == 2
    assert stored(case).cohort == "looked_after"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  A reason.\r\n", "A reason."),
        ("Before\x00after\x07.", "Beforeafter."),
        ("\u202eright to left\u202c", None),
        ("👩‍👧 seen", "👩‍👧 seen"),
        ("x" * 100_000, "x" * 100_000),
    ],
    ids=["spaces", "controls", "right to left", "emoji", "long"],
)
def test_a_reason_is_kept_as_far_as_it_can_be_seen(typed: str, kept: str | None) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    change(joint, case, cohort="in_need", why=typed)
    newest = CaseRevision.objects.of(case)[0]
    if kept is None:
        assert "right to left" in newest.why
    else:
        assert newest.why == kept


# --- who may ------------------------------------------------------------------------------------


def outsiders(joint: JointInspection) -> dict[str, Any]:
    return {
        "quality assurer": joint.quality_assurer,
        "chair": joint.chair,
        "admin": AdminFactory(),
        "lead off the team": member_factory("cqc", "lead"),
        "nobody in particular": UserFactory(),
    }


@pytest.mark.parametrize(
    "who", ["quality assurer", "chair", "admin", "lead off the team", "nobody in particular"]
)
def test_others_change_no_case(who: str) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    with pytest.raises(PermissionRefused):
        change(joint, case, by=outsiders(joint)[who], cohort="in_need")
    assert stored(case).version == 1


@pytest.mark.parametrize("code", ["ofsted", "cqc", "hmic"])
def test_inspectors_of_every_inspectorate_work_on_a_case(code: str) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    change(joint, case, by=joint.inspectors[code], cohort="in_need")
    assert CaseRevision.objects.of(case)[0].person == joint.inspectors[code]


@pytest.mark.parametrize("state", ["planned", "suspended", "closed", "postponed"])
def test_a_case_is_changed_while_evidence_is_taken(state: str) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    type(joint.inspection).objects.filter(pk=joint.inspection.pk).update(state=state)
    with pytest.raises(PermissionRefused, match="Cases are changed from the notice"):
        change(joint, case, cohort="in_need")


@pytest.mark.parametrize("state", ["notified", "fieldwork", "reporting"])
def test_the_states_in_which_a_case_is_changed(state: str) -> None:
    joint = inspection_at(state)
    case = case_of(joint)
    change(joint, case, cohort="in_need")
    assert stored(case).version == 2


def test_an_inspection_that_closed_meanwhile_takes_no_change() -> None:
    joint = joint_inspection()
    case = Case.objects.for_page().select_related("inspection").get(pk=case_of(joint).pk)
    type(joint.inspection).objects.filter(pk=joint.inspection.pk).update(state="closed")
    with pytest.raises(Conflict), transaction.atomic():
        change_case(
            case=case,
            key=uuid4(),
            version=1,
            facts=replace(case.facts(), cohort="in_need"),
            why="",
            by=joint.inspectors["cqc"],
            at=timezone.now(),
        )
    assert stored(case).version == 1


# --- what the database refuses ------------------------------------------------------------------


def test_history_does_not_change() -> None:
    case = case_of(joint_inspection())
    rows = CaseRevision.objects.filter(case=case)
    with pytest.raises((DatabaseError, TypeError, ActionRefused)), transaction.atomic():
        rows.update(why="Another reason.")
    with pytest.raises((DatabaseError, TypeError, ActionRefused)), transaction.atomic():
        rows.delete()
    assert rows.get().why == ""


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("case_adults_part", {"subject": "adult_offender"}),
        ("case_adults_part", {"adults_part": "children_at_risk"}),
        ("case_point_of_sampled", {"point": "review"}),
    ],
)
def test_the_table_refuses_what_does_not_fit(
    constraint: str, changes: dict[str, Any], as_owner: AsOwner
) -> None:
    case = case_of(joint_inspection())
    with as_owner(), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**changes)


def test_one_version_is_saved_once(as_owner: AsOwner) -> None:
    case = case_of(joint_inspection())
    first = CaseRevision.objects.get(case=case)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseRevision.objects.create(
            key=uuid4(),
            person=first.person,
            content_hash=first.content_hash,
            at=first.at,
            case=case,
            version=1,
            facts=first.facts,
        )


def test_a_case_names_nobody() -> None:
    """House rule: a reference, an age band and a cohort; nothing in the table could be a name."""
    texts = {
        field.name
        for model in (Case, CaseRevision)
        for field in model._meta.get_fields()
        if getattr(field, "get_internal_type", lambda: "")() in {"CharField", "TextField"}
        and not getattr(field, "choices", None)
    }
    assert texts == {"reference", "why", "content_hash"}


def test_agencies_and_areas_that_a_case_names_stay() -> None:
    joint = joint_inspection()
    case = case_of(joint, "sampled", **everything(joint))
    with pytest.raises(Exception, match="protected"):
        Agency.objects.get(pk=agency_of(joint, "health").pk).delete()
    with pytest.raises(Exception, match="protected"):
        LocalArea.objects.get(pk=stored(case).lives_in_id).delete()
