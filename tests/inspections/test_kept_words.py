"""How records with versions are spoken of: who sees them, how they read before."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from inspections.models import CaseEvent, Strand
from inspections.presenters.kept import Both, both, kept_facts, moment, version_rows, who_sees
from inspections.values import StrandKind
from organisations.models import Inspectorate, User
from tests.inspections.kept_rows import AT, CQC, JOINT, KIT, LOU, OFSTED, SCRIPT, SINGLE, summary


def kept(**changes: Any) -> CaseEvent:
    usual = {"strand": JOINT, "owner": CQC, "author": KIT, "recorded_at": AT, "version": 1}
    return CaseEvent(**{**usual, **changes})


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 23, 9, 30, tzinfo=UTC), "Monday 23 November 2026 at 09:30"),
        (datetime(2026, 7, 1, 9, 5, tzinfo=UTC), "Wednesday 1 July 2026 at 10:05"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Thursday 2 July 2026 at 00:30"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "Thursday 31 December 2026 at 23:59"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Sunday 29 March 2026 at 00:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sunday 29 March 2026 at 02:00"),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), "Tuesday 29 February 2028 at 12:00"),
    ],
)
def test_a_moment_is_told_by_the_clock_of_the_place(at: datetime, words: str) -> None:
    assert moment(at) == words


@pytest.mark.parametrize(
    ("strand", "owner", "words"),
    [
        (JOINT, CQC, "The whole joint team"),
        (JOINT, OFSTED, "The whole joint team"),
        (SINGLE, CQC, "CQC alone"),
        (SINGLE, OFSTED, "Ofsted alone"),
    ],
)
def test_the_part_decides_who_sees_a_record(
    strand: Strand, owner: Inspectorate, words: str
) -> None:
    assert who_sees(kept(strand=strand, owner=owner)) == words


def test_a_record_that_stands_says_who_recorded_it_and_who_sees_it() -> None:
    assert [(row.key, row.value) for row in kept_facts(kept())] == [
        ("Recorded", "Monday 23 November 2026 at 09:30 by Kit Ash, CQC"),
        ("Who sees it", "The whole joint team (Joint inspection)"),
    ]


def test_a_record_for_one_inspectorate_names_its_part() -> None:
    rows = kept_facts(kept(strand=SINGLE))
    assert rows[1].value == "CQC alone (Health)"


def test_a_withdrawn_record_says_when_by_whom_and_why() -> None:
    withdrawn = kept(
        withdrawn_at=datetime(2026, 11, 24, 16, 0, tzinfo=UTC),
        withdrawn_by=LOU,
        withdrawn_why="Recorded twice.\nSee J-2.",
    )
    row = kept_facts(withdrawn)[2]
    assert row.key == "Withdrawn"
    assert row.value == ("Tuesday 24 November 2026 at 16:00 by Lou Sand: Recorded twice.\nSee J-2.")
    assert row.verbatim


@pytest.mark.parametrize("why", [SCRIPT, f"</dd>{SCRIPT}"])
def test_a_reason_is_no_markup(why: str) -> None:
    drawn = summary(kept_facts(kept(withdrawn_at=AT, withdrawn_by=LOU, withdrawn_why=why)))
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_the_names_of_people_and_parts_are_no_markup() -> None:
    strand = Strand(code="odd", title=SCRIPT, kind=StrandKind.JOINT)
    drawn = summary(kept_facts(kept(strand=strand, author=User(name=SCRIPT))))
    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") == 2


# --- earlier versions ---------------------------------------------------------------------------


def version(number: int, hour: int = 9, by: User = KIT) -> Any:
    at = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)
    return SimpleNamespace(version=number, at=at, by=by)


def test_without_earlier_versions_there_is_nothing_to_read() -> None:
    assert version_rows([]) == []


def test_each_version_says_when_by_whom_and_what() -> None:
    rows = version_rows([(version(2, 11, LOU), "Two\nlines"), (version(1), "One")])
    assert [(row.key, row.value) for row in rows] == [
        ("Version 2, Monday 23 November 2026 at 11:30, Lou Sand", "Two\nlines"),
        ("Version 1, Monday 23 November 2026 at 09:30, Kit Ash", "One"),
    ]
    assert all(row.verbatim for row in rows)
    assert all(not row.url for row in rows)


@pytest.mark.parametrize("text", ["x" * 100_000, "ש" * 10, "🙂", ""])
def test_a_version_is_never_cut(text: str) -> None:
    [row] = version_rows([(version(1), text)])
    assert row.value == text


def test_what_a_version_said_is_no_markup() -> None:
    assert "<script>" not in summary(version_rows([(version(1), SCRIPT)]))


# --- two at once --------------------------------------------------------------------------------


def test_two_texts_say_which_was_saved_first() -> None:
    assert both("Mine", "Theirs", version(3, by=LOU)) == Both(
        mine="Mine",
        theirs="Theirs",
        note="Version 3, saved Monday 23 November 2026 at 09:30 by Lou Sand",
    )


def test_two_texts_that_are_the_same_are_both_shown() -> None:
    shown = both("Same", "Same", version(2))
    assert (shown.mine, shown.theirs) == ("Same", "Same")
