"""How far a criterion is borne out: the whole truth table, and what holds for any evidence."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.values import Strength
from judgements.rules import Seen, Side, Triangulated, Triangulation, triangulate
from judgements.rules.triangulation import AGAINST, FOR

ONE = Seen("E1", "case_record", "ofsted", "council", "T1", FOR)
# What makes a second item independent of `ONE`, each by itself.
APART = {
    "source": {"source": "child"},
    "inspectorate": {"inspectorate": "cqc"},
    "agency": {"agency": "police"},
    "case": {"case": "T2"},
}
SIDES = {
    "none": [],
    "one": [ONE],
    "two of one source": [ONE, replace(ONE, item="E2")],
    "two apart": [ONE, replace(ONE, item="E2", source="child")],
}
ORDER = [Triangulated.NOT_LOOKED_AT, Triangulated.SINGLE_SOURCE, Triangulated.CORROBORATED]


def state(*seen: Seen) -> Triangulated:
    return triangulate(seen).state


def against(seen: list[Seen]) -> list[Seen]:
    return [replace(one, item=f"against {one.item}", strength=AGAINST) for one in seen]


def test_its_words_for_the_two_sides_are_those_of_evidence() -> None:
    assert (Strength.STRENGTH.value, Strength.WEAKNESS.value) == (FOR, AGAINST)


@pytest.mark.parametrize(("for_it", "against_it"), list(product(SIDES, SIDES)), ids=str)
def test_the_truth_table(for_it: str, against_it: str) -> None:
    expected = {
        ("none", "none"): Triangulated.NOT_LOOKED_AT,
        ("none", "one"): Triangulated.SINGLE_SOURCE,
        ("none", "two of one source"): Triangulated.SINGLE_SOURCE,
        ("none", "two apart"): Triangulated.CORROBORATED,
        ("one", "none"): Triangulated.SINGLE_SOURCE,
        ("two of one source", "none"): Triangulated.SINGLE_SOURCE,
        ("two apart", "none"): Triangulated.CORROBORATED,
    }.get((for_it, against_it), Triangulated.CONTRADICTED)
    assert state(*SIDES[for_it], *against(SIDES[against_it])) == expected


@pytest.mark.parametrize(
    ("source", "inspectorate", "agency", "case"), list(product([True, False], repeat=4)), ids=str
)
def test_one_difference_is_enough_and_none_is_not(
    source: bool, inspectorate: bool, agency: bool, case: bool
) -> None:
    differ = {"source": source, "inspectorate": inspectorate, "agency": agency, "case": case}
    changes = {
        key: value for name, is_so in differ.items() if is_so for key, value in APART[name].items()
    }
    second = replace(ONE, **{"item": "E2", **changes})
    expected = Triangulated.CORROBORATED if any(differ.values()) else Triangulated.SINGLE_SOURCE
    assert state(ONE, second) == expected


@pytest.mark.parametrize("name", ["agency", "case"])
def test_what_is_not_known_tells_nothing_apart(name: str) -> None:
    unknown = replace(ONE, **{"item": "E2", name: None})
    assert state(ONE, unknown) == Triangulated.SINGLE_SOURCE
    assert state(unknown, replace(unknown, item="E3")) == Triangulated.SINGLE_SOURCE


def test_neutral_and_withdrawn_count_on_neither_side() -> None:
    neutral = replace(ONE, item="E2", strength="neutral", source="child")
    gone = replace(ONE, item="E3", strength=AGAINST, is_withdrawn=True)
    assert state(neutral) == Triangulated.NOT_LOOKED_AT
    assert state(gone) == Triangulated.NOT_LOOKED_AT
    assert state(ONE, neutral, gone) == Triangulated.SINGLE_SOURCE


@pytest.mark.parametrize("strength", [FOR, AGAINST, "neutral"])
def test_the_child_s_voice_is_noted_whichever_way_it_points(strength: str) -> None:
    voice = replace(ONE, strength=strength, is_childs_voice=True)
    assert triangulate([voice]).has_childs_voice
    assert not triangulate([replace(voice, is_withdrawn=True)]).has_childs_voice
    assert not triangulate([ONE]).has_childs_voice


def test_an_item_given_twice_counts_once() -> None:
    assert triangulate([ONE, ONE]).for_it == Side(1, 1, 1, 1, 1)


def test_both_sides_are_counted() -> None:
    found = triangulate([ONE, *against(SIDES["two apart"])])
    assert found == Triangulation(Side(1, 1, 1, 1, 1), Side(2, 2, 1, 1, 1))


def test_nothing_is_not_looked_at() -> None:
    assert triangulate([]) == Triangulation()
    assert Triangulation().state == Triangulated.NOT_LOOKED_AT


# --- for any evidence -----------------------------------------------------------------------------

SEEN = st.builds(
    Seen,
    item=st.integers(0, 9),
    source=st.sampled_from(["case_record", "child"]),
    inspectorate=st.sampled_from(["ofsted", "cqc"]),
    agency=st.sampled_from([None, "council", "police"]),
    case=st.sampled_from([None, "T1", "T2"]),
    strength=st.sampled_from([FOR, AGAINST, "neutral"]),
    is_childs_voice=st.booleans(),
    is_withdrawn=st.booleans(),
)
EVIDENCE = st.lists(SEEN, max_size=8, unique_by=lambda one: one.item)


@given(EVIDENCE, st.randoms())
def test_the_order_does_not_matter(evidence: list[Seen], random: object) -> None:
    shuffled = list(evidence)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert triangulate(shuffled) == triangulate(evidence)


@given(EVIDENCE, SEEN)
def test_an_item_that_points_the_same_way_never_takes_anything_away(
    evidence: list[Seen], added: Seen
) -> None:
    strengths = {one.strength for one in evidence if not one.is_withdrawn} - {"neutral"}
    if len(strengths) > 1:
        assert state(*evidence) == Triangulated.CONTRADICTED
        return
    same_way = replace(added, item="new", strength=strengths.pop() if strengths else FOR)
    before, after = state(*evidence), state(*evidence, same_way)
    assert ORDER.index(after) >= ORDER.index(before)


@given(EVIDENCE, SEEN)
def test_a_contradiction_stays_one_whatever_is_added(evidence: list[Seen], added: Seen) -> None:
    contradicted = [*evidence, replace(ONE, item="yes"), replace(ONE, item="no", strength=AGAINST)]
    assert state(*contradicted, replace(added, item="new")) == Triangulated.CONTRADICTED


@given(EVIDENCE, SEEN)
def test_what_counts_on_neither_side_changes_no_state(evidence: list[Seen], added: Seen) -> None:
    neutral = replace(added, item="new", strength="neutral")
    gone = replace(added, item="newer", is_withdrawn=True)
    assert state(*evidence, neutral, gone) == state(*evidence)


@given(EVIDENCE)
def test_turned_round_the_two_sides_change_places(evidence: list[Seen]) -> None:
    turn = {FOR: AGAINST, AGAINST: FOR}
    turned = [replace(one, strength=turn.get(one.strength, "neutral")) for one in evidence]
    one, other = triangulate(evidence), triangulate(turned)
    assert (one.for_it, one.against_it) == (other.against_it, other.for_it)
    assert one.state == other.state


@given(EVIDENCE)
def test_corroborated_means_that_two_items_are_independent(evidence: list[Seen]) -> None:
    """The counts say what the definition says of each pair."""
    for side, way in (
        (triangulate(evidence).for_it, FOR),
        (triangulate(evidence).against_it, AGAINST),
    ):
        items = [one for one in evidence if one.strength == way and not one.is_withdrawn]
        pairs = [(one, other) for one in items for other in items]
        assert side.is_corroborated == any(_independent(one, other) for one, other in pairs)
        assert side.items == len(items)


def _independent(one: Seen, other: Seen) -> bool:
    known = [(one.agency, other.agency), (one.case, other.case)]
    told_apart = any(None not in pair and pair[0] != pair[1] for pair in known)
    return one.source != other.source or one.inspectorate != other.inspectorate or told_apart
