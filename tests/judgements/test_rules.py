"""The limiting rules, each row named by the paragraph that it stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.values import (
    NOT_JUDGED,
    Answered,
    AreaAtGrade,
    BearsOn,
    CountOf,
    Cumulative,
    Group,
    Limits,
    Presupposes,
    Question,
    Rule,
    Strength,
)
from judgements.rules import (
    Asked,
    Bearing,
    Blocked,
    Considered,
    Facts,
    Part,
    Proposal,
    Weight,
    blocks,
    departures,
    evaluate,
    questions,
    weigh,
)

GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
TITLES = {
    "outstanding": "Outstanding",
    "good": "Good",
    "requires_improvement": "Requires improvement",
    "inadequate": "Inadequate",
    "health-oe": "Health overall",
    "health-hp": "Help and protection",
    "health-cla": "Looked-after children",
    "health-lmg": "Leadership",
    "lscb": "The LSCB",
}


def rule(code: str, source: str, definition: object, strength: Strength = Strength.LIKELY) -> Rule:
    return Rule(code, source, strength, f"What {source} says.", definition)  # type: ignore[arg-type] # tests give None too


LSCB_116 = rule("lscb-116", "140112 ¶116", Presupposes("lscb", "outstanding", "good"))
HEALTH_67 = rule(
    "health-67",
    "140112 ¶67",
    Limits(
        "health-oe",
        "inadequate",
        Group(
            any_of=tuple(
                AreaAtGrade(area, "inadequate")
                for area in ("health-hp", "health-cla", "health-lmg")
            )
        ),
    ),
)
BOTH_PARTS = rule(
    "both",
    "TEST ¶1",
    Limits(
        "health-oe",
        "good",
        Group(all_of=(AreaAtGrade("health-hp", "good"), AreaAtGrade("health-cla", "good"))),
    ),
    Strength.MUST,
)
MIXED = rule(
    "mixed",
    "TEST ¶2",
    Limits(
        "health-oe",
        "inadequate",
        Group(
            any_of=(AreaAtGrade("health-hp", "inadequate"),),
            all_of=(AreaAtGrade("health-cla", "inadequate"),),
        ),
    ),
)
BROKEN = rule("broken", "TEST ¶3", None)
UNDERSTAND = Question("understand", "Do leaders understand the failure?", "TEST ¶70")
OWN = Question("own", "Did they find it themselves?", "TEST ¶71")
HEALTH_70 = rule(
    "health-70",
    "TEST ¶70",
    Limits(
        "health-lmg",
        "inadequate",
        Group(
            any_of=(
                AreaAtGrade("health-hp", "inadequate"),
                AreaAtGrade("health-cla", "inadequate"),
            ),
            all_of=(Answered("understand", False),),
        ),
    ),
)
TWO_OF_THREE = rule(
    "two-of-three",
    "TEST ¶4",
    Limits(
        "health-oe",
        "inadequate",
        Group(
            count_of=CountOf(
                2,
                tuple(
                    AreaAtGrade(area, "inadequate")
                    for area in ("health-hp", "health-cla", "health-lmg")
                ),
            )
        ),
    ),
)
OVERALL_59 = rule(
    "health-59", "TEST ¶59", Cumulative("health-oe", ("health-hp", "health-cla")), Strength.MUST
)
WEIGHED_41 = rule("health-41", "TEST ¶41", BearsOn("health-oe", ("health-hp", "health-cla")))


def facts(grades: dict[str, str] | None = None, answers: dict[str, bool] | None = None) -> Facts:
    asked = {one.code: one for one in (UNDERSTAND, OWN)}
    return Facts(grades or {}, answers or {}, TITLES, asked)


def only(rules: list[Rule], area: str, known: Facts) -> object:
    outcomes = evaluate(rules, area, known)
    assert len(outcomes) <= 1
    return outcomes[0] if outcomes else None


# --- ¶116: outstanding presupposes the criteria of good ------------------------------------------


def test_paragraph_116_asks_whether_the_criteria_of_good_are_met() -> None:
    asked = questions([LSCB_116, HEALTH_67, BROKEN], "lscb", facts())
    assert [(one.rule, one.source, one.text) for one in asked] == [
        ("lscb-116", "140112 ¶116", "Are all criteria of good met?")
    ]


def test_paragraph_116_asks_nothing_about_another_area() -> None:
    assert questions([LSCB_116], "health-oe", facts()) == ()


def test_paragraph_116_blocks_while_nobody_has_said() -> None:
    outcome = only([LSCB_116], "lscb", facts())
    assert isinstance(outcome, Blocked)
    assert outcome.because == (
        "140112 ¶116 asks whether all criteria of good are met before outstanding can be given, "
        "and nobody has said."
    )


def test_paragraph_116_sets_no_limit_when_good_is_met() -> None:
    assert evaluate([LSCB_116], "lscb", facts(answers={"lscb-116": True})) == ()


def test_paragraph_116_keeps_outstanding_out_of_reach_when_good_is_not_met() -> None:
    outcome = only([LSCB_116], "lscb", facts(answers={"lscb-116": False}))
    assert outcome == Proposal(
        rule="lscb-116",
        source="140112 ¶116",
        strength=Strength.LIKELY,
        grade="outstanding",
        is_out_of_reach=True,
        because="Not outstanding: 140112 ¶116 needs all criteria of good to be met, and they are "
        "not.",
    )


@pytest.mark.parametrize(
    ("grade", "departs"), [(grade, grade == "outstanding") for grade in GRADES]
)
def test_paragraph_116_is_departed_from_by_outstanding_alone(grade: str, departs: bool) -> None:
    outcomes = evaluate([LSCB_116], "lscb", facts(answers={"lscb-116": False}))
    assert bool(departures(outcomes, grade)) is departs


# --- ¶67: health overall is likely inadequate when any part is ------------------------------------


@pytest.mark.parametrize("part", ["health-hp", "health-cla", "health-lmg"])
def test_paragraph_67_proposes_inadequate_when_one_part_is(part: str) -> None:
    outcome = only([HEALTH_67], "health-oe", facts({part: "inadequate"}))
    assert isinstance(outcome, Proposal)
    assert (outcome.grade, outcome.is_out_of_reach) == ("inadequate", False)
    assert outcome.because == (
        f"Health overall is likely to be inadequate (140112 ¶67), because {TITLES[part]} is "
        "inadequate."
    )


def test_paragraph_67_proposes_nothing_when_no_part_is_inadequate() -> None:
    known = facts({"health-hp": "good", "health-cla": "good", "health-lmg": "outstanding"})
    assert evaluate([HEALTH_67], "health-oe", known) == ()


def test_paragraph_67_blocks_while_a_part_has_no_grade() -> None:
    outcome = only([HEALTH_67], "health-oe", facts({"health-hp": "good"}))
    assert isinstance(outcome, Blocked)
    assert outcome.because == (
        "The rule of 140112 ¶67 needs a grade that is not agreed yet: Looked-after children, "
        "Leadership."
    )


def test_paragraph_67_does_not_wait_once_one_part_decides() -> None:
    known = facts({"health-cla": "inadequate"})
    assert isinstance(only([HEALTH_67], "health-oe", known), Proposal)


@pytest.mark.parametrize(("grade", "departs"), [(grade, grade != "inadequate") for grade in GRADES])
def test_paragraph_67_is_departed_from_by_every_other_grade(grade: str, departs: bool) -> None:
    outcomes = evaluate([HEALTH_67], "health-oe", facts({"health-hp": "inadequate"}))
    assert bool(departures(outcomes, grade)) is departs


# --- conditions that must all hold ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("protection", "looked_after", "expected"),
    [
        ("good", "good", Proposal),
        ("good", "inadequate", type(None)),
        ("inadequate", None, type(None)),
        ("good", None, Blocked),
        (None, None, Blocked),
    ],
)
def test_all_conditions_have_to_hold(
    protection: str | None, looked_after: str | None, expected: type
) -> None:
    pairs = {"health-hp": protection, "health-cla": looked_after}
    known = facts({area: grade for area, grade in pairs.items() if grade})
    assert isinstance(only([BOTH_PARTS], "health-oe", known), expected)


def test_a_must_says_must() -> None:
    known = facts({"health-hp": "good", "health-cla": "good"})
    outcome = only([BOTH_PARTS], "health-oe", known)
    assert isinstance(outcome, Proposal)
    assert outcome.because == (
        "Health overall must be good (TEST ¶1), because Help and protection is good and "
        "Looked-after children is good."
    )


@pytest.mark.parametrize(
    ("protection", "looked_after", "expected"),
    [
        ("inadequate", "inadequate", Proposal),
        ("inadequate", "good", type(None)),
        ("good", "inadequate", type(None)),
        ("good", None, type(None)),
        ("inadequate", None, Blocked),
    ],
)
def test_any_of_and_all_of_hold_together(
    protection: str, looked_after: str | None, expected: type
) -> None:
    pairs = {"health-hp": protection, "health-cla": looked_after}
    known = facts({area: grade for area, grade in pairs.items() if grade})
    assert isinstance(only([MIXED], "health-oe", known), expected)


# --- questions of the framework -------------------------------------------------------------------


def test_a_question_of_the_framework_is_asked_in_its_own_words() -> None:
    assert questions([HEALTH_70], "health-lmg", facts()) == (
        Asked("understand", "health-70", "TEST ¶70", "Do leaders understand the failure?"),
    )
    assert questions([HEALTH_70], "health-oe", facts()) == ()


def test_a_question_that_several_rules_ask_is_asked_once_by_the_first() -> None:
    both = Group(all_of=(Answered("own", True), Answered("understand", False)))
    other = rule("other", "TEST ¶71", Limits("health-lmg", "requires_improvement", both))
    asked = questions([other, HEALTH_70], "health-lmg", facts())
    assert [(one.code, one.rule) for one in asked] == [("own", "other"), ("understand", "other")]


@pytest.mark.parametrize(
    ("protection", "asked"), [("good", 0), ("inadequate", 1), (NOT_JUDGED, 0), (None, 1)]
)
def test_a_question_is_asked_only_where_something_depends_on_it(
    protection: str | None, asked: int
) -> None:
    known = {"health-cla": "good", **({"health-hp": protection} if protection else {})}
    assert len(questions([HEALTH_70], "health-lmg", facts(known))) == asked


def test_what_is_asked_does_not_change_with_the_answer() -> None:
    for answers in ({}, {"understand": True}, {"understand": False}):
        assert len(questions([HEALTH_70], "health-lmg", facts(answers=answers))) == 1


def test_a_question_that_nobody_has_answered_blocks_in_its_own_words() -> None:
    outcome = only([HEALTH_70], "health-lmg", facts({"health-hp": "inadequate"}))
    assert outcome == Blocked(
        "health-70",
        "TEST ¶70",
        "The rule of TEST ¶70 asks what nobody has answered: “Do leaders understand the failure?”.",
    )


def test_a_rule_that_lacks_grades_and_answers_says_both() -> None:
    outcome = only([HEALTH_70], "health-lmg", facts())
    assert isinstance(outcome, Blocked)
    assert outcome.because == (
        "The rule of TEST ¶70 needs a grade that is not agreed yet: Help and protection, "
        "Looked-after children. The rule of TEST ¶70 asks what nobody has answered: “Do leaders "
        "understand the failure?”."
    )


def test_a_question_that_the_framework_lacks_is_not_asked_and_blocks() -> None:
    missing = rule(
        "missing", "TEST ¶5", Limits("lscb", "good", Group(all_of=(Answered("un_heard", True),)))
    )
    assert questions([missing], "lscb", facts()) == ()
    outcome = only([missing], "lscb", facts())
    assert isinstance(outcome, Blocked)
    assert "“un heard”" in outcome.because


def test_the_reasons_name_grades_and_answers() -> None:
    known = facts(
        {"health-hp": "inadequate", "health-cla": "inadequate", "health-lmg": "good"},
        {"understand": False},
    )
    outcome = only([HEALTH_70], "health-lmg", known)
    assert isinstance(outcome, Proposal)
    assert outcome.because == (
        "Leadership is likely to be inadequate (TEST ¶70), because Help and protection is "
        "inadequate, Looked-after children is inadequate and the answer to “Do leaders understand "
        "the failure?” is no."
    )


def test_a_rule_with_the_name_of_a_question_blocks_and_asks_nothing() -> None:
    same = rule("own", "TEST ¶6", Presupposes("lscb", "outstanding", "good"))
    known = facts(answers={"own": True})
    assert questions([same], "lscb", known) == ()
    outcome = only([same], "lscb", known)
    assert isinstance(outcome, Blocked)
    assert "has the name of a question" in outcome.because


# --- counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (("inadequate", "inadequate", None), Proposal),
        (("inadequate", "good", "inadequate"), Proposal),
        (("inadequate", None, None), Blocked),
        (("inadequate", "good", None), Blocked),
        (("good", NOT_JUDGED, None), type(None)),
        (("good", "good", "inadequate"), type(None)),
    ],
)
def test_a_count_is_settled_by_enough_or_by_too_few(
    known: tuple[str | None, ...], expected: type
) -> None:
    pairs = zip(("health-hp", "health-cla", "health-lmg"), known, strict=True)
    outcome = only(
        [TWO_OF_THREE], "health-oe", facts({area: grade for area, grade in pairs if grade})
    )
    assert isinstance(outcome, expected)


# --- parts ----------------------------------------------------------------------------------------


def test_an_overall_judgement_waits_for_its_parts() -> None:
    outcome = only([OVERALL_59], "health-oe", facts({"health-hp": "good"}))
    assert outcome == Blocked(
        "health-59",
        "TEST ¶59",
        "The rule of TEST ¶59 needs a grade that is not agreed yet: Looked-after children.",
    )


@pytest.mark.parametrize("last", ["inadequate", NOT_JUDGED])
def test_an_overall_judgement_is_decided_after_its_parts_without_a_formula(last: str) -> None:
    outcome = only([OVERALL_59], "health-oe", facts({"health-hp": "good", "health-cla": last}))
    assert outcome == Considered(
        "health-59",
        "TEST ¶59",
        (Part("health-hp", "good"), Part("health-cla", last)),
        "Health overall is decided after its parts (TEST ¶59): Help and protection is good and "
        f"Looked-after children is {last.replace('_', ' ')}. No grade follows from them by itself.",
    )


def test_what_bears_on_a_judgement_holds_nothing_up() -> None:
    outcome = only([WEIGHED_41], "health-oe", facts({"health-cla": "inadequate"}))
    assert outcome == Considered(
        "health-41",
        "TEST ¶41",
        (Part("health-hp", None), Part("health-cla", "inadequate")),
        "Weighed in Health overall (TEST ¶41): Help and protection has no grade yet and "
        "Looked-after children is inadequate. It fixes no grade.",
    )


@pytest.mark.parametrize("grade", GRADES)
def test_nothing_departs_from_what_is_only_weighed(grade: str) -> None:
    known = facts({"health-hp": "inadequate", "health-cla": "inadequate"})
    outcomes = evaluate([OVERALL_59, WEIGHED_41], "health-oe", known)
    assert departures(outcomes, grade) == ()
    assert blocks(outcomes) == ()


def test_a_part_that_is_answered_in_words_is_not_waited_for() -> None:
    known = Facts({"health-hp": "good"}, {}, TITLES, in_words=frozenset({"health-cla"}))
    outcome = only([OVERALL_59], "health-oe", known)
    assert isinstance(outcome, Considered)
    assert "Looked-after children is answered in words" in outcome.because


@pytest.mark.parametrize("about", [OVERALL_59, HEALTH_67])
def test_a_grade_that_this_inspection_does_not_give_blocks_and_says_so(about: Rule) -> None:
    here = frozenset({"health-oe", "health-cla", "health-lmg"})
    known = Facts({"health-cla": "good", "health-lmg": "good"}, {}, TITLES, judged=here)
    outcome = only([about], "health-oe", known)
    assert isinstance(outcome, Blocked)
    assert outcome.because == (
        f"The rule of {about.source} needs a grade that this inspection does not give: Help and "
        "protection."
    )


# --- what cannot be evaluated ---------------------------------------------------------------------


@pytest.mark.parametrize("area", ["lscb", "health-oe"])
def test_a_rule_that_nobody_understands_blocks_every_area(area: str) -> None:
    outcomes = evaluate([BROKEN], area, facts())
    assert [one.rule for one in blocks(outcomes)] == ["broken"]
    assert "cannot be understood" in outcomes[0].because


def test_a_rule_about_another_area_says_nothing() -> None:
    assert evaluate([LSCB_116], "health-oe", facts()) == ()


def test_a_blocked_rule_is_not_departed_from() -> None:
    assert departures(evaluate([BROKEN], "lscb", facts()), "good") == ()


def test_outcomes_keep_the_order_of_the_rules() -> None:
    outcomes = evaluate([BROKEN, LSCB_116], "lscb", facts(answers={"lscb-116": False}))
    assert [one.rule for one in outcomes] == ["broken", "lscb-116"]


def test_something_without_a_title_is_called_by_its_code() -> None:
    assert Facts().title("requires_improvement") == "requires improvement"


@given(
    grades=st.dictionaries(
        st.sampled_from(["health-hp", "health-cla", "health-lmg"]), st.sampled_from(GRADES)
    )
)
def test_more_knowledge_never_takes_a_proposal_back(grades: dict[str, str]) -> None:
    before = evaluate([HEALTH_67], "health-oe", facts(grades))
    known = {**dict.fromkeys(("health-hp", "health-cla", "health-lmg"), "good"), **grades}
    after = evaluate([HEALTH_67], "health-oe", facts(known))
    was_proposed = any(isinstance(one, Proposal) for one in before)
    assert blocks(after) == ()
    assert not was_proposed or any(isinstance(one, Proposal) for one in after)


@given(answer=st.none() | st.booleans(), grade=st.sampled_from(GRADES))
def test_a_grade_departs_or_is_allowed_or_is_blocked_and_nothing_else(
    answer: bool | None, grade: str
) -> None:
    answers = {} if answer is None else {"lscb-116": answer}
    outcomes = evaluate([LSCB_116], "lscb", facts(answers=answers))
    assert bool(blocks(outcomes)) is (answer is None)
    assert bool(departures(outcomes, grade)) is (answer is False and grade == "outstanding")


# --- evidence -------------------------------------------------------------------------------------


def test_evidence_is_counted_for_and_against() -> None:
    bearings = [Bearing(1, "a", True), Bearing(1, "b", True), Bearing(1, "c", False)]
    assert weigh(bearings, [1]) == {1: Weight(for_it=2, against_it=1)}


def test_a_criterion_without_evidence_has_zeros() -> None:
    assert weigh([], [1, 2]) == {1: Weight(0, 0), 2: Weight(0, 0)}


def test_an_item_that_is_named_twice_counts_once() -> None:
    assert weigh([Bearing(1, "a", True), Bearing(1, "a", True)], [1]) == {1: Weight(1, 0)}


def test_an_item_counts_for_each_criterion_that_it_bears_on() -> None:
    weights = weigh([Bearing(1, "a", False), Bearing(2, "a", False)], [1, 2])
    assert weights == {1: Weight(0, 1), 2: Weight(0, 1)}


def test_evidence_on_a_criterion_that_was_not_asked_for_is_left_out() -> None:
    assert weigh([Bearing(9, "a", True)], [1]) == {1: Weight(0, 0)}


@given(
    st.lists(
        st.builds(Bearing, st.integers(1, 3), st.sampled_from("abcdef"), st.booleans()), max_size=40
    )
)
def test_counts_add_up_to_the_distinct_bearings(bearings: list[Bearing]) -> None:
    weights = weigh(bearings, [1, 2, 3])
    total = sum(weight.for_it + weight.against_it for weight in weights.values())
    assert total == len(set(bearings))
