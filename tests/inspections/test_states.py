"""The table of an inspection's stages, cell by cell: what each verb does from each stage."""

import pytest

from inspections.states import INSPECTION, NEEDS_REASON, TAKES_EVIDENCE, InspectionState
from records.errors import TransitionNotAllowed

# From a stage (the row) a verb (the column) leads to a stage, or is refused (a dot).
VERBS = (
    "notify",
    "start_fieldwork",
    "end_fieldwork",
    "close",
    "postpone",
    "plan_again",
    "suspend",
    "resume",
    "abandon",
)
TABLE = {
    "planned": ("notified", ".", ".", ".", "postponed", ".", ".", ".", "."),
    "notified": (".", "fieldwork", ".", ".", "postponed", ".", ".", ".", "."),
    "fieldwork": (".", ".", "reporting", ".", ".", ".", "suspended", ".", "."),
    "reporting": (".", ".", ".", "closed", ".", ".", ".", ".", "."),
    "closed": (".", ".", ".", ".", ".", ".", ".", ".", "."),
    "postponed": (".", ".", ".", ".", ".", "planned", ".", ".", "abandoned"),
    "suspended": (".", ".", ".", ".", ".", ".", ".", "fieldwork", "abandoned"),
    "abandoned": (".", ".", ".", ".", ".", ".", ".", ".", "."),
}
CELLS = [
    (state, verb, target)
    for state, targets in TABLE.items()
    for verb, target in zip(VERBS, targets, strict=True)
]


def test_the_table_has_every_stage_and_every_verb() -> None:
    assert set(TABLE) == {state.value for state in InspectionState}
    assert set(VERBS) == {arrow.verb for arrow in INSPECTION.transitions}


@pytest.mark.parametrize(("state", "verb", "target"), CELLS)
def test_a_verb_from_a_stage_leads_where_the_table_says(state: str, verb: str, target: str) -> None:
    if target != ".":
        assert INSPECTION.find(verb, state).target == target
        return
    with pytest.raises(TransitionNotAllowed) as refused:
        INSPECTION.find(verb, state)
    assert f"in the stage “{state}”" in refused.value.message
    assert refused.value.message.endswith("Nothing was changed.")


@pytest.mark.parametrize("state", ["closed", "abandoned"])
def test_an_inspection_that_is_over_goes_nowhere(state: str) -> None:
    assert list(INSPECTION.targets(state)) == []


@pytest.mark.parametrize("arrow", INSPECTION.transitions, ids=lambda arrow: arrow.verb)
def test_every_step_is_the_overall_leads(arrow: object) -> None:
    assert getattr(arrow, "by", "") == "the overall lead"


def test_evidence_is_taken_from_the_notice_until_the_end() -> None:
    assert {"notified", "fieldwork", "reporting"} == TAKES_EVIDENCE


def test_whatever_stops_an_inspection_needs_a_reason() -> None:
    assert {"postpone", "suspend", "abandon"} == NEEDS_REASON


def test_every_stage_can_be_reached_from_the_first() -> None:
    reached, frontier = {INSPECTION.first}, [INSPECTION.first]
    while frontier:
        targets = set(INSPECTION.targets(frontier.pop())) - reached
        reached |= targets
        frontier += targets
    assert reached == set(InspectionState)
