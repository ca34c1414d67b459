"""The work on a case: its links, its team, what is to be done on it and what became of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from inspections.actions import end_assignment, end_link, plan_steps, put_on_case, take_off_case
from inspections.models import Assignment, Case, CaseLink, CaseMember, CaseStep, StepReport
from inspections.rules.cases import is_seen_by_several, summary_of
from inspections.values import CaseLinkKind, StepAsked
from records.errors import ActionRefused, AlreadySent, Conflict, PermissionRefused
from tests.factories.cases import (
    adult_case,
    agency_of,
    link,
    plan,
    put_on,
    report,
    step_of,
    worked_case,
)
from tests.factories.inspections import JointInspection, case_of, joint_inspection, member_factory

pytestmark = pytest.mark.django_db
AsOwner = Callable[[], AbstractContextManager[None]]


def close(joint: JointInspection) -> None:
    type(joint.inspection).objects.filter(pk=joint.inspection.pk).update(state="closed")


# --- links --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["siblings", "household", "same-person"])
def test_two_cases_are_linked_and_both_know_it(kind: str) -> None:
    joint = joint_inspection()
    one, other = case_of(joint), case_of(joint)
    made = link(joint, other, one, kind)
    assert (made.first, made.second) == (one, other)
    for case, beside in ((one, other), (other, one)):
        (found,) = CaseLink.objects.of(case)
        assert found.other(case) == beside
        assert found.made_by == joint.inspectors["ofsted"]


def test_the_adult_comes_first_whoever_is_linked_to_whom() -> None:
    joint = joint_inspection()
    child, adult = case_of(joint), adult_case(joint)
    assert link(joint, child, adult, "adults-child").first == adult
    other_child = case_of(joint)
    assert link(joint, adult, other_child, "adults-child").first == adult


def test_the_same_child_on_another_agency_s_list_is_found_again() -> None:
    joint = joint_inspection()
    listed = [case_of(joint, listed_by=agency_of(joint, kind).pk) for kind in ("police", "health")]
    link(joint, *listed, CaseLinkKind.SAME_PERSON)
    (found,) = CaseLink.objects.of(listed[1]).standing()
    assert found.other(listed[1]).listed_by == agency_of(joint, "police")


def test_two_cases_may_be_linked_in_two_ways_but_not_twice_in_one() -> None:
    joint = joint_inspection()
    one, other = case_of(joint), case_of(joint)
    link(joint, one, other, "siblings")
    link(joint, one, other, "household")
    for pair in ((one, other), (other, one)):
        with pytest.raises(ActionRefused, match="linked already"), transaction.atomic():
            link(joint, *pair, "siblings")
    assert CaseLink.objects.of(one).count() == 2


def test_a_case_is_not_linked_to_itself_nor_to_one_of_another_inspection() -> None:
    joint, other = joint_inspection(), joint_inspection()
    case = case_of(joint)
    with pytest.raises(ActionRefused, match="not to itself"), transaction.atomic():
        link(joint, case, case)
    with pytest.raises(ActionRefused, match="not one of this inspection"), transaction.atomic():
        link(joint, case, case_of(other))
    with pytest.raises(ActionRefused, match="Siblings are children"), transaction.atomic():
        link(joint, case, adult_case(joint), "siblings")
    assert not CaseLink.objects.exists()


def test_a_link_ends_stays_to_be_read_and_can_be_made_again() -> None:
    joint = joint_inspection()
    one, other = case_of(joint), case_of(joint)
    made, by = link(joint, one, other), joint.inspectors["cqc"]
    end_link(link=made, by=by, at=timezone.now())
    assert CaseLink.objects.between(one, other, "siblings") is None
    assert CaseLink.objects.get().ended_by == by
    with pytest.raises(ActionRefused, match="ended already"), transaction.atomic():
        end_link(link=made, by=by, at=timezone.now())
    link(joint, one, other)
    assert CaseLink.objects.of(one).count() == 2
    assert CaseLink.objects.of(one).standing().count() == 1


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("case_link_ended_by_somebody", {"ended_at": timezone.now()}),
        ("case_link_of_two", {"second": "first"}),
    ],
)
def test_the_table_of_links_refuses_what_does_not_fit(
    constraint: str, changes: dict[str, Any], as_owner: AsOwner
) -> None:
    joint = joint_inspection()
    one = case_of(joint)
    made = link(joint, one, case_of(joint))
    changes = {name: one if value == "first" else value for name, value in changes.items()}
    with as_owner(), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CaseLink.objects.filter(pk=made.pk).update(**changes)


def test_one_link_of_a_kind_stands_between_two_cases(as_owner: AsOwner) -> None:
    joint = joint_inspection()
    made = link(joint, case_of(joint), case_of(joint))
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        CaseLink.objects.create(
            first=made.first,
            second=made.second,
            kind=made.kind,
            made_by=made.made_by,
            made_at=made.made_at,
        )


# --- the team -----------------------------------------------------------------------------------


def test_inspectors_of_several_inspectorates_work_on_a_case() -> None:
    joint = joint_inspection()
    case = case_of(joint)
    for code in ("hmic", "ofsted", "cqc"):
        put_on(joint, case, code)
    found = [one.assignment.inspectorate.code for one in CaseMember.objects.of(case)]
    assert sorted(found) == ["cqc", "hmic", "ofsted"]
    assert found[0] == "ofsted"


def test_whoever_works_on_a_case_is_put_on_it_once() -> None:
    joint = joint_inspection()
    case = case_of(joint)
    put_on(joint, case)
    with pytest.raises(ActionRefused, match=r"works on case T1 already\."), transaction.atomic():
        put_on(joint, case)


@pytest.mark.parametrize("who", ["assurer", "stranger", "left", "nobody"])
def test_only_inspectors_of_the_team_work_on_a_case(who: str) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    email = {
        "assurer": joint.quality_assurer.email,
        "stranger": member_factory("cqc").email,
        "left": joint.inspectors["hmic"].email,
        "nobody": "nobody@nowhere.example",
    }[who]
    if who == "left":
        Assignment.objects.filter(person__email=email).update(
            ends_on=timezone.localdate() - timedelta(days=1)
        )
    with pytest.raises(ActionRefused), transaction.atomic():
        put_on_case(case=case, person=email, by=joint.inspectors["cqc"], at=timezone.now())
    assert not CaseMember.objects.exists()


def test_somebody_is_found_by_their_address_however_it_is_written() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    put_on_case(case=case_of(joint), person=person.email.upper(), by=person, at=timezone.now())
    assert CaseMember.objects.get().assignment.person == person


def test_the_work_on_a_case_ends_and_may_begin_again() -> None:
    joint = joint_inspection()
    case = case_of(joint)
    member, by = put_on(joint, case), joint.leads["hmic"]
    take_off_case(member=member, by=by, at=timezone.now())
    assert CaseMember.objects.of(case).of_person(joint.inspectors["cqc"].email) is None
    with pytest.raises(ActionRefused, match="ended already"), transaction.atomic():
        take_off_case(member=member, by=by, at=timezone.now())
    put_on(joint, case)
    assert CaseMember.objects.of(case).count() == 2
    assert CaseMember.objects.of(case).standing().count() == 1
    assert CaseMember.objects.of(case).first().taken_off_by == by


def test_a_person_takes_an_inspector_off(as_owner: AsOwner) -> None:
    joint = joint_inspection()
    member = put_on(joint, case_of(joint))
    constraint = "case_member_taken_off_by_somebody"
    with as_owner(), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CaseMember.objects.filter(pk=member.pk).update(taken_off_at=timezone.now())
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        CaseMember.objects.create(
            case=member.case,
            assignment=member.assignment,
            put_on_by=member.put_on_by,
            put_on_at=member.put_on_at,
        )


# --- planning -----------------------------------------------------------------------------------


def test_steps_are_numbered_in_the_order_of_their_planning() -> None:
    joint = joint_inspection()
    case, police = case_of(joint), agency_of(joint)
    plan(joint, case, f"records:{police.pk}", "child")
    plan(joint, case, "parent", f"manager:{police.pk}")
    found = [(one.number, one.kind, one.agency) for one in CaseStep.objects.of(case)]
    assert found == [
        (1, "records", police),
        (2, "child", None),
        (3, "parent", None),
        (4, "manager", police),
    ]


def test_what_there_is_one_of_is_planned_once_and_the_rest_as_often_as_needed() -> None:
    joint = joint_inspection()
    case = case_of(joint)
    plan(joint, case, "child", "parent", "child")
    plan(joint, case, "child", "parent")
    assert [one.kind for one in CaseStep.objects.of(case)] == ["child", "parent", "parent"]
    with pytest.raises(ActionRefused, match="planned already"), transaction.atomic():
        plan(joint, case, "child")


@pytest.mark.parametrize("asked", [[], ["adult"], ["dance"], ["records"], ["child:{police}"]])
def test_what_is_no_step_of_a_case_is_not_planned(asked: list[str]) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    keys = [key.format(police=agency_of(joint).pk) for key in asked]
    with pytest.raises(ActionRefused), transaction.atomic():
        plan(joint, case, "parent", *keys) if asked else plan(joint, case)
    assert not CaseStep.objects.exists()


def test_records_of_an_agency_of_another_area_are_not_planned() -> None:
    joint, other = joint_inspection(), joint_inspection()
    with pytest.raises(ActionRefused, match="not one of this area"), transaction.atomic():
        plan(joint, case_of(joint), f"records:{agency_of(other).pk}")


def test_an_adult_offender_is_spoken_to_on_their_own_case() -> None:
    joint = joint_inspection()
    case = adult_case(joint)
    plan(joint, case, "adult")
    assert step_of(case, "adult").number == 1


# --- reporting ----------------------------------------------------------------------------------


def spoken_to(joint: JointInspection, case: Case, **said: Any) -> StepReport:
    usual = {"consent": "by_child", "present": ("advocate", "interpreter")}
    return report(joint, step_of(case, "child"), **{**usual, **said})


def test_records_are_read_by_somebody_on_a_day() -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    made = report(joint, step_of(case, "records"), note="Two volumes.")
    step = step_of(case, "records")
    assert (step.outcome, step.newest) == ("done", made)
    assert made.done_by is not None
    assert made.done_by.person == joint.inspectors["ofsted"]
    assert (made.on, made.note, made.number) == (timezone.localdate(), "Two volumes.", 1)


def test_a_child_is_spoken_to_with_consent_and_it_is_kept_who_was_present() -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    made = spoken_to(joint, case)
    assert made.consent == "by_child"
    assert made.present == ["advocate", "interpreter"]


@pytest.mark.parametrize(
    "said",
    [
        {"consent": ""},
        {"present": ()},
        {"consent": "refused"},
        {"consent": "not_asked"},
        {"present": ("other",)},
        {"on": timezone.localdate() + timedelta(days=1)},
    ],
)
def test_without_consent_and_company_nothing_is_recorded(said: dict[str, Any]) -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    with pytest.raises(ActionRefused), transaction.atomic():
        spoken_to(joint, case, **said)
    assert not StepReport.objects.exists()


def test_refused_consent_leaves_the_step_undone_and_says_so() -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    made = report(
        joint, step_of(case, "child"), "left", consent="refused", note="The mother says no."
    )
    assert (made.outcome, made.consent, made.done_by, made.on) == ("left", "refused", None, None)


def test_somebody_may_say_what_another_one_did() -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    doer = joint.inspectors["hmic"]
    made = report(joint, step_of(case, "records"), done_by=doer.email.upper())
    assert made.person == joint.inspectors["ofsted"]
    assert made.done_by is not None
    assert made.done_by.person == doer


def test_who_has_left_did_what_they_did_while_they_were_there() -> None:
    joint = joint_inspection()
    case, today = worked_case(joint), timezone.localdate()
    doer = Assignment.objects.of(joint.inspection).get(person=joint.inspectors["hmic"])
    end_assignment(
        assignment=doer,
        last_day=today - timedelta(days=1),
        by=joint.leads["hmic"],
        at=timezone.now(),
    )
    with pytest.raises(ActionRefused, match="not on the team"), transaction.atomic():
        report(joint, step_of(case, "records"), on=today, done_by=doer.person.email)
    earlier = today - timedelta(days=3)
    made = report(joint, step_of(case, "records"), on=earlier, done_by=doer.person.email)
    assert made.done_by == doer


def test_a_stranger_did_nothing_here() -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    with pytest.raises(ActionRefused, match="not on the team"), transaction.atomic():
        report(joint, step_of(case, "records"), done_by=member_factory("cqc").email)


def test_what_was_done_is_opened_again_with_a_reason_and_all_of_it_stays() -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    report(joint, step_of(case, "records"))
    report(joint, step_of(case, "records"), "to_do", note="A second volume turned up.")
    report(joint, step_of(case, "records"), code="cqc")
    step = step_of(case, "records")
    assert [one.outcome for one in step.reports.all()] == ["done", "to_do", "done"]
    assert step.state.done_for == "cqc"


def test_a_report_stands_on_the_newest_one_that_was_on_the_page() -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    report(joint, step_of(case, "records"), note="The first one’s.")
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        report(joint, step_of(case, "records"), code="cqc", base=0, note="The second one’s.")
    assert refusal.value.theirs.note == "The first one’s."
    assert StepReport.objects.count() == 1


def test_the_same_report_sent_again_is_one() -> None:
    joint = joint_inspection()
    case, key = worked_case(joint), uuid4()
    made = [report(joint, step_of(case, "records"), key=key, base=0) for _ in range(3)]
    assert len({one.pk for one in made}) == 1
    with pytest.raises(AlreadySent), transaction.atomic():
        report(joint, step_of(case, "records"), key=key, base=0, note="Other words.")
    with pytest.raises(AlreadySent), transaction.atomic():
        report(joint, step_of(case, "child"), "left", key=key, consent="refused")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("\x00Seen\x1b.", "Seen."), ("  Seen. \n", "Seen."), ("🧒 seen", "🧒 seen")],
)
def test_a_note_is_kept_as_far_as_it_can_be_seen(typed: str, kept: str) -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    assert report(joint, step_of(case, "records"), note=typed).note == kept


def test_reports_do_not_change(as_owner: AsOwner) -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    made = report(joint, step_of(case, "records"))
    for rows in (StepReport.objects.filter(pk=made.pk), CaseStep.objects.filter(case=case)):
        with pytest.raises((DatabaseError, TypeError, ActionRefused)), transaction.atomic():
            rows.delete()
    with pytest.raises((DatabaseError, TypeError, ActionRefused)), transaction.atomic():
        StepReport.objects.filter(pk=made.pk).update(note="Other words.")
    assert StepReport.objects.get(pk=made.pk).note == ""


def test_the_table_of_steps_refuses_what_does_not_fit(as_owner: AsOwner) -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    planned = {"case": case, "planned_by": joint.overall_lead, "planned_at": timezone.now()}
    for number, wrong in enumerate(
        [
            {"number": 1, "kind": "parent"},
            {"number": 9, "kind": "child"},
            {"number": 9, "kind": "records", "agency": agency_of(joint)},
            {"number": 9, "kind": "records"},
            {"number": 9, "kind": "parent", "agency": agency_of(joint)},
        ]
    ):
        with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
            CaseStep.objects.create(**planned, **wrong)
        assert CaseStep.objects.of(case).count() == 3, number


def test_a_case_is_seen_by_several_once_a_second_inspectorate_did_something() -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    report(joint, step_of(case, "records"))
    states = CaseStep.objects.states_of([case])[case.pk]
    assert not is_seen_by_several(states)
    report(joint, step_of(case, "parent"), code="cqc", base=0)
    states = CaseStep.objects.states_of([case])[case.pk]
    assert is_seen_by_several(states)
    assert summary_of(states).to_speak_to == ("child",)


# --- who may ------------------------------------------------------------------------------------


def each_act(joint: JointInspection, case: Case, by: Any) -> dict[str, Callable[[], Any]]:
    """Everything that can be done on a worked case, by somebody."""
    now = timezone.now()
    step = step_of(case, "records")
    (standing,) = CaseLink.objects.of(case)
    (member,) = CaseMember.objects.of(case)
    there = joint.inspectors["hmic"].email
    # `report` takes a code, so that this person is looked up by one.
    joint.inspectors["somebody"] = by
    return {
        "put on": lambda: put_on_case(case=case, person=there, by=by, at=now),
        "take off": lambda: take_off_case(member=member, by=by, at=now),
        "end a link": lambda: end_link(link=standing, by=by, at=now),
        "plan": lambda: plan_steps(case=case, asked=[StepAsked("parent")], by=by, at=now),
        "report": lambda: report(joint, step, "left", code="somebody", base=0),
    }


@pytest.mark.parametrize("act", ["put on", "take off", "end a link", "plan", "report"])
def test_the_team_works_on_cases_and_others_do_not(act: str) -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    others = [joint.quality_assurer, joint.chair, member_factory("cqc", "lead")]
    for person in others:
        with pytest.raises(PermissionRefused), transaction.atomic():
            each_act(joint, case, person)[act]()
    each_act(joint, case, joint.leads["cqc"])[act]()


@pytest.mark.parametrize("act", ["put on", "take off", "end a link", "plan", "report"])
def test_a_closed_inspection_s_cases_are_not_worked_on(act: str) -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    close(joint)
    with pytest.raises(PermissionRefused, match="until it is closed"), transaction.atomic():
        each_act(joint, case, joint.inspectors["ofsted"])[act]()
