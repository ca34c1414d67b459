"""The judgement board: what it shows of each area, to whom, and what it costs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from frameworks.models import FrameworkVersion
from inspections.actions import withdraw_evidence
from inspections.models import Evidence, EvidenceAudience
from inspections.permissions import assignment_of
from judgements.actions import record_view
from judgements.models import CriterionView
from judgements.models.coverage import coverage
from judgements.permissions import area_of
from judgements.presenters.board import AreaShown
from judgements.rules import Seen, triangulate
from judgements.values import ViewContent
from organisations.models import User
from records.actor import acting_as
from tests.attacks.matrix import plain
from tests.factories.frameworks import framework_version_factory
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.judgements import (
    agreed_judgement,
    escalated_judgement,
    open_round,
    opened_judgement,
    outcome_of,
    position_of,
    proposal_of,
    proposed_judgement,
    reopening_of,
    revealed_judgement,
    signature_of,
)
from tests.judgements.several import joint_with_several_areas

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Queries = Callable[[int], AbstractContextManager[list[str]]]


def at(joint: JointInspection, page: str = "") -> str:
    return f"/inspections/{joint.reference}/judgements/{page}"


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def view_of(
    joint: JointInspection, person: User, met: str = "met", number: int = 0, area: str = "lscb"
) -> CriterionView:
    """This person's view on a criterion of an area."""
    judgement = area_of(joint.inspection, area)
    assert judgement is not None
    with acting_as(person):
        return record_view(
            judgement=judgement,
            reference=list(judgement.area.criteria.all())[number].reference,
            content=ViewContent(met),
            key=uuid4(),
            by=person,
            at=timezone.now(),
        )


def card(
    joint: JointInspection, client_of: ClientOf, person: User, area: str = "lscb"
) -> AreaShown:
    page = client_of(person).get(at(joint)).context["page"]
    return next(one for one in page.areas if one.code == area)


def taken_back(item: Evidence, by: User) -> None:
    with acting_as(by):
        withdraw_evidence(evidence=item, why="Wrong.", by=by, at=timezone.now())


# --- where an area stands -------------------------------------------------------------------------


def test_an_area_says_who_still_has_to_act(joint: JointInspection, client_of: ClientOf) -> None:
    person, leads = joint.quality_assurer, joint.leads
    said = card(joint, client_of, person)
    assert (said.status, said.url) == ("Gathering evidence", at(joint, "lscb/"))
    assert said.standing.startswith("Nobody has been asked for a position yet.")
    opened_judgement(joint)
    position_of(joint, "cqc")
    said = card(joint, client_of, person)
    assert said.status == "Positions open"
    assert said.standing == (
        f"1 of 3 positions are in. Waiting for Ofsted ({leads['ofsted'].name}) and HMICFRS "
        f"({leads['hmic'].name})."
    )


def test_an_area_goes_on_to_what_is_proposed_and_agreed(
    joint: JointInspection, client_of: ClientOf
) -> None:
    person, leads = joint.quality_assurer, joint.leads
    revealed_judgement(joint)
    assert card(joint, client_of, person).standing.startswith("All positions are in.")
    proposal_of(joint)
    signature_of(joint, "ofsted")
    signature_of(joint, "cqc")
    said = card(joint, client_of, person).standing
    assert said == (
        f"Good is proposed. 2 of 3 have signed. Waiting for HMICFRS ({leads['hmic'].name})."
    )
    signature_of(joint, "hmic")
    agreed = card(joint, client_of, person)
    assert (agreed.status, agreed.standing) == (
        "Agreed",
        "Good, agreed: Ofsted, CQC and HMICFRS have signed.",
    )


