"""Whatever outcomes there are: what is counted of them adds up to them."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from frameworks.values import NOT_JUDGED
from judgements.rules import Facts
from judgements.rules.consistency import (
    NOT_GIVEN,
    Relation,
    Seen,
    distribution,
    grades_of,
    matrix,
    merged,
    outliers,
    pattern_of,
    together,
)

SCALE = ("outstanding", "good", "requires_improvement", "inadequate")
AREAS = ("overall", "care", "help", "leaders")
WHOLE = Relation("overall", ("care", "help", "leaders"))
SCALES = dict.fromkeys(AREAS, SCALE)
grades = st.dictionaries(st.sampled_from(AREAS), st.sampled_from([*SCALE, NOT_JUDGED]), min_size=1)
many = st.lists(st.builds(Seen, grades, st.integers(min_value=1, max_value=9)), max_size=40)


def graded(one: Mapping[str, str]) -> bool:
    return one.get("overall", NOT_JUDGED) != NOT_JUDGED


@given(grades)
def test_a_pattern_gives_back_its_grades(one: dict[str, str]) -> None:
    assert grades_of(pattern_of(one)) == one
    assert pattern_of(dict(reversed(one.items()))) == pattern_of(one)


@given(many)
def test_merging_loses_none_and_makes_each_pattern_one(seen: list[Seen]) -> None:
    found = merged(seen)
    assert sum(one.times for one in found) == sum(one.times for one in seen)
    assert len({pattern_of(one.grades) for one in found}) == len(found)


@given(many)
def test_each_area_is_counted_once_for_each_outcome(seen: list[Seen]) -> None:
    number = sum(one.times for one in seen)
    for counted in distribution(seen, AREAS).values():
        assert counted.total() == number


@given(many)
def test_the_sums_of_the_matrix_are_the_rows(seen: list[Seen]) -> None:
    found = matrix(seen, WHOLE)
    number = sum(one.times for one in seen)
    assert found.counted == sum(one.times for one in seen if graded(one.grades))
    assert found.counted + found.left == number
    for part in WHOLE.parts:
        for grade in (*SCALE, NOT_JUDGED, NOT_GIVEN):
            rows = [one for one in seen if one.grades.get(part, NOT_GIVEN) == grade]
            assert found.row(part, grade) == sum(r.times for r in rows if graded(r.grades))
        for whole in SCALE:
            column = sum(
                n for (area, _, one), n in found.counts.items() if (area, one) == (part, whole)
            )
            assert column == sum(one.times for one in seen if one.grades.get("overall") == whole)


@given(many)
def test_the_patterns_of_the_parts_add_up_to_the_matrix(seen: list[Seen]) -> None:
    found = together(seen, WHOLE)
    counted = matrix(seen, WHOLE)
    assert sum(one.times for one in found) == counted.counted
    assert [one.times for one in found] == sorted((one.times for one in found), reverse=True)
    for place, part in enumerate(WHOLE.parts):
        for grade in {one.parts[place] for one in found}:
            times = sum(one.times for one in found if one.parts[place] == grade)
            assert counted.row(part, grade) == times


@given(many)
def test_what_stands_out_is_there_and_has_a_reason(seen: list[Seen]) -> None:
    rows = merged(seen)
    found = outliers(rows, WHOLE, SCALES, Facts())
    patterns = {pattern_of(one.grades) for one in rows if graded(one.grades)}
    assert set(found) <= patterns
    for reasons in found.values():
        assert 1 <= len(reasons) <= 2
        assert all(reason.endswith(".") for reason in reasons)


@given(many)
def test_an_outcome_like_all_others_never_stands_out_for_its_pattern(seen: list[Seen]) -> None:
    alike = [Seen({**one.grades, "overall": "good", "care": "good"}, one.times) for one in seen]
    assert outliers(merged(alike), WHOLE, SCALES, Facts()) == {}
