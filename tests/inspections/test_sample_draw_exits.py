"""How a draw ends: too few, minimums, exchanges, weights, households, reserves and ties."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inspections.rules.sampling import (
    ALGORITHM,
    draw,
    groups_asked,
    input_hash,
    next_reserve,
    replay,
)
from inspections.values.samples import (
    Candidate,
    DrawResult,
    DrawSettings,
    Exchange,
    Share,
    Shortfall,
)
from records.values import canonical_json

POLICE, COUNCIL = ("agency", "police"), ("agency", "council")


def one(
    number: int,
    agencies: Iterable[str] = ("council",),
    age: str = "5_to_9",
    cohort: str = "in_need",
    household: str = "",
) -> Candidate:
    """Somebody who can be drawn."""
    return Candidate(
        f"P-{number:03d}", frozenset(agencies), frozenset({age}), frozenset({cohort}), household
    )


def ticket(seed: str, reference: str) -> bytes:
    """The lot of somebody, worked out again by what is written of it."""
    return sha256(canonical_json(["draw", 1, seed, reference])).digest()


def by_ticket(crowd: Iterable[Candidate], seed: str) -> list[str]:
    return sorted((who.reference for who in crowd), key=lambda name: ticket(seed, name))


# --- chance ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", ["a", "Northmere 2026", "", "שלום", "🎲", "x" * 64])
def test_without_conditions_the_lowest_tickets_are_drawn_in_their_order(seed: str) -> None:
    crowd = [one(place) for place in range(30)]
    result = draw(crowd, DrawSettings(6, 4), seed)
    order = by_ticket(crowd, seed)
    assert result.drawn == tuple(order[:6])
    assert result.reserves == tuple(order[6:10])
    assert result.shortfalls == ()


@pytest.mark.parametrize("size", range(1, 8))
def test_a_larger_sample_begins_as_the_smaller_one(size: int) -> None:
    crowd = [one(place) for place in range(8)]
    whole = draw(crowd, DrawSettings(8), "seed").drawn
    assert draw(crowd, DrawSettings(size), "seed").drawn == whole[:size]


def test_the_reserves_go_on_where_the_places_end() -> None:
    crowd = [one(place) for place in range(10)]
    few, many = (draw(crowd, DrawSettings(4, number), "seed") for number in (2, 6))
    assert few.drawn == many.drawn
    assert many.reserves[:2] == few.reserves


def test_whoever_leaves_the_lists_moves_nobody_but_those_behind() -> None:
    crowd = [one(place) for place in range(12)]
    whole = draw(crowd, DrawSettings(5), "seed").drawn
    gone = whole[2]
    left = [who for who in crowd if who.reference != gone]
    again = draw(left, DrawSettings(5), "seed").drawn
    assert again[:4] == (*whole[:2], *whole[3:])


@given(some.text(max_size=20))
def test_groups_that_nothing_is_asked_of_do_not_steer(seed: str) -> None:
    mixed = [one(place, ("police",) if place % 2 else (), "1_to_4", "lac") for place in range(9)]
    alike = [one(place) for place in range(9)]
    settings = DrawSettings(4, 3, (Share("agency", "police"),))
    assert draw(mixed, settings, seed) == draw(alike, DrawSettings(4, 3), seed)


def test_equal_letters_in_two_spellings_are_one_seed() -> None:
    crowd = [one(place) for place in range(20)]
    assert draw(crowd, DrawSettings(5), "Zo\u00eb") == draw(crowd, DrawSettings(5), "Zoe\u0308")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_tie_is_broken_by_the_ticket_and_by_no_order(order: tuple[int, ...]) -> None:
    crowd = [one(0, ("a",)), one(1, ("b",)), one(2, ("c",))]
    shares = tuple(Share("agency", name, at_least=1) for name in "abc")
    result = draw([crowd[place] for place in order], DrawSettings(1, shares=shares), "seed")
    assert result.drawn == (by_ticket(crowd, "seed")[0],)


# --- fewer than places ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "size", "reserves", "drawn", "waiting", "short"),
    [
        (0, 1, 0, 0, 0, True),
        (1, 1, 0, 1, 0, False),
        (1, 1, 1, 1, 0, False),
        (1, 2, 0, 1, 0, True),
        (2, 1, 1, 1, 1, False),
        (2, 1, 5, 1, 1, False),
        (5, 5, 5, 5, 0, False),
        (6, 5, 5, 5, 1, False),
        (5, 6, 5, 5, 0, True),
        (100, 100, 100, 100, 0, False),
    ],
)
def test_as_many_as_there_are(
    people: int, size: int, reserves: int, drawn: int, waiting: int, short: bool
) -> None:
    result = draw([one(place) for place in range(people)], DrawSettings(size, reserves), "seed")
    assert (len(result.drawn), len(result.reserves)) == (drawn, waiting)
    expected = (Shortfall("", "", size, drawn, people),) if short else ()
    assert result.shortfalls == expected


def test_siblings_that_fall_away_are_not_there() -> None:
    crowd = [one(place, household="H-1") for place in range(4)] + [one(9)]
    result = draw(crowd, DrawSettings(3, one_of_household=True), "seed")
    assert len(result.drawn) == 2
    assert result.shortfalls == (Shortfall("", "", 3, 2, 2),)


# --- households -----------------------------------------------------------------------------------


def test_of_a_household_the_lowest_ticket_stands() -> None:
    crowd = [one(place, household="H-1") for place in range(5)]
    result = draw(crowd, DrawSettings(1, one_of_household=True), "seed")
    assert result.drawn == (by_ticket(crowd, "seed")[0],)


def test_those_of_no_household_are_not_one_household() -> None:
    crowd = [one(place) for place in range(5)]
    result = draw(crowd, DrawSettings(5, one_of_household=True), "seed")
    assert len(result.drawn) == 5


def test_siblings_are_drawn_together_where_nothing_is_said() -> None:
    crowd = [one(place, household="H-1") for place in range(5)]
    assert len(draw(crowd, DrawSettings(5), "seed").drawn) == 5


def test_no_reserve_is_a_sibling_of_anybody_drawn() -> None:
    crowd = [one(place, household=f"H-{place // 2}") for place in range(12)]
    result = draw(crowd, DrawSettings(3, 9, one_of_household=True), "seed")
    homes = {who.reference: who.household for who in crowd}
    found = [homes[name] for name in (*result.drawn, *result.reserves)]
    assert len(found) == len(set(found)) == 6


# --- minimums -------------------------------------------------------------------------------------


def mixed_crowd(police: int, council: int) -> list[Candidate]:
    return [
        *(one(place, ("police",)) for place in range(police)),
        *(one(place, ("council",)) for place in range(100, 100 + council)),
    ]


def drawn_of(crowd: list[Candidate], result: DrawResult) -> Counter[tuple[str, str]]:
    people = {who.reference: who for who in crowd}
    return Counter(group for name in result.drawn for group in people[name].groups)


@pytest.mark.parametrize("least", range(7))
def test_a_minimum_is_met_and_the_rest_is_chance(least: int) -> None:
    crowd = mixed_crowd(6, 60)
    result = draw(crowd, DrawSettings(6, shares=(Share(*POLICE, at_least=least),)), "seed")
    assert drawn_of(crowd, result)[POLICE] >= least
    assert result.shortfalls == ()


@pytest.mark.parametrize(
    ("there", "least", "size", "drawn"),
    [
        (0, 1, 3, 0),
        (1, 2, 3, 1),
        (2, 3, 3, 2),
        # More are asked for than there are places.
        (9, 5, 3, 3),
    ],
)
def test_a_minimum_that_cannot_be_met_is_told_with_what_there_is(
    there: int, least: int, size: int, drawn: int
) -> None:
    crowd = mixed_crowd(there, 20)
    result = draw(crowd, DrawSettings(size, shares=(Share(*POLICE, at_least=least),)), "seed")
    assert len(result.drawn) == size
    assert result.shortfalls == (Shortfall(*POLICE, asked=least, drawn=drawn, there=there),)


def test_a_minimum_of_a_group_that_nobody_knows_is_told() -> None:
    result = draw([one(1)], DrawSettings(1, shares=(Share("agency", "circus", 1),)), "seed")
    assert result.shortfalls == (Shortfall("agency", "circus", 1, 0, 0),)


def test_what_is_not_met_is_told_in_the_order_of_the_groups_after_the_whole() -> None:
    shares = (
        Share("cohort", "lac", 1),
        Share("agency", "police", 1),
        Share("agency", "health", 1),
        Share("age_band", "1_to_4", 1),
    )
    result = draw([one(1)], DrawSettings(2, shares=shares), "seed")
    assert [(short.dimension, short.group) for short in result.shortfalls] == [
        ("", ""),
        ("age_band", "1_to_4"),
        ("agency", "health"),
        ("agency", "police"),
        ("cohort", "lac"),
    ]


def test_two_minimums_that_shut_each_other_out_fill_the_places_there_are() -> None:
    crowd = mixed_crowd(5, 5)
    shares = (Share(*POLICE, at_least=2), Share(*COUNCIL, at_least=2))
    result = draw(crowd, DrawSettings(3, shares=shares), "seed")
    assert len(result.drawn) == 3
    (short,) = result.shortfalls
    assert (short.asked, short.drawn, short.there) == (2, 1, 5)


def test_somebody_who_meets_two_minimums_is_drawn_before_those_who_meet_one() -> None:
    crowd = [*mixed_crowd(20, 20), one(999, ("police", "council"))]
    shares = (Share(*POLICE, at_least=1), Share(*COUNCIL, at_least=1))
    for seed in ("a", "b", "c"):
        assert draw(crowd, DrawSettings(1, shares=shares), seed).drawn == ("P-999",)


def test_minimums_of_several_dimensions_are_met_together() -> None:
    crowd = [
        one(
            place,
            ("police",) if place % 5 == 0 else ("council",),
            "1_to_4" if place % 3 == 0 else "5_to_9",
            "lac" if place % 7 == 0 else "in_need",
        )
        for place in range(105)
    ]
    shares = (Share(*POLICE, 2), Share("age_band", "1_to_4", 2), Share("cohort", "lac", 2))
    result = draw(crowd, DrawSettings(4, shares=shares), "seed")
    found = drawn_of(crowd, result)
    assert result.shortfalls == ()
    assert min(found[POLICE], found["age_band", "1_to_4"], found["cohort", "lac"]) >= 2


# --- exchanges ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [f"seed {turn}" for turn in range(12)])
def test_an_exchange_finds_what_the_first_choice_shut_out(seed: str) -> None:
    crowd = [
        one(1, ("a", "b", "c", "d")),
        one(2, ("a", "b", "e")),
        one(3, ("c", "d", "f")),
        *(one(place, ("a",)) for place in range(10, 20)),
    ]
    shares = tuple(Share("agency", name, at_least=1) for name in "abcdef")
    result = draw(crowd, DrawSettings(2, 3, shares), seed)
    assert set(result.drawn) == {"P-002", "P-003"}
    assert result.shortfalls == ()
    # Who gave up the place waits with the others, and is not lost.
    everybody = {who.reference for who in crowd}
    whole = draw(crowd, DrawSettings(2, 99, shares), seed)
    assert {*whole.drawn, *whole.reserves} == everybody


def test_an_exchange_that_helps_nobody_is_not_made() -> None:
    crowd = [one(1, ("a", "b")), one(2, ("c",))]
    shares = tuple(Share("agency", name, at_least=1) for name in "abc")
    result = draw(crowd, DrawSettings(1, shares=shares), "seed")
    assert result.drawn == ("P-001",)
    assert [(short.group, short.there) for short in result.shortfalls] == [("c", 1)]


# --- weights --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("police", "council", "size", "shared"),
    [
        (1, 1, 8, (4, 4)),
        (3, 1, 8, (6, 2)),
        (1, 3, 8, (2, 6)),
        (1, 7, 8, (1, 7)),
        (1000, 1000, 10, (5, 5)),
        (2, 2, 2, (1, 1)),
        (3, 0, 8, (8, 0)),
    ],
)
def test_weights_share_the_places(
    police: int, council: int, size: int, shared: tuple[int, int]
) -> None:
    crowd = mixed_crowd(30, 30)
    shares = (Share(*POLICE, weight=police), Share(*COUNCIL, weight=council))
    found = drawn_of(crowd, draw(crowd, DrawSettings(size, shares=shares), "seed"))
    assert (found[POLICE], found[COUNCIL]) == shared


def test_an_odd_place_goes_to_either_and_the_others_are_even() -> None:
    crowd = mixed_crowd(30, 30)
    shares = (Share(*POLICE, weight=1), Share(*COUNCIL, weight=1))
    turns = [draw(crowd, DrawSettings(5, shares=shares), f"turn {turn}") for turn in range(30)]
    assert {drawn_of(crowd, turn)[POLICE] for turn in turns} == {2, 3}


def test_weights_give_way_where_a_group_has_run_out() -> None:
    crowd = mixed_crowd(1, 30)
    shares = (Share(*POLICE, weight=1), Share(*COUNCIL, weight=1))
    result = draw(crowd, DrawSettings(6, shares=shares), "seed")
    found = drawn_of(crowd, result)
    assert (found[POLICE], found[COUNCIL]) == (1, 5)
    assert result.shortfalls == (), "a weight is a wish, and no minimum"


def test_a_minimum_goes_before_a_weight() -> None:
    crowd = mixed_crowd(30, 30)
    shares = (Share(*POLICE, at_least=5, weight=1), Share(*COUNCIL, weight=9))
    found = drawn_of(crowd, draw(crowd, DrawSettings(6, shares=shares), "seed"))
    assert (found[POLICE], found[COUNCIL]) == (5, 1)


# --- reserves -------------------------------------------------------------------------------------


def test_each_reserve_is_like_the_holder_of_the_place_whose_turn_it_is() -> None:
    crowd = mixed_crowd(20, 20)
    shares = (Share(*POLICE, weight=1), Share(*COUNCIL, weight=1))
    result = draw(crowd, DrawSettings(2, 6, shares), "seed")
    of = {who.reference: who.agencies for who in crowd}
    assert [of[name] for name in result.reserves] == [of[name] for name in result.drawn] * 3


def test_where_no_likeness_is_left_whoever_is_left_waits() -> None:
    crowd = mixed_crowd(2, 3)
    shares = (Share(*POLICE, at_least=2),)
    result = draw(crowd, DrawSettings(2, 9, shares), "seed")
    assert set(result.drawn) == {"P-000", "P-001"}
    council = [who for who in crowd if "council" in who.agencies]
    assert result.reserves == tuple(by_ticket(council, "seed"))


@pytest.mark.parametrize(
    ("waiting", "into", "same"),
    [
        ([("police", "1_to_4")], 0, True),
        ([("council", "5_to_9"), ("police", "5_to_9")], 1, False),
        ([("council", "1_to_4"), ("police", "5_to_9")], 0, False),
        ([("council", "5_to_9"), ("council", "5_to_9")], 0, False),
        ([("council", "5_to_9"), ("police", "1_to_4"), ("police", "1_to_4")], 1, True),
    ],
    ids=["the same", "the nearer", "the first of two as near", "none is near", "the first alike"],
)
def test_the_nearest_reserve_comes_in(
    waiting: list[tuple[str, str]], into: int, same: bool
) -> None:
    settings = DrawSettings(1, shares=(Share(*POLICE, weight=1), Share("age_band", "1_to_4", 1)))
    people = [one(place, (agency,), age) for place, (agency, age) in enumerate(waiting, 10)]
    found = next_reserve(one(1, ("police",), "1_to_4"), people, settings)
    assert found == Exchange("P-001", people[into].reference, same)


def test_of_two_who_share_as_much_the_one_with_less_besides_comes_in() -> None:
    settings = DrawSettings(1, shares=(Share(*POLICE, weight=1),))
    waiting = [one(10, ("police", "council", "health")), one(11, ("police", "council"))]
    found = next_reserve(one(1, ("police",)), waiting, settings)
    assert found == Exchange("P-001", "P-011", same_group=False)


def test_where_nothing_is_asked_every_reserve_is_of_the_same_group() -> None:
    waiting = [one(10, ("health",), "1_to_4", "lac"), one(11)]
    assert next_reserve(one(1), waiting, DrawSettings(1)) == Exchange("P-001", "P-010", True)


def test_a_replay_ends_with_the_last_reserve() -> None:
    crowd = [one(place) for place in range(6)]
    result = draw(crowd, DrawSettings(4, 2), "seed")
    done = replay(crowd, result, DrawSettings(4, 2), result.drawn)
    assert [exchange.into for exchange in done] == list(result.reserves)
    assert [exchange.out for exchange in done] == list(result.drawn[:2])


def test_a_reserve_who_came_in_may_go_out_again() -> None:
    crowd = [one(place) for place in range(6)]
    settings = DrawSettings(1, 3)
    result = draw(crowd, settings, "seed")
    first, second = result.reserves[:2]
    done = replay(crowd, result, settings, (result.drawn[0], first))
    assert done == (
        Exchange(result.drawn[0], first, same_group=True),
        Exchange(first, second, same_group=True),
    )


def test_a_replay_of_nothing_is_nothing() -> None:
    assert replay([one(1)], DrawResult(("P-001",), ()), DrawSettings(1), ()) == ()
    assert replay([one(1)], DrawResult(("P-001",), ()), DrawSettings(1), ("P-001",)) == ()


@pytest.mark.parametrize("gone", ["P-404", ""])
def test_who_is_not_among_the_candidates_cannot_go_out(gone: str) -> None:
    crowd = [one(1), one(2)]
    result = DrawResult(("P-001",), ("P-002",))
    with pytest.raises(KeyError):
        replay(crowd, result, DrawSettings(1, 1), (gone,))


# --- what is kept ---------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", [ALGORITHM - 1, ALGORITHM + 1, -1])
def test_another_version_of_the_procedure_is_refused(algorithm: int) -> None:
    with pytest.raises(ValueError, match=f"Version {algorithm} of the draw is not known"):
        draw([one(1)], DrawSettings(1), "seed", algorithm=algorithm)


def test_the_hash_of_nobody_is_not_the_hash_of_somebody() -> None:
    assert len(input_hash([])) == 64
    assert input_hash([]) != input_hash([one(1)])
    assert input_hash([one(1)]) != input_hash([one(2)])


@pytest.mark.parametrize(
    ("share", "counts"),
    [
        (Share("agency", "x"), set()),
        (Share("agency", "x", at_least=1), {"agency"}),
        (Share("age_band", "x", weight=1), {"age_band"}),
        (Share("cohort", "x", 1, 1), {"cohort"}),
    ],
)
def test_a_dimension_counts_where_something_is_asked_of_it(share: Share, counts: set[str]) -> None:
    found = groups_asked(one(1), DrawSettings(1, shares=(share,)))
    assert {dimension for dimension, _ in found} == counts


SHARES = some.lists(
    some.builds(
        Share,
        some.just("agency"),
        some.sampled_from(["police", "council", "health"]),
        some.integers(0, 3),
        some.integers(0, 3),
    ),
    max_size=3,
    unique_by=lambda share: share.group,
).map(tuple)


@given(some.integers(0, 12), some.integers(1, 6), SHARES, some.text(max_size=5))
def test_settings_that_were_kept_draw_the_same(
    people: int, size: int, shares: tuple[Share, ...], seed: str
) -> None:
    crowd = [one(place, (("police", "council", "health")[place % 3],)) for place in range(people)]
    settings = DrawSettings(size, 2, shares)
    kept = DrawSettings.from_data(settings.as_data())
    assert draw(crowd, kept, seed) == draw(crowd, settings, seed)


@given(some.integers(1, 12), SHARES)
def test_more_reserves_change_nobody_who_is_drawn(people: int, shares: tuple[Share, ...]) -> None:
    crowd = [one(place, (("police", "council")[place % 2],)) for place in range(people)]
    settings = DrawSettings(3, 0, shares)
    few, many = (draw(crowd, replace(settings, reserves=number), "s") for number in (0, 9))
    assert (few.drawn, few.shortfalls) == (many.drawn, many.shortfalls)
