"""Versions of an item: why they changed, what changed, two at once, and taking an item back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from inspections.actions.withdrawing import withdraw_evidence
from inspections.errors import ReasonMissing
from inspections.models import Evidence, EvidenceRevision, EvidenceUse
from inspections.permissions import assignment_of, may_change_evidence, may_withdraw_evidence
from inspections.presenters.evidence import conflict_of
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, Conflict, PermissionRefused
from records.models import AuditEntry
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    inspection_at,
    joint_inspection,
    single_strand,
)
from tests.inspections.test_evidence_actions import change, texts
from tests.inspections.test_evidence_pages import changed, references_on
from tests.inspections.test_pages import at, text_of
from tests.inspections.test_visible import share

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]


def relied_on(item: Evidence, by: Any) -> None:
    """A paragraph rests on the newest version of the item."""
    with acting_as(by):
        EvidenceUse.objects.create(
            revision=EvidenceRevision.objects.filter(evidence=item).latest("version"),
            kind="paragraph",
            used_in="OF-2026-0001/3",
            by=by,
            at=timezone.now(),
        )


def withdraw(item: Evidence, by: Any, why: str = "It was recorded twice.") -> Evidence:
    """Take the item back as this person."""
    with acting_as(by):
        row = Evidence.objects.select_related("inspection", "strand").get(pk=item.pk)
        return withdraw_evidence(evidence=row, why=why, by=by, at=timezone.now())


# --- why it changed -----------------------------------------------------------------------------


def test_what_nothing_relies_on_changes_without_a_reason() -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="First.")
    change(item, joint, author, text="Second.")
    assert texts(item, author) == ["First.", "Second."]


@pytest.mark.parametrize("why", ["", "   ", "\x00\x07"])
def test_what_is_relied_on_changes_for_a_reason_only(why: str) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="First.")
    relied_on(item, author)
    with pytest.raises(ReasonMissing, match="Say why"):
        change(item, joint, author, text="Second.", why=why)
    assert texts(item, author) == ["First."]
    change(item, joint, author, text="Second.", why="The date was wrong.")
    with acting_as(author):
        assert EvidenceRevision.objects.get(evidence=item, version=2).why == "The date was wrong."


def test_an_earlier_version_that_is_relied_on_counts_too() -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    relied_on(item, author)
    change(item, joint, author, text="Second.", why="A reason.")
    with pytest.raises(ReasonMissing):
        change(item, joint, author, version=2, text="Third.")


def test_a_change_sent_twice_is_answered_even_if_something_relies_on_it_since() -> None:
    joint, key = joint_inspection(), uuid4()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    change(item, joint, author, key=key, text="Second.")
    relied_on(item, author)
    change(item, joint, author, key=key, text="Second.")
    assert len(texts(item, author)) == 2


def test_the_form_asks_for_the_reason_where_one_is_needed(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="First.")
    client, address = client_of(author), at(joint, "change_evidence", item.reference)
    assert "Why you change it" not in text_of(client.get(address))
    relied_on(item, author)
    assert "Why you change it" in text_of(client.get(address))
    page = client.post(address, changed(joint, item))
    assert page.status_code == 422
    assert "Something relies on this item. Say why you change it" in text_of(page)
    assert "Second." in text_of(page)
    answer = client.post(address, changed(joint, item, why="The date was wrong."))
    assert answer.status_code == 302
    shown = text_of(client.get(at(joint, "evidence_item", item.reference)))
    assert "Why: The date was wrong." in shown


# --- what changed -------------------------------------------------------------------------------


def three_versions(joint: JointInspection) -> Evidence:
    """An item at its third version."""
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="The board meets monthly.")
    change(item, joint, author, text="The board meets quarterly.", strength="weakness")
    change(item, joint, author, version=2, text="The board meets quarterly.", confidence="high")
    return item


def test_the_differences_of_the_newest_version(client_of: ClientOf) -> None:
    joint = joint_inspection()
    item = three_versions(joint)
    client = client_of(joint.inspectors["hmic"])
    text = text_of(client.get(at(joint, "evidence_differences", item.reference)))
    assert "From version 2 to version 3" in text
    assert "The text is the same in both." in text
    assert "Seen or read myself, and clear" in text
    assert "What version 2 changed" in text


def test_the_differences_of_an_earlier_version(client_of: ClientOf) -> None:
    joint = joint_inspection()
    item = three_versions(joint)
    address = at(joint, "evidence_differences", item.reference)
    answer = client_of(joint.inspectors["hmic"]).get(address, {"version": "2"})
    text = text_of(answer)
    assert '<span class="govuk-visually-hidden">removed: </span>monthly</del>' in text
    assert '<span class="govuk-visually-hidden">added: </span>quarterly</ins>' in text
    assert [[cell.text for cell in row] for row in answer.context_data["facts"]] == [
        ["Strength or weakness", "Strength", "Weakness"]
    ]
    entry = AuditEntry.objects.get(person=joint.inspectors["hmic"])
    assert entry.disclosed == [f"evidence {item.reference} v{number}" for number in (1, 2)]


@pytest.mark.parametrize("version", ["1", "4", "0", "-1", "two", "", "9" * 40, "\u0662"])
def test_of_a_version_without_one_before_there_is_no_page(
    client_of: ClientOf, version: str
) -> None:
    joint = joint_inspection()
    item = three_versions(joint)
    client = client_of(joint.inspectors["hmic"])
    address = at(joint, "evidence_differences", item.reference)
    assert client.get(address, {"version": version}).status_code == 404


def test_whom_one_version_was_shared_with_reads_no_differences(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"))
    change(item, joint, author, text="Second.")
    share(item, "hmic", author)
    change(item, joint, author, version=2, text="Third.")
    address = at(joint, "evidence_differences", item.reference)
    answer = client_of(joint.inspectors["hmic"]).get(address)
    assert answer.status_code == 403
    assert "One version of this item is shared with your inspectorate" in text_of(answer)
    assert "Third." not in text_of(answer)
    assert client_of(joint.inspectors["ofsted"]).get(address).status_code == 404
    assert client_of(author).get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_differences_cost_the_same_however_many_versions(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    for version in range(1, number + 1):
        change(item, joint, author, version=version, text=f"Version {version}.")
    client = client_of(author)
    # session, person, place, item, its criteria, versions, their criteria, audit
    with assert_queries(8):
        assert client.get(at(joint, "evidence_differences", item.reference)).status_code == 200


# --- two windows --------------------------------------------------------------------------------


def meet(client_of: ClientOf, theirs: str, mine: str, **facts: Any) -> tuple[Any, ...]:
    """Two windows change an item that says “The plan is old. The board waits.”"""
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="The plan is old. The board waits.")
    change(item, joint, author, text=theirs, **facts)
    client, address = client_of(author), at(joint, "change_evidence", item.reference)
    sent = {**changed(joint, item), "text": mine}
    return joint, item, client, address, sent, client.post(address, sent)


def in_the_box(page: HttpResponse) -> str:
    """What the text box holds."""
    return str(page.context_data["form"]["text"].value())


def test_changes_that_do_not_touch_are_put_together(client_of: ClientOf) -> None:
    _, item, client, address, sent, page = meet(
        client_of, "The plan is new. The board waits.", "The plan is old. The board acts."
    )
    assert page.status_code == 409
    assert in_the_box(page) == "The plan is new. The board acts."
    merged = {**sent, "base": "2", "text": in_the_box(page)}
    assert client.post(address, merged).status_code == 302
    assert texts(item, item.author)[-1] == "The plan is new. The board acts."


def test_changes_that_touch_have_to_be_chosen_from(client_of: ClientOf) -> None:
    _, item, client, address, sent, page = meet(
        client_of, "The plan is new. The board waits.", "The plan is good. The board waits."
    )
    assert in_the_box(page) == (
        "The plan is [[ Yours: good || Saved before yours: new ]]. The board waits."
    )
    form = page.context_data["form"]
    again = {
        **sent,
        "base": "2",
        "text": in_the_box(page),
        "mine": form["mine"].value(),
        "begun": form["begun"].value(),
    }
    refused = client.post(address, again)
    assert refused.status_code == 422
    assert "Choose one of the two passages" in text_of(refused)
    assert "Both texts whole" in text_of(refused), "both are still there to choose from"
    assert len(texts(item, item.author)) == 2
    settled = {**again, "text": "The plan is good and new. The board waits."}
    assert client.post(address, settled).status_code == 302


@pytest.mark.parametrize(
    ("take", "expected"),
    [
        ("mine", "The plan is good. The board waits."),
        ("theirs", "The plan is new. The board waits."),
        ("both", "The plan is [[ Yours: good || Saved before yours: new ]]. The board waits."),
        ("nonsense", "The plan is [[ Yours: good || Saved before yours: new ]]. The board waits."),
    ],
)
def test_one_of_the_texts_is_put_into_the_box_without_a_script(
    client_of: ClientOf, take: str, expected: str
) -> None:
    _, item, client, address, sent, page = meet(
        client_of, "The plan is new. The board waits.", "The plan is good. The board waits."
    )
    form = page.context_data["form"]
    hidden = {name: form[name].value() for name in ("mine", "begun", "base")}
    chosen = client.post(address, {**sent, **hidden, "text": "Half written.", "take": take})
    assert chosen.status_code == 409
    assert in_the_box(chosen) == expected
    assert "Error:" not in text_of(chosen)
    assert f'name="once" value="{sent["once"]}"' in text_of(chosen)
    assert len(texts(item, item.author)) == 2, "nothing is saved by choosing"


def test_what_the_other_version_changed_beside_its_text_is_shown(client_of: ClientOf) -> None:
    *_, page = meet(
        client_of,
        "The plan is new. The board waits.",
        "The plan is good. The board waits.",
        strength="weakness",
    )
    assert "The other version changed these too" in text_of(page)
    assert [[cell.text for cell in row] for row in page.context_data["conflict"].facts] == [
        ["Strength or weakness", "Strength", "Weakness"]
    ]


@pytest.mark.parametrize("begun", ["", "x", "-1", "9" * 30, "99"])
def test_a_base_that_no_one_knows_breaks_nothing(client_of: ClientOf, begun: str) -> None:
    _, item, client, address, sent, _ = meet(client_of, "New.", "Good.")
    answer = client.post(address, {**sent, "mine": "Good.", "begun": begun, "take": "mine"})
    assert answer.status_code in {409, 422}
    assert "Good." in text_of(answer)
    assert len(texts(item, item.author)) == 2


def test_a_third_version_meets_the_merged_text_again(client_of: ClientOf) -> None:
    joint, item, client, address, sent, page = meet(
        client_of, "The plan is new. The board waits.", "The plan is old. The board acts."
    )
    change(item, joint, item.author, version=2, text="The plan is new. The board waits. Late.")
    again = client.post(address, {**sent, "base": "2", "text": in_the_box(page)})
    assert again.status_code == 409
    assert in_the_box(again) == "The plan is new. The board acts. Late."


def test_both_texts_of_100_000_characters_come_back(client_of: ClientOf) -> None:
    theirs, mine = ("one two " * 12_500).strip(), ("two one " * 12_500).strip()
    *_, page = meet(client_of, theirs, mine)
    assert page.status_code == 409
    assert theirs in text_of(page)
    assert mine in text_of(page)


def test_a_base_that_is_gone_is_shown_as_empty() -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="Theirs.")
    with acting_as(author):
        theirs = EvidenceRevision.objects.get(evidence=item)
        both = conflict_of(None, "Mine.", theirs)
    assert (both.base, both.facts, both.choices) == ("", [], 1)
    assert "Mine." in both.merged
    assert "Theirs." in both.merged


def test_a_change_whose_key_recorded_something_else_is_refused(client_of: ClientOf) -> None:
    joint, key = joint_inspection(), uuid4()
    author = joint.inspectors["cqc"]
    evidence_by(joint, author, key=key)
    item = evidence_by(joint, author, text="First.")
    with pytest.raises(AlreadySent):
        change(item, joint, author, key=key)
    sent = {**changed(joint, item), "once": str(key)}
    page = client_of(author).post(at(joint, "change_evidence", item.reference), sent)
    assert page.status_code == 409
    assert "Second." in text_of(page)
    assert str(key) not in text_of(page)


# --- taking it back -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["author", "lead"])
def test_its_author_and_the_owner_s_lead_take_it_back(who: str) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    person = {"author": author, "lead": joint.leads["cqc"]}[who]
    item = withdraw(evidence_by(joint, author, text="Kept."), person, "It was\x00 recorded twice.")
    item.refresh_from_db()
    assert (item.withdrawn_by, item.withdrawn_why) == (person, "It was recorded twice.")
    assert item.version == 1
    assert texts(item, author) == ["Kept."]


@pytest.mark.parametrize("who", ["colleague", "other lead", "overall lead", "assurer"])
def test_who_does_not_take_it_back(who: str) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"])
    person = {
        "colleague": joint.inspectors["hmic"],
        "other lead": joint.leads["hmic"],
        "overall lead": joint.overall_lead,
        "assurer": joint.quality_assurer,
    }[who]
    with pytest.raises(PermissionRefused):
        withdraw(item, person)
    item.refresh_from_db()
    assert not item.is_withdrawn


@pytest.mark.parametrize("why", ["", "  \n", "\x00"])
def test_without_a_reason_nothing_is_taken_back(why: str) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"])
    with pytest.raises(ActionRefused, match="Say why"):
        withdraw(item, joint.inspectors["cqc"], why)


def test_it_is_taken_back_once() -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    with acting_as(author):
        opened_before = Evidence.objects.select_related("inspection", "strand").get(pk=item.pk)
    withdraw(item, joint.leads["cqc"], "The first reason.")
    with pytest.raises(PermissionRefused, match="withdrawn already"):
        withdraw(item, author, "Another.")
    with acting_as(author), pytest.raises(Conflict):
        withdraw_evidence(evidence=opened_before, why="Another.", by=author, at=timezone.now())
    item.refresh_from_db()
    assert item.withdrawn_why == "The first reason."


@pytest.mark.parametrize("state", ["closed", "abandoned"])
def test_after_the_end_nothing_is_taken_back(state: str) -> None:
    joint = inspection_at("fieldwork")
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    with acting_as(author):
        member = assignment_of(author, joint.inspection, timezone.localdate())
        joint.inspection.state = state
        assert not may_withdraw_evidence(member, joint.inspection, item, author).allowed


def test_what_was_taken_back_is_changed_no_more(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    with acting_as(author):
        opened_before = Evidence.objects.select_related("inspection", "strand").get(pk=item.pk)
        member = assignment_of(author, joint.inspection, timezone.localdate())
    item = withdraw(item, author)
    assert not may_change_evidence(member, joint.inspection, item, author).allowed
    with pytest.raises(PermissionRefused):
        change(item, joint, author)
    assert not opened_before.is_withdrawn
    page = client_of(author).post(
        at(joint, "change_evidence", item.reference), changed(joint, item)
    )
    assert page.status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"withdrawn_why": "Why."},
        {"withdrawn_at": timezone.now()},
        {"withdrawn_at": timezone.now(), "withdrawn_why": "Why."},
    ],
)
def test_the_database_asks_who_when_and_why(fields: dict[str, Any]) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    with acting_as(author), pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=item.pk).update(**fields)


def test_nothing_is_deleted() -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = withdraw(evidence_by(joint, author), author)
    with acting_as(author):
        with pytest.raises(TypeError, match="never deleted"):
            EvidenceRevision.objects.filter(evidence=item).delete()
        with pytest.raises(ProtectedError):
            Evidence.objects.get(pk=item.pk).delete()
    assert texts(item, author)


def test_the_page_says_what_will_happen_and_asks_why(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="First.")
    relied_on(item, author)
    client, address = client_of(author), at(joint, "withdraw_evidence", item.reference)
    page = text_of(client.get(address))
    assert "It is not deleted" in page
    assert "Something relies on this item" in page
    assert "First." in page
    empty = client.post(address, {"why": " "})
    assert empty.status_code == 422
    assert "Enter why you withdraw it" in text_of(empty)
    long = client.post(address, {"why": "x" * 2_001})
    assert "Reason must be 2,000 characters or fewer" in text_of(long)
    answer = client.post(address, {"why": "Recorded twice: مرتين 👩‍👧"})
    assert answer["Location"] == at(joint, "evidence_item", item.reference)
    shown = text_of(client.get(answer["Location"]))
    assert "Recorded twice: مرتين 👩‍👧" in shown
    assert "Withdraw it" not in shown
    assert "Change it" not in shown
    changes = [entry.changed for entry in AuditEntry.objects.filter(person=author) if entry.changed]
    assert changes == [[f"withdrawn evidence {item.reference} v1"]]


def test_two_who_take_it_back_at_once_are_told(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    withdraw(item, joint.leads["cqc"])
    answer = client_of(author).post(
        at(joint, "withdraw_evidence", item.reference), {"why": "Mine."}
    )
    assert answer.status_code == 403
    assert "It was withdrawn already" in text_of(answer)


def test_lists_say_that_it_was_withdrawn(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author, case = joint.inspectors["cqc"], case_of(joint)
    item = withdraw(evidence_by(joint, author, case=case), author)
    client = client_of(joint.inspectors["hmic"])
    for address in (at(joint, "evidence"), at(joint, "case", case.reference)):
        answer = client.get(address)
        assert references_on(answer) == [item.reference]
        assert "Withdrawn" in text_of(answer)


def test_whom_it_was_shared_with_reads_why(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"))
    share(item, "hmic", author)
    withdraw(item, author, "It was about another child.")
    page = client_of(joint.inspectors["hmic"]).get(at(joint, "evidence_item", item.reference))
    assert "It was about another child." in text_of(page)


def test_a_hidden_item_is_not_taken_back(client_of: ClientOf) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"], strand=single_strand(joint, "cqc"))
    client = client_of(joint.leads["hmic"])
    for reference in (item.reference, "E-0000-0000"):
        assert client.get(at(joint, "withdraw_evidence", reference)).status_code == 404
        sent = client.post(at(joint, "withdraw_evidence", reference), {"why": "Mine."})
        assert sent.status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_withdrawing_costs_the_same_however_much_relies_on_it(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    for place in range(number):
        with acting_as(author):
            EvidenceUse.objects.create(
                revision=EvidenceRevision.objects.get(evidence=item),
                kind="paragraph",
                used_in=f"OF-2026-0001/{place}",
                by=author,
                at=timezone.now(),
            )
    client = client_of(author)
    # session, person, place, item, its criteria, what relies on it, audit
    with assert_queries(7):
        client.get(at(joint, "withdraw_evidence", item.reference))
