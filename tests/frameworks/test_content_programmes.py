"""The other frameworks that the documents name, held against what the documents say of them."""

import pytest

from frameworks.format import AreaPart, FrameworkFile, InspectionTypePart
from tests.frameworks.shipped import STEMS, area_of, in_documents, says, shipped, words_of

JTAI = ["jtai-2015", "jtai-2018"]


def stem_of(name: str) -> str:
    (found,) = [stem for stem in STEMS if stem == name or stem.startswith(f"{name}-20")]
    return found


def all_words(file: FrameworkFile) -> str:
    """What the areas of a file say, in small letters with straight apostrophes."""
    return " ".join(area_words(area) for area in file.judgement_areas)


def area_words(area: AreaPart) -> str:
    parts = [area.title, area.scope, area.note, *map(words_of, area.criteria)]
    parts += [item.heading for item in area.criteria]
    return " ".join(" ".join(parts).split()).lower().replace("’", "'")


def areas_of(file: FrameworkFile, kind: InspectionTypePart) -> list[AreaPart]:
    return [area_of(file, code) for code in kind.areas]


# --- the single inspection ----------------------------------------------------------------------

SINGLE = [
    ("overall", None),
    ("help_and_protection", "overall"),
    ("looked_after_and_permanence", "overall"),
    ("adoption", "looked_after_and_permanence"),
    ("care_leavers", "looked_after_and_permanence"),
    ("leadership", "overall"),
]
FEW_CHILDREN = ["looked_after_and_permanence", "adoption", "care_leavers"]


@pytest.mark.parametrize(("code", "parent"), SINGLE)
def test_single_inspection_is_the_spine_of_the_integrated_one(
    code: str, parent: str | None
) -> None:
    """140112 ¶19, ¶41, ¶47: the authority has the same judgements in both."""
    single = area_of(shipped("sif-2013"), code)
    integrated = area_of(shipped("integrated-2014"), f"la_{code}")
    assert (single.parent, integrated.parent) == (parent, f"la_{parent}" if parent else None)
    assert (single.grading, single.inspectorates) == ("graded", ["ofsted"])
    assert (integrated.grading, integrated.inspectorates) == ("graded", ["ofsted"])
    assert {item.own for item in [*single.criteria, *integrated.criteria]} == {True}


@pytest.mark.parametrize("code", FEW_CHILDREN)
def test_what_a_very_small_area_hardly_has_may_be_left_without_a_grade(code: str) -> None:
    assert area_of(shipped("sif-2013"), code).not_judged
    assert area_of(shipped("integrated-2014"), f"la_{code}").not_judged


def test_only_the_authority_may_be_left_without_a_grade_in_the_integrated_inspection() -> None:
    areas = shipped("integrated-2014").judgement_areas
    assert {area.agency_kind for area in areas if area.not_judged} == {"local_authority"}


# --- joint targeted area inspections ------------------------------------------------------------


@pytest.mark.parametrize("inspection", ["joint", "single_agency"])
def test_targeted_inspection_evaluates_the_four_things_of_the_document(inspection: str) -> None:
    """150092 ¶11 and ¶33."""
    file = shipped("jtai-2015")
    (kind,) = [
        one
        for one in file.inspection_types
        if ("single" in one.code) is (inspection == "single_agency")
    ]
    rows = [row for row in in_documents("joint_targeted") if row["inspection"] == inspection]
    areas = areas_of(file, kind)
    for row in rows:
        wanted = row["says"].split(";")
        fitting = [area for area in areas if all(says(area_words(area), facts) for facts in wanted)]
        assert fitting != [], row["reference"]


@pytest.mark.parametrize("stem", JTAI)
def test_joint_targeted_area_inspection_has_no_graded_area(stem: str) -> None:
    """150092 ¶23."""
    file = shipped(stem)
    assert file.grade_scales == []
    assert {area.grading for area in file.judgement_areas} <= {"narrative", "ungraded"}
    assert [kind.graded for kind in file.inspection_types] == [False] * len(file.inspection_types)


@pytest.mark.parametrize("stem", JTAI)
def test_joint_targeted_area_inspection_ends_in_a_letter(stem: str) -> None:
    """150092 ¶23, ¶25: Ofsted assures its quality."""
    for kind in shipped(stem).inspection_types:
        forms = {(form.kind, form.quality_assured_by) for form in kind.report_forms}
        assert forms & {("joint_letter", "ofsted"), ("letter", "ofsted")}


