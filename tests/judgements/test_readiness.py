"""What is missing before a gate: found in real rows, and gone when it is mended by an action."""

from typing import Any

import pytest
from django.utils import timezone

from inspections.permissions import assignment_of
from judgements.actions import Missing, Readiness, checks_at, readiness_of
from judgements.rules.readiness import Check, Gate, Severity
from organisations.models import User
from records.actor import acting_as
from tests.factories.cases import agency_of, plan, report, step_of
from tests.factories.inspections import JointInspection, case_of, evidence_by, single_strand
from tests.factories.judgements import (
    open_round,
    position_of,
    proposed_judgement,
    view_of,
    weighed,
)
from tests.factories.narrative import (
    FRONT_DOOR,
    YOUTH,
    considered_by,
    finding_by,
    joint_in_words,
    keys_of,
    own_in_words,
    withdrawn_by,
)
from tests.factories.single_agency import (
    LIMITED,
    OVERALL,
    PROTECTION,
    agreed_grade,
    evidence_for,
    grade_decided_by,
    grade_in,
    grade_moderated_by,
    grade_proposed_by,
    grade_reopened_by,
    graded_inspection,
)
from tests.judgements.several import joint_with_several_areas
from tests.judgements.test_board import taken_back

pytestmark = pytest.mark.django_db


def readiness_for(joint: JointInspection, person: User) -> Readiness:
    member = assignment_of(person, joint.inspection, timezone.localdate())
    assert member is not None
    with acting_as(person):
        return readiness_of(inspection=joint.inspection, member=member)


def missing(
    joint: JointInspection, person: User | None = None, gate: Gate = Gate.DRAFT
) -> list[Missing]:
    return readiness_for(joint, person or joint.overall_lead).missing(gate)


def found(joint: JointInspection, person: User | None = None) -> list[tuple[Check, str]]:
    """The checks that fail, each with what it is about."""
    return [
        (one.gap.check, one.gap.criterion or one.gap.case or one.gap.area)
        for one in missing(joint, person)
    ]


def only(joint: JointInspection, check: Check, person: User | None = None) -> list[str]:
    return [about for one, about in found(joint, person) if one == check]


def references(joint: JointInspection) -> list[str]:
    return [one.reference for one in joint.criteria]


def keys(joint: JointInspection) -> tuple[int, ...]:
    return tuple(one.pk for one in joint.criteria)


# --- each check, found and mended -----------------------------------------------------------------


def test_an_area_on_which_nothing_is_recorded_says_so_until_something_is(
    joint: JointInspection,
) -> None:
    assert found(joint) == [(Check.NO_EVIDENCE, "lscb")]
    item = evidence_by(joint, joint.inspectors["cqc"])
    assert only(joint, Check.NO_EVIDENCE) == []
    taken_back(item, joint.inspectors["cqc"])
    assert found(joint) == [(Check.NO_EVIDENCE, "lscb")]


def test_a_grade_on_one_source_is_one_until_a_second_source_says_the_same(
    joint: JointInspection,
) -> None:
    first = references(joint)[0]
    evidence_by(joint, joint.inspectors["cqc"])
    assert only(joint, Check.SINGLE_SOURCE) == []
    proposed_judgement(joint)
    assert only(joint, Check.SINGLE_SOURCE) == [first]
    evidence_by(joint, joint.inspectors["hmic"], source="data")
    assert only(joint, Check.SINGLE_SOURCE) == []


def test_what_points_both_ways_is_settled_by_a_view(joint: JointInspection) -> None:
    first = references(joint)[0]
    evidence_by(joint, joint.inspectors["cqc"])
    evidence_by(joint, joint.inspectors["hmic"], strength="weakness")
    assert only(joint, Check.CONTRADICTED) == [first]
    view_of(joint, joint.inspectors["ofsted"], first, met="partly_met")
    assert only(joint, Check.CONTRADICTED) == []


def test_a_criterion_is_considered_by_a_view_of_anybody(joint: JointInspection) -> None:
    evidence_by(joint, joint.inspectors["cqc"])
    every = references(joint)
    assert only(joint, Check.NOT_CONSIDERED) == every
    view_of(joint, joint.inspectors["hmic"], every[1])
    assert only(joint, Check.NOT_CONSIDERED) == [every[0], every[2]]


