"""An inspection ends in several documents: which, whose, and who reads and writes each."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from itertools import product
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from frameworks.addresses import form_slug, read_form_slug
from frameworks.values import FormKind
from inspections.models import StrandParticipant
from inspections.permissions import assignment_of
from organisations.models import User
from records.actor import acting_as
from records.errors import PermissionRefused
from reports.actions import confirm_publication, documents_of, open_report
from reports.models import PublicationProposal, Report, waiting
from reports.permissions import inspectorates_of, may_confirm, may_read, participants_of
from reports.states import ReportState
from tests.factories.documents import (
    HEALTH,
    HealthReport,
    begun_health,
    form_of,
    health_at,
    with_documents,
    written_health,
)
from tests.factories.inspections import member_factory
from tests.factories.reports import printed
from tests.factories.single_agency import GradedInspection

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


# --- which ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "strand"), [*product(FormKind, ["", "joint", "hmi-probation"])])
def test_a_slug_leads_back_to_its_kind_and_strand(kind: FormKind, strand: str) -> None:
    read = read_form_slug(form_slug(kind, strand))
    assert read is not None
    assert read[0] == kind
    assert strand in read[1]


@pytest.mark.parametrize("slug", ["", "report", "agency", "lettered"])
def test_what_names_no_kind_is_no_slug(slug: str) -> None:
    assert read_form_slug(slug) is None


def test_every_document_that_the_framework_names_is_there_once_in_its_place() -> None:
    graded = with_documents()
    kind = graded.joint.inspection.inspection_type
    form_of(kind, "combined")
    form_of(kind, "agency_report", "hmi-prisons")
    found = documents_of(inspection=graded.joint.inspection)
    assert [(one.slug, one.strand.code if one.strand else "") for one in found] == [
        ("summary", ""),
        ("joint-letter", "joint"),
        (HEALTH, "cqc"),
        ("combined", ""),
    ]
    assert not any(one.is_begun for one in found)


def test_a_document_begun_once_is_not_begun_again() -> None:
    told = begun_health()
    again = Report(inspection=told.joint.inspection, form=told.report.form, strand=None)
    again.opened_by, again.opened_at = told.writer, timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    documents = documents_of(inspection=told.joint.inspection)
    assert [one.slug for one in documents if one.is_begun] == [HEALTH]


def test_documents_of_several_inspectorates_have_no_one_owner() -> None:
    graded = with_documents()
    owners = {one.slug: one.owner for one in documents_of(inspection=graded.joint.inspection)}
    assert {slug: one.code if one else "" for slug, one in owners.items()} == {
        "summary": "",
        "joint-letter": "",
        HEALTH: "cqc",
    }


# --- who begins -----------------------------------------------------------------------------------


def begins(graded: GradedInspection, person: User, document: str) -> bool:
    try:
        with transaction.atomic():
            open_report(
                inspection=graded.joint.inspection, document=document, by=person, at=timezone.now()
            )
    except PermissionRefused:
        return False
    return True


@pytest.mark.parametrize(("code", "begun"), [("cqc", True), ("ofsted", False), ("hmic", False)])
def test_the_report_of_one_inspectorate_is_begun_by_its_own_lead(code: str, begun: bool) -> None:
    graded = with_documents()
    assert begins(graded, graded.joint.leads[code], HEALTH) == begun
    assert not begins(graded, graded.joint.inspectors[code], HEALTH)
    assert Report.objects.count() == begun


@pytest.mark.parametrize("code", ["cqc", "ofsted", "hmic"])
def test_the_summary_is_begun_by_any_lead(code: str) -> None:
    graded = with_documents()
    assert not begins(graded, graded.joint.inspectors[code], "summary")
    assert begins(graded, graded.joint.leads[code], "summary")


@pytest.mark.parametrize(("code", "begun"), [("ofsted", True), ("cqc", False), ("hmic", False)])
def test_a_document_that_binds_the_others_is_begun_by_the_overall_lead(
    code: str, begun: bool
) -> None:
    graded = with_documents()
    form_of(graded.joint.inspection.inspection_type, "combined")
    assert begins(graded, graded.joint.leads[code], "combined") == begun
    assert Report.objects.count() == begun


# --- who reads ------------------------------------------------------------------------------------


def readers(told: HealthReport) -> dict[str, User]:
    joint = told.joint
    return {
        **{f"lead of {code}": person for code, person in joint.leads.items()},
        **{f"inspector of {code}": person for code, person in joint.inspectors.items()},
        "assurer of cqc": told.assurer,
        "assurer of ofsted": joint.quality_assurer,
        "stranger": member_factory("cqc", "lead"),
        "chair": joint.chair,
    }


OWN = {"lead of cqc", "inspector of cqc", "assurer of cqc"}
OTHER_LEADS = {"lead of ofsted", "lead of hmic"}


def test_who_reads_the_report_of_one_inspectorate_at_each_stage() -> None:
    told = begun_health()
    people = readers(told)
    day = timezone.localdate()
    signed = set(ReportState) - {"drafting", "quality_assurance", "agreement"}
    for state in ReportState:
        Report.objects.filter(pk=told.report.pk).update(state=state)
        report = Report.objects.lock(told.report)
        expected = OWN | (OTHER_LEADS if state in signed else set())
        asked = {
            name
            for name, person in people.items()
            if may_read(assignment_of(person, report.inspection, day), report).allowed
        }
        found = {
            name
            for name, person in people.items()
            if Report.objects.visible_to(person, day).filter(pk=report.pk).exists()
        }
        assert (state, asked, found) == (state, expected, expected)


def test_an_assurer_of_another_inspectorate_reads_from_quality_assurance_on() -> None:
    told = begun_health()
    form = told.report.form
    form.quality_assured_by = told.joint.inspection.inspection_type.led_by
    form.save()
    day = timezone.localdate()
    reads = {}
    for state in ("drafting", "quality_assurance", "agreement"):
        Report.objects.filter(pk=told.report.pk).update(state=state)
        report = Report.objects.lock(told.report)
        place = assignment_of(told.joint.quality_assurer, report.inspection, day)
        rows = Report.objects.visible_to(told.joint.quality_assurer, day)
        reads[state] = (may_read(place, report).allowed, rows.filter(pk=report.pk).exists())
    assert reads == {
        "drafting": (False, False),
        "quality_assurance": (True, True),
        "agreement": (True, True),
    }


def test_what_is_written_together_everybody_on_the_team_reads() -> None:
    graded = with_documents()
    joint = graded.joint
    report = open_report(
        inspection=joint.inspection, document="summary", by=joint.leads["hmic"], at=timezone.now()
    )
    day = timezone.localdate()
    for person in joint.team:
        assert Report.objects.visible_to(person, day).get() == report
    assert not Report.objects.visible_to(joint.chair, day).exists()


# --- the way of a report of one inspectorate ------------------------------------------------------


def test_it_goes_its_way_with_its_own_people_and_one_signature() -> None:
    told = health_at("proposed")
    assert [event.to_state for event in told.report.events.order_by("pk")] == [
        "drafting",
        "quality_assurance",
        "agreement",
        "with_chair",
        "answering",
        "final_agreement",
    ]
    assert {one.inspectorate.code for one in told.draft.sign_offs.all()} == {"cqc"}
    printed(told.draft)
    person = told.joint.leads["hmic"]
    with acting_as(person):
        publication = confirm_publication(
            report=told.report,
            content_hash=told.draft.content_hash,
            by=person,
            at=timezone.now(),
        )
    assert publication.reference == f"{told.reference}-{HEALTH}"
    assert (publication.proposed_by, publication.confirmed_by) == (told.writer, person)


@pytest.mark.parametrize("who", ["lead of cqc", "assurer of cqc", "inspector of hmic"])
def test_its_publication_is_confirmed_by_another_inspectorate_s_lead_alone(who: str) -> None:
    told = health_at("proposed")
    printed(told.draft)
    person = readers(told)[who]
    with pytest.raises(PermissionRefused), acting_as(person), transaction.atomic():
        confirm_publication(
            report=told.report,
            content_hash=told.draft.content_hash,
            by=person,
            at=timezone.now(),
        )
    assert not told.report.publications.exists()


def test_each_step_waits_for_the_one_whose_it_is() -> None:
    graded = with_documents()
    told = written_health(graded)
    day = timezone.localdate()
    people = readers(told)

    def asked(find: Callable[[User, date], QuerySet[Report]]) -> set[str]:
        return {name for name, person in people.items() if find(person, day).exists()}

    assert asked(waiting.reports_led_by) == {"lead of cqc"}
    Report.objects.filter(pk=told.report.pk).update(state="quality_assurance")
    assert asked(waiting.reports_to_assure) == {"assurer of cqc"}
    told = health_at("agreement", with_documents())
    people = readers(told)
    assert asked(waiting.reports_to_sign_off) == {"lead of cqc"}
    told = health_at("proposed", with_documents())
    people = readers(told)
    assert asked(waiting.reports_to_confirm) == OTHER_LEADS


# --- its pages ------------------------------------------------------------------------------------


def at(told: HealthReport, name: str, *rest: object) -> str:
    return reverse(f"reports:{name}", args=[*told.report.where, *rest])


def test_to_others_its_pages_do_not_exist(client_of: ClientOf) -> None:
    told = health_at("agreement")
    pages = [
        at(told, "report"),
        at(told, "sign"),
        at(told, "quality"),
        at(told, "draft", 1),
        at(told, "paragraph_evidence", "P1"),
        at(told, "change_paragraph", "P1"),
        at(told, "publish"),
    ]
    for name in ("lead of ofsted", "inspector of hmic", "assurer of ofsted", "stranger", "chair"):
        client = client_of(readers(told)[name])
        answers = {page: client.get(page).status_code for page in pages}
        assert set(answers.values()) == {404}, (name, answers)
        assert client.post(at(told, "sign"), {"content_hash": "0"}).status_code == 404
        assert client.post(at(told, "begin")).status_code in {403, 404}
    assert client_of(told.graded.inspector).get(at(told, "report")).status_code == 200


def test_a_paragraph_of_one_document_is_none_of_another(client_of: ClientOf) -> None:
    told = written_health()
    elsewhere = [told.reference, "joint-letter", "P1"]
    client = client_of(told.writer)
    assert client.get(at(told, "change_paragraph", "P1")).status_code == 200
    assert client.get(reverse("reports:change_paragraph", args=elsewhere)).status_code == 404


def test_the_list_says_who_writes_each_and_where_it_is(client_of: ClientOf) -> None:
    told = begun_health()
    page = reverse("reports:list", args=[told.reference])
    own = client_of(told.writer).get(page).content.decode()
    other = client_of(told.joint.inspectors["hmic"]).get(page).content.decode()
    for text in (own, other):
        assert "The lead of CQC to send it to quality assurance" in text
        assert "Ofsted, CQC and HMIC, together" in text.replace("HMICFRS", "HMIC")
    assert f'href="{at(told, "report")}"' in own
    assert f'href="{at(told, "report")}"' not in other
    assert reverse("reports:begin", args=[told.reference, "summary"]) in own
    assert "/begin/" not in other
    stranger = member_factory("cqc", "lead")
    assert client_of(stranger).get(page).status_code == 404


def test_the_list_asks_the_same_of_the_database_however_many_there_are(
    client_of: ClientOf, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    graded = with_documents()
    kind = graded.joint.inspection.inspection_type
    page = reverse("reports:list", args=[graded.reference])
    client = client_of(graded.lead)
    client.get(page)
    kind.report_forms.exclude(kind="joint_letter").delete()
    counts = []
    for add in ((), (("agency_report", "cqc"), ("summary", ""))):
        for form, strand in add:
            form_of(kind, form, strand)
        with count_queries() as caught:
            text = client.get(page).content.decode()
        counts.append((text.count("<h2"), len(caught)))
    (one, first), (three, second) = counts
    assert three == one + 2
    assert first == second


def test_the_old_address_leads_to_the_document_or_to_the_list(client_of: ClientOf) -> None:
    graded = with_documents()
    client = client_of(graded.lead)
    old = f"/inspections/{graded.reference}/report/"
    answer = client.get(old)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/inspections/{graded.reference}/reports/",
    )
    forms = graded.joint.inspection.inspection_type.report_forms
    forms.exclude(kind="joint_letter").delete()
    assert client.get(old).headers["Location"] == (
        f"/inspections/{graded.reference}/reports/joint-letter/"
    )
    assert client_of(member_factory("cqc", "lead")).get(old).status_code == 404


def test_the_old_address_of_the_chair_s_page_leads_to_the_draft(client_of: ClientOf) -> None:
    told = health_at("with_chair")
    old = f"/inspections/{told.reference}/report/factual-accuracy/"
    answer = client_of(told.chair).get(old)
    assert answer.headers["Location"] == at(told, "chair")
    assert client_of(told.chair).get(at(told, "chair")).status_code == 200


def test_what_is_typed_in_one_document_is_not_offered_in_another(client_of: ClientOf) -> None:
    told = begun_health()
    summary = open_report(
        inspection=told.joint.inspection, document="summary", by=told.writer, at=timezone.now()
    )
    client, key = client_of(told.writer), uuid4()
    typed = {"version": 0, "content": {"text": "Half a sentence about nurses", "base": "0"}}
    kept = client.post(
        at(told, "type_new_paragraph", "inspected", key), typed, content_type="application/json"
    )
    assert kept.status_code == 200
    form = client.get(at(told, "add_paragraph", "inspected")).content.decode()
    other = client.get(
        reverse("reports:add_paragraph", args=[*summary.where, "inspected"])
    ).content.decode()
    assert "Half a sentence about nurses" in form
    assert "Half a sentence about nurses" not in other


# --- one inspectorate by itself -------------------------------------------------------------------


def test_where_one_inspects_alone_its_quality_assurer_confirms() -> None:
    told = health_at("final_signed")
    StrandParticipant.objects.filter(strand__inspection=told.joint.inspection).exclude(
        inspectorate__code="cqc"
    ).delete()

    assert [one.code for one in inspectorates_of(told.joint.inspection)] == ["cqc"]
    proposal = PublicationProposal(draft=told.draft, by=told.writer)
    day = timezone.localdate()
    answers = {
        name: may_confirm(
            assignment_of(person, told.joint.inspection, day),
            proposal,
            [one.pk for one in participants_of(told.report)],
            inspectorates_of(told.joint.inspection),
        ).allowed
        for name, person in readers(told).items()
    }
    assert {name for name, allowed in answers.items() if allowed} == {"assurer of cqc"}