def test_topics_of_the_deep_dive_are_the_first_round_and_six_candidates() -> None:
    """150092 ¶12–13."""
    first, *candidates = shipped("jtai-2015").deep_dive_topics
    assert first.source == "150092 ¶12"
    assert "2015" in first.round
    assert "2016" in first.round
    assert [topic.source for topic in candidates] == ["150092 ¶13"] * 6
    titles = " ".join(topic.title.lower() for topic in candidates)
    for words in [
        "early help",
        "domestic abuse",
        "older children",
        "sexual abuse",
        "neglect",
        "genital mutilation",
    ]:
        assert words in titles


@pytest.mark.parametrize("stem", JTAI)
def test_a_topic_is_chosen_for_each_joint_inspection(stem: str) -> None:
    """150092 ¶11; 180025 ¶4."""
    file = shipped(stem)
    assert file.deep_dive_topics != []
    assert all(kind.deep_dive for kind in file.inspection_types)


def test_joint_audit_is_what_the_area_hands_in() -> None:
    """150092 ¶16."""
    for kind in shipped("jtai-2015").inspection_types:
        if "single" not in kind.code:
            (submission,) = kind.submissions
            assert (submission.by, submission.source) == ("partnership", "150092 ¶16")


def test_new_arrangements_are_looked_at_in_six_kinds_of_agency() -> None:
    """180025 ¶2: the authority, health, the police, youth offending, the NPS and the CRCs."""
    words = all_words(shipped("jtai-2018"))
    for name in [
        "local authority",
        "health",
        "police",
        "youth offending",
        "national probation service",
        "community rehabilitation compan",
    ]:
        assert name in words
    assert "safeguarding arrangements" in words


# --- ILACS --------------------------------------------------------------------------------------


def test_care_leavers_have_a_judgement_of_their_own_since_2023() -> None:
    def codes(stem: str) -> list[str]:
        return sorted(area.code for area in shipped(stem).judgement_areas if area.scale)

    before = ["help_and_protection", "in_care", "leaders", "overall"]
    assert codes("ilacs-2018") == before
    assert codes("ilacs-2023") == sorted([*before, "care_leavers"])


@pytest.mark.parametrize("stem", ["ilacs-2018", "ilacs-2023"])
def test_ilacs_has_its_five_events_and_grades_at_two(stem: str) -> None:
    """180025 ¶9."""
    file = shipped(stem)
    graded = sorted(kind.code for kind in file.inspection_types if kind.graded)
    others = sorted(kind.code for kind in file.inspection_types if not kind.graded)
    assert [code.split("-")[0] for code in graded] == ["short", "standard"]
    assert [code.split("-")[0] for code in others] == ["annual", "focused", "monitoring"]


@pytest.mark.parametrize("stem", ["ilacs-2018", "ilacs-2023"])
def test_self_assessment_comes_from_the_authority(stem: str) -> None:
    """180025 ¶9."""
    handed_in = [
        submission for kind in shipped(stem).inspection_types for submission in kind.submissions
    ]
    assert {submission.by for submission in handed_in} == {"local_authority"}
    assert all(says(submission.title.lower(), "self-assess") for submission in handed_in)


# --- single programmes --------------------------------------------------------------------------


@pytest.mark.parametrize("row", in_documents("other_programmes"), ids=lambda row: row["reference"])
def test_programme_says_what_its_paragraph_says(row: dict[str, str]) -> None:
    words = all_words(shipped(stem_of(row["file"])))
    for facts in row["says"].split(";"):
        assert says(words, facts), facts


def test_three_pillars_are_graded_on_four_points() -> None:
    """180025 ¶13."""
    file = shipped(stem_of("peel"))
    (scale,) = file.grade_scales
    assert [grade.code for grade in scale.grades] == [
        "outstanding",
        "good",
        "requires_improvement",
        "inadequate",
    ]
    graded = [area for area in file.judgement_areas if area.scale]
    assert [area.title.lower() for area in graded] == ["effectiveness", "efficiency", "legitimacy"]


