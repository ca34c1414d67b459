"""The draw as a rule: the same from the same, balanced as set, and nobody twice."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from inspections.rules.sampling import draw, groups_asked, input_hash, next_reserve, replay
from inspections.values.samples import Candidate, DrawSettings, Exchange, Share, Shortfall

AGENCIES, AGES, COHORTS = ("council", "police", "health"), ("1_to_4", "5_to_9"), ("cin", "lac")


def candidate(
    number: int,
    agencies: Iterable[str] = ("council",),
    ages: Iterable[str] = ("5_to_9",),
    cohorts: Iterable[str] = ("in_need",),
    household: str = "",
) -> Candidate:
    """Somebody who can be drawn."""
    return Candidate(
        f"P-{number:04d}", frozenset(agencies), frozenset(ages), frozenset(cohorts), household
    )


@some.composite
def crowds(make: some.DrawFn, least: int = 0, most: int = 25) -> list[Candidate]:
    """Candidates in any groups, some of them in households."""
    number = make(some.integers(least, most))
    return [
        candidate(
            place,
            make(some.sets(some.sampled_from(AGENCIES))),
            make(some.sets(some.sampled_from(AGES), min_size=1)),
            make(some.sets(some.sampled_from(COHORTS), min_size=1)),
            make(some.sampled_from(("", "H-1", "H-2", "H-3"))),
        )
        for place in range(number)
    ]


SHARES = some.builds(
    Share,
    some.just("agency"),
    some.sampled_from(AGENCIES),
    at_least=some.integers(0, 4),
    weight=some.integers(0, 4),
)
TERMS = some.builds(
    DrawSettings,
    size=some.integers(1, 12),
    reserves=some.integers(0, 12),
    shares=some.lists(SHARES, max_size=3, unique_by=lambda one: one.group).map(tuple),
    one_of_household=some.booleans(),
)


@given(crowds(), TERMS, some.text(max_size=20))
def test_nobody_is_drawn_twice_and_as_many_as_there_can_be(
    crowd: list[Candidate], terms: DrawSettings, seed: str
) -> None:
    result = draw(crowd, terms, seed)
    everybody = [*result.drawn, *result.reserves]
    assert len(set(everybody)) == len(everybody)
    assert set(everybody) <= {one.reference for one in crowd}
    alone = sum(not one.household for one in crowd)
    homes = len({one.household for one in crowd if one.household})
    there = alone + homes if terms.one_of_household else len(crowd)
    assert len(result.drawn) == min(terms.size, there)
    wanted = terms.reserves if result.drawn else 0
    assert len(result.reserves) == min(wanted, there - len(result.drawn))


@given(crowds(), TERMS, some.text(max_size=20), some.randoms(use_true_random=False))
def test_the_order_in_which_candidates_come_does_not_matter(
    crowd: list[Candidate], terms: DrawSettings, seed: str, chance: object
) -> None:
    mixed = list(crowd)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random
    assert draw(mixed, terms, seed) == draw(crowd, terms, seed)
    assert input_hash(mixed) == input_hash(crowd)


@given(crowds(), TERMS)
def test_one_of_a_household_at_most_where_that_is_asked_for(
    crowd: list[Candidate], terms: DrawSettings
) -> None:
    result = draw(crowd, replace(terms, one_of_household=True), "seed")
    home = {one.reference: one.household for one in crowd}
    homes = [home[one] for one in (*result.drawn, *result.reserves) if home[one]]
    assert len(set(homes)) == len(homes)


@given(crowds(least=1, most=9), TERMS)
def test_what_is_said_not_to_be_met_is_not_met_and_nothing_else(
    crowd: list[Candidate], terms: DrawSettings
) -> None:
    result = draw(crowd, terms, "seed")
    by_reference = {one.reference: one for one in crowd}
    has = Counter(group for one in result.drawn for group in by_reference[one].groups)
    said = {(one.dimension, one.group): one for one in result.shortfalls}
    for share in terms.shares:
        told = said.pop((share.dimension, share.group), None)
        drawn = has[share.dimension, share.group]
        assert (told is not None) == (drawn < share.at_least)
        if told:
            assert (told.asked, told.drawn) == (share.at_least, drawn)
    short = said.pop(("", ""), None)
    assert (short is not None) == (len(result.drawn) < terms.size)
    assert not said


@given(crowds(least=1, most=8), some.integers(1, 4), some.integers(0, 2), some.integers(0, 2))
def test_minimums_that_can_be_met_for_one_dimension_are_met(
    crowd: list[Candidate], size: int, council: int, police: int
) -> None:
    shares = (Share("agency", "council", council), Share("agency", "police", police))
    result = draw(crowd, DrawSettings(size=size, shares=shares), "seed")

    def meets(chosen: tuple[Candidate, ...]) -> bool:
        return all(
            sum((one.dimension, one.group) in two.groups for two in chosen) >= one.at_least
            for one in shares
        )

    can_be = any(meets(chosen) for chosen in combinations(crowd, min(size, len(crowd))))
    chosen = tuple(one for one in crowd if one.reference in result.drawn)
    assert meets(chosen) == can_be


def test_weights_share_the_sample_out() -> None:
    crowd = [
        candidate(place, cohorts=("lac" if place % 10 == 0 else "cin",)) for place in range(90)
    ]
    weights = (Share("cohort", "cin", weight=2), Share("cohort", "lac", weight=1))
    result = draw(crowd, DrawSettings(size=9, shares=weights), "seed")
    drawn = Counter(int(one[2:]) % 10 == 0 for one in result.drawn)
    assert drawn == {False: 6, True: 3}
    # Without weights one in ten is looked after, and so about one of nine is drawn.
    assert sum(int(one[2:]) % 10 == 0 for one in draw(crowd, DrawSettings(9), "seed").drawn) < 3


def test_weights_hold_over_several_dimensions_at_once() -> None:
    crowd = [
        candidate(place, (AGENCIES[place % 3],), (AGES[place % 2],), (COHORTS[place % 5 == 0],))
        for place in range(120)
    ]
    shares = (
        *(Share("agency", one, weight=1) for one in AGENCIES),
        *(Share("age_band", one, weight=1) for one in AGES),
    )
    result = draw(crowd, DrawSettings(size=12, shares=shares), "seed")
    by_reference = {one.reference: one for one in crowd}
    has = Counter(group for one in result.drawn for group in by_reference[one].groups)
    assert [has["agency", one] for one in AGENCIES] == [4, 4, 4]
    assert [has["age_band", one] for one in AGES] == [6, 6]


def test_a_child_of_many_agencies_is_not_drawn_for_that_alone() -> None:
    crowd = [
        candidate(place, AGENCIES if place < 5 else (AGENCIES[place % 3],)) for place in range(95)
    ]
    shares = tuple(Share("agency", one, weight=1) for one in AGENCIES)
    often = sum(
        int(one[2:]) < 5
        for turn in range(20)
        for one in draw(crowd, DrawSettings(size=6, shares=shares), f"turn {turn}").drawn
    )
    assert often < 60, "half of all places to one in nineteen would be no chance"


def test_every_candidate_has_the_same_chance_without_conditions() -> None:
    crowd = [candidate(place) for place in range(10)]
    times = Counter(
        one for turn in range(1000) for one in draw(crowd, DrawSettings(3), f"turn {turn}").drawn
    )
    # 300 are expected of each, give or take 14.5; five times that is no accident.
    assert len(times) == 10
    assert all(abs(number - 300) < 75 for number in times.values())


def test_exchanges_meet_what_the_first_way_missed() -> None:
    # The first meets most by itself and is taken first; then either e or f cannot be met.
    crowd = [
        candidate(1, ("a", "b", "c", "d")),
        candidate(2, ("a", "b", "e")),
        candidate(3, ("c", "d", "f")),
    ]
    shares = tuple(Share("agency", one, at_least=1) for one in "abcdef")
    result = draw(crowd, DrawSettings(size=2, shares=shares), "seed")
    assert result.shortfalls == ()
    assert set(result.drawn) == {"P-0002", "P-0003"}


def test_what_cannot_be_met_is_said_with_how_many_there_are() -> None:
    crowd = [candidate(1, ("police",)), candidate(2), candidate(3)]
    shares = (Share("agency", "police", at_least=2),)
    result = draw(crowd, DrawSettings(size=5, reserves=2, shares=shares), "seed")
    assert result.reserves == ()
    assert result.shortfalls == (
        Shortfall("", "", asked=5, drawn=3, there=3),
        Shortfall("agency", "police", asked=2, drawn=1, there=1),
    )


def test_nobody_can_be_drawn_of_nobody() -> None:
    result = draw([], DrawSettings(size=2, reserves=2), "seed")
    assert (result.drawn, result.reserves) == ((), ())
    assert result.shortfalls == (Shortfall("", "", 2, 0, 0),)


def test_another_seed_is_another_draw() -> None:
    crowd = [candidate(place) for place in range(200)]
    draws = {draw(crowd, DrawSettings(5), seed).drawn for seed in ("a", "b", "c", "", "🎲", "א")}
    assert len(draws) == 6


def test_a_draw_as_it_came_out_when_it_was_written() -> None:
    """What was drawn once is drawn the same by every later version and on every machine."""
    crowd = [
        candidate(place, (AGENCIES[place % 3],), (AGES[place % 2],), (COHORTS[place % 5 == 0],))
        for place in range(30)
    ]
    shares = (
        Share("agency", "police", 2, 1),
        Share("agency", "health", 0, 2),
        Share("cohort", "lac", 2),
    )
    result = draw(crowd, DrawSettings(5, 3, shares), "Northmere 2026")
    assert result.drawn == PINNED_DRAWN
    assert result.reserves == PINNED_RESERVES
    assert input_hash(crowd) == PINNED_HASH


PINNED_DRAWN = ("P-0025", "P-0010", "P-0023", "P-0017", "P-0029")
PINNED_RESERVES = ("P-0028", "P-0019", "P-0008")
PINNED_HASH = "f79893d689b291d6142bb427a3ee36673105e94338613fb081426bfa880d14a8"


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_the_draw_does_not_hang_on_how_python_orders_sets(hash_seed: str) -> None:
    program = (
        "from tests.inspections.test_sample_rules import test_a_draw_as_it_came_out_when_it_was_"
        "written as same; same()"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_version_that_nobody_knows_and_a_reference_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="Version 9"):
        draw([], DrawSettings(1), "seed", algorithm=9)
    with pytest.raises(ValueError, match="twice"):
        draw([candidate(1), candidate(1)], DrawSettings(1), "seed")


def test_what_was_drawn_from_changes_the_hash() -> None:
    first = [candidate(1), candidate(2)]
    others = [
        [candidate(1)],
        [candidate(1), candidate(2, ("police",))],
        [candidate(1), candidate(2, ages=("1_to_4",))],
        [candidate(1), candidate(2, cohorts=("lac",))],
        [candidate(1), candidate(2, household="H-1")],
    ]
    assert len({input_hash(one) for one in (first, *others)}) == 6


# --- reserves -------------------------------------------------------------------------------------

BY_AGENCY = DrawSettings(1, shares=(Share("agency", "police", weight=1),))


def test_groups_count_in_the_dimensions_of_which_the_settings_speak() -> None:
    one = candidate(1, ("police", "council"))
    assert groups_asked(one, BY_AGENCY) == {("agency", "police"), ("agency", "council")}
    assert groups_asked(one, DrawSettings(1)) == frozenset()
    assert groups_asked(one, DrawSettings(1, shares=(Share("agency", "police"),))) == frozenset()


@pytest.mark.parametrize(
    ("reserves", "into", "same"),
    [
        ([], None, None),
        ([("council",), ("police",)], 1, True),
        ([("police",), ("police",)], 0, True),
        ([("council",), ("health",)], 0, False),
        ([("council",), ("police", "council")], 1, False),
    ],
    ids=["nobody", "same groups first", "the first of two", "no likeness", "the most like"],
)
def test_who_comes_in_for_somebody(
    reserves: list[tuple[str, ...]], into: int | None, same: bool | None
) -> None:
    waiting = [candidate(place, agencies) for place, agencies in enumerate(reserves, 10)]
    found = next_reserve(candidate(1, ("police",)), waiting, BY_AGENCY)
    if into is None or same is None:
        assert found is None
    else:
        assert found == Exchange("P-0001", waiting[into].reference, same)


def test_reserves_are_like_those_whose_place_they_may_take() -> None:
    crowd = [candidate(place, ("police",) if place < 20 else ("council",)) for place in range(40)]
    shares = (Share("agency", "police", weight=1), Share("agency", "council", weight=1))
    result = draw(crowd, DrawSettings(4, 4, shares), "seed")
    of = {one.reference: one.agencies for one in crowd}
    assert [of[one] for one in result.reserves] == [of[one] for one in result.drawn]


@given(crowds(least=4), TERMS)
def test_substitutions_replay_as_they_were(crowd: list[Candidate], terms: DrawSettings) -> None:
    result = draw(crowd, terms, "seed")
    by_reference = {one.reference: one for one in crowd}
    left, done = [by_reference[one] for one in result.reserves], []
    for out in result.drawn:
        exchange = next_reserve(by_reference[out], left, terms)
        if exchange is not None:
            done.append(exchange)
            left.remove(by_reference[exchange.into])
    assert replay(crowd, result, terms, result.drawn) == tuple(done)
    assert len({one.into for one in done}) == len(done)
