"""Evidence on pages: the list, one item, a change and its conflict, a share, autosave."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from itertools import chain
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from inspections.models import EvidenceRevision, EvidenceUse
from inspections.values import EVIDENCE_PAGE
from records.actor import acting_as
from records.models import AuditEntry, Draft
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    inspection_at,
    joint_inspection,
    seen_by,
    single_strand,
)
from tests.inspections.test_evidence_actions import change, texts
from tests.inspections.test_pages import at, text_of
from tests.inspections.test_record_page import typed
from tests.inspections.test_visible import share, withdraw

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]


def references_on(answer: HttpResponse) -> list[str]:
    return [item.reference for item in answer.context_data["listing"].items]


# --- the list -----------------------------------------------------------------------------------


def test_the_list_shows_what_was_seen_by_whom_where_and_when(client_of: ClientOf) -> None:
    joint = joint_inspection()
    agency = joint.agencies[1]
    item = evidence_by(
        joint, joint.inspectors["cqc"], case=case_of(joint), agency=agency.pk, text="Seen <here>."
    )
    text = text_of(client_of(joint.inspectors["hmic"]).get(at(joint, "evidence")))
    for words in (
        item.reference,
        "Seen &lt;here&gt;.",
        "Meeting",
        "case T1",
        agency.name,
        "TEST ¶1",
        "Strength",
        str(joint.inspectors["cqc"]),
    ):
        assert words in text
    assert "is not listed until it is shared with yours" in text


def test_an_empty_list_says_what_will_appear(client_of: ClientOf) -> None:
    joint = joint_inspection()
    text = text_of(client_of(joint.inspectors["hmic"]).get(at(joint, "evidence")))
    assert "No evidence yet" in text


def test_whoever_does_not_record_is_told_why(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case_of(joint)
    client = client_of(joint.quality_assurer)
    for address in (at(joint, "evidence"), at(joint, "case", "T1")):
        text = text_of(client.get(address))
        assert "The quality assurer reads; the inspectors record." in text
        assert "Record evidence" not in text


def test_what_a_list_disclosed_is_on_the_record(client_of: ClientOf) -> None:
    joint = joint_inspection()
    items = [evidence_by(joint, joint.inspectors["cqc"]) for _ in range(2)]
    reader = joint.inspectors["hmic"]
    client_of(reader).get(at(joint, "evidence"))
    entry = AuditEntry.objects.get(person=reader)
    assert sorted(entry.disclosed) == sorted(f"evidence {item.reference} v1" for item in items)


def test_what_the_page_of_a_case_disclosed_is_what_it_shows(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case, reader = case_of(joint), joint.inspectors["hmic"]
    for _ in range(EVIDENCE_PAGE + 1):
        evidence_by(joint, joint.inspectors["cqc"], case=case)
    shown = references_on(client_of(reader).get(at(joint, "case", case.reference)))
    entry = AuditEntry.objects.get(person=reader)
    assert len(shown) == EVIDENCE_PAGE
    assert entry.disclosed == ["case T1", *(f"evidence {reference} v1" for reference in shown)]


def test_a_list_has_pages_that_lose_nothing_and_repeat_nothing(client_of: ClientOf) -> None:
    """Sixty items, many of one moment: the key breaks the tie."""
    joint = joint_inspection()
    author, now = joint.inspectors["cqc"], timezone.now()
    for number in range(60):
        evidence_by(joint, author, at=now - timedelta(minutes=number // 20), criteria=())
    client = client_of(joint.inspectors["hmic"])
    pages, address = [], at(joint, "evidence")
    while address:
        answer = client.get(address)
        pages.append(references_on(answer))
        address = answer.context_data["listing"].older_url
        newer = answer.context_data["listing"].newer_url
    assert [len(page) for page in pages] == [25, 25, 10]
    assert sorted(chain(*pages)) == seen_by(joint.inspectors["hmic"])
    back = client.get(newer)
    assert references_on(back) == pages[1]
    first = client.get(back.context_data["listing"].newer_url)
    assert references_on(first) == pages[0]
    assert first.context_data["listing"].newer_url == ""


def test_what_is_recorded_meanwhile_does_not_shift_the_next_page(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author, now = joint.inspectors["cqc"], timezone.now()
    yesterday = timezone.localdate(now) - timedelta(days=1)
    for number in range(26):
        at_then = now - timedelta(minutes=number)
        evidence_by(joint, author, at=at_then, observed_on=yesterday, criteria=())
    client = client_of(author)
    first = client.get(at(joint, "evidence"))
    evidence_by(joint, author)
    second = client.get(first.context_data["listing"].older_url)
    assert len(references_on(second)) == 1
    assert not set(references_on(second)) & set(references_on(first))


@pytest.mark.parametrize(
    "query",
    [
        "older=x",
        "older=2026-01-01_1",
        "newer=",
        "older=%00",
        f"older=9999-12-31T23:59:59-23:59_{'f' * 32}",
        f"newer=0001-01-01T00:00:00%2B23:59_{'0' * 32}",
    ],
)
def test_an_address_that_cannot_be_read_shows_the_first_page(
    client_of: ClientOf, query: str
) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"])
    answer = client_of(joint.inspectors["cqc"]).get(f"{at(joint, 'evidence')}?{query}")
    assert references_on(answer) == [item.reference]


def test_addresses_hold_no_row_number(client_of: ClientOf) -> None:
    joint = joint_inspection()
    for _ in range(26):
        evidence_by(joint, joint.inspectors["cqc"], criteria=())
    answer = client_of(joint.inspectors["cqc"]).get(at(joint, "evidence"))
    listing = answer.context_data["listing"]
    _, _, key = listing.older_url.partition("_")
    assert len(key) == 32
    assert all(item.url.endswith(f"/{item.reference}/") for item in listing.items)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_six_queries(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    criteria = tuple(one.pk for one in joint.criteria[:number])
    for _ in range(number):
        evidence_by(joint, joint.inspectors["cqc"], criteria=criteria, case=case)
    client = client_of(joint.inspectors["cqc"])
    # session, person, place, items, their criteria, audit
    with assert_queries(6):
        assert len(references_on(client.get(at(joint, "evidence")))) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_case_with_its_evidence_costs_eleven_queries(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint = joint_inspection()
    case, other = case_of(joint), case_of(joint)
    for _ in range(number):
        evidence_by(joint, joint.inspectors["cqc"], case=case)
        evidence_by(joint, joint.inspectors["cqc"], case=other)
    client = client_of(joint.inspectors["hmic"])
    # session, person, place, case, its agencies, steps, team and links, items, criteria, audit
    with assert_queries(11):
        answer = client.get(at(joint, "case", "T1"))
    assert len(references_on(answer)) == number


def test_the_list_counts_nothing(client_of: ClientOf, count_queries: Any) -> None:
    joint = joint_inspection()
    evidence_by(joint, joint.inspectors["cqc"])
    client = client_of(joint.inspectors["cqc"])
    with count_queries() as asked:
        client.get(at(joint, "evidence"))
    assert not [sql for sql in asked if "COUNT(" in sql.upper()]


# --- one item -----------------------------------------------------------------------------------


def test_an_item_shows_its_history(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="First words.")
    change(item, joint, author, text="Second words.")
    page = client_of(joint.inspectors["hmic"]).get(at(joint, "evidence_item", item.reference))
    text = text_of(page)
    assert "Second words." in text
    assert "First words." in text
    assert "Version 1, " in text
    assert "the whole joint team sees it" in text
    assert "Change it" not in text
    entry = AuditEntry.objects.get(person=joint.inspectors["hmic"])
    assert entry.disclosed == [f"evidence {item.reference} v2", f"evidence {item.reference} v1"]


def test_what_relies_on_an_item_is_shown(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    with acting_as(author):
        EvidenceUse.objects.create(
            revision=EvidenceRevision.objects.get(evidence=item),
            kind="paragraph",
            used_in="OF-2026-0001/3",
            by=author,
            at=timezone.now(),
        )
    text = text_of(client_of(author).get(at(joint, "evidence_item", item.reference)))
    assert "Paragraph OF-2026-0001/3" in text
    assert "Change it" in text


@pytest.mark.parametrize("screen", ["evidence_item", "change_evidence", "share_evidence"])
def test_a_hidden_item_looks_like_an_absent_one(client_of: ClientOf, screen: str) -> None:
    joint = joint_inspection()
    strand = single_strand(joint, "cqc")
    item = evidence_by(joint, joint.inspectors["cqc"], strand=strand)
    client = client_of(joint.leads["hmic"])
    hidden = client.get(at(joint, screen, item.reference))
    absent = client.get(at(joint, screen, "E-0000-0000"))
    assert hidden.status_code == absent.status_code == 404
    assert text_of(hidden) == text_of(absent)


def test_an_item_of_one_inspection_is_not_in_another(client_of: ClientOf) -> None:
    joint, other = joint_inspection(), joint_inspection()
    item = evidence_by(other, other.inspectors["cqc"])
    client = client_of(joint.inspectors["cqc"])
    assert client.get(at(joint, "evidence_item", item.reference)).status_code == 404
    assert client.get(at(other, "evidence_item", item.reference)).status_code == 404


# --- changing -----------------------------------------------------------------------------------


def changed(joint: JointInspection, item: Any, **changes: Any) -> dict[str, Any]:
    """What a browser posts to change an item."""
    sent = typed(joint, text="Second.", base="1", item=item.reference, **changes)
    del sent["case"]
    return sent


def test_the_author_changes_an_item(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="First.")
    client, address = client_of(author), at(joint, "change_evidence", item.reference)
    page = text_of(client.get(address))
    assert "First." in page
    assert 'name="base" value="1"' in page
    sent = changed(joint, item)
    for _ in range(2):
        answer = client.post(address, sent)
        assert answer["Location"] == at(joint, "evidence_item", item.reference)
    assert texts(item, author) == ["First.", "Second."]


def test_a_conflict_shows_both_texts_and_loses_neither(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="First.")
    change(item, joint, author, text="Saved in the other window.")
    client, address = client_of(author), at(joint, "change_evidence", item.reference)
    sent = changed(joint, item)
    page = client.post(address, sent)
    text = text_of(page)
    assert page.status_code == 409
    assert "Needs your choice" in text
    assert text.count("Second.") == 2
    assert "Saved in the other window." in text
    assert 'name="base" value="2"' in text
    assert texts(item, author) == ["First.", "Saved in the other window."]
    assert f'name="once" value="{sent["once"]}"' in text
    merged = {**sent, "base": "2", "text": "Both."}
    assert client.post(address, merged).status_code == 302
    assert texts(item, author) == ["First.", "Saved in the other window.", "Both."]


def test_a_change_with_a_fault_keeps_the_text(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    sent = changed(joint, item, source="")
    page = client_of(author).post(at(joint, "change_evidence", item.reference), sent)
    assert page.status_code == 422
    assert "Select the source" in text_of(page)
    assert "Second." in text_of(page)


def test_an_unfinished_change_is_offered_and_restored(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, text="First.")
    key = uuid4()
    with acting_as(author):
        Draft.objects.create(
            person=author,
            receipt=key,
            kind="evidence",
            about=item.reference,
            base_version=1,
            content={"text": "Half a change", "base": "1", "item": item.reference},
            saved_at=timezone.now(),
        )
    client, address = client_of(author), at(joint, "change_evidence", item.reference)
    assert "You have a note that was not finished" in text_of(client.get(address))
    restored = text_of(client.get(address, {"draft": str(key)}))
    assert "Half a change" in restored
    assert f'name="once" value="{key}"' in restored


@pytest.mark.parametrize("who", ["lead", "colleague", "quality_assurer"])
def test_nobody_else_opens_the_change(client_of: ClientOf, who: str) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"], text="First.")
    person = {
        "lead": joint.leads["cqc"],
        "colleague": joint.inspectors["hmic"],
        "quality_assurer": joint.quality_assurer,
    }[who]
    client, address = client_of(person), at(joint, "change_evidence", item.reference)
    assert client.get(address).status_code == 403
    assert client.post(address, changed(joint, item)).status_code == 403
    assert texts(item, person) == ["First."]


# --- sharing ------------------------------------------------------------------------------------


def test_an_item_is_shared_and_the_share_withdrawn(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"), text="First.")
    client, address = client_of(author), at(joint, "share_evidence", item.reference)
    reader = client_of(joint.inspectors["hmic"])
    item_page = at(joint, "evidence_item", item.reference)
    assert reader.get(item_page).status_code == 404
    page = text_of(client.get(address))
    assert "HMICFRS" in page
    assert "First." in page
    sent = {
        "once": str(uuid4()),
        "version": "1",
        "inspectorate": "hmic",
        "purpose": "For the board.",
    }
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    shown = text_of(reader.get(item_page))
    assert "as it was shared with your inspectorate" in shown
    assert "For the board." in shown
    assert "Share this version" not in shown
    withdrawal = at(joint, "withdraw_share", item.reference, "hmic")
    assert "from this second" in text_of(client.get(withdrawal))
    assert reader.post(withdrawal).status_code == 403
    assert client.post(withdrawal).status_code == 302
    assert reader.get(item_page).status_code == 404
    assert client.get(withdrawal).status_code == 404
    assert "Withdrawn" in text_of(client.get(item_page))


def test_a_receiver_sees_no_other_share_and_no_later_version(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"), text="First.")
    share(item, "hmic", author, purpose="Purpose for the police.")
    share(item, "ofsted", author, purpose="Purpose for the council.")
    change(item, joint, author, text="Later words.")
    text = text_of(
        client_of(joint.inspectors["hmic"]).get(at(joint, "evidence_item", item.reference))
    )
    assert "Purpose for the police." in text
    assert "Purpose for the council." not in text
    assert "Later words." not in text
    listed = text_of(client_of(joint.inspectors["hmic"]).get(at(joint, "evidence")))
    assert "Shared with your inspectorate at version 1" in listed
    assert "Later words." not in listed


def test_a_share_without_a_purpose_is_refused_at_its_field(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"))
    sent = {"once": str(uuid4()), "version": "1", "inspectorate": "hmic", "purpose": ""}
    page = client_of(author).post(at(joint, "share_evidence", item.reference), sent)
    assert page.status_code == 422
    assert "Enter what the share is for" in text_of(page)
    assert seen_by(joint.inspectors["hmic"]) == []


def test_a_version_that_nobody_read_is_not_shared(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"), text="First.")
    client, address = client_of(joint.leads["cqc"]), at(joint, "share_evidence", item.reference)
    assert 'name="version" value="1"' in text_of(client.get(address))
    change(item, joint, author, text="Second.")
    sent = {"once": str(uuid4()), "version": "1", "inspectorate": "hmic", "purpose": "Why."}
    page = client.post(address, sent)
    assert page.status_code == 409
    assert "A newer version was saved meanwhile" in text_of(page)
    assert seen_by(joint.inspectors["hmic"]) == []
    fresh = {**sent, "once": str(uuid4()), "version": "2"}
    assert client.post(address, fresh).status_code == 302
    assert seen_by(joint.inspectors["hmic"]) == [item.reference]


def test_a_receiver_opens_no_share_page(client_of: ClientOf) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=single_strand(joint, "cqc"))
    given = share(item, "hmic", author)
    client = client_of(joint.leads["hmic"])
    assert client.get(at(joint, "share_evidence", item.reference)).status_code == 403
    withdraw(given, author)
    assert client.get(at(joint, "share_evidence", item.reference)).status_code == 404


# --- autosave -----------------------------------------------------------------------------------


def autosave(client: Client, joint: JointInspection, key: Any, body: Any) -> HttpResponse:
    sent = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(at(joint, "autosave", key), sent, content_type="application/json")


def body(text: str, version: int = 0, **content: Any) -> dict[str, Any]:
    return {
        "receipt": str(uuid4()),
        "version": version,
        "content": {"text": text, "criteria": ["1", "2"], **content},
    }


def test_typing_is_saved_and_counted(client_of: ClientOf) -> None:
    joint, key = joint_inspection(), uuid4()
    person = joint.inspectors["cqc"]
    client = client_of(person)
    first = autosave(client, joint, key, body("a")).json()
    second = autosave(client, joint, key, body("ab", first["version"])).json()
    assert (first["version"], second["version"]) == (1, 2)
    assert "T" in second["saved_at"]
    with acting_as(person):
        draft = Draft.objects.get()
        assert draft.content == {"text": "ab", "criteria": ["1", "2"]}
        assert (draft.receipt, draft.about, draft.base_version) == (
            key,
            f"{joint.reference}/joint",
            0,
        )


@pytest.mark.parametrize("item", ["/", "//evil.example", "E-1", "e-abcd-efgh", "x" * 80])
def test_what_is_no_reference_of_an_item_leaves_home_as_it_was(
    client_of: ClientOf, item: str
) -> None:
    joint = joint_inspection()
    author = joint.inspectors["cqc"]
    client = client_of(author)
    assert autosave(client, joint, uuid4(), body("Half", item=item)).status_code == 200
    with acting_as(author):
        assert Draft.objects.get().about == f"{joint.reference}/joint"
    assert client.get("/").status_code == 200


def test_typing_a_change_is_saved_for_its_item(client_of: ClientOf) -> None:
    joint, key = joint_inspection(), uuid4()
    author = joint.inspectors["cqc"]
    item = evidence_by(joint, author)
    sent = body("Half", base="1", item=item.reference)
    assert autosave(client_of(author), joint, key, sent).status_code == 200
    with acting_as(author):
        draft = Draft.objects.get()
        assert (draft.about, draft.base_version) == (item.reference, 1)


def test_a_retry_of_the_same_text_is_answered_the_same(client_of: ClientOf) -> None:
    joint, key = joint_inspection(), uuid4()
    client = client_of(joint.inspectors["cqc"])
    answers = [autosave(client, joint, key, body("a")).json()["version"] for _ in range(3)]
    assert answers == [1, 1, 1]


def test_another_window_s_text_comes_back_with_the_conflict(client_of: ClientOf) -> None:
    joint, key = joint_inspection(), uuid4()
    client = client_of(joint.inspectors["cqc"])
    autosave(client, joint, key, body("theirs"))
    answer = autosave(client, joint, key, body("mine"))
    assert answer.status_code == 409
    assert answer.json()["theirs"]["version"] == 1
    assert answer.json()["theirs"]["content"]["text"] == "theirs"


def test_another_person_s_key_saves_nothing_and_shows_nothing(client_of: ClientOf) -> None:
    joint, key = joint_inspection(), uuid4()
    autosave(client_of(joint.inspectors["cqc"]), joint, key, body("theirs"))
    for version in (0, 1):
        answer = autosave(client_of(joint.leads["cqc"]), joint, key, body("mine", version))
        assert answer.status_code == 409
        assert "theirs" not in json.dumps(answer.json())
    with acting_as(joint.inspectors["cqc"]):
        assert Draft.objects.get(receipt=key).content["text"] == "theirs"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"not json",
        b"[]",
        b"\xff\xfe",
        b'{"version": 0}',
        b'{"version": 0, "content": []}',
        b'{"version": -1, "content": {}}',
        b'{"version": "x", "content": {}}',
        b'{"version": 0, "content": {"text": {"deep": 1}}}',
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(client_of: ClientOf, sent: bytes) -> None:
    joint = joint_inspection()
    answer = autosave(client_of(joint.inspectors["cqc"]), joint, uuid4(), sent)
    assert answer.status_code == 422
    assert "cannot be read" in answer.json()["message"]


def test_characters_that_no_database_holds_do_not_stop_a_save(client_of: ClientOf) -> None:
    joint, key = joint_inspection(), uuid4()
    person = joint.inspectors["cqc"]
    sent = b'{"version": 0, "content": {"text": "a\\u0000b\\ud800", "criteria": ["1\\u0000"]}}'
    assert autosave(client_of(person), joint, key, sent).status_code == 200
    with acting_as(person):
        assert Draft.objects.get().content == {"text": "ab", "criteria": ["1"]}


def test_at_a_stage_that_takes_no_evidence_autosave_says_so(client_of: ClientOf) -> None:
    joint = inspection_at("closed")
    answer = autosave(client_of(joint.inspectors["cqc"]), joint, uuid4(), body("a"))
    assert answer.status_code == 403
    assert "until it is closed" in answer.json()["message"]


def test_autosave_has_no_page(client_of: ClientOf) -> None:
    joint = joint_inspection()
    address = at(joint, "autosave", uuid4())
    assert client_of(joint.inspectors["cqc"]).get(address).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_autosaving_costs_five_queries_and_the_first_time_six(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint, keys = joint_inspection(), [uuid4() for _ in range(number)]
    client = client_of(joint.inspectors["cqc"])
    for key in keys:
        autosave(client, joint, key, body("a"))
    # session, person, place, draft, audit
    with assert_queries(5):
        assert autosave(client, joint, keys[0], body("ab", 1)).status_code == 200
    # and, once for each form, whether it was sent already
    with assert_queries(6):
        assert autosave(client, joint, uuid4(), body("new")).status_code == 200
