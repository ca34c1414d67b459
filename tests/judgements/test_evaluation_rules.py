"""When an evaluation in words is complete; its stages, its values and who may do what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgements.permissions import evaluation_of, evaluations_of, is_in_words, may_read_evaluation
from judgements.rules import against_completing, left_to_consider
from judgements.states import EVALUATION, EvaluationState
from judgements.values import FINDING_LABELS, FindingContent, FindingKind
from records.errors import TransitionNotAllowed
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.narrative import YOUTH, joint_in_words, own_in_words

CRITERIA = ("¶1", "¶2", "¶3")


@pytest.mark.parametrize(
    ("said", "considered", "left"),
    [
        ((), (), ["¶1", "¶2", "¶3"]),
        (("¶2",), (), ["¶1", "¶3"]),
        ((), ("¶1", "¶3"), ["¶2"]),
        (("¶2",), ("¶2",), ["¶1", "¶3"]),
        (("¶1", "¶3"), ("¶2",), []),
        (("¶9",), (), ["¶1", "¶2", "¶3"]),
    ],
)
def test_what_is_left_is_neither_said_nor_considered(
    said: tuple[str, ...], considered: tuple[str, ...], left: list[str]
) -> None:
    assert left_to_consider(CRITERIA, said, considered) == left


@given(st.sets(st.sampled_from(CRITERIA)), st.sets(st.sampled_from(CRITERIA)))
def test_it_is_complete_exactly_when_every_criterion_has_a_word(
    said: set[str], considered: set[str]
) -> None:
    missing = against_completing(CRITERIA, said, considered, findings=len(said))
    assert (missing == "") == (said | considered == set(CRITERIA))
    assert all(one in missing for one in left_to_consider(CRITERIA, said, considered))


@pytest.mark.parametrize(
    ("criteria", "findings", "begins"),
    [
        (("¶1",), 0, "1 criterion is left to consider: ¶1."),
        (("¶1", "¶2"), 5, "2 criteria are left to consider: ¶1, ¶2."),
        ((), 0, "There is no finding yet"),
    ],
)
def test_what_is_missing_is_a_sentence(
    criteria: tuple[str, ...], findings: int, begins: str
) -> None:
    assert against_completing(criteria, (), (), findings=findings).startswith(begins)


def test_without_criteria_one_finding_is_enough() -> None:
    assert against_completing((), (), (), findings=1) == ""


LEGAL = {("complete", "open"): "complete", ("reopen", "complete"): "open"}


@pytest.mark.parametrize("verb", ["complete", "reopen"])
@pytest.mark.parametrize("state", [state.value for state in EvaluationState])
def test_every_verb_from_every_stage(verb: str, state: str) -> None:
    if (verb, state) in LEGAL:
        assert EVALUATION.find(verb, state).target == LEGAL[verb, state]
    else:
        with pytest.raises(TransitionNotAllowed, match="Nothing was changed"):
            EVALUATION.find(verb, state)


def test_a_finding_is_a_strength_or_an_area_for_improvement() -> None:
    assert {kind.value for kind in FindingKind} == {"strength", "improvement"}
    assert set(FINDING_LABELS) == set(FindingKind)


def test_what_was_sent_is_told_by_its_content_whatever_the_order() -> None:
    one = FindingContent("strength", "Text.", "¶1", None, ("b", "a"))
    other = FindingContent("strength", "Text.", "¶1", None, ("a", "b"))
    assert one.as_data() == other.as_data()
    assert one.as_data()["evidence"] == ["a", "b"]


# --- which areas ----------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def member(joint: JointInspection, code: str) -> object:
    return joint.inspection.assignments.get(person=joint.leads[code])


def test_what_has_a_scale_is_not_answered_in_words() -> None:
    graded, ungraded = joint_inspection(), joint_in_words()
    assert evaluations_of(graded.inspection) == []
    assert not is_in_words(graded.strand.judgement_areas.get())
    (one,) = evaluations_of(ungraded.inspection)
    assert is_in_words(one.area)
    assert (one.is_begun, one.state, one.is_complete) == (False, "open", False)


def test_narrative_and_ungraded_areas_of_every_strand_are_answered_in_words() -> None:
    joint = joint_in_words()
    own_in_words(joint, "cqc")
    found = evaluations_of(joint.inspection)
    assert {(one.strand.code, one.area.grading) for one in found} == {
        ("joint", "ungraded"),
        ("cqc", "narrative"),
    }


def test_of_several_strands_that_of_the_reader_is_meant() -> None:
    joint = joint_in_words()
    for code in ("cqc", "hmic"):
        own_in_words(joint, code)
    for code in ("cqc", "hmic"):
        found = evaluation_of(joint.inspection, YOUTH, member(joint, code))  # type: ignore[arg-type]  # a place
        assert found is not None
        assert found.strand.code == code
    assert evaluation_of(joint.inspection, "nothing", member(joint, "cqc")) is None  # type: ignore[arg-type]  # a place


def test_nobody_reads_from_outside_the_team() -> None:
    joint = joint_in_words()
    assert not may_read_evaluation(None, list(joint.strand.participants.all())).allowed
