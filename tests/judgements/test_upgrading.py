"""What becomes of judgements when an inspection comes to another version of its framework."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from inspections.errors import UpgradeRefused
from inspections.models import EvidenceCriterion
from inspections.permissions import assignment_of
from judgements.actions import open_positions, record_position
from judgements.actions.holding import hold
from judgements.actions.proposals import hash_of
from judgements.actions.upgrading import RoundImpact
from judgements.models import Judgement, Position, PositionRound, Proposal
from judgements.presenters import Reading
from judgements.values import PositionContent, ProposalContent
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused
from tests.factories.inspections import JointInspection, evidence_by
from tests.factories.judgements import (
    RULE,
    agreed_judgement,
    judgement_in,
    open_round,
    position_of,
    proposal_of,
    proposed_judgement,
    revealed_judgement,
    signature_of,
)
from tests.judgements.several import (
    TEXT,
    UNDERSTOOD,
    agreed,
    joint_with_several_areas,
    revealed,
    several_areas,
)
from tests.reports.newer import (
    Data,
    another_grade,
    area_of,
    grades_given,
    history,
    impact_of,
    kind_of,
    newer,
    reworded,
    upgraded,
    with_single_strand,
    without_criterion,
    without_good,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def refused(joint: JointInspection, *rewrites: Any) -> tuple[str, ...]:
    version = newer(*rewrites)
    before = history(joint), grades_given(joint), judgement_in(joint).area_id
    with pytest.raises(UpgradeRefused) as refusal:
        upgraded(joint, version)
    assert (history(joint), grades_given(joint), judgement_in(joint).area_id) == before
    return refusal.value.reasons


def weights(joint: JointInspection, person: User) -> dict[str, tuple[int, int]]:
    """The evidence for and against each criterion, as this person reads it."""
    with acting_as(person):
        member = assignment_of(person, joint.inspection, timezone.localdate())
        assert member is not None
        reading = Reading(judgement_in(joint), member)
        found = {one.pk: one.reference for one in reading.criteria}
        return {
            found[key]: (weight.for_it, weight.against_it)
            for key, weight in reading.weights.items()
        }


def reworded_rule(data: Data) -> None:
    data["limiting_rules"][0]["statement"] = "Outstanding builds on every criterion of good."


def new_rule(grade: str, *, asks: bool = False) -> Data:
    """A rule that makes audit inadequate when the front door is at a grade, or so and asked."""
    definition: Data = {
        "kind": "limits",
        "area": "audit",
        "grade": "inadequate",
        "any_of": [{"area": "front_door", "grade": grade}],
    }
    if asks:
        definition["all_of"] = [{"question": UNDERSTOOD, "answer": False}]
    return {"code": "new-rule", "source": "TEST ¶120", "definition": definition}


@pytest.fixture
def several(db: None) -> JointInspection:
    """The front door and audit are both agreed to be good; no rule speaks of them."""
    joint = joint_with_several_areas(rules=[])
    for area in ("front_door", "audit"):
        agreed(joint, area, "good")
    return joint


# --- what stays -----------------------------------------------------------------------------------


def test_what_two_have_signed_is_signed_by_the_third_after_an_upgrade(
    joint: JointInspection,
) -> None:
    proposed_judgement(joint)
    for code in ("ofsted", "cqc"):
        signature_of(joint, code)
    proposal = Proposal.objects.get()
    upgraded(joint, newer(reworded, another_grade))
    signature_of(joint, "hmic", content_hash=proposal.content_hash)
    judgement = judgement_in(joint)
    assert (judgement.state, judgement.area.version.version) == ("agreed", "2015")


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_hash_of_what_was_signed_comes_out_the_same(joint: JointInspection, when: str) -> None:
    agreed_judgement(joint)
    if when == "after":
        upgraded(joint, newer(reworded, another_grade))
    proposal = Proposal.objects.get()
    with acting_as(joint.overall_lead):
        held = hold(judgement=judgement_in(joint), by=joint.overall_lead, at=timezone.now())
        proposed = ProposalContent("good", proposal.statement, {RULE: True}, {})
        assert hash_of(held=held, number=1, proposed=proposed) == proposal.content_hash
    signed = set(proposal.signatures.values_list("content_hash", flat=True))
    assert signed == {proposal.content_hash}


def test_shown_rounds_name_the_grades_that_were_given(
    joint: JointInspection, client_of: ClientOf
) -> None:
    def renamed(data: Data) -> None:
        data["grade_scales"][0]["grades"][1]["title"] = "Good enough"

    agreed_judgement(joint)
    upgraded(joint, newer(renamed))
    page = (
        client_of(joint.overall_lead)
        .get(f"/inspections/{joint.reference}/judgements/lscb/")
        .context["page"]
    )
    assert {one.grade for one in page.rounds[0].positions} == {"Good"}
    assert [column.title for column in page.scale.columns][1] == "Good enough"
    assert [column.descriptors for column in page.scale.columns][1] == (
        ("TEST ¶115", "All criteria apply."),
    )
    assert page.proposals[0].is_agreed


# --- what comes -----------------------------------------------------------------------------------


def test_a_new_position_chooses_from_the_new_scale(joint: JointInspection) -> None:
    revealed_judgement(joint)
    upgraded(joint, newer(another_grade))
    open_round(joint)
    for code in joint.leads:
        position_of(joint, code, grade="exceptional")
    with acting_as(joint.overall_lead):
        given = Position.objects.order_by("pk").values_list(
            "grade__code", "grade__scale__version__version"
        )
        assert list(given) == [("good", "2014-06")] * 3 + [("exceptional", "2015")] * 3


def test_a_new_proposal_is_held_against_the_new_rules(joint: JointInspection) -> None:
    revealed_judgement(joint)
    upgraded(joint, newer(reworded_rule))
    proposal_of(joint, grade="outstanding", met=False, departures={RULE: "They nearly are."})
    departure = Proposal.objects.get().departures.get()
    assert departure.rule.version.version == "2015"
    assert departure.rule.statement == "Outstanding builds on every criterion of good."


def test_a_grade_of_the_old_scale_alone_is_no_grade_any_more(joint: JointInspection) -> None:
    upgraded(joint, newer(without_good))
    open_round(joint)
    with pytest.raises(ActionRefused, match="Choose one of: Outstanding, Satisfactory"):
        position_of(joint, "cqc", grade="good")


@pytest.mark.parametrize("begun", [True, False])
def test_a_page_that_lay_open_while_the_version_changed_still_acts(
    joint: JointInspection, begun: bool
) -> None:
    if begun:
        revealed_judgement(joint)
    lay_open = judgement_in(joint)
    upgraded(joint, newer(reworded))
    with acting_as(joint.overall_lead):
        opened = open_positions(
            judgement=lay_open, key=uuid4(), by=joint.overall_lead, at=timezone.now()
        )
    assert opened.judgement.area.version.version == "2015"
    assert Judgement.objects.count() == 1


def test_a_form_that_is_sent_again_after_an_upgrade_finds_its_receipt(
    joint: JointInspection,
) -> None:
    open_round(joint)
    key, lead = uuid4(), joint.leads["cqc"]

    def send() -> Position:
        with acting_as(lead):
            return record_position(
                judgement=judgement_in(joint),
                inspectorate="cqc",
                content=PositionContent("good", "What we saw."),
                key=key,
                by=lead,
                at=timezone.now(),
            )

    first = send()
    upgraded(joint, newer(another_grade))
    assert send() == first


def test_a_round_that_is_open_goes_on_under_the_new_version(joint: JointInspection) -> None:
    open_round(joint)
    position_of(joint, "cqc")
    upgraded(joint, newer(another_grade))
    position_of(joint, "hmic", grade="exceptional")
    position_of(joint, "ofsted")
    assert PositionRound.objects.get().revealed_at is not None
    with acting_as(joint.overall_lead):
        given = Position.objects.order_by("pk").values_list("grade__code", flat=True)
        assert list(given) == ["good", "exceptional", "good"]


# --- evidence -------------------------------------------------------------------------------------


def test_evidence_of_both_versions_counts_for_the_same_reference(joint: JointInspection) -> None:
    author, first = joint.inspectors["cqc"], joint.criteria[0].pk
    evidence_by(joint, author, criteria=(first,))
    evidence_by(joint, author, criteria=(first,), strength="weakness")
    before = weights(joint, joint.overall_lead)
    upgraded(joint, newer(reworded))
    assert weights(joint, joint.overall_lead) == before
    assert joint.criteria[0].pk != first
    evidence_by(joint, author, criteria=(joint.criteria[0].pk,))
    counted = weights(joint, joint.overall_lead)
    assert counted == {"TEST ¶1": (2, 1), "TEST ¶2": (0, 0), "TEST ¶3": (0, 0)}


def test_evidence_on_a_criterion_that_is_gone_counts_for_none_and_stays(
    joint: JointInspection,
) -> None:
    evidence_by(joint, joint.inspectors["cqc"], criteria=(joint.criteria[1].pk,))
    upgraded(joint, newer(without_criterion))
    assert weights(joint, joint.overall_lead) == {
        "TEST ¶1": (0, 0),
        "TEST ¶3": (0, 0),
        "TEST ¶4": (0, 0),
    }
    with acting_as(joint.overall_lead):
        assert EvidenceCriterion.objects.get().criterion.reference == "TEST ¶2"


def test_evidence_follows_its_reference_into_another_area(joint: JointInspection) -> None:
    def moved(data: Data) -> None:
        with_single_strand(data)
        board, health = data["judgement_areas"]
        health["criteria"] = [board["criteria"].pop(0)]

    evidence_by(joint, joint.inspectors["cqc"])
    version = newer(moved)
    (criterion,) = [one for one in impact_of(joint, version).criteria if one.evidence]
    assert (criterion.reference, criterion.what) == ("TEST ¶1", "changed")
    assert [one.name for one in criterion.differences] == ["judgement area"]
    upgraded(joint, version)
    assert "TEST ¶1" not in weights(joint, joint.overall_lead)


def test_the_page_of_a_criterion_lists_what_was_recorded_before(
    joint: JointInspection, client_of: ClientOf
) -> None:
    old = evidence_by(joint, joint.inspectors["cqc"], text="Seen before.")
    upgraded(joint, newer(reworded))
    new = evidence_by(joint, joint.inspectors["hmic"], text="Seen after.")
    client = client_of(joint.overall_lead)
    page = client.get(f"/inspections/{joint.reference}/judgements/lscb/criteria/1/")
    shown = page.content.decode()
    assert "Reworded in 2015." in shown
    assert {one.link.label for one in page.context["page"].items} == {old.reference, new.reference}
    second = client.get(f"/inspections/{joint.reference}/judgements/lscb/criteria/2/")
    assert second.context["page"].items == []


# --- what speaks against it -----------------------------------------------------------------------


def test_an_area_that_is_gone_is_refused(joint: JointInspection) -> None:
    def another_board(data: Data) -> None:
        area_of(data)["code"] = kind_of(data)["areas"][0] = "partnership"
        data["limiting_rules"] = []

    revealed_judgement(joint)
    (reason,) = refused(joint, another_board)
    assert reason == (
        "The effectiveness of the board has a judgement that was begun, and version 2015 does not "
        "answer it here."
    )


def test_an_area_that_is_answered_in_another_strand_is_refused(joint: JointInspection) -> None:
    def swapped(data: Data) -> None:
        with_single_strand(data)
        kind = kind_of(data)
        joined, alone = kind["strands"]
        kind["strands"].append({**joined, "code": "board", "areas": ["lscb"]})
        joined["areas"] = ["other"]
        kind["areas"].append("other")
        other = {**area_of(data), "code": "other", "criteria": [], "descriptors": []}
        data["judgement_areas"].append(other)
        assert alone["areas"] == ["health"]

    revealed_judgement(joint)
    (reason,) = refused(joint, swapped)
    assert reason == (
        "The effectiveness of the board has a judgement that was begun, and version 2015 answers "
        "it in another strand."
    )


def test_an_area_that_nobody_has_begun_may_go(joint: JointInspection) -> None:
    def another_board(data: Data) -> None:
        area_of(data)["code"] = kind_of(data)["areas"][0] = "partnership"
        data["limiting_rules"] = []

    upgraded(joint, newer(another_board))
    assert judgement_in(joint, "partnership").area.version.version == "2015"


@pytest.mark.parametrize("given", ["position", "proposal"])
def test_a_grade_that_was_given_and_is_gone_is_refused(joint: JointInspection, given: str) -> None:
    if given == "position":
        revealed_judgement(joint, grades={"ofsted": "inadequate", "hmic": "inadequate"})
    else:
        revealed_judgement(joint, grades=dict.fromkeys(joint.leads, "inadequate"))
        proposal_of(joint, grade="good")
    assert refused(joint, without_good) == (
        "“Good” was given for The effectiveness of the board, and is no grade of version 2015.",
    )


def test_a_grade_that_nobody_gave_may_go(joint: JointInspection) -> None:
    revealed_judgement(joint, grades=dict.fromkeys(joint.leads, "inadequate"))
    upgraded(joint, newer(without_good))
    assert judgement_in(joint).area.version.version == "2015"


@pytest.mark.parametrize("hidden", ["good", "inadequate"])
def test_a_refusal_tells_nothing_of_a_hidden_position(joint: JointInspection, hidden: str) -> None:
    """Also of the lead's own: what is hidden is asked of nobody."""
    open_round(joint)
    position_of(joint, "cqc", grade=hidden)
    position_of(joint, "ofsted", grade=hidden)
    (reason,) = refused(joint, without_good)
    assert reason == (
        "A round of positions on The effectiveness of the board is open, and version 2015 has no "
        "grade “Good”. Positions are hidden until all are in: finish the round first."
    )


