"""The structure of the integrated framework as it is shipped, held against No. 140112.

What its criteria and descriptors say is held against the document item by item in `test_content`.
"""

import pytest

from frameworks.format import (
    AreaPart,
    BearsOnPart,
    CumulativePart,
    FormPart,
    FrameworkFile,
    InspectionTypePart,
    LimitsPart,
    PresupposesPart,
    RulePart,
    StrandPart,
)
from frameworks.values import Grading, Strength
from tests.frameworks.shipped import area_of, checked, shipped

FIVE = ["ofsted", "cqc", "hmic", "hmi-probation", "hmi-prisons"]
LOCAL_AUTHORITY = [
    "la_overall",
    "la_help_and_protection",
    "la_looked_after_and_permanence",
    "la_adoption",
    "la_care_leavers",
    "la_leadership",
]
HEALTH = [
    "health_overall",
    "health_help_and_protection",
    "health_looked_after",
    "health_leadership",
]
POLICE = ["police_overall", "police_help_and_protection", "police_leadership"]
IN_WORDS = ["probation", "youth_offending", "custody"]
STEPS = [
    ("notification", ""),
    ("fieldwork_start", "notification"),
    ("fieldwork_end", "fieldwork_start"),
    ("draft_to_chair", "fieldwork_end"),
    ("accuracy_response", "draft_to_chair"),
    ("publication", "accuracy_response"),
]


@pytest.fixture(scope="module")
def file() -> FrameworkFile:
    return shipped("integrated-2014")


@pytest.fixture(scope="module")
def whole(file: FrameworkFile) -> InspectionTypePart:
    """The inspection of all agencies at once."""
    return kind_of(file, "integrated")


@pytest.fixture(scope="module")
def board(file: FrameworkFile) -> InspectionTypePart:
    """The joint inspection of the board by itself."""
    return kind_of(file, "integrated-lscb")


@pytest.fixture(scope="module")
def lscb(file: FrameworkFile) -> AreaPart:
    return area_of(file, "lscb")


def kind_of(file: FrameworkFile, code: str) -> InspectionTypePart:
    (found,) = [kind for kind in file.inspection_types if kind.code == code]
    return found


def form_of(kind: InspectionTypePart, form: str, strand: str | None = None) -> FormPart:
    (found,) = [
        one for one in kind.report_forms if one.kind == form and (one.strand or None) == strand
    ]
    return found


def rule_of(file: FrameworkFile, code: str) -> RulePart:
    (found,) = [rule for rule in file.limiting_rules if rule.code == code]
    return found


def says(form: FormPart, words: str) -> bool:
    """Whether the guidance of one of the form's sections has these words."""
    return any(words in " ".join(section.guidance.split()) for section in form.sections)


# --- the version --------------------------------------------------------------------------------


def test_complete_version_has_a_name_of_its_own(file: FrameworkFile) -> None:
    """Version 2014-06 held the board only, and may be in force somewhere."""
    assert (file.framework.code, file.version) == ("integrated", "2014-06.2")
    assert file.source.reference == "140112"
    assert "2014-06" in file.note


def test_it_loads_without_a_fault() -> None:
    assert checked("integrated-2014").problems == ()


def test_scale_has_four_grades_the_best_first(file: FrameworkFile) -> None:
    """140112 ¶29."""
    (scale,) = file.grade_scales
    assert [grade.code for grade in scale.grades] == [
        "outstanding",
        "good",
        "requires_improvement",
        "inadequate",
    ]


def test_the_area_as_a_whole_has_no_grade(file: FrameworkFile) -> None:
    """140112 ¶25, ¶108."""
    assert file.no_area_grade == "140112 ¶25, ¶108"
    shared = [area.code for area in file.judgement_areas if area.grading is Grading.SHARED]
    assert shared == ["lscb"]


# --- judgement areas ----------------------------------------------------------------------------


def test_areas_stand_agency_by_agency_and_the_board_last(file: FrameworkFile) -> None:
    """140112 ¶41, ¶59, ¶74."""
    found = [area.code for area in file.judgement_areas]
    assert found == [*LOCAL_AUTHORITY, *HEALTH, *POLICE, *IN_WORDS, "lscb"]


