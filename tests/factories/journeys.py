"""Journeys, evaluations and conversations for tests: recorded as inspectors do, by the actions.

case = case_of(joint)
event = event_of(joint, case, kind="referral", days_ago=40)
pinned(joint, event, evidence_by(joint, joint.inspectors["cqc"], case=case))
evaluation_of(joint, case, grade="good")
conversation_of(joint, "family", case=case, replies={"easy": "no"})
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from frameworks.models import QuestionSet
from frameworks.reference import load_questions
from inspections.actions import conversations, journey, practice
from inspections.models import (
    Case,
    CaseEvent,
    Conversation,
    EventPin,
    Evidence,
    PracticeEvaluation,
    Strand,
)
from inspections.values.conversation import Answered, ConversationContent
from inspections.values.journey import EventContent
from inspections.values.practice import PracticeContent
from organisations.models import Agency, User
from records.actor import acting_as
from tests.factories.inspections import JointInspection, joint_inspection

Replies = Mapping[str, str | tuple[str, str]]


@contextmanager
def joint_for_a_module(blocker: Any) -> Iterator[JointInspection]:
    """One inspection for all tests of a module; what each does to it is undone after the test.

    Args:
        blocker: pytest-django's `django_db_blocker`.
    """
    with blocker.unblock(), transaction.atomic():
        questions_are_there()
        yield joint_inspection()
        transaction.set_rollback(True)


def event_content(
    *,
    kind: str = "referral",
    days_ago: int = 30,
    lasted: int | None = None,
    agency: Agency | None = None,
    text: str = "The school told children’s social care.",
) -> EventContent:
    """What somebody writes of an event. `lasted`: so many days beyond the first."""
    first = timezone.localdate() - timedelta(days=days_ago)
    last = None if lasted is None else first + timedelta(days=lasted)
    return EventContent(kind, first, last, agency.pk if agency else None, text)


def event_of(
    joint: JointInspection,
    case: Case,
    *,
    by: User | None = None,
    strand: Strand | None = None,
    **said: Any,
) -> CaseEvent:
    """An event that an inspector recorded; `said` are those of `event_content`."""
    person = by or joint.inspectors["cqc"]
    with acting_as(person):
        return journey.record_event(
            case=case,
            strand=strand or joint.strand,
            content=event_content(**said),
            by=person,
            at=timezone.now(),
        )


def pinned(
    joint: JointInspection, event: CaseEvent, *items: Evidence, by: User | None = None
) -> list[EventPin]:
    """Evidence that an inspector pinned to an event."""
    person = by or joint.inspectors["cqc"]
    with acting_as(person):
        keys = [item.pk for item in items]
        return journey.pin_evidence(event=event, evidence=keys, by=person, at=timezone.now())


def evaluation_of(
    joint: JointInspection,
    case: Case,
    *,
    by: User | None = None,
    agency: Agency | None = None,
    strand: Strand | None = None,
    version: int = 0,
    grade: str = "good",
    met: str = "",
    reasons: str = "The plan says who does what, and by when.",
    evidence: tuple[Evidence, ...] = (),
) -> PracticeEvaluation:
    """What an inspector concludes of an agency's practice in a case."""
    person = by or joint.inspectors["cqc"]
    place = strand or joint.strand
    with acting_as(person):
        return practice.evaluate_practice(
            case=case,
            strand=place,
            area=place.judgement_areas.get(),
            agency=agency or joint.agencies[0],
            version=version,
            content=PracticeContent(
                grade="" if met else grade,
                met=met,
                reasons=reasons,
                evidence=tuple(item.pk for item in evidence),
            ),
            by=person,
            at=timezone.now(),
        )


def questions_are_there() -> None:
    """The sets that come with the service."""
    if not QuestionSet.objects.exists():
        folder = Path(settings.BASE_DIR) / "fixtures" / "reference"
        load_questions(folder / "question_sets.yaml")


def conversation_content(
    speaker: str = "family", replies: Replies | None = None, **said: Any
) -> ConversationContent:
    """What somebody writes of a conversation.

    Args:
        replies: by the code of the question; a pair adds the words. The others were not asked.
        said: other fields of the content.
    """
    questions_are_there()
    found = replies or {}
    answers = []
    for question in QuestionSet.objects.get(code=speaker).questions.all():
        given = found.get(question.code, "not_asked")
        reply, words = given if isinstance(given, tuple) else (given, "")
        answers.append(Answered(question.pk, reply, words))
    with_child = speaker == "child"
    usual = {
        "held_on": timezone.localdate(),
        "people": 1,
        "child_took_part": with_child,
        "consent": "both" if with_child else "",
        "present": "Alone with me." if with_child else "",
    }
    return ConversationContent(**{**usual, **said}, answers=tuple(answers))


def conversation_of(
    joint: JointInspection,
    speaker: str = "family",
    *,
    by: User | None = None,
    strand: Strand | None = None,
    case: Case | None = None,
    replies: Replies | None = None,
    **said: Any,
) -> Conversation:
    """A conversation that an inspector recorded."""
    person = by or joint.inspectors["cqc"]
    content = conversation_content(speaker, replies, **said)
    with acting_as(person):
        return conversations.record_conversation(
            inspection=joint.inspection,
            strand=strand or joint.strand,
            question_set=QuestionSet.objects.get(code=speaker),
            case=case,
            content=content,
            by=person,
            at=timezone.now(),
        )


def kept_names(
    joint: JointInspection, case: str, item: Evidence, code: str, strand: Strand | None = None
) -> dict[str, str]:
    """What addresses name: an event of the case with this item on it, and one of each record.

    Args:
        code: of the inspectorate whose inspector records them.
    """
    by = joint.inspectors[code]
    about = Case.objects.get(inspection=joint.inspection, reference=case)
    event = event_of(joint, about, by=by, strand=strand)
    pinned(joint, event, item, by=by)
    return {
        "event": event.reference,
        "evaluation": evaluation_of(joint, about, by=by, strand=strand).reference,
        "conversation": conversation_of(joint, by=by, strand=strand, case=about).reference,
        "question_set": "family",
        "agency": joint.agencies[0].code,
    }
