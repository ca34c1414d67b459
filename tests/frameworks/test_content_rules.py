"""The limiting rules of the shipped frameworks: where each stands, how strongly it speaks."""

import re

import pytest

from frameworks.format import FrameworkFile, GroupPart, LimitsPart, RulePart
from tests.frameworks.shipped import STEMS, in_documents, shipped

EXPECTED = in_documents("rules")
OUTSIDE = "(outside the documents)"


def rules_of(stem: str) -> list[RulePart]:
    return shipped(stem).limiting_rules


def matching(row: dict[str, str]) -> list[RulePart]:
    """The rules that say what the row says, by the rule's definition and not by its code."""
    return [
        rule
        for rule in rules_of(row["file"])
        if rule.source.startswith(row["source"])
        and (rule.definition.kind, rule.definition.area) == (row["kind"], row["area"])
        and getattr(rule.definition, "grade", "") == row["grade"]
    ]


def named(row: dict[str, str]) -> str:
    return f"{row['file']} {row['source']} {row['kind']} {row['area']} {row['grade']}"


@pytest.mark.parametrize("row", EXPECTED, ids=named)
def test_rule_of_the_documents_is_there_once_with_its_strength(row: dict[str, str]) -> None:
    (rule,) = matching(row)
    assert rule.strength == row["strength"]


def test_integrated_framework_has_no_rule_that_its_document_does_not_have() -> None:
    rows = [row for row in EXPECTED if row["file"] == "integrated-2014"]
    expected = {id(rule) for row in rows for rule in matching(row)}
    others = [rule for rule in rules_of("integrated-2014") if id(rule) not in expected]
    # Adoption and care leavers bear on looked after and fix nothing.
    assert {rule.definition.kind for rule in others} <= {"bears_on"}


@pytest.mark.parametrize("stem", STEMS)
def test_rule_names_a_paragraph_or_that_it_comes_from_outside(stem: str) -> None:
    for rule in rules_of(stem):
        inside = re.search(r"\b(1\d{5} ¶|NCAS12)", rule.source)
        assert inside or rule.source.endswith(OUTSIDE), rule.code


@pytest.mark.parametrize("stem", STEMS)
def test_only_rules_from_outside_the_documents_must(stem: str) -> None:
    """The documents' own limits say that a grade is likely (140112 ¶67, ¶70, ¶79, ¶81)."""
    for rule in rules_of(stem):
        grade = getattr(rule.definition, "grade", "")
        if rule.definition.kind == "limits" and rule.strength == "must" and grade == "inadequate":
            assert rule.source.endswith(OUTSIDE), rule.code


# --- what they say ------------------------------------------------------------------------------


def definition(stem: str, source: str, area: str, grade: str) -> LimitsPart:
    row = {"file": stem, "source": source, "kind": "limits", "area": area, "grade": grade}
    (rule,) = matching(row)
    assert isinstance(rule.definition, LimitsPart)
    return rule.definition


def grades_in(group: GroupPart) -> set[tuple[str, str]]:
    """Every area and grade that a condition speaks of, however deep."""
    found: set[tuple[str, str]] = set()
    counted = group.count_of.among if group.count_of else []
    for item in [*group.any_of, *group.all_of, *counted]:
        if isinstance(item, GroupPart):
            found |= grades_in(item)
        elif hasattr(item, "area"):
            found.add((item.area, item.grade))
    return found


def answers_in(group: GroupPart) -> set[tuple[str, bool]]:
    """Every question and answer that a condition speaks of, however deep."""
    found: set[tuple[str, bool]] = set()
    counted = group.count_of.among if group.count_of else []
    for item in [*group.any_of, *group.all_of, *counted]:
        if isinstance(item, GroupPart):
            found |= answers_in(item)
        elif hasattr(item, "question"):
            found.add((item.question, item.answer))
    return found


INADEQUATE_BY_ANY = [
    ("140112 ¶67", "health_overall", ["help_and_protection", "looked_after", "leadership"]),
    ("140112 ¶79", "police_overall", ["help_and_protection", "leadership"]),
    (
        "Ofsted 130216",
        "la_overall",
        ["help_and_protection", "looked_after_and_permanence", "leadership"],
    ),
]


@pytest.mark.parametrize(("source", "area", "parts"), INADEQUATE_BY_ANY)
def test_any_inadequate_part_makes_overall_inadequate(
    source: str, area: str, parts: list[str]
) -> None:
    agency = area.split("_", maxsplit=1)[0]
    found = definition("integrated-2014", source, area, "inadequate")
    assert (found.all_of, found.count_of) == ([], None)
    assert grades_in(found) == {(f"{agency}_{part}", "inadequate") for part in parts}