@pytest.mark.parametrize(
    ("codes", "kind", "inspectorate"),
    [
        (LOCAL_AUTHORITY, "local_authority", "ofsted"),
        (HEALTH, "health", "cqc"),
        (POLICE, "police", "hmic"),
    ],
)
def test_three_agencies_are_graded_each_by_its_inspectorate(
    file: FrameworkFile, codes: list[str], kind: str, inspectorate: str
) -> None:
    """140112 ¶29, ¶40–41."""
    for area in (area_of(file, code) for code in codes):
        assert (area.grading, area.scale) == (Grading.GRADED, "four-point")
        assert (area.agency_kind, area.inspectorates) == (kind, [inspectorate])


@pytest.mark.parametrize(
    ("code", "inspectorate"),
    [
        ("probation", "hmi-probation"),
        ("youth_offending", "hmi-probation"),
        ("custody", "hmi-prisons"),
    ],
)
def test_small_samples_are_described_in_words(
    file: FrameworkFile, code: str, inspectorate: str
) -> None:
    """140112 ¶29."""
    area = area_of(file, code)
    assert (area.grading, area.agency_kind) == (Grading.NARRATIVE, code)
    assert area.inspectorates == [inspectorate]
    assert area.criteria


def test_parts_stand_under_the_overall_judgement_of_their_agency(file: FrameworkFile) -> None:
    """140112 ¶41: adoption performance and care leavers are within looked after."""
    parents = {area.code: area.parent for area in file.judgement_areas if area.parent}
    within = {"la_adoption", "la_care_leavers"}
    expected = dict.fromkeys(within, "la_looked_after_and_permanence")
    for codes in (LOCAL_AUTHORITY, HEALTH, POLICE):
        expected |= {code: codes[0] for code in codes[1:] if code not in within}
    assert parents == expected


@pytest.mark.parametrize("code", LOCAL_AUTHORITY)
def test_criteria_of_the_authority_are_marked_as_our_own(file: FrameworkFile, code: str) -> None:
    """140112 ¶47: Ofsted's are in its own framework, which the documents do not contain."""
    area = area_of(file, code)
    assert 3 <= len(area.criteria) <= 6
    assert all(item.own and " own " in item.reference for item in area.criteria)
    assert area.descriptors == []
    assert "130216" in area.note


def test_only_criteria_of_the_authority_are_our_own(file: FrameworkFile) -> None:
    own = [area.code for area in file.judgement_areas if any(item.own for item in area.criteria)]
    assert own == LOCAL_AUTHORITY


def test_very_small_authority_may_have_judgements_left_out(file: FrameworkFile) -> None:
    """Ofsted 130216, outside the documents."""
    found = {area.code: area.not_judged for area in file.judgement_areas if area.not_judged}
    assert list(found) == ["la_looked_after_and_permanence", "la_adoption", "la_care_leavers"]
    assert all("130216" in " ".join(text.split()) for text in found.values())


def test_health_grade_is_no_rating_of_a_provider(
    file: FrameworkFile, whole: InspectionTypePart
) -> None:
    """140112 ¶57."""
    assert "no rating of any provider" in " ".join(area_of(file, "health_overall").note.split())
    assert says(form_of(whole, "agency_report", "cqc"), "no rating of any provider")


def test_every_graded_area_that_the_document_describes_has_every_grade(
    file: FrameworkFile,
) -> None:
    """140112 ¶63–70, ¶75–81, ¶115–118."""
    grades = {grade.code for scale in file.grade_scales for grade in scale.grades}
    for code in [*HEALTH, *POLICE, "lscb"]:
        assert {found.grade for found in area_of(file, code).descriptors} == grades


def test_every_criterion_of_the_board_has_its_own_heading(lscb: AreaPart) -> None:
    """140112 ¶115 has no headings, so these are ours."""
    assert len({item.heading for item in lscb.criteria}) == 12
    assert all(len(item.heading) <= 60 for item in lscb.criteria)


def test_statements_and_points_are_sentences(file: FrameworkFile) -> None:
    items = [item for area in file.judgement_areas for item in area.criteria]
    # A colon where the points are the rest of the sentence.
    statements = [
        item.statement[:-1] + "."
        if item.points and item.statement.endswith(":")
        else item.statement
        for item in items
    ]
    texts = [*statements, *(point for item in items for point in item.points)]
    assert [text for text in texts if not text.endswith((".", ".)"))] == []


def test_footnote_on_deaf_and_disabled_children_stands_with_its_criterion(lscb: AreaPart) -> None:
    """140112 footnote 22."""
    noted = {item.reference: item.note for item in lscb.criteria if item.note}
    assert list(noted) == ["140112 ¶115b"]
    assert "deaf and disabled children" in noted["140112 ¶115b"]


