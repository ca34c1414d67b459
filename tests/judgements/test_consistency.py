"""Grades held against each other over many outcomes, as pure functions."""

from collections import Counter
from typing import Any

import pytest

from frameworks.values import NOT_JUDGED, Cumulative, Limits, Rule, Strength, definition_from
from judgements.rules import Facts
from judgements.rules.consistency import (
    NOT_GIVEN,
    Relation,
    Seen,
    departures,
    distribution,
    grades_of,
    matrix,
    merged,
    outliers,
    pattern_of,
    relations,
    together,
)

O, G, R, I = "outstanding", "good", "requires_improvement", "inadequate"  # noqa: E741 - the grades' letters
SCALE = (O, G, R, I)
WHOLE = Relation("overall", ("care", "help"))
SCALES = dict.fromkeys(("overall", "care", "help"), SCALE)
FACTS = Facts(titles={"overall": "Overall", R: "Requires improvement", G: "Good", I: "Inadequate"})


def seen(overall: str, care: str, help_: str, times: int = 1) -> Seen:
    """Outcomes with these grades; what is empty is not given."""
    given = {"overall": overall, "care": care, "help": help_}
    return Seen({area: grade for area, grade in given.items() if grade}, times)


def rule(code: str, definition: dict[str, Any]) -> Rule:
    return Rule(code, f"TEST {code}", Strength.MUST, "It says so.", definition_from(definition))


CUMULATIVE = rule("all", {"kind": "cumulative", "area": "overall", "of": ["care", "help"]})
LIMITS = rule(
    "worst",
    {
        "kind": "limits",
        "area": "overall",
        "grade": I,
        "any_of": [{"area": "care", "grade": I}, {"area": "help", "grade": I}],
    },
)


# --- patterns -------------------------------------------------------------------------------------


def test_a_pattern_is_the_same_whatever_the_order() -> None:
    one = pattern_of({"b": G, "a": R})
    assert one == pattern_of({"a": R, "b": G}) == '{"a":"requires_improvement","b":"good"}'
    assert grades_of(one) == {"a": R, "b": G}


def test_equal_grades_are_added_up() -> None:
    found = merged([seen(G, G, G, 2), seen(R, R, R), seen(G, G, G, 3)])
    assert sorted(one.times for one in found) == [1, 5]
    assert sum(one.times for one in found) == 6


def test_nothing_is_merged_into_nothing() -> None:
    assert merged([]) == []


# --- how often ------------------------------------------------------------------------------------


def test_each_grade_is_counted_by_area_and_so_is_what_is_not_given() -> None:
    counts = distribution([seen(G, G, "", 3), seen(R, NOT_JUDGED, G)], ("overall", "care", "help"))
    assert counts == {
        "overall": Counter({G: 3, R: 1}),
        "care": Counter({G: 3, NOT_JUDGED: 1}),
        "help": Counter({NOT_GIVEN: 3, G: 1}),
    }


# --- which areas belong together ------------------------------------------------------------------


def test_a_cumulative_rule_says_which_areas_belong_together() -> None:
    assert relations([LIMITS, CUMULATIVE], {}) == [WHOLE]
    assert isinstance(CUMULATIVE.definition, Cumulative)
    assert isinstance(LIMITS.definition, Limits)


def test_areas_that_stand_under_another_belong_to_it_where_no_rule_says_so() -> None:
    parents = {"care": "overall", "leaving": "care", "adoption": "care"}
    assert relations([CUMULATIVE], parents) == [WHOLE, Relation("care", ("leaving", "adoption"))]


def test_a_framework_of_single_areas_has_no_relation() -> None:
    assert relations([LIMITS], {}) == []


def test_a_rule_that_cannot_be_understood_relates_nothing() -> None:
    assert relations([Rule("x", "TEST", Strength.MUST, "?", None)], {}) == []


# --- the matrix -----------------------------------------------------------------------------------


def test_the_matrix_counts_each_part_with_the_whole() -> None:
    found = matrix([seen(G, G, R, 4), seen(R, G, R, 2), seen(R, R, "")], WHOLE)
    assert found.counts == {
        ("care", G, G): 4,
        ("help", R, G): 4,
        ("care", G, R): 2,
        ("help", R, R): 2,
        ("care", R, R): 1,
        ("help", NOT_GIVEN, R): 1,
    }
    assert (found.counted, found.left) == (7, 0)
    assert (found.row("care", G), found.row("help", R), found.row("help", G)) == (6, 6, 0)


@pytest.mark.parametrize("whole", [NOT_GIVEN, NOT_JUDGED])
def test_an_outcome_without_a_grade_of_the_whole_is_left_out_and_said(whole: str) -> None:
    found = matrix([seen(whole, G, G, 5), seen(G, G, G)], WHOLE)
    assert (found.counted, found.left, found.row("care", G)) == (1, 5, 1)
    assert [one.times for one in together([seen(whole, G, G, 5)], WHOLE)] == []


