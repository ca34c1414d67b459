"""What a judgement must be, and that each thing that can be wrong with it is seen."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.utils import timezone

from judgements.models import (
    GradeDecision,
    Judgement,
    JudgementEvent,
    NarrativeEvaluation,
    PositionRound,
    Proposal,
    Signature,
)
from judgements.states import EVALUATION, JUDGEMENT
from records.actor import acting_as
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import (
    agreed_judgement,
    escalated_judgement,
    judgement_in,
    open_round,
    opened_judgement,
    proposed_judgement,
    reopening_of,
    revealed_judgement,
    signature_of,
)
from tests.factories.narrative import (
    complete_evaluation_of,
    evaluation_in,
    joint_in_words,
    open_evaluation,
    ready_evaluation,
    reopened_by,
)
from tests.factories.single_agency import (
    agreed_grade,
    decided_grade,
    grade_in,
    grade_reopened_by,
    graded_inspection,
    proposed_grade,
    returned_grade,
)
from tests.races.standing import (
    Step,
    steps_of,
    verbs_of,
    wrong_graded,
    wrong_in_words,
    wrong_shared,
    wrong_signed,
    wrong_steps,
)

# --- the steps ------------------------------------------------------------------------------------

BEGUN, OPENED, REVEALED = (
    ("", "gathering"),
    ("gathering", "positions_open"),
    ("positions_open", "revealed"),
)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], "gathering"),
        ([BEGUN], "gathering"),
        ([BEGUN, OPENED, REVEALED], "revealed"),
        ([BEGUN, OPENED, REVEALED, ("revealed", "positions_open")], "positions_open"),
    ],
)
def test_a_way_through_the_table_is_right(steps: list[Step], state: str) -> None:
    assert wrong_steps(JUDGEMENT, steps, state) == []


@pytest.mark.parametrize(
    ("steps", "state", "sentence"),
    [
        ([], "agreed", "It stands in agreed, and no step led there."),
        ([OPENED], "positions_open", "It began in positions_open, not in gathering."),
        ([BEGUN], "agreed", "It stands in agreed, and the last step led to gathering."),
        (
            [BEGUN, OPENED, OPENED],
            "positions_open",
            "A step went from gathering to positions_open while it stood in positions_open.",
        ),
        (
            [BEGUN, ("gathering", "agreed")],
            "agreed",
            "There is no transition from gathering to agreed.",
        ),
    ],
)
def test_what_is_no_way_through_the_table_is_told(
    steps: list[Step], state: str, sentence: str
) -> None:
    assert wrong_steps(JUDGEMENT, steps, state) == [sentence]


def test_steps_are_counted_by_their_verbs_without_the_beginning() -> None:
    steps = [("", "open"), ("open", "complete"), ("complete", "open"), ("open", "complete")]
    assert verbs_of(EVALUATION, steps) == Counter(complete=2, reopen=1)
    assert verbs_of(EVALUATION, [("open", "open")]) == Counter({"no transition": 1})


# --- judged together ------------------------------------------------------------------------------


@pytest.fixture
def joint(db: None) -> JointInspection:
    """An inspection at fieldwork."""
    return joint_inspection()


def wrong_in(joint: JointInspection) -> list[str]:
    return wrong_shared(judgement_in(joint), joint.leads.values())


def opened_again(joint: JointInspection) -> None:
    agreed_judgement(joint)
    reopening_of(joint)


def another_round(joint: JointInspection) -> None:
    proposed_judgement(joint)
    open_round(joint)


@pytest.mark.parametrize(
    "make",
    [
        judgement_in,
        opened_judgement,
        revealed_judgement,
        proposed_judgement,
        escalated_judgement,
        agreed_judgement,
        opened_again,
        another_round,
    ],
)
def test_nothing_is_wrong_with_what_people_do_one_after_another(
    joint: JointInspection, make: Callable[[JointInspection], object]
) -> None:
    make(joint)
    assert wrong_in(joint) == []


def test_a_stage_that_no_step_led_to_is_wrong(joint: JointInspection) -> None:
    proposed_judgement(joint)
    Judgement.objects.update(state="agreed")
    assert wrong_in(joint) == [
        "It stands in agreed, and the last step led to proposed.",
        "It is agreed, and all signed: [].",
    ]


def test_signatures_of_all_without_the_step_are_wrong(joint: JointInspection) -> None:
    proposed_judgement(joint)
    proposal = judgement_in(joint).current_proposal()
    assert proposal is not None
    for code, lead in joint.leads.items():
        with acting_as(lead):
            Signature.objects.create(
                proposal=proposal,
                inspectorate=proposal.judgement.strand.participants.get(code=code),
                person=lead,
                content_hash=proposal.content_hash,
                at=timezone.now(),
            )
    assert wrong_in(joint) == [
        "All signed 1 proposals, and 0 steps say agreed.",
        f"It is proposed, and all signed: [{proposal!r}].",
    ]


def test_a_round_beside_a_proposal_is_wrong(joint: JointInspection) -> None:
    judgement = proposed_judgement(joint)
    PositionRound.objects.create(
        judgement=judgement, number=2, opened_at=timezone.now(), opened_by=joint.overall_lead
    )
    assert wrong_in(joint) == [
        "open_positions: 1 steps and 2 rows.",
        "1 rounds are open in proposed.",
    ]


def test_a_proposal_without_its_step_is_wrong(joint: JointInspection) -> None:
    judgement = proposed_judgement(joint)
    Proposal.objects.create(
        judgement=judgement,
        number=3,
        grade=judgement.grades()[0],
        statement="Another.",
        content_hash="0" * 64,
        by=joint.overall_lead,
        at=timezone.now(),
    )
    assert wrong_in(joint) == [
        "propose: 1 steps and 2 rows.",
        "The proposals are not numbered one after another.",
    ]


def test_a_round_that_is_revealed_too_early_is_wrong(joint: JointInspection) -> None:
    opened_judgement(joint)
    PositionRound.objects.update(revealed_at=timezone.now())
    found = wrong_in(joint)
    assert found[0].startswith("round 1: 0 are in, revealed: 20")
    assert found[1:] == ["0 rounds are open in positions_open."]


def test_a_dissent_of_all_is_no_agreement(joint: JointInspection) -> None:
    proposed_judgement(joint)
    for code in joint.leads:
        signature_of(joint, code, disagreement="We see it otherwise.")
    assert judgement_in(joint).state == "proposed"
    assert wrong_in(joint) == []


# --- one inspectorate's own -----------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make", [grade_in, proposed_grade, decided_grade, returned_grade, agreed_grade]
)
def test_nothing_is_wrong_with_a_grade_that_is_made_step_by_step(
    make: Callable[..., object],
) -> None:
    graded = graded_inspection()
    make(graded)
    assert wrong_graded(grade_in(graded)) == []


@pytest.mark.django_db
def test_a_grade_that_is_reopened_is_right() -> None:
    graded = graded_inspection()
    agreed_grade(graded)
    grade_reopened_by(graded)
    assert wrong_graded(grade_in(graded)) == []


@pytest.mark.django_db
def test_a_grade_that_is_reopened_twice_at_once_is_wrong() -> None:
    graded = graded_inspection()
    agreed_grade(graded)
    made = grade_reopened_by(graded)
    JudgementEvent.objects.create(
        judgement=grade_in(graded),
        from_state=made.from_state,
        to_state=made.to_state,
        by=graded.lead,
        at=timezone.now(),
    )
    assert wrong_graded(grade_in(graded)) == [
        "A step went from agreed to proposed while it stood in proposed."
    ]


@pytest.mark.django_db
def test_a_decision_on_what_does_not_stand_is_wrong() -> None:
    graded = graded_inspection()
    decided = decided_grade(graded)
    proposal = Proposal.objects.get()
    Proposal.objects.create(
        judgement=decided,
        number=2,
        grade=proposal.grade,
        statement="Another.",
        content_hash="0" * 64,
        by=graded.inspector,
        at=timezone.now(),
    )
    [found] = wrong_graded(grade_in(graded))
    assert found == "decision 1 stands, and is not of proposal 2: Good."


@pytest.mark.django_db
def test_a_decision_without_its_step_or_its_answer_is_wrong() -> None:
    graded = graded_inspection()
    agreed = agreed_grade(graded)
    first = GradeDecision.objects.get()
    with acting_as(graded.lead):
        GradeDecision.objects.create(
            judgement=agreed,
            number=2,
            proposal=first.proposal,
            inspectorate=first.inspectorate,
            person=graded.lead,
            content_hash="0" * 64,
            at=timezone.now(),
        )
    assert wrong_graded(grade_in(graded)) == [
        "decide: 1 steps and 2 rows.",
        "In agreed the moderators of the last decision said [].",
    ]


@pytest.mark.parametrize(
    ("state", "is_held", "sign_offs", "wrong"),
    [
        ("agreed", True, 1, []),
        ("proposed", False, 1, []),
        ("proposed", True, 1, ["A signed report states the grade, and it stands in proposed."]),
        (
            "agreed",
            False,
            1,
            ["The report is signed, and nothing holds the agreed grade that it states."],
        ),
        ("proposed", False, 0, ["The report was signed off 0 times."]),
        ("agreed", True, 2, ["The report was signed off 2 times."]),
    ],
)
def test_a_signed_report_holds_the_agreed_grade_and_none_that_was_reopened(
    state: str, is_held: bool, sign_offs: int, wrong: list[str]
) -> None:
    assert wrong_signed(state, is_held=is_held, sign_offs=sign_offs) == wrong


# --- in words -------------------------------------------------------------------------------------


@pytest.fixture
def words(db: None) -> JointInspection:
    """An inspection whose joint strand answers one area in words."""
    return joint_in_words()


@pytest.mark.parametrize("make", [evaluation_in, ready_evaluation, complete_evaluation_of])
def test_nothing_is_wrong_with_an_evaluation_that_is_made_step_by_step(
    words: JointInspection, make: Callable[[JointInspection], object]
) -> None:
    make(words)
    assert wrong_in_words(evaluation_in(words), words.overall_lead) == []


def test_an_evaluation_that_is_complete_without_its_headings_is_wrong(
    words: JointInspection,
) -> None:
    open_evaluation(words)
    NarrativeEvaluation.objects.update(state="complete")
    steps, headings = wrong_in_words(evaluation_in(words), words.overall_lead)
    assert steps == "It stands in complete, and the last step led to open."
    assert headings.startswith("It is complete, and: 1 criterion is left to consider")


def test_the_steps_of_an_evaluation_are_read_in_their_order(words: JointInspection) -> None:
    assert steps_of(evaluation_in(words)) == []
    complete_evaluation_of(words)
    reopened_by(words)
    assert steps_of(evaluation_in(words)) == [
        ("", "open"),
        ("open", "complete"),
        ("complete", "open"),
    ]
