"""What is missing before a gate: each gap, what does away with it, and how heavy it is where."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgements.rules.readiness import (
    SEVERITIES,
    AreaFacts,
    CaseFacts,
    Check,
    CriterionFacts,
    Gap,
    Gate,
    Severity,
    gaps,
    is_blocked,
)
from judgements.rules.triangulation import Triangulated

SOUND = CriterionFacts("¶115a", Triangulated.CORROBORATED, is_considered=True)
AREA = AreaFacts(
    "lscb",
    "The board",
    has_grade=True,
    is_of_partnership=False,
    criteria=(SOUND,),
    has_childs_voice=True,
)


def found(area: AreaFacts, gate: Gate = Gate.DRAFT) -> list[Check]:
    return [one.check for one in gaps([area], [], gate)]


def with_criterion(**changes: Any) -> AreaFacts:
    return replace(AREA, criteria=(replace(SOUND, **changes),))


def test_where_nothing_is_missing_there_is_no_gap() -> None:
    for gate in Gate:
        assert gaps([AREA], [CaseFacts("T1", 2)], gate) == ()


# --- each check -----------------------------------------------------------------------------------


def test_an_area_on_which_nothing_is_recorded_says_that_and_no_more() -> None:
    area = replace(
        with_criterion(state=Triangulated.NOT_LOOKED_AT, is_considered=False),
        has_childs_voice=False,
        unattributed=1,
    )
    assert found(area) == [Check.NO_EVIDENCE]


def test_an_area_without_criteria_is_not_asked_for_evidence() -> None:
    assert found(replace(AREA, criteria=(), has_childs_voice=False)) == []


@pytest.mark.parametrize(
    ("state", "has_grade", "expected"),
    [
        (Triangulated.SINGLE_SOURCE, True, [Check.SINGLE_SOURCE]),
        (Triangulated.SINGLE_SOURCE, False, []),
        (Triangulated.CORROBORATED, True, []),
        (Triangulated.CONTRADICTED, True, []),
    ],
)
def test_only_a_grade_rests_on_a_single_source(
    state: Triangulated, has_grade: bool, expected: list[Check]
) -> None:
    assert found(replace(with_criterion(state=state), has_grade=has_grade)) == expected


@pytest.mark.parametrize(
    ("state", "is_considered", "expected"),
    [
        (Triangulated.CONTRADICTED, False, [Check.CONTRADICTED]),
        (Triangulated.CONTRADICTED, True, []),
        (Triangulated.CORROBORATED, False, [Check.NOT_CONSIDERED]),
        (Triangulated.CORROBORATED, True, []),
    ],
)
def test_a_view_settles_what_points_both_ways_and_what_nobody_considered(
    state: Triangulated, is_considered: bool, expected: list[Check]
) -> None:
    assert found(with_criterion(state=state, is_considered=is_considered)) == expected


def test_one_criterion_that_nobody_looked_at_is_not_considered() -> None:
    missing = CriterionFacts("¶115b", Triangulated.NOT_LOOKED_AT, is_considered=False)
    (gap,) = gaps([replace(AREA, criteria=(SOUND, missing))], [], Gate.MEETING)
    assert (gap.check, gap.criterion, gap.area) == (Check.NOT_CONSIDERED, "¶115b", "lscb")


@pytest.mark.parametrize(
    ("unattributed", "is_of_partnership", "expected"),
    [
        (0, False, []),
        (1, False, ["1 strength or weakness names no agency in “The board”."]),
        (3, False, ["3 strengths and weaknesses name no agency in “The board”."]),
        (3, True, []),
    ],
)
def test_a_finding_names_its_agency_unless_it_is_the_partnerships(
    unattributed: int, is_of_partnership: bool, expected: list[str]
) -> None:
    area = replace(AREA, unattributed=unattributed, is_of_partnership=is_of_partnership)
    assert [one.because for one in gaps([area], [], Gate.DRAFT)] == expected


def test_each_rule_departed_from_without_a_reason_is_named() -> None:
    area = replace(AREA, unexplained=("¶67", "¶70"))
    assert [one.because for one in gaps([area], [], Gate.DRAFT)] == [
        "The grade of “The board” departs from ¶67 without a reason.",
        "The grade of “The board” departs from ¶70 without a reason.",
    ]


def test_an_area_without_a_childs_voice_says_so() -> None:
    assert found(replace(AREA, has_childs_voice=False)) == [Check.NO_CHILDS_VOICE]


@pytest.mark.parametrize(
    ("inspectorates", "expected"),
    [
        (0, ["Case T1 was seen by no inspectorate."]),
        (1, ["Case T1 was seen by one inspectorate alone."]),
        (2, []),
    ],
)
def test_a_case_is_seen_by_two_inspectorates(inspectorates: int, expected: list[str]) -> None:
    made = gaps([], [CaseFacts("T1", inspectorates)], Gate.MEETING)
    assert [one.because for one in made] == expected
    assert all(one.case == "T1" and not one.area for one in made)


# --- gates ----------------------------------------------------------------------------------------


def test_every_check_has_a_severity_at_every_gate() -> None:
    assert set(SEVERITIES) == set(Check)
    assert all(set(at) == set(Gate) for at in SEVERITIES.values())


def test_no_gap_weighs_less_at_a_later_gate() -> None:
    order = list(Severity)
    for at in SEVERITIES.values():
        weights = [order.index(at[gate]) for gate in Gate]
        assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("gate", "blocked"), [(Gate.MEETING, False), (Gate.DRAFT, False), (Gate.RELEASE, True)]
)
def test_what_points_both_ways_blocks_a_release_and_no_meeting(gate: Gate, blocked: bool) -> None:
    area = with_criterion(state=Triangulated.CONTRADICTED, is_considered=False)
    assert is_blocked(gaps([area], [], gate)) is blocked


def test_nothing_missing_blocks_nothing() -> None:
    assert not is_blocked(())


# --- whatever there is ----------------------------------------------------------------------------

criteria = st.builds(
    CriterionFacts, st.sampled_from(["¶1", "¶2"]), st.sampled_from(Triangulated), st.booleans()
)
areas = st.builds(
    AreaFacts,
    st.sampled_from(["a", "b"]),
    st.just("An area"),
    st.booleans(),
    st.booleans(),
    st.lists(criteria, max_size=3).map(tuple),
    st.integers(0, 3),
    st.lists(st.just("¶67"), max_size=2).map(tuple),
    st.booleans(),
)
cases = st.builds(CaseFacts, st.sampled_from(["T1", "T2"]), st.integers(0, 3))


@given(st.lists(areas, max_size=3), st.lists(cases, max_size=3), st.sampled_from(Gate))
def test_the_heaviest_stand_first_and_each_is_as_heavy_as_its_gate_says(
    given_areas: list[AreaFacts], given_cases: list[CaseFacts], gate: Gate
) -> None:
    made = gaps(given_areas, given_cases, gate)
    order = [list(Severity).index(one.severity) for one in made]
    assert order == sorted(order)
    assert all(one.severity == SEVERITIES[one.check][gate] for one in made)
    assert all(one.because.endswith(".") for one in made)


@given(st.lists(areas, max_size=3), st.lists(cases, max_size=3))
def test_the_gates_differ_in_weight_alone(
    given_areas: list[AreaFacts], given_cases: list[CaseFacts]
) -> None:
    def missing(gate: Gate) -> set[Gap]:
        made = gaps(given_areas, given_cases, gate)
        return {replace(one, severity=Severity.KNOW) for one in made}

    assert missing(Gate.MEETING) == missing(Gate.DRAFT) == missing(Gate.RELEASE)
