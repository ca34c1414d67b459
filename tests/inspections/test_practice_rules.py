"""What evaluations of practice come to: a rule, tried without a database."""

import pytest

from inspections.rules.practice import (
    FEW,
    Evaluated,
    Share,
    benchmark_of,
    not_evaluated,
    proportions,
)

GRADES = ("outstanding", "good", "requires_improvement", "inadequate")


def said(*positions: int | None, agency: str = "police") -> list[Evaluated]:
    """An evaluation of one case each."""
    return [Evaluated(agency, f"T{number}", place) for number, place in enumerate(positions, 1)]


def of(evaluations: list[Evaluated], agency: str = "police", places: int = 4, benchmark: int = 1):  # type: ignore[no-untyped-def]  # the rule's own value
    return proportions(evaluations, places=places, benchmark=benchmark)[agency]


def test_cases_are_counted_by_grade_and_their_base_is_named() -> None:
    found = of(said(0, 1, 1, 2, 3, 1))
    assert found.counts == (1, 3, 1, 1)
    assert str(found.at_benchmark) == "4 of 6 (67%)"
    assert str(found.at_next) == "5 of 6 (83%)"
    assert (found.cases, found.not_seen, found.differing) == (6, 0, 0)


@pytest.mark.parametrize(
    ("share", "says"),
    [
        (Share(0, 0), "None seen"),
        (Share(1, 1), "1 of 1"),
        (Share(FEW - 1, FEW - 1), f"{FEW - 1} of {FEW - 1}"),
        (Share(FEW, FEW), f"{FEW} of {FEW} (100%)"),
        (Share(0, FEW), f"0 of {FEW} (0%)"),
        (Share(1, 8), "1 of 8 (12%)"),
        (Share(2, 3), "2 of 3"),
    ],
)
def test_a_percentage_is_said_only_where_there_are_enough_cases(share: Share, says: str) -> None:
    assert str(share) == says


def test_what_was_not_seen_is_no_part_of_the_base() -> None:
    found = of(said(1, None, 2))
    assert (found.cases, found.not_seen) == (2, 1)
    assert str(found.at_benchmark) == "1 of 2"


def test_where_inspectorates_differ_the_lower_counts_once() -> None:
    found = of([*said(1, 1), Evaluated("police", "T1", 3), Evaluated("police", "T2", 1)])
    assert (found.counts, found.cases, found.differing) == ((0, 1, 0, 1), 2, 1)


def test_one_who_saw_it_counts_beside_one_who_did_not() -> None:
    found = of([Evaluated("police", "T1", None), Evaluated("police", "T1", 1)])
    assert (found.cases, found.not_seen, found.differing) == (1, 0, 0)


def test_agencies_are_counted_apart() -> None:
    every = proportions([*said(1), *said(3, agency="health")], places=4, benchmark=1)
    assert every["police"].counts == (0, 1, 0, 0)
    assert every["health"].counts == (0, 0, 0, 1)


def test_an_agency_that_nobody_evaluated_is_there_when_it_is_asked_for() -> None:
    every = proportions(said(1), places=4, benchmark=1, agencies=["health", "police"])
    assert every["health"].counts == (0, 0, 0, 0)
    assert str(every["health"].at_benchmark) == "None seen"
    assert every["police"].cases == 1


@pytest.mark.parametrize(
    ("places", "benchmark", "has_next"), [(4, 1, True), (3, 1, False), (3, 0, True), (2, 0, False)]
)
def test_the_next_grade_is_counted_unless_it_is_every_case(
    places: int, benchmark: int, has_next: bool
) -> None:
    assert (of(said(1), places=places, benchmark=benchmark).at_next is not None) == has_next


@pytest.mark.parametrize(
    ("grades", "named", "place"),
    [
        (GRADES, "good", 1),
        (GRADES, "requires_improvement", 2),
        (GRADES, "", 1),
        (GRADES, "unknown", 1),
        (("met", "not_met"), "", 0),
        (("well", "in_part", "not_met"), "well", 0),
        ((), "", 0),
    ],
)
def test_the_benchmark_is_the_grade_that_the_criteria_describe(
    grades: tuple[str, ...], named: str, place: int
) -> None:
    assert benchmark_of(grades, named) == place


def test_what_nobody_has_evaluated_is_named_case_by_case() -> None:
    cases = [("T1", ["police", "health"]), ("T2", ["police"]), ("T3", [])]
    assert not_evaluated(cases, said(1)) == {"health": ["T1"], "police": ["T2"]}
    assert not_evaluated([], said(1)) == {}


def test_not_seen_is_an_evaluation() -> None:
    assert not_evaluated([("T1", ["police"])], said(None)) == {}
