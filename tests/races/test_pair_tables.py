"""The races come from the tables: a new transition is raced, or the tests say that nobody can."""

from collections import Counter
from enum import StrEnum
from itertools import product

import pytest

from judgements import states
from judgements.actions import agreement, begin, findings, holding, narrative, signatures, single
from records.states import StateTable, Transition
from reports.actions import signing
from tests.races.judging import Judging
from tests.races.judging_stated import Stated
from tests.races.judging_words import InWords
from tests.races.pairs import (
    KINDS,
    NAMED,
    RACED,
    Act,
    Outcome,
    pairs_of,
    races_of,
    races_of_pairs,
)
from tests.races.unlocked import without_locks


class Longer(StrEnum):
    """The stages of an evaluation, and one more."""

    OPEN = "open"
    COMPLETE = "complete"
    PRINTED = "printed"


class WithPrinting(InWords):
    """Somebody has added a stage and a transition, and no maker for them."""

    table = StateTable(
        name="narrative evaluation",
        states=Longer,
        first=Longer.OPEN,
        transitions=(
            *states.EVALUATION.transitions,
            Transition("print", Longer.COMPLETE, Longer.PRINTED, "the overall lead"),
        ),
    )


def test_every_table_of_judging_is_raced() -> None:
    tables = [one for one in vars(states).values() if isinstance(one, StateTable)]
    assert sorted(one.name for one in tables) == sorted(kind.table.name for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_stage_and_every_transition_has_a_maker(kind: type[Judging]) -> None:
    assert kind.lacks() == []


def test_a_new_stage_and_a_new_transition_are_missed() -> None:
    assert WithPrinting.lacks() == ["bring_to_printed", "do_print"]


def test_a_new_transition_is_paired_with_all_that_start_where_it_does() -> None:
    new = set(pairs_of(WithPrinting)) - set(pairs_of(InWords))
    assert new == {("complete", "reopen", "print"), ("complete", "print", "print")}


@pytest.mark.parametrize(
    ("kind", "number"),
    list(zip(KINDS, (17, 11, 2), strict=True)),
    ids=[kind.name for kind in KINDS],
)
def test_the_pairs_of_a_table_are_all_of_them_each_once(kind: type[Judging], number: int) -> None:
    arrows = kind.table.transitions
    together = {
        (one.source, *sorted((one.verb, other.verb)))
        for one, other in product(arrows, arrows)
        if one.source == other.source
    }
    found = [(state, *sorted(pair)) for state, *pair in pairs_of(kind)]
    assert sorted(found) == sorted(together)
    assert len(found) == number


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_pair_is_played_by_two_people_and_by_one_in_two_windows(kind: type[Judging]) -> None:
    pairs = {race.name: race.ways for race in races_of(kind)}
    for state, one, other in pairs_of(kind):
        ways = pairs[f"{state}: {one} and {other}"]
        assert ways == ((Act(one, 0, 0), Act(other, 1, 1)), (Act(one, 0, 0), Act(other, 0, 1)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_transition_is_played_as_one_form_that_arrives_twice(kind: type[Judging]) -> None:
    same = [race for race in races_of(kind) for acts in race.ways if len(set(acts)) == 1]
    played = Counter((race.state, race.ways[0][0].verb) for race in same)
    assert played == Counter((arrow.source, arrow.verb) for arrow in kind.table.transitions)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_races_have_names_of_their_own_and_are_found_by_their_stage(kind: type[Judging]) -> None:
    races = races_of(kind)
    assert len({race.name for race in races}) == len(races)
    by_stage = [race for state in kind.table.states for race in races_of(kind, state.value)]
    assert sorted(race.name for race in by_stage) == sorted(race.name for race in races)


def test_the_races_that_were_asked_for_by_name_are_there() -> None:
    names = {race.name for races in NAMED.values() for race in races}
    assert {
        "two leads sign while the overall lead proposes anew",
        "a lead signs while taken off the team",
    } <= names


def test_a_step_of_a_report_is_raced_against_one_of_a_judgement_and_nothing_else() -> None:
    assert set(RACED) == set(NAMED) == {*KINDS, Stated}
    assert races_of_pairs(Stated) == []
    (race,) = races_of(Stated)
    assert race.state == "agreed"
    assert all({act.verb for act in way} == {"sign_off", "reopen"} for way in race.ways)
    # Two people, and the lead who may do both, in two windows.
    assert [[act.person for act in way] for way in race.ways] == [[0, 1], [1, 0]]


def test_what_is_forbidden_is_a_transition_from_another_stage() -> None:
    assert InWords.is_forbidden("complete", "complete")
    assert not InWords.is_forbidden("complete", "open")
    assert not InWords.is_forbidden("withdraw", "open"), "that is no transition"


def test_the_control_takes_the_locks_away_and_puts_them_back() -> None:
    users = (begin.lock, signatures.hold, single.hold, findings.hold_evaluation)
    noted = signing.note_signed
    with without_locks(2):
        unlocked = (begin.lock, signatures.hold, single.hold, findings.hold_evaluation)
        assert not any(now is then for now, then in zip(unlocked, users, strict=True))
        assert signing.note_signed is not noted
    assert users == (begin.lock, signatures.hold, single.hold, findings.hold_evaluation)
    assert users == (holding.lock, holding.hold, holding.hold, narrative.hold_evaluation)
    assert signing.note_signed is agreement.note_signed


def test_outcomes_add_up_and_nothing_tried_is_not_sound() -> None:
    good = Outcome(rounds=1, met=1, came=Counter(["a done"]))
    bad = Outcome(rounds=2, inconsistent=1, came=Counter(["a done", "b done"]), wrong={"No."})
    both = good + bad
    assert (both.rounds, both.inconsistent, both.met) == (3, 1, 1)
    assert both.as_data()["came"] == {"a done": 2, "b done": 1}
    assert both.as_data()["wrong"] == ["No."]
    assert good.is_sound
    assert not both.is_sound
    assert not Outcome().is_sound
