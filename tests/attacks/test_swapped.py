"""Names of one inspection, framework or area, sent to another.

The person works on both inspections, so that nothing but the relation of the two is wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from inspections.models import Assignment, EvidenceShare
from judgements.models import Position
from organisations.models import User
from records.actor import acting_as
from records.models import Draft
from reports.models import ParagraphEvidence
from tests.attacks.sent import (
    evidence_form,
    foreign_criterion,
    items_of,
    record,
    to,
    work_here_too,
)
from tests.factories.documents import health_at
from tests.factories.frameworks import draft_factory
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.judgements import opened_judgement
from tests.factories.organisations import AdminFactory, InspectorateFactory
from tests.factories.reports import Told, begun_report, report_at

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


@dataclass
class Both:
    """Two inspections, and an inspector of CQC who works on both."""

    mine: JointInspection
    other: JointInspection
    person: User


@pytest.fixture
def both() -> Both:
    mine, other = joint_inspection(), joint_inspection()
    person = mine.inspectors["cqc"]
    work_here_too(person, other, "cqc")
    return Both(mine, other, person)


SCREENS = ("evidence_item", "change_evidence", "share_evidence")


@pytest.mark.parametrize("screen", SCREENS)
def test_an_item_of_another_inspection_is_absent_under_this_one(
    both: Both, client_of: ClientOf, screen: str
) -> None:
    item = evidence_by(both.other, both.person)
    client = client_of(both.person)
    right = to("inspections:evidence_item", both.other, item.reference)
    assert client.get(right).status_code == 200
    wrong = to(f"inspections:{screen}", both.mine, item.reference)
    assert client.get(wrong).status_code == 404
    assert client.post(wrong, evidence_form(both.mine)).status_code in {404, 405}
    assert [row.version for row in items_of(both.person)] == [1]


def test_a_case_of_another_inspection_is_absent_under_this_one(
    both: Both, client_of: ClientOf
) -> None:
    case_of(both.other), case_of(both.other)
    case_of(both.mine)
    client = client_of(both.person)
    assert client.get(to("inspections:case", both.other, "T2")).status_code == 200
    assert client.get(to("inspections:case", both.mine, "T2")).status_code == 404


def test_evidence_names_no_case_of_another_inspection(both: Both, client_of: ClientOf) -> None:
    case = case_of(both.other)
    response = record(client_of(both.person), both.mine, case=case.pk)
    assert response.status_code == 422
    assert items_of(both.person) == []


def test_evidence_names_no_agency_of_another_area(both: Both, client_of: ClientOf) -> None:
    response = record(client_of(both.person), both.mine, agency=both.other.agencies[0].pk)
    assert response.status_code == 422
    assert items_of(both.person) == []


def test_evidence_names_no_criterion_of_another_framework(both: Both, client_of: ClientOf) -> None:
    response = record(client_of(both.person), both.mine, criteria=[foreign_criterion().pk])
    assert response.status_code == 422
    assert items_of(both.person) == []


def test_evidence_names_what_belongs_together(both: Both, client_of: ClientOf) -> None:
    case, agency = case_of(both.mine), both.mine.agencies[0]
    response = record(client_of(both.person), both.mine, case=case.pk, agency=agency.pk)
    assert response.status_code == 302
    assert [item.case_id for item in items_of(both.person)] == [case.pk]


def test_a_change_takes_no_agency_of_another_area(both: Both, client_of: ClientOf) -> None:
    item = evidence_by(both.mine, both.person)
    where = to("inspections:change_evidence", both.mine, item.reference)
    form = evidence_form(both.mine, agency=both.other.agencies[0].pk, base=1)
    assert client_of(both.person).post(where, form).status_code == 422
    assert [row.version for row in items_of(both.person)] == [1]


def test_a_key_of_somebody_else_s_form_shows_and_saves_nothing(
    both: Both, client_of: ClientOf
) -> None:
    key = uuid4()
    evidence_by(both.mine, both.mine.inspectors["hmic"], key=key, text="Of HMICFRS alone.")
    response = record(client_of(both.person), both.mine, once=key)
    assert response.status_code == 409
    assert "Of HMICFRS alone." not in response.content.decode()
    assert items_of(both.person) == []


def test_a_key_of_a_hidden_item_answers_as_that_of_any_form_sent_before(
    both: Both, client_of: ClientOf
) -> None:
    strand = single_strand(both.mine, "ofsted")
    key = uuid4()
    evidence_by(both.mine, both.mine.inspectors["ofsted"], key=key, strand=strand, text="Hidden.")
    response = record(client_of(both.person), both.mine, once=key)
    assert response.status_code in {409, 422}
    assert "Hidden." not in response.content.decode()
    assert items_of(both.person) == []


def test_an_item_is_shared_with_no_inspectorate_from_elsewhere(
    both: Both, client_of: ClientOf
) -> None:
    item = evidence_by(both.mine, both.person, strand=single_strand(both.mine, "cqc"))
    stranger = InspectorateFactory(code="hmi-prisons")
    where = to("inspections:share_evidence", both.mine, item.reference)
    for value in (stranger.code, stranger.pk, "cqc"):
        form = {"once": uuid4(), "inspectorate": value, "purpose": "To see.", "version": 1}
        assert client_of(both.person).post(where, form).status_code in {409, 422}
    with acting_as(both.person):
        assert not EvidenceShare.objects.exists()


def test_nobody_of_another_team_is_ended_under_this_inspection(
    both: Both, client_of: ClientOf
) -> None:
    outsider = member_factory("cqc")
    work_here_too(outsider, both.other, "cqc")
    where = to("inspections:end_assignment", both.mine, outsider.email)
    form = {"once": uuid4(), "when": "now"}
    assert client_of(both.mine.leads["cqc"]).post(where, form).status_code == 404
    assert Assignment.objects.get(person=outsider).ends_on is None


def test_a_lead_names_nobody_of_another_inspectorate(both: Both, client_of: ClientOf) -> None:
    where = to("inspections:name_member", both.mine)
    for person in (member_factory("hmic"), AdminFactory(), both.mine.chair):
        form = {"once": uuid4(), "person": person.email, "role": "inspector"}
        assert client_of(both.mine.leads["cqc"]).post(where, form).status_code == 422
        assert not Assignment.objects.filter(person=person).exists()


def test_a_position_relies_on_no_item_of_another_inspection(
    both: Both, client_of: ClientOf
) -> None:
    lead = both.mine.leads["cqc"]
    foreign = evidence_by(both.other, both.other.inspectors["cqc"])
    hidden = evidence_by(
        both.mine, both.mine.inspectors["ofsted"], strand=single_strand(both.mine, "ofsted")
    )
    opened_judgement(both.mine)
    for key in (foreign.pk, foreign.reference, hidden.pk, hidden.reference):
        form = {
            "once": uuid4(),
            "inspectorate": "cqc",
            "grade": "good",
            "rationale": "Because.",
            "evidence": [str(key)],
        }
        response = client_of(lead).post(to("judgements:position", both.mine, "lscb"), form)
        assert response.status_code in {200, 409, 422}
        assert b"is recorded" not in response.content
    with acting_as(lead):
        assert not Position.objects.exists()


def test_a_change_under_the_key_of_a_hidden_item_changes_nothing(
    both: Both, client_of: ClientOf
) -> None:
    item = evidence_by(both.mine, both.person)
    strand, key = single_strand(both.mine, "ofsted"), uuid4()
    evidence_by(both.mine, both.mine.inspectors["ofsted"], key=key, strand=strand, text="Hidden.")
    where = to("inspections:change_evidence", both.mine, item.reference)
    form = evidence_form(both.mine, base=1, once=key, text="Another text.")
    response = client_of(both.person).post(where, form)
    assert response.status_code == 409
    assert "Hidden." not in response.content.decode()
    assert [row.version for row in items_of(both.person)] == [1]


# --- reports ------------------------------------------------------------------------------------


@pytest.fixture
def told() -> Told:
    return report_at("drafting")


def links_of(told: Told) -> int:
    return ParagraphEvidence.objects.filter(paragraph__report=told.report).count()


def test_a_paragraph_rests_on_no_item_of_another_inspection(
    told: Told, client_of: ClientOf
) -> None:
    other = joint_inspection()
    foreign = evidence_by(other, other.inspectors["ofsted"])
    where = to("reports:paragraph_evidence", told, "P1")
    response = client_of(told.lead).post(where, {"evidence": [foreign.reference]})
    assert response.status_code == 409
    assert links_of(told) == 0


def test_a_paragraph_rests_on_no_item_that_its_writer_cannot_see(
    told: Told, client_of: ClientOf
) -> None:
    joint = told.joint
    seen = evidence_by(joint, joint.inspectors["ofsted"])
    hidden = evidence_by(joint, joint.inspectors["ofsted"], strand=single_strand(joint, "ofsted"))
    where = to("reports:paragraph_evidence", told, "P1")
    sent = {"evidence": [seen.reference, hidden.reference]}
    response = client_of(joint.leads["cqc"]).post(where, sent)
    absent = {"evidence": [seen.reference, "E-ZZZZ-ZZZZ"]}
    for_absent = client_of(joint.leads["cqc"]).post(where, absent)
    assert response.status_code == for_absent.status_code == 409
    assert hidden.reference.encode() in response.content  # the name that was sent, and no more
    assert links_of(told) == 0


def test_a_point_is_addressed_to_no_agency_of_another_area(told: Told, client_of: ClientOf) -> None:
    other = joint_inspection()
    form = {"once": uuid4(), "base": 0, "text": "Do it.", "agency": other.agencies[0].pk}
    where = to("reports:add_paragraph", told, "improvement")
    before = told.report.paragraphs.count()
    assert client_of(told.lead).post(where, form).status_code == 422
    assert told.report.paragraphs.count() == before


def test_a_section_that_the_form_of_the_report_has_not_is_absent(
    told: Told, client_of: ClientOf
) -> None:
    form = {"once": uuid4(), "base": 0, "text": "Here."}
    where = to("reports:add_paragraph", told, "nowhere")
    assert client_of(told.lead).post(where, form).status_code == 404


def test_a_paragraph_of_another_report_is_absent(told: Told, client_of: ClientOf) -> None:
    other = report_at("drafting")
    assert other.report.paragraphs.filter(reference="P6").exists()
    told.report.paragraphs.filter(reference="P6").update(reference="P77")
    client = client_of(told.lead)
    assert client.get(to("reports:change_paragraph", told, "P6")).status_code == 404
    assert client.get(to("reports:change_paragraph", other, "P6")).status_code == 404


def test_the_slug_and_the_reference_lead_to_no_document_but_their_own(client_of: ClientOf) -> None:
    health = health_at("quality_assurance")
    joint = health.joint
    joint_letter = begun_report(joint)
    elsewhere = joint_inspection()
    work_here_too(health.writer, elsewhere, "cqc")
    own, client = health.report.where, client_of(health.writer)
    assert client.get(reverse("reports:draft", args=[*own, 1])).status_code == 200
    for where in (
        joint_letter.report.where,
        [joint.reference, "summary"],
        [joint.reference, "agency-report"],
        [joint.reference, "agency-report-hmic"],
        [elsewhere.reference, own[1]],
        [elsewhere.reference, "joint-letter"],
    ):
        assert client.get(reverse("reports:draft", args=[*where, 1])).status_code == 404, where
        assert (
            client.get(reverse("reports:change_paragraph", args=[*where, "P1"])).status_code == 404
        )
    other = client_of(joint.overall_lead)
    for name, *rest in (("draft", 1), ("draft_pdf", 1), ("change_paragraph", "P1"), ("quality",)):
        assert other.get(reverse(f"reports:{name}", args=[*own, *rest])).status_code == 404, name
    assert other.post(reverse("reports:preview", args=own)).status_code == 404
    assert other.post(reverse("reports:reopen", args=own), {"why": "Mine."}).status_code == 404


def test_the_chair_comments_on_no_paragraph_that_was_written_later(client_of: ClientOf) -> None:
    told = report_at("with_chair")
    told.report.paragraphs.filter(reference="P1").update(reference="P88")
    client = client_of(told.chair)
    assert client.get(to("reports:add_comment", told, "P1")).status_code == 200
    assert client.get(to("reports:add_comment", told, "P88")).status_code == 404


def test_a_version_is_approved_with_its_own_content_alone(client_of: ClientOf) -> None:
    joint_inspection()
    one, another = (draft_factory(version=name) for name in ("one", "another"))
    admin, second = AdminFactory(), AdminFactory()
    propose = reverse("frameworks:propose", args=[one.framework.code, one.version])
    form: dict[str, Any] = {"seen": another.file_hash, "once": uuid4()}
    form |= {"on_day": "1", "on_month": "9", "on_year": "2027"}
    assert client_of(admin).post(propose, form).status_code in {409, 422}
    form["seen"] = one.file_hash
    assert client_of(admin).post(propose, form).status_code == 302
    approve = reverse("frameworks:approve", args=[one.framework.code, one.version])
    wrong = client_of(second).post(approve, {"seen": another.file_hash})
    assert wrong.status_code == 409
    one.refresh_from_db()
    assert one.approved_by is None


def test_a_note_of_somebody_else_is_neither_shown_nor_thrown_away(
    both: Both, client_of: ClientOf
) -> None:
    key = uuid4()
    where = to("inspections:autosave", both.mine, key)
    sent = {"receipt": str(key), "version": 0, "content": {"text": "Mine alone."}}
    owner, other = both.mine.inspectors["hmic"], client_of(both.person)
    client_of(owner).post(where, sent, content_type="application/json")
    taken = other.post(where, sent, content_type="application/json")
    assert taken.status_code == 409
    assert b"Mine alone." not in taken.content
    shown = other.get(to("inspections:record_evidence", both.mine), {"draft": key})
    assert b"Mine alone." not in shown.content
    thrown = other.post(to("inspections:discard_note", both.mine, key))
    assert thrown.status_code == 404
    with acting_as(owner):
        assert Draft.objects.filter(receipt=key).exists()
