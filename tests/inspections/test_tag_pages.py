"""Tagging what a search found: many at once, undone, by two at once, by nobody else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.actions.tags import tag_evidence, undo_tagging, untag_evidence
from inspections.models import Evidence, EvidenceTag, Tag
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, NotVisible, PermissionRefused
from records.models import AuditEntry
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.search import found
from tests.races.together import answers_at_once

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def ofsted(joint: JointInspection) -> User:
    return joint.inspectors["ofsted"]


def address(joint: JointInspection, **query: Any) -> str:
    where = reverse("inspections:tag_found", args=[joint.reference])
    return f"{where}?{urlencode(query, doseq=True)}"


def send(client: Client, where: str, *, key: Any = None, **body: Any) -> HttpResponse:
    usual = {"once": key or uuid4(), "act": "put", "tag": "", "name": "", "count": 1}
    return client.post(where, {**usual, **body})


def bearing(joint: JointInspection, person: User, tag: str) -> list[str]:
    """The references of what bears a tag, as the person's search finds it."""
    return sorted(found(joint, person, tag=tag))


def put(joint: JointInspection, items: list[Evidence], name: str, by: User) -> list[Any]:
    with acting_as(by):
        return tag_evidence(
            inspection=joint.inspection,
            keys=[item.pk for item in items],
            name=name,
            by=by,
            at=timezone.now(),
        )


def page_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


# --- many at once ---------------------------------------------------------------------------------


def test_what_was_ticked_gets_a_new_tag(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    items = [evidence_by(joint, ofsted) for _ in range(3)]
    ticked = [item.reference for item in items[:2]]
    client = client_of(ofsted)
    where = address(joint, item=ticked)
    page = client.get(where)
    assert "Tag 2 items of evidence" in page_of(page)
    assert page.context_data["form"].initial["count"] == 2
    answer = send(client, where, name="For the chair", count=2)
    assert answer.status_code == 302
    assert bearing(joint, ofsted, "for the chair") == sorted(ticked)
    after = client.get(answer.headers["Location"])
    assert "Tag “For the chair” put on 2 items of evidence." in page_of(after)
    assert "Tags: For the chair" in page_of(after)


def test_all_that_a_search_finds_gets_a_tag_that_there_is(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    items = [evidence_by(joint, ofsted, text=text) for text in ("plan", "plan b", "visit")]
    put(joint, [items[0]], "Plans", ofsted)
    where = address(joint, all=1, q="plan")
    answer = send(client_of(ofsted), where, tag="plans", count=2)
    assert answer.status_code == 302
    assert bearing(joint, ofsted, "plans") == sorted(one.reference for one in items[:2])
    page = page_of(client_of(ofsted).get(address(joint, all=1, q="plan")))
    assert "Words: plan" in page


def test_a_tag_is_taken_off_all_that_a_search_finds(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    items = [evidence_by(joint, ofsted, text=text) for text in ("plan", "plan b", "visit")]
    put(joint, items, "Plans", ofsted)
    where = address(joint, all=1, q="plan")
    client = client_of(ofsted)
    answer = send(client, where, act="take", tag="plans", count=2)
    assert answer.status_code == 302
    assert bearing(joint, ofsted, "plans") == [items[2].reference]
    after = page_of(client.get(answer.headers["Location"]))
    assert "Tag “Plans” taken off 2 items of evidence." in after
    rows = EvidenceTag.objects.filter(ended_by=ofsted)
    with acting_as(ofsted):
        assert rows.count() == 2


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "Choose a tag, or enter a new one"),
        ({"tag": "plans", "name": "Other"}, "Choose a tag, or enter a new one"),
        ({"tag": "none of them"}, "What you chose is not in the list any more"),
        ({"act": "take", "name": "Plans"}, "Choose the tag to take off"),
        ({"act": ""}, "Select whether to put a tag on or take one off"),
        ({"act": "burn"}, "What you chose is not in the list any more"),
        ({"name": "x" * 61}, "must be 60 characters or fewer"),
        ({"name": "x" * 100_000}, "must be 60 characters or fewer"),
        ({"name": "😀"}, "must have a letter or a digit in it"),
        ({"name": "\x00\x07"}, "Choose a tag, or enter a new one"),
        ({"name": "New", "count": ""}, "Open this page again from the search"),
        ({"name": "New", "count": "many"}, "Enter a whole number"),
        ({"name": "New", "once": "none"}, "This page has lost its receipt"),
    ],
    ids=range(13),
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client_of: ClientOf, joint: JointInspection, ofsted: User, body: dict[str, Any], says: str
) -> None:
    item = evidence_by(joint, ofsted)
    put(joint, [item], "Plans", ofsted)
    answer = send(client_of(ofsted), address(joint, item=item.reference), **body)
    assert answer.status_code == 422
    assert says in page_of(answer)
    for name in ("name", "tag"):
        assert answer.context_data["form"][name].value() == body.get(name, "")
    with acting_as(ofsted):
        assert Tag.objects.count() == 1


