"""The faults of a file's plan: strands, who joins when, topics, themes, questions and groups."""

from collections.abc import Callable
from typing import Any

import pytest

from frameworks.loader.check import check
from frameworks.loader.sheet import Known
from frameworks.values import Problem
from tests.factories.frameworks import THEMES, framework_content, framework_data

KNOWN = Known(
    inspectorates=frozenset({"ofsted", "cqc", "hmic"}),
    powers=frozenset({"ca2004-s20", "eia2006-s136", "hsca2008-s48"}),
    framework_titles={},
    joint_powers=frozenset({"ca2004-s20"}),
    themes=frozenset(THEMES),
)
Data = dict[str, Any]
Damage = Callable[[Data], None]


def planned() -> Data:
    """A file with one of everything that a plan can have, and no fault."""
    data = framework_data()
    data["no_area_grade"] = "TEST ¶25"
    data["questions"] = [{"code": "understood", "text": "Do leaders?", "source": "TEST ¶70"}]
    data["deep_dive_topics"] = [{"code": "neglect", "title": "Neglect", "source": "TEST ¶13"}]
    data["shared_scopes"] = [
        {
            "code": "all",
            "title": "All",
            "reference": "TEST ¶43",
            "statement": "What all cover.",
            "areas": ["overall", "practice"],
        }
    ]
    data["inspection_types"][0].update(
        areas=["overall", "practice", "lscb"],
        deep_dive=True,
        optional_participants=[
            {"inspectorate": "hmic", "condition": "Where there is one.", "source": "TEST ¶29"}
        ],
        strands=[
            strand("joint", "ca2004-s20", ["ofsted", "cqc", "hmic"], ["lscb"]),
            strand("ofsted", "eia2006-s136", ["ofsted"], ["overall", "practice"]),
        ],
        submissions=[
            {"code": "audit", "title": "Audit", "by": "partnership", "source": "TEST ¶16"}
        ],
    )
    data["inspection_types"][0]["report_forms"][0]["strand"] = "joint"
    for code, parent in (("overall", None), ("practice", "overall")):
        data["judgement_areas"].append(
            {
                "code": code,
                "title": code,
                "grading": "graded",
                "agency_kind": "local_authority",
                "paragraph": "TEST ¶41",
                "inspectorates": ["ofsted"],
                "scale": "four-point",
                "parent": parent,
                "not_judged": "Very small areas.",
            }
        )
    inadequate = {"area": "practice", "grade": "inadequate"}
    not_understood = {"question": "understood", "answer": False}
    data["limiting_rules"] += [
        rule("limit", kind="limits", any_of=[inadequate], all_of=[not_understood]),
        rule(
            "count",
            kind="limits",
            count_of={"at_least": 1, "among": [{**inadequate}, {"any_of": [not_understood]}]},
        ),
        {**rule("sum", kind="cumulative", of=["practice"]), "strength": "must"},
        rule("weight", kind="bears_on", of=["practice"]),
    ]
    return data


def strand(code: str, power: str, inspectorates: list[str], areas: list[str]) -> Data:
    return {
        "code": code,
        "title": code,
        "power": power,
        "inspectorates": inspectorates,
        "areas": areas,
    }


def rule(code: str, **definition: Any) -> Data:
    if definition["kind"] == "limits":
        definition["grade"] = "inadequate"
    return {
        "code": code,
        "source": "TEST ¶67",
        "strength": "likely",
        "statement": "Says so.",
        "definition": {"area": "overall", **definition},
    }


def problems(data: Data) -> list[Problem]:
    return list(check(framework_content(data), KNOWN).problems)


def kind(data: Data) -> Data:
    return data["inspection_types"][0]


def definition(data: Data, code: str) -> Data:
    return next(one["definition"] for one in data["limiting_rules"] if one["code"] == code)


def test_a_plan_with_everything_has_no_fault() -> None:
    assert problems(planned()) == []


# --- one change each: the place, what is wrong, and what to do ------------------------------------

STRANDS = "inspection_types[1].strands"


def set_in(*path: str | int, to: Any) -> Damage:
    def damage(data: Data) -> None:
        target: Any = data
        for part in path[:-1]:
            target = target[part]
        target[path[-1]] = to

    return damage


def in_rule(code: str, **changes: Any) -> Damage:
    return lambda data: definition(data, code).update(changes)


