"""Two editors lose no text, and the machine that says so would notice if they did."""

from uuid import uuid4

import pytest
from django.urls import reverse

from records import actions
from tests.races.editors import (
    Outcome,
    race,
    race_of_one_form,
    send_one_form,
    without_the_check,
)
from tests.races.text import Text, window_of
from tests.races.texts import NAMES, at_work, evidence_form, text_called

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 20


@pytest.fixture(params=NAMES)
def text(request: pytest.FixtureRequest, transactional_db: None) -> Text:
    """Each text that two windows can have open."""
    return text_called(request.param)


def test_two_editors_released_together_lose_no_text(text: Text) -> None:
    outcome = race(text, rounds=ROUNDS)
    assert (outcome.rounds, outcome.lost, outcome.doubled) == (ROUNDS, 0, 0)
    # They were at work at the same time: not one after the other by chance.
    assert outcome.met > ROUNDS / 2


def test_without_the_check_the_same_two_editors_lose_text(text: Text) -> None:
    with without_the_check():
        outcome = race(text, rounds=3)
    assert outcome.lost >= 1
    assert not outcome.is_sound


def test_the_check_is_back_after_the_control(text: Text) -> None:
    checked = actions.save_if_version
    with without_the_check():
        assert actions.save_if_version is not checked
    assert actions.save_if_version is checked
    assert race(text, rounds=1).is_sound


def test_one_form_sent_fifty_times_at_once_makes_one_item() -> None:
    answers, items = send_one_form(at_work(), times=50)
    assert items == 1
    assert [told.status for told in answers] == [302] * 50


def test_one_form_sent_twice_at_once_makes_one_item_each_time() -> None:
    outcome = race_of_one_form(at_work(), rounds=ROUNDS)
    assert (outcome.rounds, outcome.lost, outcome.doubled) == (ROUNDS, 0, 0)


def test_a_form_sent_again_with_other_words_is_refused_and_gives_them_back() -> None:
    joint = at_work()
    window = window_of(joint.inspectors["ofsted"])
    address = reverse("inspections:record_evidence", args=[joint.reference])
    key, criterion = uuid4(), joint.criteria[0].pk
    first = window.post(address, evidence_form("The first words.", criterion, once=key))
    second = window.post(address, evidence_form("The other words.", criterion, once=key))
    assert first.status_code == 302
    assert second.status_code == 409
    assert "The other words." in second.content.decode()


def test_an_outcome_of_no_rounds_is_not_sound() -> None:
    assert not Outcome().is_sound
    assert Outcome(rounds=1).is_sound
    assert not Outcome(rounds=1, doubled=1).is_sound
