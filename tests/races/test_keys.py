"""An idempotency key makes one record. `make race KEYS=1000` posts a thousand of them."""

import pytest

from tests.races.keys import KeysOutcome, play_keys
from tests.races.texts import at_work

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_key_makes_one_record_and_other_content_is_refused() -> None:
    outcome = play_keys(at_work(), keys=3, posts=12)
    assert outcome == KeysOutcome(keys=3, posts=12, records=3, saved=36, refused=3, changed=0)
    assert outcome.is_sound


@pytest.mark.parametrize(
    "fault", [{"records": 3}, {"saved": 7}, {"refused": 1}, {"changed": 1}, {"keys": 0}]
)
def test_an_outcome_with_a_fault_is_not_sound(fault: dict[str, int]) -> None:
    sound = {"keys": 2, "posts": 4, "records": 2, "saved": 8, "refused": 2, "changed": 0}
    assert KeysOutcome(**sound).is_sound
    assert not KeysOutcome(**{**sound, **fault}).is_sound