def test_an_area_on_which_nobody_agrees_waits_for_the_overall_lead(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    for code in joint.leads:
        signature_of(joint, code, abstention="We saw too little of it.")
    said = card(joint, client_of, joint.quality_assurer)
    assert said.status == "Grade proposed"
    assert said.standing.startswith("Good is proposed. 3 of 3 have signed. None of them is of ")
    assert "Waiting for" not in said.standing


def test_an_area_that_is_escalated_says_whether_the_senior_people_have_decided(
    joint: JointInspection, client_of: ClientOf
) -> None:
    escalated_judgement(joint)
    said = card(joint, client_of, joint.quality_assurer)
    assert said.status == "Escalated"
    assert said.standing == (
        "The inspectorates could not agree. The senior people are asked, and the overall lead "
        "records what they decide."
    )
    outcome_of(joint)
    assert card(joint, client_of, joint.quality_assurer).standing == (
        "The inspectorates could not agree. The senior people have decided, and the overall lead "
        "proposes a grade next."
    )


def test_an_area_that_is_opened_again_has_all_positions_in(
    joint: JointInspection, client_of: ClientOf
) -> None:
    agreed_judgement(joint)
    reopening_of(joint)
    said = card(joint, client_of, joint.quality_assurer)
    assert said.status == "Positions revealed"
    assert said.standing.startswith("All positions are in.")


def test_a_rule_speaks_on_the_board_as_on_the_page(
    joint: JointInspection, client_of: ClientOf
) -> None:
    proposed_judgement(joint)
    lead = client_of(joint.overall_lead)
    (rule,) = card(joint, client_of, joint.overall_lead).rules
    assert [rule] == lead.get(at(joint, "lscb/")).context["page"].rules
    assert [rule] == lead.get(at(joint, "areas/lscb/")).context["page"].rules
    assert rule.outcome in words(lead.get(at(joint)))


def test_every_area_has_a_page_that_is_read_whoever_answers_it(client_of: ClientOf) -> None:
    joint = joint_with_several_areas()
    client = client_of(joint.inspectors["hmic"])
    board = client.get(at(joint)).context["page"]
    assert [one.code for one in board.areas] == ["lscb", "front_door", "audit", "health", "youth"]
    answers = {one.code: words(client.get(one.read_url)) for one in board.areas}
    assert all("what it rests on" in page for page in answers.values())
    assert "The grades, side by side" in answers["lscb"]
    assert "The grades, side by side" not in answers["youth"]
    # Of the health services the framework describes no grade.
    assert "The grades, side by side" not in answers["health"]
    assert "Answered in words, without a grade" in answers["youth"]
    assert "The framework lays down no criteria for it." in answers["health"]


def test_a_card_with_nothing_to_list_has_no_empty_list(client_of: ClientOf) -> None:
    joint = joint_with_several_areas()
    page = client_of(joint.inspectors["hmic"]).get(at(joint)).content.decode()
    cards = {one: page.split(f'id="{one}"')[1].split("</section>")[0] for one in ("lscb", "health")}
    assert {code: "<dl" in card for code, card in cards.items()} == {"lscb": True, "health": False}


def test_an_area_that_is_not_here_has_no_page(joint: JointInspection, client_of: ClientOf) -> None:
    assert client_of(joint.overall_lead).get(at(joint, "areas/nothing/")).status_code == 404


# --- the evidence ---------------------------------------------------------------------------------


def test_criteria_stand_where_their_evidence_puts_them(
    joint: JointInspection, client_of: ClientOf
) -> None:
    cqc, hmic = joint.inspectors["cqc"], joint.inspectors["hmic"]
    first, second, _third = (one.pk for one in joint.criteria)
    evidence_by(joint, cqc, criteria=(first,), is_childs_voice=True)
    evidence_by(joint, cqc, criteria=(first, second))
    said = card(joint, client_of, joint.overall_lead)
    assert said.evidence == "2 single source, 1 not looked at"
    assert said.criteria[0].voice == "With the child’s voice"
    evidence_by(joint, hmic, criteria=(first,), source="data")
    evidence_by(joint, hmic, criteria=(second,), strength="weakness")
    said = card(joint, client_of, joint.overall_lead)
    assert [one.triangulated for one in said.criteria] == [
        "Corroborated",
        "Contradicted",
        "Not looked at",
    ]
    assert [(one.for_it, one.against_it) for one in said.criteria] == [
        ("3", "0"),
        ("1", "1"),
        ("0", "0"),
    ]
    page = client_of(joint.overall_lead).get(at(joint))
    assert "3 criteria: 1 corroborated, 1 contradicted, 1 not looked at." in words(page)


def test_what_the_database_counts_is_what_the_rule_makes_of_the_items(
    joint: JointInspection,
) -> None:
    """Incremental or at once: the result is the same."""
    cqc, hmic, ofsted = (joint.inspectors[code] for code in ("cqc", "hmic", "ofsted"))
    case, keys = case_of(joint), [one.pk for one in joint.criteria]
    member = assignment_of(ofsted, joint.inspection, timezone.localdate())
    assert member is not None
    steps: list[dict[str, Any]] = [
        {"person": cqc, "criteria": tuple(keys[:1])},
        {"person": cqc, "criteria": tuple(keys), "case": case, "is_childs_voice": True},
        {"person": hmic, "criteria": tuple(keys[1:]), "strength": "neutral"},
        {"person": hmic, "criteria": tuple(keys[:2]), "agency": joint.agencies[0].pk},
        {"person": ofsted, "criteria": tuple(keys[2:]), "strength": "weakness", "source": "data"},
    ]
    for step in steps:
        item = evidence_by(joint, **step)
        _same_as_the_rule(joint, ofsted)
    taken_back(item, ofsted)
    _same_as_the_rule(joint, ofsted)


def _same_as_the_rule(joint: JointInspection, reader: User) -> None:
    member = assignment_of(reader, joint.inspection, timezone.localdate())
    assert member is not None
    with acting_as(reader):
        found = coverage(member)
        rows = list(
            EvidenceAudience.objects.for_member(member).select_related("evidence", "revision")
        )
        for criterion in joint.criteria:
            seen = [
                Seen(
                    item=row.evidence_id,
                    source=row.revision.source,
                    inspectorate=row.evidence.owner_id,
                    agency=row.revision.agency_id,
                    case=row.evidence.case_id,
                    strength=row.revision.strength,
                    is_childs_voice=row.revision.is_childs_voice,
                    is_withdrawn=row.evidence.is_withdrawn,
                )
                for row in rows
                if row.revision.criteria.filter(pk=criterion.pk).exists()
            ]
            assert found.get(criterion.reference, triangulate([])) == triangulate(seen)


def test_coverage_can_be_asked_for_some_criteria(joint: JointInspection) -> None:
    person = joint.inspectors["cqc"]
    evidence_by(joint, person, criteria=tuple(one.pk for one in joint.criteria))
    member = assignment_of(person, joint.inspection, timezone.localdate())
    assert member is not None
    with acting_as(person):
        assert set(coverage(member)) == {one.reference for one in joint.criteria}
        wanted = joint.criteria[1].reference
        assert set(coverage(member, [wanted])) == {wanted}


# --- the views ------------------------------------------------------------------------------------


def test_views_are_counted_and_one_s_own_is_named(
    joint: JointInspection, client_of: ClientOf
) -> None:
    cqc, hmic = joint.inspectors["cqc"], joint.inspectors["hmic"]
    view_of(joint, cqc, "met")
    view_of(joint, hmic, "met")
    view_of(joint, cqc, "met", number=1)
    view_of(joint, hmic, "not_met", number=1)
    said = card(joint, client_of, cqc)
    assert said.views == "1 met, 1 on which views differ, 1 without a view"
    assert [(one.views, one.mine) for one in said.criteria] == [
        ("2 met", "You: met"),
        ("1 met, 1 not met", "You: met"),
        ("None yet", ""),
    ]
    view_of(joint, cqc, "partly_met", number=1)
    changed = card(joint, client_of, cqc).criteria[1]
    assert (changed.views, changed.mine) == ("1 partly met, 1 not met", "You: partly met")


def test_views_in_the_strand_of_one_stay_with_its_team(client_of: ClientOf) -> None:
    joint = joint_with_several_areas()
    health = joint.inspection.strands.get(code="cqc").judgement_areas.get(code="health")
    lscb = joint.strand.judgement_areas.get(code="lscb")
    assert lscb.criteria.update(area=health) == 3
    view_of(joint, joint.inspectors["cqc"], area="health")
    own = card(joint, client_of, joint.leads["cqc"], "health")
    other = card(joint, client_of, joint.leads["hmic"], "health")
    assert (own.views, own.criteria[0].views) == ("1 met, 2 without a view", "1 met")
    assert (other.views, other.criteria[0].views) == ("Kept to the team of CQC", "None yet")


# --- what is hidden -------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "areas/lscb/", "lscb/criteria/1/", "lscb/"])
def test_no_count_tells_of_what_the_reader_may_not_see(
    joint: JointInspection, client_of: ClientOf, page: str
) -> None:
    strand = single_strand(joint, "hmic")
    evidence_by(joint, joint.inspectors["cqc"])
    client = client_of(joint.inspectors["cqc"])
    before = plain(client.get(at(joint, page)))
    evidence_by(joint, joint.inspectors["hmic"], strand=strand, strength="weakness")
    assert plain(client.get(at(joint, page))) == before


@pytest.mark.parametrize("page", ["", "areas/lscb/", "lscb/criteria/1/"])
def test_no_page_tells_what_a_hidden_position_is(
    joint: JointInspection, client_of: ClientOf, page: str
) -> None:
    item = evidence_by(joint, joint.inspectors["cqc"])
    open_round(joint)
    position_of(joint, "cqc", grade="inadequate", rationale="Quite secret.", evidence=(item,))
    answer = plain(client_of(joint.leads["hmic"]).get(at(joint, page)))
    assert "Quite secret." not in answer
    assert client_of(joint.leads["hmic"]).get(at(joint)).context["page"].areas[0].status == (
        "Positions open"
    )


# --- what it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_the_pages_cost_the_same_whatever_there_is(
    client_of: ClientOf, assert_queries: Queries, size: int
) -> None:
    framework_version_factory(criteria=size)
    joint = joint_inspection()
    for code in ("cqc", "hmic", "ofsted")[:size]:
        single_strand(joint, code)
    people = list(joint.inspectors.values())[:size]
    for person in people:
        for number in range(size):
            evidence_by(joint, person, criteria=(joint.criteria[number].pk,))
            view_of(joint, person, number=number)
    for _ in range(size):
        open_round(joint)
        for code in joint.leads:
            position_of(joint, code)
        proposal_of(joint)
    assert FrameworkVersion.objects.count() == 1
    client = client_of(joint.leads["cqc"])
    for page, number in (("", 6), ("areas/lscb/", 21), ("lscb/criteria/1/", 11)):
        with assert_queries(number):
            assert client.get(at(joint, page)).status_code == 200
