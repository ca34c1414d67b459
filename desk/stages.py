"""Where an inspection is, on the one track that every reader knows. Pure."""

from collections.abc import Mapping
from datetime import date

from inspections.states import InspectionState
from judgements.states import JudgementState
from reports.states import ReportState

STAGES = ("Notice", "Fieldwork", "Judgement", "Draft", "Factual accuracy", "Publication")
# The key dates of a framework that belong to each stage: the first that there is. Who gets the
# draft depends on the inspection.
STAGE_DATES = (
    ("notification",),
    ("fieldwork_start",),
    ("fieldwork_end",),
    ("draft_to_chair", "draft_to_authority", "draft_to_agencies"),
    ("accuracy_response",),
    ("publication",),
)
_WITHOUT_GRADES = {"Judgement": "Findings"}
_BY_REPORT = {
    ReportState.DRAFTING: 3,
    ReportState.QUALITY_ASSURANCE: 3,
    ReportState.AGREEMENT: 3,
    ReportState.WITH_CHAIR: 4,
    ReportState.ANSWERING: 4,
    ReportState.FINAL_AGREEMENT: 5,
}
_BY_INSPECTION = {
    InspectionState.PLANNED: 0,
    InspectionState.NOTIFIED: 0,
    InspectionState.POSTPONED: 0,
    InspectionState.FIELDWORK: 1,
    InspectionState.SUSPENDED: 1,
}


def stage_names(*, is_graded: bool) -> tuple[str, ...]:
    """What the stages are called: where nothing is graded, findings stand for the judgement."""
    if is_graded:
        return STAGES
    return tuple(_WITHOUT_GRADES.get(name, name) for name in STAGES)


def stage_index(*, inspection: str, judgement: str | None, report: str | None) -> int:
    """Which stage of the track is today's.

    Args:
        inspection: the inspection's state.
        judgement: the state of its shared judgement, None before anybody began it.
        report: the state of its report, None before anybody opened it.

    Returns:
        An index into STAGES; one past the last when the report is published.
    """
    if report is not None:
        return _BY_REPORT.get(ReportState(report), len(STAGES))
    if judgement == JudgementState.AGREED:
        return 3
    if judgement not in {None, JudgementState.GATHERING}:
        return 2
    return _BY_INSPECTION.get(InspectionState(inspection), 2)


def stage_details(dates: Mapping[str, date]) -> list[str]:
    """Under each stage its key date, short; empty where the framework has none."""
    found = (next((dates[one] for one in codes if one in dates), None) for codes in STAGE_DATES)
    return [f"{day.day} {day:%b}" if day else "" for day in found]
