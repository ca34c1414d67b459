"""How evaluations of practice are told: one, those of a case, and what all of them come to."""

from typing import Any
from uuid import UUID

import pytest

from frameworks.models import (
    FrameworkVersion,
    Grade,
    GradeDescriptor,
    GradeScale,
    JudgementArea,
    LimitingRule,
)
from inspections.models import (
    Case,
    EvaluationEvidence,
    PracticeEvaluation,
    PracticeEvaluationRevision,
    Strand,
)
from inspections.models.practice import Scale, evaluated, scale_from, scale_of
from inspections.presenters.practice import (
    CASE_COLUMNS,
    CaseAreaShown,
    cases_without,
    count_cells,
    count_columns,
    descriptors_of,
    evaluate_url,
    evaluation_facts,
    evaluation_url,
    of_case,
    of_inspection,
    relied_links,
    revision_text,
    sent_text,
)
from inspections.rules.practice import AgencyPractice, Share
from inspections.values.practice import Met
from organisations.models import Agency
from tests.inspections.kept_rows import (
    AT,
    CASE,
    CQC,
    HEALTH,
    INSPECTION,
    JOINT,
    KIT,
    OFSTED,
    POLICE,
    SCRIPT,
    SINGLE,
    fetched,
    item,
    summary,
    table,
)

BEST, GOOD, POOR, WORST = GRADES = [
    Grade(pk=number, code=title.lower().replace(" ", "_"), title=title, rank=number)
    for number, title in enumerate(["Outstanding", "Good", "Requires improvement", "Inadequate"], 1)
]
OTHER_CASE = Case(pk=8, reference="S2")
IN_CASE = "/inspections/OF-2026-0001/cases/T1/practice"


def rule(**definition: Any) -> LimitingRule:
    return LimitingRule(code="r", source="¶1", strength="must", statement="", definition=definition)


def area(
    code: str = "help",
    *,
    grades: list[Grade] | None = None,
    rules: list[LimitingRule] | None = None,
    **changes: Any,
) -> JudgementArea:
    scale = fetched(GradeScale(pk=1, code="four"), grades=grades) if grades else None
    version = fetched(FrameworkVersion(pk=UUID(int=1)), limiting_rules=rules or [])
    usual = {"title": "Help and protection", "paragraph": "140112 ¶115", "scale": scale}
    return JudgementArea(version=version, code=code, **{**usual, **changes})


def evaluation(number: int = 1, **changes: Any) -> PracticeEvaluation:
    usual = {
        "pk": number,
        "reference": f"P-{number}",
        "case": CASE,
        "agency": POLICE,
        "area": area(grades=GRADES),
        "grade": GOOD,
        "reasons": "Reviewed in time.",
        "strand": JOINT,
        "owner": CQC,
        "author": KIT,
        "recorded_at": AT,
    }
    return PracticeEvaluation(**{**usual, **changes})


def strand_with(strand: Strand, *areas: JudgementArea) -> Strand:
    copy = Strand(
        pk=strand.pk, code=strand.code, title=strand.title, kind=strand.kind, owner=strand.owner
    )
    return fetched(copy, judgement_areas=list(areas))


def of_one_case(
    *evaluations: PracticeEvaluation,
    strands: Any = None,
    agencies: Any = (POLICE,),
    may_evaluate: bool = True,
) -> list[CaseAreaShown]:
    return of_case(
        INSPECTION,
        CASE,
        [strand_with(JOINT, area())] if strands is None else strands,
        agencies,
        evaluations,
        owner=CQC.pk,
        may_evaluate=may_evaluate,
    )


