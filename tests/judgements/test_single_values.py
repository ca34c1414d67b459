"""The plain values of a single-agency judgement, and the hashes over them."""

from dataclasses import replace
from typing import Any

import pytest

from frameworks.values import NOT_JUDGED
from judgements.values import (
    DecisionContent,
    GradeContent,
    ModerationContent,
    ProposalContent,
    decision_hash,
    grade_hash,
)

GIVEN = GradeContent("good", "It is good.", {"met": True}, {"rule": "A reason."})
WHERE = {"inspection": "OF-2026-0001", "strand": "cqc", "area": "health"}
PROPOSED: dict[str, Any] = {
    "judgement": WHERE,
    "number": 1,
    "proposed": GIVEN,
    "by": "colm@cqc.example",
}
DECIDED: dict[str, Any] = {
    "proposal": "a" * 64,
    "number": 1,
    "inspectorate": "cqc",
    "by": "cara@cqc.example",
    "reasons": "",
}


def test_a_grade_is_judged_unless_it_says_otherwise() -> None:
    assert GIVEN.is_judged
    assert not replace(GIVEN, grade=NOT_JUDGED).is_judged


def test_a_grade_content_is_a_proposal_with_one_thing_more() -> None:
    shared = ProposalContent("good", "It is good.", {"met": True}, {"rule": "A reason."})
    assert GIVEN.as_data() == {**shared.as_data(), "not_judged": ""}


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 2},
        {"by": "someone@cqc.example"},
        {"judgement": {**WHERE, "area": "other"}},
        {"proposed": replace(GIVEN, grade="inadequate")},
        {"proposed": replace(GIVEN, statement="Otherwise.")},
        {"proposed": replace(GIVEN, answers={"met": False})},
        {"proposed": replace(GIVEN, departures={})},
        {"proposed": replace(GIVEN, not_judged="Why.")},
    ],
    ids=str,
)
def test_whatever_is_proposed_otherwise_has_another_hash(changes: dict[str, Any]) -> None:
    assert grade_hash(**PROPOSED) == grade_hash(**PROPOSED)
    assert grade_hash(**PROPOSED) != grade_hash(**{**PROPOSED, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 2},
        {"proposal": "b" * 64},
        {"inspectorate": "ofsted"},
        {"by": "someone@cqc.example"},
        {"reasons": "T1 says so."},
    ],
    ids=str,
)
def test_whatever_is_decided_otherwise_has_another_hash(changes: dict[str, Any]) -> None:
    assert decision_hash(**DECIDED) == decision_hash(**DECIDED)
    assert decision_hash(**DECIDED) != decision_hash(**{**DECIDED, **changes})


def test_what_is_sent_is_plain_data() -> None:
    decided = DecisionContent(GIVEN, "Why.", "a" * 64)
    assert decided.as_data() == {
        "content": GIVEN.as_data(),
        "reasons": "Why.",
        "content_hash": "a" * 64,
    }
    answer = ModerationContent(agrees=False, why="T1.", content_hash="a" * 64)
    assert answer.as_data() == {"agrees": False, "why": "T1.", "content_hash": "a" * 64}
