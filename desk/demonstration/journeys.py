"""What inspectors record of one case of the story: its journey, practice, conversations.

`fixtures/demo/journey.yaml` has what they write.
"""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings
from django.utils import timezone

from desk.demonstration.people import person
from frameworks.models import QuestionSet
from inspections.actions import conversations, journey, practice
from inspections.values.conversation import Answered, ConversationContent, Reply
from inspections.values.journey import EventContent
from inspections.values.practice import PracticeContent

if TYPE_CHECKING:
    from desk.demonstration.story import Story


@cache
def notes() -> dict[str, Any]:
    """What the inspectors of the story write of that case."""
    path = Path(settings.BASE_DIR) / "fixtures" / "demo" / "journey.yaml"
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def tell_journey(story: "Story") -> None:
    """One case, after its evidence: every step is an action of somebody of the cast."""
    case = story.cases[notes()["case"]]
    for facts in notes()["events"]:
        _record_event(story, facts)
    for facts in notes()["evaluations"]:
        _evaluate(story, facts)
    for facts in notes()["conversations"]:
        _record_conversation(story, facts)
    story.tell(
        f"The journey of {case} has {len(notes()['events'])} events; its practice is evaluated "
        f"{len(notes()['evaluations'])} times, and {len(notes()['conversations'])} conversations "
        "are recorded."
    )


def _agency(story: "Story", facts: dict[str, Any]) -> int | None:
    found = story.agencies.get(facts.get("agency", ""))
    return found.pk if found else None


def _record_event(story: "Story", facts: dict[str, Any]) -> None:
    by = person(facts["by"])
    first: date = timezone.localdate(story.clock) - timedelta(days=facts["days_ago"])
    lasted = facts.get("lasted")
    content = EventContent(
        kind=facts["kind"],
        first_day=first,
        last_day=first + timedelta(days=lasted) if lasted else None,
        agency=_agency(story, facts),
        text=facts["text"],
    )
    event = story.do(
        by,
        journey.record_event,
        case=story.cases[notes()["case"]],
        strand=story.strand,
        content=content,
    )
    if "pin" in facts:
        keys = [story.evidence[code].pk for code in facts["pin"]]
        story.do(by, journey.pin_evidence, event=event, evidence=keys)


def _evaluate(story: "Story", facts: dict[str, Any]) -> None:
    story.do(
        person(facts["by"]),
        practice.evaluate_practice,
        case=story.cases[notes()["case"]],
        strand=story.strand,
        area=story.strand.judgement_areas.get(),
        agency=story.agencies[facts["agency"]],
        version=0,
        content=PracticeContent(
            grade=facts["grade"],
            met="",
            reasons=facts["reasons"].strip(),
            evidence=tuple(story.evidence[code].pk for code in facts.get("evidence", ())),
        ),
    )


def _record_conversation(story: "Story", facts: dict[str, Any]) -> None:
    question_set = QuestionSet.objects.get(code=facts["questions"])
    answers = []
    for question in question_set.questions.all():
        reply, words = facts["answers"].get(question.code, (Reply.NOT_ASKED, ""))
        answers.append(Answered(question.pk, reply, words))
    story.do(
        person(facts["by"]),
        conversations.record_conversation,
        inspection=story.inspection,
        strand=story.strand,
        question_set=question_set,
        case=story.cases[facts["case"]],
        content=ConversationContent(
            held_on=timezone.localdate(story.clock),
            people=1,
            child_took_part=facts["child_took_part"],
            consent=facts["consent"],
            present=facts["present"],
            answers=tuple(answers),
        ),
    )