# --- scales -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grades", "criteria_of", "codes", "benchmark"),
    [
        (GRADES, "", ("outstanding", "good", "requires_improvement", "inadequate"), 1),
        (GRADES, "requires_improvement", tuple(one.code for one in GRADES), 2),
        (GRADES[1:3], "", ("good", "requires_improvement"), 0),
        ([], "", (Met.WELL, Met.IN_PART, Met.NOT_MET), 0),
        ([], "good", (Met.WELL, Met.IN_PART, Met.NOT_MET), 0),
    ],
)
def test_a_scale_is_that_of_the_framework_or_how_far_criteria_are_met(
    grades: list[Grade], criteria_of: str, codes: tuple[str, ...], benchmark: int
) -> None:
    scale = scale_from(grades, criteria_of)
    assert (scale.codes, scale.benchmark) == (codes, benchmark)
    assert len(scale.titles) == len(codes)


@pytest.mark.parametrize(
    ("rules", "benchmark"),
    [
        ([], 1),
        (
            [
                rule(
                    kind="presupposes",
                    area="help",
                    grade="good",
                    criteria_of="requires_improvement",
                )
            ],
            2,
        ),
        (
            [
                rule(
                    kind="presupposes",
                    area="lscb",
                    grade="good",
                    criteria_of="requires_improvement",
                )
            ],
            1,
        ),
        ([rule(kind="bears_on", area="help", of=["lscb"])], 1),
        ([rule(kind="nobody knows")], 1),
        (
            [
                rule(kind="bears_on", area="help", of=["lscb"]),
                rule(kind="presupposes", area="help", grade="good", criteria_of="outstanding"),
            ],
            0,
        ),
    ],
)
def test_a_rule_of_the_version_says_which_grade_the_criteria_describe(
    rules: list[LimitingRule], benchmark: int
) -> None:
    assert scale_of(area(grades=GRADES, rules=rules)).benchmark == benchmark


@pytest.mark.parametrize(
    ("grades", "grade", "met", "place"),
    [
        (GRADES, BEST, "", 0),
        (GRADES, WORST, "", 3),
        (GRADES, None, "not_seen", None),
        (GRADES[:2], WORST, "", None),
        ([], None, "well", 0),
        ([], None, "not_met", 2),
        ([], None, "not_seen", None),
    ],
)
def test_an_evaluation_has_a_place_on_the_scale_or_none(
    grades: list[Grade], grade: Grade | None, met: str, place: int | None
) -> None:
    row = evaluation(grade=grade, met=met)
    assert scale_from(grades, "").position(row) == place
    [value] = evaluated(scale_from(grades, ""), [row])
    assert (value.agency, value.case, value.position) == ("police", "T1", place)


# --- descriptors --------------------------------------------------------------------------------


def test_descriptors_stand_under_their_grade_in_their_order() -> None:
    rows = [
        GradeDescriptor(grade=GOOD, reference="115a", statement="First"),
        GradeDescriptor(grade=BEST, reference="116", statement="Best"),
        GradeDescriptor(grade=GOOD, reference="115b", statement="Second"),
    ]
    shown = descriptors_of([BEST, GOOD, WORST], rows)
    assert [(one.title, one.statements) for one in shown] == [
        ("Outstanding", [("116", "Best")]),
        ("Good", [("115a", "First"), ("115b", "Second")]),
        ("Inadequate", []),
    ]


def test_a_descriptor_of_a_grade_that_is_not_shown_is_left_out() -> None:
    rows = [GradeDescriptor(grade=WORST, reference="117", statement="Worst")]
    assert descriptors_of([GOOD], rows)[0].statements == []
    assert descriptors_of([], rows) == []


# --- addresses ----------------------------------------------------------------------------------


def test_practice_is_evaluated_by_part_area_and_agency() -> None:
    address = evaluate_url(INSPECTION, CASE, SINGLE, area("help"), POLICE)
    assert address == f"{IN_CASE}/cqc-health/help/police/"


def test_an_evaluation_has_its_page_under_its_case() -> None:
    assert evaluation_url(INSPECTION, evaluation()) == f"{IN_CASE}/P-1/"


# --- those of one case --------------------------------------------------------------------------


