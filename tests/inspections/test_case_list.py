"""The list of cases: what it says of each, filters, pages by key, and what it asks for."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.actions import take_off_case
from inspections.models import Case
from inspections.models import case as case_model
from inspections.presenters import cases as case_presenter
from inspections.values import CasesAsked
from records.models import AuditEntry
from tests.factories.cases import (
    adult_case,
    agency_of,
    change,
    plan,
    put_on,
    report,
    step_of,
    worked_case,
)
from tests.factories.inspections import (
    JointInspection,
    case_of,
    joint_inspection,
    member_factory,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
CountQueries = Callable[[], AbstractContextManager[list[str]]]
SIZE = 3


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of three cases."""
    for module in (case_model, case_presenter):
        monkeypatch.setattr(module, "CASE_PAGE", SIZE)


def cases_at(joint: JointInspection, **asked: Any) -> str:
    address = reverse("inspections:cases", args=[joint.reference])
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{address}?{query}" if query else address


def shown(answer: HttpResponse) -> list[str]:
    """The references that the page lists, in their order."""
    return re.findall(r'/cases/([TSA]\d+)/">', answer.content.decode())


def beside(answer: HttpResponse, rel: str) -> str:
    """The address of the page beside this one; empty where there is none."""
    found = re.search(rf'href="([^"]*)" rel="{rel}"', answer.content.decode())
    return html.unescape(found[1]) if found else ""


# --- what a row says ----------------------------------------------------------------------------


def test_tracked_cases_come_first_then_sampled_then_audited(client_of: ClientOf) -> None:
    joint = joint_inspection()
    for kind in ("joint_audit", "sampled", "tracked", "sampled", "tracked"):
        case_of(joint, kind)
    answer = client_of(joint.quality_assurer).get(cases_at(joint))
    assert shown(answer) == ["T1", "T2", "S1", "S2", "A1"]


