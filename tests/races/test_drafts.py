"""What a second window typed is found again after the first has sent the form."""

from uuid import uuid4

import pytest

from records.actor import acting_as
from records.models import Draft
from tests.races.drafts import OneForm, as_it_was, race_of_typing
from tests.races.texts import at_work

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 20


@pytest.mark.parametrize("is_first", [True, False], ids=["first save", "later save"])
def test_typing_while_another_window_sends_loses_nothing(is_first: bool) -> None:
    outcome = race_of_typing(OneForm(at_work()), rounds=ROUNDS, is_first=is_first)
    assert (outcome.rounds, outcome.lost) == (ROUNDS, 0)


def test_the_two_windows_are_at_work_at_the_same_time() -> None:
    outcome = race_of_typing(OneForm(at_work()), rounds=ROUNDS, is_first=False)
    assert outcome.met > ROUNDS / 2


def typed_on_then_sent(form: OneForm) -> str:
    """One window has typed on when the other sends: what was typed on."""
    one, other = form.windows
    key, words = uuid4(), "Typed on in the other window."
    form.type(one, key, 0, "Both begin with this.")
    assert form.type(other, key, 1, words).is_saved
    assert form.send(one, key, 1, "Both begin with this. Sent.").is_saved
    return words


def test_what_was_typed_on_is_offered_under_a_key_of_its_own() -> None:
    form = OneForm(at_work())
    assert form.is_offered(typed_on_then_sent(form))
    with acting_as(form.author):
        [draft] = Draft.objects.of(form.author)
    assert draft.left_by is not None
    assert draft.receipt != draft.left_by


def test_without_the_check_what_was_typed_on_is_lost() -> None:
    """The control."""
    form = OneForm(at_work())
    with as_it_was():
        assert not form.is_offered(typed_on_then_sent(form))
    assert form.is_offered(typed_on_then_sent(form))


def test_the_window_that_typed_on_learns_where_its_text_goes_on() -> None:
    form = OneForm(at_work())
    one, other = form.windows
    key = uuid4()
    form.type(one, key, 0, "Both.")
    form.type(other, key, 1, "Both, and on.")
    form.send(one, key, 1, "Both.")
    answer = form.type(other, key, 2, "Both, and on, and on.")
    with acting_as(form.author):
        [draft] = Draft.objects.of(form.author)
    assert answer.status == 409
    assert '"sent": true' in answer.body
    assert f'"left": "{draft.receipt}"' in answer.body
    assert form.type(other, draft.receipt, 2, "Both, and on, and on.").is_saved
