"""What a deputy does in coming to one view says for whom: from the record of the time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from inspections.actions import end_deputising
from judgements.models import DiscussionEntry, PrintDecision, Proposal, SeniorPerson
from organisations.models import User
from records.actor import acting_as
from tests.factories.deputies import deputy_of
from tests.factories.inspections import JointInspection
from tests.factories.judgements import (
    decision_of,
    entry_of,
    escalation_of,
    judgement_in,
    outcome_of,
    proposal_of,
    proposed_judgement,
    reopening_of,
    revealed_judgement,
    senior_of,
    signature_of,
)
from tests.judgements.test_reasoning import said, sheet_for
from tests.judgements.test_views import at, words

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def for_whom(joint: JointInspection, code: str) -> str:
    return f"{joint.inspectors[code].name} for {joint.leads[code].name}"


def entry(joint: JointInspection, by: User, _code: str) -> None:
    entry_of(joint, by)


def printing(joint: JointInspection, by: User, code: str) -> None:
    signature_of(joint, "hmic", disagreement="We differ.")
    decision_of(joint, code, prints=True, by=by)


def naming(joint: JointInspection, by: User, code: str) -> None:
    senior_of(joint, code, by=by)


def escalating(joint: JointInspection, by: User, _code: str) -> None:
    senior_of(joint, "cqc")
    escalation_of(joint, by=by)


def recording(joint: JointInspection, by: User, _code: str) -> None:
    senior_of(joint, "cqc")
    escalation_of(joint)
    outcome_of(joint, by=by)


def proposing(joint: JointInspection, by: User, _code: str) -> None:
    proposal_of(joint, by=by)


def reopening(joint: JointInspection, by: User, _code: str) -> None:
    for code in joint.leads:
        signature_of(joint, code)
    reopening_of(joint, by=by)


# What is done, by whose deputy, and whether the lead could have done it.
ACTS = [
    (entry, "cqc"),
    (printing, "cqc"),
    (naming, "cqc"),
    (escalating, "ofsted"),
    (recording, "ofsted"),
    (proposing, "ofsted"),
    (reopening, "ofsted"),
]
Act = Callable[[JointInspection, User, str], None]


def page_and_sheet(joint: JointInspection, client_of: ClientOf) -> tuple[str, str]:
    reader = joint.leads["hmic"]
    page = client_of(reader).get(at(joint))
    assert page.status_code == 200
    return words(page), said(sheet_for(joint, reader))


@pytest.mark.parametrize(("act", "code"), ACTS, ids=lambda one: getattr(one, "__name__", one))
def test_a_deputy_acts_for_the_lead(
    joint: JointInspection, client_of: ClientOf, act: Act, code: str
) -> None:
    proposed_judgement(joint)
    deputy_of(joint, code)
    act(joint, joint.inspectors[code], code)
    for text in page_and_sheet(joint, client_of):
        assert for_whom(joint, code) in text


@pytest.mark.parametrize(("act", "code"), ACTS, ids=lambda one: getattr(one, "__name__", one))
def test_it_says_so_when_the_deputy_is_none_any_more(
    joint: JointInspection, client_of: ClientOf, act: Act, code: str
) -> None:
    proposed_judgement(joint)
    named = deputy_of(joint, code)
    act(joint, joint.inspectors[code], code)
    with acting_as(joint.leads[code]):
        end_deputising(deputising=named, by=joint.leads[code], at=timezone.now())
    for text in page_and_sheet(joint, client_of):
        assert for_whom(joint, code) in text


@pytest.mark.parametrize(("act", "code"), ACTS, ids=lambda one: getattr(one, "__name__", one))
def test_a_lead_acts_for_nobody_whoever_stands_in_later(
    joint: JointInspection, client_of: ClientOf, act: Act, code: str
) -> None:
    proposed_judgement(joint)
    lead = joint.leads[code]
    act(joint, lead, code)
    deputy_of(joint, code)
    for text in page_and_sheet(joint, client_of):
        assert lead.name in text
        assert f"{lead.name} for " not in text
        assert for_whom(joint, code) not in text


def test_what_an_inspector_wrote_before_they_stood_in_is_their_own(
    joint: JointInspection, client_of: ClientOf
) -> None:
    revealed_judgement(joint)
    person = joint.inspectors["cqc"]
    entry_of(joint, person, at=timezone.now() - timedelta(minutes=5))
    deputy_of(joint, "cqc")
    for text in page_and_sheet(joint, client_of):
        assert person.name in text
        assert for_whom(joint, "cqc") not in text


def test_a_deputy_of_one_inspectorate_is_none_for_another(
    joint: JointInspection, client_of: ClientOf
) -> None:
    revealed_judgement(joint)
    deputy_of(joint, "hmic")
    entry_of(joint, joint.inspectors["cqc"])
    for text in page_and_sheet(joint, client_of):
        assert " for " + joint.leads["hmic"].name not in text


def test_rows_that_no_page_asked_for_name_the_person_alone(joint: JointInspection) -> None:
    proposed_judgement(joint)
    deputy_of(joint, "cqc")
    person = joint.inspectors["cqc"]
    entry(joint, person, "cqc")
    printing(joint, person, "cqc")
    naming(joint, person, "cqc")
    with acting_as(person):
        models: list[Any] = [DiscussionEntry, PrintDecision, SeniorPerson]
        rows = [model.objects.latest("pk") for model in models]
        assert {row.by_whom for row in rows} == {person.name}
        assert Proposal.objects.get().by_whom == joint.overall_lead.name


def test_the_sheet_has_what_was_said_printed_and_asked(joint: JointInspection) -> None:
    proposed_judgement(joint)
    titles = [one.title for one in sheet_for(joint, joint.overall_lead).tables]
    assert "Discussion" not in titles
    assert "Printing of views that differ" not in titles
    entry_of(joint, joint.leads["cqc"], "We read <b>twelve</b> audits.")
    printing(joint, joint.leads["cqc"], "cqc")
    for code in joint.leads:
        senior_of(joint, code)
    escalation_of(joint, "Two of three differ.")
    outcome_of(joint, "It is good.")
    sheet = sheet_for(joint, joint.overall_lead)
    tables = {one.title: [[cell.text for cell in row] for row in one.rows] for one in sheet.tables}
    assert tables["Discussion"][0][:2] == ["CQC", "We read <b>twelve</b> audits."]
    assert [row[:2] for row in tables["Printing of views that differ"]] == [["CQC", "Yes"]]
    asked = dict(tables["Proposal 1 went to the senior people"])
    assert asked["What they could not agree on"] == "Two of three differ."
    assert asked["Decided"] == "It is good."
    named = dict(tables["Who decides for each inspectorate"])
    assert named["CQC"].endswith(f"named by {joint.leads['cqc'].name}")
    assert judgement_in(joint).state == "escalated"
