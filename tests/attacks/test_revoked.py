"""Whoever loses a right has lost it at the next request, with the session that they have."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.actions import end_assignment
from inspections.actions.places import record_partnership
from inspections.models import Assignment, EvidenceAudience, Inspection
from inspections.values import Board, OfficeHolder
from organisations.actions import set_active
from organisations.models import Office, User
from records.actor import acting_as
from reports.actions import close_door
from tests.attacks.sent import evidence_form, items_of, to
from tests.factories.inspections import JointInspection, evidence_by, joint_inspection
from tests.factories.organisations import AdminFactory, PartnershipFactory
from tests.factories.reports import Told, comment_of, report_at

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def leave(joint: JointInspection, person: User) -> None:
    """The lead of the person's inspectorate ends their work at once."""
    place = Assignment.objects.get(inspection=joint.inspection, person=person)
    lead = next(one for one in joint.leads.values() if one != person)
    code = place.inspectorate.code
    end_assignment(
        assignment=place,
        last_day=timezone.localdate() - timedelta(days=1),
        by=joint.leads[code] if joint.leads[code] != person else lead,
        at=timezone.now(),
    )


def test_a_member_who_is_taken_off_is_out_at_the_next_request(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person)
    client = client_of(person)
    where = to("inspections:evidence_item", joint, item.reference)
    form = client.get(to("inspections:record_evidence", joint))
    assert (client.get(where).status_code, form.status_code) == (200, 200)
    leave(joint, person)
    assert client.get(where).status_code == 404
    assert client.get(to("inspections:evidence", joint)).status_code == 404
    assert client.get(to("reports:report", joint)).status_code == 404
    sent = client.post(to("inspections:record_evidence", joint), evidence_form(joint))
    assert sent.status_code == 404
    listed = client.get(reverse("inspections:list")).content.decode()
    assert joint.reference not in listed


def test_what_a_member_typed_before_they_left_cannot_be_sent_after(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person)
    client = client_of(person)
    leave(joint, person)
    where = to("inspections:change_evidence", joint, item.reference)
    assert client.post(where, evidence_form(joint, base=1)).status_code == 404
    with acting_as(joint.leads["cqc"]):
        assert EvidenceAudience.objects.filter(revision__version=2).count() == 0


def test_a_closed_account_is_out_at_the_next_request(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    client = client_of(person)
    where = to("inspections:evidence", joint)
    assert client.get(where).status_code == 200
    set_active(person=person, is_active=False, by=AdminFactory())
    assert client.get(where).status_code == 302
    sent = client.post(to("inspections:record_evidence", joint), evidence_form(joint))
    assert sent.status_code == 302
    assert items_of(person) == []


def test_a_lead_who_was_replaced_signs_no_more(client_of: ClientOf) -> None:
    told = report_at("agreement")
    lead = told.joint.leads["cqc"]
    client = client_of(lead)
    form = {"content_hash": told.draft.content_hash}
    end_assignment(
        assignment=Assignment.objects.get(inspection=told.joint.inspection, person=lead),
        last_day=timezone.localdate() - timedelta(days=1),
        by=told.lead,
        at=timezone.now(),
    )
    assert client.post(to("reports:sign", told), form).status_code == 404
    assert not told.draft.sign_offs.exists()


# --- the chair ----------------------------------------------------------------------------------


def succeed(told: Told) -> None:
    """Somebody else is the chair from today on."""
    partnership = told.joint.inspection.partnership
    holder = OfficeHolder("Ash Weir", "Independent chair", timezone.localdate(), "")
    record_partnership(
        area=told.joint.inspection.area,
        board=Board(name=partnership.name, chair=holder),
        by=told.lead,
        at=timezone.now(),
    )


def chairs_pages(told: Told) -> list[str]:
    """What a chair opens while the draft is with them."""
    return [
        to("reports:chair", told),
        to("reports:check_response", told),
        to("reports:add_comment", told, "P1"),
        to("reports:change_comment", told, "C1"),
        to("desk:inspection", told),
    ]


def test_a_chair_whose_office_ends_is_out_at_the_next_request(client_of: ClientOf) -> None:
    told = report_at("with_chair")
    comment_of(told, "P1")
    client = client_of(told.chair)
    assert {client.get(page).status_code for page in chairs_pages(told)} == {200, 302}
    succeed(told)
    assert {client.get(page).status_code for page in chairs_pages(told)} == {404}
    assert client.post(to("reports:return_response", told), {}).status_code == 404
    for page in (reverse("desk:home"), reverse("inspections:list")):
        assert told.reference not in client.get(page).content.decode()


def test_an_office_that_is_held_again_opens_the_door_again(client_of: ClientOf) -> None:
    told = report_at("with_chair")
    today = timezone.localdate()
    office = Office.objects.get(person=told.chair)
    Office.objects.filter(pk=office.pk).update(ends_on=today - timedelta(days=1))
    assert not Inspection.objects.visible_to(told.chair).exists()
    Office.objects.filter(pk=office.pk).update(ends_on=today)
    assert Inspection.objects.visible_to(told.chair).exists()


def test_an_office_of_another_partnership_opens_nothing_here() -> None:
    told = report_at("with_chair")
    Office.objects.filter(person=told.chair).update(partnership=PartnershipFactory())
    assert not Inspection.objects.visible_to(told.chair).exists()


def test_a_closed_door_shuts_the_chair_out_at_once(client_of: ClientOf) -> None:
    told = report_at("with_chair")
    comment_of(told, "P1")
    client = client_of(told.chair)
    assert client.get(to("reports:chair", told)).status_code == 200
    close_door(report=told.report, by=told.lead, at=timezone.now())
    assert {client.get(page).status_code for page in chairs_pages(told)} == {404}


def test_publication_closes_the_chair_s_door(client_of: ClientOf) -> None:
    told = report_at("published")
    client = client_of(told.chair)
    assert client.get(to("reports:chair", told)).status_code == 404
    assert client.get(reverse("published:publication", args=[told.reference])).status_code == 200