def test_an_item_without_an_agency_is_counted_once_in_an_area(joint: JointInspection) -> None:
    inspector = joint.inspectors["cqc"]
    evidence_by(joint, inspector, criteria=keys(joint))
    assert only(joint, Check.NO_AGENCY) == []
    assert joint.strand.judgement_areas.update(agency_kind="health") == 1
    (one,) = (one for one in missing(joint) if one.gap.check == Check.NO_AGENCY)
    assert one.gap.because.startswith("1 strength or weakness names no agency in ")
    evidence_by(joint, inspector, strength="neutral")
    evidence_by(joint, inspector, agency=agency_of(joint).pk)
    evidence_by(joint, inspector, strength="weakness")
    (one,) = (one for one in missing(joint) if one.gap.check == Check.NO_AGENCY)
    assert one.gap.because.startswith("2 strengths and weaknesses name no agency in ")


def test_a_grade_that_a_rule_came_to_speak_against_has_no_reason_until_it_gets_one() -> None:
    graded = graded_inspection()
    joint, lead = graded.joint, graded.lead
    agreed_grade(graded)
    grade_proposed_by(graded, area=OVERALL, answers={})
    assert only(joint, Check.DEPARTURE, lead) == []
    grade_reopened_by(graded)
    grade_decided_by(graded, "inadequate", statement="Too late.", reasons="T1.")
    grade_moderated_by(graded)
    (one,) = (one for one in missing(joint, lead) if one.gap.check == Check.DEPARTURE)
    assert one.severity == Severity.BLOCKS
    assert (
        one.gap.because == "The grade of “Health overall” departs from TEST ¶67 without a reason."
    )
    assert one.url.endswith(f"/judgements/agency/{OVERALL}/")
    why = {LIMITED: "It was put right in March."}
    grade_decided_by(graded, "good", area=OVERALL, answers={}, departures=why)
    assert only(joint, Check.DEPARTURE, lead) == []


def test_a_case_is_seen_once_two_inspectorates_have_done_a_step_on_it(
    joint: JointInspection,
) -> None:
    case = case_of(joint)
    evidence_by(joint, joint.inspectors["cqc"], case=case)
    assert only(joint, Check.ONE_INSPECTORATE) == ["T1"]
    plan(joint, case, "child", "parent")
    report(joint, step_of(case, "parent"), code="ofsted")
    assert only(joint, Check.ONE_INSPECTORATE) == ["T1"]
    seen = {"consent": "by_child", "present": ("nobody",)}
    report(joint, step_of(case, "child"), code="hmic", **seen)
    assert only(joint, Check.ONE_INSPECTORATE) == []
    report(joint, step_of(case, "child"), "to_do", code="hmic")
    assert only(joint, Check.ONE_INSPECTORATE) == ["T1"]


def test_cases_come_as_their_list_has_them(joint: JointInspection) -> None:
    for kind in ("sampled", "tracked", "tracked"):
        case_of(joint, kind)
    assert only(joint, Check.ONE_INSPECTORATE) == ["T1", "T2", "S1"]


def test_a_childs_voice_is_heard_in_any_item_on_the_area(joint: JointInspection) -> None:
    evidence_by(joint, joint.inspectors["cqc"])
    assert only(joint, Check.NO_CHILDS_VOICE) == ["lscb"]
    evidence_by(joint, joint.inspectors["hmic"], criteria=keys(joint)[1:2], is_childs_voice=True)
    assert only(joint, Check.NO_CHILDS_VOICE) == []


def test_what_was_all_mended_is_ready(joint: JointInspection) -> None:
    weighed(joint)
    evidence_by(
        joint,
        joint.inspectors["hmic"],
        criteria=keys(joint),
        source="child",
        is_childs_voice=True,
    )
    proposed_judgement(joint)
    for gate in Gate:
        assert missing(joint, gate=gate) == []


# --- what is answered in words, and by one inspectorate -------------------------------------------


