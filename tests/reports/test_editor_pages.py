"""The pages on which a report is written."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records.actor import acting_as
from records.models import AuditEntry
from reports.actions import link_evidence
from reports.models import Paragraph, Report
from tests.factories.inspections import JointInspection, evidence_by, joint_inspection
from tests.factories.organisations import UserFactory
from tests.factories.reports import Told, begun_report, paragraph_of, report_at

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
TEXT = "<script>alert(1)</script> & {{ told }}"


def url(told: Told, name: str, *rest: Any) -> str:
    return reverse(f"reports:{name}", args=[told.reference, "joint-letter", *rest])


def words(page: HttpResponse) -> str:
    return page.content.decode()


def sent(told: Told, paragraph: Paragraph | None = None, **changes: Any) -> dict[str, Any]:
    """A paragraph form as a browser sends it."""
    usual = {
        "text": "What inspectors say.",
        "agency": "",
        "base": paragraph.version if paragraph else 0,
        "once": uuid4(),
    }
    return {**usual, **changes}


# --- the editor -----------------------------------------------------------------------------------


def test_an_inspection_without_a_report_offers_to_begin_it(client_of: ClientOf) -> None:
    joint = joint_inspection()
    address = reverse("reports:report", args=[joint.reference, "joint-letter"])
    page = client_of(joint.overall_lead).get(address)
    assert "Begin the report" in words(page)
    inspector = words(client_of(joint.inspectors["cqc"]).get(address))
    assert "Begin the report" not in inspector
    assert "written by the overall lead and the inspectorates’ leads" in inspector


def test_a_lead_begins_the_report(client_of: ClientOf) -> None:
    joint = joint_inspection()
    page = client_of(joint.leads["cqc"]).post(
        reverse("reports:begin", args=[joint.reference, "joint-letter"]), follow=True
    )
    assert page.status_code == 200
    assert Report.objects.get().opened_by == joint.leads["cqc"]
    assert "Key findings" in words(page)


def test_a_document_that_the_framework_does_not_name_is_absent(client_of: ClientOf) -> None:
    joint = joint_inspection()
    joint.inspection.inspection_type.report_forms.update(kind="joint_report")
    client = client_of(joint.overall_lead)
    here = [joint.reference, "joint-letter"]
    assert client.get(reverse("reports:report", args=here)).status_code == 404
    assert client.post(reverse("reports:begin", args=here)).status_code == 404
    assert not Report.objects.exists()


def test_the_editor_reads_as_the_document_and_lists_what_is_to_settle(client_of: ClientOf) -> None:
    told = begun_report()
    paragraph_of(told, "improvement", text="Agree a small set of measures.")
    text = words(client_of(told.lead).get(url(told, "report")))
    for wanted in (
        "Areas for improvement",
        "Agree a small set of measures.",
        "For Northmere LSCB",
        "Rests on no evidence",
        "Recommendation R1 in “Areas for improvement” rests on no evidence.",
        "“Key findings” has no paragraph yet.",
        "The shared judgement is not agreed yet.",
        'href="#P1"',
        "Send to quality assurance",
    ):
        assert wanted in text, wanted


def test_an_inspector_reads_without_a_link_that_changes(client_of: ClientOf) -> None:
    told = report_at("drafting")
    text = words(client_of(told.joint.inspectors["cqc"]).get(url(told, "report")))
    assert "written by the overall lead" in text
    assert f'href="{url(told, "change_paragraph", "P1")}"' not in text
    assert "Add a paragraph" not in text


def test_a_text_is_shown_as_it_was_typed(client_of: ClientOf) -> None:
    told = begun_report()
    paragraph_of(told, text=TEXT)
    text = words(client_of(told.lead).get(url(told, "report")))
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ told }}" in text


@pytest.mark.parametrize("paragraphs", [1, 3])
def test_the_editor_asks_the_same_queries_for_any_number_of_paragraphs(
    client_of: ClientOf, paragraphs: int, assert_queries: Queries
) -> None:
    told = begun_report()
    for _ in range(paragraphs):
        paragraph_of(told, "improvement", agency=told.joint.agencies[0].pk)
    client = client_of(told.lead)
    client.get(url(told, "report"))
    # session, person, place; strands, reports and forms of the documents; paragraphs, sections,
    # participants, leads, judgement, chairs, leaders; everybody and participants for the page; the
    # board and its evidence; audit; for the guard the text as it would be frozen, cases, areas,
    # agencies, boards, lists, decisions; what is traced; remarks, suggestions, pens; agencies that
    # nobody leads, the chair
    with assert_queries(42):
        client.get(url(told, "report"))


def test_what_is_shown_is_on_the_record(client_of: ClientOf) -> None:
    told = begun_report()
    paragraph_of(told)
    client_of(told.lead).get(url(told, "report"))
    entry = AuditEntry.objects.get(route="reports:report")
    assert entry.about == told.reference
    assert entry.disclosed == [f"report {told.reference} joint-letter", "paragraph P1 v1"]


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("report", []),
        ("add_paragraph", ["key_findings"]),
        ("change_paragraph", ["P1"]),
        ("paragraph_evidence", ["P1"]),
        ("sign", []),
        ("publish", []),
    ],
)
def test_for_everybody_else_there_is_no_report(
    client_of: ClientOf, name: str, rest: list[str]
) -> None:
    told = report_at("drafting")
    strangers = [UserFactory(), told.chair, joint_inspection().overall_lead]
    for person in strangers:
        there = client_of(person).get(url(told, name, *rest))
        nowhere = client_of(person).get(
            reverse(f"reports:{name}", args=["OF-1999-0001", "joint-letter", *rest])
        )
        assert (there.status_code, nowhere.status_code) == (404, 404)


# --- a paragraph ----------------------------------------------------------------------------------


def test_a_paragraph_is_added(client_of: ClientOf) -> None:
    told = begun_report()
    page = client_of(told.lead).post(
        url(told, "add_paragraph", "improvement"),
        sent(told, agency=told.joint.agencies[1].pk),
        follow=True,
    )
    assert "The paragraph R1 is added." in words(page)
    assert Paragraph.objects.get().agency == told.joint.agencies[1]


def test_an_empty_paragraph_is_sent_back_with_the_field_named(client_of: ClientOf) -> None:
    told = begun_report()
    page = client_of(told.lead).post(
        url(told, "add_paragraph", "key_findings"), sent(told, text="")
    )
    assert page.status_code == 422
    assert "Enter the text of the paragraph" in words(page)
    assert 'href="#id_text"' in words(page)


def test_after_a_fault_autosave_goes_on_from_what_the_page_last_heard_of(
    client_of: ClientOf,
) -> None:
    told = begun_report()
    address = url(told, "add_paragraph", "key_findings")
    page = client_of(told.lead).post(address, sent(told, text="", version="4"))
    assert 'data-version="4"' in words(page)


def test_a_form_sent_twice_adds_one_paragraph(client_of: ClientOf) -> None:
    told = begun_report()
    form = sent(told)
    for _ in range(2):
        page = client_of(told.lead).post(url(told, "add_paragraph", "key_findings"), form)
        assert page.status_code == 302
    assert Paragraph.objects.count() == 1


def test_what_is_typed_is_not_lost_when_the_text_stands_meanwhile(client_of: ClientOf) -> None:
    told = report_at("quality_assurance")
    page = client_of(told.lead).post(
        url(told, "change_paragraph", "P1"),
        sent(told, told.paragraph("P1"), text="Typed while it was sent on."),
    )
    assert page.status_code == 409
    assert "its text cannot be changed now" in words(page)
    assert "Typed while it was sent on." in words(page)
    assert told.paragraph("P1").version == 1


def test_a_section_that_the_form_does_not_have_is_absent(client_of: ClientOf) -> None:
    told = begun_report()
    assert client_of(told.lead).get(url(told, "add_paragraph", "gossip")).status_code == 404


def test_a_paragraph_is_changed(client_of: ClientOf) -> None:
    told = report_at("drafting")
    client = client_of(told.joint.leads["cqc"])
    page = client.get(url(told, "change_paragraph", "P1"))
    assert "What inspectors say in what_was_inspected." in words(page)
    client.post(
        url(told, "change_paragraph", "P1"), sent(told, told.paragraph("P1"), text="Changed.")
    )
    assert told.paragraph("P1").text == "Changed."


def test_after_a_conflict_both_texts_are_shown_and_can_be_brought_together(
    client_of: ClientOf,
) -> None:
    told = report_at("drafting")
    before = told.paragraph("P1")
    address = url(told, "change_paragraph", "P1")
    client_of(told.joint.leads["cqc"]).post(address, sent(told, before, text="The first one’s."))
    mine = sent(told, before, text="The second one’s.")
    page = client_of(told.lead).post(address, mine)
    assert page.status_code == 409
    for wanted in ("The first one’s.", "The second one’s.", "Needs your choice"):
        assert wanted in words(page), wanted
    form = page.context["form"]
    assert (form["base"].value(), str(form["once"].value())) == (2, str(mine["once"]))
    merged = {**mine, "base": 2, "text": "Both together."}
    assert client_of(told.lead).post(address, merged).status_code == 302
    assert [one.text for one in told.paragraph("P1").revisions.all()][1:] == [
        "The first one’s.",
        "Both together.",
    ]


def test_a_text_for_a_removed_paragraph_is_given_back(client_of: ClientOf) -> None:
    told = report_at("drafting")
    before = told.paragraph("P1")
    client_of(told.lead).post(url(told, "remove_paragraph", "P1"), {"base": 1})
    page = client_of(told.joint.leads["cqc"]).post(
        url(told, "change_paragraph", "P1"), sent(told, before, text="Not lost.")
    )
    assert page.status_code == 409
    assert "Somebody removed this paragraph while you wrote" in words(page)
    assert "Not lost." in words(page)
    assert client_of(told.lead).get(url(told, "change_paragraph", "P1")).status_code == 404


def test_a_removal_is_asked_about_first(client_of: ClientOf) -> None:
    told = report_at("drafting")
    page = client_of(told.lead).get(url(told, "remove_paragraph", "P5"))
    assert "the number R2 is not given to another recommendation" in words(page)
    client_of(told.lead).post(url(told, "remove_paragraph", "P5"), {"base": 1})
    assert told.paragraph("P5").is_removed


@pytest.mark.parametrize("base", ["", "0", "x", "9" * 30])
def test_a_removal_without_the_version_is_a_conflict(client_of: ClientOf, base: str) -> None:
    told = report_at("drafting")
    page = client_of(told.lead).post(url(told, "remove_paragraph", "P1"), {"base": base})
    assert page.status_code == 409
    assert not told.paragraph("P1").is_removed


def test_a_paragraph_is_moved(client_of: ClientOf) -> None:
    told = begun_report()
    for _ in range(2):
        paragraph_of(told)
    client_of(told.lead).post(url(told, "move_paragraph", "P2"), {"direction": "up"})
    assert [one.reference for one in told.report.paragraphs.standing().in_order()] == ["P2", "P1"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("add_paragraph", {}),
        ("change_paragraph", {}),
        ("remove_paragraph", {"base": 1}),
        ("move_paragraph", {"direction": "up"}),
        ("unlink_evidence", {"evidence": "E-1"}),
        ("paragraph_evidence", {"evidence": "E-1"}),
    ],
)
def test_an_inspector_changes_nothing(client_of: ClientOf, name: str, data: dict[str, Any]) -> None:
    told = report_at("drafting")
    where = "key_findings" if name == "add_paragraph" else "P1"
    form = data or sent(told, told.paragraph("P1"))
    page = client_of(told.joint.inspectors["ofsted"]).post(url(told, name, where), form)
    assert page.status_code == 403
    assert "written by the overall lead" in words(page) or "Only the lead" in words(page)
    assert told.paragraph("P1").version == 1


# --- what is being typed --------------------------------------------------------------------------


def type_into(client: Client, address: str, text: str = "Half a sen", version: int = 0) -> Any:
    body = {"receipt": str(uuid4()), "version": version, "content": {"text": text, "base": "1"}}
    return client.post(address, json.dumps(body), content_type="application/json")


def test_what_is_typed_is_kept_and_comes_back(client_of: ClientOf) -> None:
    told = report_at("drafting")
    client, key = client_of(told.lead), uuid4()
    address = url(told, "type_paragraph", "P1", key)
    first = type_into(client, address)
    assert first.json()["version"] == 1
    assert type_into(client, address, "Half a sentence", 1).json()["version"] == 2
    page = client.get(url(told, "change_paragraph", "P1"))
    assert "Half a sentence" in words(page)
    assert "You typed this on" in words(page)
    assert f'value="{key}"' in words(page)
    assert 'data-version="2"' in words(page)


def test_what_is_typed_is_seen_by_its_writer_alone(client_of: ClientOf) -> None:
    told = report_at("drafting")
    type_into(client_of(told.lead), url(told, "type_paragraph", "P1", uuid4()), "Secret so far")
    other = words(client_of(told.joint.leads["cqc"]).get(url(told, "change_paragraph", "P1")))
    assert "Secret so far" not in other


def test_what_is_typed_into_a_new_paragraph_comes_back_and_can_be_thrown_away(
    client_of: ClientOf,
) -> None:
    told = begun_report()
    client, key = client_of(told.lead), uuid4()
    address = url(told, "add_paragraph", "key_findings")
    type_into(client, url(told, "type_new_paragraph", "key_findings", key), "A beginning")
    assert "A beginning" in words(client.get(address))
    client.post(address, sent(told, text="A beginning", once=key, discard="1"))
    assert "A beginning" not in words(client.get(address))
    assert not Paragraph.objects.exists()


def test_what_was_typed_can_be_thrown_away_from_an_emptied_form(client_of: ClientOf) -> None:
    told = report_at("drafting")
    client, new, key = client_of(told.lead), uuid4(), uuid4()
    add, change = url(told, "add_paragraph", "key_findings"), url(told, "change_paragraph", "P1")
    type_into(client, url(told, "type_new_paragraph", "key_findings", new), "A beginning")
    type_into(client, url(told, "type_paragraph", "P1", key), "Another wording")
    for address, receipt in ((add, new), (change, key)):
        answer = client.post(address, sent(told, text="", once=receipt, discard="1"))
        assert answer.status_code == 302
    assert "A beginning" not in words(client.get(add))
    assert "Another wording" not in words(client.get(change))


def test_what_no_database_can_hold_stops_no_autosave(client_of: ClientOf) -> None:
    told = begun_report()
    client, key = client_of(told.lead), uuid4()
    address = url(told, "type_new_paragraph", "key_findings", key)
    assert type_into(client, address, "Half a\x00 sen\ud83dtence").status_code == 200
    page = client.get(url(told, "add_paragraph", "key_findings"))
    assert "Half a sentence" in words(page)


@pytest.mark.parametrize("name", ["paragraph_evidence", "unlink_evidence"])
def test_a_reference_that_no_database_can_hold_is_none(client_of: ClientOf, name: str) -> None:
    told = report_at("drafting")
    answer = client_of(told.lead).post(url(told, name, "P1"), {"evidence": "\x00"})
    assert answer.status_code == 409


def test_two_windows_that_type_at_once_are_told(client_of: ClientOf) -> None:
    told = report_at("drafting")
    client = client_of(told.lead)
    address = url(told, "type_paragraph", "P1", uuid4())
    type_into(client, address, "From the one")
    answer = type_into(client, address, "From the other")
    assert answer.status_code == 409
    assert answer.json()["theirs"]["content"]["text"] == "From the one"


def test_nothing_typed_is_called_saved_once_the_text_stands(client_of: ClientOf) -> None:
    told = report_at("agreement")
    for address in (
        url(told, "type_paragraph", "P1", uuid4()),
        url(told, "type_new_paragraph", "key_findings", uuid4()),
    ):
        answer = type_into(client_of(told.lead), address)
        assert answer.status_code == 403
        assert "its text cannot be changed now" in answer.json()["message"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"content": 3}', b'{"content": {"text": ["a"]}}', b"\xff"]
)
def test_what_is_no_autosave_is_refused(client_of: ClientOf, body: bytes) -> None:
    told = report_at("drafting")
    answer = client_of(told.lead).post(
        url(told, "type_paragraph", "P1", uuid4()), body, content_type="application/json"
    )
    assert answer.status_code == 409
    assert "no autosave" in answer.json()["message"]


# --- evidence -------------------------------------------------------------------------------------


def told_with_evidence() -> tuple[Told, JointInspection, list[str]]:
    told = begun_report()
    paragraph_of(told)
    items = [evidence_by(told.joint, told.lead, text=f"Seen {number}.") for number in range(2)]
    return told, told.joint, [item.reference for item in items]


def test_evidence_is_linked_and_unlinked_on_its_page(client_of: ClientOf) -> None:
    told, _, (first, second) = told_with_evidence()
    client, address = client_of(told.lead), url(told, "paragraph_evidence", "P1")
    page = client.post(address, {"evidence": [first, second]}, follow=True)
    assert "2 items linked." in words(page)
    assert "Seen 0." in words(page)
    assert "Rests on 2 items of evidence" in words(client.get(url(told, "report")))
    page = client.post(url(told, "unlink_evidence", "P1"), {"evidence": first}, follow=True)
    assert "The item is unlinked." in words(page)
    assert "Rests on 1 item of evidence" in words(client.get(url(told, "report")))


def test_what_somebody_cannot_see_is_counted_and_not_shown(client_of: ClientOf) -> None:
    from tests.factories.inspections import single_strand

    told, joint, _ = told_with_evidence()
    strand = single_strand(joint, "cqc")
    item = evidence_by(joint, joint.inspectors["cqc"], strand=strand, text="Of CQC alone.")
    with acting_as(joint.leads["cqc"]):
        link_evidence(
            paragraph=told.paragraph("P1"),
            references=[item.reference],
            by=joint.leads["cqc"],
            at=timezone.now(),
        )
    text = words(client_of(told.lead).get(url(told, "paragraph_evidence", "P1")))
    assert "rests on 1 more item that your inspectorate does not see" in text
    assert item.reference not in text
    assert "Of CQC alone." not in text


def test_an_inspector_looks_at_the_evidence_without_a_button(client_of: ClientOf) -> None:
    told, joint, references = told_with_evidence()
    page = client_of(joint.inspectors["cqc"]).get(url(told, "paragraph_evidence", "P1"))
    assert references[0] in words(page)
    assert "Link what is ticked" not in words(page)


def test_an_item_that_does_not_exist_is_refused_in_words(client_of: ClientOf) -> None:
    told, _, _ = told_with_evidence()
    page = client_of(told.lead).post(
        url(told, "paragraph_evidence", "P1"), {"evidence": ["E-0000-0000"]}
    )
    assert page.status_code == 409
    assert "no evidence E-0000-0000 that you can see" in words(page)


@pytest.mark.parametrize("items", [1, 3])
def test_the_evidence_page_asks_the_same_queries_for_any_number_of_items(
    client_of: ClientOf, items: int, assert_queries: Queries
) -> None:
    told = begun_report()
    paragraph_of(told)
    for _ in range(items):
        evidence_by(told.joint, told.lead)
    client = client_of(told.lead)
    client.get(url(told, "paragraph_evidence", "P1"))
    # session, person, place, report, paragraph, evidence, links, their number, audit
    with assert_queries(9):
        client.get(url(told, "paragraph_evidence", "P1"))
