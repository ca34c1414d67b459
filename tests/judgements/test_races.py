"""Two people at once: the last two positions, the last two signatures, a signature and a proposal.

Each race is run with the lock, and once without it, to show that the lock is what decides it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import transaction

from inspections.models import Inspection
from judgements.actions import begin, holding, positions, signatures
from judgements.models import JudgementEvent, PositionReceived, PositionRound, Signature
from records.errors import ActionRefused
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import (
    judgement_in,
    open_round,
    opened_judgement,
    position_of,
    proposal_of,
    proposed_judgement,
    revealed_judgement,
    signature_of,
)
from tests.races.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = range(3)


def both(*acts: Callable[[], object]) -> list[object]:
    """Do the acts at once. What each answered, or was refused with."""
    return at_once([partial(_answer, act) for act in acts])


def _answer(act: Callable[[], object]) -> object:
    try:
        return act()
    except ActionRefused as refusal:
        return refusal


def an_inspection() -> JointInspection:
    """Made in one transaction, as a request would."""
    with transaction.atomic():
        return joint_inspection()


@pytest.fixture
def locks_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[..., bool]], None]]:
    """Take the lock away, and let both acts look around before either has committed."""

    def unlocked(*, inspection: int) -> Inspection:
        return Inspection.objects.get(pk=inspection)

    for module in (holding, begin):
        monkeypatch.setattr(module, "lock", unlocked)

    def meet_before(module: object, name: str) -> None:
        meeting = Barrier(2)
        real = getattr(module, name)

        def together(*args: object) -> bool:
            meeting.wait(timeout=20)
            return bool(real(*args))

        monkeypatch.setattr(module, name, together)

    return meet_before


def moves(to_state: str) -> int:
    return JudgementEvent.objects.filter(to_state=to_state).count()


def with_one_position(joint: JointInspection) -> None:
    opened_judgement(joint)
    position_of(joint, "ofsted")


def with_one_signature(joint: JointInspection) -> None:
    proposed_judgement(joint)
    signature_of(joint, "ofsted")


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_last_positions_at_once_reveal_the_round_once(_round: int) -> None:
    joint = an_inspection()
    with_one_position(joint)
    answers = both(lambda: position_of(joint, "cqc"), lambda: position_of(joint, "hmic"))
    assert not any(isinstance(answer, ActionRefused) for answer in answers)
    assert PositionReceived.objects.count() == 3
    assert PositionRound.objects.get().revealed_at is not None
    assert (judgement_in(joint).state, moves("revealed")) == ("revealed", 1)


def test_without_the_lock_two_last_positions_reveal_nothing(locks_off: Callable[..., None]) -> None:
    joint = an_inspection()
    with_one_position(joint)
    locks_off(positions, "_all_are_in")
    both(lambda: position_of(joint, "cqc"), lambda: position_of(joint, "hmic"))
    assert PositionReceived.objects.count() == 3
    assert PositionRound.objects.get().revealed_at is None
    assert moves("revealed") == 0


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_last_signatures_at_once_agree_once(_round: int) -> None:
    joint = an_inspection()
    with_one_signature(joint)
    answers = both(lambda: signature_of(joint, "cqc"), lambda: signature_of(joint, "hmic"))
    assert not any(isinstance(answer, ActionRefused) for answer in answers)
    assert Signature.objects.count() == 3
    assert (judgement_in(joint).state, moves("agreed")) == ("agreed", 1)


def test_without_the_lock_two_last_signatures_agree_nothing(
    locks_off: Callable[..., None],
) -> None:
    joint = an_inspection()
    with_one_signature(joint)
    locks_off(signatures, "_all_have_signed")
    both(lambda: signature_of(joint, "cqc"), lambda: signature_of(joint, "hmic"))
    assert Signature.objects.count() == 3
    assert (judgement_in(joint).state, moves("agreed")) == ("proposed", 0)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_last_signature_and_a_new_proposal_leave_one_outcome(_round: int) -> None:
    joint = an_inspection()
    with_one_signature(joint)
    signature_of(joint, "cqc")
    current = judgement_in(joint).current_proposal()
    assert current is not None
    signed, proposed = both(
        lambda: signature_of(joint, "hmic", content_hash=current.content_hash),
        lambda: proposal_of(joint, grade="inadequate"),
    )
    refused = [answer for answer in (signed, proposed) if isinstance(answer, ActionRefused)]
    assert len(refused) == 1
    state = judgement_in(joint).state
    assert state == ("agreed" if refused == [proposed] else "proposed")


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_signature_and_a_new_round_leave_one_outcome(_round: int) -> None:
    joint = an_inspection()
    with_one_signature(joint)
    signature_of(joint, "cqc")
    current = judgement_in(joint).current_proposal()
    assert current is not None
    signed, opened = both(
        lambda: signature_of(joint, "hmic", content_hash=current.content_hash),
        lambda: open_round(joint),
    )
    refused = [answer for answer in (signed, opened) if isinstance(answer, ActionRefused)]
    assert len(refused) == 1
    assert judgement_in(joint).state == ("agreed" if refused == [opened] else "positions_open")


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_proposals_at_once_stand_one_after_the_other(_round: int) -> None:
    joint = an_inspection()
    revealed_judgement(joint)
    answers = both(lambda: proposal_of(joint), lambda: proposal_of(joint, grade="inadequate"))
    assert not any(isinstance(answer, ActionRefused) for answer in answers)
    judgement = judgement_in(joint)
    assert [row.number for row in judgement.proposals.all()] == [1, 2]
    current = judgement.current_proposal()
    assert current is not None
    assert current.number == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_people_who_open_a_round_at_once_open_one(_round: int) -> None:
    joint = an_inspection()
    answers = both(lambda: open_round(joint), lambda: open_round(joint))
    assert len([answer for answer in answers if isinstance(answer, ActionRefused)]) == 1
    assert PositionRound.objects.count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_one_form_that_arrives_twice_at_once_signs_once(_round: int) -> None:
    joint = an_inspection()
    with_one_signature(joint)
    key = uuid4()
    answers = both(*[lambda: signature_of(joint, "cqc", key=key)] * 2)
    assert answers[0] == answers[1]
    assert Signature.objects.filter(inspectorate__code="cqc").count() == 1