@pytest.mark.parametrize("name", ["Zoë’s 😀 plans", "שלום \u202e", "<script>alert(1)</script>"])
def test_a_tag_has_any_name(
    client_of: ClientOf, joint: JointInspection, ofsted: User, name: str
) -> None:
    item = evidence_by(joint, ofsted)
    client = client_of(ofsted)
    answer = send(client, address(joint, item=item.reference), name=name)
    assert answer.status_code == 302
    page = page_of(client.get(answer.headers["Location"]))
    assert item.reference in page
    assert "<script>alert" not in page


def test_a_name_is_one_tag_however_it_is_written(joint: JointInspection, ofsted: User) -> None:
    items = [evidence_by(joint, ofsted) for _ in range(2)]
    put(joint, [items[0]], "Late plans", ofsted)
    put(joint, [items[1]], "LATE  plans!", ofsted)
    with acting_as(ofsted):
        assert [tag.name for tag in Tag.objects.all()] == ["Late plans"]
    assert len(bearing(joint, ofsted, "late plans")) == 2


@pytest.mark.parametrize("query", [{}, {"item": "E-0000-0000"}, {"all": 1, "q": "none"}])
def test_of_nothing_nothing_is_tagged(
    client_of: ClientOf, joint: JointInspection, ofsted: User, query: dict[str, Any]
) -> None:
    client = client_of(ofsted)
    where = address(joint, **query)
    assert "Nothing to tag" in page_of(client.get(where))
    assert send(client, where, name="New", count=0).status_code == 409
    with acting_as(ofsted):
        assert not Tag.objects.exists()


