"""Intelligence on pages: sent with what was typed, received by a lead, and followed up."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from inspections.models import Intelligence, IntelligenceOutcome
from organisations.models import User
from records.actor import acting_as
from records.models import AuditEntry
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.intelligence import intelligence_by
from tests.factories.organisations import LocalAreaFactory
from tests.inspections.test_pages import at, text_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def sender(joint: JointInspection) -> User:
    return joint.inspectors["ofsted"]


@pytest.fixture
def lead(joint: JointInspection) -> User:
    return joint.leads["cqc"]


def to(name: str, *rest: Any) -> str:
    return reverse(f"inspections:{name}", args=rest)


def form(joint: JointInspection, **changes: Any) -> dict[str, Any]:
    usual = {
        "once": str(uuid4()),
        "kind": "concern",
        "receiver": "cqc",
        "text": "Two children waited a night for a bed.",
        "purpose": "To look at when the hospital is inspected.",
        "power": str(joint.strand.power_id),
        "area": "",
        "evidence": "",
    }
    return {**usual, **changes}


def all_sent(person: User) -> list[Intelligence]:
    with acting_as(person):
        return list(Intelligence.objects.filter(author=person))


def test_it_goes_from_its_sender_to_what_it_led_to(
    joint: JointInspection, sender: User, lead: User, client_of: ClientOf
) -> None:
    mine, theirs = client_of(sender), client_of(lead)
    item = evidence_by(joint, sender, strand=single_strand(joint, "ofsted"), text="As I saw it.")
    assert "Nothing was sent" in text_of(mine.get(at(joint, "intelligence_sent")))
    address = f"{at(joint, 'send_intelligence')}?evidence={item.reference}"
    assert f'value="{item.reference}"' in text_of(mine.get(address))
    sent = form(joint, evidence=item.reference.lower())
    page = text_of(mine.post(address, sent, follow=True))
    (told,) = all_sent(sender)
    for words in (f"{told.reference} is sent", "Not confirmed", "As I saw it.", sent["text"]):
        assert words in page
    home = text_of(theirs.get("/"))
    assert f"Confirm the receipt of intelligence {told.reference}: a concern" in home
    received = text_of(theirs.get(to("intelligence_received_item", told.reference)))
    for words in (sent["text"], sent["purpose"], "As I saw it.", told.evidence_hash, sender.name):
        assert words in received
    assert "Say what became of it" not in received
    confirm = to("receive_intelligence", told.reference)
    for _ in range(2):
        assert theirs.post(confirm).status_code == 302
    assert f"Say what became of intelligence {told.reference}" in text_of(theirs.get("/"))
    outcome = {"once": str(uuid4()), "kind": "inspection", "text": "Inspected in May."}
    for _ in range(2):
        where = to("intelligence_outcome", told.reference)
        assert theirs.post(where, outcome).status_code == 302
    seen = text_of(mine.get(at(joint, "intelligence_sent_item", told.reference)))
    for words in ("Received", f"by {lead.name}", "Inspected in May.", "An inspection or a visit"):
        assert words in seen
    assert "Withdraw it" not in seen
    with acting_as(lead):
        assert IntelligenceOutcome.objects.count() == 1
    assert told.reference not in text_of(theirs.get("/"))


def test_a_form_sent_twice_is_one_piece_and_with_other_words_is_refused(
    joint: JointInspection, sender: User, client_of: ClientOf
) -> None:
    client, sent = client_of(sender), form(joint)
    for _ in range(2):
        assert client.post(at(joint, "send_intelligence"), sent).status_code == 302
    other = client.post(at(joint, "send_intelligence"), {**sent, "text": "Other words."})
    assert other.status_code == 409
    assert "Other words." in text_of(other)
    assert [one.text for one in all_sent(sender)] == [sent["text"]]


WRONG = [
    ({"kind": ""}, "Select what it is"),
    ({"receiver": ""}, "Select the inspectorate whose business it is"),
    ({"receiver": "ofsted"}, "What you chose is not in the list any more"),
    ({"text": " \n"}, "Enter what you found"),
    ({"text": "x" * 100_001}, "must be 100,000 characters or fewer"),
    ({"purpose": ""}, "Enter what they are to use it for"),
    ({"purpose": "x" * 2_001}, "must be 2,000 characters or fewer"),
    ({"power": ""}, "Select the power"),
    ({"power": "999999"}, "What you chose is not in the list any more"),
    ({"kind": "other_area"}, "Select the local area that it is about"),
    ({"area": "999999"}, "What you chose is not in the list any more"),
    ({"evidence": "x" * 21}, "at most 20 characters"),
]


def test_what_is_missing_or_wrong_is_said_and_what_was_typed_is_kept(
    joint: JointInspection, sender: User, client_of: ClientOf
) -> None:
    client = client_of(sender)
    for changes, said in WRONG:
        typed = {"text": "Typed for an hour.", "purpose": "And why.", **changes}
        answer = client.post(at(joint, "send_intelligence"), form(joint, **typed))
        page = text_of(answer)
        assert answer.status_code == 422, changes
        assert said in page, changes
        assert all(word in page for word in ("Typed for an hour.", "And why.") if word in
                   typed.values())  # fmt: skip
    assert all_sent(sender) == []


def test_evidence_that_cannot_go_with_it_is_said_and_what_was_typed_is_kept(
    joint: JointInspection, sender: User, client_of: ClientOf
) -> None:
    theirs = evidence_by(joint, joint.inspectors["cqc"], text="Not Ofsted’s.")
    for reference, said in ((theirs.reference, "belongs to another"), ("E-0", "You see no")):
        answer = client_of(sender).post(
            at(joint, "send_intelligence"), form(joint, evidence=reference)
        )
        page = text_of(answer)
        assert answer.status_code == 409
        assert said in page
        assert "Two children waited" in page


def test_texts_in_any_writing_are_kept_and_run_nothing(
    joint: JointInspection, sender: User, lead: User, client_of: ClientOf
) -> None:
    client = client_of(sender)
    for text, kept in (
        ("x" * 100_000, "x" * 100_000),
        ("\u202eصورة 📎", "\u202eصورة 📎"),
        ("a\x00b\x07c", "abc"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ):
        assert (
            client.post(at(joint, "send_intelligence"), form(joint, text=text)).status_code == 302
        )
        told = next(one for one in all_sent(sender) if one.text == kept)
        page = text_of(client_of(lead).get(told.get_absolute_url()))
        assert "<script>alert" not in page


def test_it_is_withdrawn_with_a_reason_and_is_gone_for_the_receiver(
    joint: JointInspection, sender: User, lead: User, client_of: ClientOf
) -> None:
    told = intelligence_by(joint, sender)
    client, where = client_of(sender), at(joint, "withdraw_intelligence", told.reference)
    assert "from this second" in text_of(client.get(where))
    empty = client.post(where, {"once": str(uuid4()), "why": ""})
    assert (empty.status_code, "Enter why" in text_of(empty)) == (422, True)
    assert client.post(where, {"once": str(uuid4()), "why": "About another."}).status_code == 302
    assert client_of(lead).get(told.get_absolute_url()).status_code == 404
    assert client_of(lead).post(to("receive_intelligence", told.reference)).status_code == 404
    assert told.reference not in text_of(client_of(lead).get("/"))
    seen = text_of(client.get(told.get_sent_url()))
    assert "About another." in seen
    twice = client.post(where, {"once": str(uuid4()), "why": "Again."})
    assert (twice.status_code, "withdrawn already" in text_of(twice)) == (403, True)


def test_a_lead_lets_an_inspector_read(
    joint: JointInspection, sender: User, lead: User, client_of: ClientOf
) -> None:
    told, reader = intelligence_by(joint, sender), joint.inspectors["cqc"]
    assert client_of(reader).get(told.get_absolute_url()).status_code == 404
    where = to("name_intelligence_reader", told.reference)
    client = client_of(lead)
    missing = client.post(where, {"once": str(uuid4()), "person": ""})
    assert "Select who reads it" in text_of(missing)
    for _ in range(2):
        sent = {"once": "7f0e1f7c-6a61-4f0c-9bd4-5c0f9f3cf1a1", "person": reader.email}
        client.post(where, sent)
    page = text_of(client.get(told.get_absolute_url()))
    assert f"{reader.name}, named by {lead.name}" in page
    read = text_of(client_of(reader).get(told.get_absolute_url()))
    assert told.text in read
    assert "Confirm its receipt" not in read
    assert told.reference in text_of(client_of(reader).get(to("intelligence_received")))


def test_who_belongs_to_no_inspectorate_has_no_such_list(
    joint: JointInspection, client_of: ClientOf
) -> None:
    answer = client_of(joint.chair).get(to("intelligence_received"))
    assert answer.status_code == 403
    assert "You belong to none" in text_of(answer)
    assert "Intelligence that your" not in text_of(client_of(joint.chair).get(to("list")))
    member = client_of(member_factory("hmic"))
    assert "Nothing has come that you read" in text_of(member.get(to("intelligence_received")))
    assert "Intelligence that your inspectorate received" in text_of(member.get(to("list")))


def test_hidden_and_absent_are_the_same(
    joint: JointInspection, sender: User, client_of: ClientOf
) -> None:
    told = intelligence_by(joint, sender)
    for person in (joint.inspectors["cqc"], joint.leads["hmic"], joint.chair):
        client = client_of(person)
        hidden = client.get(to("intelligence_received_item", told.reference))
        absent = client.get(to("intelligence_received_item", "I-0000-0000"))
        assert hidden.status_code == absent.status_code == 404
        assert text_of(hidden).replace(told.reference, "") == text_of(absent).replace(
            "I-0000-0000", ""
        )


def test_what_was_disclosed_is_on_the_record_without_its_words(
    joint: JointInspection, sender: User, lead: User, client_of: ClientOf
) -> None:
    told = intelligence_by(joint, sender)
    client_of(lead).get(told.get_absolute_url())
    entry = AuditEntry.objects.latest("pk")
    assert (entry.person, entry.about) == (lead, told.reference)
    assert entry.disclosed == [f"intelligence {told.reference}"]


def test_a_finding_about_another_area_names_it_on_both_sides(
    joint: JointInspection, sender: User, lead: User, client_of: ClientOf
) -> None:
    other = LocalAreaFactory()
    sent = form(joint, kind="other_area", area=str(other.pk))
    assert client_of(sender).post(at(joint, "send_intelligence"), sent).status_code == 302
    (told,) = all_sent(sender)
    for person, address in ((sender, told.get_sent_url()), (lead, told.get_absolute_url())):
        assert other.name in text_of(client_of(person).get(address))


def test_the_pages_cost_the_same_for_one_piece_and_for_three(
    joint: JointInspection,
    sender: User,
    lead: User,
    client_of: ClientOf,
    count_queries: CountQueries,
) -> None:
    costs: list[dict[str, int]] = []
    mine, theirs = client_of(sender), client_of(lead)
    for number in (1, 2):
        for _ in range(number):
            told = intelligence_by(joint, sender)
        found = {}
        for client, address in (
            (theirs, "/"),
            (theirs, to("intelligence_received")),
            (theirs, to("intelligence_received_item", told.reference)),
            (mine, at(joint, "intelligence_sent")),
            (mine, at(joint, "intelligence_sent_item", told.reference)),
            (mine, at(joint, "send_intelligence")),
        ):
            client.get(address)
            with count_queries() as asked:
                assert client.get(address).status_code == 200
            found[address.replace(told.reference, "")] = len(asked)
        costs.append(found)
    assert costs[0] == costs[1]
