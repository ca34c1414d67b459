"""What has to be right before a report goes on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reports.rules import (
    FormSection,
    Window,
    Written,
    WrittenParagraph,
    answer_refusal,
    asks_for_judgement,
    blocking_sentence,
    comment_refusal,
    missing_signatures,
    problems_of,
    stale_sentence,
)

SENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DUE = datetime(2026, 12, 7, 23, 59, tzinfo=UTC)
SECTIONS = (
    FormSection("findings", "Key findings", "prose"),
    FormSection("strengths", "Strengths", "strengths"),
    FormSection("judgement", "Our shared judgement", "judgement"),
)


def paragraph(section: str = "findings", evidence_count: int = 1) -> WrittenParagraph:
    return WrittenParagraph("P1", "P1 in “Key findings”", section, evidence_count)


def written(**changes: Any) -> Written:
    usual: dict[str, Any] = {
        "sections": SECTIONS,
        "paragraphs": [paragraph()],
        "is_judged": True,
        "addressees": 4,
    }
    return Written(**{**usual, **changes})


def texts(report: Written) -> list[str]:
    return [problem.text for problem in problems_of(report)]


def test_a_whole_report_has_no_problem() -> None:
    assert problems_of(written()) == []


def test_a_prose_section_without_a_paragraph_blocks() -> None:
    (problem,) = problems_of(written(paragraphs=[paragraph("strengths")]))
    assert problem.text == "“Key findings” has no paragraph yet."
    assert problem.blocks
    assert problem.place == "findings"


def test_a_section_that_is_not_prose_may_be_empty() -> None:
    assert "Strengths" not in " ".join(texts(written()))


def test_a_judgement_that_is_not_agreed_blocks() -> None:
    (problem,) = problems_of(written(is_judged=False))
    assert problem.text == "The shared judgement is not agreed yet."
    assert problem.blocks


def test_a_letter_without_a_place_for_a_judgement_waits_for_none() -> None:
    assert problems_of(written(sections=SECTIONS[:2], is_judged=False)) == []
    assert asks_for_judgement(SECTIONS)
    assert not asks_for_judgement(SECTIONS[:2])


def test_a_letter_to_nobody_blocks() -> None:
    (problem,) = problems_of(written(addressees=0))
    assert problem.text.startswith("The letter is addressed to nobody")
    assert problem.blocks


def test_an_inspectorate_without_a_lead_blocks() -> None:
    (problem,) = problems_of(written(without_lead=["Ofsted", "CQC"]))
    assert problem.text == "Nobody leads for Ofsted and CQC, and could sign."
    assert problem.blocks


def test_a_paragraph_that_rests_on_nothing_is_listed_and_does_not_block() -> None:
    (problem,) = problems_of(written(paragraphs=[paragraph(evidence_count=0)]))
    assert problem.text == "P1 in “Key findings” rests on no evidence."
    assert problem.place == "P1"
    assert not problem.blocks


def test_what_blocks_stands_first() -> None:
    found = problems_of(written(is_judged=False, paragraphs=[paragraph(evidence_count=0)]))
    assert [problem.blocks for problem in found] == [True, False]


def test_the_blocking_sentence_lists_what_blocks_and_nothing_else() -> None:
    found = problems_of(written(is_judged=False, paragraphs=[paragraph(evidence_count=0)]))
    sentence = blocking_sentence(found)
    assert sentence == (
        "Settle this before the report goes to quality assurance: "
        "The shared judgement is not agreed yet."
    )


def test_the_blocking_sentence_says_what_waits() -> None:
    sentence = blocking_sentence(problems_of(written(is_judged=False)), "it is signed")
    assert sentence == "Settle this before it is signed: The shared judgement is not agreed yet."


def test_nothing_that_blocks_is_no_sentence() -> None:
    found = problems_of(written(paragraphs=[paragraph(evidence_count=0)]))
    assert blocking_sentence(found) == ""


def test_the_window_is_open_from_the_sending() -> None:
    assert comment_refusal(Window(SENT, DUE), SENT) == ""


def test_the_window_is_open_in_its_last_moment() -> None:
    assert comment_refusal(Window(SENT, DUE), DUE) == ""


def test_the_window_is_closed_a_moment_later() -> None:
    refusal = comment_refusal(Window(SENT, DUE), DUE + timedelta(microseconds=1))
    assert refusal.startswith(
        "The time to comment ended on Monday 7 December 2026 at the end of the day."
    )


def test_a_returned_response_closes_the_window() -> None:
    returned = datetime(2026, 12, 1, 14, 3, tzinfo=UTC)
    refusal = comment_refusal(Window(SENT, DUE, returned_at=returned), returned)
    assert "You returned your response on Tuesday 1 December 2026 at 14:03" in refusal
    assert refusal.endswith("There is one response, and it cannot be changed.")


def test_a_round_closed_by_the_lead_says_so_and_whom_to_ask() -> None:
    closed = DUE + timedelta(days=1)
    refusal = comment_refusal(Window(SENT, DUE, closed_at=closed), closed)
    assert "closed on Tuesday 8 December 2026" in refusal
    assert "Ask the lead of the report" in refusal


def test_missing_signatures_keep_the_order_of_the_participants() -> None:
    assert missing_signatures(["ofsted", "cqc", "hmic"], ["cqc"]) == ["ofsted", "hmic"]


def test_nobody_is_missing_when_all_have_signed() -> None:
    assert missing_signatures(["ofsted", "cqc"], ["cqc", "ofsted"]) == []


def test_the_same_hash_is_not_stale() -> None:
    assert stale_sentence("a" * 64, "a" * 64) == ""


def test_another_hash_is_stale() -> None:
    assert "The text has changed since you opened the page" in stale_sentence("a", "b")


@pytest.mark.parametrize(
    ("is_accepted", "is_omission", "text", "refused"),
    [
        (True, False, "As it was.", True),
        (True, False, "As it is to be.", False),
        (True, True, "As it was.", False),
        (False, False, "As it was.", False),
    ],
)
def test_an_accepted_comment_changes_what_the_chair_read(
    is_accepted: bool, is_omission: bool, text: str, refused: bool
) -> None:
    answer = answer_refusal(
        is_accepted=is_accepted, is_omission=is_omission, frozen="As it was.", text=text
    )
    assert bool(answer) is refused
