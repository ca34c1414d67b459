"""Where an inspection is on the track: one row per answer."""

from datetime import date

import pytest

from desk.stages import STAGES, stage_details, stage_index, stage_names
from inspections.states import InspectionState
from judgements.states import JudgementState
from reports.states import ReportState


@pytest.mark.parametrize(
    ("inspection", "judgement", "report", "stage"),
    [
        (InspectionState.PLANNED, None, None, "Notice"),
        (InspectionState.NOTIFIED, None, None, "Notice"),
        (InspectionState.POSTPONED, None, None, "Notice"),
        (InspectionState.FIELDWORK, None, None, "Fieldwork"),
        (InspectionState.SUSPENDED, None, None, "Fieldwork"),
        (InspectionState.FIELDWORK, JudgementState.GATHERING, None, "Fieldwork"),
        (InspectionState.FIELDWORK, JudgementState.POSITIONS_OPEN, None, "Judgement"),
        (InspectionState.REPORTING, JudgementState.GATHERING, None, "Judgement"),
        (InspectionState.REPORTING, JudgementState.PROPOSED, None, "Judgement"),
        (InspectionState.REPORTING, JudgementState.AGREED, None, "Draft"),
        (InspectionState.REPORTING, JudgementState.AGREED, ReportState.DRAFTING, "Draft"),
        (InspectionState.REPORTING, JudgementState.AGREED, ReportState.AGREEMENT, "Draft"),
        (
            InspectionState.REPORTING,
            JudgementState.AGREED,
            ReportState.WITH_CHAIR,
            "Factual accuracy",
        ),
        (
            InspectionState.REPORTING,
            JudgementState.AGREED,
            ReportState.ANSWERING,
            "Factual accuracy",
        ),
        (
            InspectionState.REPORTING,
            JudgementState.AGREED,
            ReportState.FINAL_AGREEMENT,
            "Publication",
        ),
    ],
)
def test_stage_index_follows_from_the_facts(
    inspection: str, judgement: str | None, report: str | None, stage: str
) -> None:
    index = stage_index(inspection=inspection, judgement=judgement, report=report)
    assert STAGES[index] == stage


@pytest.mark.parametrize(
    "state", [ReportState.PUBLISHED, ReportState.SUPERSEDED, ReportState.WITHDRAWN]
)
def test_stage_index_is_past_the_last_once_it_is_published(state: str) -> None:
    index = stage_index(
        inspection=InspectionState.REPORTING, judgement=JudgementState.AGREED, report=state
    )
    assert index == len(STAGES)


def test_stage_details_are_short_dates_and_empty_where_there_is_none() -> None:
    details = stage_details({"notification": date(2026, 12, 7)})
    assert details == ["7 Dec", "", "", "", "", ""]


def test_where_nothing_is_graded_findings_stand_for_the_judgement() -> None:
    assert stage_names(is_graded=True) == STAGES
    assert stage_names(is_graded=False) == (
        "Notice",
        "Fieldwork",
        "Findings",
        "Draft",
        "Factual accuracy",
        "Publication",
    )
