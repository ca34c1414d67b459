"""The plain values of reports."""

from datetime import UTC, date, datetime

import pytest

from reports.values import (
    COMMENT_LABELS,
    CommentContent,
    CommentKind,
    ParagraphContent,
    first_words,
    long_date,
    long_moment,
    named,
    short_date,
)


def test_a_paragraph_is_named_by_its_first_words() -> None:
    assert first_words("Staff know the children of this borough well.") == (
        "“Staff know the children of this …”"
    )


def test_a_short_paragraph_is_named_whole() -> None:
    assert first_words("Staff know the children well.") == "“Staff know the children well.”"


def test_a_short_date_has_no_leading_zero() -> None:
    assert short_date(date(2026, 12, 7)) == "7 December 2026"


def test_a_long_date_names_the_day_of_the_week() -> None:
    assert long_date(date(2026, 12, 7)) == "Monday 7 December 2026"


def test_a_moment_is_told_by_its_day_in_england() -> None:
    # In summer half past eleven at night in London is half past ten in UTC: the same day; an hour
    # later it is the next day in London and still the old one in UTC.
    assert long_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "Thursday 2 July 2026"
    assert long_moment(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "Thursday 2 July 2026 at 00:30"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], ""),
        (["Ofsted"], "Ofsted"),
        (["Ofsted", "CQC"], "Ofsted and CQC"),
        (["Ofsted", "CQC", "HMI Probation"], "Ofsted, CQC and HMI Probation"),
    ],
)
def test_names_are_joined_as_people_say_them(words: list[str], sentence: str) -> None:
    assert named(words) == sentence


def test_every_kind_of_comment_has_words() -> None:
    assert set(COMMENT_LABELS) == set(CommentKind)


def test_a_paragraph_as_data_tells_its_text_and_its_agency() -> None:
    assert ParagraphContent("Text.", 3).as_data() == {"text": "Text.", "agency": 3}


def test_a_comment_as_data_tells_all_three_answers() -> None:
    assert CommentContent("inaccurate", "Six.", "Seven.").as_data() == {
        "kind": "inaccurate",
        "what_is_wrong": "Six.",
        "what_it_should_say": "Seven.",
    }
