"""What the database refuses of a single-agency judgement, whoever asks."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from judgements.models import (
    GradeDecision,
    GradeModeration,
    Judgement,
    Proposal,
    last_decision,
)
from organisations.models import User
from records.actor import acting_as
from tests.factories.single_agency import (
    GradedInspection,
    agreed_grade,
    assurer_of,
    decided_grade,
    grade_in,
    graded_inspection,
    proposed_grade,
    returned_grade,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def graded(db: None) -> GradedInspection:
    return graded_inspection()


def the_decision(graded: GradedInspection) -> GradeDecision:
    found = last_decision(grade_in(graded))
    assert found is not None
    return found


def values_of(row: Any, **changes: Any) -> dict[str, Any]:
    """What a row says, to be said again otherwise."""
    found = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.local_fields
        if not field.primary_key
    }
    return {**found, **changes}


def a_moderation(graded: GradedInspection, person: User, **changes: Any) -> GradeModeration:
    decision = the_decision(graded)
    usual: dict[str, Any] = {
        "decision": decision,
        "inspectorate": decision.inspectorate,
        "person": person,
        "proposed_by": graded.inspector,
        "decided_by": graded.lead,
        "agrees": True,
        "content_hash": decision.content_hash,
        "at": timezone.now(),
    }
    return GradeModeration(**{**usual, **changes})


def check_refused(row: Any, person: User) -> None:
    with acting_as(person), pytest.raises(DatabaseError), transaction.atomic():
        row.save()


@pytest.mark.parametrize("state", ["decided", "returned"])
def test_the_new_stages_are_known(graded: GradedInspection, state: str) -> None:
    proposed_grade(graded)
    assert Judgement.objects.update(state=state) == 1


# --- a grade, or why there is none ----------------------------------------------------------------


@pytest.mark.parametrize("changes", [{"grade_id": None}, {"not_judged": "Two children only."}])
def test_a_proposal_has_a_grade_or_the_reason_for_none(
    graded: GradedInspection, changes: dict[str, Any]
) -> None:
    proposed_grade(graded)
    values = values_of(Proposal.objects.get(), number=2, **changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(**values)
    with pytest.raises(ValidationError, match="Give a grade, or say why"):
        Proposal(**values).validate_constraints()


def test_the_reason_stands_for_the_grade(graded: GradedInspection) -> None:
    proposed_grade(graded)
    values = values_of(Proposal.objects.get(), number=2, grade_id=None, not_judged="Two only.")
    assert Proposal.objects.create(**values).grade_title == "Not judged"


# --- decisions ------------------------------------------------------------------------------------


def test_two_decisions_have_two_numbers(graded: GradedInspection) -> None:
    decided_grade(graded)
    check_refused(GradeDecision(**values_of(the_decision(graded))), graded.lead)


def test_another_grade_has_its_reasons(graded: GradedInspection) -> None:
    decided_grade(graded)
    decision = the_decision(graded)
    other = GradeDecision(
        **values_of(decision, number=2, instead_of_id=decision.proposal_id, reasons="")
    )
    check_refused(other, graded.lead)
    with pytest.raises(ValidationError, match="Say why the grade is another"):
        other.validate_constraints()


# --- moderations ----------------------------------------------------------------------------------


def test_a_decision_is_moderated_once(graded: GradedInspection) -> None:
    agreed_grade(graded)
    check_refused(a_moderation(graded, graded.moderator), graded.moderator)
    assert GradeModeration.objects.count() == 1


def test_a_return_has_a_reason(graded: GradedInspection) -> None:
    decided_grade(graded)
    row = a_moderation(graded, graded.moderator, agrees=False)
    check_refused(row, graded.moderator)
    with pytest.raises(ValidationError, match="Say why you return"):
        row.validate_constraints()


@pytest.mark.parametrize("who", ["inspector", "lead"])
def test_nobody_moderates_what_they_proposed_or_decided(graded: GradedInspection, who: str) -> None:
    decided_grade(graded)
    person = getattr(graded, who)
    row = a_moderation(graded, person)
    check_refused(row, person)
    with pytest.raises(ValidationError, match="Nobody moderates what they have"):
        row.validate_constraints()


# --- row-level security ---------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.parametrize("who", ["inspector", "moderator"])
def test_the_database_lets_only_a_lead_decide(graded: GradedInspection, who: str) -> None:
    returned_grade(graded)
    person = getattr(graded, who)
    values = values_of(the_decision(graded), number=2, person_id=person.pk)
    check_refused(GradeDecision(**values), person)


@pytest.mark.postgres
def test_the_database_lets_nobody_decide_for_another(graded: GradedInspection) -> None:
    returned_grade(graded)
    other = graded.joint.leads["hmic"]
    values = values_of(the_decision(graded), number=2)
    check_refused(GradeDecision(**values), other)
    check_refused(GradeDecision(**{**values, "person_id": other.pk}), other)
    check_refused(GradeDecision(**values), graded.moderator)


@pytest.mark.postgres
def test_the_database_lets_only_a_moderator_of_the_inspectorate_answer(
    graded: GradedInspection,
) -> None:
    decided_grade(graded)
    for person in (graded.joint.quality_assurer, graded.joint.leads["hmic"]):
        check_refused(a_moderation(graded, person), person)
    check_refused(a_moderation(graded, graded.moderator), graded.lead)


@pytest.mark.postgres
@pytest.mark.parametrize("changes", [{"content_hash": "0" * 64}, {"decided_by": None}])
def test_the_database_holds_a_moderation_to_its_decision(
    graded: GradedInspection, changes: dict[str, Any]
) -> None:
    decided_grade(graded)
    if "decided_by" in changes:
        changes = {"decided_by": graded.joint.chair}
    check_refused(a_moderation(graded, graded.moderator, **changes), graded.moderator)


@pytest.mark.postgres
def test_the_database_knows_who_had_a_part_in_it(graded: GradedInspection) -> None:
    decided_grade(graded)
    team = graded.joint.inspection.assignments
    team.filter(person=graded.inspector).update(role="quality_assurer")
    said_otherwise = a_moderation(graded, graded.inspector, proposed_by=graded.joint.chair)
    check_refused(said_otherwise, graded.inspector)
    other = assurer_of(graded.joint, "cqc")
    with acting_as(other):
        a_moderation(graded, other).save()
        assert GradeModeration.objects.get().person == other


@pytest.mark.postgres
def test_both_tables_have_their_policies(graded: GradedInspection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relforcerowsecurity AND relname LIKE %s",
            ["judgements_grade%"],
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found == {"judgements_gradedecision", "judgements_grademoderation"}