def test_each_area_of_each_part_has_a_table() -> None:
    strands = [
        strand_with(JOINT, area("help"), area("lead", title="Leadership")),
        strand_with(SINGLE, area("help")),
    ]
    shown = of_one_case(strands=strands)
    assert [(one.anchor, one.caption) for one in shown] == [
        ("joint-help", "By agency: Help and protection, Joint inspection"),
        ("joint-lead", "By agency: Leadership, Joint inspection"),
        ("cqc-health-help", "By agency: Help and protection, Health"),
    ]
    assert [one.table_id for one in shown] == [
        "joint-help-table",
        "joint-lead-table",
        "cqc-health-help-table",
    ]


@pytest.mark.parametrize(("strands", "tables"), [([], 0), ([strand_with(JOINT)], 0), (None, 1)])
def test_without_areas_there_is_no_table(strands: Any, tables: int) -> None:
    assert len(of_one_case(strands=strands)) == tables


def test_without_agencies_a_table_has_no_rows() -> None:
    [shown] = of_one_case(agencies=[])
    assert shown.rows == []


@pytest.mark.parametrize(
    ("may_evaluate", "words", "url"),
    [
        (True, "Evaluate Northmere Police", f"{IN_CASE}/joint/help/police/"),
        (False, "Not evaluated", ""),
    ],
)
def test_what_nobody_has_evaluated_can_be_by_those_who_may(
    may_evaluate: bool, words: str, url: str
) -> None:
    [shown] = of_one_case(may_evaluate=may_evaluate)
    [row] = shown.rows
    assert [cell.text for cell in row] == ["Northmere Police", words, "None", ""]
    assert row[1].url == url


@pytest.mark.parametrize("may_evaluate", [True, False])
def test_what_the_readers_inspectorate_said_leads_to_its_page(may_evaluate: bool) -> None:
    [shown] = of_one_case(evaluation(), may_evaluate=may_evaluate)
    [row] = shown.rows
    assert [cell.text for cell in row] == [
        "Northmere Police",
        "Good",
        "None",
        "The whole joint team",
    ]
    assert row[1].url == f"{IN_CASE}/P-1/"
    assert len(row) == len(CASE_COLUMNS)


def test_what_others_said_is_named_beside_it_and_leads_nowhere() -> None:
    others = [
        evaluation(2, owner=OFSTED, grade=WORST),
        evaluation(3, owner=type(CQC)(pk=9, short_name="HMICFRS"), grade=None, met="not_seen"),
    ]
    [shown] = of_one_case(evaluation(), *others)
    [row] = shown.rows
    assert row[2].text == "Ofsted: Inadequate, HMICFRS: Not seen"
    assert row[2].url == ""


def test_where_only_others_evaluated_the_reader_still_can() -> None:
    [shown] = of_one_case(evaluation(owner=OFSTED))
    [row] = shown.rows
    assert [cell.text for cell in row[1:]] == ["Evaluate Northmere Police", "Ofsted: Good", ""]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"agency": HEALTH},
        {"strand": SINGLE},
        {"area": area("lead", grades=GRADES)},
    ],
    ids=["agency", "part", "area"],
)
def test_what_was_evaluated_elsewhere_is_not_counted_here(elsewhere: dict[str, Any]) -> None:
    [shown] = of_one_case(evaluation(**elsewhere))
    assert shown.rows[0][1].text == "Evaluate Northmere Police"


def test_an_area_is_found_again_by_its_code_after_an_upgrade() -> None:
    older = evaluation(area=area("help", grades=GRADES, title="As it was called"))
    [shown] = of_one_case(older)
    assert shown.rows[0][1].text == "Good"


def test_names_are_no_markup_in_a_table() -> None:
    odd = Agency(pk=5, code="odd", name=SCRIPT)
    [shown] = of_one_case(agencies=[odd])
    drawn = table(CASE_COLUMNS, shown.rows)
    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") == 2


# --- one evaluation -----------------------------------------------------------------------------


def test_an_evaluation_says_whose_practice_against_what_and_why() -> None:
    rows = evaluation_facts(evaluation(reasons="One\nTwo"))
    assert [(row.key, row.value, row.verbatim) for row in rows[:4]] == [
        ("Practice of", "Northmere Police", False),
        ("Against", "Help and protection (140112 ¶115)", False),
        ("It comes to", "Good", False),
        ("Reasons", "One\nTwo", True),
    ]
    assert [row.key for row in rows[4:]] == ["Recorded", "Who sees it"]


