"""The plain values of a framework."""

from typing import Any

import pytest

from frameworks.values import (
    AreaAtGrade,
    Definition,
    Grading,
    Group,
    Limits,
    Presupposes,
    definition_from,
)


@pytest.mark.parametrize(
    ("grading", "expected"),
    [
        (Grading.GRADED, True),
        (Grading.SHARED, True),
        (Grading.NARRATIVE, False),
        (Grading.UNGRADED, False),
    ],
)
def test_has_scale_is_true_where_the_answer_is_a_grade(grading: Grading, expected: bool) -> None:
    assert grading.has_scale is expected


AREA = {"area": "practice", "grade": "inadequate"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"kind": "presupposes", "area": "a", "grade": "b", "criteria_of": "c"},
            Presupposes("a", "b", "c"),
        ),
        (
            {"kind": "limits", "area": "a", "grade": "b", "any_of": [AREA]},
            Limits("a", "b", Group(any_of=(AreaAtGrade("practice", "inadequate"),))),
        ),
        (
            {"kind": "limits", "area": "a", "grade": "b", "any_of": [], "all_of": [AREA, AREA]},
            Limits("a", "b", Group(all_of=(AreaAtGrade("practice", "inadequate"),) * 2)),
        ),
    ],
)
def test_definition_from_understands_what_a_file_says(
    data: dict[str, Any], expected: Definition
) -> None:
    assert definition_from(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "guess", "area": "a", "grade": "b"},
        {"kind": "presupposes", "area": "a", "grade": "b"},
        {"kind": "limits", "area": "a", "grade": "b"},
        {"kind": "limits", "area": "a", "grade": "b", "any_of": [], "all_of": []},
        {"kind": "limits", "area": "a", "grade": "b", "any_of": ["practice"]},
        {"kind": "limits", "grade": "b", "any_of": [AREA]},
        {"kind": "limits", "area": "a", "grade": "b", "any_of": [{"area": "a"}]},
    ],
)
def test_definition_from_gives_nothing_for_what_it_does_not_understand(
    data: dict[str, Any],
) -> None:
    assert definition_from(data) is None


def test_presupposes_names_both_its_grades() -> None:
    assert Presupposes("a", "b", "c").named() == (AreaAtGrade("a", "b"), AreaAtGrade("a", "c"))


def test_limits_names_what_it_limits_and_what_it_looks_at() -> None:
    one, two = AreaAtGrade("x", "1"), AreaAtGrade("y", "2")
    assert Limits("a", "b", Group((one,), (two,))).named() == (AreaAtGrade("a", "b"), one, two)
