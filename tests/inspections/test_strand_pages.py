"""The parts of an inspection: their pages, and evidence in the part of one inspectorate."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.models import Evidence, Strand
from organisations.models import User
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

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]


def at(joint: JointInspection, screen: str, *more: Any, **query: str) -> str:
    address = reverse(f"inspections:{screen}", args=[joint.reference, *more])
    said = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{address}?{said}" if said else address


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def typed(**changes: Any) -> dict[str, Any]:
    day = timezone.localdate()
    usual = {
        "once": str(uuid4()),
        "version": "0",
        "text": "The record names who decided, and when.",
        "source": "case_record",
        "strength": "strength",
        "observed_on_day": day.day,
        "observed_on_month": day.month,
        "observed_on_year": day.year,
        "finish": "1",
    }
    return {**usual, **changes}


def everybody(joint: JointInspection) -> list[User]:
    """One of each inspectorate."""
    return list(joint.inspectors.values())


def alone(joint: JointInspection, *codes: str) -> JointInspection:
    """The same without a joint part: these inspectorates have a strand of their own each."""
    for code in codes:
        single_strand(joint, code)
    Strand.objects.filter(inspection=joint.inspection, code="joint").delete()
    return joint


# --- the page of a strand -----------------------------------------------------------------------


def test_a_strand_says_who_under_which_power_and_for_which_areas(client_of: ClientOf) -> None:
    joint = joint_inspection()
    text = page_of(client_of(joint.inspectors["cqc"]), at(joint, "strand", "joint"))
    assert "Joint strand, section 20" in text
    assert "Ofsted\nCQC\nHMICFRS" in text
    assert "Children Act 2004, section 20" in text
    assert "The effectiveness of the board" in text
    assert "One grade of all who take part" in text
    assert "Every inspectorate that takes part sees" in text


def test_the_strand_of_one_inspectorate_says_that_it_is_its_own(client_of: ClientOf) -> None:
    joint = joint_inspection()
    single_strand(joint, "cqc")
    text = page_of(client_of(joint.inspectors["cqc"]), at(joint, "strand", "cqc"))
    assert "Only the team of the inspectorate that owns it" in text
    assert "An Act, section 1" in text


def test_the_team_reads_who_does_what_and_records_only_in_its_own(client_of: ClientOf) -> None:
    joint = joint_inspection()
    single_strand(joint, "cqc")
    found = {
        code: "Record evidence in this strand"
        in page_of(client_of(person), at(joint, "strand", "cqc"))
        for code, person in joint.inspectors.items()
    }
    assert found == {"ofsted": False, "cqc": True, "hmic": False}
    text = page_of(client_of(joint.inspectors["hmic"]), at(joint, "strand", "cqc"))
    assert "Your inspectorate takes no part in this strand." in text


def test_a_strand_of_another_inspection_is_not_there(client_of: ClientOf) -> None:
    joint, other = joint_inspection(), joint_inspection()
    single_strand(other, "cqc")
    client = client_of(joint.inspectors["cqc"])
    assert client.get(at(joint, "strand", "cqc")).status_code == 404
    assert client.get(at(other, "strand", "cqc")).status_code == 404


def test_the_evidence_of_a_strand_is_its_own_alone(client_of: ClientOf) -> None:
    joint = joint_inspection()
    own = single_strand(joint, "cqc")
    person = joint.inspectors["cqc"]
    inside, outside = evidence_by(joint, person, strand=own), evidence_by(joint, person)
    client = client_of(person)
    shown = {
        code: (inside.reference in text, outside.reference in text)
        for code in ("joint", "cqc")
        for text in [page_of(client, at(joint, "strand", code))]
    }
    assert shown == {"joint": (False, True), "cqc": (True, False)}


def test_of_the_evidence_in_a_single_strand_others_read_nothing(client_of: ClientOf) -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"], strand=single_strand(joint, "cqc"))
    shown = {
        code: item.reference in page_of(client_of(person), at(joint, "strand", "cqc"))
        for code, person in joint.inspectors.items()
    }
    assert shown == {"ofsted": False, "cqc": True, "hmic": False}


def test_what_the_page_of_a_strand_shows_is_on_the_record(client_of: ClientOf) -> None:
    joint = joint_inspection()
    own = single_strand(joint, "cqc")
    item = evidence_by(joint, joint.inspectors["cqc"], strand=own)
    evidence_by(joint, joint.inspectors["cqc"])
    client_of(joint.leads["cqc"]).get(at(joint, "strand", "cqc"))
    entry = AuditEntry.objects.get(person=joint.leads["cqc"])
    assert entry.disclosed == [f"evidence {item.reference} v1"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_strand_costs_eleven_queries(
    client_of: ClientOf, assert_queries: Queries, number: int
) -> None:
    joint = joint_inspection()
    for code in ("ofsted", "cqc", "hmic")[:number]:
        single_strand(joint, code)
    for _ in range(number):
        evidence_by(joint, joint.inspectors["cqc"])
    client = client_of(joint.inspectors["cqc"])
    # session, person, place, strand, its inspectorates (two), areas, items, criteria, audit
    with assert_queries(11):
        assert client.get(at(joint, "strand", "joint")).status_code == 200


# --- recording in a strand of one's own ---------------------------------------------------------


def test_evidence_is_recorded_in_the_strand_that_the_address_names(client_of: ClientOf) -> None:
    joint = joint_inspection()
    own = single_strand(joint, "cqc")
    person = joint.inspectors["cqc"]
    client, address = client_of(person), at(joint, "record_evidence", strand="cqc")
    text = page_of(client, address)
    assert "nobody else sees it until you share it" in text
    assert "the whole joint team sees it" not in text
    assert client.post(address, typed()).status_code == 302
    with acting_as(person):
        item = Evidence.objects.get()
    assert (item.strand, item.power, item.owner.code) == (own, own.power, "cqc")
    assert [len(seen_by(one)) for one in everybody(joint)] == [0, 1, 0]


def test_the_next_form_is_of_the_same_strand(client_of: ClientOf) -> None:
    joint = joint_inspection()
    single_strand(joint, "cqc")
    case = case_of(joint)
    client = client_of(joint.inspectors["cqc"])
    sent = typed(case=case.pk)
    del sent["finish"]
    answer = client.post(at(joint, "record_evidence", strand="cqc"), sent)
    assert answer["Location"] == at(
        joint, "record_evidence", strand="cqc", source="case_record", case="T1"
    )


def test_the_form_leads_to_the_other_strands_of_one_s_inspectorate(client_of: ClientOf) -> None:
    joint = joint_inspection()
    single_strand(joint, "cqc")
    single_strand(joint, "hmic")
    client = client_of(joint.inspectors["cqc"])
    assert at(joint, "record_evidence", strand="cqc") in page_of(
        client, at(joint, "record_evidence")
    )
    text = page_of(client, at(joint, "record_evidence", strand="cqc"))
    assert f'href="{at(joint, "record_evidence")}"' in text
    assert "strand=hmic" not in text
    alone_there = page_of(client_of(joint.inspectors["ofsted"]), at(joint, "record_evidence"))
    assert "Record in another strand instead" not in alone_there


def test_nobody_records_in_the_strand_of_another_inspectorate(client_of: ClientOf) -> None:
    joint = joint_inspection()
    single_strand(joint, "cqc")
    client, address = (
        client_of(joint.inspectors["hmic"]),
        at(joint, "record_evidence", strand="cqc"),
    )
    assert client.get(address).status_code == 403
    assert client.post(address, typed()).status_code == 403
    assert [len(seen_by(one)) for one in everybody(joint)] == [0, 0, 0]


@pytest.mark.parametrize("strand", ["nowhere", "", "%00", "a b", "x" * 300])
def test_a_strand_that_there_is_not_has_no_form(client_of: ClientOf, strand: str) -> None:
    joint = joint_inspection()
    client = client_of(joint.inspectors["cqc"])
    assert client.get(at(joint, "record_evidence", strand=strand)).status_code == 404


def test_without_a_joint_strand_one_s_own_is_the_usual_one(client_of: ClientOf) -> None:
    joint = alone(joint_inspection(), "cqc", "hmic")
    person = joint.inspectors["cqc"]
    client = client_of(person)
    assert "Record evidence</a>" in page_of(client, at(joint, "evidence"))
    assert client.post(at(joint, "record_evidence"), typed()).status_code == 302
    with acting_as(person):
        assert Evidence.objects.get().strand.code == "cqc"
    assert [len(seen_by(one)) for one in everybody(joint)] == [0, 1, 0]


def test_a_joint_strand_of_another_code_is_found(client_of: ClientOf) -> None:
    joint = joint_inspection()
    single_strand(joint, "cqc")
    Strand.objects.filter(inspection=joint.inspection, code="joint").update(code="board")
    text = page_of(client_of(joint.inspectors["cqc"]), at(joint, "record_evidence"))
    assert "the whole joint team sees it" in text


def test_an_inspectorate_without_a_strand_reads_and_does_not_record(client_of: ClientOf) -> None:
    joint = alone(joint_inspection(), "cqc")
    case = case_of(joint)
    client = client_of(joint.inspectors["ofsted"])
    for address in (at(joint, "evidence"), at(joint, "case", case.reference)):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Your inspectorate takes no part" in answer.content.decode()
    assert client.get(at(joint, "record_evidence")).status_code == 404
    assert client.get(at(joint, "strand", "cqc")).status_code == 200


def test_a_case_leads_to_the_form_of_one_s_own_strand(client_of: ClientOf) -> None:
    joint = alone(joint_inspection(), "cqc")
    case = case_of(joint)
    text = page_of(client_of(joint.inspectors["cqc"]), at(joint, "case", case.reference))
    assert "Record evidence on this case" in text


@pytest.mark.parametrize("state", ["planned", "suspended"])
def test_outside_the_work_nothing_is_recorded_in_any_strand(
    client_of: ClientOf, state: str
) -> None:
    joint = inspection_at(state)
    single_strand(joint, "cqc")
    client = client_of(joint.inspectors["cqc"])
    assert client.get(at(joint, "record_evidence", strand="cqc")).status_code == 403
    assert client.get(at(joint, "strand", "cqc")).status_code == 200


# --- what is being typed ------------------------------------------------------------------------


def autosaved(client: Client, address: str, text: str = "Half a sentence") -> int:
    body = {"version": 0, "content": {"text": text}}
    return client.post(address, json.dumps(body), content_type="application/json").status_code


def test_a_note_in_a_strand_is_kept_found_again_and_thrown_away_there(
    client_of: ClientOf,
) -> None:
    joint, key = joint_inspection(), uuid4()
    single_strand(joint, "cqc")
    person = joint.inspectors["cqc"]
    client = client_of(person)
    form = page_of(client, at(joint, "record_evidence", strand="cqc"))
    assert '/?strand=cqc" data-version' in form
    assert autosaved(client, at(joint, "autosave", key, strand="cqc")) == 200
    assert Draft.objects.get().about == f"{joint.reference}/cqc"
    assert "Half a sentence" not in page_of(client, at(joint, "record_evidence"))
    there = page_of(client, at(joint, "record_evidence", strand="cqc"))
    assert at(joint, "record_evidence", strand="cqc", draft=str(key)).replace("&", "&amp;") in there
    discard = at(joint, "discard_note", key, strand="cqc")
    assert discard in there
    assert client.post(discard)["Location"] == at(joint, "record_evidence", strand="cqc")
    assert not Draft.objects.exists()


def test_the_home_page_leads_back_to_the_note_in_its_strand(client_of: ClientOf) -> None:
    joint, key = joint_inspection(), uuid4()
    single_strand(joint, "cqc")
    client = client_of(joint.inspectors["cqc"])
    autosaved(client, at(joint, "autosave", key, strand="cqc"))
    home = page_of(client, "/")
    address = at(joint, "record_evidence", strand="cqc", draft=str(key))
    assert address.replace("&", "&amp;") in home
    assert "Half a sentence" in page_of(client, address)


def test_nobody_keeps_a_note_in_the_strand_of_another(client_of: ClientOf) -> None:
    joint = joint_inspection()
    single_strand(joint, "cqc")
    client = client_of(joint.inspectors["hmic"])
    assert autosaved(client, at(joint, "autosave", uuid4(), strand="cqc")) == 403
    assert not Draft.objects.exists()