@pytest.mark.parametrize(
    ("grade", "met", "words"),
    [
        (BEST, "", "Outstanding"),
        (None, "well", "Met well"),
        (None, "in_part", "Met in part"),
        (None, "not_met", "Not met"),
        (None, "not_seen", "Not seen"),
    ],
)
def test_an_evaluation_comes_to_a_grade_or_how_far_it_was_met(
    grade: Grade | None, met: str, words: str
) -> None:
    assert evaluation(grade=grade, met=met).conclusion == words
    said = PracticeEvaluationRevision(grade=grade, met=met, reasons="Why")
    assert revision_text(said) == f"{words}\n\nWhy" == sent_text(words, "Why")


def test_a_withdrawn_evaluation_says_so_last() -> None:
    gone = evaluation(withdrawn_at=AT, withdrawn_by=KIT, withdrawn_why="Wrong case")
    assert evaluation_facts(gone)[-1].value.endswith("by Kit Ash: Wrong case")


def test_reasons_are_no_markup() -> None:
    drawn = summary(evaluation_facts(evaluation(reasons=f"</dd>{SCRIPT}")))
    assert "<script>" not in drawn
    assert "&lt;/dd&gt;&lt;script&gt;" in drawn


# --- what it rests on ---------------------------------------------------------------------------


def resting_on(*numbers: int) -> PracticeEvaluationRevision:
    links = [EvaluationEvidence(said=item(number).said) for number in numbers]
    return fetched(PracticeEvaluationRevision(), evidence_links=links)


@pytest.mark.parametrize(
    ("seen", "labels"),
    [
        ([], []),
        ([2], ["E-2, version 2"]),
        ([1, 2], ["E-1, version 2", "E-2, version 2"]),
        ([3], []),
    ],
)
def test_it_names_the_evidence_that_the_reader_sees_and_no_other(
    seen: list[int], labels: list[str]
) -> None:
    links = relied_links(INSPECTION, resting_on(1, 2), {UUID(int=one) for one in seen})
    assert [one.label for one in links] == labels
    assert all(one.url.startswith("/inspections/OF-2026-0001/evidence/E-") for one in links)


def test_what_rests_on_nothing_names_nothing() -> None:
    assert relied_links(INSPECTION, resting_on(), {UUID(int=1)}) == []


# --- all of them --------------------------------------------------------------------------------


def involved(case: Case, *agencies: Agency) -> Case:
    return fetched(Case(pk=case.pk, reference=case.reference), agencies=list(agencies))


def test_an_area_says_how_many_cases_came_to_each_grade() -> None:
    cases = [involved(CASE, POLICE), involved(OTHER_CASE, POLICE)]
    rows = [evaluation(), evaluation(2, case=OTHER_CASE, grade=WORST)]
    [shown] = of_inspection([area(grades=GRADES)], [POLICE], cases, rows)
    assert (shown.title, shown.reference) == ("Help and protection", "140112 ¶115")
    assert shown.anchor == "practice-help"
    assert shown.caption == "Cases by agency: Help and protection"
    [row] = shown.rows
    assert [cell.text for cell in row] == [
        "Northmere Police",
        "0",
        "1",
        "0",
        "1",
        "1 of 2",
        "1 of 2",
        "0",
    ]
    assert len(row) == len(shown.columns)


def test_an_agency_stands_there_if_it_is_involved_or_was_evaluated() -> None:
    probation = Agency(pk=8, code="probation", name="Probation")
    cases = [involved(CASE, HEALTH)]
    shown = of_inspection([area(grades=GRADES)], [HEALTH, POLICE, probation], cases, [evaluation()])
    assert [(row[0].text, row[0].hint) for row in shown[0].rows] == [
        ("Northmere Health", "Not evaluated yet: T1."),
        ("Northmere Police", ""),
    ]