def test_an_open_round_without_a_position_hides_nothing(joint: JointInspection) -> None:
    open_round(joint)
    upgraded(joint, newer(without_good))
    assert [grade.code for grade in judgement_in(joint).grades()][1] == "satisfactory"


# --- what it touches ------------------------------------------------------------------------------


def test_the_impact_tells_of_every_round(joint: JointInspection) -> None:
    revealed_judgement(joint)
    open_round(joint)
    position_of(joint, "cqc")
    (area,) = impact_of(joint, newer()).judgements
    assert (area.area, area.title, area.grade) == ("lscb", "The effectiveness of the board", "")
    assert area.state == judgement_in(joint).state_label
    assert area.rounds == (RoundImpact(1, 3, True), RoundImpact(2, 1, False))


def test_the_impact_names_what_an_area_says_otherwise(joint: JointInspection) -> None:
    def otherwise(data: Data) -> None:
        board = area_of(data)
        board.update(title="The board", scope="More.")
        board["descriptors"][0]["statement"] = "Far, far above good."
        del board["descriptors"][2]

    agreed_judgement(joint)
    version = newer(otherwise, another_grade, reworded_rule)
    (area,) = impact_of(joint, version).judgements
    assert area.grade == "Good"
    assert set(area.changes) == {
        "descriptor of inadequate TEST ¶118: removed",
        "the grade scale: changed (grades)",
        "the area: changed (title, scope)",
        "descriptor of outstanding TEST ¶116: changed (statement)",
        f"rule {RULE}: changed (statement)",
    }


