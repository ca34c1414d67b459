"""The grade reasoning sheet: what it says at each stage, what it never says, and who has it."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from inspections.models import Assignment
from judgements.actions import reasoning
from judgements.models import Judgement
from judgements.presenters import JudgementPresenter, Reading
from judgements.presenters.reasoning import sheet_of
from judgements.values.reasoning import Sheet, SheetCell, SheetTable
from organisations.models import User
from records.actor import acting_as
from records.errors import PermissionRefused
from records.models import AuditEntry, Job
from records.states import JobState
from tests.factories.inspections import JointInspection, evidence_by, joint_inspection
from tests.factories.judgements import (
    agreed_judgement,
    escalated_judgement,
    judgement_in,
    open_round,
    outcome_of,
    position_of,
    proposal_of,
    proposed_judgement,
    reopening_of,
    revealed_judgement,
    signature_of,
)
from tests.factories.organisations import UserFactory

ClientOf = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]
cells = st.builds(SheetCell, st.text(), st.lists(st.text()).map(tuple))
tables = st.builds(
    SheetTable,
    st.text(),
    st.text(),
    st.lists(st.text()).map(tuple),
    st.lists(st.lists(cells).map(tuple)).map(tuple),
)
pairs = st.tuples(st.text(), st.text())
sheets = st.builds(
    Sheet,
    st.text(),
    st.text(),
    st.text(),
    st.lists(pairs).map(tuple),
    st.lists(tables).map(tuple),
)


@given(sheets)
def test_a_sheet_comes_back_from_json_as_it_was(sheet: Sheet) -> None:
    assert Sheet.from_data(json.loads(json.dumps(sheet.as_data()))) == sheet


# --- what it says ---------------------------------------------------------------------------------

pytest_db = pytest.mark.django_db


def sheet_for(joint: JointInspection, person: User) -> Sheet:
    """The sheet as this person reads it."""
    with acting_as(person):
        member = Assignment.objects.select_related("inspectorate").get(
            inspection=joint.inspection, person=person, ends_on=None
        )
        member.person = person
        page = JudgementPresenter(Reading(judgement_in(joint), member), joint.inspection)
        return sheet_of(page)


def titled(sheet: Sheet, title: str) -> SheetTable:
    return next(one for one in sheet.tables if one.title == title)


def texts(table: SheetTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def said(sheet: Sheet) -> str:
    return json.dumps(sheet.as_data(), ensure_ascii=False)


@pytest_db
def test_before_a_proposal_there_is_no_grade_and_every_criterion(joint: JointInspection) -> None:
    sheet = sheet_for(joint, joint.overall_lead)
    assert sheet.facts == (("Stage", "Gathering evidence"), ("Grade", "None is proposed"))
    assert sheet.title == "The effectiveness of the board"
    assert sheet.reference == joint.reference
    table = titled(sheet, "Criteria and evidence")
    assert [row[0].text for row in table.rows] == [
        f"{one.reference} {one.heading}" for one in joint.criteria
    ]
    assert {cell.text for row in table.rows for cell in row[1:]} == {"None"}


@pytest_db
def test_evidence_stands_by_reference_on_its_side_and_without_its_text(
    joint: JointInspection,
) -> None:
    author = joint.inspectors["cqc"]
    for_it = evidence_by(joint, author, text="What nobody reads here.", strength="strength")
    against = evidence_by(joint, author, text="Nor this.", strength="weakness")
    evidence_by(joint, author, text="Nor that.", strength="neutral")
    sheet = sheet_for(joint, joint.overall_lead)
    rows = titled(sheet, "Criteria and evidence").rows
    assert {one for row in rows for one in row[1].references} == {for_it.reference}
    assert {one for row in rows for one in row[2].references} == {against.reference}
    assert "nobody reads" not in said(sheet)
    assert "Nor th" not in said(sheet)


@pytest_db
def test_positions_of_an_open_round_are_left_out_also_the_readers_own(
    joint: JointInspection,
) -> None:
    open_round(joint)
    position_of(joint, "cqc", grade="inadequate", rationale="Mine, and hidden.")
    for person in (joint.leads["cqc"], joint.overall_lead):
        sheet = sheet_for(joint, person)
        table = titled(sheet, "Positions of round 1")
        assert table.rows == ()
        assert table.note.startswith("1 of 3 are in: CQC.")
        assert "hidden." not in said(sheet).replace("is hidden", "")
        assert "Inadequate" not in said(sheet)


@pytest_db
def test_revealed_positions_stand_side_by_side(joint: JointInspection) -> None:
    revealed_judgement(joint)
    table = titled(sheet_for(joint, joint.inspectors["hmic"]), "Positions of round 1")
    assert [row[0].text for row in table.rows] == ["Ofsted", "CQC", "HMICFRS"]
    assert {row[1].text for row in table.rows} == {"Good"}
    assert all(", by Person" in row[4].text for row in table.rows)


@pytest_db
def test_a_proposal_names_who_has_not_signed(joint: JointInspection) -> None:
    proposed_judgement(joint)
    sheet = sheet_for(joint, joint.overall_lead)
    assert dict(sheet.facts)["Stage"] == "Grade proposed"
    assert dict(sheet.facts)["Grade"] == "Good"
    table = titled(sheet, "Signatures on proposal 1")
    assert table.note.startswith("It waits for signatures. Content hash ")
    assert all(row[1].text.startswith("Not signed yet (Person") for row in table.rows)


@pytest_db
def test_an_agreed_grade_has_its_signatures_and_their_hash(joint: JointInspection) -> None:
    agreed_judgement(joint)
    sheet = sheet_for(joint, joint.quality_assurer)
    facts = dict(sheet.facts)
    table = titled(sheet, "Signatures on proposal 1")
    assert facts["Stage"] == "Agreed"
    assert table.note == f"It is agreed. Content hash {facts['Content hash']}."
    assert len(facts["Content hash"]) == 64
    assert [row[0] for row in texts(table)] == ["Ofsted", "CQC", "HMICFRS"]
    assert not any("Not signed" in row[1] for row in texts(table))


@pytest_db
def test_a_signature_says_what_the_inspectorate_says_of_the_grade(joint: JointInspection) -> None:
    proposed_judgement(joint)
    signature_of(joint, "ofsted")
    signature_of(joint, "cqc", abstention="It is not ours.")
    waiting = texts(titled(sheet_for(joint, joint.overall_lead), "Signatures on proposal 1"))
    assert [row[3] for row in waiting] == ["Agrees", "Abstains: It is not ours.", "None yet"]
    signature_of(joint, "hmic", disagreement="We saw less of it.")
    signed = texts(titled(sheet_for(joint, joint.overall_lead), "Signatures on proposal 1"))
    assert signed[2][3] == "Its own view differs: We saw less of it."


@pytest_db
def test_a_sheet_says_that_it_is_escalated_and_opened_again(joint: JointInspection) -> None:
    escalated_judgement(joint)
    sheet = sheet_for(joint, joint.overall_lead)
    assert dict(sheet.facts)["Stage"] == "Escalated"
    table = titled(sheet, "Signatures on proposal 1")
    assert table.note.startswith("The inspectorates could not agree on it. Content hash ")
    outcome_of(joint)
    proposal_of(joint)
    for code in joint.leads:
        signature_of(joint, code)
    reopening_of(joint, "New records came in.")
    again = titled(sheet_for(joint, joint.overall_lead), "Signatures on proposal 2").note
    assert again.startswith("It is void. It was opened again by ")
    assert ": New records came in. Content hash " in again


@pytest_db
def test_a_proposal_that_a_new_round_made_void_says_so(joint: JointInspection) -> None:
    proposed_judgement(joint)
    open_round(joint)
    sheet = sheet_for(joint, joint.overall_lead)
    assert dict(sheet.facts)["Grade"] == "None is proposed"
    assert titled(sheet, "Signatures on proposal 1").note.startswith("It is void.")


@pytest_db
def test_rules_stand_with_their_source_and_what_they_come_to(joint: JointInspection) -> None:
    agreed_judgement(joint)
    rows = texts(titled(sheet_for(joint, joint.overall_lead), "What the rules propose"))
    assert rows
    assert all(source and rule and ": " in outcome for source, rule, outcome in rows)


@pytest_db
def test_the_same_reasoning_makes_the_same_sheet(joint: JointInspection) -> None:
    agreed_judgement(joint)
    assert sheet_for(joint, joint.overall_lead) == sheet_for(joint, joint.overall_lead)


# --- the page -------------------------------------------------------------------------------------


def at(joint: JointInspection, area: str = "lscb") -> str:
    return f"/inspections/{joint.reference}/judgements/{area}/reasoning/"


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


@pytest_db
def test_the_page_shows_the_chain_and_links_the_evidence(
    joint: JointInspection, client_of: ClientOf
) -> None:
    item = evidence_by(joint, joint.inspectors["ofsted"])
    agreed_judgement(joint)
    page = client_of(joint.quality_assurer).get(at(joint))
    assert page.status_code == 200
    assert f'href="/inspections/{joint.reference}/evidence/{item.reference}/"' in words(page)
    assert "Signatures on proposal 1" in words(page)
    assert "Print this sheet as a PDF" in words(page)


@pytest_db
def test_the_page_of_the_judgement_leads_to_it(joint: JointInspection, client_of: ClientOf) -> None:
    page = client_of(joint.overall_lead).get(f"/inspections/{joint.reference}/judgements/lscb/")
    assert f'href="{at(joint)}"' in page.content.decode()


@pytest_db
def test_text_that_looks_like_markup_is_text(joint: JointInspection, client_of: ClientOf) -> None:
    open_round(joint)
    for code in joint.leads:
        position_of(joint, code, rationale="<script>alert(1)</script>")
    page = client_of(joint.overall_lead).get(at(joint)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


@pytest_db
@pytest.mark.parametrize("items", [1, 3])
def test_the_page_asks_as_often_for_three_items_as_for_one(
    items: int, joint: JointInspection, client_of: ClientOf, assert_queries: Queries
) -> None:
    for _ in range(items):
        evidence_by(joint, joint.inspectors["ofsted"])
    agreed_judgement(joint)
    browser = client_of(joint.overall_lead)
    browser.get(at(joint))
    with assert_queries(25):
        browser.get(at(joint))


@pytest_db
def test_it_is_no_page_for_others_nor_of_an_area_that_is_not_there(
    joint: JointInspection, client_of: ClientOf
) -> None:
    assert client_of(UserFactory()).get(at(joint)).status_code == 404
    assert client_of(joint_inspection().overall_lead).get(at(joint)).status_code == 404
    assert client_of(joint.overall_lead).get(at(joint, "nothing")).status_code == 404


# --- asking for the PDF ---------------------------------------------------------------------------


@pytest_db
def test_asking_twice_for_the_same_sheet_is_one_job(
    joint: JointInspection, client_of: ClientOf
) -> None:
    agreed_judgement(joint)
    browser = client_of(joint.overall_lead)
    for _ in range(2):
        assert browser.post(at(joint)).headers["Location"] == at(joint)
    job = Job.objects.get(kind=reasoning.PRINT_SHEET)
    assert job.asked_by == joint.overall_lead
    assert Sheet.from_data(job.arguments["sheet"]) == sheet_for(joint, joint.overall_lead)
    assert "The sheet is being printed" in words(browser.get(at(joint)))
    assert AuditEntry.objects.filter(method="POST", person=joint.overall_lead).exists()


@pytest_db
def test_two_people_have_a_job_each_and_a_changed_sheet_another(
    joint: JointInspection, client_of: ClientOf
) -> None:
    client_of(joint.overall_lead).post(at(joint))
    client_of(joint.quality_assurer).post(at(joint))
    evidence_by(joint, joint.inspectors["ofsted"])
    page = client_of(joint.overall_lead).get(at(joint))
    assert "Print this sheet as a PDF" in words(page)
    client_of(joint.overall_lead).post(at(joint))
    assert Job.objects.filter(kind=reasoning.PRINT_SHEET).count() == 3


@pytest_db
def test_a_printed_sheet_can_be_fetched_and_one_that_failed_says_why(
    joint: JointInspection, client_of: ClientOf
) -> None:
    browser = client_of(joint.overall_lead)
    browser.post(at(joint))
    job = Job.objects.get(kind=reasoning.PRINT_SHEET)
    address = f"/inspections/{joint.reference}/reports/reasoning/{job.reference}.pdf"
    assert address not in words(browser.get(at(joint)))
    _move(job, state=JobState.DONE)
    assert address in words(browser.get(at(joint)))
    _move(job, state=JobState.FAILED, reason="It has too many pages.")
    page = words(browser.get(at(joint)))
    assert "It has too many pages." in page
    assert "Print this sheet as a PDF" in page


def _move(job: Job, **changes: Any) -> None:
    Job.objects.filter(pk=job.pk).update(**changes)


@pytest_db
def test_somebody_who_is_not_on_the_team_asks_for_nothing(joint: JointInspection) -> None:
    judgement: Judgement = judgement_in(joint)
    sheet = sheet_for(joint, joint.overall_lead)
    with pytest.raises(PermissionRefused):
        reasoning.ask_for_sheet(
            judgement=judgement, sheet=sheet, by=UserFactory(), at=joint.inspection.opened_at
        )
    assert not Job.objects.exists()
