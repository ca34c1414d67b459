"""What the home page and the page of an inspection show, word for word."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from desk.presenters import (
    INSPECTION_COLUMNS,
    Happening,
    InspectionPresenter,
    _counted,
    inspection_rows,
)
from desk.stages import STAGE_DATES
from frameworks.models import InspectionType
from inspections.models import Assignment, Inspection
from inspections.permissions import assignment_of
from organisations.models import User
from pages.shown import Task
from records.actor import acting_as
from tests.factories.documents import begun_health
from tests.factories.inspections import (
    JointInspection,
    case_of,
    evidence_by,
    inspection_at,
    joint_inspection,
    single_strand,
)
from tests.factories.journeys import conversation_of, evaluation_of
from tests.factories.judgements import agreed_judgement, opened_judgement, position_of
from tests.factories.reports import begun_report, report_at
from tests.reports.newer import newer, upgraded

pytestmark = pytest.mark.django_db


def shown_to(joint: JointInspection, person: User | None = None) -> InspectionPresenter:
    """The inspection as somebody of its team sees it; the overall lead, unless said."""
    inspection = Inspection.objects.for_page().get(pk=joint.inspection.pk)
    member = assignment_of(person or joint.overall_lead, inspection, timezone.localdate())
    assert member is not None
    return InspectionPresenter(inspection, member)


def tasks_of(joint: JointInspection, person: User | None = None) -> dict[str, Task]:
    """Every task of the page by its title."""
    with acting_as(person or joint.overall_lead):
        groups = shown_to(joint, person).tasks
    return {task.title: task for _, tasks in groups for task in tasks}


def current_step(joint: JointInspection) -> str:
    steps = shown_to(joint).track
    return next((step.label for step in steps if step.state == "current"), "")


# --- counting ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "None yet"), (1, "1 person"), (2, "2 people"), (21, "21 people")],
)
def test_a_number_is_said_with_its_word(number: int, words: str) -> None:
    assert _counted(number, "person", "people") == words


# --- the list ------------------------------------------------------------------------------------


def test_an_inspection_in_the_list_leads_to_its_page() -> None:
    joint = inspection_at("notified")
    (row,) = inspection_rows([joint.inspection])
    assert [column.label for column in INSPECTION_COLUMNS] == ["Inspection", "Local area", "Stage"]
    assert [cell.text for cell in row] == [
        joint.reference,
        str(joint.inspection.area),
        "Notified",
    ]
    assert row[0].url == reverse("desk:inspection", args=[joint.reference])
    assert row[2].colour == "blue"


# --- where it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("planned", "Notice"),
        ("postponed", "Notice"),
        ("fieldwork", "Fieldwork"),
        ("suspended", "Fieldwork"),
        ("reporting", "Judgement"),
    ],
)
def test_the_track_marks_the_stage_of_the_inspection(state: str, step: str) -> None:
    assert current_step(inspection_at(state)) == step


def test_the_track_marks_the_judgement_and_then_the_draft() -> None:
    joint = joint_inspection()
    opened_judgement(joint)
    assert current_step(joint) == "Judgement"
    for code in joint.leads:
        position_of(joint, code)
    assert current_step(joint) == "Judgement"


@pytest.mark.parametrize(
    ("stage", "step"),
    [
        ("drafting", "Draft"),
        ("with_chair", "Factual accuracy"),
        ("final_agreement", "Publication"),
        ("published", ""),
    ],
)
def test_the_track_marks_the_stage_of_the_report(stage: str, step: str) -> None:
    assert current_step(report_at(stage).joint) == step


def test_the_track_has_the_key_date_of_each_stage_under_it() -> None:
    joint = joint_inspection()
    days = {row.code: row.on for row in joint.inspection.key_dates.all()}
    assert [step.detail for step in shown_to(joint).track] == [
        f"{days[codes[0]].day} {days[codes[0]]:%b}" for codes in STAGE_DATES
    ]


@pytest.mark.parametrize("code", ["draft_to_authority", "draft_to_agencies"])
def test_whoever_gets_the_draft_its_day_stands_under_the_stage(code: str) -> None:
    joint = joint_inspection()
    joint.inspection.key_dates.filter(code="draft_to_chair").update(code=code)
    day = joint.inspection.key_dates.get(code=code).on
    assert shown_to(joint).track[3].detail == f"{day.day} {day:%b}"


def test_a_part_says_under_which_power_by_whom_and_for_how_much() -> None:
    joint = joint_inspection()
    single_strand(joint, "cqc")
    rows = [[cell.text for cell in row] for row in shown_to(joint).strand_rows]
    assert rows == [
        [
            "Joint strand, section 20",
            "Children Act 2004, section 20",
            "Ofsted, CQC, HMICFRS",
            "1 area",
        ],
        ["CQC, section 1", "An Act, section 1", "CQC", "1 area"],
    ]


def test_what_is_asked_of_the_area_and_the_deep_dive_are_shown() -> None:
    joint = joint_inspection()
    assert (shown_to(joint).submission_rows, shown_to(joint).topic) == ([], "")
    kind, version = joint.inspection.inspection_type, joint.inspection.framework_version
    kind.submissions = [{"code": "a", "title": "Audit", "by": "partnership", "source": "T ¶16"}]
    version.topic_list = [{"code": "missing", "title": "Missing children", "source": "T ¶12"}]
    joint.inspection.deep_dive = "missing"
    for row in (kind, version, joint.inspection):
        row.save()
    (row,) = shown_to(joint).submission_rows
    assert [cell.text for cell in row] == ["Audit", "The partnership", "T ¶16"]
    assert shown_to(joint).topic == "Missing children"


def test_without_grades_nothing_is_judged_together() -> None:
    joint = joint_inspection()
    assert tasks_of(joint)["Judgements"].status == "Gathering"
    joint.strand.judgement_areas.update(grading="ungraded", scale=None)
    InspectionType.objects.update(is_graded=False)
    assert tasks_of(joint)["Judgements"].status == "None together"
    assert [step.label for step in shown_to(joint).track][2] == "Findings"


def test_how_it_came_to_its_version_is_told_with_the_reason() -> None:
    joint = joint_inspection()
    assert shown_to(joint).upgrades == []
    upgraded(joint, newer(version="2015-09"), why="The chair asked for the clearer wording.")
    upgraded(joint, newer(version="2016-01", on=date(2016, 1, 4)))
    first, second = shown_to(joint).upgrades
    lead = joint.overall_lead
    assert first.text == f"Upgraded from 2014-06 to 2015-09 by {lead}."
    assert first.why == "The chair asked for the clearer wording."
    assert second.text == f"Upgraded from 2015-09 to 2016-01 by {lead}."
    assert (second.why, bool(second.when)) == ("", True)


def test_where_the_framework_names_no_document_no_report_is_offered() -> None:
    joint = joint_inspection()
    assert "Report" in [task.title for _, tasks in shown_to(joint).tasks for task in tasks]
    joint.inspection.inspection_type.report_forms.all().delete()
    assert "Report" not in [task.title for _, tasks in shown_to(joint).tasks for task in tasks]


def test_of_several_documents_it_is_said_how_many_are_begun() -> None:
    told = begun_health()
    (task,) = [
        task for _, tasks in shown_to(told.joint).tasks for task in tasks if task.title == "Reports"
    ]
    assert task.status == "1 of 3 begun"
    assert task.url == reverse("reports:list", args=[told.reference])
    happened = [one.text for one in shown_to(told.joint).happenings]
    assert f"The agency report cqc: drafting ({told.writer})." in happened


# --- what is to do -------------------------------------------------------------------------------


def test_the_work_is_in_three_parts() -> None:
    joint = joint_inspection()
    groups = shown_to(joint).tasks
    assert [title for title, _ in groups] == ["Prepare", "See and record", "Judge and report"]
    assert [[task.title for task in tasks] for _, tasks in groups] == [
        [
            "Team",
            "Partnership, agencies and their leaders",
            "Key dates",
            "Stage of the inspection",
        ],
        [
            "Cases",
            "Evidence",
            "Practice in the cases",
            "Conversations",
            "Joint audit",
            "Safeguarding concerns",
            "Shared with us",
            "Intelligence for other inspectorates",
        ],
        ["Judgements", "Report"],
    ]


def test_each_task_leads_to_its_page() -> None:
    joint = joint_inspection()
    pages = {
        "Team": "inspections:team",
        "Partnership, agencies and their leaders": "inspections:agencies",
        "Key dates": "inspections:dates",
        "Stage of the inspection": "inspections:stage",
        "Cases": "inspections:cases",
        "Evidence": "inspections:evidence",
        "Practice in the cases": "inspections:practice",
        "Conversations": "inspections:conversations",
        "Joint audit": "inspections:joint_audit",
        "Safeguarding concerns": "inspections:concerns",
        "Shared with us": "inspections:shared_with_us",
        "Intelligence for other inspectorates": "inspections:intelligence_sent",
        "Judgements": "judgements:board",
        "Report": "reports:report",
    }
    found = {title: task.url for title, task in tasks_of(joint).items()}
    assert found == {
        title: reverse(
            page, args=[joint.reference, *(["joint-letter"] if title == "Report" else [])]
        )
        for title, page in pages.items()
    }


def test_the_preparation_counts_people_leads_inspectorates_and_agencies() -> None:
    joint = joint_inspection()
    tasks = tasks_of(joint)
    assert (tasks["Team"].status, tasks["Team"].hint) == (
        "7 people",
        "3 leads of 3 inspectorates",
    )
    agencies = tasks["Partnership, agencies and their leaders"]
    assert (agencies.status, agencies.hint) == ("3 agencies", str(joint.inspection.partnership))
    stage = tasks["Stage of the inspection"]
    assert (stage.status, stage.hint) == ("Fieldwork", "")


def test_somebody_who_left_is_not_counted() -> None:
    joint = joint_inspection()
    yesterday = timezone.localdate() - timedelta(days=1)
    left = Assignment.objects.get(inspection=joint.inspection, person=joint.inspectors["hmic"])
    left.starts_on = min(left.starts_on, yesterday)
    left.ends_on, left.ended_by, left.ended_at = yesterday, joint.leads["hmic"], timezone.now()
    left.save()
    assert tasks_of(joint)["Team"].status == "6 people"
    assert joint.inspectors["hmic"].name not in [row[0].text for row in shown_to(joint).team_rows]


def test_the_fieldwork_counts_cases_and_items() -> None:
    joint = joint_inspection()
    assert tasks_of(joint)["Cases"].status == "None yet"
    assert tasks_of(joint)["Evidence"].status == "None yet"
    case_of(joint)
    evidence_by(joint, joint.inspectors["cqc"])
    assert tasks_of(joint)["Cases"].status == "1 case"
    assert tasks_of(joint)["Evidence"].status == "1 item"
    case_of(joint, "sampled")
    evidence_by(joint, joint.inspectors["cqc"])
    assert tasks_of(joint)["Cases"].status == "2 cases"
    assert tasks_of(joint)["Evidence"].status == "2 items"


def test_the_fieldwork_counts_evaluations_and_conversations() -> None:
    joint = joint_inspection()
    for title in ("Practice in the cases", "Conversations"):
        assert tasks_of(joint)[title].status == "None yet"
    evaluation_of(joint, case_of(joint))
    conversation_of(joint)
    conversation_of(joint, strand=single_strand(joint, "cqc"))
    assert tasks_of(joint)["Practice in the cases"].status == "1 evaluation"
    assert tasks_of(joint, joint.inspectors["cqc"])["Conversations"].status == "2 conversations"
    assert tasks_of(joint, joint.inspectors["hmic"])["Conversations"].status == "1 conversation"


def test_an_item_of_another_inspectorates_own_strand_is_not_counted() -> None:
    joint = joint_inspection()
    own = single_strand(joint, "cqc")
    evidence_by(joint, joint.inspectors["cqc"], strand=own)
    assert tasks_of(joint, joint.inspectors["cqc"])["Evidence"].status == "1 item"
    assert tasks_of(joint, joint.inspectors["hmic"])["Evidence"].status == "None yet"


def test_what_is_not_begun_is_called_so() -> None:
    tasks = tasks_of(joint_inspection())
    assert (tasks["Judgements"].status, tasks["Report"].status) == ("Gathering", "Not begun")


def test_the_judgement_and_the_report_have_the_status_of_their_stage() -> None:
    joint = joint_inspection()
    opened_judgement(joint)
    assert tasks_of(joint)["Judgements"].status == "Positions open"
    tasks = tasks_of(report_at("with_chair").joint)
    assert (tasks["Judgements"].status, tasks["Report"].status) == ("Agreed", "With the chair")


def test_the_team_is_listed_by_inspectorate() -> None:
    joint = joint_inspection()
    rows = [[cell.text for cell in row] for row in shown_to(joint).team_rows]
    assert [row[1] for row in rows] == ["Ofsted"] * 3 + ["CQC"] * 2 + ["HMICFRS"] * 2
    assert [joint.overall_lead.name, "Ofsted", "Overall lead"] in rows
    assert [joint.leads["cqc"].name, "CQC", "Inspectorate’s lead"] in rows
    assert [joint.quality_assurer.name, "Ofsted", "Quality assurer"] in rows


# --- what happened -------------------------------------------------------------------------------


def told(joint: JointInspection) -> list[str]:
    with acting_as(joint.overall_lead):
        return [one.text for one in shown_to(joint).happenings]


def test_a_happening_has_its_time_in_england() -> None:
    happening = Happening(datetime(2026, 7, 3, 22, 59, tzinfo=UTC), "Something.")
    assert happening.when == "3 July 2026, 23:59"


def test_what_happened_is_told_in_sentences_with_the_person() -> None:
    joint = inspection_at("notified")
    lead = joint.overall_lead
    assert sorted(told(joint)) == sorted(
        [f"{lead} opened the inspection.", f"{lead} moved the inspection to notified."]
    )


def test_a_judgement_and_a_report_are_among_what_happened() -> None:
    joint = joint_inspection()
    agreed_judgement(joint)
    begun_report(joint)
    sentences = told(joint)
    title = shown_to(joint).judgements[0].area.title
    assert f"{title}: positions open ({joint.overall_lead})." in sentences
    assert any(text.startswith(f"{title}: agreed (") for text in sentences)
    assert f"The report: drafting ({joint.overall_lead})." in sentences


def test_the_newest_comes_first_and_twelve_are_enough() -> None:
    joint = report_at("published").joint
    with acting_as(joint.overall_lead):
        found = shown_to(joint).happenings
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    assert len(found) == 12
    assert found[0].text.startswith("The report: published (")


def test_another_inspections_happenings_are_not_told() -> None:
    mine, other = joint_inspection(), joint_inspection()
    agreed_judgement(other)
    assert [text for text in told(mine) if "agreed" in text] == []