def test_when_the_search_finds_more_by_then_the_person_is_asked_again(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    evidence_by(joint, ofsted, text="plan")
    client = client_of(ofsted)
    where = address(joint, all=1, q="plan")
    evidence_by(joint, ofsted, text="plan")
    answer = send(client, where, name="Plans", count=1)
    assert answer.status_code == 409
    assert "has changed since you opened this page" in page_of(answer)
    assert answer.context_data["form"]["name"].value() == "Plans"
    assert answer.context_data["form"]["count"].value() == "2"
    assert bearing(joint, ofsted, "plans") == []


def test_more_than_may_be_tagged_at_once_is_said(
    client_of: ClientOf, joint: JointInspection, ofsted: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("actions.tags", "views.tags", "presenters.search"):
        monkeypatch.setattr(f"inspections.{module}.MOST_TAGGED", 2)
    for _ in range(3):
        evidence_by(joint, ofsted, text="plan")
    client = client_of(ofsted)
    where = address(joint, all=1, q="plan")
    assert "more than can be tagged at once" in page_of(client.get(where))
    assert send(client, where, name="Plans", count=3).status_code == 409
    assert bearing(joint, ofsted, "plans") == []


def test_there_is_an_end_to_tags(
    joint: JointInspection, ofsted: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspections.actions.tags.MOST_TAGS", 1)
    item = evidence_by(joint, ofsted)
    put(joint, [item], "One", ofsted)
    with pytest.raises(ActionRefused, match="has 1 tags here"):
        put(joint, [item], "Two", ofsted)


def test_tagging_asks_as_much_for_many_as_for_one(
    client_of: ClientOf, count_queries: Counting, joint: JointInspection, ofsted: User
) -> None:
    client = client_of(ofsted)
    evidence_by(joint, ofsted, text="plan")
    counts: dict[str, list[int]] = {"GET": [], "POST": []}
    for number in (1, 3):
        while len(found(joint, ofsted, "plan")) < number:
            evidence_by(joint, ofsted, text="plan")
        where = address(joint, all=1, q="plan")
        with count_queries() as asked:
            client.get(where)
        counts["GET"].append(len(asked))
        with count_queries() as asked:
            assert send(client, where, name=f"Tag {number}", count=number).status_code == 302
        counts["POST"].append(len(asked))
    assert counts["GET"][0] == counts["GET"][1] <= 8
    assert counts["POST"][0] == counts["POST"][1] <= 20


# --- undone ---------------------------------------------------------------------------------------


def undo(client: Client, joint: JointInspection, key: Any) -> HttpResponse:
    where = reverse("inspections:undo_tagging", args=[joint.reference])
    return client.post(where, {"once": key})


def test_undoing_takes_off_what_was_put_on_and_nothing_else(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    items = [evidence_by(joint, ofsted, text="plan") for _ in range(3)]
    put(joint, [items[0]], "Plans", ofsted)
    client, key = client_of(ofsted), uuid4()
    answer = send(client, address(joint, all=1, q="plan"), key=key, tag="plans", count=3)
    assert len(bearing(joint, ofsted, "plans")) == 3
    page = page_of(client.get(answer.headers["Location"]))
    assert "Undo the tagging" in page
    assert str(key) in page
    for _ in range(2):
        assert undo(client, joint, key).status_code == 302
        assert bearing(joint, ofsted, "plans") == [items[0].reference]
    said = [entry.changed for entry in AuditEntry.objects.filter(route="inspections:undo_tagging")]
    assert said == [[f"tagging {key} undone: 2 items"], [f"tagging {key} undone: 0 items"]]


def test_the_same_form_sent_twice_tags_once_and_says_the_same(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    item = evidence_by(joint, ofsted, text="plan")
    client, key = client_of(ofsted), uuid4()
    where = address(joint, item=item.reference)
    for _ in range(2):
        answer = send(client, where, key=key, name="Plans")
        assert answer.status_code == 302
        assert "put on 1 item of evidence" in page_of(client.get(answer.headers["Location"]))
    with acting_as(ofsted):
        assert EvidenceTag.objects.count() == 1
    assert send(client, where, key=key, name="Other").status_code == 409


@pytest.mark.parametrize("key", ["", "none", "x" * 100_000, "\x00"])
def test_undoing_what_nobody_did_is_nothing(
    client_of: ClientOf, joint: JointInspection, ofsted: User, key: str
) -> None:
    assert undo(client_of(ofsted), joint, key).status_code == 404


def test_nobody_undoes_anothers_tagging(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    item, key = evidence_by(joint, ofsted), uuid4()
    send(client_of(ofsted), address(joint, item=item.reference), key=key, name="Plans")
    assert undo(client_of(joint.overall_lead), joint, key).status_code == 404
    with acting_as(joint.overall_lead), pytest.raises(NotVisible):
        undo_tagging(inspection=joint.inspection, key=key, by=joint.overall_lead, at=timezone.now())
    assert bearing(joint, ofsted, "plans") == [item.reference]


def test_a_tag_taken_off_can_be_put_on_again(joint: JointInspection, ofsted: User) -> None:
    item = evidence_by(joint, ofsted)
    for _ in range(2):
        assert len(put(joint, [item], "Plans", ofsted)) == 1
        assert put(joint, [item], "Plans", ofsted) == []
        for expected in (1, 0):
            with acting_as(ofsted):
                off = untag_evidence(
                    inspection=joint.inspection,
                    keys=[item.pk],
                    name="PLANS",
                    by=ofsted,
                    at=timezone.now(),
                )
            assert off == expected
    with acting_as(ofsted):
        assert EvidenceTag.objects.filter(ended_at__isnull=False).count() == 2


# --- whose ----------------------------------------------------------------------------------------


def test_another_inspectorate_sees_no_tag_on_what_both_see(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    item = evidence_by(joint, ofsted, text="plan")
    put(joint, [item], "Canarytag", ofsted)
    cqc = joint.inspectors["cqc"]
    where = reverse("inspections:search", args=[joint.reference])
    page = page_of(client_of(cqc).get(where))
    assert item.reference in page
    assert "Canarytag" not in page
    assert bearing(joint, cqc, "canarytag") == []
    assert bearing(joint, joint.overall_lead, "canarytag") == [item.reference]
    with acting_as(cqc):
        assert (
            untag_evidence(
                inspection=joint.inspection,
                keys=[item.pk],
                name="canarytag",
                by=cqc,
                at=timezone.now(),
            )
            == 0
        )
    assert bearing(joint, ofsted, "canarytag") == [item.reference]


def test_what_one_does_not_see_cannot_be_tagged(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    cqc = joint.inspectors["cqc"]
    hidden = evidence_by(joint, cqc, strand=single_strand(joint, "cqc"))
    client = client_of(ofsted)
    page = page_of(client.get(address(joint, item=hidden.reference)))
    assert "Nothing to tag" in page
    with pytest.raises(NotVisible):
        put(joint, [hidden], "Plans", ofsted)
    with acting_as(ofsted):
        assert not Tag.objects.exists()


def test_the_quality_assurer_reads_and_does_not_tag(
    client_of: ClientOf, joint: JointInspection, ofsted: User
) -> None:
    item = evidence_by(joint, ofsted)
    assurer = joint.quality_assurer
    client = client_of(assurer)
    where = address(joint, item=item.reference)
    assert client.get(where).status_code == 403
    assert send(client, where, name="Plans").status_code == 403
    assert undo(client, joint, uuid4()).status_code == 403
    page = page_of(client.get(reverse("inspections:search", args=[joint.reference])))
    assert "The quality assurer reads; the inspectors tag." in page
    assert "tick-" not in page
    with pytest.raises(PermissionRefused):
        put(joint, [item], "Plans", assurer)


# --- two at once ----------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_tag_at_once_make_one_tag_and_one_mark_on_each_item() -> None:
    joint = joint_inspection()
    ofsted, lead = joint.inspectors["ofsted"], joint.overall_lead
    for number in range(20):
        items = [evidence_by(joint, ofsted) for _ in range(3)]
        acts = [
            lambda by=by, items=items, number=number: put(joint, items, f"Tag {number}", by)
            for by in (ofsted, lead)
        ]
        results = answers_at_once(*acts)
        assert sum(len(one) for one in results) == 3, results
        assert len(bearing(joint, ofsted, f"tag {number}")) == 3
    with acting_as(ofsted):
        assert Tag.objects.count() == 20
        assert EvidenceTag.objects.count() == 60
