"""Proposing, deciding, moderating and reopening a grade of one inspectorate: every way out."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from frameworks.values import NOT_JUDGED
from inspections.models import Inspection
from judgements.actions import agreed_result, agreed_results
from judgements.models import (
    GradeDecision,
    GradeModeration,
    Judgement,
    JudgementEvent,
    Proposal,
    RecordedAnswer,
    RuleDeparture,
    acted_on,
    last_decision,
)
from judgements.permissions import graded_of
from records.errors import ActionRefused, AlreadySent, PermissionRefused, TransitionNotAllowed
from tests.factories.inspections import single_strand
from tests.factories.single_agency import (
    CHILDREN,
    LEADERSHIP,
    LIMITED,
    MET,
    OVERALL,
    PROTECTION,
    STATEMENT,
    GradedInspection,
    agreed_grade,
    assurer_of,
    content,
    decided_grade,
    grade_decided_by,
    grade_in,
    grade_moderated_by,
    grade_proposed_by,
    grade_reopened_by,
    graded_inspection,
    proposed_grade,
    returned_grade,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def graded(db: None) -> GradedInspection:
    return graded_inspection()


def check_number(model: type, number: int) -> None:
    assert model._default_manager.count() == number


# --- which judgement ------------------------------------------------------------------------------


@pytest.mark.parametrize("area", ["lscb", "overall", "HEALTH_OVERALL", "agency"])
def test_what_is_shared_or_absent_is_nobody_s_own(graded: GradedInspection, area: str) -> None:
    assert graded_of(graded.joint.inspection, area) is None


def test_a_shared_area_in_a_single_agency_strand_is_nobody_s_own(
    graded: GradedInspection,
) -> None:
    single_strand(graded.joint, "hmic").judgement_areas.set(
        graded.joint.strand.judgement_areas.filter(code="lscb")
    )
    assert graded_of(graded.joint.inspection, "lscb") is None


def test_a_judgement_begins_with_its_first_proposal(graded: GradedInspection) -> None:
    assert not grade_in(graded).is_begun
    assert (last_decision(grade_in(graded)), acted_on(grade_in(graded))) == (None, frozenset())
    grade_proposed_by(graded)
    judgement = Judgement.objects.get()
    assert (judgement.state, judgement.area.code) == ("proposed", PROTECTION)
    steps = JudgementEvent.objects.order_by("pk").values_list("from_state", "to_state")
    assert list(steps) == [("", "gathering"), ("gathering", "proposed")]
    assert acted_on(judgement) == {graded.inspector.pk}


# --- proposing ------------------------------------------------------------------------------------


def test_a_proposal_has_its_words_and_answers(graded: GradedInspection) -> None:
    proposal = grade_proposed_by(graded)
    assert (proposal.grade_code, proposal.statement, proposal.not_judged) == (
        "good",
        STATEMENT,
        "",
    )
    assert (proposal.by, proposal.number, len(proposal.content_hash)) == (graded.inspector, 1, 64)
    assert RecordedAnswer.objects.get().code == MET


def test_a_new_proposal_takes_the_place_of_the_one_before(graded: GradedInspection) -> None:
    first = grade_proposed_by(graded)
    second = grade_proposed_by(graded)
    assert (second.number, grade_in(graded).current_proposal()) == (2, second)
    assert first.content_hash != second.content_hash
    assert grade_in(graded).state == "proposed"


def test_after_a_return_an_inspector_proposes_anew(graded: GradedInspection) -> None:
    returned_grade(graded)
    grade_proposed_by(graded, "requires_improvement")
    assert grade_in(graded).state == "proposed"
    grade_decided_by(graded)
    grade_moderated_by(graded)
    assert grade_in(graded).facts({}).grades == {PROTECTION: "requires_improvement"}


@pytest.mark.parametrize("who", ["lead", "moderator"])
def test_only_an_inspector_proposes(graded: GradedInspection, who: str) -> None:
    with pytest.raises(PermissionRefused, match="An inspector proposes"):
        grade_proposed_by(graded, by=getattr(graded, who))
    check_number(Judgement, 0)


def test_an_inspector_of_another_inspectorate_does_not_propose(graded: GradedInspection) -> None:
    with pytest.raises(PermissionRefused, match="CQC judges Health protection"):
        grade_proposed_by(graded, by=graded.joint.inspectors["ofsted"])
    check_number(Proposal, 0)


@pytest.mark.parametrize("make", [decided_grade, agreed_grade])
def test_nothing_is_proposed_over_a_decision(
    graded: GradedInspection, make: Callable[..., Any]
) -> None:
    make(graded)
    with pytest.raises(TransitionNotAllowed, match="To propose is possible in"):
        grade_proposed_by(graded)
    check_number(Proposal, 1)


def test_a_grade_of_no_scale_is_refused(graded: GradedInspection) -> None:
    with pytest.raises(ActionRefused, match="is not a grade of Health protection"):
        grade_proposed_by(graded, "excellent")
    check_number(Judgement, 0)


@pytest.mark.parametrize("grade", ["good", NOT_JUDGED])
def test_a_proposal_without_words_is_refused(graded: GradedInspection, grade: str) -> None:
    with pytest.raises(ActionRefused, match="Say in words"):
        grade_proposed_by(graded, grade, area=LEADERSHIP, statement="  ")
    check_number(Proposal, 0)


def test_a_departure_without_a_reason_is_refused(graded: GradedInspection) -> None:
    with pytest.raises(ActionRefused, match="To depart from that, give the reason"):
        grade_proposed_by(graded, "outstanding", answers={MET: False})
    check_number(Proposal, 0)


def test_a_departure_with_a_reason_is_written_down(graded: GradedInspection) -> None:
    grade_proposed_by(
        graded, "outstanding", answers={MET: False}, departures={MET: " All but one. "}
    )
    assert RuleDeparture.objects.get().why == "All but one."


def test_a_rule_that_cannot_be_evaluated_blocks_with_its_reason(graded: GradedInspection) -> None:
    with pytest.raises(ActionRefused, match="needs a grade that is not agreed yet"):
        grade_proposed_by(graded, area=OVERALL)
    check_number(Judgement, 0)


def test_a_question_that_nobody_answered_blocks(graded: GradedInspection) -> None:
    with pytest.raises(ActionRefused, match="nobody has said"):
        grade_proposed_by(graded, answers={})
    check_number(Proposal, 0)


def test_a_form_that_arrives_twice_makes_one_proposal(graded: GradedInspection) -> None:
    key = uuid4()
    first, second = (grade_proposed_by(graded, key=key) for _ in range(2))
    assert first == second
    check_number(Proposal, 1)
    with pytest.raises(AlreadySent):
        grade_proposed_by(graded, "inadequate", key=key)


def test_nothing_is_judged_after_the_end(graded: GradedInspection) -> None:
    Inspection.objects.update(state="closed")
    with pytest.raises(PermissionRefused, match="from the notice until it is closed"):
        grade_proposed_by(graded)
    check_number(Judgement, 0)


# --- not judged -----------------------------------------------------------------------------------


def test_an_area_may_go_without_a_grade_where_the_framework_says_so(
    graded: GradedInspection,
) -> None:
    proposal = grade_proposed_by(graded, NOT_JUDGED, area=LEADERSHIP)
    assert (proposal.grade, proposal.grade_code, proposal.grade_title) == (
        None,
        NOT_JUDGED,
        "Not judged",
    )
    assert proposal.not_judged == "Only two children were seen."
    assert str(proposal) == "proposal 1: Not judged"


def test_elsewhere_it_may_not(graded: GradedInspection) -> None:
    with pytest.raises(ActionRefused, match="does not let Health protection go without a grade"):
        grade_proposed_by(graded, NOT_JUDGED)
    check_number(Proposal, 0)


def test_that_it_is_not_judged_needs_a_reason(graded: GradedInspection) -> None:
    with pytest.raises(ActionRefused, match="Say why the area is not judged"):
        grade_proposed_by(graded, NOT_JUDGED, area=LEADERSHIP, not_judged=" ")
    check_number(Proposal, 0)


def test_not_judged_is_agreed_and_counts_as_known(graded: GradedInspection) -> None:
    agreed_grade(graded, NOT_JUDGED, area=LEADERSHIP)
    assert grade_in(graded, OVERALL).facts({}).grades == {LEADERSHIP: NOT_JUDGED}
    assert last_decision(grade_in(graded, LEADERSHIP)).instead_of is None
    check_number(Proposal, 1)


def test_a_reason_for_no_grade_is_not_kept_beside_one(graded: GradedInspection) -> None:
    assert grade_proposed_by(graded, area=LEADERSHIP, not_judged="Why.").not_judged == ""


# --- deciding -------------------------------------------------------------------------------------


def test_the_lead_takes_what_is_proposed(graded: GradedInspection) -> None:
    proposal = grade_proposed_by(graded)
    decision = grade_decided_by(graded)
    assert (decision.proposal, decision.instead_of, decision.reasons) == (proposal, None, "")
    assert (decision.person, decision.inspectorate.code) == (graded.lead, "cqc")
    assert (decision.number, grade_in(graded).state) == (1, "decided")
    assert decision.content_hash != proposal.content_hash
    assert decision.proposer == graded.inspector.pk
    check_number(Proposal, 1)


def test_the_lead_decides_another_grade_with_reasons(graded: GradedInspection) -> None:
    proposal = grade_proposed_by(graded)
    decision = grade_decided_by(
        graded, "requires_improvement", statement="Not in time.", reasons=" Too late in T1. "
    )
    assert (decision.instead_of, decision.reasons) == (proposal, "Too late in T1.")
    assert decision.proposal.by == graded.lead
    assert (decision.proposal.number, decision.proposal.grade_code) == (2, "requires_improvement")
    assert decision.proposer == graded.inspector.pk
    grade_moderated_by(graded)
    assert grade_in(graded).facts({}).grades == {PROTECTION: "requires_improvement"}


def test_the_lead_decides_the_same_grade_in_other_words(graded: GradedInspection) -> None:
    grade_proposed_by(graded)
    decision = grade_decided_by(graded, statement="In time, and listened to.")
    assert (decision.instead_of, decision.proposal.number) == (None, 2)
    assert decision.proposal.by == graded.lead


def test_the_rules_are_asked_again_at_the_decision(graded: GradedInspection) -> None:
    grade_proposed_by(graded)
    with pytest.raises(ActionRefused, match="To depart from that, give the reason"):
        grade_decided_by(graded, "outstanding", answers={MET: False}, reasons="It is better.")
    check_number(GradeDecision, 0)
    grade_decided_by(
        graded,
        "outstanding",
        answers={MET: False},
        departures={MET: "All but one."},
        reasons="It is better.",
    )
    assert RuleDeparture.objects.get().proposal.number == 2


def test_another_grade_without_reasons_is_refused(graded: GradedInspection) -> None:
    grade_proposed_by(graded)
    with pytest.raises(ActionRefused, match="Give the reasons"):
        grade_decided_by(graded, "inadequate", reasons=" ")
    assert (Proposal.objects.count(), GradeDecision.objects.count()) == (1, 0)


def test_a_proposal_that_changed_behind_the_page_is_not_decided(graded: GradedInspection) -> None:
    first = grade_proposed_by(graded)
    grade_proposed_by(graded, "inadequate")
    with pytest.raises(ActionRefused, match="changed after you opened the page"):
        grade_decided_by(graded, content_hash=first.content_hash)
    check_number(GradeDecision, 0)


@pytest.mark.parametrize("make", [grade_in, decided_grade, agreed_grade])
def test_nothing_is_decided_where_nothing_waits(
    graded: GradedInspection, make: Callable[..., Any]
) -> None:
    make(graded)
    before = GradeDecision.objects.count()
    with pytest.raises(TransitionNotAllowed, match="To decide is possible in"):
        grade_decided_by(graded)
    check_number(GradeDecision, before)


@pytest.mark.parametrize("who", ["inspector", "moderator"])
def test_only_a_lead_decides(graded: GradedInspection, who: str) -> None:
    grade_proposed_by(graded)
    with pytest.raises(PermissionRefused, match="Only the lead"):
        grade_decided_by(graded, by=getattr(graded, who))
    check_number(GradeDecision, 0)


@pytest.mark.parametrize("code", ["ofsted", "hmic"])
def test_neither_the_overall_lead_nor_another_decides_what_is_not_theirs(
    graded: GradedInspection, code: str
) -> None:
    grade_proposed_by(graded)
    with pytest.raises(PermissionRefused, match="your inspectorate does not"):
        grade_decided_by(graded, by=graded.joint.leads[code])
    check_number(GradeDecision, 0)


def test_after_a_return_the_lead_answers_before_deciding_the_same(
    graded: GradedInspection,
) -> None:
    returned_grade(graded)
    with pytest.raises(ActionRefused, match="Say what you answer"):
        grade_decided_by(graded)
    decision = grade_decided_by(graded, reasons="T1 was put right in March.")
    assert (decision.number, decision.proposal.number) == (2, 1)
    assert decision.content_hash != decision.proposal.decisions.get(number=1).content_hash
    grade_moderated_by(graded)
    assert grade_in(graded).state == "agreed"


def test_a_decision_that_arrives_twice_is_made_once(graded: GradedInspection) -> None:
    stands_on, key = grade_proposed_by(graded).content_hash, uuid4()
    first, second = (grade_decided_by(graded, key=key, content_hash=stands_on) for _ in range(2))
    assert first == second
    check_number(GradeDecision, 1)


# --- moderating -----------------------------------------------------------------------------------


def test_the_moderator_agrees(graded: GradedInspection) -> None:
    decision = last_decision(decided_grade(graded))
    answer = grade_moderated_by(graded)
    assert (answer.agrees, answer.why, answer.person) == (True, "", graded.moderator)
    assert (answer.proposed_by, answer.decided_by) == (graded.inspector, graded.lead)
    assert answer.content_hash == decision.content_hash
    assert grade_in(graded).state == "agreed"


def test_the_moderator_returns_with_a_reason(graded: GradedInspection) -> None:
    decided_grade(graded)
    answer = grade_moderated_by(graded, agrees=False, why="T1 says otherwise.")
    assert (answer.agrees, answer.why, grade_in(graded).state) == (
        False,
        "T1 says otherwise.",
        "returned",
    )
    assert JudgementEvent.objects.latest("pk").why == "T1 says otherwise."
    assert grade_in(graded).facts({}).grades == {}


def test_a_return_without_a_reason_is_refused(graded: GradedInspection) -> None:
    decided_grade(graded)
    with pytest.raises(ActionRefused, match="Say why you return"):
        grade_moderated_by(graded, agrees=False, why="  ")
    check_number(GradeModeration, 0)


def test_a_decision_that_changed_behind_the_page_is_not_moderated(
    graded: GradedInspection,
) -> None:
    first = last_decision(returned_grade(graded))
    grade_decided_by(graded, reasons="It was put right.")
    with pytest.raises(ActionRefused, match="changed after you opened the page"):
        grade_moderated_by(graded, content_hash=first.content_hash)
    check_number(GradeModeration, 1)


@pytest.mark.parametrize("make", [grade_in, proposed_grade, returned_grade, agreed_grade])
def test_nothing_is_moderated_where_nothing_is_decided(
    graded: GradedInspection, make: Callable[..., Any]
) -> None:
    make(graded)
    before = GradeModeration.objects.count()
    with pytest.raises(TransitionNotAllowed):
        grade_moderated_by(graded)
    check_number(GradeModeration, before)


@pytest.mark.parametrize("who", ["inspector", "lead"])
def test_only_a_quality_assurer_moderates(graded: GradedInspection, who: str) -> None:
    decided_grade(graded)
    with pytest.raises(PermissionRefused, match="A quality assurer"):
        grade_moderated_by(graded, by=getattr(graded, who))
    check_number(GradeModeration, 0)


def test_a_quality_assurer_of_another_inspectorate_does_not(graded: GradedInspection) -> None:
    decided_grade(graded)
    with pytest.raises(PermissionRefused, match="your inspectorate does not"):
        grade_moderated_by(graded, by=graded.joint.quality_assurer)
    check_number(GradeModeration, 0)


@pytest.mark.parametrize("who", ["inspector", "lead"])
def test_who_proposed_or_decided_does_not_moderate_in_another_role(
    graded: GradedInspection, who: str
) -> None:
    decided_grade(graded)
    person = getattr(graded, who)
    graded.joint.inspection.assignments.filter(person=person).update(role="quality_assurer")
    with pytest.raises(PermissionRefused, match="Another person moderates it"):
        grade_moderated_by(graded, by=person)
    check_number(GradeModeration, 0)


def test_an_answer_that_arrives_twice_is_given_once(graded: GradedInspection) -> None:
    decided_grade(graded)
    key = uuid4()
    first, second = (grade_moderated_by(graded, key=key) for _ in range(2))
    assert first == second
    check_number(GradeModeration, 1)


# --- reopening ------------------------------------------------------------------------------------


def test_an_agreed_grade_is_reopened_with_a_reason(graded: GradedInspection) -> None:
    agreed_grade(graded)
    event = grade_reopened_by(graded, why=" New evidence. ")
    assert (event.from_state, event.to_state, event.why) == ("agreed", "proposed", "New evidence.")
    assert grade_in(graded).facts({}).grades == {}
    assert agreed_results(strand=grade_in(graded).strand) == ()
    assert (GradeDecision.objects.count(), GradeModeration.objects.count()) == (1, 1)


def test_what_was_reopened_is_decided_and_moderated_anew(graded: GradedInspection) -> None:
    agreed_grade(graded)
    grade_reopened_by(graded)
    with pytest.raises(TransitionNotAllowed):
        grade_moderated_by(graded)
    grade_decided_by(graded)
    grade_moderated_by(graded)
    assert (grade_in(graded).state, GradeDecision.objects.count()) == ("agreed", 2)


def test_a_grade_is_not_reopened_without_a_reason(graded: GradedInspection) -> None:
    agreed_grade(graded)
    with pytest.raises(ActionRefused, match="Say why the grade is reopened"):
        grade_reopened_by(graded, why=" ")
    assert grade_in(graded).state == "agreed"


@pytest.mark.parametrize("make", [grade_in, proposed_grade, decided_grade, returned_grade])
def test_what_is_not_agreed_is_not_reopened(
    graded: GradedInspection, make: Callable[..., Any]
) -> None:
    before = make(graded).state
    with pytest.raises(TransitionNotAllowed, match="To reopen is possible in: agreed"):
        grade_reopened_by(graded)
    assert grade_in(graded).state == before


@pytest.mark.parametrize("who", ["inspector", "moderator"])
def test_only_a_lead_reopens(graded: GradedInspection, who: str) -> None:
    agreed_grade(graded)
    with pytest.raises(PermissionRefused, match="Only the lead"):
        grade_reopened_by(graded, by=getattr(graded, who))
    assert grade_in(graded).state == "agreed"


def test_a_grade_is_reopened_once_by_one_form(graded: GradedInspection) -> None:
    agreed_grade(graded)
    key = uuid4()
    assert grade_reopened_by(graded, key=key) == grade_reopened_by(graded, key=key)
    assert JudgementEvent.objects.filter(from_state="agreed").count() == 1


# --- an area of the joint strand that is not shared -----------------------------------------------


def test_a_graded_area_of_a_joint_strand_is_its_own_inspectorate_s(
    graded: GradedInspection,
) -> None:
    with pytest.raises(PermissionRefused, match="CQC judges Children seen by all"):
        grade_proposed_by(graded, area=CHILDREN, by=graded.joint.inspectors["hmic"])
    agreed_grade(graded, area=CHILDREN)
    judgement = grade_in(graded, CHILDREN)
    assert (judgement.state, judgement.strand.is_joint) == ("agreed", True)


def test_where_two_are_named_the_moderator_is_of_the_one_that_decided(
    graded: GradedInspection,
) -> None:
    area = grade_in(graded, CHILDREN).area
    ofsted = graded.joint.inspectors["ofsted"].memberships.get().inspectorate
    area.inspectorates.add(ofsted)
    grade_proposed_by(graded, area=CHILDREN, by=graded.joint.inspectors["ofsted"])
    grade_decided_by(graded, area=CHILDREN)
    with pytest.raises(PermissionRefused, match="CQC judges"):
        grade_moderated_by(graded, area=CHILDREN, by=graded.joint.quality_assurer)
    grade_moderated_by(graded, area=CHILDREN)
    assert grade_in(graded, CHILDREN).state == "agreed"


# --- what was agreed ------------------------------------------------------------------------------


def test_the_result_names_who_decided_and_who_moderated(graded: GradedInspection) -> None:
    agreed_grade(graded)
    (result,) = agreed_results(strand=grade_in(graded).strand)
    assert (result.grade, result.statement) == ("good", STATEMENT)
    assert [one.person for one in result.signatures] == [graded.lead.name, graded.moderator.name]
    assert result.content_hash == last_decision(grade_in(graded)).content_hash
    assert result.agreed_at == GradeModeration.objects.get().at


def test_a_grade_of_one_is_not_the_shared_judgement_of_the_letter(
    graded: GradedInspection,
) -> None:
    agreed_grade(graded, area=CHILDREN)
    assert [one.area for one in agreed_results(strand=graded.joint.strand)] == [CHILDREN]
    assert agreed_result(strand=graded.joint.strand) is None


def test_the_overall_grade_waits_for_its_parts_and_takes_them(graded: GradedInspection) -> None:
    agreed_grade(graded, "inadequate")
    with pytest.raises(ActionRefused, match="Health overall is likely to be inadequate"):
        grade_proposed_by(graded, area=OVERALL)
    grade_proposed_by(graded, area=OVERALL, departures={LIMITED: "It was put right."})
    grade_decided_by(graded, area=OVERALL, answers={}, departures={LIMITED: "It was put right."})
    assert Proposal.objects.filter(judgement__area__code=OVERALL).count() == 1


def test_a_second_moderator_may_answer_too(graded: GradedInspection) -> None:
    other = assurer_of(graded.joint, "cqc")
    decided_grade(graded)
    assert grade_moderated_by(graded, by=other).person == other


def test_times_are_those_of_the_acts(graded: GradedInspection) -> None:
    before = timezone.now()
    agreed_grade(graded)
    decision = last_decision(grade_in(graded))
    assert before <= decision.proposal.at <= decision.at <= decision.moderations.get().at
    assert content().is_judged
