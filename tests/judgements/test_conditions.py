"""Conditions: yes, no, or nobody knows."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.values import NOT_JUDGED, Answered, AreaAtGrade, Condition, CountOf, Group
from judgements.rules import Facts
from judgements.rules.conditions import holds, reasons, unknown

AREAS, ASKED = ("a", "b", "c"), ("p", "q")
GRADES = ("good", "inadequate", NOT_JUDGED)
A, B, C = (AreaAtGrade(area, "inadequate") for area in AREAS)
P, NOT_Q = Answered("p", True), Answered("q", False)


def given_that(**known: str | bool) -> Facts:
    """`given_that(a="good", p=True)`: grades of areas and answers to questions."""
    return Facts(
        grades={name: value for name, value in known.items() if isinstance(value, str)},
        answers={name: value for name, value in known.items() if isinstance(value, bool)},
    )


# --- one at a time --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "expected"),
    [({}, None), ({"a": "inadequate"}, True), ({"a": "good"}, False), ({"a": NOT_JUDGED}, False)],
)
def test_an_area_is_at_a_grade_or_is_not_or_nobody_knows(
    known: dict[str, str | bool], expected: bool | None
) -> None:
    assert holds(A, given_that(**known)) is expected


@pytest.mark.parametrize(
    ("condition", "known", "expected"),
    [
        (P, {}, None),
        (P, {"p": True}, True),
        (P, {"p": False}, False),
        (NOT_Q, {}, None),
        (NOT_Q, {"q": True}, False),
        (NOT_Q, {"q": False}, True),
    ],
)
def test_a_question_is_answered_that_way_or_the_other_or_not_at_all(
    condition: Answered, known: dict[str, str | bool], expected: bool | None
) -> None:
    assert holds(condition, given_that(**known)) is expected


# --- together -------------------------------------------------------------------------------------

WORDS = {True: "inadequate", False: "good"}


def every_truth(number: int) -> list[tuple[bool | None, ...]]:
    return list(product((True, False, None), repeat=number))


def with_grades(values: tuple[bool | None, ...]) -> Facts:
    known = zip(AREAS, values, strict=False)
    return Facts(grades={area: WORDS[value] for area, value in known if value is not None})


@pytest.mark.parametrize("values", every_truth(3))
def test_any_of_holds_with_one_and_fails_without_all(values: tuple[bool | None, ...]) -> None:
    expected = True if True in values else None if None in values else False
    assert holds(Group(any_of=(A, B, C)), with_grades(values)) is expected


@pytest.mark.parametrize("values", every_truth(3))
def test_all_of_holds_with_all_and_fails_without_one(values: tuple[bool | None, ...]) -> None:
    expected = False if False in values else None if None in values else True
    assert holds(Group(all_of=(A, B, C)), with_grades(values)) is expected


@pytest.mark.parametrize("at_least", [1, 2, 3])
@pytest.mark.parametrize("values", every_truth(3))
def test_a_count_holds_with_enough_and_fails_when_enough_is_out_of_reach(
    values: tuple[bool | None, ...], at_least: int
) -> None:
    group = Group(count_of=CountOf(at_least, (A, B, C)))
    sure, possible = values.count(True), values.count(True) + values.count(None)
    expected = True if sure >= at_least else None if possible >= at_least else False
    assert holds(group, with_grades(values)) is expected


@pytest.mark.parametrize("values", every_truth(3))
def test_every_part_of_a_group_has_to_hold(values: tuple[bool | None, ...]) -> None:
    group = Group(any_of=(A,), all_of=(B,), count_of=CountOf(1, (C,)))
    expected = False if False in values else None if None in values else True
    assert holds(group, with_grades(values)) is expected


def test_a_group_in_a_group_is_one_condition() -> None:
    group = Group(any_of=(Group(all_of=(A, P)), Group(count_of=CountOf(2, (B, C, NOT_Q)))))
    assert holds(group, given_that(a="inadequate", p=True)) is True
    assert holds(group, given_that(b="inadequate", q=False)) is True
    assert holds(group, given_that(a="good", b="good", c="good")) is False
    assert holds(group, given_that(a="good", b="inadequate")) is None


# --- what made it hold, what it waits for ---------------------------------------------------------


def test_reasons_are_those_that_hold_and_no_others() -> None:
    group = Group(any_of=(Group(all_of=(A, P)), B, C))
    known = given_that(a="inadequate", p=False, b="inadequate", c="good")
    assert list(reasons(group, known)) == [B]
    assert list(reasons(group, given_that(a="inadequate", p=True, b="inadequate"))) == [A, P, B]


def test_what_does_not_hold_has_no_reasons() -> None:
    assert list(reasons(Group(all_of=(A, B)), given_that(a="inadequate", b="good"))) == []
    assert list(reasons(Group(all_of=(A, B)), given_that(a="inadequate"))) == []


def test_unknown_is_what_may_still_decide() -> None:
    group = Group(any_of=(A, B), all_of=(P, Group(any_of=(C, NOT_Q))))
    known = given_that(a="inadequate", q=False)
    assert list(unknown(group, known)) == [P]
    assert list(unknown(group, given_that(a="good", p=True))) == [B, C, NOT_Q]


def test_what_is_settled_waits_for_nothing() -> None:
    assert list(unknown(Group(any_of=(A, B)), given_that(a="inadequate"))) == []
    assert list(unknown(Group(all_of=(A, B)), given_that(a="good"))) == []


# --- for any condition ----------------------------------------------------------------------------

any_leaf = st.builds(AreaAtGrade, st.sampled_from(AREAS), st.sampled_from(GRADES)) | st.builds(
    Answered, st.sampled_from(ASKED), st.booleans()
)
# An area at one grade and a question with one answer, as rules have them: nothing contradicts.
plain_leaf = st.sampled_from([A, B, C, P, NOT_Q])


def count_of(among: tuple[Condition, ...]) -> st.SearchStrategy[CountOf]:
    return st.builds(CountOf, st.integers(1, len(among)), st.just(among))


def groups_of(inside: st.SearchStrategy[Condition]) -> st.SearchStrategy[Group]:
    some = st.lists(inside, min_size=1, max_size=3).map(tuple)
    count = some.flatmap(count_of)
    return st.builds(
        Group,
        any_of=st.just(()) | some,
        all_of=st.just(()) | some,
        count_of=st.none() | count,
    ).filter(lambda group: bool(group.conditions))


any_condition = st.recursive(any_leaf, groups_of, max_leaves=8)
plain_condition = st.recursive(plain_leaf, groups_of, max_leaves=8)
any_facts = st.builds(
    Facts,
    grades=st.dictionaries(st.sampled_from(AREAS), st.sampled_from(GRADES)),
    answers=st.dictionaries(st.sampled_from(ASKED), st.booleans()),
)


def completions(known: Facts) -> Iterator[Facts]:
    """Everything that may turn out, what is known staying as it is."""
    for grades in product(GRADES, repeat=len(AREAS)):
        for answers in product((True, False), repeat=len(ASKED)):
            yield Facts(
                grades={**dict(zip(AREAS, grades, strict=True)), **known.grades},
                answers={**dict(zip(ASKED, answers, strict=True)), **known.answers},
            )


@given(any_condition, any_facts, any_facts)
def test_more_knowledge_never_changes_what_is_settled(
    condition: Condition, known: Facts, more: Facts
) -> None:
    before = holds(condition, known)
    learned = Facts({**more.grades, **known.grades}, {**more.answers, **known.answers})
    assert before is None or holds(condition, learned) is before


@given(any_condition, any_facts)
def test_with_everything_known_it_holds_or_it_does_not(condition: Condition, known: Facts) -> None:
    assert all(holds(condition, whole) is not None for whole in completions(known))


@given(any_condition, any_facts)
def test_what_is_settled_is_so_whatever_turns_out(condition: Condition, known: Facts) -> None:
    settled = holds(condition, known)
    if settled is not None:
        assert {holds(condition, whole) for whole in completions(known)} == {settled}


@given(plain_condition, any_facts)
def test_it_is_open_only_where_what_turns_out_matters(condition: Condition, known: Facts) -> None:
    possible = {holds(condition, whole) for whole in completions(known)}
    assert (holds(condition, known) is None) is (len(possible) == 2)


@given(any_condition, any_facts)
def test_the_reasons_alone_are_enough(condition: Condition, known: Facts) -> None:
    if holds(condition, known) is not True:
        return
    why = list(reasons(condition, known))
    alone = Facts(
        grades={one.area: one.grade for one in why if isinstance(one, AreaAtGrade)},
        answers={one.question: one.answer for one in why if isinstance(one, Answered)},
    )
    assert holds(condition, alone) is True


@given(any_condition, any_facts)
def test_once_what_it_waits_for_is_known_it_is_settled(condition: Condition, known: Facts) -> None:
    open_areas = {one.area for one in unknown(condition, known) if isinstance(one, AreaAtGrade)}
    open_asked = {one.question for one in unknown(condition, known) if isinstance(one, Answered)}
    assert bool(open_areas or open_asked) is (holds(condition, known) is None)
    assert not open_areas & set(known.grades)
    assert not open_asked & set(known.answers)
    for whole in completions(known):
        learned = Facts(
            {area: whole.grades[area] for area in (*known.grades, *open_areas)},
            {code: whole.answers[code] for code in (*known.answers, *open_asked)},
        )
        assert holds(condition, learned) is not None
