"""The crosswalk: every criterion of every shipped framework on one to three themes."""

from collections import defaultdict

import pytest

from tests.frameworks.shipped import STEMS, criteria_of, known, shipped

THEMES = sorted(known().themes)


def test_there_are_twenty_themes() -> None:
    assert len(THEMES) == 20


@pytest.mark.parametrize("stem", STEMS)
def test_criterion_has_one_to_three_themes_that_exist(stem: str) -> None:
    for item in criteria_of(shipped(stem)):
        assert 1 <= len(item.themes) <= 3, item.reference
        assert len(set(item.themes)) == len(item.themes), item.reference
        assert set(item.themes) <= set(THEMES), item.reference


def where_used() -> tuple[dict[str, set[str]], dict[str, set[tuple[str, ...]]]]:
    """By theme: the frameworks, and the inspectorates together, that have criteria on it."""
    frameworks: dict[str, set[str]] = defaultdict(set)
    inspectorates: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for stem in STEMS:
        file = shipped(stem)
        for area in file.judgement_areas:
            for theme in {theme for item in area.criteria for theme in item.themes}:
                frameworks[theme].add(file.framework.code)
                inspectorates[theme].add(tuple(sorted(area.inspectorates)))
    return frameworks, inspectorates


@pytest.mark.parametrize("theme", THEMES)
def test_theme_brings_together_what_two_look_at(theme: str) -> None:
    """A theme that one inspectorate of one framework uses lets no evidence meet."""
    frameworks, inspectorates = where_used()
    assert len(frameworks[theme]) >= 2 or len(inspectorates[theme]) >= 2


@pytest.mark.parametrize("stem", STEMS)
def test_criterion_has_reference_heading_and_statement(stem: str) -> None:
    for item in criteria_of(shipped(stem)):
        assert item.reference
        assert item.heading
        assert item.statement[0].isupper(), item.reference
        assert item.statement.endswith((".", ":")), item.reference
        assert all(point.endswith(".") for point in item.points), item.reference


@pytest.mark.parametrize("stem", STEMS)
def test_no_two_criteria_of_a_file_say_the_same(stem: str) -> None:
    statements = [item.statement.casefold() for item in criteria_of(shipped(stem))]
    assert len(statements) == len(set(statements))