def test_a_row_says_whose_case_it_is_who_works_on_it_and_what_is_left(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = worked_case(joint)
    put_on(joint, case, "hmic")
    report(joint, step_of(case, "records"), code="hmic")
    report(joint, step_of(case, "parent"), "left", note="They moved away.")
    change(joint, case, flags=("is_disabled", "is_exploited"))
    adult_case(joint)
    text = html.unescape(client_of(joint.inspectors["cqc"]).get(cases_at(joint)).content.decode())
    for words in (
        "5 to 9",
        "Disabled; Exploited, or at risk of it",
        "CQC, HMICFRS",
        "Not yet seen by a second inspectorate",
        "1 of 1 records read, child to speak to, 1 that will not be done",
        "An adult offender",
        "Review",
        "Nobody yet",
        "Nothing planned yet",
        "3 cases on this page.",
    ):
        assert words in text


def test_who_was_taken_off_is_not_said_to_work_on_it(client_of: ClientOf) -> None:
    joint = joint_inspection()
    member = put_on(joint, case_of(joint))
    take_off_case(member=member, by=joint.inspectors["cqc"], at=timezone.now())
    answer = client_of(joint.inspectors["cqc"]).get(cases_at(joint))
    assert "Nobody yet" in answer.content.decode()


def test_a_list_without_cases_says_what_to_do(client_of: ClientOf) -> None:
    joint = joint_inspection()
    text = client_of(joint.inspectors["cqc"]).get(cases_at(joint)).content.decode()
    assert "No cases yet" in text
    assert "no name of a child is kept here" in text
    assert "Show these cases" not in text


def test_cases_of_another_inspection_are_not_listed(client_of: ClientOf) -> None:
    joint, other = joint_inspection(), joint_inspection()
    case_of(other), case_of(other)
    case_of(joint)
    assert shown(client_of(joint.inspectors["cqc"]).get(cases_at(joint))) == ["T1"]
    assert client_of(joint.inspectors["cqc"]).get(cases_at(other)).status_code == 404


def test_the_audit_log_has_the_cases_that_were_listed(
    client_of: ClientOf, short_pages: None
) -> None:
    joint = joint_inspection()
    for _ in range(SIZE + 1):
        case_of(joint)
    client_of(joint.inspectors["cqc"]).get(cases_at(joint))
    assert AuditEntry.objects.latest("pk").disclosed == ["case T1", "case T2", "case T3"]


# --- filters ------------------------------------------------------------------------------------


def of_all_sorts(joint: JointInspection) -> None:
    """T1 with CQC and the police, T2 in custody, S1 a care leaver, A1 with nothing to it."""
    put_on(joint, case_of(joint, agencies=(agency_of(joint).pk,)))
    case_of(joint, cohort="custody", flags=("in_custody", "is_disabled"))
    case_of(joint, "sampled", cohort="care_leaver", point="leaving_care")
    case_of(joint, "joint_audit")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "tracked"}, ["T1", "T2"]),
        ({"kind": "joint_audit"}, ["A1"]),
        ({"cohort": "care_leaver"}, ["S1"]),
        ({"flag": "in_custody"}, ["T2"]),
        ({"flag": "has_been_missing"}, []),
        ({"agency": "police"}, ["T1"]),
        ({"agency": "health"}, []),
        ({"person": "cqc"}, ["T1"]),
        ({"person": "hmic"}, []),
        ({"kind": "tracked", "flag": "is_disabled"}, ["T2"]),
        ({"kind": "sampled", "flag": "is_disabled"}, []),
    ],
)
def test_the_list_shows_what_is_asked_for(
    client_of: ClientOf, asked: dict[str, Any], found: list[str]
) -> None:
    joint = joint_inspection()
    of_all_sorts(joint)
    if "agency" in asked:
        asked = {"agency": agency_of(joint, asked["agency"]).pk}
    if "person" in asked:
        asked = {"person": joint.inspectors[asked["person"]].email}
    answer = client_of(joint.inspectors["ofsted"]).get(cases_at(joint, **asked))
    assert shown(answer) == found
    text = answer.content.decode()
    assert "Show all cases" in text
    assert ("No case is like that" in text) is (not found)
    assert ("the others are left out" in text) is bool(found)


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "imagined"},
        {"cohort": "%00"},
        {"flag": "version"},
        {"flag": "pk__gt"},
        {"agency": "987654"},
        {"agency": "x"},
        {"person": "nobody@nowhere.example"},
        {"kind": "%F0%9F%A7%92"},
        {"kind": "x" * 3_000},
        {"nothing": "here"},
    ],
)
def test_what_is_no_choice_asks_for_nothing(client_of: ClientOf, asked: dict[str, str]) -> None:
    joint = joint_inspection()
    of_all_sorts(joint)
    answer = client_of(joint.inspectors["ofsted"]).get(cases_at(joint, **asked))
    assert answer.status_code == 200
    assert shown(answer) == ["T1", "T2", "S1", "A1"]


def test_agencies_and_people_of_others_cannot_be_asked_for(client_of: ClientOf) -> None:
    joint, other = joint_inspection(), joint_inspection()
    of_all_sorts(joint)
    text = client_of(joint.inspectors["ofsted"]).get(cases_at(joint)).content.decode()
    assert joint.inspectors["hmic"].email in text
    assert other.inspectors["hmic"].email not in text
    assert agency_of(other).name not in text
    assert joint.quality_assurer.email not in text


def test_one_who_works_twice_on_a_case_finds_it_once(client_of: ClientOf) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    member = put_on(joint, case)
    take_off_case(member=member, by=joint.inspectors["cqc"], at=timezone.now())
    put_on(joint, case)
    asked = {"person": joint.inspectors["cqc"].email}
    assert shown(client_of(joint.inspectors["cqc"]).get(cases_at(joint, **asked))) == ["T1"]


# --- pages --------------------------------------------------------------------------------------


def test_pages_are_walked_to_the_end_and_back(client_of: ClientOf, short_pages: None) -> None:
    joint = joint_inspection()
    for kind in ("tracked", "sampled"):
        for _ in range(4):
            case_of(joint, kind)
    case_of(joint, "joint_audit")
    client = client_of(joint.inspectors["cqc"])
    address, there = cases_at(joint), []
    while address:
        answer = client.get(address)
        there.append(shown(answer))
        last, address = answer, beside(answer, "next")
    assert there == [["T1", "T2", "T3"], ["T4", "S1", "S2"], ["S3", "S4", "A1"]]
    back, address = [], beside(last, "prev")
    while address:
        answer = client.get(address)
        back.append(shown(answer))
        address = beside(answer, "prev")
    assert back == there[-2::-1]