def test_an_area_in_words_is_considered_by_findings_and_by_what_there_is_nothing_to_say_on() -> (
    None
):
    joint = joint_in_words()
    inspector = joint.inspectors["cqc"]
    criteria = tuple(one.pk for one in joint.criteria)
    item = evidence_by(joint, inspector, criteria=criteria)
    first, second = f"{FRONT_DOOR} ¶1", f"{FRONT_DOOR} ¶2"
    assert only(joint, Check.NOT_CONSIDERED) == [first, second]
    finding = finding_by(joint, inspector, evidence=keys_of(item))
    assert only(joint, Check.NOT_CONSIDERED) == [second]
    considered_by(joint, joint.inspectors["hmic"])
    assert only(joint, Check.NOT_CONSIDERED) == []
    withdrawn_by(finding, inspector)
    assert only(joint, Check.NOT_CONSIDERED) == [first]


def test_a_finding_without_an_agency_counts_where_the_area_is_of_an_agency() -> None:
    joint = joint_in_words()
    inspector, agency = joint.inspectors["cqc"], agency_of(joint, "health").pk
    assert joint.strand.judgement_areas.update(agency_kind="health") == 1
    item = evidence_by(joint, inspector, agency=agency)
    finding_by(joint, inspector, evidence=keys_of(item), agency=agency)
    assert only(joint, Check.NO_AGENCY) == []
    finding = finding_by(joint, inspector, evidence=keys_of(item))
    (one,) = (one for one in missing(joint) if one.gap.check == Check.NO_AGENCY)
    assert one.gap.because.startswith("1 strength or weakness names no agency")
    assert one.url.endswith(f"/judgements/evaluations/{FRONT_DOOR}/")
    withdrawn_by(finding, inspector)
    assert only(joint, Check.NO_AGENCY) == []


def test_a_finding_on_the_area_as_a_whole_considers_no_criterion() -> None:
    joint = joint_in_words()
    item = evidence_by(joint, joint.inspectors["cqc"])
    finding_by(joint, joint.inspectors["cqc"], evidence=keys_of(item), criterion="")
    assert only(joint, Check.NOT_CONSIDERED) == [f"{FRONT_DOOR} ¶1", f"{FRONT_DOOR} ¶2"]


def test_an_area_that_one_inspectorate_grades_takes_part() -> None:
    graded = graded_inspection()
    assert (Check.NO_EVIDENCE, PROTECTION) in found(graded.joint, graded.lead)
    evidence_for(graded)
    grade_proposed_by(graded)
    (criterion,) = grade_in(graded).area.criteria.all()
    about = dict.fromkeys(found(graded.joint, graded.lead))
    assert (Check.SINGLE_SOURCE, criterion.reference) in about
    assert (Check.NO_EVIDENCE, PROTECTION) not in about


def test_an_area_without_criteria_is_asked_for_nothing() -> None:
    joint = joint_with_several_areas()
    assert {about for _check, about in found(joint, joint.leads["cqc"])} == {"lscb"}


# --- who sees what --------------------------------------------------------------------------------


def test_another_inspectorates_private_item_changes_nothing(joint: JointInspection) -> None:
    strand = single_strand(joint, "hmic")
    evidence_by(joint, joint.inspectors["cqc"], agency=agency_of(joint).pk)
    assert joint.strand.judgement_areas.update(agency_kind="health") == 1
    readers = [joint.inspectors["cqc"], joint.overall_lead, joint.quality_assurer]
    before = [missing(joint, reader) for reader in readers]
    evidence_by(
        joint,
        joint.inspectors["hmic"],
        strand=strand,
        strength="weakness",
        is_childs_voice=True,
        criteria=keys(joint),
    )
    assert [missing(joint, reader) for reader in readers] == before
    own = found(joint, joint.inspectors["hmic"])
    assert (Check.CONTRADICTED, references(joint)[0]) in own
    assert (Check.NO_CHILDS_VOICE, "lscb") not in own


def test_what_is_done_in_the_strand_of_one_is_not_looked_at_by_the_others(
    joint: JointInspection,
) -> None:
    strand = own_in_words(joint)
    reader = readiness_for(joint, joint.leads["hmic"])
    assert [area.code for _strand, area in reader.places] == ["lscb"]
    assert reader.left_out == [strand.title]
    before = missing(joint, joint.leads["hmic"])
    finding_by(joint, joint.inspectors["cqc"], area=YOUTH, criterion=f"{YOUTH} ¶1")
    mine = readiness_for(joint, joint.leads["cqc"])
    assert [area.code for _strand, area in mine.places] == ["lscb", YOUTH]
    assert mine.left_out == []
    changed = missing(joint, joint.leads["hmic"])
    assert [one for one in changed if one.gap.area == YOUTH] == []
    assert {one.gap.area for one in before} == {one.gap.area for one in changed} == {"lscb"}


