"""A part is opened again while the whole that rests on it is being signed."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from judgements.actions import reopen
from judgements.models import Reopening
from organisations.models import User
from records.actor import acting_as
from tests.factories.inspections import JointInspection
from tests.factories.judgements import RULE, hash_that_stands, judgement_in, signature_of
from tests.judgements.several import (
    UNDERSTOOD,
    agreed,
    joint_with_several_areas,
    proposed,
    revealed,
)
from tests.races.standing import wrong_shared
from tests.races.together import answers_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 3
ANSWERS = {RULE: True, UNDERSTOOD: True}


def whole_with_one_signature_missing() -> JointInspection:
    """Both parts are agreed, and of the whole HMIC's signature is missing."""
    with transaction.atomic():
        joint = joint_with_several_areas()
        for part in ("front_door", "audit"):
            agreed(joint, part, "good")
        revealed(joint, "lscb")
        proposed(joint, "lscb", "good", ANSWERS)
        for code in ("ofsted", "cqc"):
            signature_of(joint, code)
    return joint


def opened_again(joint: JointInspection, area: str) -> Reopening:
    """The overall lead opens a part again, to grade it anew."""
    lead, judgement = joint.overall_lead, judgement_in(joint, area)
    current = judgement.current_proposal()
    assert current is not None
    with acting_as(lead):
        return reopen(
            judgement=judgement,
            content_hash=current.content_hash,
            why="New records came in.",
            key=uuid4(),
            by=lead,
            at=timezone.now(),
        )


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_part_regraded_during_a_signature_leaves_both_and_is_flagged(
    _round: int, client_of: Callable[[User], Client]
) -> None:
    joint = whole_with_one_signature_missing()
    stood = hash_that_stands(joint)
    signature, reopening = answers_at_once(
        lambda: signature_of(joint, "hmic", content_hash=stood),
        lambda: opened_again(joint, "audit"),
    )
    whole, part = judgement_in(joint), judgement_in(joint, "audit")
    assert (whole.state, part.state) == ("agreed", "revealed")
    assert (signature.proposal, signature.content_hash) == (whole.current_proposal(), stood)
    assert reopening.proposal == part.proposals.get()
    for one in (whole, part):
        assert wrong_shared(one, joint.leads.values()) == []
    page = reverse("judgements:judgement", args=[joint.reference, "lscb"])
    shown = client_of(joint.overall_lead).get(page).content.decode()
    assert "Audit was reopened and has no agreed grade" in shown
