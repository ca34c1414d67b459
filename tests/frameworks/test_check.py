"""Every fault that a framework file can have: where it is said to be, and what to do about it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from frameworks.loader.check import check
from frameworks.loader.sheet import Known
from frameworks.values import RESERVED_AREA_CODES, Problem
from tests.factories.frameworks import THEMES, framework_content, framework_data

KNOWN = Known(
    inspectorates=frozenset({"ofsted", "cqc", "hmic", "hmi-probation", "hmi-prisons"}),
    powers=frozenset({"ca2004-s20", "eia2006-s136"}),
    framework_titles={},
    joint_powers=frozenset({"ca2004-s20"}),
    themes=frozenset(THEMES),
)
Data = dict[str, Any]


def problems(data: Data, known: Known = KNOWN) -> list[Problem]:
    return list(check(framework_content(data), known).problems)


def only(data: Data, known: Known = KNOWN) -> Problem:
    (problem,) = problems(data, known)
    return problem


def line_of(data: Data, words: str, *, nth: int = 1) -> int:
    """The line of the file in which these words stand, the nth time."""
    lines = framework_content(data).decode().split("\n")
    return [number for number, line in enumerate(lines, 1) if words in line][nth - 1]


def area(data: Data) -> Data:
    return data["judgement_areas"][0]


def kind(data: Data) -> Data:
    return data["inspection_types"][0]


def second_area(data: Data, **fields: Any) -> Data:
    """Adds a graded area without criteria, `practice`, and gives it back."""
    added = {**area(data), "code": "practice", "criteria": [], **fields}
    data["judgement_areas"].append(added)
    return added


# --- no fault -----------------------------------------------------------------------------------


def test_check_a_sound_file_gives_it_typed() -> None:
    checked = check(framework_content(), KNOWN)
    assert checked.problems == ()
    assert checked.file is not None
    assert checked.file.framework.code == "integrated"
    assert [criterion.reference for criterion in checked.file.judgement_areas[0].criteria] == [
        "TEST ¶1",
        "TEST ¶2",
        "TEST ¶3",
    ]


@pytest.mark.parametrize("code", sorted(RESERVED_AREA_CODES))
def test_check_no_area_has_the_address_of_another_page(code: str) -> None:
    data = framework_data()
    second_area(data, code=code)
    problem = only(data)
    assert (problem.place, problem.fix) == ("judgement_areas[2].code", "Give the area another code")
    assert problem.what == f"“{code}” is the address of another page"


def test_check_a_file_that_cannot_be_read_says_only_that() -> None:
    checked = check(b"format: 1\nformat: 1\n", KNOWN)
    assert checked.file is None
    assert [problem.what for problem in checked.problems] == ["“format” stands here twice"]


# --- the shape ----------------------------------------------------------------------------------


def remove(key: str, *path: str | int) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        target: Any = data
        for part in path:
            target = target[part]
        del target[key]

    return change


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ((), "format"),
        ((), "framework"),
        ((), "version"),
        ((), "title"),
        ((), "source"),
        ((), "inspection_types"),
        ((), "judgement_areas"),
        (("framework",), "code"),
        (("source",), "reference"),
        (("inspection_types", 0), "led_by"),
        (("inspection_types", 0), "power"),
        (("inspection_types", 0), "graded"),
        (("inspection_types", 0, "report_forms", 0), "sections"),
        (("judgement_areas", 0), "grading"),
        (("judgement_areas", 0), "paragraph"),
        (("judgement_areas", 0, "criteria", 0), "reference"),
        (("judgement_areas", 0, "criteria", 0), "statement"),
        (("judgement_areas", 0, "descriptors", 0), "statement"),
        (("limiting_rules", 0), "source"),
        (("limiting_rules", 0), "definition"),
    ],
)
def test_check_names_what_is_missing(path: tuple[str | int, ...], key: str) -> None:
    data = framework_data()
    remove(key, *path)(data)
    missing = [problem for problem in problems(data) if problem.what == f"“{key}” is missing"]
    assert len(missing) == 1
    assert missing[0].fix == f"Add a line “{key}: …”"
    assert missing[0].place.endswith(key)


def test_check_an_unknown_field_lists_the_known_ones() -> None:
    data = framework_data()
    area(data)["criteria"][1]["colour"] = "red"
    problem = only(data)
    assert problem.line == line_of(data, "colour")
    assert problem.place == "judgement_areas[1].criteria[2].colour"
    assert problem.what == "“colour” is not a part of the format"
    assert problem.fix == (
        "Remove it, or use one of: "
        "condition, heading, note, own, points, reference, statement, themes"
    )


def test_check_an_unknown_field_inside_a_definition_lists_the_known_ones() -> None:
    data = framework_data()
    data["limiting_rules"][0]["definition"]["colour"] = "red"
    problem = only(data)
    assert problem.place == "limiting_rules[1].definition.colour"
    assert "criteria_of" in problem.fix


def set_to(value: Any, *path: str | int) -> Data:
    data = framework_data()
    target: Any = data
    for part in path[:-1]:
        target = target[part]
    target[path[-1]] = value
    return data


STEP = ("inspection_types", 0, "key_dates", 1)
CRITERION = ("judgement_areas", 0, "criteria", 0)


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (set_to(2, "format"), "format", "“2” is not possible here"),
        (set_to(2014, "version"), "version", "“2014” is not text"),
        (set_to("2014/06", "version"), "version", "“2014/06” is not a code"),
        (
            set_to("Integrated 14", "framework", "code"),
            "framework.code",
            "“Integrated 14” is not a code",
        ),
        (set_to(None, "title"), "title", "nothing is not text"),
        (set_to("  ", "title"), "title", "The text is empty"),
        (set_to("x" * 251, "title"), "title", "The text is longer than 250 characters"),
        (
            set_to("yes", "inspection_types", 0, "graded"),
            "inspection_types[1].graded",
            "“yes” is neither true nor false",
        ),
        (
            set_to("5", *STEP, "working_days"),
            "inspection_types[1].key_dates[2].working_days",
            "“5” is not a whole number",
        ),
        (
            set_to(True, *STEP, "working_days"),
            "inspection_types[1].key_dates[2].working_days",
            "“true” is not a whole number",
        ),
        (
            set_to(-1, *STEP, "working_days"),
            "inspection_types[1].key_dates[2].working_days",
            "“-1” is out of range",
        ),
        (
            set_to(501, *STEP, "working_days"),
            "inspection_types[1].key_dates[2].working_days",
            "“501” is out of range",
        ),
        (
            set_to("perhaps", "judgement_areas", 0, "grading"),
            "judgement_areas[1].grading",
            "“perhaps” is not possible here",
        ),
        (
            set_to("zoo", "judgement_areas", 0, "agency_kind"),
            "judgement_areas[1].agency_kind",
            "“zoo” is not possible here",
        ),
        (
            set_to("maybe", "limiting_rules", 0, "strength"),
            "limiting_rules[1].strength",
            "“maybe” is not possible here",
        ),
        (
            set_to("one", "judgement_areas", 0, "criteria"),
            "judgement_areas[1].criteria",
            "This is not a list",
        ),
        (
            set_to("one", *CRITERION),
            "judgement_areas[1].criteria[1]",
            "This is not a group of lines “name: value”",
        ),
        (
            set_to("one", *CRITERION, "points"),
            "judgement_areas[1].criteria[1].points",
            "This is not a list",
        ),
        (
            set_to([1], *CRITERION, "points"),
            "judgement_areas[1].criteria[1].points[1]",
            "“1” is not text",
        ),
        (set_to([], "inspection_types"), "inspection_types", "The list is too short"),
        (
            set_to({"kind": "guess"}, "limiting_rules", 0, "definition"),
            "limiting_rules[1].definition",
            "The kind of rule is not known",
        ),
    ],
)
def test_check_a_value_of_the_wrong_shape_is_named(data: Data, where: str, what: str) -> None:
    found = {(problem.place, problem.what) for problem in problems(data)}
    assert (where, what) in found


def test_check_every_fault_says_what_to_do_and_where() -> None:
    data = framework_data()
    data["title"] = ""
    area(data)["grading"] = "perhaps"
    del area(data)["criteria"][0]["heading"]
    for problem in problems(data):
        assert problem.line > 0
        assert problem.fix
        assert problem.place


# --- two places at once -------------------------------------------------------------------------


def test_check_reports_faults_of_shape_and_of_meaning_together_in_order() -> None:
    data = framework_data()
    kind(data)["led_by"] = "ofstde"
    area(data)["criteria"][1]["reference"] = "TEST ¶1"
    area(data)["criteria"][2]["statement"] = ""
    area(data)["descriptors"][0]["grade"] = "outstnding"
    first = line_of(data, "reference: TEST ¶1")
    found = problems(data)
    assert [problem.what for problem in found] == [
        "There is no inspectorate “ofstde” in this service",
        "“ofstde” leads but does not take part",
        f"The criterion “TEST ¶1” stands in line {first} already",
        "The text is empty",
        "There is no grade “outstnding” in the scale “four-point”",
    ]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_check_an_unknown_grade_of_a_descriptor_offers_the_nearest() -> None:
    data = framework_data()
    area(data)["descriptors"][1]["grade"] = "goood"
    problem = only(data)
    assert problem.line == line_of(data, "goood")
    assert problem.place == "judgement_areas[1].descriptors[2].grade"
    assert problem.what == "There is no grade “goood” in the scale “four-point”"
    assert problem.fix == "Write “good”"


def test_check_an_unknown_grade_with_nothing_near_lists_all() -> None:
    data = framework_data()
    area(data)["descriptors"][1]["grade"] = "zzz"
    assert only(data).fix == "Use one of: good, inadequate, outstanding, requires_improvement"


def test_check_a_duplicate_reference_names_the_line_of_the_first() -> None:
    data = framework_data()
    area(data)["criteria"][2]["reference"] = "TEST ¶1"
    problem = only(data)
    assert problem.line == line_of(data, "reference: TEST ¶1", nth=2)
    first = line_of(data, "reference: TEST ¶1")
    assert problem.what == f"The criterion “TEST ¶1” stands in line {first} already"
    assert problem.fix == "Give this criterion a reference of its own"


def test_check_a_duplicate_reference_in_another_area_is_found() -> None:
    data = framework_data()
    second_area(data)["criteria"] = [area(data)["criteria"][0].copy()]
    assert only(data).place == "judgement_areas[2].criteria[1].reference"


def test_check_references_that_differ_in_spaces_around_are_the_same() -> None:
    data = framework_data()
    area(data)["criteria"][2]["reference"] = " TEST ¶1 "
    assert only(data).place == "judgement_areas[1].criteria[3].reference"


@pytest.mark.parametrize(
    ("name", "noun"),
    [
        ("grade_scales", "grade scale"),
        ("inspection_types", "inspection type"),
        ("judgement_areas", "judgement area"),
        ("limiting_rules", "rule"),
    ],
)
def test_check_a_code_that_stands_twice_is_found(name: str, noun: str) -> None:
    data = framework_data(criteria=0)
    data[name].append(data[name][0].copy())
    problem = only(data)
    assert problem.place == f"{name}[2].code"
    assert problem.what.startswith(f"The {noun} “")
    assert problem.fix == f"Give this {noun} a code of its own"


def test_check_a_grade_that_stands_twice_in_its_scale_is_found() -> None:
    data = framework_data()
    data["grade_scales"][0]["grades"].append({"code": "good", "title": "Good again"})
    assert only(data).place == "grade_scales[1].grades[5].code"


def test_check_the_same_grade_in_two_scales_is_no_fault() -> None:
    data = framework_data()
    data["grade_scales"].append({**data["grade_scales"][0], "code": "other"})
    assert problems(data) == []


def test_check_a_framework_keeps_the_title_that_it_has() -> None:
    known = replace(KNOWN, framework_titles={"integrated": "Another title"})
    problem = only(framework_data(), known)
    assert problem.place == "framework.title"
    assert (
        problem.fix == "Write “Another title”; the version has a title of its own, under “title:”"
    )


# --- inspection types ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "where", "what"),
    [
        ("power", "ca2004-s02", "power", "There is no legal power “ca2004-s02” in this service"),
        (
            "participants",
            ["ofsted", "cqcc"],
            "participants[2]",
            "There is no inspectorate “cqcc” in this service",
        ),
        ("participants", ["ofsted", "cqc", "cqc"], "participants[3]", "“cqc” stands here twice"),
        ("areas", ["lsbc"], "areas[1]", "There is no judgement area “lsbc” in this file"),
    ],
)
def test_check_an_inspection_type_names_what_exists(
    key: str, value: Any, where: str, what: str
) -> None:
    data = framework_data()
    kind(data)[key] = value
    problem = only(data)
    assert (problem.place, problem.what) == (f"inspection_types[1].{where}", what)


def test_check_the_leader_takes_part() -> None:
    data = framework_data()
    kind(data)["participants"] = ["cqc", "hmic"]
    problem = only(data)
    assert problem.place == "inspection_types[1].led_by"
    assert problem.what == "“ofsted” leads but does not take part"


def test_check_who_quality_assures_exists() -> None:
    data = framework_data()
    kind(data)["report_forms"][0]["quality_assured_by"] = "offsted"
    assert only(data).fix == "Write “ofsted”"


def test_check_a_report_form_stands_once() -> None:
    data = framework_data()
    kind(data)["report_forms"] *= 2
    assert only(data).place == "inspection_types[1].report_forms[2].kind"


def test_check_a_section_stands_once() -> None:
    data = framework_data()
    sections = kind(data)["report_forms"][0]["sections"]
    sections.append(sections[0].copy())
    assert only(data).place == "inspection_types[1].report_forms[1].sections[8].key"


# --- key dates ----------------------------------------------------------------------------------


def with_step(number: int, **fields: Any) -> Data:
    data = framework_data()
    step = kind(data)["key_dates"][number]
    for key, value in fields.items():
        if value is None:
            step.pop(key, None)
        else:
            step[key] = value
    return data


def test_check_a_step_follows_a_step_that_stands_before_it() -> None:
    problem = only(with_step(2, after="fieldwork_strat"))
    assert problem.place == "inspection_types[1].key_dates[3].after"
    assert problem.what == "There is no step “fieldwork_strat” before this one"
    assert problem.fix == "Write “fieldwork_start”"


def test_check_a_step_does_not_follow_a_later_one() -> None:
    assert only(with_step(1, after="publication")).what == (
        "There is no step “publication” before this one"
    )


def test_check_a_step_does_not_follow_itself() -> None:
    assert only(with_step(1, after="fieldwork_start")).place.endswith("key_dates[2].after")


def test_check_only_the_first_step_follows_nothing() -> None:
    found = problems(with_step(1, after=None, working_days=None))
    assert [problem.what for problem in found] == ["The step does not say what it is counted from"]


def test_check_the_first_step_is_not_counted() -> None:
    problem = only(with_step(0, working_days=3))
    assert problem.what == "A step that follows no other is not counted"


@pytest.mark.parametrize("fields", [{"working_days": None}, {"weeks": 2}])
def test_check_a_step_is_counted_in_one_unit(fields: Data) -> None:
    problem = only(with_step(1, **fields))
    assert problem.what == "The step needs one number: working days or weeks"
    assert problem.line == line_of(with_step(1, **fields), "code: fieldwork_start")


@pytest.mark.parametrize("fields", [{"own_setting": None}, {"own_setting": False}])
def test_check_a_step_says_where_it_comes_from(fields: Data) -> None:
    problem = only(with_step(1, **fields))
    assert problem.what == "The step does not say where it comes from"
    assert problem.fix == "Add “source:”, or “own_setting: true”"


def test_check_a_step_stands_once() -> None:
    data = with_step(2, code="fieldwork_start")
    kind(data)["key_dates"][3]["after"] = "fieldwork_start"
    assert only(data).place == "inspection_types[1].key_dates[3].code"


# --- judgement areas ----------------------------------------------------------------------------


def test_check_an_area_names_inspectorates_that_exist() -> None:
    data = framework_data()
    area(data)["inspectorates"] = ["ofsted", "hmci"]
    assert only(data).fix == "Write “hmic”"


def test_check_an_area_names_a_scale_that_exists() -> None:
    data = framework_data()
    area(data)["scale"] = "five-point"
    problem = only(data)
    assert problem.what == "There is no grade scale “five-point” in this file"


@pytest.mark.parametrize("grading", ["graded", "shared"])
def test_check_a_graded_area_has_a_scale(grading: str) -> None:
    data = framework_data(limiting_rules=[])
    area(data).update(grading=grading, descriptors=[])
    del area(data)["scale"]
    assert only(data).what == f"A {grading} area has no grade scale"


@pytest.mark.parametrize("grading", ["narrative", "ungraded"])
def test_check_an_area_in_words_has_neither_scale_nor_descriptors(grading: str) -> None:
    data = framework_data(limiting_rules=[])
    area(data)["grading"] = grading
    assert [problem.place for problem in problems(data)] == [
        "judgement_areas[1].scale",
        "judgement_areas[1].descriptors",
    ]


def test_check_an_area_in_words_without_them_is_no_fault() -> None:
    data = framework_data(limiting_rules=[])
    area(data).update(grading="narrative", descriptors=[])
    del area(data)["scale"]
    assert problems(data) == []


def test_check_a_shared_judgement_is_shared_by_two() -> None:
    data = framework_data()
    area(data)["inspectorates"] = ["ofsted"]
    assert only(data).what == "A shared judgement needs at least two inspectorates"


def test_check_a_parent_exists() -> None:
    data = framework_data()
    area(data)["parent"] = "overall"
    assert only(data).what == "There is no judgement area “overall” in this file"


def test_check_an_area_is_not_its_own_part() -> None:
    data = framework_data()
    area(data)["parent"] = "lscb"
    assert only(data).what == "The area is a part of itself"


def test_check_areas_are_not_parts_of_each_other() -> None:
    data = framework_data()
    second_area(data, parent="lscb")
    area(data)["parent"] = "practice"
    assert [problem.place for problem in problems(data)] == [
        "judgement_areas[1].parent",
        "judgement_areas[2].parent",
    ]


def test_check_a_part_may_stand_before_its_parent() -> None:
    data = framework_data()
    second_area(data)
    area(data)["parent"] = "practice"
    assert problems(data) == []


def test_check_a_descriptor_has_a_reference_of_its_own_in_its_grade() -> None:
    data = framework_data()
    area(data)["descriptors"].append(area(data)["descriptors"][0].copy())
    problem = only(data)
    assert problem.place == "judgement_areas[1].descriptors[4].reference"
    assert problem.what == "The grade “outstanding” has a descriptor TEST ¶116 already"


def test_check_two_grades_may_share_a_reference() -> None:
    data = framework_data()
    area(data)["descriptors"][0]["reference"] = area(data)["descriptors"][1]["reference"]
    assert problems(data) == []


# --- rules --------------------------------------------------------------------------------------


def with_definition(**definition: Any) -> Data:
    data = framework_data()
    second_area(data)
    data["limiting_rules"][0]["definition"] = definition
    return data


def presupposes(**fields: str) -> Data:
    return with_definition(
        **{
            "kind": "presupposes",
            "area": "lscb",
            "grade": "outstanding",
            "criteria_of": "good",
            **fields,
        }
    )


def limits(**fields: Any) -> Data:
    return with_definition(**{"kind": "limits", "area": "lscb", "grade": "inadequate", **fields})


def test_check_a_rule_about_a_missing_area_is_named_with_its_line() -> None:
    data = presupposes(area="lcsb")
    problem = only(data)
    assert problem.line == line_of(data, "area: lcsb")
    assert problem.place == "limiting_rules[1].definition.area"
    assert problem.what == "There is no judgement area “lcsb” in this file"
    assert problem.fix == "Write “lscb”"


@pytest.mark.parametrize("key", ["grade", "criteria_of"])
def test_check_a_rule_names_grades_of_the_scale(key: str) -> None:
    problem = only(presupposes(**{key: "adequate"}))
    assert problem.place == f"limiting_rules[1].definition.{key}"
    assert problem.what == "There is no grade “adequate” in the scale of “lscb”"


def test_check_a_grade_does_not_presuppose_itself() -> None:
    assert only(presupposes(criteria_of="outstanding")).what == (
        "The rule says that a grade presupposes itself"
    )


def test_check_a_limit_names_areas_and_grades_that_exist() -> None:
    data = limits(
        any_of=[{"area": "practise", "grade": "inadequate"}],
        all_of=[{"area": "practice", "grade": "bad"}],
    )
    assert [(problem.place, problem.what) for problem in problems(data)] == [
        (
            "limiting_rules[1].definition.any_of[1].area",
            "There is no judgement area “practise” in this file",
        ),
        (
            "limiting_rules[1].definition.all_of[1].grade",
            "There is no grade “bad” in the scale of “practice”",
        ),
    ]


def test_check_a_limit_that_names_sound_areas_is_no_fault() -> None:
    assert problems(limits(any_of=[{"area": "practice", "grade": "inadequate"}])) == []


def test_check_a_limit_says_when_it_applies() -> None:
    assert only(limits()).what == "The rule does not say when it applies"


def test_check_an_area_is_not_limited_by_itself() -> None:
    problem = only(limits(any_of=[{"area": "lscb", "grade": "inadequate"}]))
    assert problem.what == "The rule limits an area by its own grade"


def test_check_a_rule_about_an_area_without_grades_is_found() -> None:
    data = framework_data()
    words = second_area(data, grading="narrative", descriptors=[])
    del words["scale"]
    data["limiting_rules"][0]["definition"] = {
        "kind": "limits",
        "area": "lscb",
        "grade": "inadequate",
        "any_of": [{"area": "practice", "grade": "inadequate"}],
    }
    assert only(data).what == "The area “practice” has no grades"