@pytest.mark.parametrize("grade", ["outstanding", "inadequate"])
def test_blind_positions_are_not_looked_at(joint: JointInspection, grade: str) -> None:
    item = evidence_by(joint, joint.inspectors["cqc"])
    before = missing(joint, joint.leads["hmic"])
    open_round(joint)
    position_of(joint, "cqc", grade=grade, evidence=(item,))
    assert missing(joint, joint.leads["hmic"]) == before


# --- where it leads, and what is asked about ------------------------------------------------------


def test_each_gap_leads_to_where_it_is_mended(joint: JointInspection) -> None:
    here = f"/inspections/{joint.reference}"
    first = references(joint)[0]
    case_of(joint)
    assert {one.gap.check: one.url for one in missing(joint)} == {
        Check.NO_EVIDENCE: f"{here}/evidence/record/",
        Check.ONE_INSPECTORATE: f"{here}/cases/T1/",
    }
    evidence_by(joint, joint.inspectors["cqc"])
    proposed_judgement(joint)
    leads = {(one.gap.check, one.gap.criterion): one.url for one in missing(joint)}
    assert leads[Check.NOT_CONSIDERED, first] == f"{here}/judgements/lscb/criteria/1/"
    assert leads[Check.NO_CHILDS_VOICE, ""] == f"{here}/evidence/record/?source=child"
    assert leads[Check.SINGLE_SOURCE, first].startswith(f"{here}/evidence/record/?criterion=TEST")


def test_who_records_nothing_is_led_to_what_is_read(joint: JointInspection) -> None:
    here = f"/inspections/{joint.reference}/judgements"
    (one,) = missing(joint, joint.quality_assurer)
    assert one.url == f"{here}/areas/lscb/"
    evidence_by(joint, joint.inspectors["cqc"])
    proposed_judgement(joint)
    leads = {one.gap.check: one.url for one in missing(joint, joint.quality_assurer)}
    assert leads[Check.SINGLE_SOURCE] == f"{here}/lscb/criteria/1/"
    assert leads[Check.NO_CHILDS_VOICE] == f"{here}/areas/lscb/"


def test_a_criterion_in_words_is_considered_in_its_evaluation() -> None:
    joint = joint_in_words()
    evidence_by(joint, joint.inspectors["cqc"])
    leads = [one.url for one in missing(joint) if one.gap.check == Check.NOT_CONSIDERED]
    where = f"/inspections/{joint.reference}/judgements/evaluations/{FRONT_DOOR}/#criterion-"
    assert leads == [f"{where}1", f"{where}2"]


def test_one_strand_can_be_asked_about() -> None:
    graded = graded_inspection()
    readiness = readiness_for(graded.joint, graded.lead)
    every = {one.gap.area for one in readiness.missing(Gate.DRAFT)}
    joint = {one.gap.area for one in readiness.missing(Gate.DRAFT, graded.joint.strand.pk)}
    assert (every, joint) == ({"lscb", PROTECTION}, {"lscb"})


def test_the_heaviest_stand_first(joint: JointInspection) -> None:
    case_of(joint)
    evidence_by(joint, joint.inspectors["cqc"])
    evidence_by(joint, joint.inspectors["hmic"], strength="weakness")
    weights = [one.severity for one in missing(joint, gate=Gate.RELEASE)]
    assert weights == sorted(weights, key=list(Severity).index)
    assert set(weights) == set(Severity)


@pytest.mark.parametrize("gate", list(Gate))
def test_every_check_stands_in_the_list_of_a_gate(gate: Gate) -> None:
    checks = checks_at(gate=gate)
    assert {check for check, _severity in checks} == set(Check)
    weights: list[Any] = [severity for _check, severity in checks]
    assert weights == sorted(weights, key=list(Severity).index)