@pytest.mark.parametrize(
    ("reference", "areas", "footnotes"),
    [
        ("140112 ¶43", [LOCAL_AUTHORITY[1], HEALTH[1], POLICE[1]], ["12"]),
        ("140112 ¶44", [*LOCAL_AUTHORITY[2:5], HEALTH[2]], ["13"]),
        ("140112 ¶45", [LOCAL_AUTHORITY[5], HEALTH[3], POLICE[2]], ["14"]),
        ("140112 ¶114", ["lscb"], ["19", "20", "21"]),
    ],
)
def test_summary_applies_to_the_judgements_that_it_names(
    file: FrameworkFile, reference: str, areas: list[str], footnotes: list[str]
) -> None:
    (scope,) = [scope for scope in file.shared_scopes if scope.reference == reference]
    assert scope.areas == areas
    assert "footnote" in scope.note
    assert all(number in scope.note for number in footnotes)


# --- inspection types ---------------------------------------------------------------------------


def test_both_types_are_graded_and_led_by_ofsted(file: FrameworkFile) -> None:
    """140112 ¶19, ¶29."""
    assert [kind.code for kind in file.inspection_types] == ["integrated", "integrated-lscb"]
    for kind in file.inspection_types:
        assert (kind.graded, kind.led_by, kind.power) == (True, "ofsted", "ca2004-s20")
        assert kind.participants == FIVE


def test_inspection_of_the_board_keeps_its_one_area(board: InspectionTypePart) -> None:
    assert board.areas == ["lscb"]
    (strand,) = board.strands
    assert (strand.code, strand.power) == ("joint", "ca2004-s20")
    assert (strand.inspectorates, strand.areas) == (FIVE, ["lscb"])


@pytest.mark.parametrize("code", ["integrated", "integrated-lscb"])
def test_prisons_join_where_there_is_custody_and_advise_elsewhere(
    file: FrameworkFile, code: str
) -> None:
    """140112 ¶29, ¶100–101."""
    (optional,) = kind_of(file, code).optional_participants
    assert optional.inspectorate == "hmi-prisons"
    assert "140112 ¶29" in optional.source
    assert "¶100–101" in optional.source
    assert "advises on request" in " ".join(optional.condition.split())


def test_each_inspectorate_works_under_its_own_power(whole: InspectionTypePart) -> None:
    """140112 ¶29, footnotes 2 and 4."""
    assert {strand.code: (strand.power, strand.areas) for strand in whole.strands} == {
        "joint": ("ca2004-s20", ["lscb"]),
        "ofsted": ("eia2006-s136", LOCAL_AUTHORITY),
        "cqc": ("hsca2008-s48", HEALTH),
        "hmic": ("hmic-own", POLICE),
        "hmi-probation": ("hmip-own", ["probation", "youth_offending"]),
        "hmi-prisons": ("hmipr-own", ["custody"]),
    }


def test_strand_of_one_power_belongs_to_one_inspectorate(whole: InspectionTypePart) -> None:
    def single(strand: StrandPart) -> bool:
        return strand.inspectorates == [strand.code]

    assert [strand.code for strand in whole.strands if not single(strand)] == ["joint"]
    assert whole.strands[0].inspectorates == FIVE


def test_every_area_is_in_one_strand(whole: InspectionTypePart, file: FrameworkFile) -> None:
    in_strands = [area for strand in whole.strands for area in strand.areas]
    assert sorted(in_strands) == sorted(whole.areas)
    assert whole.areas == [area.code for area in file.judgement_areas]


@pytest.mark.parametrize("code", ["integrated", "integrated-lscb"])
def test_only_the_weeks_on_site_come_from_the_source(file: FrameworkFile, code: str) -> None:
    """140112 ¶36, ¶38."""
    (step,) = [step for step in kind_of(file, code).key_dates if not step.own_setting]
    assert (step.code, step.weeks) == ("fieldwork_end", 4)
    assert step.source.startswith("140112 ¶36, ¶38")


def test_prisons_are_expected_in_week_three(whole: InspectionTypePart) -> None:
    """140112 ¶100."""
    (step,) = [step for step in whole.key_dates if step.code == "fieldwork_end"]
    assert "HMI Prisons is expected in week three" in " ".join(step.source.split())


