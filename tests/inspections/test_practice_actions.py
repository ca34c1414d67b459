"""Evaluating practice in a case: by whom, against what, on which evidence, and who sees it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from frameworks.models import JudgementArea
from inspections.actions import practice
from inspections.models import (
    Case,
    EvidenceUse,
    Inspection,
    PracticeEvaluation,
)
from inspections.models.practice import practice_in, scale_from, scale_of
from inspections.values.practice import LONGEST_REASONS, PRACTICE_USE, PracticeContent
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused, Conflict, PermissionRefused
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    joint_inspection,
    member_factory,
    single_strand,
)
from tests.factories.journeys import evaluation_of, joint_for_a_module
from tests.inspections.test_case_journey_actions import (
    as_it_is,
    foreign_item,
    hidden_item,
    withdrawn_item,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def joint(django_db_setup: None, django_db_blocker: Any) -> Iterator[JointInspection]:
    with joint_for_a_module(django_db_blocker) as found:
        yield found


@pytest.fixture
def case(joint: JointInspection) -> Case:
    return case_of(joint)


def seen_by(person: User) -> list[str]:
    with acting_as(person):
        rows = PracticeEvaluation.objects.visible_to(person, timezone.localdate()).standing()
        return [row.conclusion for row in rows.for_page()]


def withdraw(
    row: PracticeEvaluation, by: User, *, version: int = 1, why: str = "Not ours."
) -> None:
    with acting_as(by):
        found = PracticeEvaluation.objects.for_page().select_related("inspection").get(pk=row.pk)
        practice.withdraw_evaluation(
            evaluation=found, version=version, why=why, by=by, at=timezone.now()
        )


def without_grades(joint: JointInspection) -> None:
    """The area is one that the framework describes and does not grade."""
    JudgementArea.objects.filter(strands=joint.strand).update(scale=None, grading="narrative")


# --- evaluating ---------------------------------------------------------------------------------


def test_an_evaluation_is_kept_with_its_first_version(joint: JointInspection, case: Case) -> None:
    row = evaluation_of(joint, case, grade="good")
    with acting_as(joint.inspectors["cqc"]):
        kept = PracticeEvaluation.objects.for_page().get()
        (said,) = kept.revisions.all()
    assert kept.reference == row.reference
    assert kept.reference.startswith("V-")
    assert (kept.owner.code, kept.agency, kept.conclusion) == ("cqc", joint.agencies[0], "Good")
    assert (said.version, said.by, said.grade.code) == (1, joint.inspectors["cqc"], "good")


def test_what_was_not_seen_is_said_in_the_place_of_a_grade(
    joint: JointInspection, case: Case
) -> None:
    assert evaluation_of(joint, case, met="not_seen").conclusion == "Not seen"


@pytest.mark.parametrize("met", ["well", "in_part", "not_met", "not_seen"])
def test_without_grades_it_says_how_far_the_criteria_are_met(
    joint: JointInspection, case: Case, met: str
) -> None:
    without_grades(joint)
    assert evaluation_of(joint, case, met=met).met == met


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"grade": "excellent"}, "one of the grades"),
        ({"grade": ""}, "Select what practice comes to"),
        ({"met": "well"}, "Select what practice comes to"),
        ({"met": "splendid"}, "Select what practice comes to"),
        ({"reasons": " \n"}, "Enter the reasons"),
        ({"reasons": "x" * (LONGEST_REASONS + 1)}, "100,000 characters or fewer"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    joint: JointInspection, case: Case, said: dict[str, Any], says: str
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        evaluation_of(joint, case, **said)
    assert says in refusal.value.message
    assert seen_by(joint.inspectors["cqc"]) == []


def test_a_grade_and_a_word_together_are_refused(joint: JointInspection, case: Case) -> None:
    by = joint.inspectors["cqc"]
    with acting_as(by), pytest.raises(ActionRefused, match="one of the grades"):
        practice.evaluate_practice(
            case=case,
            strand=joint.strand,
            area=joint.strand.judgement_areas.get(),
            agency=joint.agencies[0],
            version=0,
            content=PracticeContent("good", "well", "Why."),
            by=by,
            at=timezone.now(),
        )


def test_a_grade_is_refused_where_the_framework_has_none(
    joint: JointInspection, case: Case
) -> None:
    without_grades(joint)
    with pytest.raises(ActionRefused, match="one of the grades"):
        evaluation_of(joint, case, grade="good")


def test_100_000_characters_of_reasons_are_kept(joint: JointInspection, case: Case) -> None:
    assert len(evaluation_of(joint, case, reasons="ا" * LONGEST_REASONS).reasons) == LONGEST_REASONS


def test_another_area_agency_or_strand_is_refused(joint: JointInspection, case: Case) -> None:
    elsewhere = joint_inspection()
    with pytest.raises(ActionRefused, match="not one of this area"):
        evaluation_of(joint, case, agency=elsewhere.agencies[0])
    with pytest.raises(ActionRefused, match="takes no part"):
        evaluation_of(joint, case, strand=single_strand(joint, "ofsted"))
    single_strand(joint, "cqc").judgement_areas.clear()
    strand = joint.inspection.strands.get(code="cqc")
    by = joint.inspectors["cqc"]
    with acting_as(by), pytest.raises(ActionRefused, match="does not answer"):
        practice.evaluate_practice(
            case=case,
            strand=strand,
            area=joint.strand.judgement_areas.get(),
            agency=joint.agencies[0],
            version=0,
            content=PracticeContent("good", "", "Why."),
            by=by,
            at=timezone.now(),
        )


@pytest.mark.parametrize("who", ["quality_assurer", "chair", "stranger"])
def test_who_does_not_work_on_cases_is_refused(
    joint: JointInspection, case: Case, who: str
) -> None:
    person = {
        "quality_assurer": joint.quality_assurer,
        "chair": joint.chair,
        "stranger": member_factory("cqc"),
    }[who]
    with pytest.raises(PermissionRefused):
        evaluation_of(joint, case, by=person)


def test_once_it_is_closed_nothing_is_evaluated_or_withdrawn(
    joint: JointInspection, case: Case
) -> None:
    row = evaluation_of(joint, case)
    Inspection.objects.filter(pk=joint.inspection.pk).update(state="closed")
    with pytest.raises(PermissionRefused, match="Evaluations are recorded"):
        evaluation_of(joint, as_it_is(case), version=1)
    with pytest.raises(PermissionRefused, match="is closed"):
        withdraw(row, joint.inspectors["cqc"])


# --- one for each inspectorate ------------------------------------------------------------------


def test_a_colleague_of_the_inspectorate_writes_its_next_version(
    joint: JointInspection, case: Case
) -> None:
    evaluation_of(joint, case, grade="good")
    evaluation_of(joint, case, by=joint.leads["cqc"], version=1, grade="inadequate")
    with acting_as(joint.leads["cqc"]):
        row = PracticeEvaluation.objects.for_page().get()
        said = list(row.revisions.values_list("version", "grade__code", "by__email"))
    assert (row.version, row.conclusion) == (2, "Inadequate")
    assert said == [
        (1, "good", joint.inspectors["cqc"].email),
        (2, "inadequate", joint.leads["cqc"].email),
    ]


def test_each_inspectorate_evaluates_for_itself(joint: JointInspection, case: Case) -> None:
    evaluation_of(joint, case, grade="good")
    evaluation_of(joint, case, by=joint.inspectors["hmic"], grade="inadequate")
    assert sorted(seen_by(joint.inspectors["ofsted"])) == ["Good", "Inadequate"]


@pytest.mark.parametrize("version", [0, 2])
def test_over_another_version_nothing_is_saved(
    joint: JointInspection, case: Case, version: int
) -> None:
    standing = evaluation_of(joint, case)
    with pytest.raises(Conflict) as conflict:
        evaluation_of(joint, case, by=joint.leads["cqc"], version=version, grade="inadequate")
    assert conflict.value.theirs.pk == standing.pk
    assert seen_by(joint.inspectors["cqc"]) == ["Good"]


def test_a_version_of_what_was_withdrawn_is_a_conflict(joint: JointInspection, case: Case) -> None:
    withdraw(evaluation_of(joint, case), joint.inspectors["cqc"])
    with pytest.raises(Conflict) as conflict:
        evaluation_of(joint, case, version=1)
    assert conflict.value.theirs is None


def test_it_is_changed_in_the_part_in_which_it_was_recorded(
    joint: JointInspection, case: Case
) -> None:
    evaluation_of(joint, case)
    own = single_strand(joint, "cqc")
    for version in (0, 1):
        with pytest.raises(ActionRefused, match="in another part"):
            evaluation_of(joint, case, strand=own, version=version)


def test_after_it_is_withdrawn_another_may_stand(joint: JointInspection, case: Case) -> None:
    withdraw(evaluation_of(joint, case), joint.leads["cqc"])
    assert seen_by(joint.inspectors["cqc"]) == []
    evaluation_of(joint, case, grade="inadequate")
    assert seen_by(joint.inspectors["cqc"]) == ["Inadequate"]


@pytest.mark.parametrize("code", ["hmic", "ofsted"])
def test_another_inspectorate_s_is_not_withdrawn(
    joint: JointInspection, case: Case, code: str
) -> None:
    row = evaluation_of(joint, case)
    for person in (joint.inspectors[code], joint.leads[code]):
        with pytest.raises(PermissionRefused, match="by its author or"):
            withdraw(row, person)


def test_it_is_withdrawn_once_for_a_reason(joint: JointInspection, case: Case) -> None:
    row, author = evaluation_of(joint, case), joint.inspectors["cqc"]
    with pytest.raises(ActionRefused, match="Say why"):
        withdraw(row, author, why="")
    with pytest.raises(Conflict):
        withdraw(row, author, version=3)
    withdraw(row, author)
    with pytest.raises(PermissionRefused, match="withdrawn before"):
        withdraw(row, author, version=2)


# --- what it rests on ---------------------------------------------------------------------------


def test_each_version_names_the_evidence_that_it_rests_on(
    joint: JointInspection, case: Case
) -> None:
    author = joint.inspectors["ofsted"]
    first, second = (evidence_by(joint, author, case=case) for _ in range(2))
    row = evaluation_of(joint, case, evidence=(first,))
    evaluation_of(joint, case, version=1, evidence=(first, second))
    with acting_as(author):
        uses = set(EvidenceUse.objects.values_list("revision__evidence", "kind", "used_in"))
        versions = [
            [str(link.said.evidence_id) for link in said.evidence_links.all()]
            for said in row.revisions.all()
        ]
    assert uses == {
        (first.pk, PRACTICE_USE, f"{row.reference} v1"),
        (first.pk, PRACTICE_USE, f"{row.reference} v2"),
        (second.pk, PRACTICE_USE, f"{row.reference} v2"),
    }
    assert [len(found) for found in versions] == [1, 2]


@pytest.mark.parametrize("make", [hidden_item, withdrawn_item, foreign_item])
def test_it_rests_on_no_evidence_that_is_not_there_for_one(
    joint: JointInspection, case: Case, make: Callable[..., Any]
) -> None:
    item = make(joint, case)
    with pytest.raises(ActionRefused, match="not there for you"):
        evaluation_of(joint, case, evidence=(item,))
    assert seen_by(joint.inspectors["cqc"]) == []


# --- who sees it --------------------------------------------------------------------------------


def test_an_evaluation_of_an_own_strand_is_its_inspectorate_s(
    joint: JointInspection, case: Case
) -> None:
    evaluation_of(joint, case, strand=single_strand(joint, "cqc"))
    for person in joint.team:
        owns = person in (joint.leads["cqc"], joint.inspectors["cqc"])
        assert seen_by(person) == (["Good"] if owns else [])
    for person in (joint.chair, member_factory("cqc", "lead")):
        assert seen_by(person) == []


# --- what all of them come to -------------------------------------------------------------------


def test_a_judgement_counts_what_stands_in_its_own_strand(joint: JointInspection) -> None:
    for number in range(5):
        evaluation_of(joint, case_of(joint), grade="good" if number else "inadequate")
    withdrawn = evaluation_of(joint, case_of(joint), grade="inadequate")
    withdraw(withdrawn, joint.inspectors["cqc"])
    evaluation_of(joint, case_of(joint), strand=single_strand(joint, "cqc"), grade="inadequate")
    area = joint.strand.judgement_areas.get()
    for code in ("cqc", "hmic", "ofsted"):
        person = joint.inspectors[code]
        member = joint.inspection.assignments.get(person=person)
        with acting_as(person):
            rows = list(
                PracticeEvaluation.objects.for_judgement(member, joint.strand.pk, area.code)
            )
        found = practice_in(scale_of(area), rows)
        assert list(found) == [joint.agencies[0].code]
        assert str(found[joint.agencies[0].code].at_benchmark) == "4 of 5 (80%)"


def test_the_scale_is_that_of_the_area_or_how_far_its_criteria_are_met(
    joint: JointInspection,
) -> None:
    area = joint.strand.judgement_areas.get()
    assert scale_of(area).codes[0] == "outstanding"
    assert scale_of(area).titles[scale_of(area).benchmark] == "Good"
    assert scale_from((), "").titles == ("Met well", "Met in part", "Not met")


# --- what the database refuses ------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{"reasons": ""}, {"met": "well"}, {"reference": "V-0"}])
def test_the_database_refuses_what_the_domain_forbids(
    joint: JointInspection, case: Case, changes: dict[str, Any]
) -> None:
    row = evaluation_of(joint, case)
    with (
        acting_as(joint.inspectors["cqc"]),
        pytest.raises((IntegrityError, DatabaseError)),
        transaction.atomic(),
    ):
        PracticeEvaluation.objects.filter(pk=row.pk).update(**changes)
