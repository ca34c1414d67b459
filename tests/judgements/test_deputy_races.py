"""A hand-over while the former lead signs, two hand-overs, and deputy and lead who sign at once.

Each race is run with the lock, and once without it, to show that the lock is what decides it.
"""

from collections.abc import Callable
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from inspections.actions import deputies
from inspections.models import Assignment, HandOver, Inspection
from judgements.actions import holding, signatures
from judgements.models import Signature
from records.errors import ActionRefused, PermissionRefused
from tests.factories.deputies import day, deputy_of, handed_over, leads_on
from tests.factories.inspections import JointInspection, joint_inspection, member_factory
from tests.factories.judgements import proposed_judgement, signature_of
from tests.races.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = range(3)


def both(*acts: Callable[[], object]) -> list[object]:
    """Do the acts at once, each in a transaction. What each answered, or was refused with."""
    return at_once([partial(_answer, act) for act in acts])


def _answer(act: Callable[[], object]) -> object:
    try:
        with transaction.atomic():
            return act()
    except (ActionRefused, IntegrityError) as refusal:
        return refusal


def proposed() -> JointInspection:
    with transaction.atomic():
        joint = joint_inspection()
        proposed_judgement(joint)
    return joint


@pytest.fixture
def locks_off(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], None]:
    """Take the lock away, and let both acts look around before either has written."""
    monkeypatch.setattr(
        holding, "lock", lambda *, inspection: Inspection.objects.get(pk=inspection)
    )
    monkeypatch.setattr(
        deputies, "lock", lambda *, inspection: Inspection.objects.get(pk=inspection.pk)
    )

    def meet_after(module: Any, name: str) -> None:
        meeting, real = Barrier(2), getattr(module, name)

        def together(*args: Any, **kwargs: Any) -> Any:
            found = real(*args, **kwargs)
            meeting.wait(timeout=20)
            return found

        monkeypatch.setattr(module, name, together)

    return meet_after


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_hand_over_while_the_former_lead_signs_leaves_one_outcome(_round: int) -> None:
    joint = proposed()
    signed, done = both(lambda: signature_of(joint, "cqc"), lambda: handed_over(joint, "cqc"))
    assert isinstance(done, HandOver)
    assert isinstance(signed, Signature | PermissionRefused)
    assert Signature.objects.count() == isinstance(signed, Signature)
    assert leads_on(joint, "cqc", day()) == [joint.inspectors["cqc"]]


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_hand_overs_at_once_one_is_done(_round: int) -> None:
    joint = proposed()
    other = member_factory("cqc")
    answers = both(
        lambda: handed_over(joint, "cqc"),
        lambda: handed_over(joint, "cqc", other, by=joint.overall_lead),
    )
    refused = [one for one in answers if isinstance(one, ActionRefused)]
    assert len(refused) == 1
    assert "does not lead any more" in refused[0].message
    assert HandOver.objects.count() == 1
    assert leads_on(joint, "cqc", day()) == [HandOver.objects.get().new]


def test_without_the_lock_the_second_hand_over_meets_the_database(
    locks_off: Callable[[Any, str], None],
) -> None:
    joint = proposed()
    other = member_factory("cqc")
    locks_off(deputies, "colleague")
    answers = both(
        lambda: handed_over(joint, "cqc"),
        lambda: handed_over(joint, "cqc", other, by=joint.overall_lead),
    )
    assert [type(one) for one in answers if not isinstance(one, HandOver)] == [IntegrityError]
    # What the lock spares people the constraint still holds: one lead each.
    standing = Assignment.objects.filter(inspectorate__code="cqc", role="lead", ends_on=None)
    assert standing.count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_deputy_and_lead_who_sign_at_once_sign_once(_round: int) -> None:
    joint = proposed()
    deputy_of(joint, "cqc")
    deputy = joint.inspectors["cqc"]
    answers = both(
        lambda: signature_of(joint, "cqc"), lambda: signature_of(joint, "cqc", by=deputy)
    )
    refused = [one for one in answers if isinstance(one, ActionRefused)]
    assert len(refused) == 1
    assert "One signature stands for the whole inspectorate" in refused[0].message
    assert Signature.objects.count() == 1


def test_without_the_lock_the_second_signature_meets_the_database(
    locks_off: Callable[[Any, str], None],
) -> None:
    joint = proposed()
    deputy_of(joint, "cqc")
    deputy = joint.inspectors["cqc"]
    locks_off(signatures, "proposal_to_sign")
    answers = both(
        lambda: signature_of(joint, "cqc"), lambda: signature_of(joint, "cqc", by=deputy)
    )
    assert [type(one) for one in answers if not isinstance(one, Signature)] == [IntegrityError]
    assert Signature.objects.count() == 1
