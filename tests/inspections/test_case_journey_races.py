"""Two at once, on PostgreSQL: events, evaluations, conversations and pins lose nothing.

The control switches the check of the version off; were it green, the others would prove nothing.
"""

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from inspections.actions import conversations, journey, practice
from inspections.models import (
    CaseEvent,
    Conversation,
    ConversationAnswer,
    EventPin,
    PracticeEvaluation,
)
from organisations.models import User
from records.actor import acting_as
from records.errors import Conflict
from tests.factories.inspections import JointInspection, case_of, evidence_by, joint_inspection
from tests.factories.journeys import (
    conversation_of,
    evaluation_of,
    event_of,
    pinned,
)
from tests.inspections import test_conversation_actions as talking
from tests.inspections.test_case_journey_actions import change, withdraw
from tests.races.together import answers_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 20
Edit = Callable[[int, str], Callable[[], Any]]


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


def reasons_of(row: PracticeEvaluation, reader: User) -> list[str]:
    with acting_as(reader):
        return list(row.revisions.order_by("version").values_list("reasons", flat=True))


def texts_of(event: CaseEvent, reader: User) -> list[str]:
    with acting_as(reader):
        return list(event.revisions.order_by("version").values_list("text", flat=True))


def words_of(row: Conversation, reader: User) -> list[str]:
    with acting_as(reader):
        answers = ConversationAnswer.objects.filter(
            revision__conversation=row, question__code="easy"
        )
        return list(answers.order_by("revision__version").values_list("words", flat=True))


def event_case(joint: JointInspection) -> tuple[Edit, Callable[[], list[str]]]:
    """Two people of two inspectorates correct one event."""
    event = event_of(joint, case_of(joint), text="Start.")
    people = [joint.inspectors["cqc"], joint.inspectors["hmic"]]

    def edit(version: int, text: str) -> Callable[[], Any]:
        person = people[text.startswith("Right")]
        return lambda: change(event, person, version=version, text=text)

    return edit, lambda: texts_of(event, people[0])


def evaluation_case(joint: JointInspection) -> tuple[Edit, Callable[[], list[str]]]:
    """Two people of one inspectorate evaluate for it."""
    case = case_of(joint)
    row = evaluation_of(joint, case, reasons="Start.")
    people = [joint.inspectors["cqc"], joint.leads["cqc"]]

    def edit(version: int, text: str) -> Callable[[], Any]:
        person = people[text.startswith("Right")]
        return lambda: evaluation_of(joint, case, by=person, version=version, reasons=text)

    return edit, lambda: reasons_of(row, people[0])


def conversation_case(joint: JointInspection) -> tuple[Edit, Callable[[], list[str]]]:
    """Two windows of who recorded it."""
    row = conversation_of(joint, replies={"easy": ("no", "Start.")})
    author = joint.inspectors["cqc"]

    def edit(version: int, text: str) -> Callable[[], Any]:
        replies = {"easy": ("no", text)}
        return lambda: talking.change(row, author, version=version, replies=replies)

    return edit, lambda: words_of(row, author)


MODELS = {
    "event": (event_case, journey),
    "evaluation": (evaluation_case, practice),
    "conversation": (conversation_case, conversations),
}


@pytest.mark.parametrize("model", MODELS)
def test_two_editors_released_together_lose_no_text(joint: JointInspection, model: str) -> None:
    make, _ = MODELS[model]
    edit, said = make(joint)
    expected = ["Start."]
    for version in range(1, ROUNDS + 1):
        pair = (f"Left {version}.", f"Right {version}.")
        results = answers_at_once(*(edit(version, text) for text in pair))
        lost = [one for one in results if isinstance(one, Conflict)]
        saved = [
            text for text, one in zip(pair, results, strict=True) if not isinstance(one, Exception)
        ]
        assert (len(saved), len(lost)) == (1, 1)
        assert lost[0].theirs is not None
        expected += saved
    assert said() == expected


@pytest.mark.parametrize("model", MODELS)
def test_control_without_the_check_of_the_version_the_race_is_there(
    joint: JointInspection, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were this green with the check off, the test above would prove nothing."""
    make, module = MODELS[model]
    asked: list[int] = []
    both_have_read = Barrier(2)

    def save_anyway(rows: models.QuerySet[Any], *, version: int, **changes: Any) -> int:
        both_have_read.wait(60)
        asked.append(version)
        rows.update(version=models.F("version") + 1, **changes)
        return rows.values_list("version", flat=True).get()

    monkeypatch.setattr(module, "save_if_version", save_anyway)
    edit, said = make(joint)
    results = answers_at_once(*(edit(1, text) for text in ("Left.", "Right.")))
    assert asked == [1, 1]
    assert [one for one in results if isinstance(one, Conflict)] == []
    assert len(said()) == 3


def test_two_first_evaluations_at_once_are_one_and_a_conflict(joint: JointInspection) -> None:
    for _ in range(5):
        case = case_of(joint)
        people = (joint.inspectors["cqc"], joint.leads["cqc"])
        results = answers_at_once(
            *(
                lambda by=by, case=case: evaluation_of(joint, case, by=by, reasons=by.name)
                for by in people
            )
        )
        assert sorted(type(one).__name__ for one in results) == ["Conflict", "PracticeEvaluation"]


def test_of_a_change_and_a_withdrawal_at_once_one_wins(joint: JointInspection) -> None:
    author, other = joint.inspectors["cqc"], joint.inspectors["hmic"]
    for _ in range(5):
        event = event_of(joint, case_of(joint), text="Start.")
        results = answers_at_once(
            lambda event=event: withdraw(event, author),
            lambda event=event: change(event, other, text="Changed."),
        )
        refused = [one for one in results if isinstance(one, Exception)]
        assert len(refused) == 1
        with acting_as(author):
            row = CaseEvent.objects.get(pk=event.pk)
        assert row.version == 2
        assert (row.withdrawn_at is None) == (row.text == "Changed.")


def test_two_who_pin_the_same_at_once_make_one_pin(joint: JointInspection) -> None:
    people = (joint.inspectors["cqc"], joint.inspectors["hmic"])
    for _ in range(5):
        case = case_of(joint)
        event, item = event_of(joint, case), evidence_by(joint, people[0], case=case)
        results = answers_at_once(
            *(
                lambda by=by, event=event, item=item: pinned(joint, event, item, by=by)
                for by in people
            )
        )
        assert len({pin.pk for pins in results for pin in pins}) == 1
        with acting_as(people[0]):
            assert EventPin.objects.standing().of(event).count() == 1


def test_of_two_who_take_a_pin_off_at_once_one_is_told_that_it_was(joint: JointInspection) -> None:
    people = (joint.inspectors["cqc"], joint.inspectors["hmic"])
    case = case_of(joint)
    event, item = event_of(joint, case), evidence_by(joint, people[0], case=case)
    (pin,) = pinned(joint, event, item)

    def take_off(by: User) -> Callable[[], Any]:
        def act() -> None:
            with acting_as(by):
                row = EventPin.objects.select_related("event__inspection").get(pk=pin.pk)
                journey.unpin_evidence(pin=row, by=by, at=timezone.now())

        return act

    results = answers_at_once(*(take_off(by) for by in people))
    assert sorted(type(one).__name__ for one in results) == ["ActionRefused", "NoneType"]