TYPE = ("inspection_types", 0)
FAULTS: list[tuple[str, Damage, str, str, str]] = [
    (
        "a strand names a power that exists",
        set_in(*TYPE, "strands", 1, "power", to="eia2006-s13"),
        f"{STRANDS}[2].power",
        "There is no legal power “eia2006-s13” in this service",
        "Write “eia2006-s136”",
    ),
    (
        "a strand names inspectorates that take part",
        set_in(*TYPE, "strands", 1, "inspectorates", to=["hmi-prisons"]),
        f"{STRANDS}[2].inspectorates[1]",
        "There is no inspectorate “hmi-prisons” among the participants",
        "Use one of: cqc, hmic, ofsted",
    ),
    (
        "a power of one inspectorate has one",
        set_in(*TYPE, "strands", 1, "inspectorates", to=["ofsted", "cqc"]),
        f"{STRANDS}[2].inspectorates",
        "“eia2006-s136” is the power of one inspectorate, and 2 stand here",
        "Give each a strand of its own",
    ),
    (
        "a power to inspect together has two",
        set_in(*TYPE, "strands", 0, "inspectorates", to=["ofsted"]),
        f"{STRANDS}[1].inspectorates",
        "“ca2004-s20” is a power to inspect together, and one inspectorate stands here",
        "Name those who inspect together",
    ),
    (
        "an area is answered in one strand",
        set_in(*TYPE, "strands", 1, "areas", to=["overall", "practice", "lscb"]),
        f"{STRANDS}[2].areas[3]",
        "The area “lscb” is answered in another strand",
        "Name each area in one strand",
    ),
    (
        "every area of a type is answered",
        set_in(*TYPE, "strands", 1, "areas", to=["overall"]),
        "inspection_types[1].areas[2]",
        "The area “practice” is answered in no strand",
        "Add it to the areas of a strand",
    ),
    (
        "a strand answers areas of its type",
        set_in(*TYPE, "areas", to=["overall", "practice"]),
        f"{STRANDS}[1].areas[1]",
        "There is no judgement area “lscb” among the type’s areas",
        "Use one of: overall, practice",
    ),
    (
        "a strand stands once",
        set_in(*TYPE, "strands", 1, "code", to="joint"),
        f"{STRANDS}[2].code",
        "The strand “joint” stands in line",
        "Give this strand a code of its own",
    ),
    (
        "whoever may join takes part",
        set_in(*TYPE, "optional_participants", 0, "inspectorate", to="hmci"),
        "inspection_types[1].optional_participants[1].inspectorate",
        "There is no inspectorate “hmci” among the participants",
        "Write “hmic”",
    ),
    (
        "whoever leads always takes part",
        set_in(*TYPE, "optional_participants", 0, "inspectorate", to="ofsted"),
        "inspection_types[1].optional_participants[1].inspectorate",
        "“ofsted” leads, so it always takes part",
        "Remove it from the optional participants",
    ),
    (
        "a deep dive has topics",
        set_in("deep_dive_topics", to=[]),
        "inspection_types[1].deep_dive",
        "The type has a deep dive, and the file names no topic for one",
        "Add “deep_dive_topics:” to the file",
    ),
    (
        "a report is that of a strand",
        set_in(*TYPE, "report_forms", 0, "strand", to="jiont"),
        "inspection_types[1].report_forms[1].strand",
        "There is no strand “jiont” in this inspection type",
        "Write “joint”",
    ),
    (
        "a submission stands once",
        lambda data: kind(data)["submissions"].append(kind(data)["submissions"][0].copy()),
        "inspection_types[1].submissions[2].code",
        "The submission “audit” stands in line",
        "Give this submission a code of its own",
    ),
    (
        "a timetable has the first day of fieldwork",
        set_in(*TYPE, "key_dates", to=[{"code": "notice", "title": "N", "own_setting": True}]),
        "inspection_types[1].key_dates",
        "The timetable has no step “fieldwork_start”",
        "Add it: the overall lead chooses its day",
    ),
    (
        "a criterion has a theme",
        set_in("judgement_areas", 0, "criteria", 1, "themes", to=[]),
        "judgement_areas[1].criteria[2]",
        "The criterion has no theme",
        "Add “themes:” with one to 3 of: early_help, leadership, partnership_governance",
    ),
    (
        "a theme exists",
        set_in("judgement_areas", 0, "criteria", 1, "themes", to=["early-help"]),
        "judgement_areas[1].criteria[2].themes[1]",
        "There is no theme “early-help” in this service",
        "Write “early_help”",
    ),
    (
        "a theme stands once in a criterion",
        set_in("judgement_areas", 0, "criteria", 1, "themes", to=["leadership"] * 2),
        "judgement_areas[1].criteria[2].themes[2]",
        "“leadership” stands here twice",
        "Remove one of the two",
    ),
    (
        "a part belongs to its own agency’s judgement",
        set_in("judgement_areas", 0, "parent", to="overall"),
        "judgement_areas[1].parent",
        "The area is a part of another agency’s, and TEST ¶25 has no grade for a whole area",
        "Name a parent of the same agency kind",
    ),
    (
        "a scope covers areas that exist",
        set_in("shared_scopes", 0, "areas", to=["overal"]),
        "shared_scopes[1].areas[1]",
        "There is no judgement area “overal” in this file",
        "Write “overall”",
    ),
    (
        "a question stands once",
        lambda data: data["questions"].append(data["questions"][0].copy()),
        "questions[2].code",
        "The question “understood” stands in line",
        "Give this question a code of its own",
    ),
    (
        "a rule asks a question of the file",
        in_rule("limit", all_of=[{"question": "understand", "answer": False}]),
        "limiting_rules[2].definition.all_of[1].question",
        "There is no question “understand” in this file",
        "Write “understood”",
    ),
    (
        "an answer is yes or no",
        in_rule("limit", all_of=[{"question": "understood", "answer": "no"}]),
        "limiting_rules[2].definition.all_of[1].answer",
        "“no” is neither true nor false",
        "Write true or false",
    ),
    (
        "a group inside a rule says something",
        in_rule("limit", all_of=[{}]),
        "limiting_rules[2].definition.all_of[1]",
        "The rule does not say when it applies",
        "Add “any_of:”, “all_of:” or “count_of:”",
    ),
    (
        "a rule counts no more than there is",
        set_in("limiting_rules", 2, "definition", "count_of", "at_least", to=3),
        "limiting_rules[3].definition.count_of.at_least",
        "The rule counts 3 of 2",
        "Write 2 at most",
    ),
    (
        "a rule counts grades of the scale",
        set_in("limiting_rules", 2, "definition", "count_of", "among", 0, "grade", to="inadequat"),
        "limiting_rules[3].definition.count_of.among[1].grade",
        "There is no grade “inadequat” in the scale of “practice”",
        "Write “inadequate”",
    ),
    (
        "a rule limits no area by its own grade, however deep",
        in_rule("limit", all_of=[{"any_of": [{"area": "overall", "grade": "good"}]}]),
        "limiting_rules[2].definition.all_of[1].any_of[1].area",
        "The rule limits an area by its own grade",
        "Name another area",
    ),
    (
        "no grade follows from another agency’s",
        in_rule("limit", any_of=[{"area": "lscb", "grade": "inadequate"}]),
        "limiting_rules[2].definition.any_of[1].area",
        "A grade follows from another agency’s, and TEST ¶25 has no grade for a whole area",
        "Name areas of the same agency kind",
    ),
    (
        "no judgement is the sum of agencies’ own",
        in_rule("sum", of=["practice", "lscb"]),
        "limiting_rules[4].definition.of[2]",
        "A grade follows from another agency’s, and TEST ¶25 has no grade for a whole area",
        "Name areas of the same agency kind",
    ),
    (
        "no area is a part of its own sum",
        in_rule("sum", of=["overall"]),
        "limiting_rules[4].definition.of[1]",
        "The rule lets an area follow from itself",
        "Name another area",
    ),
    (
        "what bears on an area exists",
        in_rule("weight", of=["practise"]),
        "limiting_rules[5].definition.of[1]",
        "There is no judgement area “practise” in this file",
        "Write “practice”",
    ),
    (
        "a rule and a question have codes of their own",
        set_in("limiting_rules", 1, "code", to="understood"),
        "limiting_rules[2].code",
        "A question has the code “understood” too",
        "Give the rule another code",
    ),
    (
        "a framework’s address is its own",
        set_in("framework", "code", to="themes"),
        "framework.code",
        "“themes” is the address of another page",
        "Give the framework another code",
    ),
    (
        "a kind of rule is one of four",
        in_rule("weight", kind="adds_up"),
        "limiting_rules[5].definition",
        "The kind of rule is not known",
        "Use kind: presupposes, limits, cumulative, bears_on",
    ),
]


