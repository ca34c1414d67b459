"""Handing a lead over: one act, one lead each day, and who signed what stays as it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from desk.waiting import waiting_for
from inspections.actions import hand_over
from inspections.models import Assignment, Deputising, HandOver
from inspections.permissions import assignment_of, is_overall_lead
from judgements.models import Signature
from organisations.actions import end_membership, set_active
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused
from tests.factories.deputies import (
    day,
    deputy_of,
    handed_over,
    leads_on,
    place_of,
    places_on,
)
from tests.factories.inspections import JointInspection, joint_inspection, member_factory
from tests.factories.judgements import (
    judgement_in,
    opened_judgement,
    position_of,
    proposed_judgement,
    signature_of,
)
from tests.factories.organisations import AdminFactory

pytestmark = pytest.mark.django_db
Act = Callable[[JointInspection], Any]


@pytest.fixture
def joint(db: None) -> JointInspection:
    return joint_inspection()


def acts_waiting(person: User) -> list[str]:
    with acting_as(person):
        return [one.what for one in waiting_for(person, timezone.now())]


# --- what it does -------------------------------------------------------------------------------


@pytest.mark.parametrize("on", [0, 1, 5])
@pytest.mark.parametrize("code", ["cqc", "ofsted"])
@pytest.mark.parametrize("stays", [True, False])
def test_each_day_has_one_lead_and_nobody_two_places(
    joint: JointInspection, on: int, code: str, stays: bool
) -> None:
    former, new = joint.leads[code], joint.inspectors[code]
    role = "overall_lead" if code == "ofsted" else "lead"
    record = handed_over(joint, code, on=day(on), stays=stays)
    for n in range(-2, 8):
        leads = [new] if n >= on else [former]
        assert leads_on(joint, code, day(n)) == leads
        after = ["inspector"] if stays else []
        assert places_on(joint, former, day(n)) == (after if n >= on else [role])
        assert places_on(joint, new, day(n)) == ([role] if n >= on else ["inspector"])
    assert (record.former, record.new, record.on, record.role) == (former, new, day(on), role)
    assert str(record) == f"{former} to {new}"
    assert record.record_name == f"hand-over from {former.email} to {new.email}"


def test_somebody_who_was_not_on_the_team_takes_over(joint: JointInspection) -> None:
    person = member_factory("cqc")
    handed_over(joint, "cqc", person, on=day(1))
    assert [places_on(joint, person, day(n)) for n in (0, 1, 9)] == [[], ["lead"], ["lead"]]


def test_the_new_overall_lead_leads_the_inspection(joint: JointInspection) -> None:
    handed_over(joint, "ofsted")
    place = assignment_of(joint.inspectors["ofsted"], joint.inspection, day())
    assert is_overall_lead(place).allowed
    assert not is_overall_lead(assignment_of(joint.overall_lead, joint.inspection, day())).allowed


def test_who_had_still_to_act_is_asked_no_more_and_the_new_lead_is(joint: JointInspection) -> None:
    opened_judgement(joint)
    former, new = joint.leads["cqc"], joint.inspectors["cqc"]
    asked = "Record your position on “The effectiveness of the board”"
    assert (asked in acts_waiting(former), asked in acts_waiting(new)) == (True, False)
    handed_over(joint, "cqc")
    assert (asked in acts_waiting(former), asked in acts_waiting(new)) == (False, True)
    position_of(joint, "cqc", by=new)
    assert asked not in acts_waiting(new)


def test_what_the_former_lead_signed_stays_theirs(joint: JointInspection) -> None:
    proposed_judgement(joint)
    signature_of(joint, "cqc")
    handed_over(joint, "cqc")
    with pytest.raises(ActionRefused, match="has signed this already"):
        signature_of(joint, "cqc", by=joint.inspectors["cqc"])
    found = Signature.objects.all().for_page().get()
    assert (found.person, found.by_whom) == (joint.leads["cqc"], joint.leads["cqc"].name)
    signature_of(joint, "hmic")
    signature_of(joint, "ofsted")
    assert judgement_in(joint).state == "agreed"


def test_the_former_lead_signs_nothing_more(joint: JointInspection) -> None:
    proposed_judgement(joint)
    handed_over(joint, "cqc")
    with pytest.raises(PermissionRefused):
        signature_of(joint, "cqc")
    assert not Signature.objects.exists()


def test_until_the_day_the_former_lead_signs(joint: JointInspection) -> None:
    proposed_judgement(joint)
    handed_over(joint, "cqc", on=day(2))
    with pytest.raises(PermissionRefused):
        signature_of(joint, "cqc", by=joint.inspectors["cqc"])
    assert signature_of(joint, "cqc").person == joint.leads["cqc"]


def test_deputies_end_with_the_day_before(joint: JointInspection) -> None:
    deputy = member_factory("cqc")
    deputy_of(joint, "cqc", deputy, first=0, last=6)
    handed_over(joint, "cqc", on=day(3))
    found = [set(leads_on(joint, "cqc", day(n))) for n in range(6)]
    assert found[:3] == [{joint.leads["cqc"], deputy}] * 3
    assert found[3:] == [{joint.inspectors["cqc"]}] * 3


@pytest.mark.parametrize(("first", "last"), [(0, 6), (1, 2), (3, 4), (5, 6)])
def test_the_deputy_takes_over(joint: JointInspection, first: int, last: int) -> None:
    person = joint.inspectors["cqc"]
    deputy_of(joint, "cqc", first=first, last=last)
    handed_over(joint, "cqc", on=day(3))
    for n in range(9):
        deputises = first <= n <= min(last, 2)
        role = "lead" if n >= 3 or deputises else "inspector"
        assert places_on(joint, person, day(n)) == [role]
    assert Deputising.objects.count() == 1


def test_the_new_lead_names_deputies_and_hands_over(joint: JointInspection) -> None:
    handed_over(joint, "cqc")
    new, next_one = joint.inspectors["cqc"], member_factory("cqc")
    deputy_of(joint, "cqc", next_one, by=new, first=1, last=1)
    with acting_as(new):
        hand_over(
            place=place_of(joint, new),
            person=joint.leads["cqc"],
            on=day(1),
            stays=False,
            reason="Back again.",
            by=new,
            at=timezone.now(),
        )
    assert leads_on(joint, "cqc", day(1)) == [joint.leads["cqc"]]
    assert [one.new for one in HandOver.objects.all()] == [joint.leads["cqc"], new]


# --- who may ------------------------------------------------------------------------------------


def test_the_overall_lead_hands_over_for_a_lead(joint: JointInspection) -> None:
    set_active(person=joint.leads["cqc"], is_active=False, by=AdminFactory())
    record = handed_over(joint, "cqc", by=joint.overall_lead, stays=False)
    assert record.by == joint.overall_lead
    assert leads_on(joint, "cqc", day()) == [joint.inspectors["cqc"]]


@pytest.mark.parametrize("gone", ["account", "membership"])
def test_a_lead_of_the_inspectorate_hands_over_for_an_overall_lead_who_is_gone(
    joint: JointInspection, gone: str
) -> None:
    head = member_factory("ofsted", "lead")
    with pytest.raises(PermissionRefused, match="The overall lead hands over"):
        handed_over(joint, "ofsted", by=head)
    admin = AdminFactory()
    if gone == "account":
        set_active(person=joint.overall_lead, is_active=False, by=admin)
    else:
        end_membership(person=joint.overall_lead, by=admin, at=timezone.now())
    handed_over(joint, "ofsted", by=head, stays=False)
    assert leads_on(joint, "ofsted", day()) == [joint.inspectors["ofsted"]]


@pytest.mark.parametrize("who", ["inspector", "other lead", "assurer", "lead elsewhere", "deputy"])
def test_others_do_not_hand_over(joint: JointInspection, who: str) -> None:
    people = {
        "inspector": joint.inspectors["cqc"],
        "other lead": joint.leads["hmic"],
        "assurer": joint.quality_assurer,
        "lead elsewhere": member_factory("cqc", "lead"),
        "deputy": joint.inspectors["cqc"],
    }
    if who == "deputy":
        deputy_of(joint, "cqc")
    with pytest.raises(PermissionRefused):
        handed_over(joint, "cqc", member_factory("cqc"), by=people[who])
    assert not HandOver.objects.exists()


# --- refusals -----------------------------------------------------------------------------------


REFUSALS: dict[str, tuple[Act, str]] = {
    "past": (lambda j: handed_over(j, "cqc", on=day(-1)), "today at the earliest"),
    "no reason": (lambda j: handed_over(j, "cqc", reason=" "), "Say why."),
    "elsewhere": (
        lambda j: handed_over(j, "cqc", j.inspectors["hmic"]),
        "works for HMICFRS. Choose somebody of CQC.",
    ),
    "oneself": (lambda j: handed_over(j, "cqc", j.leads["cqc"]), "leads already"),
    "assurer": (lambda j: handed_over(j, "ofsted", j.quality_assurer), "assures the quality"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_be_is_refused_with_a_sentence(joint: JointInspection, name: str) -> None:
    act, sentence = REFUSALS[name]
    with pytest.raises(ActionRefused) as refused:
        act(joint)
    assert sentence in refused.value.message


def test_a_closed_account_takes_nothing_over(joint: JointInspection) -> None:
    set_active(person=joint.inspectors["cqc"], is_active=False, by=AdminFactory())
    with pytest.raises(ActionRefused, match="Nobody with the address"):
        handed_over(joint, "cqc")


def test_what_was_handed_over_is_not_handed_over_again(joint: JointInspection) -> None:
    place = place_of(joint, joint.leads["cqc"])
    handed_over(joint, "cqc")
    with pytest.raises(ActionRefused, match="does not lead any more"):
        hand_over(
            place=place,
            person=member_factory("cqc"),
            on=day(),
            stays=True,
            reason="Once more.",
            by=joint.leads["cqc"],
            at=timezone.now(),
        )
    assert HandOver.objects.count() == 1


def test_who_leads_from_a_later_day_hands_over_from_that_day(joint: JointInspection) -> None:
    handed_over(joint, "cqc", on=day(4))
    new, next_one = joint.inspectors["cqc"], member_factory("cqc")
    again: dict[str, Any] = {
        "place": place_of(joint, new),
        "person": next_one,
        "stays": True,
        "reason": "A change of mind.",
        "by": joint.overall_lead,
        "at": timezone.now(),
    }
    with pytest.raises(ActionRefused, match="begins to lead on"):
        hand_over(on=day(2), **again)
    hand_over(on=day(4), **again)
    assert leads_on(joint, "cqc", day(4)) == [next_one]
    for n in range(8):
        assert len(leads_on(joint, "cqc", day(n))) == 1


def test_the_rows_say_who_named_whom(joint: JointInspection) -> None:
    at = timezone.now()
    handed_over(joint, "cqc", at=at)
    rows = Assignment.objects.of(joint.inspection).filter(person=joint.leads["cqc"])
    earlier, later = rows.order_by("starts_on")
    assert (earlier.role, earlier.ends_on) == ("lead", day(-1))
    assert (later.role, later.named_by, later.named_at) == ("inspector", joint.leads["cqc"], at)
    assert later.starts_on - timedelta(days=1) == earlier.ends_on
