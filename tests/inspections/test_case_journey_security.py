"""What PostgreSQL itself refuses about journeys, evaluations, conversations and pins.

Every connection of a test is the application's role: a query that forgets its audience reads
nothing that is not the actor's.
"""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from inspections.models import (
    CaseEvent,
    CaseEventRevision,
    Conversation,
    ConversationAnswer,
    ConversationRevision,
    EvaluationEvidence,
    EventPin,
    PracticeEvaluation,
    PracticeEvaluationRevision,
)
from records.actor import set_actor
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.journeys import conversation_of, evaluation_of, event_of, pinned
from tests.factories.organisations import AdminFactory
from tests.statements import refused, touched

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
PROTECTED = (
    CaseEvent,
    CaseEventRevision,
    EventPin,
    PracticeEvaluation,
    PracticeEvaluationRevision,
    EvaluationEvidence,
    Conversation,
    ConversationRevision,
    ConversationAnswer,
)


def counts() -> dict[str, int]:
    """How many rows of each table the database shows, without any filter."""
    return {model.__name__: model._base_manager.count() for model in PROTECTED}


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def private(joint: JointInspection) -> CaseEvent:
    """One of each in CQC's own strand; gives the event."""
    case, own, author = case_of(joint), single_strand(joint, "cqc"), joint.inspectors["cqc"]
    item = evidence_by(joint, author, strand=own, case=case)
    event = event_of(joint, case, strand=own)
    pinned(joint, event, item)
    evaluation_of(joint, case, strand=own, evidence=(item,))
    conversation_of(joint, strand=own, case=case, replies={"easy": "no"})
    return event


def test_without_an_actor_there_is_no_row(private: CaseEvent) -> None:
    set_actor(None)
    assert counts() == dict.fromkeys(counts(), 0)


def test_the_owner_s_team_reads_all_of_it(joint: JointInspection, private: CaseEvent) -> None:
    set_actor(joint.leads["cqc"])
    found = counts()
    assert found.pop("ConversationAnswer") > 1
    assert found == dict.fromkeys(found, 1)


@pytest.mark.parametrize("who", ["another inspectorate", "chair", "admin", "elsewhere"])
def test_everybody_else_reads_nothing(joint: JointInspection, private: CaseEvent, who: str) -> None:
    person = {
        "another inspectorate": lambda: joint.leads["hmic"],
        "chair": lambda: joint.chair,
        "admin": AdminFactory,
        "elsewhere": lambda: joint_inspection().leads["cqc"],
    }[who]()
    set_actor(person)
    assert counts() == dict.fromkeys(counts(), 0)


def test_in_the_joint_strand_all_who_take_part_read(joint: JointInspection) -> None:
    case = case_of(joint)
    event_of(joint, case)
    evaluation_of(joint, case)
    conversation_of(joint)
    for person in joint.team:
        set_actor(person)
        found = counts()
        assert (found["CaseEvent"], found["PracticeEvaluation"], found["Conversation"]) == (1, 1, 1)


def test_a_pin_is_no_row_for_who_sees_the_event_and_not_the_evidence(
    joint: JointInspection,
) -> None:
    case, author = case_of(joint), joint.inspectors["ofsted"]
    event = event_of(joint, case)
    item = evidence_by(joint, author, strand=single_strand(joint, "ofsted"), case=case)
    pinned(joint, event, item, by=author)
    evaluation_of(joint, case, by=author, evidence=(item,))
    set_actor(joint.inspectors["cqc"])
    assert (counts()["CaseEvent"], counts()["PracticeEvaluation"]) == (1, 1)
    assert (counts()["EventPin"], counts()["EvaluationEvidence"]) == (0, 0)
    set_actor(joint.quality_assurer)
    assert (counts()["EventPin"], counts()["EvaluationEvidence"]) == (1, 1)


@pytest.mark.parametrize("table", ["caseevent", "practiceevaluation", "conversation"])
def test_who_does_not_read_a_row_changes_and_deletes_none(
    joint: JointInspection, private: CaseEvent, table: str
) -> None:
    set_actor(joint.inspectors["hmic"])
    assert touched(f"UPDATE inspections_{table} SET version = version + 1") == 0  # noqa: S608 - ours
    set_actor(joint.inspectors["cqc"])
    assert "permission denied" in refused(f"DELETE FROM inspections_{table}")  # noqa: S608 - ours


@pytest.mark.parametrize(
    "column", ["inspection_id", "strand_id", "owner_id", "author_id", "case_id", "reference"]
)
def test_where_a_row_stands_never_changes(
    joint: JointInspection, private: CaseEvent, column: str
) -> None:
    set_actor(joint.inspectors["cqc"])
    value = "'X'" if column == "reference" else "0"
    for table in ("caseevent", "practiceevaluation", "conversation"):
        assert refused(f"UPDATE inspections_{table} SET {column} = {value}")  # noqa: S608 - words of ours


@pytest.mark.parametrize(
    "table",
    [
        "caseeventrevision",
        "practiceevaluationrevision",
        "conversationrevision",
        "conversationanswer",
        "evaluationevidence",
    ],
)
def test_what_a_version_said_never_changes(
    joint: JointInspection, private: CaseEvent, table: str
) -> None:
    set_actor(joint.inspectors["cqc"])
    assert refused(f"UPDATE inspections_{table} SET id = id")  # noqa: S608 - words of ours
    assert refused(f"DELETE FROM inspections_{table}")  # noqa: S608 - words of ours


def test_nobody_adds_a_row_in_the_name_of_another(
    joint: JointInspection, private: CaseEvent
) -> None:
    set_actor(joint.inspectors["hmic"])
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEvent.objects.create(
            inspection=joint.inspection,
            strand=joint.strand,
            owner_id=private.owner_id,
            author=joint.inspectors["cqc"],
            case_id=private.case_id,
            reference="J-FAKE-0001",
            recorded_at=timezone.now(),
            kind="contact",
            first_day=timezone.localdate(),
            text="Forged.",
        )


def test_nobody_adds_a_version_to_what_they_do_not_read(
    joint: JointInspection, private: CaseEvent
) -> None:
    set_actor(joint.inspectors["hmic"])
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEventRevision.objects.create(
            event_id=private.pk,
            version=2,
            by=joint.inspectors["hmic"],
            at=timezone.now(),
            kind="contact",
            first_day=timezone.localdate(),
            text="Forged.",
        )
