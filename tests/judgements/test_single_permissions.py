"""Who may, asked as the view, the button and the action ask."""

import pytest
from django.utils import timezone

from inspections.models import Assignment, Inspection
from inspections.permissions import assignment_of
from judgements.permissions import (
    answers_of,
    is_graded_alone,
    judges_of,
    may_decide,
    may_moderate,
    may_propose_grade,
    may_reopen_grade,
    moderates_of,
)
from organisations.models import User
from tests.factories.single_agency import (
    CHILDREN,
    LEADERSHIP,
    OVERALL,
    PROTECTION,
    GradedInspection,
    decided_grade,
    grade_in,
    graded_inspection,
)

pytestmark = pytest.mark.django_db
# May: propose, decide (and reopen), moderate.
MATRIX = {
    "overall_lead": (False, False, False),
    "lead": (False, True, False),
    "inspector": (True, False, False),
    "moderator": (False, False, True),
    "lead_of_hmic": (False, False, False),
    "inspector_of_ofsted": (False, False, False),
    "assurer_of_ofsted": (False, False, False),
    "chair": (False, False, False),
}


@pytest.fixture
def graded(db: None) -> GradedInspection:
    return graded_inspection()


def people(graded: GradedInspection) -> dict[str, User]:
    joint = graded.joint
    return {
        "overall_lead": joint.overall_lead,
        "lead": graded.lead,
        "inspector": graded.inspector,
        "moderator": graded.moderator,
        "lead_of_hmic": joint.leads["hmic"],
        "inspector_of_ofsted": joint.inspectors["ofsted"],
        "assurer_of_ofsted": joint.quality_assurer,
        "chair": joint.chair,
    }


def place_of(graded: GradedInspection, person: User) -> Assignment | None:
    return assignment_of(person, graded.joint.inspection, timezone.localdate())


@pytest.mark.parametrize("area", [PROTECTION, CHILDREN])
def test_the_matrix_of_a_grade(graded: GradedInspection, area: str) -> None:
    judgement, inspection = grade_in(graded, area), graded.joint.inspection
    judges = judges_of(judgement)
    assert [one.code for one in judges] == ["cqc"]
    for who, person in people(graded).items():
        member = place_of(graded, person)
        may = (
            may_propose_grade(member, inspection, judgement, judges).allowed,
            may_decide(member, inspection, judgement, judges).allowed,
            may_moderate(member, inspection, judgement, judges, frozenset()).allowed,
        )
        assert may == MATRIX[who], who
        reopens = may_reopen_grade(member, inspection, judgement, judges)
        assert reopens.allowed is MATRIX[who][1], who


def test_a_refusal_says_why(graded: GradedInspection) -> None:
    judgement, inspection = grade_in(graded), graded.joint.inspection
    for person in people(graded).values():
        member = place_of(graded, person)
        for may in (may_propose_grade, may_decide):
            answer = may(member, inspection, judgement, judges_of(judgement))
            assert answer.allowed or answer.reason.endswith(".")


@pytest.mark.parametrize("state", ["planned", "closed", "suspended", "abandoned", "postponed"])
def test_nothing_is_graded_while_the_inspection_is_not_at_work(
    graded: GradedInspection, state: str
) -> None:
    judgement, inspection = grade_in(graded), Inspection(state=state)
    judges = judges_of(judgement)
    inspector = place_of(graded, graded.inspector)
    lead, moderator = place_of(graded, graded.lead), place_of(graded, graded.moderator)
    assert not may_propose_grade(inspector, inspection, judgement, judges).allowed
    assert not may_decide(lead, inspection, judgement, judges).allowed
    assert not may_moderate(moderator, inspection, judgement, judges, frozenset()).allowed


def test_who_has_acted_does_not_moderate(graded: GradedInspection) -> None:
    judgement, inspection = grade_in(graded), graded.joint.inspection
    moderator = place_of(graded, graded.moderator)
    answer = may_moderate(
        moderator, inspection, judgement, judges_of(judgement), {graded.moderator.pk}
    )
    assert answer.reason == (
        "You have proposed or decided this grade yourself. Another person moderates it."
    )


def test_where_nobody_judges_nobody_may(graded: GradedInspection) -> None:
    judgement = grade_in(graded, CHILDREN)
    judgement.area.inspectorates.clear()
    assert judges_of(judgement) == []
    answer = may_decide(place_of(graded, graded.lead), graded.joint.inspection, judgement, [])
    assert answer.reason == (
        "No inspectorate of this inspection judges Children seen by all; your inspectorate does "
        "not."
    )


def test_the_moderator_is_of_the_inspectorate_that_decided(graded: GradedInspection) -> None:
    judgement = grade_in(graded)
    assert moderates_of(judgement, []) == []
    decided = decided_grade(graded)
    assert [one.code for one in moderates_of(decided, [])] == ["cqc"]


def test_what_one_inspectorate_grades_is_found_in_whatever_strand(
    graded: GradedInspection,
) -> None:
    found = answers_of(graded.joint.inspection)
    codes = [one.area.code for one in found.graded]
    assert codes == [OVERALL, PROTECTION, LEADERSHIP, CHILDREN]
    assert all(is_graded_alone(one.area) for one in found.graded)
    assert not any(is_graded_alone(one.area) for one in found.together)
    assert [area.code for _, area in found.alone] == codes
