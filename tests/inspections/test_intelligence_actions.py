"""Telling another inspectorate: what is sent, by whom, who receives it, what it led to."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from inspections.actions.intelligence import (
    inspectorates_to_tell,
    name_reader,
    people_to_name,
    powers_to_send_under,
    receive_intelligence,
    say_outcome,
    withdraw_intelligence,
)
from inspections.models import Intelligence, IntelligenceOutcome, IntelligenceReader
from inspections.values.intelligence import (
    INTELLIGENCE_KIND_LABELS,
    INTELLIGENCE_SOURCES,
    OUTCOME_LABELS,
    IntelligenceKind,
    OutcomeKind,
)
from organisations.models import Membership, User
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.intelligence import intelligence_by
from tests.factories.organisations import LocalAreaFactory
from tests.inspections.test_evidence_actions import change
from tests.inspections.test_visible import share

pytestmark = pytest.mark.django_db


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def sender(joint: JointInspection) -> User:
    return joint.inspectors["ofsted"]


@pytest.fixture
def lead(joint: JointInspection) -> User:
    """Of the inspectorate that receives it."""
    return joint.leads["cqc"]


def read(person: User, reference: str = "") -> Intelligence | None:
    with acting_as(person):
        rows = Intelligence.objects.visible_to(person, timezone.localdate()).for_page()
        return rows.named(reference) if reference else rows.first()


def sent(person: User) -> list[str]:
    with acting_as(person):
        rows = Intelligence.objects.sent_by_side_of(person, timezone.localdate())
        return sorted(one.reference for one in rows)


def act(do: Callable[..., Any], told: Intelligence, by: User, **more: Any) -> Any:
    """Do it with the row as this person reads it."""
    with acting_as(by):
        row = Intelligence.objects.for_page().get(pk=told.pk)
        return do(intelligence=row, by=by, at=timezone.now(), **more)


# --- sending ------------------------------------------------------------------------------------


def test_it_says_from_whom_to_whom_under_which_power_and_what_for(
    joint: JointInspection, sender: User
) -> None:
    key = uuid4()
    told = intelligence_by(joint, sender, key=key)
    assert (told.owner.code, told.author, told.receiver.code) == ("ofsted", sender, "cqc")
    assert told.power == joint.strand.power
    assert told.reference.startswith("I-")
    assert (told.pk, told.is_waiting) == (key, True)
    assert told.record_name == f"intelligence {told.reference}"
    assert told.text not in told.record_name


@pytest.mark.parametrize("kind", [one for one in IntelligenceKind if one != "other_area"])
def test_each_kind_is_sent(joint: JointInspection, sender: User, kind: str) -> None:
    assert intelligence_by(joint, sender, kind=kind).kind == kind


def test_a_finding_about_another_area_names_it(joint: JointInspection, sender: User) -> None:
    other = LocalAreaFactory()
    told = intelligence_by(joint, sender, kind="other_area", area=other.pk)
    assert told.about_area == other
    for area in (None, joint.inspection.area_id, 0, 10**9):
        with pytest.raises(ActionRefused, match="Select the other local area"):
            intelligence_by(joint, sender, kind="other_area", area=area)


def test_every_kind_and_outcome_has_its_words() -> None:
    assert set(INTELLIGENCE_KIND_LABELS) == set(INTELLIGENCE_SOURCES) == set(IntelligenceKind)
    assert set(OUTCOME_LABELS) == set(OutcomeKind)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": " \n\x00"}, "Enter what you found"),
        ({"purpose": ""}, "Enter what they are to use it for"),
        ({"receiver": "ofsted"}, "Select the inspectorate"),
        ({"receiver": "nobody"}, "Select the inspectorate"),
        ({"power": 10**9}, "Select a power"),
        ({"kind": "gossip"}, "Select what it is"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_sent(
    joint: JointInspection, sender: User, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ActionRefused, match=said):
        intelligence_by(joint, sender, **changes)
    assert sent(sender) == []


def test_an_inspectorate_that_takes_no_part_can_be_told(
    joint: JointInspection, sender: User
) -> None:
    """Unlike a share: it is the receiver's business, not its inspection (180025 ¶8)."""
    assert intelligence_by(joint, sender, receiver="hmi-prisons").receiver.code == "hmi-prisons"
    member = joint.inspection.assignments.get(person=sender)
    codes = [one.code for one in inspectorates_to_tell(member=member)]
    assert "hmi-prisons" in codes
    assert "ofsted" not in codes


