"""The page of what is missing, and the pages that lead to it: who reads it, and what it costs."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern

from frameworks.values import RESERVED_AREA_CODES
from judgements.rules.readiness import Gate, next_gate
from judgements.urls import urlpatterns
from organisations.models import User
from tests.attacks.matrix import plain
from tests.factories.cases import agency_of
from tests.factories.frameworks import framework_version_factory
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    inspection_at,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.judgements import open_round, position_of, proposal_of, view_of, weighed
from tests.factories.meetings import planned_meeting
from tests.factories.narrative import area_in_words, finding_by, keys_of
from tests.factories.single_agency import evidence_for, grade_proposed_by, graded_inspection

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]


def at(joint: JointInspection, gate: str = "") -> str:
    where = f"/inspections/{joint.reference}/judgements/readiness/"
    return f"{where}?gate={gate}" if gate else where


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


# --- the page -------------------------------------------------------------------------------------


def test_the_page_says_what_is_missing_by_how_heavy_it_is(
    joint: JointInspection, client_of: ClientOf
) -> None:
    case_of(joint)
    evidence_by(joint, joint.inspectors["cqc"])
    page = words(client_of(joint.overall_lead).get(at(joint, "release")))
    assert "What is missing before publication" in page
    assert "Stops publication (3)" in page
    assert "To settle first (1)" in page
    assert "Good to know (1)" in page
    assert "Case T1 was seen by no inspectorate." in page
    assert f"Nobody has said whether {joint.criteria[0].reference} is met." in page
    assert "1 area is looked at, as far as your inspectorate’s team may see." in page
    assert "What was checked" in page
    for word in ("score", "percent", "%"):
        assert word not in page


@pytest.mark.parametrize(
    ("gate", "title"),
    [
        ("meeting", "What is missing before a judgement meeting"),
        ("draft", "What is missing before the draft report"),
        ("release", "What is missing before publication"),
    ],
)
def test_each_gate_has_its_page_and_leads_to_the_others(
    joint: JointInspection, client_of: ClientOf, gate: str, title: str
) -> None:
    response = client_of(joint.inspectors["hmic"]).get(at(joint, gate))
    page = response.content.decode()
    assert title in page
    others = {one.value for one in Gate} - {gate}
    assert all(f"?gate={other}" in page for other in others)
    assert page.count('aria-current="page"') == 1
    heavy = {"meeting": False, "draft": True, "release": True}[gate]
    assert any(one.anchor == "blocks" for one in response.context["page"].groups) is heavy


@pytest.mark.parametrize("asked", ["", "nothing", "MEETING", "<script>"])
def test_without_a_gate_it_is_the_one_that_comes_next(
    joint: JointInspection, client_of: ClientOf, asked: str
) -> None:
    page = client_of(joint.overall_lead).get(at(joint, asked)).context["page"]
    assert page.gate == Gate.MEETING


@pytest.mark.parametrize(
    ("stage", "gate"),
    [
        ("planned", Gate.MEETING),
        ("notified", Gate.MEETING),
        ("fieldwork", Gate.MEETING),
        ("reporting", Gate.DRAFT),
        ("closed", Gate.RELEASE),
    ],
)
def test_the_gate_that_comes_next_follows_the_stage(
    client_of: ClientOf, stage: str, gate: Gate
) -> None:
    joint = inspection_at(stage)
    response = client_of(joint.overall_lead).get(at(joint))
    assert response.status_code == 200
    assert response.context["page"].gate == gate == next_gate(stage)


def test_where_nothing_is_missing_the_page_says_what_that_means(
    joint: JointInspection, client_of: ClientOf
) -> None:
    weighed(joint)
    evidence_by(joint, joint.inspectors["hmic"], source="child", is_childs_voice=True)
    page = words(client_of(joint.overall_lead).get(at(joint, "release")))
    assert "Nothing is missing" in page
    assert "That says nothing about what the grade should be." in page
    assert "What was checked" in page


def test_where_nothing_blocks_the_heading_says_none(
    joint: JointInspection, client_of: ClientOf
) -> None:
    weighed(joint)
    page = words(client_of(joint.overall_lead).get(at(joint, "release")))
    assert "Stops publication (0)" in page
    assert "Nothing stops publication." in page
    assert "There is nothing else to know." in page


def test_a_reader_whose_inspectorate_answers_nothing_is_told_so(client_of: ClientOf) -> None:
    joint = joint_inspection()
    strand = single_strand(joint, "hmic")
    assert joint.strand.participations.filter(inspectorate__code="cqc").delete()[0] == 1
    page = words(client_of(joint.leads["cqc"]).get(at(joint)))
    assert "There is nothing to look at" in page
    other = words(client_of(joint.leads["ofsted"]).get(at(joint)))
    assert f"{strand.title} is left out: another inspectorate’s own." in other


# --- who reads it ---------------------------------------------------------------------------------


def test_everybody_on_the_team_reads_it_and_nobody_else(
    joint: JointInspection, client_of: ClientOf
) -> None:
    for person in joint.team:
        assert client_of(person).get(at(joint)).status_code == 200
    for person in (joint.chair, member_factory("cqc"), member_factory("ofsted", "lead")):
        assert client_of(person).get(at(joint)).status_code == 404
    assert Client().get(at(joint)).status_code == 302
    assert client_of(joint.overall_lead).post(at(joint)).status_code == 405


@pytest.mark.parametrize("gate", list(Gate))
def test_no_line_tells_of_what_the_reader_may_not_see(
    joint: JointInspection, client_of: ClientOf, gate: str
) -> None:
    strand = single_strand(joint, "hmic")
    evidence_by(joint, joint.inspectors["cqc"])
    client = client_of(joint.inspectors["cqc"])
    before = plain(client.get(at(joint, gate)))
    evidence_by(
        joint,
        joint.inspectors["hmic"],
        strand=strand,
        strength="weakness",
        is_childs_voice=True,
    )
    assert plain(client.get(at(joint, gate))) == before


@pytest.mark.parametrize("state", ["fieldwork", "closed"])
def test_every_link_answers_whoever_follows_it(client_of: ClientOf, state: str) -> None:
    joint = inspection_at("fieldwork")
    area_in_words(single_strand(joint, "cqc"), code="youth", grading="narrative")
    case_of(joint)
    evidence_by(joint, joint.inspectors["cqc"])
    evidence_by(joint, joint.inspectors["hmic"], strength="weakness")
    open_round(joint)
    for code in joint.leads:
        position_of(joint, code)
    proposal_of(joint)
    joint.inspection.state = state
    joint.inspection.save(update_fields=["state"])
    for person in joint.team:
        client = client_of(person)
        links = {one.url for one in client.get(at(joint, "release")).context["page"].missing}
        assert len(links) > 3
        assert {client.get(link.partition("#")[0]).status_code for link in links} == {200}


def test_the_links_of_a_grade_of_one_inspectorate_answer(client_of: ClientOf) -> None:
    graded = graded_inspection()
    evidence_for(graded)
    grade_proposed_by(graded)
    for person in graded.joint.team:
        client = client_of(person)
        page = client.get(at(graded.joint, "draft")).context["page"]
        statuses = {client.get(one.url.partition("#")[0]).status_code for one in page.missing}
        assert statuses == {200}


# --- where it is linked ---------------------------------------------------------------------------


def test_the_board_counts_what_is_missing_before_the_next_gate(
    joint: JointInspection, client_of: ClientOf
) -> None:
    board = f"/inspections/{joint.reference}/judgements/"
    client = client_of(joint.overall_lead)
    page = client.get(board)
    assert "Before a judgement meeting: 1 to settle first." in words(page)
    assert f"{at(joint)}?gate=meeting" in page.content.decode()
    case_of(joint)
    assert "Before a judgement meeting: 1 to settle first, 1 good to know." in words(
        client.get(board)
    )
    weighed(joint)
    evidence_by(joint, joint.inspectors["hmic"], source="child", is_childs_voice=True)
    said = words(client.get(board))
    assert "Before a judgement meeting: 1 good to know." in said


def test_the_board_of_a_sound_inspection_says_that_nothing_is_missing(client_of: ClientOf) -> None:
    joint = inspection_at("reporting")
    weighed(joint)
    evidence_by(joint, joint.inspectors["hmic"], source="child", is_childs_voice=True)
    page = words(client_of(joint.overall_lead).get(f"/inspections/{joint.reference}/judgements/"))
    assert "Nothing is missing before the draft report." in page


def test_a_meeting_links_to_what_is_missing_before_it(
    joint: JointInspection, client_of: ClientOf
) -> None:
    meeting = planned_meeting(joint)
    where = f"/inspections/{joint.reference}/judgements/meetings/{meeting.number}/"
    page = client_of(joint.inspectors["cqc"]).get(where).content.decode()
    assert at(joint, "meeting") in page


def test_no_area_can_have_the_address_of_a_page() -> None:
    routes = [str(one.pattern) for one in urlpatterns if isinstance(one, URLPattern)]
    fixed = {route.split("/")[0] for route in routes if route and not route.startswith("<")}
    assert fixed == RESERVED_AREA_CODES


# --- what it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_costs_the_same_whatever_there_is(
    client_of: ClientOf, assert_queries: Queries, size: int
) -> None:
    framework_version_factory(criteria=size)
    joint = joint_inspection()
    for code in ("cqc", "hmic", "ofsted")[:size]:
        single_strand(joint, code)
    own = joint.inspection.strands.get(code="cqc")
    area_in_words(own, code="youth", grading="narrative", criteria=size)
    people = list(joint.inspectors.values())[:size]
    for number, person in enumerate(people):
        case_of(joint)
        item = evidence_by(joint, person, criteria=(joint.criteria[number].pk,))
        evidence_by(joint, person, strength="weakness", agency=agency_of(joint).pk)
        view_of(joint, person, joint.criteria[number].reference)
        finding_by(
            joint,
            joint.inspectors["cqc"],
            area="youth",
            criterion=f"youth ¶{number + 1}",
            evidence=keys_of(item),
        )
    for _ in range(size):
        open_round(joint)
        for code in joint.leads:
            position_of(joint, code)
        proposal_of(joint)
    client = client_of(joint.leads["cqc"])
    with assert_queries(6):
        assert client.get(at(joint, "release")).status_code == 200
