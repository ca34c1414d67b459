"""What a signature stands on."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgements.values import (
    PositionContent,
    ProposalContent,
    SignatureContent,
    StatedPosition,
    proposal_hash,
)

JUDGED = {"inspection": "OF-2026-0001", "strand": "joint", "area": "lscb"}
OFSTED = StatedPosition("ofsted", "good", "Because.", (3, 1))
CQC = StatedPosition("cqc", None, "We did not look at it.", ())
PROPOSED = ProposalContent("good", "The board is good.", {"rule": True}, {})


def hashed(**changes: Any) -> str:
    usual: dict[str, Any] = {
        "judgement": JUDGED,
        "number": 1,
        "proposed": PROPOSED,
        "rounds": [[OFSTED, CQC]],
        "signatories": ["ofsted", "cqc"],
    }
    return proposal_hash(**{**usual, **changes})


def test_the_hash_is_a_sha_256() -> None:
    assert len(hashed()) == 64
    assert set(hashed()) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "change",
    [
        {"judgement": {**JUDGED, "inspection": "OF-2026-0002"}},
        {"judgement": {**JUDGED, "strand": "other"}},
        {"judgement": {**JUDGED, "area": "police"}},
        {"number": 2},
        {"proposed": replace(PROPOSED, grade="inadequate")},
        {"proposed": replace(PROPOSED, statement="The board is good!")},
        {"proposed": replace(PROPOSED, answers={"rule": False})},
        {"proposed": replace(PROPOSED, departures={"rule": "Because."})},
        {"rounds": [[OFSTED]]},
        {"rounds": [[OFSTED, CQC], [OFSTED, CQC]]},
        {"rounds": [[replace(OFSTED, grade="inadequate"), CQC]]},
        {"rounds": [[replace(OFSTED, rationale="Otherwise."), CQC]]},
        {"rounds": [[replace(OFSTED, evidence=(3,)), CQC]]},
        {"rounds": [[OFSTED, replace(CQC, grade="good")]]},
        {"signatories": ["ofsted"]},
    ],
    ids=str,
)
def test_any_other_content_has_another_hash(change: dict[str, Any]) -> None:
    assert hashed(**change) != hashed()


@pytest.mark.parametrize(
    "change",
    [
        {"rounds": [[CQC, OFSTED]]},
        {"rounds": [[replace(OFSTED, evidence=(1, 3)), CQC]]},
        {"signatories": ["cqc", "ofsted"]},
    ],
    ids=["positions", "evidence", "signatories"],
)
def test_the_order_in_which_things_are_read_does_not_matter(change: dict[str, Any]) -> None:
    assert hashed(**change) == hashed()


def test_the_order_of_rounds_matters() -> None:
    other = replace(OFSTED, grade="inadequate")
    assert hashed(rounds=[[OFSTED], [other]]) != hashed(rounds=[[other], [OFSTED]])


def test_letters_that_look_the_same_are_the_same() -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    assert hashed(proposed=replace(PROPOSED, statement=composed)) == hashed(
        proposed=replace(PROPOSED, statement=decomposed)
    )


@given(st.text(), st.text())
def test_the_grade_and_the_statement_cannot_run_into_each_other(one: str, two: str) -> None:
    left = hashed(proposed=ProposalContent(one, two, {}, {}))
    right = hashed(proposed=ProposalContent(one + "x", two, {}, {}))
    assert left != right


def test_evidence_in_another_order_is_the_same_position() -> None:
    left = PositionContent("good", "Because.", ("b", "a"))
    assert left.as_data() == PositionContent("good", "Because.", ("a", "b")).as_data()


def test_a_signature_s_data_holds_its_disagreement() -> None:
    assert SignatureContent("h", "We differ.").as_data() == {
        "content_hash": "h",
        "disagreement": "We differ.",
    }
