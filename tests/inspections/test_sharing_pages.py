"""Sharing on pages: with several at once, taken back at any second, and what became of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from inspections.actions import withdraw_evidence
from inspections.models import Evidence, EvidenceReading, EvidenceShare, EvidenceUse
from inspections.values.reach import counted_beyond, warning_of, words_of_reach
from organisations.models import Inspectorate, Reach, Service
from records.actor import acting_as
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    seen_by,
    single_strand,
)
from tests.inspections.test_evidence_actions import change
from tests.inspections.test_pages import at, text_of
from tests.inspections.test_record_page import typed
from tests.inspections.test_visible import share, withdraw

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def author(joint: JointInspection) -> Any:
    return joint.inspectors["cqc"]


@pytest.fixture
def item(joint: JointInspection, author: Any) -> Evidence:
    """An item of CQC's own strand."""
    return evidence_by(joint, author, strand=single_strand(joint, "cqc"), text="First.")


def form(*codes: str, **changes: Any) -> dict[str, Any]:
    usual = {
        "once": str(uuid4()),
        "version": "1",
        "inspectorate": list(codes),
        "power": "cqc-own",
        "purpose": "For the joint judgement.",
    }
    return {**usual, **changes}


def shares(item: Evidence, person: Any) -> list[EvidenceShare]:
    with acting_as(person):
        return list(EvidenceShare.objects.of(item))


def item_page(joint: JointInspection, item: Evidence) -> str:
    return at(joint, "evidence_item", item.reference)


# --- with several at once -----------------------------------------------------------------------


