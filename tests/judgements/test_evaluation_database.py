"""What the database refuses of evaluations in words, whoever asks."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from judgements.models import (
    FindingEvidence,
    HeadingConsidered,
    NarrativeEvaluation,
    NarrativeEvent,
    NarrativeFinding,
    NarrativeFindingRevision,
)
from records.actor import acting_as
from records.models import AppendOnly
from tests.factories.inspections import JointInspection, evidence_by
from tests.factories.narrative import (
    YOUTH,
    complete_evaluation_of,
    considered_by,
    evaluation_in,
    finding_by,
    joint_in_words,
    keys_of,
    own_in_words,
)

pytestmark = pytest.mark.django_db
NEVER_CHANGE = (HeadingConsidered, NarrativeEvent, NarrativeFindingRevision)


@pytest.fixture
def full(db: None) -> JointInspection:
    """An evaluation with a row in every table."""
    joint = joint_in_words()
    complete_evaluation_of(joint)
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


def test_an_area_is_evaluated_once_in_a_strand(full: JointInspection) -> None:
    one = evaluation_in(full)
    with pytest.raises(IntegrityError), transaction.atomic():
        NarrativeEvaluation.objects.create(strand=one.strand, area=one.area)
    with pytest.raises(ValidationError, match="evaluated in this strand already"):
        NarrativeEvaluation(strand=one.strand, area=one.area).validate_constraints()


def test_an_unheard_of_stage_is_refused(full: JointInspection) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        NarrativeEvaluation.objects.update(state="good")


def test_two_findings_have_two_numbers(full: JointInspection) -> None:
    with acting_as(full.inspectors["ofsted"]):
        first = NarrativeFinding.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            NarrativeFinding.objects.create(
                evaluation=first.evaluation,
                number=1,
                kind="strength",
                text="Another.",
                inspectorate=first.inspectorate,
                author=first.author,
                recorded_at=timezone.now(),
            )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": ""}, "says what was found"),
        ({"kind": "outstanding"}, "strength or an area for improvement"),
        ({"withdrawn_why": "A reason."}, "withdrawn by a person, for a reason"),
        ({"withdrawn_at": timezone.now()}, "withdrawn by a person, for a reason"),
    ],
)
def test_a_finding_without_what_it_needs_is_refused(
    full: JointInspection, changes: dict[str, Any], message: str
) -> None:
    person = full.inspectors["ofsted"]
    with acting_as(person):
        row = NarrativeFinding.objects.get()
        for name, value in changes.items():
            setattr(row, name, value)
        with pytest.raises(ValidationError, match=message):
            row.validate_constraints()
        with pytest.raises(IntegrityError), transaction.atomic():
            NarrativeFinding.objects.filter(pk=row.pk).update(**changes)


def test_a_reason_is_never_empty(full: JointInspection) -> None:
    with acting_as(full.inspectors["cqc"]):
        row = HeadingConsidered.objects.get()
        with pytest.raises(ValidationError, match="nothing to say"):
            HeadingConsidered(
                evaluation=row.evaluation,
                criterion=row.criterion,
                why="",
                inspectorate=row.inspectorate,
                by=row.by,
                at=row.at,
            ).validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        NarrativeEvent.objects.create(
            evaluation=evaluation_in(full),
            from_state="complete",
            to_state="open",
            by=full.overall_lead,
            at=timezone.now(),
        )


def test_a_finding_rests_on_an_item_once(full: JointInspection) -> None:
    with acting_as(full.inspectors["ofsted"]):
        row = FindingEvidence.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            FindingEvidence.objects.create(said=row.said, revision_id=row.revision_id)


def test_a_version_of_a_finding_is_saved_once(full: JointInspection) -> None:
    person = full.inspectors["ofsted"]
    with acting_as(person):
        row = NarrativeFindingRevision.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            NarrativeFindingRevision.objects.create(
                finding=row.finding, version=1, kind="strength", text="A.", by=person, at=row.at
            )


def test_names_and_words(full: JointInspection) -> None:
    evaluation = evaluation_in(full)
    assert str(evaluation) == "The front door (Joint strand, section 20)"
    assert evaluation.record_name == f"evaluation {full.reference}/front_door"
    assert evaluation.state_label == "complete"
    with acting_as(full.inspectors["ofsted"]):
        finding, row = NarrativeFinding.objects.get(), HeadingConsidered.objects.get()
        said, link = finding.revisions.get(), FindingEvidence.objects.get()
        event = NarrativeEvent.objects.order_by("pk").last()
        assert (str(finding), str(said), str(row)) == ("F1", "F1 v1", "front_door ¶2: considered")
        assert str(link) == f"{said.pk} – {link.revision_id}"
        assert str(event) == "open → complete"
        assert finding.record_name == f"finding F1 v1 of evaluation {evaluation.pk}"
        assert row.record_name == f"front_door ¶2 considered in evaluation {evaluation.pk}"


# --- row-level security ---------------------------------------------------------------------------


@pytest.fixture
def own(db: None) -> JointInspection:
    """CQC has found something in a strand of its own."""
    joint = joint_in_words()
    strand, person = own_in_words(joint, "cqc"), joint.inspectors["cqc"]
    item = evidence_by(joint, person, strand=strand, criteria=())
    finding_by(joint, person, area=YOUTH, criterion="youth ¶1", evidence=keys_of(item))
    considered_by(joint, person, "youth ¶2", area=YOUTH)
    return joint


HIDDEN = (NarrativeFinding, NarrativeFindingRevision, FindingEvidence, HeadingConsidered)


@pytest.mark.postgres
@pytest.mark.parametrize("model", HIDDEN, ids=lambda model: model.__name__)
def test_the_database_shows_a_strand_of_its_own_to_its_inspectorate_alone(
    own: JointInspection, model: Any
) -> None:
    counts = {}
    for name, person in {
        "CQC’s lead": own.leads["cqc"],
        "CQC’s inspector": own.inspectors["cqc"],
        "overall lead": own.overall_lead,
        "HMICFRS": own.inspectors["hmic"],
        "chair": own.chair,
    }.items():
        with acting_as(person):
            counts[name] = model._base_manager.count()
    assert counts == {
        "CQC’s lead": 1,
        "CQC’s inspector": 1,
        "overall lead": 0,
        "HMICFRS": 0,
        "chair": 0,
    }


@pytest.mark.postgres
def test_the_database_takes_a_finding_from_those_who_take_part_alone(own: JointInspection) -> None:
    with acting_as(own.inspectors["cqc"]):
        first = NarrativeFinding.objects.get()
    columns = {
        "evaluation_id": first.evaluation_id,
        "kind": "strength",
        "text": "Another.",
        "recorded_at": first.recorded_at,
    }
    for number, (person, author, code) in enumerate(
        (
            (own.inspectors["hmic"], own.inspectors["hmic"], "hmic"),
            (own.inspectors["hmic"], own.inspectors["cqc"], "cqc"),
            (own.leads["cqc"], own.inspectors["cqc"], "cqc"),
        ),
        2,
    ):
        body = own.strand.participants.get(code=code)
        with acting_as(person), pytest.raises(DatabaseError), transaction.atomic():
            NarrativeFinding.objects.create(
                number=number, author=author, inspectorate=body, **columns
            )


@pytest.mark.postgres
def test_the_database_changes_no_finding_for_another_inspectorate(own: JointInspection) -> None:
    with acting_as(own.overall_lead):
        assert NarrativeFinding.objects.update(text="Otherwise.") == 0
    with acting_as(own.leads["cqc"]):
        assert NarrativeFinding.objects.get().text != "Otherwise."
