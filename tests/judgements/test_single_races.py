"""The leads of two inspectorates at once on a grade that both may decide, and both reopen.

Each race is run with the lock, and once without it, to show that the lock is what decides it. Those
of one inspectorate's own people are in `tests/races`.
"""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from inspections.models import Inspection
from judgements.actions import holding, single
from judgements.models import (
    GradeDecision,
    JudgementEvent,
    last_decision,
)
from organisations.models import Inspectorate, User
from records.errors import ActionRefused
from tests.factories.single_agency import (
    CHILDREN,
    GradedInspection,
    agreed_grade,
    grade_decided_by,
    grade_in,
    grade_reopened_by,
    graded_inspection,
    proposed_grade,
)
from tests.races.together import answers_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = range(2)
Lookout = Callable[[str], None]


def an_inspection(make: Callable[[GradedInspection], object]) -> GradedInspection:
    """Made in one transaction, as a request would."""
    with transaction.atomic():
        graded = graded_inspection()
        make(graded)
    return graded


@transaction.atomic
def second_lead(graded: GradedInspection) -> User:
    """The lead of another inspectorate that the framework names for the area too."""
    area = grade_in(graded, CHILDREN).area
    area.inspectorates.add(Inspectorate.objects.get(code="ofsted"))
    return graded.joint.overall_lead


def refused(answers: list[object]) -> list[object]:
    return [one for one in answers if isinstance(one, ActionRefused)]


@pytest.fixture
def locks_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lookout]:
    """Take the lock away, and let both acts look around before either has committed."""

    def unlocked(*, inspection: int) -> Inspection:
        return Inspection.objects.get(pk=inspection)

    monkeypatch.setattr(holding, "lock", unlocked)

    def meet_before(name: str) -> None:
        meeting = Barrier(2)
        real = getattr(single, name)

        def together(*args: object, **named: object) -> object:
            meeting.wait(timeout=30)
            return real(*args, **named)

        monkeypatch.setattr(single, name, together)

    return meet_before


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_leads_who_decide_at_once_make_one_decision(_round: int) -> None:
    graded = an_inspection(partial(proposed_grade, area=CHILDREN))
    other = second_lead(graded)
    answers = answers_at_once(
        lambda: grade_decided_by(graded, area=CHILDREN),
        lambda: grade_decided_by(
            graded, area=CHILDREN, grade="inadequate", by=other, reasons="T1."
        ),
    )
    assert len(refused(answers)) == 1
    assert GradeDecision.objects.count() == 1
    assert JudgementEvent.objects.filter(to_state="decided").count() == 1
    decided = last_decision(grade_in(graded, CHILDREN))
    assert decided is not None
    assert decided.proposal == grade_in(graded, CHILDREN).current_proposal()


def test_without_the_lock_two_leads_who_decide_at_once_are_both_let_in(
    locks_off: Lookout,
) -> None:
    """Only the number's constraint stops the second then, and not with a sentence."""
    graded = an_inspection(partial(proposed_grade, area=CHILDREN))
    other = second_lead(graded)
    locks_off("decision_hash")
    with pytest.raises(IntegrityError):
        answers_at_once(
            lambda: grade_decided_by(graded, area=CHILDREN),
            lambda: grade_decided_by(graded, area=CHILDREN, by=other),
        )
    assert GradeDecision.objects.count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_who_reopen_at_once_reopen_once(_round: int) -> None:
    graded = an_inspection(partial(agreed_grade, area=CHILDREN))
    other = second_lead(graded)
    answers = answers_at_once(
        lambda: grade_reopened_by(graded, area=CHILDREN),
        lambda: grade_reopened_by(graded, area=CHILDREN, by=other),
    )
    assert len(refused(answers)) == 1
    assert JudgementEvent.objects.filter(from_state="agreed").count() == 1


def test_without_the_lock_two_who_reopen_at_once_reopen_twice(locks_off: Lookout) -> None:
    graded = an_inspection(partial(agreed_grade, area=CHILDREN))
    other = second_lead(graded)
    locks_off("step")
    answers_at_once(
        lambda: grade_reopened_by(graded, area=CHILDREN),
        lambda: grade_reopened_by(graded, area=CHILDREN, by=other),
    )
    assert JudgementEvent.objects.filter(from_state="agreed").count() == 2
