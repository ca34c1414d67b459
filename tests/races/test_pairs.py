"""Whoever is first: one consistent judgement, and a sentence for whoever came too late."""

import pytest

from tests.races.judging import Judging
from tests.races.pairs import KINDS, NAMED, RACED, Race, play, races_of, races_of_pairs

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 3
# The control looks for something wrong so often; it finds it in the first round nearly always.
ATTEMPTS = 5
STAGES = [
    pytest.param(kind, state.value, id=f"{kind.name}-{state.value}")
    for kind in RACED
    for state in kind.table.states
    if races_of(kind, state.value)
]


@pytest.mark.parametrize(("kind", "state"), STAGES)
def test_every_race_from_a_stage_leaves_one_outcome(kind: type[Judging], state: str) -> None:
    judging = kind()
    found = {race.name: play(judging, race, rounds=ROUNDS) for race in races_of(kind, state)}
    assert {name: one.wrong for name, one in found.items() if one.inconsistent} == {}
    assert all(one.rounds == ROUNDS for one in found.values())
    # They were at work at the same time: not one after the other by chance.
    assert sum(one.met for one in found.values()) > len(found)


@pytest.mark.parametrize("kind", RACED, ids=lambda kind: kind.name)
def test_without_the_lock_every_pair_leaves_what_cannot_be(kind: type[Judging]) -> None:
    judging = kind()

    def goes_wrong(race: Race) -> bool:
        rounds = (play(judging, race, rounds=1, are_locked=False) for _ in range(ATTEMPTS))
        return any(one.inconsistent for one in rounds)

    races = races_of_pairs(kind) if kind in KINDS else NAMED[kind]
    assert races
    assert [race.name for race in races if not goes_wrong(race)] == []