def test_a_judgement_that_nobody_has_begun_is_not_listed(joint: JointInspection) -> None:
    assert impact_of(joint, newer(another_grade)).judgements == ()


# --- rules ----------------------------------------------------------------------------------------


def test_a_new_rule_that_proposes_otherwise_is_flagged_and_moves_nothing(
    several: JointInspection,
) -> None:
    version = newer(data=several_areas(rules=[new_rule("good")]))
    (rule,) = impact_of(several, version).rules
    assert (rule.rule, rule.source, rule.area) == ("new-rule", "TEST ¶120", "audit")
    assert (rule.grade, rule.is_blocked) == ("Good", False)
    assert rule.because == (
        "Audit is likely to be inadequate (TEST ¶120), because The front door is good."
    )
    before = grades_given(several)
    upgraded(several, version)
    assert grades_given(several) == before
    assert judgement_in(several, "audit").state == "agreed"


def test_a_new_rule_that_goes_with_the_grades_is_not_flagged(several: JointInspection) -> None:
    version = newer(data=several_areas(rules=[new_rule("outstanding")]))
    assert impact_of(several, version).rules == ()


def test_a_new_rule_that_asks_what_nobody_answered_is_flagged(several: JointInspection) -> None:
    version = newer(data=several_areas(rules=[new_rule("good", asks=True)]))
    (rule,) = impact_of(several, version).rules
    assert rule.is_blocked
    assert TEXT in rule.because


