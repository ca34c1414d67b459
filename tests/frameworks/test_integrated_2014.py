"""The framework that is shipped, held against the structure of its source (No. 140112)."""

from pathlib import Path

import pytest

from frameworks.format import AreaPart, FrameworkFile, InspectionTypePart
from frameworks.loader.check import Known, check
from frameworks.values import Grading, Presupposes, Strength, definition_from

PATH = Path(__file__).resolve().parents[2] / "fixtures" / "frameworks" / "integrated-2014.yaml"
FIVE = ["ofsted", "cqc", "hmic", "hmi-probation", "hmi-prisons"]


@pytest.fixture(scope="module")
def file() -> FrameworkFile:
    known = Known(frozenset(FIVE), frozenset({"ca2004-s20"}), {})
    checked = check(PATH.read_bytes(), known)
    assert checked.problems == ()
    assert checked.file is not None
    return checked.file


@pytest.fixture(scope="module")
def area(file: FrameworkFile) -> AreaPart:
    (only,) = file.judgement_areas
    return only


@pytest.fixture(scope="module")
def kind(file: FrameworkFile) -> InspectionTypePart:
    (only,) = file.inspection_types
    return only


def test_it_has_the_names_that_inspections_use(
    file: FrameworkFile, kind: InspectionTypePart, area: AreaPart
) -> None:
    assert (file.framework.code, file.version) == ("integrated", "2014-06")
    assert (kind.code, kind.areas) == ("integrated-lscb", ["lscb"])
    assert area.code == "lscb"


def test_scale_has_four_grades_the_best_first(file: FrameworkFile) -> None:
    """140112 ¶29."""
    (scale,) = file.grade_scales
    assert [grade.code for grade in scale.grades] == [
        "outstanding",
        "good",
        "requires_improvement",
        "inadequate",
    ]


def test_judgement_is_shared_by_the_inspectorates_under_section_20(
    kind: InspectionTypePart, area: AreaPart
) -> None:
    """140112 ¶29, ¶41, ¶113."""
    assert area.grading is Grading.SHARED
    assert sorted(area.inspectorates) == sorted(FIVE)
    assert sorted(kind.participants) == sorted(FIVE)
    assert (kind.led_by, kind.power, kind.graded) == ("ofsted", "ca2004-s20", True)


def test_good_has_the_twelve_criteria_of_paragraph_115(area: AreaPart) -> None:
    letters = "abcdefghijkl"
    assert [criterion.reference for criterion in area.criteria] == [
        f"140112 ¶115{letter}" for letter in letters
    ]


def test_every_criterion_has_its_own_heading_and_statement(area: AreaPart) -> None:
    headings = {criterion.heading for criterion in area.criteria}
    statements = {criterion.statement for criterion in area.criteria}
    assert len(headings) == len(statements) == 12
    assert all(len(criterion.heading) <= 60 for criterion in area.criteria)
    assert all(criterion.statement.endswith(".") for criterion in area.criteria)


def test_points_are_sentences_and_stand_once(area: AreaPart) -> None:
    points = [point for criterion in area.criteria for point in criterion.points]
    assert len(points) == len(set(points))
    assert all(point.endswith(".") for point in points)


def test_only_custody_depends_on_a_condition(area: AreaPart) -> None:
    """140112 ¶115l."""
    conditional = [criterion.reference for criterion in area.criteria if criterion.condition]
    assert conditional == ["140112 ¶115l"]


def test_the_footnote_on_deaf_and_disabled_children_stands_with_its_criterion(
    area: AreaPart,
) -> None:
    """140112 footnote 22."""
    noted = {criterion.reference: criterion.note for criterion in area.criteria if criterion.note}
    assert list(noted) == ["140112 ¶115b"]
    assert "deaf and disabled children" in noted["140112 ¶115b"]


def test_every_grade_has_its_descriptor(area: AreaPart) -> None:
    """140112 ¶115–118."""
    assert [(found.grade, found.reference) for found in area.descriptors] == [
        ("outstanding", "140112 ¶116"),
        ("good", "140112 ¶115"),
        ("requires_improvement", "140112 ¶117"),
        ("inadequate", "140112 ¶118"),
    ]


def test_outstanding_presupposes_good(file: FrameworkFile) -> None:
    """140112 ¶116."""
    (rule,) = file.limiting_rules
    assert (rule.source, rule.strength) == ("140112 ¶116", Strength.LIKELY)
    definition = definition_from(rule.definition.model_dump())
    assert definition == Presupposes("lscb", "outstanding", "good")


def test_only_the_weeks_on_site_come_from_the_source(kind: InspectionTypePart) -> None:
    """140112 ¶36, ¶38."""
    fixed = [
        (step.code, step.weeks, step.source) for step in kind.key_dates if not step.own_setting
    ]
    assert fixed == [("fieldwork_end", 4, "140112 ¶36, ¶38")]


def test_steps_go_from_the_notice_to_publication(kind: InspectionTypePart) -> None:
    assert [(step.code, step.after) for step in kind.key_dates] == [
        ("notification", ""),
        ("fieldwork_start", "notification"),
        ("fieldwork_end", "fieldwork_start"),
        ("draft_to_chair", "fieldwork_end"),
        ("accuracy_response", "draft_to_chair"),
        ("publication", "accuracy_response"),
    ]


def test_the_chair_has_ten_working_days(kind: InspectionTypePart) -> None:
    (step,) = [step for step in kind.key_dates if step.code == "accuracy_response"]
    assert (step.working_days, step.own_setting) == (10, True)


def test_the_report_is_a_letter_that_ofsted_quality_assures(kind: InspectionTypePart) -> None:
    """140112 ¶113; the two classes of recommendation: 150092 ¶24."""
    (form,) = kind.report_forms
    assert (form.kind, form.quality_assured_by) == ("joint_letter", "ofsted")
    assert [(section.kind, section.addressed) for section in form.sections] == [
        ("prose", False),
        ("prose", False),
        ("strengths", True),
        ("priority_action", True),
        ("improvement", True),
        ("judgement", False),
        ("prose", False),
    ]
