"""The pages of findings and recommendations."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from records.actor import acting_as
from records.models import AuditEntry
from records.models import Draft as Typed
from reports.models import Finding
from reports.values.findings import FindingKind
from tests.factories.documents import HealthReport, health_at, written_health
from tests.factories.findings import (
    IMPROVEMENT,
    PRIORITY,
    SAID,
    as_now,
    changed,
    finding_of,
    own_finding,
    ranked,
    resting_on,
    used_in,
    withdrawn,
)
from tests.factories.inspections import evidence_by, single_strand
from tests.factories.reports import Told, begun_report, go_on, report_at, written_report

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
EVIL = "<script>alert(1)</script> {{ 7 }} & so on"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 }} &amp; so on"


@pytest.fixture
def told() -> Told:
    return begun_report()


def url(told: Told, name: str, *rest: Any) -> str:
    return reverse(f"reports:{name}", args=[told.reference, *rest])


def words(page: HttpResponse) -> str:
    return page.content.decode()


def new_form(**changes: Any) -> dict[str, Any]:
    usual = {
        "once": uuid4(),
        "base": 0,
        "kind": "weakness",
        "part": "joint",
        "text": SAID,
        "agency": "",
        "rank": "none",
        "area": "",
        "criterion": "",
    }
    return {**usual, **changes}


# --- the list -------------------------------------------------------------------------------------


def test_the_list_says_what_was_found_and_where_it_is_used(told: Told, client_of: ClientOf) -> None:
    police = told.joint.agencies[2]
    finding_of(told.joint, text=EVIL, agency=police.pk, rank=PRIORITY)
    used_in(told, finding_of(told.joint), "improvement")
    page = words(client_of(told.joint.inspectors["cqc"]).get(url(told, "findings")))
    assert SHOWN in page
    assert "<script>alert" not in page
    headings = told.report.form.sections
    urgent = headings.get(key="priority_action").heading.lower()
    assert f"Weakness, for {police.name}, {urgent}." in page
    assert "Rests on no evidence." in page
    improving = headings.get(key="improvement").heading
    assert f"{told.report.form.title}, {improving}</a>" in page
    # An inspector reads; the leads record.
    assert url(told, "add_finding") not in page
    assert url(told, "add_finding") in words(client_of(told.lead).get(url(told, "findings")))


def test_the_list_is_empty_at_first_and_says_so(told: Told, client_of: ClientOf) -> None:
    page = words(client_of(told.lead).get(url(told, "findings")))
    assert "There is no finding that you may read" in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, {"R1", "R2", "S1"}),
        ({"about": "partnership"}, {"R1", "S1"}),
        ({"about": "police"}, {"R2"}),
        ({"kind": "strength"}, {"S1"}),
        ({"kind": "weakness", "rank": PRIORITY}, {"R2"}),
        ({"rank": "none"}, {"R1", "S1"}),
        ({"rank": "soon"}, {"R1", "R2", "S1"}),
        ({"about": "99999"}, {"R1", "R2", "S1"}),
    ],
)
def test_the_list_shows_what_a_filter_leaves(
    told: Told, client_of: ClientOf, asked: dict[str, str], shown: set[str]
) -> None:
    police = str(told.joint.agencies[2].pk)
    finding_of(told.joint)
    finding_of(told.joint, agency=police, rank=PRIORITY)
    finding_of(told.joint, kind=FindingKind.STRENGTH)
    sent = {name: police if value == "police" else value for name, value in asked.items()}
    page = words(client_of(told.lead).get(url(told, "findings"), sent))
    found = {label for label in ("R1", "R2", "S1") if f'id="{label}"' in page}
    assert found == shown


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries(
    told: Told, client_of: ClientOf, assert_queries: Any, rows: int
) -> None:
    for _ in range(rows):
        used_in(told, finding_of(told.joint), "improvement")
    client = client_of(told.lead)
    with assert_queries(9):
        page = client.get(url(told, "findings"))
    assert words(page).count("app-letter__paragraph") == rows


def test_what_one_inspectorate_found_the_others_do_not_see(told: Told, client_of: ClientOf) -> None:
    joint = told.joint
    finding_of(joint, strand=single_strand(joint, "cqc"), by=joint.leads["cqc"], text="Of CQC.")
    for who in (joint.overall_lead, joint.inspectors["ofsted"], joint.quality_assurer):
        client = client_of(who)
        assert "Of CQC." not in words(client.get(url(told, "findings")))
        assert client.get(url(told, "finding", "R1")).status_code == 404
    client = client_of(joint.inspectors["cqc"])
    assert "Of CQC." in words(client.get(url(told, "findings")))
    assert "found by CQC" in words(client.get(url(told, "findings")))


def test_whoever_reads_a_document_reads_the_findings_that_it_states(
    told: Told, client_of: ClientOf
) -> None:
    joint = told.joint
    lead = joint.leads["cqc"]
    own = finding_of(joint, strand=single_strand(joint, "cqc"), by=lead, text="Of CQC.")
    used_in(told, own, by=lead)
    assert "Of CQC." in words(client_of(joint.inspectors["ofsted"]).get(url(told, "findings")))


# --- one finding ----------------------------------------------------------------------------------


def test_a_finding_shows_its_facts_and_what_it_said(told: Told, client_of: ClientOf) -> None:
    finding = finding_of(told.joint, area="lscb", criterion=told.joint.criteria[0].reference)
    changed(finding, "Otherwise.")
    page = words(client_of(told.lead).get(url(told, "finding", "R1")))
    assert f"{told.reference} R1" in page
    assert "Recommendation R1" in page
    assert "Otherwise." in page
    assert SAID in page
    assert "Version 2" in page
    assert f"lscb, {told.joint.criteria[0].reference}" in page
    assert "In no document that you may read." in page


@pytest.mark.parametrize(
    ("who", "links"),
    [
        ("overall lead", {"change_finding", "rank_finding", "withdraw_finding"}),
        ("other lead", {"change_finding"}),
        ("inspector", set()),
    ],
)
def test_a_finding_offers_what_the_reader_may_do(
    told: Told, client_of: ClientOf, who: str, links: set[str]
) -> None:
    finding_of(told.joint)
    person = {
        "overall lead": told.lead,
        "other lead": told.joint.leads["cqc"],
        "inspector": told.joint.inspectors["cqc"],
    }[who]
    page = words(client_of(person).get(url(told, "finding", "R1")))
    every = {"change_finding", "rank_finding", "withdraw_finding", "reinstate_finding"}
    assert {name for name in every if url(told, name, "R1") in page} == links


def test_a_withdrawn_finding_says_why_and_can_be_reinstated(
    told: Told, client_of: ClientOf
) -> None:
    withdrawn(finding_of(told.joint))
    client = client_of(told.lead)
    page = words(client.get(url(told, "finding", "R1")))
    assert "It was counted twice." in page
    assert "This finding was withdrawn." in page
    assert url(told, "reinstate_finding", "R1") in page
    assert url(told, "withdraw_finding", "R1") not in page
    done = client.post(
        url(told, "reinstate_finding", "R1"),
        {"once": uuid4(), "base": 2, "why": "After all."},
        follow=True,
    )
    assert "R1 stands again." in words(done)
    assert not as_now(Finding(pk=_only(told)), by=told.lead).is_withdrawn


def _only(told: Told) -> int:
    with acting_as(told.lead):
        return int(Finding.objects.get().pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_finding_asks_the_same_number_of_queries(
    client_of: ClientOf, assert_queries: Any, rows: int
) -> None:
    health = written_health()
    letter = begun_report(health.joint)
    finding = finding_of(health.joint, by=health.joint.overall_lead)
    used_in(letter, finding)
    if rows > 1:
        used_in(health, finding, by=health.writer)
        changed(finding)
        changed(as_now(finding), "Again.")
    client = client_of(health.joint.overall_lead)
    with assert_queries(9):
        page = client.get(url(letter, "finding", finding.label))
    assert page.status_code == 200


@pytest.mark.parametrize("label", ["R2", "S1", "r1", "R01", "P1"])
def test_what_is_no_finding_of_the_inspection_does_not_exist(
    told: Told, client_of: ClientOf, label: str
) -> None:
    finding_of(told.joint)
    assert client_of(told.lead).get(url(told, "finding", label)).status_code == 404


# --- recorded and changed -------------------------------------------------------------------------


def test_a_lead_records_a_finding_in_the_words_of_the_framework(
    told: Told, client_of: ClientOf
) -> None:
    client = client_of(told.joint.leads["cqc"])
    form = words(client.get(url(told, "add_finding")))
    for key in ("priority_action", "improvement"):
        assert told.report.form.sections.get(key=key).heading in form
    police = told.joint.agencies[2]
    sent = new_form(text=EVIL, agency=police.pk, rank=PRIORITY, area="lscb")
    done = client.post(url(told, "add_finding"), sent, follow=True)
    page = words(done)
    assert "R1 is recorded." in page
    assert SHOWN in page
    with acting_as(told.lead):
        made = Finding.objects.get()
    assert (made.agency, made.rank, made.area) == (police, PRIORITY, "lscb")
    entry = AuditEntry.objects.get(route="reports:add_finding", status=302)
    assert entry.changed == ["finding R1 v1"]


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"text": ""}, 422, "Enter what was found"),
        ({"kind": ""}, 422, "Select whether it is a strength or a weakness"),
        ({"part": "cqc"}, 422, "What you chose is not in the list any more. Choose again"),
        ({"text": "x" * 10_001}, 422, "must be 10,000 characters or fewer"),
        ({"once": "x"}, 422, "lost its receipt"),
        ({"criterion": "¶9999"}, 409, "The framework has no such criterion"),
        ({"kind": "strength", "rank": IMPROVEMENT}, 409, "A strength asks for nothing"),
    ],
)
def test_what_is_no_finding_comes_back_with_a_sentence(
    told: Told, client_of: ClientOf, changes: dict[str, Any], status: int, sentence: str
) -> None:
    page = client_of(told.lead).post(url(told, "add_finding"), new_form(**changes))
    assert page.status_code == status
    assert sentence in words(page)
    with acting_as(told.lead):
        assert not Finding.objects.exists()


def test_what_is_typed_into_a_new_finding_is_kept(told: Told, client_of: ClientOf) -> None:
    client, key, where = client_of(told.lead), uuid4(), url(told, "add_finding")
    typed = {"version": 0, "content": {"text": "Half a sentence", "base": "0"}}
    answer = client.post(
        f"{where}?typing={key}", json.dumps(typed), content_type="application/json"
    )
    assert answer.status_code == 200
    assert "Half a sentence" in words(client.get(where))
    client.post(where, new_form(once=key, text="Half a sentence", version=1))
    with acting_as(told.lead):
        assert not Typed.objects.of(told.lead).unsent().exists()
        assert Finding.objects.get().text == "Half a sentence"


def test_of_two_leads_the_second_sees_both_texts(told: Told, client_of: ClientOf) -> None:
    finding = finding_of(told.joint)
    where = url(told, "change_finding", "R1")
    sent = {"once": uuid4(), "base": 1, "text": "Mine.", "agency": "", "area": "", "criterion": ""}
    changed(finding, "Theirs.")
    client = client_of(told.joint.leads["cqc"])
    page = client.post(where, sent)
    assert page.status_code == 409
    shown = words(page)
    assert "Mine." in shown
    assert "Theirs." in shown
    assert "Saved as version 2" in shown
    assert 'name="base" value="2"' in shown
    done = client.post(where, {**sent, "once": uuid4(), "base": 2, "text": "Both."}, follow=True)
    assert "R1 is saved." in words(done)
    assert as_now(finding).text == "Both."


def test_the_form_says_which_documents_change(told: Told, client_of: ClientOf) -> None:
    used_in(told, finding_of(told.joint))
    page = words(client_of(told.lead).get(url(told, "change_finding", "R1")))
    assert "It changes in these documents while their text can change:" in page
    assert told.report.form.title in page


# --- ranked and withdrawn -------------------------------------------------------------------------


def test_the_overall_lead_says_how_urgent_it_is(told: Told, client_of: ClientOf) -> None:
    finding = finding_of(told.joint)
    client, where = client_of(told.lead), url(told, "rank_finding", "R1")
    assert "Neither, or not decided yet" in words(client.get(where))
    assert client.post(where, {"base": 1}).status_code == 422
    done = client.post(where, {"base": 1, "rank": PRIORITY}, follow=True)
    assert "It is saved how urgent R1 is." in words(done)
    assert as_now(finding).rank == PRIORITY
    late = client.post(where, {"base": 1, "rank": IMPROVEMENT})
    assert late.status_code == 409
    assert "Somebody else saved this" in words(late)


def test_a_withdrawal_asks_why_and_meets_what_was_saved_since(
    told: Told, client_of: ClientOf
) -> None:
    finding = finding_of(told.joint)
    client, where = client_of(told.lead), url(told, "withdraw_finding", "R1")
    assert "Its number is not given again." in words(client.get(where))
    assert client.post(where, {"once": uuid4(), "base": 1, "why": ""}).status_code == 422
    ranked(finding)
    late = client.post(where, {"once": uuid4(), "base": 1, "why": "Twice."})
    assert late.status_code == 409
    assert 'name="base" value="2"' in words(late)
    done = client.post(where, {"once": uuid4(), "base": 2, "why": "Twice."}, follow=True)
    assert "R1 is withdrawn." in words(done)
    again = client.post(where, {"once": uuid4(), "base": 3, "why": "Twice."})
    assert again.status_code == 409


# --- evidence -------------------------------------------------------------------------------------


def test_evidence_is_linked_and_unlinked(told: Told, client_of: ClientOf) -> None:
    joint = told.joint
    item = evidence_by(joint, joint.inspectors["ofsted"])
    finding_of(joint)
    client, where = client_of(told.lead), url(told, "finding_evidence", "R1")
    assert item.reference in words(client.get(where))
    done = client.post(where, {"evidence": item.reference}, follow=True)
    assert "1 item linked." in words(done)
    again = client.post(where, {"evidence": item.reference}, follow=True)
    assert "0 items linked." in words(again)
    unlink = url(told, "unlink_finding_evidence", "R1")
    assert "The item is unlinked." in words(
        client.post(unlink, {"evidence": item.reference}, follow=True)
    )
    assert client.post(unlink, {"evidence": item.reference}).status_code == 409
    assert client.post(where, {"evidence": "E-0000-0000"}).status_code == 409


def test_evidence_that_a_reader_does_not_see_is_counted_and_not_named(
    told: Told, client_of: ClientOf
) -> None:
    joint = told.joint
    strand = single_strand(joint, "ofsted")
    item = evidence_by(joint, joint.inspectors["ofsted"], strand=strand)
    resting_on(finding_of(joint), item.reference)
    page = words(client_of(joint.inspectors["cqc"]).get(url(told, "finding_evidence", "R1")))
    assert item.reference not in page
    assert "1 more item that your inspectorate does not see" in page
    other = client_of(joint.leads["cqc"])
    assert (
        other.post(url(told, "finding_evidence", "R1"), {"evidence": item.reference}).status_code
        == 409
    )


def test_a_withdrawn_finding_takes_no_evidence(told: Told, client_of: ClientOf) -> None:
    joint = told.joint
    item = evidence_by(joint, joint.inspectors["ofsted"])
    withdrawn(finding_of(joint))
    client, where = client_of(told.lead), url(told, "finding_evidence", "R1")
    assert "Link what is ticked" not in words(client.get(where))
    assert client.post(where, {"evidence": item.reference}).status_code == 409


def test_what_a_paragraph_rests_on_is_what_its_finding_rests_on(
    told: Told, client_of: ClientOf
) -> None:
    joint = told.joint
    item = evidence_by(joint, joint.inspectors["ofsted"])
    finding = finding_of(joint)
    used_in(told, finding)
    client = client_of(told.lead)
    where = reverse("reports:paragraph_evidence", args=[*told.report.where, "P1"])
    client.post(where, {"evidence": item.reference})
    with acting_as(told.lead):
        assert finding.evidence_links.count() == 1
    assert "Rests on 1 item of evidence" in words(client.get(editor(told)))
    unlink = reverse("reports:unlink_evidence", args=[*told.report.where, "P1"])
    client.post(unlink, {"evidence": item.reference})
    with acting_as(told.lead):
        assert finding.evidence_links.count() == 0


# --- in the editor --------------------------------------------------------------------------------


def editor(told: Told) -> str:
    return reverse("reports:report", args=told.report.where)


def picker(told: Told, section: str = "improvement") -> str:
    return reverse("reports:use_finding", args=[*told.report.where, section])


def test_a_section_offers_the_findings_that_belong_into_it(told: Told, client_of: ClientOf) -> None:
    client = client_of(told.lead)
    shown = words(client.get(editor(told)))
    assert picker(told) in shown
    assert picker(told, "key_findings") not in shown
    finding_of(told.joint, text=EVIL)
    finding_of(told.joint, rank=PRIORITY, text="Urgent.")
    finding_of(told.joint, kind=FindingKind.STRENGTH, text="Strong.")
    withdrawn(finding_of(told.joint, text="Gone."))
    page = words(client.get(picker(told)))
    assert SHOWN in page
    assert all(one not in page for one in ("Urgent.", "Strong.", "Gone."))
    assert "Urgent." in words(client.get(picker(told, "priority_action")))
    assert "Strong." in words(client.get(picker(told, "strengths")))


def test_a_chosen_finding_stands_in_the_document(told: Told, client_of: ClientOf) -> None:
    finding_of(told.joint)
    client = client_of(told.lead)
    done = client.post(picker(told), {"once": uuid4(), "finding": "R1"}, follow=True)
    page = words(done)
    assert "states R1 now." in page
    assert SAID in page
    assert 'app-letter__number">R1</span>' in page
    # What it states already it does not offer again.
    assert "There is none. Record a finding first" in words(client.get(picker(told)))
    assert client.post(picker(told), {"once": uuid4(), "finding": "R1"}).status_code == 409


def test_changing_or_removing_it_there_says_what_becomes_of_the_finding(
    told: Told, client_of: ClientOf
) -> None:
    used_in(told, finding_of(told.joint))
    client = client_of(told.lead)
    change = reverse("reports:change_paragraph", args=[*told.report.where, "P1"])
    assert "R1 changes in every document that states it" in words(client.get(change))
    remove = reverse("reports:remove_paragraph", args=[*told.report.where, "P1"])
    assert "The finding itself stays, with what it rests on." in words(client.get(remove))


@pytest.mark.parametrize("sent", [{}, {"finding": "R9"}, {"finding": "R1", "once": "x"}])
def test_a_choice_of_nothing_changes_nothing(
    told: Told, client_of: ClientOf, sent: dict[str, str]
) -> None:
    finding_of(told.joint)
    done = client_of(told.lead).post(picker(told), {"once": uuid4(), **sent}, follow=True)
    assert "Nothing was chosen. Select a finding." in words(done)
    assert not told.report.paragraphs.exists()


def test_there_is_no_picker_where_no_finding_belongs(told: Told, client_of: ClientOf) -> None:
    client = client_of(told.lead)
    assert client.get(picker(told, "key_findings")).status_code == 404
    assert client.get(picker(told, "nowhere")).status_code == 404


def test_the_picker_is_for_whoever_writes_while_the_text_can_change(client_of: ClientOf) -> None:
    told = written_report()
    assert client_of(told.joint.inspectors["cqc"]).get(picker(told)).status_code == 403
    go_on(told, "quality_assurance")
    assert client_of(told.lead).get(picker(told)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_picker_asks_the_same_number_of_queries(
    told: Told, client_of: ClientOf, assert_queries: Any, rows: int
) -> None:
    for _ in range(rows):
        finding_of(told.joint)
    client = client_of(told.lead)
    with assert_queries(9):
        page = client.get(picker(told))
    assert words(page).count("govuk-radios__item") == rows


def test_every_page_leads_to_the_findings(told: Told, client_of: ClientOf) -> None:
    client = client_of(told.joint.inspectors["cqc"])
    listed = client.get(reverse("reports:list", args=[told.reference]))
    assert url(told, "findings") in words(listed)
    assert url(told, "findings") in words(client.get(editor(told)))


def test_the_chair_reads_no_page_of_findings(client_of: ClientOf) -> None:
    told = report_at("with_chair")
    client = client_of(told.chair)
    for name, rest in (("findings", ()), ("finding", ("R1",)), ("finding_evidence", ("R1",))):
        assert client.get(url(told, name, *rest)).status_code == 404


def test_another_lead_reads_a_finding_once_its_report_is_signed_off(client_of: ClientOf) -> None:
    told: HealthReport = written_health()
    lead = told.joint.leads["hmic"]
    assert client_of(lead).get(url(told, "finding", "R1")).status_code == 404
    signed = health_at("with_chair")
    lead = signed.joint.leads["hmic"]
    assert client_of(lead).get(url(signed, "finding", "R1")).status_code == 200
    assert own_finding(signed.graded).label == "R2"
    assert client_of(lead).get(url(signed, "finding", "R2")).status_code == 404
