"""Two at once in a joint audit and in a concern, on PostgreSQL: one winner, no text lost."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, models
from django.utils import timezone

from inspections.actions import (
    acknowledge_concern,
    act_on_concern,
    audit_comparison,
    audit_entries,
    change_audit,
    close_concern,
    enter_evaluation,
    remind_of_concerns,
    return_audit,
)
from inspections.models import (
    AuditComparison,
    AuditReturn,
    AuditRevision,
    Concern,
    ConcernTold,
    JointAudit,
)
from organisations.models import User
from records.actions import once
from records.actor import acting_as
from records.errors import ActionRefused, Conflict
from tests.factories.inspections import joint_inspection
from tests.factories.joint_audit import (
    Asked,
    acted_concern,
    asked_audit,
    compared,
    concern_of,
    enter,
    evaluation_of,
    leader_of,
    returned_audit,
    told,
)
from tests.races.together import answers_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 20


def kinds(answers: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in answers)


def saving(
    asked: Asked, person: User, version: int, text: str, key: UUID | None = None
) -> Callable[[], Any]:
    """A leader saves the first case over a version, in a transaction as the page has it."""
    case = asked.case()

    def save() -> Any:
        with acting_as(person):
            return enter_evaluation(
                audit_case=case,
                key=key or uuid4(),
                version=version,
                evaluation=evaluation_of(asked.joint, quality=text),
                by=person,
                at=timezone.now(),
            )

    return save


def said(asked: Asked) -> list[str]:
    rows = AuditRevision.objects.filter(audit_case=asked.case())
    return [row.evaluation.of("quality").text for row in rows]


def test_two_leaders_released_together_lose_no_text() -> None:
    asked, expected = asked_audit(), []
    for version in range(ROUNDS):
        pair = (f"Left {version}.", f"Right {version}.")
        people = (asked.leader, asked.chair)
        answers = answers_at_once(
            *(saving(asked, by, version, text) for by, text in zip(people, pair, strict=True))
        )
        assert kinds(answers) == ["AuditCase", "Conflict"]
        lost = next(one for one in answers if isinstance(one, Conflict))
        assert lost.theirs.version == version + 1
        expected += [
            text
            for text, one in zip(pair, answers, strict=True)
            if not isinstance(one, ActionRefused)
        ]
    assert said(asked) == expected


def save_anyway(rows: models.QuerySet[Any], *, version: int, **changes: Any) -> int:
    """A save that asks for no version."""
    now: int = rows.get().version + 1
    rows.update(version=now, **changes)
    return now


def test_control_without_the_check_of_the_version_nobody_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were a conflict met with the check off too, the test above would prove nothing."""
    monkeypatch.setattr(audit_entries, "save_if_version", save_anyway)
    asked = asked_audit()
    answers = answers_at_once(
        saving(asked, asked.leader, 0, "Left."), saving(asked, asked.chair, 0, "Right.")
    )
    assert kinds(answers) == ["AuditCase", "AuditCase"]


def test_the_same_form_many_times_at_once_is_one_version() -> None:
    asked, key = asked_audit(), uuid4()
    answers = answers_at_once(*[saving(asked, asked.leader, 0, "One.", key)] * 6)
    assert {one.version for one in answers} == {1}
    assert said(asked) == ["One."]


def returning(asked: Asked, key: UUID | None = None) -> Callable[[], Any]:
    def act() -> Any:
        with acting_as(asked.chair):
            return return_audit(
                audit=asked.audit, key=key or uuid4(), by=asked.chair, at=timezone.now()
            )

    return act


def test_ten_return_it_and_it_is_returned_once() -> None:
    asked = asked_audit()
    enter(asked, asked.leader)
    answers = answers_at_once(*[returning(asked)] * 10)
    assert kinds(answers).count("AuditReturn") == 1
    assert AuditReturn.objects.count() == 1
    key = uuid4()
    other = asked_audit()
    enter(other, other.leader)
    answers = answers_at_once(*[returning(other, key)] * 6)
    assert {one.pk for one in answers} == {AuditReturn.objects.get(audit=other.audit).pk}


def test_a_save_that_meets_the_return_is_in_it_or_is_told_and_never_half() -> None:
    for _ in range(8):
        asked = asked_audit()
        enter(asked, asked.leader, quality="Before.")
        answers = answers_at_once(returning(asked), saving(asked, asked.leader, 1, "After."))
        returned = AuditReturn.objects.get(audit=asked.audit)
        frozen = returned.evaluation_of(asked.cases[0].reference)
        assert frozen is not None
        was_saved = not isinstance(answers[1], ActionRefused)
        assert frozen.of("quality").text == ("After." if was_saved else "Before.")
        assert said(asked)[-1] == frozen.of("quality").text