def test_only_one_s_own_powers_are_given(joint: JointInspection, sender: User) -> None:
    theirs = single_strand(joint, "cqc")
    mine = single_strand(joint, "ofsted")
    member = joint.inspection.assignments.get(person=sender)
    powers = powers_to_send_under(member=member)
    assert {one.pk for one in powers} == {joint.strand.power_id, mine.power_id}
    with pytest.raises(ActionRefused, match="Select a power"):
        intelligence_by(joint, sender, power=theirs.power_id)


@pytest.mark.parametrize("who", ["quality assurer", "chair", "elsewhere"])
def test_who_does_not_inspect_here_sends_nothing(joint: JointInspection, who: str) -> None:
    person = {
        "quality assurer": joint.quality_assurer,
        "chair": joint.chair,
        "elsewhere": member_factory("hmic"),
    }[who]
    with pytest.raises(PermissionRefused):
        intelligence_by(joint, person)


# --- with evidence ------------------------------------------------------------------------------


def test_the_text_of_an_item_goes_with_it_as_it_read_then(
    joint: JointInspection, sender: User, lead: User
) -> None:
    item = evidence_by(joint, sender, strand=single_strand(joint, "ofsted"), text="First.")
    told = intelligence_by(joint, sender, evidence=item.reference)
    change(item, joint, sender, text="Second.")
    found = read(lead, told.reference)
    assert found is not None
    assert (found.evidence_reference, found.evidence_version) == (item.reference, 1)
    assert found.evidence_text == "First."
    assert found.evidence_hash == hashlib.sha256(b"First.").hexdigest()


def test_the_item_itself_is_not_shared(joint: JointInspection, sender: User, lead: User) -> None:
    from tests.factories.inspections import seen_by

    item = evidence_by(joint, sender, strand=single_strand(joint, "ofsted"))
    intelligence_by(joint, sender, evidence=item.reference)
    assert seen_by(lead) == []


def test_what_another_inspectorate_owns_is_not_sent_on(
    joint: JointInspection, sender: User
) -> None:
    """Neither what it shared, nor what the joint team sees (I6; attack 18)."""
    other = joint.inspectors["hmic"]
    shared = evidence_by(joint, other, strand=single_strand(joint, "hmic"))
    share(shared, "ofsted", other)
    for item in (shared, evidence_by(joint, other)):
        with pytest.raises(ActionRefused, match="belongs to another inspectorate"):
            intelligence_by(joint, sender, evidence=item.reference)


def test_what_one_does_not_see_is_as_absent_as_what_is_not_there(
    joint: JointInspection, sender: User
) -> None:
    hidden = evidence_by(joint, joint.inspectors["cqc"], strand=single_strand(joint, "cqc"))
    for reference in (hidden.reference, "E-0000-0000", "x" * 20):
        with pytest.raises(ActionRefused, match=f"You see no evidence {reference}"):
            intelligence_by(joint, sender, evidence=reference)


# --- who reads it -------------------------------------------------------------------------------


def test_the_leads_of_the_receiver_read_it_on_the_team_or_not(
    joint: JointInspection, sender: User, lead: User
) -> None:
    told = intelligence_by(joint, sender)
    assert read(lead, told.reference) == told
    assert read(member_factory("cqc", "lead"), told.reference) == told


@pytest.mark.parametrize(
    "who", ["inspector of it", "other lead", "chair", "sender's colleague", "former lead"]
)
def test_nobody_else_reads_it(joint: JointInspection, sender: User, who: str) -> None:
    told = intelligence_by(joint, sender)
    former = member_factory("cqc", "lead")
    Membership.objects.filter(person=former).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    person = {
        "inspector of it": joint.inspectors["cqc"],
        "other lead": joint.leads["hmic"],
        "chair": joint.chair,
        "sender's colleague": joint.quality_assurer,
        "former lead": former,
    }[who]
    assert read(person, told.reference) is None
    assert sent(person) == []