@pytest.mark.parametrize("name", ["clas", "ncpi", "cqc-saas", "cqc-core-service"])
def test_programme_whose_grades_the_documents_do_not_name_has_none(name: str) -> None:
    """140112 ¶11, ¶57; 180025 ¶15–21."""
    assert not any(kind.graded for kind in shipped(stem_of(name)).inspection_types)


def test_seven_groups_of_services_are_reviewed() -> None:
    """180025 ¶19."""
    file = shipped(stem_of("clas"))
    found = [item for area in file.judgement_areas for item in area.criteria]
    in_areas = [area for area in file.judgement_areas if area.paragraph.startswith("180025 ¶19")]
    groups = [item for item in found if item.reference.startswith("180025 ¶19")]
    assert 7 in (len(groups), len(in_areas))


@pytest.mark.parametrize("stem", STEMS)
def test_file_without_criteria_says_so(stem: str) -> None:
    file = shipped(stem)
    if not any(area.criteria for area in file.judgement_areas):
        assert says(file.note.lower(), "criteria|lines of enquiry")


@pytest.mark.parametrize("stem", STEMS)
def test_area_without_criteria_or_descriptors_says_so(stem: str) -> None:
    file = shipped(stem)
    for area in file.judgement_areas:
        if not area.criteria and not area.descriptors:
            words = f"{area.note} {file.note}".lower()
            assert says(words, "criteria|lines of enquiry"), area.code


# --- 2009 to 2012 -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["slac-2009", "cpi-2012", "multi-agency-2012"])
def test_adequate_stands_only_on_the_scale_before_2013(name: str) -> None:
    """NCAS12: inspection performance."""
    (scale,) = shipped(name).grade_scales
    assert [grade.code for grade in scale.grades] == [
        "outstanding",
        "good",
        "adequate",
        "inadequate",
    ]


def test_no_later_scale_has_adequate() -> None:
    for stem in STEMS:
        for scale in shipped(stem).grade_scales:
            codes = {grade.code for grade in scale.grades}
            assert codes & {"adequate", "requires_improvement"} in (
                {"adequate"},
                {"requires_improvement"},
            )


@pytest.mark.parametrize("model", ["1", "2", "3"])
def test_model_grades_what_the_slide_grades(model: str) -> None:
    """NCAS12: making judgements in a multi-agency inspection."""
    file = shipped("multi-agency-2012")
    (kind,) = [one for one in file.inspection_types if one.code.endswith(model)]
    rows = [row for row in in_documents("multi_agency_2012_judgements") if row["model"] == model]
    found = [(area.agency_kind, "yes" if area.scale else "no") for area in areas_of(file, kind)]
    assert found == [(row["agency_kind"] or "partnership", row["graded"]) for row in rows]


@pytest.mark.parametrize("model", ["1", "2", "3"])
def test_multi_agency_inspection_is_unannounced_and_takes_two_weeks(model: str) -> None:
    """NCAS12: key proposals and consultation."""
    file = shipped("multi-agency-2012")
    (kind,) = [one for one in file.inspection_types if one.code.endswith(model)]
    steps = {step.code: step for step in kind.key_dates}
    start, end = steps["fieldwork_start"], steps["fieldwork_end"]
    assert (start.working_days, start.own_setting) == (0, False)
    assert (end.after, end.weeks, end.own_setting) == ("fieldwork_start", 2, False)


def test_six_cohorts_are_the_scope() -> None:
    """NCAS12: scope of inspection."""
    rows = in_documents("multi_agency_2012_cohorts")
    found = [
        item
        for area in shipped("multi-agency-2012").judgement_areas
        for item in area.criteria
        if item.reference.startswith("NCAS12: scope")
    ]
    assert len(found) == len(rows) == 6
    for item, row in zip(found, rows, strict=True):
        for facts in row["says"].split(";"):
            assert says(words_of(item), facts), (item.reference, facts)


@pytest.mark.parametrize(("grade", "statements"), [("adequate", 9), ("good", 5)])
def test_what_adequate_and_good_look_like_is_whole(grade: str, statements: int) -> None:
    """NCAS12: setting the bar."""
    file = shipped("multi-agency-2012")
    found = [one for area in file.judgement_areas for one in area.descriptors if one.grade == grade]
    assert len(found) == statements
