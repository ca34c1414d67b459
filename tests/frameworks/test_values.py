"""The plain values of a framework."""

from typing import Any

import pytest

from frameworks.values import (
    Answered,
    AreaAtGrade,
    BearsOn,
    CountOf,
    Cumulative,
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
ANSWER = {"question": "seen", "answer": False}
IS_AT = AreaAtGrade("practice", "inadequate")


def counted(at_least: object) -> dict[str, object]:
    """A count of one condition."""
    return {"at_least": at_least, "among": [AREA]}


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
        (
            {"kind": "limits", "area": "a", "grade": "b", "all_of": [ANSWER, {"any_of": [AREA]}]},
            Limits("a", "b", Group(all_of=(Answered("seen", False), Group(any_of=(IS_AT,))))),
        ),
        (
            {
                "kind": "limits",
                "area": "a",
                "grade": "b",
                "count_of": {"at_least": 2, "among": [AREA, ANSWER]},
            },
            Limits("a", "b", Group(count_of=CountOf(2, (IS_AT, Answered("seen", False))))),
        ),
        ({"kind": "cumulative", "area": "a", "of": ["b", "c"]}, Cumulative("a", ("b", "c"))),
        ({"kind": "bears_on", "area": "a", "of": ["b"]}, BearsOn("a", ("b",))),
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
        {"kind": "limits", "area": "a", "grade": "b", "any_of": AREA},
        {"kind": "limits", "area": "a", "grade": "b", "all_of": [{}]},
        {"kind": "limits", "area": "a", "grade": "b", "all_of": [{"any_of": []}]},
        {"kind": "limits", "area": "a", "grade": "b", "all_of": [{"question": "q"}]},
        {
            "kind": "limits",
            "area": "a",
            "grade": "b",
            "all_of": [{"question": "q", "answer": "no"}],
        },
        {
            "kind": "limits",
            "area": "a",
            "grade": "b",
            "all_of": [{"question": "q", "answer": None}],
        },
        {"kind": "limits", "area": "a", "grade": "b", "count_of": {"among": [AREA]}},
        {"kind": "limits", "area": "a", "grade": "b", "count_of": counted(0)},
        {"kind": "limits", "area": "a", "grade": "b", "count_of": counted(2)},
        {"kind": "limits", "area": "a", "grade": "b", "count_of": counted(True)},
        {"kind": "limits", "area": "a", "grade": "b", "count_of": counted("1")},
        {"kind": "limits", "area": "a", "grade": "b", "count_of": [AREA]},
        {"kind": "cumulative", "area": "a"},
        {"kind": "cumulative", "area": "a", "of": []},
        {"kind": "bears_on", "area": "a", "of": [AREA]},
        {"kind": "bears_on", "of": ["b"]},
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


def test_limits_names_every_grade_and_question_however_deep_and_each_question_once() -> None:
    deep = Group(all_of=(IS_AT, Answered("p", True)))
    when = Group(
        any_of=(Answered("q", False), deep), count_of=CountOf(1, (Answered("q", True), IS_AT))
    )
    limits = Limits("a", "b", when)
    assert limits.named() == (AreaAtGrade("a", "b"), IS_AT, IS_AT)
    assert limits.questions() == ("q", "p")


def test_a_group_has_the_conditions_of_all_its_parts() -> None:
    one, two, three = (AreaAtGrade(code, "good") for code in "xyz")
    assert Group((one,), (two,), CountOf(1, (three,))).conditions == (one, two, three)
    assert Group().conditions == ()