def test_the_sender_and_the_leads_of_the_sender_s_inspectorate_see_what_was_sent(
    joint: JointInspection, sender: User
) -> None:
    told = intelligence_by(joint, sender)
    assert sent(sender) == sent(joint.overall_lead) == [told.reference]
    assert sent(joint.leads["cqc"]) == []


def test_who_left_the_team_sees_what_they_sent_no_more(
    joint: JointInspection, sender: User
) -> None:
    intelligence_by(joint, sender)
    yesterday = timezone.localdate() - timedelta(days=1)
    joint.inspection.assignments.filter(person=sender).update(ends_on=yesterday)
    assert sent(sender) == []


def test_a_lead_lets_somebody_of_the_inspectorate_read(
    joint: JointInspection, sender: User, lead: User
) -> None:
    told = intelligence_by(joint, sender)
    reader = joint.inspectors["cqc"]
    with acting_as(lead):
        people = people_to_name(intelligence=told, day=timezone.localdate())
        assert reader in people
        assert lead not in people
        assert sender not in people
    act(name_reader, told, lead, person=reader)
    act(name_reader, told, lead, person=reader)
    assert read(reader, told.reference) == told
    with acting_as(lead):
        assert IntelligenceReader.objects.count() == 1
        assert reader not in people_to_name(intelligence=told, day=timezone.localdate())


def test_a_reader_is_of_the_inspectorate_and_is_named_by_its_lead(
    joint: JointInspection, sender: User, lead: User
) -> None:
    told = intelligence_by(joint, sender)
    with pytest.raises(ActionRefused, match="works for your inspectorate"):
        act(name_reader, told, lead, person=joint.inspectors["hmic"])
    reader = joint.inspectors["cqc"]
    act(name_reader, told, lead, person=reader)
    with pytest.raises(PermissionRefused, match="Only a lead"):
        act(name_reader, told, reader, person=member_factory("cqc"))


def test_a_reader_who_leaves_the_inspectorate_reads_no_more(
    joint: JointInspection, sender: User, lead: User
) -> None:
    told = intelligence_by(joint, sender)
    reader = member_factory("cqc")
    act(name_reader, told, lead, person=reader)
    Membership.objects.filter(person=reader).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert read(reader, told.reference) is None


# --- receipt and withdrawal ---------------------------------------------------------------------


def test_a_lead_confirms_its_receipt_once(joint: JointInspection, sender: User, lead: User) -> None:
    told = intelligence_by(joint, sender)
    first = act(receive_intelligence, told, lead)
    again = act(receive_intelligence, told, lead)
    assert (first.received_by, again.received_at) == (lead, first.received_at)
    with pytest.raises(PermissionRefused, match="confirmed already"):
        act(receive_intelligence, told, member_factory("cqc", "lead"))


@pytest.mark.parametrize("who", ["reader", "sender"])
def test_nobody_else_confirms_it(
    joint: JointInspection, sender: User, lead: User, who: str
) -> None:
    told = intelligence_by(joint, sender)
    reader = joint.inspectors["cqc"]
    act(name_reader, told, lead, person=reader)
    with pytest.raises(PermissionRefused):
        act(receive_intelligence, told, {"reader": reader, "sender": sender}[who])


@pytest.mark.parametrize("who", ["sender", "lead of the sender"])
def test_it_is_withdrawn_before_it_is_received(
    joint: JointInspection, sender: User, lead: User, who: str
) -> None:
    told = intelligence_by(joint, sender)
    by = sender if who == "sender" else joint.overall_lead
    act(withdraw_intelligence, told, by, why="It was about another child.")
    assert read(lead, told.reference) is None
    with acting_as(sender):
        row = Intelligence.objects.get()
        assert (row.withdrawn_by_id, row.withdrawn_why) == (by.pk, "It was about another child.")
    with pytest.raises(PermissionRefused, match="withdrawn already"):
        act(withdraw_intelligence, told, by, why="Again.")