def test_any_inadequate_key_judgement_makes_sif_overall_inadequate() -> None:
    """Ofsted 130216. Adoption and care leavers are not among them."""
    found = definition("sif-2013", "Ofsted 130216", "overall", "inadequate")
    assert (found.all_of, found.count_of) == ([], None)
    assert grades_in(found) == {
        ("help_and_protection", "inadequate"),
        ("looked_after_and_permanence", "inadequate"),
        ("leadership", "inadequate"),
    }


def test_health_leadership_inadequate_asks_either_main_judgement_and_the_leaders() -> None:
    """140112 ¶70: either main judgement, and leaders have not shown that they understand."""
    found = definition("integrated-2014", "140112 ¶70", "health_leadership", "inadequate")
    assert grades_in(found) == {
        ("health_help_and_protection", "inadequate"),
        ("health_looked_after", "inadequate"),
    }
    assert [answer for _, answer in answers_in(found)] == [False]


def test_police_leadership_inadequate_asks_help_and_protection_and_the_leaders() -> None:
    """140112 ¶81."""
    found = definition("integrated-2014", "140112 ¶81", "police_leadership", "inadequate")
    assert grades_in(found) == {("police_help_and_protection", "inadequate")}
    assert [answer for _, answer in answers_in(found)] == [False]


@pytest.mark.parametrize(
    ("source", "area"), [("140112 ¶70", "health_leadership"), ("140112 ¶81", "police_leadership")]
)
def test_leadership_requires_improvement_asks_who_found_the_failures(
    source: str, area: str
) -> None:
    """140112 ¶70, ¶81: identified by the agency, being addressed, good leadership not in place."""
    found = definition("integrated-2014", source, area, "requires_improvement")
    assert grades_in(found) == set()
    answers = answers_in(found)
    assert len(answers) >= 2
    assert {answer for _, answer in answers} <= {True, False}


def test_every_question_is_asked_by_a_rule_and_the_other_way_round() -> None:
    for stem in STEMS:
        file = shipped(stem)
        asked = {
            question
            for rule in file.limiting_rules
            if isinstance(rule.definition, LimitsPart)
            for question, _ in answers_in(rule.definition)
        }
        assert asked == {question.code for question in file.questions}


# --- outstanding, cumulative, bearing on --------------------------------------------------------


def test_overall_outstanding_has_its_own_list_and_presupposes_nothing() -> None:
    """140112 ¶63, ¶75."""
    found = {
        rule.definition.area
        for rule in rules_of("integrated-2014")
        if rule.definition.kind == "presupposes"
    }
    assert found & {"la_overall", "health_overall", "police_overall"} == set()


PARTS = [
    (
        "la_overall",
        {"la_help_and_protection", "la_looked_after_and_permanence", "la_leadership"},
    ),
    (
        "health_overall",
        {"health_help_and_protection", "health_looked_after", "health_leadership"},
    ),
    ("police_overall", {"police_help_and_protection", "police_leadership"}),
]


@pytest.mark.parametrize(("overall", "parts"), PARTS)
def test_overall_is_decided_after_its_parts(overall: str, parts: set[str]) -> None:
    """140112 ¶41, ¶59, ¶74."""
    (found,) = cumulative(shipped("integrated-2014"), overall)
    assert set(found) == parts


def cumulative(file: FrameworkFile, area: str) -> list[list[str]]:
    return [
        rule.definition.of
        for rule in file.limiting_rules
        if rule.definition.kind == "cumulative" and rule.definition.area == area
    ]


def test_adoption_and_care_leavers_bear_on_looked_after_without_fixing_it() -> None:
    (rule,) = [one for one in rules_of("sif-2013") if one.definition.kind == "bears_on"]
    assert rule.definition.area == "looked_after_and_permanence"
    assert rule.definition.kind == "bears_on"
    assert set(rule.definition.of) == {"adoption", "care_leavers"}
    fixing = [
        one
        for one in rules_of("sif-2013")
        if isinstance(one.definition, LimitsPart)
        and one.definition.area == "looked_after_and_permanence"
    ]
    assert fixing == []


@pytest.mark.parametrize("stem", ["ilacs-2018", "ilacs-2023"])
def test_ilacs_only_proposes_what_is_likely(stem: str) -> None:
    """A service judgement bears on overall; leadership alone does not decide it."""
    limits = [one for one in rules_of(stem) if isinstance(one.definition, LimitsPart)]
    assert limits != []
    assert {str(rule.strength) for rule in rules_of(stem)} <= {"likely"}
    assert all(rule.source.endswith(OUTSIDE) for rule in limits)
    for rule in limits:
        assert isinstance(rule.definition, LimitsPart)
        assert grades_in(rule.definition) != {("leaders", "inadequate")}


@pytest.mark.parametrize("stem", ["jtai-2015", "jtai-2018"])
def test_what_has_no_grades_has_no_rules(stem: str) -> None:
    """150092 ¶23."""
    assert rules_of(stem) == []