def test_one_version_is_shared_with_several_at_once_and_once(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    address, sent = at(joint, "share_evidence", item.reference), form("hmic", "ofsted")
    client = client_of(author)
    for _ in range(2):
        answer = client.post(address, sent, follow=True)
        assert "Shared with Ofsted, HMICFRS." in text_of(answer)
    assert sorted(one.inspectorate.code for one in shares(item, author)) == ["hmic", "ofsted"]
    for code in ("hmic", "ofsted"):
        assert seen_by(joint.inspectors[code]) == [item.reference]
    again = client.post(address, {**sent, "purpose": "Something else."})
    assert again.status_code == 409
    assert len(shares(item, author)) == 2


def test_it_is_shared_with_all_of_them_or_with_none(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    share(item, "hmic", author)
    sent = form("hmic", "ofsted", purpose="Typed with care.")
    answer = client_of(author).post(at(joint, "share_evidence", item.reference), sent)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "HMICFRS has this version already" in page
    assert "Typed with care." in page
    assert seen_by(joint.inspectors["ofsted"]) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"inspectorate": []}, "Select an inspectorate"),
        ({"inspectorate": ["hmi-prisons"]}, "What you chose is not in the list any more"),
        ({"inspectorate": ["cqc"]}, "What you chose is not in the list any more"),
        ({"purpose": " \n\t"}, "Enter what the share is for"),
        ({"purpose": "\x00\x01"}, "Null characters"),
        ({"version": "none"}, "whole number"),
        ({"power": "another"}, "What you chose is not in the list any more"),
        ({"once": "x"}, "sent"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_shared(
    item: Evidence,
    joint: JointInspection,
    author: Any,
    client_of: ClientOf,
    changes: dict[str, Any],
    said: str,
) -> None:
    sent = form("hmic", **changes)
    answer = client_of(author).post(at(joint, "share_evidence", item.reference), sent)
    assert answer.status_code == 422
    assert said in text_of(answer) or "error" in text_of(answer).lower()
    assert shares(item, author) == []


@pytest.mark.parametrize(
    "purpose", ["x" * 100_000, "\u202eغرض", "📎 For the board", "<script>alert(1)</script>"]
)
def test_a_purpose_in_any_writing_is_kept_and_runs_nothing(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf, purpose: str
) -> None:
    client = client_of(author)
    sent = form("hmic", purpose=purpose)
    assert client.post(at(joint, "share_evidence", item.reference), sent).status_code == 302
    assert shares(item, author)[0].purpose == purpose
    assert "<script>alert" not in text_of(client.get(item_page(joint, item)))


def test_a_newer_version_is_shown_before_it_is_shared(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    change(item, joint, author, text="Second.")
    client, address = client_of(author), at(joint, "share_evidence", item.reference)
    answer = client.post(address, form("hmic", purpose="Typed with care."))
    page = text_of(answer)
    assert answer.status_code == 409
    for words in ("newer version was saved meanwhile", "Second.", "Typed with care."):
        assert words in page
    assert 'name="version" value="2"' in page
    assert shares(item, author) == []


def test_a_withdrawn_item_is_shared_no_more_and_its_share_can_still_be_withdrawn(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    share(item, "hmic", author)
    with acting_as(author):
        row = Evidence.objects.select_related("inspection", "strand").get(pk=item.pk)
        withdraw_evidence(evidence=row, why="A mistake.", by=author, at=timezone.now())
    client = client_of(author)
    page = text_of(client.get(item_page(joint, item)))
    assert "Share this version" not in page
    assert client.get(at(joint, "share_evidence", item.reference)).status_code == 403
    taken_back = at(joint, "withdraw_share", item.reference, "hmic")
    assert client.post(taken_back).status_code == 302
    assert seen_by(joint.inspectors["hmic"]) == []


# --- the power ----------------------------------------------------------------------------------


def test_the_power_is_the_item_s_own_or_one_of_the_receiver(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    single_strand(joint, "hmic")
    client, address = client_of(author), at(joint, "share_evidence", item.reference)
    assert "Under which power" in text_of(client.get(address))
    client.post(address, form("hmic", power="hmic-own"))
    assert shares(item, author)[0].power.code == "hmic-own"
    refused = client.post(address, form("ofsted", power="hmic-own"))
    assert refused.status_code == 409
    assert "takes part under another power" in text_of(refused)


# --- what became of it --------------------------------------------------------------------------


def test_the_owner_reads_who_opened_it_and_what_relies_on_it(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    given, reader = share(item, "hmic", author), joint.inspectors["hmic"]
    owner = client_of(author)
    before = text_of(owner.get(item_page(joint, item)))
    assert "In their list since" in before
    assert "Read by" not in before
    for _ in range(2):
        client_of(reader).get(item_page(joint, item))
    with acting_as(reader):
        EvidenceUse.objects.create(
            revision=given.revision, kind="position", used_in="LSCB", by=reader, at=timezone.now()
        )
    after = text_of(owner.get(item_page(joint, item)))
    assert f"Read by {reader.name}" in after
    assert "Relied on in: Position LSCB" in after
    withdrawal = text_of(owner.get(at(joint, "withdraw_share", item.reference, "hmic")))
    assert "HMICFRS has opened it" in withdrawal
    assert "the citation stays" in withdrawal


def test_a_receiver_does_not_read_who_else_opened_it(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    share(item, "hmic", author)
    share(item, "ofsted", author, purpose="For the council alone.")
    client_of(joint.inspectors["ofsted"]).get(item_page(joint, item))
    page = text_of(client_of(joint.leads["hmic"]).get(item_page(joint, item)))
    assert "Read by" not in page
    assert "For the council alone." not in page


def test_a_line_in_a_list_and_the_owner_s_own_look_are_no_reading(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    share(item, "hmic", author)
    client_of(joint.inspectors["hmic"]).get(at(joint, "shared_with_us"))
    client_of(joint.inspectors["hmic"]).get(at(joint, "evidence"))
    client_of(author).get(item_page(joint, item))
    with acting_as(author):
        assert EvidenceReading.objects.count() == 0


def test_after_a_change_the_owner_is_asked_to_share_the_newer_version(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    share(item, "hmic", author)
    change(item, joint, author, text="Second.")
    client = client_of(author)
    page = text_of(client.get(item_page(joint, item)))
    assert "HMICFRS does not see version 2." in page
    address = at(joint, "share_evidence", item.reference)
    assert "checked" in text_of(client.get(f"{address}?with=hmic"))
    client.post(address, form("hmic", version="2"))
    assert len([one for one in shares(item, author) if one.withdrawn_at is None]) == 1
    shown = text_of(client_of(joint.inspectors["hmic"]).get(item_page(joint, item)))
    assert "Second." in shown
    assert "does not see version" not in text_of(client.get(item_page(joint, item)))


# --- shared with us -----------------------------------------------------------------------------


def test_what_is_shared_with_us_is_listed_with_what_for_until_it_is_withdrawn(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    reader = client_of(joint.inspectors["hmic"])
    where, home = at(joint, "shared_with_us"), "/"
    assert "Nothing is shared with you" in text_of(reader.get(where))
    given = share(item, "hmic", author, purpose="To see both sides.")
    page = text_of(reader.get(where))
    for words in (item.reference, "For: To see both sides.", "New to you", "section 1"):
        assert words in page
    assert "Read 1 item that was shared with your inspectorate" in text_of(reader.get(home))
    reader.get(item_page(joint, item))
    assert "New to you" not in text_of(reader.get(where))
    assert "New to you" in text_of(client_of(joint.leads["hmic"]).get(where))
    assert "shared with your inspectorate" not in text_of(reader.get(home))
    withdraw(given, author)
    assert item.reference not in text_of(reader.get(where))


def test_one_s_own_and_the_joint_strand_s_are_not_among_them(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    joint_item = evidence_by(joint, joint.inspectors["hmic"])
    page = text_of(client_of(author).get(at(joint, "shared_with_us")))
    assert item.reference not in page
    assert joint_item.reference not in page


def test_the_pages_cost_the_same_for_one_share_and_for_three(
    joint: JointInspection, author: Any, client_of: ClientOf, count_queries: CountQueries
) -> None:
    strand = single_strand(joint, "cqc")
    costs: list[dict[str, int]] = []
    reader, owner = client_of(joint.inspectors["hmic"]), client_of(author)
    for number in (1, 2):
        for _ in range(number):
            item = evidence_by(joint, author, strand=strand)
            for code in ("hmic", "ofsted")[:number]:
                share(item, code, author)
                client_of(joint.inspectors[code]).get(item_page(joint, item))
        found = {}
        for name, client, address in (
            ("home", reader, "/"),
            ("with us", reader, at(joint, "shared_with_us")),
            ("received", reader, item_page(joint, item)),
            ("own", owner, item_page(joint, item)),
            ("withdraw", owner, at(joint, "withdraw_share", item.reference, "hmic")),
        ):
            client.get(address)
            with count_queries() as asked:
                assert client.get(address).status_code == 200
            found[name] = len(asked)
        costs.append(found)
    assert costs[0] == costs[1]


# --- where the power may not reach --------------------------------------------------------------


@pytest.fixture
def beyond(joint: JointInspection) -> Service:
    service = Service.objects.create(
        code="school-nursing", title="School nursing", commissioned_by="the council",
        agency_kind="health",
    )  # fmt: skip
    Reach.objects.create(
        power=joint.strand.power,
        service=service,
        verdict="beyond",
        source="140112 ¶54",
        starts_on="2010-01-01",
    )
    return service


def test_the_page_warns_once_asks_for_the_basis_and_does_not_block(
    joint: JointInspection, author: Any, beyond: Service, client_of: ClientOf
) -> None:
    client, address = client_of(author), at(joint, "record_evidence")
    sent = typed(joint, service=str(beyond.pk), text="Typed for an hour.", finish="1")
    warned = client.post(address, sent)
    page = text_of(warned)
    assert warned.status_code == 422
    for words in ("140112 ¶54", "Enter on what basis", "Typed for an hour."):
        assert words in page
    assert f'name="reach_noted" value="{beyond.pk}"' in page
    assert client.post(address, {**sent, "reach_noted": str(beyond.pk)}).status_code == 302
    with acting_as(author):
        item = Evidence.objects.get()
    shown = text_of(client.get(item_page(joint, item)))
    assert "No basis is given." in shown
    strand = text_of(client.get(at(joint, "strand", "joint")))
    assert "1 item is about a service that the power may not reach, 1 without a basis." in strand


def test_with_a_basis_it_is_saved_at_once_and_the_basis_is_shown(
    joint: JointInspection, author: Any, beyond: Service, client_of: ClientOf
) -> None:
    client = client_of(author)
    sent = typed(joint, service=str(beyond.pk), basis="By invitation of the council.", finish="1")
    assert client.post(at(joint, "record_evidence"), sent).status_code == 302
    with acting_as(author):
        item = Evidence.objects.get()
    assert "Basis: By invitation of the council." in text_of(client.get(item_page(joint, item)))


def test_what_is_known_for_another_day_warns_of_nothing(
    joint: JointInspection, author: Any, beyond: Service, client_of: ClientOf
) -> None:
    Reach.objects.update(ends_on="2011-01-01")
    sent = typed(joint, service=str(beyond.pk), finish="1")
    assert client_of(author).post(at(joint, "record_evidence"), sent).status_code == 302


def test_reach_in_words() -> None:
    assert words_of_reach(None, None, "") == words_of_reach("reaches", "x", "") == ""
    assert "No basis is given." in words_of_reach("beyond", "140112 ¶54", "")
    assert "Basis: asked." in words_of_reach("uncertain", "180025 ¶19", "asked.")
    assert "140112 ¶54" in warning_of("beyond", "140112 ¶54")
    assert counted_beyond(0, 0) == ""
    assert counted_beyond(1, 1).startswith("1 item is about")
    assert counted_beyond(3, 0).endswith("with a basis.")


def test_every_inspectorate_that_takes_part_can_be_chosen_but_the_owner(
    item: Evidence, joint: JointInspection, author: Any, client_of: ClientOf
) -> None:
    page = text_of(client_of(author).get(at(joint, "share_evidence", item.reference)))
    names = dict(Inspectorate.objects.values_list("code", "name"))
    assert f'value="{"hmic"}"' in page
    assert f'value="{"cqc"}"' not in page
    assert names["hmic"] in page