@pytest.mark.parametrize("code", ["integrated", "integrated-lscb"])
def test_steps_go_from_the_notice_to_publication(file: FrameworkFile, code: str) -> None:
    assert [(step.code, step.after) for step in kind_of(file, code).key_dates] == STEPS


@pytest.mark.parametrize("code", ["integrated", "integrated-lscb"])
def test_comments_on_accuracy_take_ten_working_days(file: FrameworkFile, code: str) -> None:
    (step,) = [step for step in kind_of(file, code).key_dates if step.code == "accuracy_response"]
    assert (step.working_days, step.own_setting) == (10, True)


# --- reports ------------------------------------------------------------------------------------


def test_letter_on_the_board_is_quality_assured_by_ofsted(board: InspectionTypePart) -> None:
    """140112 ¶113; the two classes of recommendation: 150092 ¶24."""
    (form,) = board.report_forms
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


def test_each_inspectorate_reports_on_its_agency(whole: InspectionTypePart) -> None:
    """140112 ¶30, ¶42, ¶109–110, ¶113."""
    assert [(form.kind, form.strand or None) for form in whole.report_forms] == [
        *[("agency_report", code) for code in FIVE],
        ("joint_report", "joint"),
        ("summary", None),
        ("combined", None),
    ]
    assert [form.quality_assured_by for form in whole.report_forms] == [*FIVE, *["ofsted"] * 3]


@pytest.mark.parametrize("strand", FIVE)
def test_agency_report_says_what_is_strong_and_what_can_improve(
    whole: InspectionTypePart, strand: str
) -> None:
    """140112 ¶24, ¶29, ¶102, ¶109."""
    addressed = [
        section.kind
        for section in form_of(whole, "agency_report", strand).sections
        if section.addressed
    ]
    assert addressed == ["strengths", "improvement"]


@pytest.mark.parametrize(
    ("strand", "judged"),
    [("ofsted", 1), ("cqc", 1), ("hmic", 1), ("hmi-probation", 0), ("hmi-prisons", 0)],
)
def test_only_reports_on_graded_agencies_hold_judgements(
    whole: InspectionTypePart, strand: str, judged: int
) -> None:
    """140112 ¶29."""
    kinds = [section.kind for section in form_of(whole, "agency_report", strand).sections]
    assert kinds.count("judgement") == judged


def test_joint_report_holds_the_shared_judgement(whole: InspectionTypePart) -> None:
    """140112 ¶113."""
    kinds = [section.kind for section in form_of(whole, "joint_report", "joint").sections]
    assert kinds.count("judgement") == 1


def test_summary_follows_the_shared_scopes(whole: InspectionTypePart, file: FrameworkFile) -> None:
    """140112 ¶42, and ¶108: it gives no grade for the area."""
    form = form_of(whole, "summary")
    keys = [section.key for section in form.sections]
    scopes = [scope.code for scope in file.shared_scopes if scope.code != "lscb"]
    assert keys[1 : 1 + len(scopes)] == scopes
    assert says(form, "Give no grade for the area as a whole")


# --- rules --------------------------------------------------------------------------------------


def test_rules_bear_the_name_of_their_agency(file: FrameworkFile) -> None:
    for rule in file.limiting_rules:
        assert rule.code.split("-")[0] == rule.definition.area.split("_")[0]


@pytest.mark.parametrize(
    ("code", "source", "area", "parts"),
    [
        (
            "la-overall-is-cumulative",
            "140112 ¶41",
            "la_overall",
            ["la_help_and_protection", "la_looked_after_and_permanence", "la_leadership"],
        ),
        ("health-overall-is-cumulative", "140112 ¶59", "health_overall", HEALTH[1:]),
        ("police-overall-is-cumulative", "140112 ¶74", "police_overall", POLICE[1:]),
    ],
)
def test_overall_is_cumulative(
    file: FrameworkFile, code: str, source: str, area: str, parts: list[str]
) -> None:
    rule = rule_of(file, code)
    assert rule.source == source
    assert rule.definition == CumulativePart(kind="cumulative", area=area, of=parts)


def test_adoption_and_care_leavers_bear_on_looked_after(file: FrameworkFile) -> None:
    """140112 ¶41."""
    rule = rule_of(file, "la-looked-after-considers-its-parts")
    assert rule.source == "140112 ¶41"
    assert rule.definition == BearsOnPart(
        kind="bears_on",
        area="la_looked_after_and_permanence",
        of=["la_adoption", "la_care_leavers"],
    )


