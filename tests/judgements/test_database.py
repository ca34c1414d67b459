"""What the database refuses, whoever asks."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from frameworks.models import JudgementArea
from inspections.models import Inspection
from judgements.actions import note_signed
from judgements.models import (
    AgendaItem,
    Attendance,
    CriterionView,
    DiscussionEntry,
    Escalation,
    EscalationOutcome,
    GradeDecision,
    GradeModeration,
    Invitation,
    Judgement,
    JudgementEvent,
    Meeting,
    MeetingPlan,
    Minute,
    MinutesAgreement,
    Position,
    PositionReceived,
    PositionRound,
    PrintDecision,
    Proposal,
    PublishedJudgement,
    RecordedAnswer,
    RecordedGrade,
    RecordedOutcome,
    Reopening,
    ResultPublished,
    ResultSigned,
    RuleDeparture,
    RuleFinding,
    SeniorPerson,
    SeniorTold,
    Signature,
)
from organisations.models import LocalArea
from records.actor import acting_as
from records.models import AppendOnly
from tests.factories.inspections import JointInspection
from tests.factories.judgements import (
    RULE,
    agreed_judgement,
    entry_of,
    escalation_of,
    judgement_in,
    open_round,
    outcome_of,
    proposal_of,
    proposed_judgement,
    reopening_of,
    revealed_judgement,
    senior_of,
    signature_of,
)
from tests.factories.meetings import agreed_meeting, attended
from tests.factories.single_agency import agreed_grade_in_own, ofsted_grades
from tests.judgements import test_evaluation_database as evaluations
from tests.judgements.test_board import view_of

pytestmark = pytest.mark.django_db
NEVER_CHANGE = (
    DiscussionEntry,
    Escalation,
    EscalationOutcome,
    AgendaItem,
    Attendance,
    CriterionView,
    GradeDecision,
    GradeModeration,
    Invitation,
    JudgementEvent,
    Meeting,
    MeetingPlan,
    Minute,
    MinutesAgreement,
    Position,
    PositionReceived,
    PrintDecision,
    Proposal,
    RecordedAnswer,
    Reopening,
    ResultPublished,
    ResultSigned,
    RuleDeparture,
    RuleFinding,
    SeniorPerson,
    SeniorTold,
    Signature,
)
# Tried where they are imported and published: test_import_outcomes.py.
OUTCOMES = (PublishedJudgement, RecordedGrade, RecordedOutcome)


@pytest.fixture
def full(joint: JointInspection) -> JointInspection:
    """A judgement with a row in every table."""
    revealed_judgement(joint)
    proposal_of(joint, grade="outstanding", met=False, departures={RULE: "A reason."})
    entry_of(joint, joint.leads["cqc"])
    senior_of(joint, "cqc")
    escalation_of(joint)
    outcome_of(joint)
    proposal_of(joint)
    for code in joint.leads:
        signature_of(joint, code, prints=True)
    reopening_of(joint)
    proposal = proposal_of(joint)
    ResultPublished.objects.create(proposal=proposal, by=joint.overall_lead, at=timezone.now())
    signature_of(joint, "ofsted")
    view_of(joint, joint.overall_lead)
    attended(joint, agreed_meeting(joint), {joint.overall_lead.email: "present"})
    own = agreed_grade_in_own(ofsted_grades(joint))
    note_signed(strand=own.strand, by=joint.overall_lead, at=timezone.now())
    return joint


@pytest.mark.parametrize("model", NEVER_CHANGE, ids=lambda model: model.__name__)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_history_never_changes(full: JointInspection, model: Any, statement: str) -> None:
    assert issubclass(model, AppendOnly)
    with acting_as(full.overall_lead):
        before = model.objects.count()
        assert before
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table=model._meta.db_table))
        assert model.objects.count() == before


def test_every_table_of_history_is_in_the_list() -> None:
    ours = set(apps.get_app_config("judgements").get_models())
    assert {model for model in ours if issubclass(model, AppendOnly)} == {
        *NEVER_CHANGE,
        *OUTCOMES,
        *evaluations.NEVER_CHANGE,
    }


# --- no grade of the whole area (140112 ¶25, ¶108) ------------------------------------------------


def grade_fields() -> list[str]:
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.is_relation and getattr(field.related_model, "__name__", "") == "Grade"
    ]


def test_a_grade_has_its_place_in_positions_and_proposals_and_nowhere_else() -> None:
    # Practice is weighed in one case and for one agency: no area is told by it.
    assert sorted(grade_fields()) == [
        "frameworks.GradeDescriptor.grade",
        "inspections.PracticeEvaluation.grade",
        "inspections.PracticeEvaluationRevision.grade",
        "judgements.Position.grade",
        "judgements.Proposal.grade",
        "judgements.RecordedGrade.grade",
    ]


def test_a_proposal_cannot_be_about_anything_but_an_area_of_the_framework() -> None:
    assert Proposal._meta.get_field("judgement").related_model is Judgement
    assert not Proposal._meta.get_field("judgement").null
    assert Judgement._meta.get_field("area").related_model is JudgementArea
    assert not Judgement._meta.get_field("area").null


@pytest.mark.parametrize("model", [Inspection, LocalArea], ids=lambda model: model.__name__)
def test_neither_an_inspection_nor_a_local_area_has_a_grade(model: Any) -> None:
    # An upgrade to another version of the framework is no grade.
    names = {field.name.replace("upgrade", "") for field in model._meta.get_fields()}
    assert not {name for name in names if "grade" in name or "judgement" in name}


def test_a_judgement_without_an_area_is_refused(joint: JointInspection) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.create(strand=joint.strand, area_id=None)
    assert not Judgement.objects.exists()


# --- constraints ----------------------------------------------------------------------------------


def test_an_area_is_judged_once_in_a_strand(joint: JointInspection) -> None:
    revealed_judgement(joint)
    judgement = judgement_in(joint)
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.create(strand=judgement.strand, area=judgement.area)
    with pytest.raises(ValidationError, match="judged in this strand already"):
        Judgement(strand=judgement.strand, area=judgement.area).validate_constraints()


def test_an_unheard_of_stage_is_refused(joint: JointInspection) -> None:
    revealed_judgement(joint)
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.update(state="settled")


def test_two_rounds_are_not_open_at_once(joint: JointInspection) -> None:
    opened = open_round(joint)
    with pytest.raises(IntegrityError), transaction.atomic():
        PositionRound.objects.create(
            judgement=opened.judgement,
            number=2,
            opened_at=timezone.now(),
            opened_by=joint.overall_lead,
        )


def test_two_proposals_have_two_numbers(joint: JointInspection) -> None:
    first = proposed_judgement(joint).current_proposal()
    assert first is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(
            judgement=first.judgement,
            number=1,
            grade=first.grade,
            statement="Another.",
            content_hash="0" * 64,
            by=first.by,
            at=first.at,
        )


def test_an_inspectorate_signs_a_proposal_once(joint: JointInspection) -> None:
    proposed_judgement(joint)
    signed = signature_of(joint, "cqc")
    with acting_as(joint.leads["cqc"]), pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            proposal=signed.proposal,
            inspectorate=signed.inspectorate,
            person=signed.person,
            content_hash=signed.content_hash,
            at=signed.at,
        )


def test_an_inspectorate_has_one_position_in_a_round(joint: JointInspection) -> None:
    revealed_judgement(joint)
    with acting_as(joint.leads["cqc"]):
        mine = Position.objects.get(inspectorate__code="cqc")
        with pytest.raises(IntegrityError), transaction.atomic():
            Position.objects.create(
                round=mine.round,
                inspectorate=mine.inspectorate,
                author=mine.author,
                rationale="Another.",
                at=mine.at,
            )


@pytest.mark.parametrize("model", [Position, Proposal, RuleDeparture], ids=lambda m: m.__name__)
def test_nothing_is_stored_without_words(full: JointInspection, model: Any) -> None:
    names = {Position: "rationale", Proposal: "statement", RuleDeparture: "why"}
    with acting_as(full.overall_lead):
        row = model.objects.first()
        values = {
            field.attname: getattr(row, field.attname)
            for field in model._meta.local_fields
            if not field.primary_key
        }
    values[names[model]] = ""
    with pytest.raises(ValidationError):
        model(**values).validate_constraints()


def test_the_stages_of_an_agreed_judgement_are_written_down(joint: JointInspection) -> None:
    agreed_judgement(joint)
    steps = JudgementEvent.objects.order_by("pk").values_list("to_state", flat=True)
    assert list(steps) == ["gathering", "positions_open", "revealed", "proposed", "agreed"]