def test_two_changes_of_what_is_asked_at_once_are_one_and_a_conflict() -> None:
    asked = asked_audit()
    lead = asked.joint.overall_lead

    def change(version: int, text: str) -> Callable[[], Any]:
        def act() -> Any:
            with acting_as(lead):
                return change_audit(
                    audit=asked.audit,
                    version=version,
                    cases=[one.pk for one in asked.cases],
                    ask=text,
                    due_on=asked.audit.due_on,
                    by=lead,
                    at=timezone.now(),
                )

        return act

    for version in range(1, ROUNDS + 1):
        answers = answers_at_once(change(version, "Left."), change(version, "Right."))
        assert kinds(answers) == ["Conflict", "JointAudit"]
        won = next(one for one in answers if isinstance(one, JointAudit))
        lost = next(one for one in answers if isinstance(one, Conflict))
        assert lost.theirs.ask == won.ask


def test_two_inspectors_who_compare_at_once_lose_no_text() -> None:
    asked = returned_audit()
    people = (asked.joint.inspectors["ofsted"], asked.joint.inspectors["cqc"])
    for version in range(ROUNDS):
        answers = answers_at_once(
            *(lambda by=by, version=version: compared(asked, by, version=version) for by in people)
        )
        assert kinds(answers) == ["AuditComparison", "Conflict"]
    with acting_as(people[0]):
        row = AuditComparison.objects.get()
        assert (row.version, row.revisions.count()) == (ROUNDS, ROUNDS)


def test_control_without_the_check_two_comparisons_meet_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = returned_audit()
    compared(asked, asked.joint.inspectors["ofsted"])
    monkeypatch.setattr(audit_comparison, "save_if_version", save_anyway)

    def compare(by: User) -> str:
        try:
            compared(asked, by, version=1)
        except IntegrityError:
            # The database's last line holds: two rows for one version are refused.
            return "refused by the database"
        return "saved"

    people = (asked.joint.inspectors["ofsted"], asked.joint.inspectors["cqc"])
    answers = answers_at_once(*(partial(compare, by) for by in people))
    # Nobody is shown both texts.
    assert set(answers) <= {"saved", "refused by the database"}
    assert "saved" in answers


# --- concerns -----------------------------------------------------------------------------------


def test_the_same_form_raises_one_concern_however_often_it_arrives_at_once() -> None:
    joint, key = joint_inspection(), uuid4()
    by = joint.inspectors["ofsted"]
    leader_of(joint)

    def raise_once() -> Any:
        with acting_as(by):
            return once(
                key=key,
                by=by,
                act="raise concern",
                content={"seen": ["One."]},
                at=timezone.now(),
                do=lambda: concern_of(joint, key=key).reference,
            )

    answers = answers_at_once(*[raise_once] * 6)
    assert {one.result for one in answers} == {Concern.objects.get().reference}
    assert ConcernTold.objects.count() == 4


def test_all_who_were_told_acknowledge_at_once_and_each_is_written_down_once() -> None:
    joint = joint_inspection()
    concern = concern_of(joint)
    people = [*joint.leads.values(), leader_of(joint)]
    rows = {person.pk: told(concern, person) for person in people}

    def acknowledge(person: User) -> Callable[[], Any]:
        def act() -> Any:
            with acting_as(person):
                return acknowledge_concern(told=rows[person.pk], by=person, at=timezone.now())

        return act

    answers_at_once(*(acknowledge(person) for person in people * 2))
    assert concern.events.filter(what="Acknowledged it").count() == len(people)
    states = concern.events.values_list("from_state", "to_state")
    assert list(states).count(("raised", "acknowledged")) == 1
    assert concern.told.unacknowledged().count() == 0


def test_of_acting_and_closing_at_once_nothing_happens_after_the_end() -> None:
    for _ in range(5):
        joint = joint_inspection()
        concern = acted_concern(joint)
        lead, other = joint.overall_lead, joint.leads["cqc"]

        def act(by: User = other, concern: Concern = concern) -> Any:
            with acting_as(by):
                return act_on_concern(concern=concern, what="More.", by=by, at=timezone.now())

        def close(by: User = lead, concern: Concern = concern) -> Any:
            with acting_as(by):
                return close_concern(
                    concern=concern, outcome="no_risk", why="Why.", by=by, at=timezone.now()
                )

        answers_at_once(act, close)
        last = concern.events.order_by("pk").last()
        assert last is not None
        assert last.to_state == "closed"


def test_two_beats_at_once_tell_nobody_twice() -> None:
    joint, at = joint_inspection(), timezone.now()
    concern = concern_of(joint, at=at)
    later = at + timedelta(hours=2)
    assert sum(answers_at_once(*[lambda: remind_of_concerns(at=later)] * 4)) == 4
    assert set(concern.told.values_list("reminders", flat=True)) == {1}