def test_a_rule_is_held_against_agreed_grades_alone(db: None) -> None:
    joint = joint_with_several_areas(rules=[])
    agreed(joint, "front_door", "good")
    revealed(joint, "audit")
    version = newer(data=several_areas(rules=[new_rule("good")]))
    assert impact_of(joint, version).rules == ()


def test_a_rule_that_is_gone_flags_nothing(db: None) -> None:
    joint = joint_with_several_areas(rules=[new_rule("inadequate")])
    for area in ("front_door", "audit"):
        agreed(joint, area, "good")
    impact = impact_of(joint, newer(data=several_areas(rules=[])))
    assert impact.rules == ()
    assert {one.area: one.changes for one in impact.judgements} == {
        "lscb": (),
        "front_door": (),
        "audit": ("rule new-rule: removed",),
    }


def test_a_changed_rule_takes_the_answers_that_were_recorded(joint: JointInspection) -> None:
    agreed_judgement(joint)
    assert impact_of(joint, newer(reworded_rule)).rules == ()


def test_a_rule_that_was_departed_from_is_flagged_once_it_is_changed(
    joint: JointInspection,
) -> None:
    revealed_judgement(joint)
    proposal_of(joint, grade="outstanding", met=False, departures={RULE: "They nearly are."})
    for code in joint.leads:
        signature_of(joint, code)
    assert impact_of(joint, newer(another_grade)).rules == ()
    version = newer(reworded_rule, version="2016", on=date(2016, 9, 1))
    (rule,) = impact_of(joint, version).rules
    assert (rule.rule, rule.is_blocked) == (RULE, False)