@pytest.mark.parametrize(
    ("damage", "place", "what", "fix"),
    [fault[1:] for fault in FAULTS],
    ids=[fault[0] for fault in FAULTS],
)
def test_check_finds_where_a_plan(damage: Damage, place: str, what: str, fix: str) -> None:
    data = planned()
    damage(data)
    (problem,) = problems(data)
    assert problem.place == place
    assert problem.what.startswith(what)
    assert problem.fix == fix
    assert problem.line > 0


def test_a_fourth_theme_is_too_many() -> None:
    data = planned()
    themes = [*THEMES, "leadership"]
    data["judgement_areas"][0]["criteria"][0]["themes"] = themes
    assert "Write at most 3 here" in [problem.fix for problem in problems(data)]


def test_a_narrative_area_is_never_left_unjudged() -> None:
    data = planned()
    data["judgement_areas"][1].update(grading="narrative", scale=None)
    data["limiting_rules"] = []
    (problem,) = problems(data)
    assert problem.place == "judgement_areas[2].not_judged"
    assert problem.what == "This area is narrative, so “not_judged” has no meaning"


def test_two_strands_may_each_have_a_report_of_a_kind() -> None:
    data = planned()
    form = kind(data)["report_forms"][0]
    kind(data)["report_forms"].append({**form, "strand": "ofsted"})
    assert problems(data) == []


def test_where_one_grade_for_the_area_is_not_forbidden_agencies_may_be_taken_together() -> None:
    data = planned()
    data["no_area_grade"] = ""
    data["judgement_areas"][0]["parent"] = "overall"
    definition(data, "sum")["of"] = ["practice", "lscb"]
    assert problems(data) == []