def test_areas_are_counted_apart() -> None:
    areas = [area("help", grades=GRADES), area("lead", grades=[])]
    shown = of_inspection(areas, [POLICE], [involved(CASE, POLICE)], [evaluation()])
    assert [one.rows[0][0].hint for one in shown] == ["", "Not evaluated yet: T1."]
    assert len(shown[0].columns) > len(shown[1].columns)


def test_without_areas_agencies_or_cases_there_is_nothing_to_count() -> None:
    assert of_inspection([], [POLICE], [], []) == []
    assert of_inspection([area()], [POLICE], [], [])[0].rows == []
    assert of_inspection([area()], [], [involved(CASE, POLICE)], [])[0].rows == []


# --- columns and cells --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("titles", "benchmark", "labels"),
    [
        (
            ("Outstanding", "Good", "Requires improvement", "Inadequate"),
            1,
            ["Good or better", "Requires improvement or better"],
        ),
        (("Outstanding", "Good", "Poor"), 1, ["Good or better"]),
        (("Outstanding", "Good", "Poor"), 2, ["Poor or better"]),
        (("Met well", "Met in part", "Not met"), 0, ["Met well, share", "Met in part or better"]),
        (("Met", "Not met"), 0, ["Met, share"]),
    ],
)
def test_shares_are_of_the_benchmark_and_of_the_next_unless_that_is_every_case(
    titles: tuple[str, ...], benchmark: int, labels: list[str]
) -> None:
    columns = count_columns(Scale(titles, titles, benchmark))
    assert [one.label for one in columns] == ["Agency", *titles, *labels, "Not seen"]
    assert [one.numeric for one in columns] == [False] + [True] * (len(columns) - 1)


def practice(differing: int = 0, at_next: Share | None = None) -> AgencyPractice:
    return AgencyPractice("police", (1, 2), 3, differing, Share(3, 3), at_next)


@pytest.mark.parametrize(
    ("differing", "missing", "hint"),
    [
        (0, [], ""),
        (1, [], "Inspectorates differ over 1 case."),
        (2, [], "Inspectorates differ over 2 cases."),
        (0, ["T1"], "Not evaluated yet: T1."),
        (0, ["T1", "S2"], "Not evaluated yet: T1, S2."),
        (1, ["T1"], "Inspectorates differ over 1 case. Not evaluated yet: T1."),
    ],
)
def test_a_row_says_where_inspectorates_differ_and_what_is_missing(
    differing: int, missing: list[str], hint: str
) -> None:
    cells = count_cells("Northmere Police", practice(differing), missing)
    assert (cells[0].text, cells[0].hint) == ("Northmere Police", hint)


@pytest.mark.parametrize(
    ("at_next", "texts"),
    [
        (None, ["1", "2", "3 of 3", "3"]),
        (Share(0, 3), ["1", "2", "3 of 3", "0 of 3", "3"]),
        (Share(0, 0), ["1", "2", "3 of 3", "None seen", "3"]),
        (Share(4, 5), ["1", "2", "3 of 3", "4 of 5 (80%)", "3"]),
    ],
)
def test_a_row_counts_grades_shares_and_what_was_not_seen(
    at_next: Share | None, texts: list[str]
) -> None:
    cells = count_cells("Police", practice(at_next=at_next), [])
    assert [cell.text for cell in cells[1:]] == texts
    assert all(cell.numeric for cell in cells[1:])


# --- cases without ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "labels"), [([], ["T1", "S2"]), ([CASE], ["S2"]), ([CASE, OTHER_CASE], [])]
)
def test_a_case_that_nobody_evaluated_is_named(done: list[Case], labels: list[str]) -> None:
    rows = [evaluation(number, case=case) for number, case in enumerate(done, 1)]
    links = cases_without(INSPECTION, [CASE, OTHER_CASE], rows)
    assert [one.label for one in links] == labels
    assert [one.url for one in links] == [
        f"/inspections/OF-2026-0001/cases/{one}/practice/" for one in labels
    ]
