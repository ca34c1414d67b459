"""Which judgement areas the rules tie to which."""

import pytest

from frameworks.values import (
    Answered,
    AreaAtGrade,
    BearsOn,
    Cumulative,
    Definition,
    Group,
    Limits,
    Presupposes,
    Rule,
    Strength,
)
from judgements.rules import bears_on, rests_on


def rule(definition: Definition | None, code: str = "r") -> Rule:
    return Rule(code, "TEST ¶1", Strength.LIKELY, "A statement.", definition)


WHEN = Group(any_of=(AreaAtGrade("part", "inadequate"), Answered("asked", False)))
LIMITS = rule(Limits("overall", "inadequate", WHEN))
CUMULATIVE = rule(Cumulative("overall", ("part", "other")))
BEARS = rule(BearsOn("leadership", ("overall",)))
PRESUPPOSES = rule(Presupposes("part", "outstanding", "good"))
ALL = [LIMITS, CUMULATIVE, BEARS, PRESUPPOSES, rule(None)]


@pytest.mark.parametrize(
    ("area", "areas"),
    [
        ("overall", {"part", "other"}),
        ("leadership", {"overall"}),
        ("part", set()),
        ("nothing", set()),
    ],
)
def test_what_an_area_rests_on(area: str, areas: set[str]) -> None:
    assert rests_on(ALL, area) == areas


@pytest.mark.parametrize(
    ("area", "areas"),
    [
        ("part", ("overall",)),
        ("overall", ("leadership",)),
        ("leadership", ()),
        ("other", ("overall",)),
    ],
)
def test_what_an_area_bears_on(area: str, areas: tuple[str, ...]) -> None:
    assert bears_on(ALL, area) == areas


def test_an_area_rests_on_no_grade_of_its_own() -> None:
    own = rule(BearsOn("part", ("part", "other")))
    assert rests_on([own], "part") == {"other"}
    assert bears_on([own], "part") == ()


def test_the_two_say_the_same_from_both_ends() -> None:
    areas = ("overall", "part", "other", "leadership")
    for one in areas:
        for another in areas:
            assert (another in rests_on(ALL, one)) is (one in bears_on(ALL, another))