def test_patterns_of_the_parts_come_with_the_most_frequent_first() -> None:
    found = together([seen(G, R, R), seen(G, G, G, 2), seen(R, R, R, 3)], WHOLE)
    assert [(one.parts, one.times, dict(one.wholes)) for one in found] == [
        ((R, R), 4, {G: 1, R: 3}),
        ((G, G), 2, {G: 2}),
    ]


# --- rules ----------------------------------------------------------------------------------------


def test_departures_are_found_by_pattern_with_rule_and_source() -> None:
    wrong, right = seen(G, I, G, 3), seen(I, I, G)
    found = departures([wrong, right], [CUMULATIVE, LIMITS], FACTS)
    assert list(found) == [pattern_of(wrong.grades)]
    ((one,),) = found.values()
    assert (one.rule, one.source, one.recorded, one.proposed) == ("worst", "TEST worst", G, I)


# --- what stands out ------------------------------------------------------------------------------

ABOVE = "Overall is {}, better than every one of its parts."
BELOW = "Overall is {}, worse than every one of its parts."


@pytest.mark.parametrize(
    ("overall", "care", "help_", "said"),
    [
        (G, G, G, ""),
        (G, R, G, ""),
        (G, O, R, ""),
        (G, R, R, ABOVE.format("good")),
        (G, R, I, ABOVE.format("good")),
        (R, G, O, BELOW.format("requires improvement")),
        (I, R, R, BELOW.format("inadequate")),
        (I, I, R, ""),
        # What was not judged explains nothing, and takes nothing away.
        (G, R, NOT_JUDGED, ABOVE.format("good")),
        (G, NOT_JUDGED, NOT_JUDGED, ""),
        # What is not given may be the part that explains it.
        (G, R, NOT_GIVEN, ""),
        (NOT_JUDGED, R, R, ""),
        (NOT_GIVEN, R, R, ""),
    ],
)
def test_a_whole_stands_out_that_is_beyond_all_of_its_parts(
    overall: str, care: str, help_: str, said: str
) -> None:
    one = seen(overall, care, help_)
    expected = {pattern_of(one.grades): (said,)} if said else {}
    assert outliers([one], WHOLE, SCALES, FACTS) == expected


def test_grades_of_different_scales_are_not_compared() -> None:
    scales = {**SCALES, "care": ("met", "not_met"), "help": ("met", "not_met")}
    assert outliers([seen(G, "not_met", "not_met")], WHOLE, scales, FACTS) == {}


def unusual(whole: str, others: int, usual: str, times: int) -> str:
    return (
        f"Overall is {whole}. Of {others} other outcomes whose parts have the same grades, "
        f"{times} are {usual}."
    )


@pytest.mark.parametrize(
    ("good", "other", "is_listed"),
    [
        # Four others at least, and four in five of them.
        (3, 1, False),
        (4, 1, True),
        (4, 2, True),
        (4, 3, False),
        (8, 3, True),
        (8, 4, False),
        (100, 1, True),
        (0, 1, False),
    ],
)
def test_a_whole_stands_out_that_the_pattern_nearly_never_has(
    good: int, other: int, is_listed: bool
) -> None:
    rows = [seen(G, G, R, good), seen(R, G, R, other)]
    found = outliers([row for row in rows if row.times], WHOLE, SCALES, FACTS)
    number = good + other - 1
    said = unusual("requires improvement", number, "good", good)
    assert found == ({pattern_of(rows[1].grades): (said,)} if is_listed else {})


def test_the_usual_grade_never_stands_out() -> None:
    assert outliers([seen(G, G, R, 9)], WHOLE, SCALES, FACTS) == {}


def test_both_reasons_are_given_where_both_hold() -> None:
    one = seen(I, R, R)
    (reasons,) = outliers([one, seen(R, R, R, 9)], WHOLE, SCALES, FACTS).values()
    assert reasons == (
        BELOW.format("inadequate"),
        unusual("inadequate", 9, "requires improvement", 9),
    )


def test_what_is_usual_is_told_by_all_even_where_few_are_looked_at() -> None:
    one = seen(R, G, R)
    every = [one, seen(G, G, R, 6)]
    assert outliers([one], WHOLE, SCALES, FACTS) == {}
    (reasons,) = outliers([one], WHOLE, SCALES, FACTS, among=every).values()
    assert reasons == (unusual("requires improvement", 6, "good", 6),)


def test_no_outcome_gives_nothing() -> None:
    assert outliers([], WHOLE, SCALES, FACTS) == {}
    assert departures([], [LIMITS], FACTS) == {}
    assert matrix([], WHOLE).counted == 0