def test_a_full_last_page_leads_nowhere(client_of: ClientOf, short_pages: None) -> None:
    joint = joint_inspection()
    for _ in range(SIZE):
        case_of(joint)
    answer = client_of(joint.inspectors["cqc"]).get(cases_at(joint))
    assert (beside(answer, "prev"), beside(answer, "next")) == ("", "")
    assert "A page shows" not in answer.content.decode()


def test_another_page_asks_for_the_same_cases(client_of: ClientOf, short_pages: None) -> None:
    joint = joint_inspection()
    for number in range(8):
        case_of(joint, cohort="custody" if number % 2 else "in_need")
    client = client_of(joint.inspectors["cqc"])
    first = client.get(cases_at(joint, cohort="custody"))
    assert shown(first) == ["T2", "T4", "T6"]
    second = client.get(beside(first, "next"))
    assert shown(second) == ["T8"]
    assert "cohort=custody" in beside(second, "prev")
    assert shown(client.get(beside(second, "prev"))) == ["T2", "T4", "T6"]


def test_a_case_that_changed_meanwhile_still_marks_its_place(
    client_of: ClientOf, short_pages: None
) -> None:
    joint = joint_inspection()
    cases = [case_of(joint, cohort="custody") for _ in range(5)]
    client = client_of(joint.inspectors["cqc"])
    onwards = beside(client.get(cases_at(joint, cohort="custody")), "next")
    change(joint, cases[2], cohort="in_need")
    assert shown(client.get(onwards)) == ["T4", "T5"]


@pytest.mark.parametrize("where", ["T99", "x", "%00", "T" * 5_000, "%F0%9F%A7%92"])
@pytest.mark.parametrize("side", ["after", "before"])
def test_a_place_that_there_is_not_is_the_first_page(
    client_of: ClientOf, side: str, where: str
) -> None:
    joint = joint_inspection()
    of_all_sorts(joint)
    answer = client_of(joint.inspectors["cqc"]).get(cases_at(joint, **{side: where}))
    assert answer.status_code == 200
    assert shown(answer) == ["T1", "T2", "S1", "A1"]


def test_a_place_in_another_inspection_is_none_here() -> None:
    joint, other = joint_inspection(), joint_inspection()
    case_of(joint)
    for _ in range(3):
        case_of(other)
    found = Case.objects.of(joint.inspection).page(CasesAsked(after="T3"))
    assert [case.reference for case in found.cases] == ["T1"]
    assert (found.has_sooner, found.goes_on) == (False, False)


# --- what it costs ------------------------------------------------------------------------------


def test_the_list_asks_the_same_queries_for_any_number_of_cases(
    client_of: ClientOf, count_queries: CountQueries
) -> None:
    joint = joint_inspection()
    client, asked = client_of(joint.inspectors["cqc"]), []
    worked_case(joint)
    client.get(cases_at(joint))
    for _ in range(2):
        with count_queries() as statements:
            client.get(cases_at(joint))
        asked.append(statements)
        for _ in range(3):
            case = case_of(joint, agencies=tuple(agency.pk for agency in joint.agencies))
            put_on(joint, case, "hmic")
            plan(joint, case, "child", "parent")
            report(joint, step_of(case, "parent"))
    assert len(asked[0]) == len(asked[1]), "\n".join(asked[1])
    assert len(asked[1]) <= 9, "\n".join(asked[1])
    assert not [sql for sql in asked[1] if "COUNT(" in sql]


def test_a_later_page_asks_one_query_more_for_its_place(
    client_of: ClientOf, count_queries: CountQueries, short_pages: None
) -> None:
    joint = joint_inspection()
    for _ in range(2 * SIZE + 1):
        case_of(joint)
    client, asked = client_of(joint.inspectors["cqc"]), []
    client.get(cases_at(joint))
    for where in ({}, {"after": "T3"}, {"before": "T7"}):
        with count_queries() as statements:
            client.get(cases_at(joint, **where))
        asked.append(len(statements))
    assert asked == [asked[0], asked[0] + 1, asked[0] + 1]


@pytest.mark.parametrize("who", ["lead off", "chair"])
def test_the_list_is_for_the_team(client_of: ClientOf, who: str) -> None:
    joint = joint_inspection()
    case_of(joint)
    person = joint.chair if who == "chair" else member_factory("cqc", "lead")
    assert client_of(person).get(cases_at(joint)).status_code == 404
