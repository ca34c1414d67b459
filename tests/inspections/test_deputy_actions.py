"""Standing in for a lead: for which days, by whom, and what may be done in them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inspections.actions import end_assignment, end_deputising, name_lead, name_member
from inspections.models import Assignment, CaseMember, Deputising
from inspections.permissions import assignment_of, is_lead, is_overall_lead
from judgements.actions import agreed_result
from judgements.models import Position, Signature
from judgements.models import waiting as judging
from organisations.actions import set_active
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused
from tests.factories.deputies import (
    REASON,
    day,
    deputy_of,
    leads_on,
    place_of,
    places_on,
)
from tests.factories.inspections import (
    JointInspection,
    case_of,
    joint_inspection,
    member_factory,
)
from tests.factories.judgements import (
    agreed_judgement,
    opened_judgement,
    position_of,
    proposed_judgement,
    signature_of,
)
from tests.factories.organisations import AdminFactory

pytestmark = pytest.mark.django_db
Refusal = Callable[[JointInspection], Any]


@pytest.fixture
def joint(db: None) -> JointInspection:
    return joint_inspection()


def ended(deputising: Deputising, by: User) -> Deputising:
    with acting_as(by):
        return end_deputising(deputising=deputising, by=by, at=timezone.now())


# --- the days -----------------------------------------------------------------------------------


def test_in_these_days_the_deputy_leads_beside_the_lead(joint: JointInspection) -> None:
    deputising = deputy_of(joint, "cqc", first=1, last=3)
    deputy, lead = joint.inspectors["cqc"], joint.leads["cqc"]
    found = [leads_on(joint, "cqc", day(n)) for n in range(6)]
    assert found[0] == found[4] == found[5] == [lead]
    for both in found[1:4]:
        assert set(both) == {lead, deputy}
    assert (deputising.lead, deputising.reason) == (lead, REASON)
    assert str(deputising) == f"{deputy} for {lead}"
    assert deputising.record_name == f"{deputy.email} as deputy of {lead.email}"


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 3), (2, 2), (2, 6)])
def test_nobody_has_two_places_on_one_day(joint: JointInspection, first: int, last: int) -> None:
    deputy_of(joint, "cqc", first=first, last=last)
    for n in range(-3, 9):
        role = "lead" if first <= n <= last else "inspector"
        assert places_on(joint, joint.inspectors["cqc"], day(n)) == [role]


def test_the_deputy_of_the_overall_lead_leads_the_inspection(joint: JointInspection) -> None:
    deputy_of(joint, "ofsted")
    place = assignment_of(joint.inspectors["ofsted"], joint.inspection, day())
    assert is_overall_lead(place).allowed
    assert is_lead(place).allowed


def test_somebody_who_is_not_on_the_team_is_let_in_for_these_days(joint: JointInspection) -> None:
    person = member_factory("cqc")
    deputy_of(joint, "cqc", person, first=0, last=2)
    assert [places_on(joint, person, day(n)) for n in (-1, 0, 2, 3)] == [[], ["lead"], ["lead"], []]


def test_their_cases_stay_with_them(joint: JointInspection) -> None:
    case = case_of(joint)
    place = place_of(joint, joint.inspectors["cqc"])
    member = CaseMember.objects.create(
        case=case, assignment=place, put_on_by=joint.overall_lead, put_on_at=timezone.now()
    )
    deputy_of(joint, "cqc")
    member.refresh_from_db()
    assert member.assignment.ends_on is None
    assert member.assignment.person == joint.inspectors["cqc"]


def test_two_times_one_after_the_other(joint: JointInspection) -> None:
    deputy_of(joint, "cqc", first=0, last=2)
    deputy_of(joint, "cqc", first=3, last=5)
    deputy_of(joint, "cqc", first=9, last=9)
    roles = [places_on(joint, joint.inspectors["cqc"], day(n)) for n in range(12)]
    assert roles == [["lead"]] * 6 + [["inspector"]] * 3 + [["lead"]] + [["inspector"]] * 2


def test_the_days_before_an_earlier_named_time_can_be_named_later(joint: JointInspection) -> None:
    deputy_of(joint, "cqc", first=5, last=6)
    deputy_of(joint, "cqc", first=1, last=4)
    roles = [places_on(joint, joint.inspectors["cqc"], day(n)) for n in range(9)]
    assert roles == [["inspector"]] + [["lead"]] * 6 + [["inspector"]] * 2


def test_a_place_that_ends_in_the_middle_gives_way(joint: JointInspection) -> None:
    deputy_of(joint, "cqc", first=5, last=6)
    person = joint.inspectors["cqc"]
    Assignment.objects.of(joint.inspection).filter(person=person, ends_on=None).delete()
    deputy_of(joint, "cqc", first=3, last=4)
    roles = [places_on(joint, person, day(n)) for n in range(8)]
    assert roles == [["inspector"]] * 3 + [["lead"]] * 4 + [[]]


# --- refusals -----------------------------------------------------------------------------------


REFUSALS: dict[str, tuple[Refusal, str]] = {
    "past": (lambda j: deputy_of(j, "cqc", first=-1), "today at the earliest"),
    "turned": (lambda j: deputy_of(j, "cqc", first=3, last=2), "before the first day"),
    "no reason": (lambda j: deputy_of(j, "cqc", reason="  "), "Say why."),
    "elsewhere": (
        lambda j: deputy_of(j, "cqc", j.inspectors["hmic"]),
        "works for HMICFRS. Choose somebody of CQC.",
    ),
    "oneself": (lambda j: deputy_of(j, "cqc", j.leads["cqc"]), "You are the lead"),
    "assurer": (lambda j: deputy_of(j, "ofsted", j.quality_assurer), "assures the quality"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_be_is_refused_with_a_sentence(joint: JointInspection, name: str) -> None:
    act, sentence = REFUSALS[name]
    before = list(Assignment.objects.order_by("pk").values_list())
    with pytest.raises(ActionRefused) as refused:
        act(joint)
    assert sentence in refused.value.message
    assert not Deputising.objects.exists()
    if name != "no reason":  # the transaction of the page undoes that one
        assert list(Assignment.objects.order_by("pk").values_list()) == before


@pytest.mark.parametrize(("first", "last"), [(0, 2), (2, 2), (3, 3), (4, 8), (0, 9)])
def test_days_that_overlap_are_refused(joint: JointInspection, first: int, last: int) -> None:
    deputy_of(joint, "cqc", first=2, last=4)
    other = member_factory("cqc")
    with pytest.raises(ActionRefused, match=r"stands in from .* Choose other days"):
        deputy_of(joint, "cqc", other, first=first, last=last)


def test_the_days_of_another_inspectorate_do_not_overlap(joint: JointInspection) -> None:
    deputy_of(joint, "cqc")
    deputy_of(joint, "hmic")
    assert Deputising.objects.count() == 2


def test_somebody_whose_account_is_closed_stands_in_for_nobody(joint: JointInspection) -> None:
    set_active(person=joint.inspectors["cqc"], is_active=False, by=AdminFactory())
    with pytest.raises(ActionRefused, match="Nobody with the address"):
        deputy_of(joint, "cqc")


@pytest.mark.parametrize("who", ["inspector", "quality assurer", "outsider", "other lead's person"])
def test_only_a_lead_names_a_deputy(joint: JointInspection, who: str) -> None:
    person = {
        "inspector": joint.inspectors["cqc"],
        "quality assurer": joint.quality_assurer,
        "outsider": member_factory("cqc", "lead"),
        "other lead's person": joint.chair,
    }[who]
    with pytest.raises(PermissionRefused):
        deputy_of(joint, "cqc", by=person)


def test_a_deputy_names_no_deputy(joint: JointInspection) -> None:
    deputy_of(joint, "cqc")
    with pytest.raises(PermissionRefused, match="Only the lead names a deputy"):
        deputy_of(joint, "cqc", member_factory("cqc"), by=joint.inspectors["cqc"], first=9, last=9)


def test_a_lead_who_leaves_soon_names_a_deputy_for_their_own_days(joint: JointInspection) -> None:
    end_assignment(
        assignment=place_of(joint, joint.leads["cqc"]),
        last_day=day(3),
        by=joint.overall_lead,
        at=timezone.now(),
    )
    with pytest.raises(ActionRefused, match="You lead until"):
        deputy_of(joint, "cqc", last=4)
    assert deputy_of(joint, "cqc", last=3).until == day(3)


# --- what a deputy may do -----------------------------------------------------------------------


def test_a_deputy_records_the_position_for_the_lead(joint: JointInspection) -> None:
    deputy_of(joint, "cqc")
    opened_judgement(joint)
    deputy = joint.inspectors["cqc"]
    position_of(joint, "cqc", by=deputy)
    with acting_as(deputy):
        found = Position.objects.visible_to(deputy).for_page().get()
    assert found.author == deputy
    assert found.by_whom == f"{deputy.name} for {joint.leads['cqc'].name}"


def test_lead_and_deputy_record_one_position_together(joint: JointInspection) -> None:
    deputy_of(joint, "cqc")
    opened_judgement(joint)
    position_of(joint, "cqc")
    with pytest.raises(ActionRefused, match="is in already"):
        position_of(joint, "cqc", by=joint.inspectors["cqc"])


def test_a_deputy_signs_for_the_lead_and_the_record_says_so(joint: JointInspection) -> None:
    proposed_judgement(joint)
    deputy_of(joint, "cqc")
    deputy, lead = joint.inspectors["cqc"], joint.leads["cqc"]
    signature_of(joint, "cqc", by=deputy)
    signature_of(joint, "ofsted")
    signature_of(joint, "hmic")
    result = agreed_result(strand=joint.strand)
    assert result is not None
    named = {one.inspectorate: one.person for one in result.signatures}
    assert named == {
        "ofsted": joint.overall_lead.name,
        "cqc": f"{deputy.name} for {lead.name}",
        "hmic": joint.leads["hmic"].name,
    }


def test_lead_and_deputy_sign_once(joint: JointInspection) -> None:
    proposed_judgement(joint)
    deputy_of(joint, "cqc")
    signature_of(joint, "cqc", by=joint.inspectors["cqc"])
    with pytest.raises(ActionRefused, match="One signature stands for the whole inspectorate"):
        signature_of(joint, "cqc")
    assert Signature.objects.count() == 1


def test_a_deputy_signs_for_no_other_inspectorate(joint: JointInspection) -> None:
    proposed_judgement(joint)
    deputy_of(joint, "cqc")
    with pytest.raises(PermissionRefused, match="You sign for CQC only"):
        signature_of(joint, "hmic", by=joint.inspectors["cqc"])


@pytest.mark.parametrize(("first", "last"), [(1, 3), (5, 5)])
def test_before_the_first_day_a_deputy_is_an_inspector(
    joint: JointInspection, first: int, last: int
) -> None:
    proposed_judgement(joint)
    deputy_of(joint, "cqc", first=first, last=last)
    with pytest.raises(PermissionRefused):
        signature_of(joint, "cqc", by=joint.inspectors["cqc"])


def test_after_the_last_day_a_deputy_is_an_inspector(joint: JointInspection) -> None:
    proposed_judgement(joint)
    deputy_of(joint, "cqc", last=2)
    later = timezone.now() + timedelta(days=3)
    with pytest.raises(PermissionRefused):
        signature_of(joint, "cqc", by=joint.inspectors["cqc"], at=later)


def test_a_deputy_names_the_people_of_the_inspectorate(joint: JointInspection) -> None:
    deputy_of(joint, "cqc")
    named = name_member(
        inspection=joint.inspection,
        person=member_factory("cqc"),
        role="inspector",
        by=joint.inspectors["cqc"],
        at=timezone.now(),
    )
    assert named.named_by == joint.inspectors["cqc"]


def test_what_waits_for_the_lead_waits_for_the_deputy_too(joint: JointInspection) -> None:
    opened_judgement(joint)
    deputy = joint.inspectors["cqc"]
    assert not judging.judgements_to_take_position_on(deputy, day())
    deputy_of(joint, "cqc", first=0, last=3)
    assert judging.judgements_to_take_position_on(deputy, day())
    assert judging.judgements_to_take_position_on(joint.leads["cqc"], day())
    assert not judging.judgements_to_take_position_on(deputy, day(4))


def test_what_was_signed_before_and_after_is_ones_own(joint: JointInspection) -> None:
    agreed_judgement(joint)
    deputy_of(joint, "cqc")
    assert [one.deputy_for for one in Signature.objects.all().for_page()] == [None] * 3


# --- ending it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [0, 2])
def test_ended_early_it_is_as_if_it_had_no_more_days(joint: JointInspection, first: int) -> None:
    deputising = deputy_of(joint, "cqc", first=first, last=5)
    ended(deputising, joint.leads["cqc"])
    for n in range(8):
        assert places_on(joint, joint.inspectors["cqc"], day(n)) == ["inspector"]
        assert leads_on(joint, "cqc", day(n)) == [joint.leads["cqc"]]
    with pytest.raises(ActionRefused, match="does not stand in any more"):
        ended(deputising, joint.leads["cqc"])


def test_ended_between_two_times_the_days_between_are_an_inspectors(
    joint: JointInspection,
) -> None:
    first = deputy_of(joint, "cqc", first=1, last=2)
    deputy_of(joint, "cqc", first=3, last=4)
    ended(first, joint.leads["cqc"])
    roles = [places_on(joint, joint.inspectors["cqc"], day(n)) for n in range(7)]
    assert roles == [["inspector"]] * 3 + [["lead"]] * 2 + [["inspector"]] * 2


def test_somebody_let_in_as_deputy_only_is_out_again(joint: JointInspection) -> None:
    person = member_factory("cqc")
    ended(deputy_of(joint, "cqc", person), joint.leads["cqc"])
    assert places_on(joint, person, day()) == []


def test_what_was_signed_before_the_end_says_for_whom(joint: JointInspection) -> None:
    proposed_judgement(joint)
    deputising = deputy_of(joint, "cqc")
    deputy = joint.inspectors["cqc"]
    signature_of(joint, "cqc", by=deputy)
    ended(deputising, deputy)
    found = Signature.objects.all().for_page().get()
    assert found.by_whom == f"{deputy.name} for {joint.leads['cqc'].name}"


@pytest.mark.parametrize("who", ["lead", "deputy", "overall lead"])
def test_lead_deputy_and_overall_lead_end_it(joint: JointInspection, who: str) -> None:
    deputising = deputy_of(joint, "cqc")
    person = {
        "lead": joint.leads["cqc"],
        "deputy": joint.inspectors["cqc"],
        "overall lead": joint.overall_lead,
    }[who]
    ended(deputising, person)
    assert leads_on(joint, "cqc", day()) == [joint.leads["cqc"]]


@pytest.mark.parametrize("who", ["hmic", "inspector", "assurer"])
def test_others_do_not(joint: JointInspection, who: str) -> None:
    deputising = deputy_of(joint, "cqc")
    people = {
        "hmic": joint.leads["hmic"],
        "inspector": joint.inspectors["hmic"],
        "assurer": joint.quality_assurer,
    }
    with pytest.raises(PermissionRefused):
        ended(deputising, people[who])
    assert len(leads_on(joint, "cqc", day())) == 2


def test_whoever_leaves_the_team_stands_in_no_more(joint: JointInspection) -> None:
    deputy_of(joint, "cqc", first=1, last=3)
    end_assignment(
        assignment=place_of(joint, joint.inspectors["cqc"]),
        last_day=day(1),
        by=joint.leads["cqc"],
        at=timezone.now(),
    )
    roles = [places_on(joint, joint.inspectors["cqc"], day(n)) for n in range(5)]
    assert roles == [["inspector"], ["lead"], [], [], []]


def test_a_coming_deputy_is_not_named_a_second_time(joint: JointInspection) -> None:
    person = member_factory("cqc")
    deputy_of(joint, "cqc", person, first=3, last=4)
    with pytest.raises(ActionRefused, match="on the team already"):
        name_member(
            inspection=joint.inspection,
            person=person,
            role="inspector",
            by=joint.leads["cqc"],
            at=timezone.now(),
        )


def test_a_lead_is_still_named_once(joint: JointInspection) -> None:
    deputy_of(joint, "cqc")
    with pytest.raises(ActionRefused, match="leads for CQC"):
        name_lead(
            inspection=joint.inspection,
            person=member_factory("cqc", "lead"),
            by=joint.overall_lead,
            at=timezone.now(),
        )
