"""Fields that no form has, sent along with those that it has. Nothing comes of them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.models import Case, EvidenceShare
from judgements.models import Position, Signature
from organisations.models import Inspectorate, Membership, User
from records.actor import acting_as
from reports.models import AccuracyComment, Publication, Remark, Report, SignOff, Suggestion
from tests.attacks.sent import evidence_form, items_of, record, to
from tests.factories.inspections import (
    evidence_by,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.judgements import opened_judgement, proposed_judgement
from tests.factories.organisations import AdminFactory, UserFactory
from tests.factories.reports import report_at

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
FOREIGN: dict[str, Any] = {
    "id": "00000000-0000-0000-0000-000000000001",
    "pk": 1,
    "reference": "X-0000-0000",
    "state": "published",
    "status": "in_force",
    "version": 1,
    "is_admin": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "is_joint": "on",
    "pinned": "0",
    "published_at": "2020-01-01",
    "recorded_at": "2020-01-01",
    "at": "2020-01-01",
}


def test_recording_takes_owner_author_strand_and_power_from_nobody(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person, other = joint.inspectors["cqc"], joint.inspectors["hmic"]
    own_strand = single_strand(joint, "hmic")
    extra = {
        **FOREIGN,
        "owner": Inspectorate.objects.get(code="hmic").pk,
        "inspectorate": "hmic",
        "author": other.pk,
        "person": other.pk,
        "strand": own_strand.pk,
        "power": own_strand.power_id,
        "inspection": joint_inspection().inspection.pk,
    }
    assert record(client_of(person), joint, **extra).status_code == 302
    (item,) = items_of(person)
    assert (item.owner.code, item.author, item.strand) == ("cqc", person, joint.strand)
    assert (item.power_id, item.inspection) == (joint.strand.power_id, joint.inspection)
    assert (item.version, item.recorded_at.date()) == (1, timezone.now().date())
    assert item.reference != FOREIGN["reference"]


def test_changing_moves_an_item_nowhere(client_of: ClientOf) -> None:
    joint, other = joint_inspection(), joint_inspection()
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person, strand=single_strand(joint, "cqc"))
    extra = {
        **FOREIGN,
        "strand": joint.strand.pk,
        "inspection": other.inspection.pk,
        "owner": Inspectorate.objects.get(code="hmic").pk,
        "item": "E-ZZZZ-ZZZZ",
    }
    where = to("inspections:change_evidence", joint, item.reference)
    response = client_of(person).post(where, evidence_form(joint, base=1, **extra))
    (now,) = items_of(person)
    assert response.status_code == 302
    assert (now.strand_id, now.inspection_id, now.owner_id, now.reference, now.version) == (
        item.strand_id,
        item.inspection_id,
        item.owner_id,
        item.reference,
        2,
    )


def test_a_new_account_is_nobody_s_admin(client_of: ClientOf) -> None:
    form = {"name": "Kim", "email": "kim@concord.example", "password": "known to the sender"}
    client_of(AdminFactory()).post(reverse("organisations:add_person"), {**form, **FOREIGN})
    kim = User.objects.get(email="kim@concord.example")
    assert not kim.is_admin
    assert not kim.check_password("known to the sender")


def test_a_membership_is_of_the_person_in_the_address(client_of: ClientOf) -> None:
    joint_inspection()
    person, admin = UserFactory(), AdminFactory()
    form = {"inspectorate": "ofsted", "role": "inspector", "starts_on_day": "1"}
    form |= {"starts_on_month": "4", "starts_on_year": "2026", "person": str(admin.pk)}
    where = reverse("organisations:start_membership", args=[person.email])
    client_of(admin).post(where, {**form, **FOREIGN, "email": admin.email})
    assert Membership.objects.filter(person=person).count() == 1
    assert not Membership.objects.filter(person=admin).exists()
    admin.refresh_from_db()
    assert admin.is_admin


def test_a_case_gets_its_reference_from_us(client_of: ClientOf) -> None:
    joint, other = joint_inspection(), joint_inspection()
    form = {"once": uuid4(), "kind": "tracked", "age_band": "5_to_9", "cohort": "protection_plan"}
    extra = {**FOREIGN, "inspection": other.inspection.pk, "reference": "Child Smith"}
    client_of(joint.inspectors["cqc"]).post(to("inspections:add_case", joint), {**form, **extra})
    case = Case.objects.get()
    assert (case.inspection, case.reference) == (joint.inspection, "T1")
    assert case.added_by == joint.inspectors["cqc"]


def test_a_share_is_of_the_item_in_the_address_by_whoever_sends_it(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    strand = single_strand(joint, "cqc")
    item, private = (evidence_by(joint, person, strand=strand) for _ in range(2))
    extra = {"evidence": private.pk, "shared_by": joint.overall_lead.pk, "withdrawn_at": ""}
    form = {**FOREIGN, **extra, "once": uuid4(), "inspectorate": "hmic", "purpose": "To see."}
    where = to("inspections:share_evidence", joint, item.reference)
    assert client_of(person).post(where, form).status_code == 302
    with acting_as(person):
        share = EvidenceShare.objects.get()
    assert (share.evidence_id, share.shared_by, share.power_id) == (
        item.pk,
        person,
        strand.power_id,
    )


def test_a_member_is_named_as_inspector_or_assurer_whatever_is_sent(client_of: ClientOf) -> None:
    joint = joint_inspection()
    person = member_factory("cqc")
    for role in ("lead", "overall_lead", "admin"):
        form = {"once": uuid4(), "person": person.email, "role": role}
        where = to("inspections:name_member", joint)
        assert client_of(joint.leads["cqc"]).post(where, form).status_code == 422
        assert not person.assignments.exists()


def test_an_inspection_moves_by_the_steps_of_its_table(client_of: ClientOf) -> None:
    joint = joint_inspection()
    for verb in ("close", "notify", "published"):
        form = {**FOREIGN, "once": uuid4(), "verb": verb, "why": "x", "to_state": "closed"}
        where = to("inspections:stage", joint)
        assert client_of(joint.overall_lead).post(where, form).status_code == 422
        joint.inspection.refresh_from_db()
        assert joint.inspection.state == "fieldwork"


# --- signatures ---------------------------------------------------------------------------------


def test_a_position_is_of_the_sender_s_own_inspectorate(client_of: ClientOf) -> None:
    joint = joint_inspection()
    opened_judgement(joint)
    form = {"once": uuid4(), "grade": "good", "rationale": "Because.", "inspectorate": "hmic"}
    where = to("judgements:position", joint, "lscb")
    assert client_of(joint.leads["cqc"]).post(where, form).status_code == 403
    own = {**FOREIGN, **form, "inspectorate": "cqc", "person": joint.leads["hmic"].pk}
    assert client_of(joint.leads["cqc"]).post(where, own).status_code == 302
    with acting_as(joint.leads["cqc"]):
        position = Position.objects.get()
    assert (position.inspectorate.code, position.author) == ("cqc", joint.leads["cqc"])


def test_a_lead_signs_a_judgement_for_no_other_inspectorate(client_of: ClientOf) -> None:
    joint = joint_inspection()
    current = proposed_judgement(joint).current_proposal()
    assert current is not None
    form = {
        "once": uuid4(),
        "content_hash": current.content_hash,
        "view": "agrees",
        "inspectorate": "hmic",
    }
    where = to("judgements:sign", joint, "lscb")
    assert client_of(joint.leads["cqc"]).post(where, form).status_code == 403
    assert not Signature.objects.exists()
    stale = {**form, "inspectorate": "cqc", "content_hash": "0" * 64}
    assert client_of(joint.leads["cqc"]).post(where, stale).status_code == 409
    assert not Signature.objects.exists()


def test_a_lead_signs_a_report_off_for_their_own_inspectorate_only(client_of: ClientOf) -> None:
    told = report_at("agreement")
    extra = {**FOREIGN, "inspectorate": "hmic", "person": told.joint.leads["hmic"].pk}
    form = {**extra, "content_hash": told.draft.content_hash, "once": uuid4()}
    client_of(told.joint.leads["cqc"]).post(to("reports:sign", told), form)
    signature = SignOff.objects.get()
    assert (signature.inspectorate.code, signature.person) == ("cqc", told.joint.leads["cqc"])


def test_a_report_is_signed_off_on_the_hash_of_its_newest_draft_alone(client_of: ClientOf) -> None:
    told = report_at("agreement")
    earlier = told.report.drafts.first()
    assert earlier is not None
    for sent in ("", "0" * 64, "x" * 4_000):
        response = client_of(told.joint.leads["cqc"]).post(
            to("reports:sign", told), {"content_hash": sent}
        )
        assert response.status_code == 409
    assert not SignOff.objects.exists()


def test_one_person_publishes_nothing(client_of: ClientOf) -> None:
    told = report_at("final_signed")
    form = {**FOREIGN, "content_hash": told.draft.content_hash, "by": told.joint.leads["cqc"].pk}
    alone = client_of(told.lead)
    assert alone.post(to("reports:confirm", told), form).status_code == 409
    assert alone.post(to("reports:propose", told), form).status_code == 302
    form["confirmed_by"] = told.joint.leads["cqc"].pk
    assert alone.post(to("reports:confirm", told), form).status_code == 403
    assert not Publication.objects.exists()
    assert told.now().state == "final_agreement"


def test_a_second_person_of_the_same_inspectorate_publishes_nothing(client_of: ClientOf) -> None:
    told = report_at("proposed")
    form = {"content_hash": told.draft.content_hash}
    for person in (told.joint.inspectors["ofsted"], told.joint.quality_assurer):
        assert client_of(person).post(to("reports:confirm", told), form).status_code == 403
    assert not Publication.objects.exists()


# --- writing and commenting ---------------------------------------------------------------------


def test_a_paragraph_has_its_number_and_place_from_us(client_of: ClientOf) -> None:
    told = report_at("drafting")
    extra = {**FOREIGN, "report": 1, "position": 0, "number": "R9", "is_removed": "on"}
    form = {**extra, "once": uuid4(), "base": 0, "text": "What it says."}
    where = to("reports:add_paragraph", told, "key_findings")
    assert client_of(told.lead).post(where, form).status_code == 302
    paragraph = told.report.paragraphs.get(text="What it says.")
    assert (paragraph.reference, paragraph.number, paragraph.is_removed) == ("P7", "", False)
    assert told.now().state == "drafting"


def test_a_remark_and_a_suggestion_have_number_maker_and_place_from_us(
    client_of: ClientOf,
) -> None:
    told, other = report_at("drafting"), report_at("drafting")
    extra = {
        **FOREIGN,
        "report": other.report.pk,
        "paragraph": other.paragraph("P2").pk,
        "number": 99,
        "by": other.lead.pk,
        "inspectorate": 1,
        "outcome": "accepted",
        "act": "settle",
    }
    form = {**extra, "base": 1, "text": "What it says."}
    client = client_of(told.joint.inspectors["cqc"])
    for page in ("paragraph_remarks", "suggest"):
        sent = {**form, "once": uuid4()}
        assert client.post(to(f"reports:{page}", told, "P1"), sent).status_code == 302
    for made in (Remark.objects.unsettled().get(), Suggestion.objects.unsettled().get()):
        assert (made.report, made.number, made.paragraph.reference) == (told.report, 1, "P1")
        assert (made.by, made.inspectorate.code) == (told.joint.inspectors["cqc"], "cqc")
    assert told.paragraph("P1").version == 1


def test_a_comment_is_in_the_chair_s_own_round_and_stays_a_comment(client_of: ClientOf) -> None:
    told, other = report_at("with_chair"), report_at("with_chair")
    extra = {**FOREIGN, "round": other.round.pk, "returned_at": "2020-01-01", "answer": "1"}
    form = {
        **extra,
        "once": uuid4(),
        "base": 0,
        "kind": "inaccurate",
        "what_is_wrong": "This.",
        "what_it_should_say": "That.",
    }
    where = to("reports:add_comment", told, "P1")
    assert client_of(told.chair).post(where, form).status_code == 302
    comment = AccuracyComment.objects.get()
    assert (comment.round, comment.reference, comment.is_left_out) == (told.round, "C1", False)
    assert told.round.returned_at is None


def test_a_deadline_is_not_moved_by_what_is_sent(client_of: ClientOf) -> None:
    told = report_at("signed")
    form = {**FOREIGN, "once": uuid4(), "due_at": "2099-01-01", "chair": told.lead.pk}
    assert client_of(told.lead).post(to("reports:send", told), form).status_code == 302
    assert told.round.chair == told.chair
    assert told.round.due_at.year < 2099
    assert Report.objects.get(pk=told.report.pk).state == "with_chair"
