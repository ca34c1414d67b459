"""A limiting rule in words: what its data says, whatever it is made of."""

from typing import Any

import pytest

from frameworks.models import LimitingRule
from frameworks.presenters.rules import CANNOT_BE_EVALUATED, RuleWords, area_limited, listed
from frameworks.values import Question

WORDS = RuleWords(
    titles={"overall": "Overall", "a": "A", "b": "B", "c": "C"},
    grades={
        (area, grade.lower()): grade
        for area in ("overall", "a", "b", "c")
        for grade in ("Outstanding", "Good", "Inadequate")
    },
    questions={
        "understood": Question("understood", "Have leaders understood it?", "TEST ¶70"),
        "addressed": Question("addressed", "Is it being addressed?", "TEST ¶70"),
    },
)
A, B, C = ({"area": code, "grade": "inadequate"} for code in "abc")
UNDERSTOOD = {"question": "understood", "answer": False}
ADDRESSED = {"question": "addressed", "answer": True}


def said(strength: str = "must", **definition: Any) -> str:
    return WORDS.sentence(LimitingRule(code="r", strength=strength, definition=definition))


def limit(**conditions: Any) -> str:
    sentence = said(kind="limits", area="overall", grade="inadequate", **conditions)
    beginning = "Must: “Overall” is Inadequate when "
    assert sentence.startswith(beginning)
    assert sentence.endswith(".")
    return sentence.removeprefix(beginning).removesuffix(".")


def test_a_rule_says_how_far_it_binds() -> None:
    presupposes = {
        "kind": "presupposes",
        "area": "a",
        "grade": "outstanding",
        "criteria_of": "good",
    }
    rest = "“A” is Outstanding only where every criterion of Good that applies is met."
    assert said("likely", **presupposes) == f"Likely: {rest}"
    assert said("must", **presupposes) == f"Must: {rest}"


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({"any_of": [A]}, "“A” is Inadequate"),
        ({"any_of": [A, B]}, "“A” or “B” is Inadequate"),
        ({"any_of": [A, B, C]}, "“A”, “B” or “C” is Inadequate"),
        ({"all_of": [A, B]}, "“A” and “B” are Inadequate"),
        (
            {"any_of": [A, {"area": "b", "grade": "good"}]},
            "“A” is Inadequate or “B” is Good",
        ),
        (
            {"all_of": [UNDERSTOOD, ADDRESSED]},
            (
                "the answer to “Have leaders understood it?” is no, and "
                "the answer to “Is it being addressed?” is yes"
            ),
        ),
        (
            {"any_of": [A, UNDERSTOOD]},
            "“A” is Inadequate or the answer to “Have leaders understood it?” is no",
        ),
    ],
)
def test_a_limit_says_what_has_to_hold(conditions: dict[str, Any], words: str) -> None:
    assert limit(**conditions) == words


def test_parts_of_a_limit_are_told_apart() -> None:
    assert limit(any_of=[A, B], all_of=[UNDERSTOOD]) == (
        "“A” or “B” is Inadequate, and the answer to “Have leaders understood it?” is no"
    )


def test_what_could_be_read_in_two_ways_stands_in_brackets() -> None:
    assert limit(any_of=[A, UNDERSTOOD], all_of=[C]) == (
        "(“A” is Inadequate or the answer to “Have leaders understood it?” is no), and "
        "“C” is Inadequate"
    )
    assert limit(any_of=[A, {"all_of": [B, UNDERSTOOD]}]) == (
        "“A” is Inadequate or (“B” is Inadequate, and the answer to "
        "“Have leaders understood it?” is no)"
    )


def test_a_count_names_what_is_counted() -> None:
    assert limit(count_of={"at_least": 2, "among": [A, B, C]}) == (
        "at least 2 of these hold: “A” is Inadequate; “B” is Inadequate; “C” is Inadequate"
    )
    assert limit(
        all_of=[ADDRESSED], count_of={"at_least": 1, "among": [A, {"any_of": [B, C]}]}
    ) == (
        "the answer to “Is it being addressed?” is yes, and at least 1 of these hold: "
        "“A” is Inadequate; (“B” or “C” is Inadequate)"
    )


def test_a_cumulative_judgement_has_no_formula() -> None:
    assert said(kind="cumulative", area="overall", of=["a", "b", "c"]) == (
        "Must: “Overall” is decided after “A”, “B” and “C”, and out of them. "
        "No formula gives the grade."
    )


def test_what_bears_on_a_judgement_fixes_nothing() -> None:
    assert said(kind="bears_on", area="overall", of=["a", "b"]) == (
        "Must: “A” and “B” are considered when “Overall” is decided. They fix no grade."
    )
    assert said("likely", kind="bears_on", area="overall", of=["a"]) == (
        "Likely: “A” is considered when “Overall” is decided. It fixes no grade."
    )


def test_a_rule_that_cannot_be_understood_says_so_and_limits_no_area() -> None:
    rule = LimitingRule(code="r", strength="must", definition={"kind": "guess"})
    assert WORDS.sentence(rule) == CANNOT_BE_EVALUATED
    assert area_limited(rule) == ""


@pytest.mark.parametrize(
    ("definition", "area"),
    [
        ({"kind": "limits", "area": "a", "grade": "good", "any_of": [B]}, "a"),
        ({"kind": "cumulative", "area": "overall", "of": ["a"]}, "overall"),
        ({"kind": "bears_on", "area": "b", "of": ["a"]}, "b"),
        ({"kind": "presupposes", "area": "c", "grade": "good", "criteria_of": "good"}, "c"),
    ],
)
def test_a_rule_is_about_one_area(definition: dict[str, Any], area: str) -> None:
    assert area_limited(LimitingRule(code="r", strength="must", definition=definition)) == area


def test_words_are_listed_as_in_a_sentence() -> None:
    assert listed(["A"]) == "A"
    assert listed(["A", "B"]) == "A and B"
    assert listed(["A", "B", "C"], "or") == "A, B or C"