@pytest.mark.parametrize(
    ("code", "source", "strength", "parts"),
    [
        (
            "la-overall-inadequate",
            "Ofsted 130216 (outside the documents)",
            Strength.MUST,
            ["la_help_and_protection", "la_looked_after_and_permanence", "la_leadership"],
        ),
        ("health-overall-inadequate", "140112 ¶67", Strength.LIKELY, HEALTH[1:]),
        ("police-overall-inadequate", "140112 ¶79", Strength.LIKELY, POLICE[1:]),
    ],
)
def test_any_inadequate_part_bears_on_overall(
    file: FrameworkFile, code: str, source: str, strength: Strength, parts: list[str]
) -> None:
    rule = rule_of(file, code)
    assert (rule.source, rule.strength) == (source, strength)
    assert isinstance(rule.definition, LimitsPart)
    assert (rule.definition.grade, rule.definition.all_of) == ("inadequate", [])
    assert [(one.area, one.grade) for one in rule.definition.any_of] == [
        (part, "inadequate") for part in parts
    ]


def test_health_leadership_is_inadequate_only_where_it_does_not_understand(
    file: FrameworkFile,
) -> None:
    """140112 ¶70: either main judgement, and not understood."""
    rule = rule_of(file, "health-leadership-inadequate")
    assert (rule.source, rule.strength) == ("140112 ¶70", Strength.LIKELY)
    assert rule.definition.model_dump(exclude_defaults=True) == {
        "kind": "limits",
        "area": "health_leadership",
        "grade": "inadequate",
        "any_of": [
            {"area": "health_help_and_protection", "grade": "inadequate"},
            {"area": "health_looked_after", "grade": "inadequate"},
        ],
        "all_of": [{"question": "health_leaders_understand", "answer": False}],
    }


def test_police_leadership_is_inadequate_only_where_it_does_not_understand(
    file: FrameworkFile,
) -> None:
    """140112 ¶81."""
    rule = rule_of(file, "police-leadership-inadequate")
    assert (rule.source, rule.strength) == ("140112 ¶81", Strength.LIKELY)
    assert rule.definition.model_dump(exclude_defaults=True) == {
        "kind": "limits",
        "area": "police_leadership",
        "grade": "inadequate",
        "all_of": [
            {"area": "police_help_and_protection", "grade": "inadequate"},
            {"question": "police_leaders_understand", "answer": False},
        ],
    }


@pytest.mark.parametrize(("agency", "source"), [("health", "140112 ¶70"), ("police", "140112 ¶81")])
def test_leadership_requires_improvement_where_it_deals_with_failures_that_it_found(
    file: FrameworkFile, agency: str, source: str
) -> None:
    """Both paragraphs say so without "likely"."""
    rule = rule_of(file, f"{agency}-leadership-requires-improvement")
    assert (rule.source, rule.strength) == (source, Strength.MUST)
    assert rule.definition.model_dump(exclude_defaults=True) == {
        "kind": "limits",
        "area": f"{agency}_leadership",
        "grade": "requires_improvement",
        "all_of": [
            {"question": f"{agency}_failures_self_identified", "answer": True},
            {"question": f"{agency}_failures_being_addressed", "answer": True},
            {"question": f"{agency}_good_leadership_in_place", "answer": False},
        ],
    }


def test_outstanding_presupposes_good_except_overall(file: FrameworkFile) -> None:
    """140112 ¶68–70, ¶80–81, ¶116; overall outstanding has its own list (¶63, ¶75)."""
    found = [rule for rule in file.limiting_rules if isinstance(rule.definition, PresupposesPart)]
    assert {rule.definition.area: rule.source for rule in found} == {
        "health_help_and_protection": "140112 ¶68",
        "health_looked_after": "140112 ¶69",
        "health_leadership": "140112 ¶70",
        "police_help_and_protection": "140112 ¶80",
        "police_leadership": "140112 ¶81",
        "lscb": "140112 ¶116",
    }
    assert {rule.strength for rule in found} == {Strength.LIKELY}
    assert rule_of(file, "lscb-outstanding-presupposes-good") in found


def test_every_question_is_asked_by_a_rule_of_its_paragraph(file: FrameworkFile) -> None:
    asked = {
        (item.question, rule.source)
        for rule in file.limiting_rules
        if isinstance(rule.definition, LimitsPart)
        for item in rule.definition.all_of
        if hasattr(item, "question")
    }
    assert asked == {(question.code, question.source) for question in file.questions}
