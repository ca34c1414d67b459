"""The stages of a report, every arrow of them."""

import pytest

from records.errors import TransitionNotAllowed
from reports.states import EDITABLE, NEEDS_REASON, OVER, REPORT, SIGNING, TRACK, ReportState

ARROWS = {(arrow.verb, arrow.source): arrow.target for arrow in REPORT.transitions}
VERBS = sorted({arrow.verb for arrow in REPORT.transitions})


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", list(ReportState))
def test_a_verb_leads_where_the_table_says_or_is_refused_in_words(
    verb: str, state: ReportState
) -> None:
    if (verb, state) in ARROWS:
        assert REPORT.find(verb, state).target == ARROWS[verb, state]
        return
    with pytest.raises(TransitionNotAllowed) as refusal:
        REPORT.find(verb, state)
    assert REPORT.label(state) in refusal.value.message
    assert "Nothing was changed" in refusal.value.message


def test_the_text_changes_only_while_it_is_drafted_or_answered() -> None:
    assert {ReportState.DRAFTING, ReportState.ANSWERING} == EDITABLE


def test_nothing_is_signed_while_the_text_can_change() -> None:
    assert not EDITABLE & SIGNING


def test_no_way_leads_back_from_what_is_published_into_writing() -> None:
    assert {arrow.target for arrow in REPORT.transitions if arrow.source in OVER} <= OVER


def test_every_step_back_needs_a_reason() -> None:
    backwards = {
        arrow.verb
        for arrow in REPORT.transitions
        if arrow.source in TRACK
        and arrow.target in TRACK
        and TRACK.index(arrow.target) < TRACK.index(arrow.source)
    }
    assert backwards == {"return", "reopen", "take_apart"}
    assert backwards <= NEEDS_REASON


def test_there_is_one_way_to_the_public_and_it_begins_at_final_agreement() -> None:
    ways = [arrow for arrow in REPORT.transitions if arrow.target == ReportState.PUBLISHED]
    assert [(arrow.verb, arrow.source) for arrow in ways] == [
        ("publish", ReportState.FINAL_AGREEMENT)
    ]