def test_it_is_not_withdrawn_after_that_nor_by_others_nor_without_a_reason(
    joint: JointInspection, sender: User, lead: User
) -> None:
    told = intelligence_by(joint, sender)
    with pytest.raises(ActionRefused, match="Enter why"):
        act(withdraw_intelligence, told, sender, why=" ")
    with pytest.raises(PermissionRefused):
        act(withdraw_intelligence, told, lead, why="Mine.")
    act(receive_intelligence, told, lead)
    with pytest.raises(PermissionRefused, match="can no longer be withdrawn"):
        act(withdraw_intelligence, told, sender, why="Too late.")


def test_receipt_and_withdrawal_over_an_old_page_do_not_both_happen(
    joint: JointInspection, sender: User, lead: User
) -> None:
    told = intelligence_by(joint, sender)
    with acting_as(lead):
        stale = Intelligence.objects.for_page().get()
    act(withdraw_intelligence, told, sender, why="A mistake.")
    with acting_as(lead), pytest.raises(ActionRefused, match="a moment before"):
        receive_intelligence(intelligence=stale, by=lead, at=timezone.now())


# --- what it led to -----------------------------------------------------------------------------


def test_what_it_led_to_is_said_after_its_receipt_and_read_by_its_sender(
    joint: JointInspection, sender: User, lead: User
) -> None:
    told = intelligence_by(joint, sender)
    with pytest.raises(PermissionRefused, match="confirms its receipt first"):
        act(say_outcome, told, lead, kind="planning", text="Soon.")
    act(receive_intelligence, told, lead)
    act(say_outcome, told, lead, kind="planning", text="Chosen for May.")
    act(say_outcome, told, lead, kind="inspection", text="Inspected in May.")
    with acting_as(sender):
        said = IntelligenceOutcome.objects.values_list("kind", "text")
        assert list(said) == [("planning", "Chosen for May."), ("inspection", "Inspected in May.")]


def test_a_reader_says_it_too_and_the_sender_does_not(
    joint: JointInspection, sender: User, lead: User
) -> None:
    told = intelligence_by(joint, sender)
    act(receive_intelligence, told, lead)
    reader = joint.inspectors["cqc"]
    act(name_reader, told, lead, person=reader)
    act(say_outcome, told, reader, kind="nothing", text="Known before.")
    with pytest.raises(PermissionRefused, match="by the inspectorate that received it"):
        act(say_outcome, told, sender, kind="nothing", text="x")


@pytest.mark.parametrize(("kind", "text"), [("planning", "  "), ("gossip", "x"), ("", "x")])
def test_an_outcome_says_something(
    joint: JointInspection, sender: User, lead: User, kind: str, text: str
) -> None:
    told = intelligence_by(joint, sender)
    act(receive_intelligence, told, lead)
    with pytest.raises(ActionRefused):
        act(say_outcome, told, lead, kind=kind, text=text)


@pytest.mark.parametrize("field", ["text", "purpose", "evidence_text", "receiver_id", "kind"])
def test_the_database_lets_nobody_change_what_was_sent(
    joint: JointInspection, sender: User, field: str
) -> None:
    told = intelligence_by(joint, sender)
    value: Any = told.owner_id if field == "receiver_id" else "enforcement"
    with acting_as(sender), pytest.raises(DatabaseError), transaction.atomic():
        Intelligence.objects.filter(pk=told.pk).update(**{field: value})


def test_the_lists_of_what_waits(joint: JointInspection, sender: User, lead: User) -> None:
    told, today = intelligence_by(joint, sender), timezone.localdate()
    reader = joint.inspectors["cqc"]
    act(name_reader, told, lead, person=reader)

    def waits(person: User) -> tuple[int, int]:
        with acting_as(person):
            rows = Intelligence.objects
            return (
                rows.to_confirm_by(person, today).count(),
                rows.to_answer_by(person, today).count(),
            )

    assert (waits(lead), waits(reader), waits(sender)) == ((1, 0), (0, 0), (0, 0))
    act(receive_intelligence, told, lead)
    assert (waits(lead), waits(reader), waits(sender)) == ((0, 1), (0, 1), (0, 0))
    act(say_outcome, told, reader, kind="nothing", text="Known.")
    assert (waits(lead), waits(reader)) == ((0, 0), (0, 0))
