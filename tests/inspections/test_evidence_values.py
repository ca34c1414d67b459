"""The plain values of evidence, of files, of reach and of intelligence."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.forms.evidence import EvidenceForm
from inspections.rules.files import FileRefused, kind_by_name
from inspections.values import CONFIDENCE_LABELS, WORDING_LABELS, Confidence, Wording
from inspections.values.attachments import (
    ACCEPTED,
    ACCEPTED_IN_WORDS,
    FILE_KIND_LABELS,
    KINDS_BY_ENDING,
    MEDIA_TYPES,
    MEGABYTE,
    NO_FILES,
    OPENS,
    SCAN_STATE_LABELS,
    FileKind,
    FilesChange,
    ScanOutcome,
    ScanState,
    StoredUpload,
    scan_state,
    size_in_words,
)
from inspections.values.evidence import (
    RECENT,
    Asked,
    Choice,
    Choices,
    EvidenceContent,
    Recent,
    Source,
)
from inspections.values.evidence_templates import TEMPLATES
from inspections.values.intelligence import (
    INTELLIGENCE_KIND_LABELS,
    INTELLIGENCE_SOURCES,
    OUTCOME_LABELS,
    IntelligenceContent,
    IntelligenceKind,
    OutcomeKind,
)
from inspections.values.reach import counted_beyond, warning_of, words_of_reach
from organisations.values import REACH_LABELS, ReachVerdict
from records.values import canonical_json, content_hash

KEY = UUID("00000000-0000-4000-8000-000000000001")
CONTENT = EvidenceContent("Text", "data", date(2026, 11, 2), 4, "strength", (2, 1))
FILE = StoredUpload("a.png", "png", 1, "0" * 64, "x")


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        (Confidence, CONFIDENCE_LABELS),
        (Wording, WORDING_LABELS),
        (FileKind, FILE_KIND_LABELS),
        (FileKind, MEDIA_TYPES),
        (ScanState, SCAN_STATE_LABELS),
        (IntelligenceKind, INTELLIGENCE_KIND_LABELS),
        (IntelligenceKind, INTELLIGENCE_SOURCES),
        (OutcomeKind, OUTCOME_LABELS),
        (Source, TEMPLATES),
        (ReachVerdict, REACH_LABELS),
    ],
)
def test_every_word_has_a_label_of_its_own(words: Any, labels: dict[Any, str]) -> None:
    assert set(labels) == set(words)
    assert all(label.strip() for label in labels.values())
    if labels is not INTELLIGENCE_SOURCES:
        assert len(set(labels.values())) == len(labels)


# --- what evidence says -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({}, {}),
        ({"confidence": "medium", "wording": "paraphrase", "service": None}, {}),
        ({"is_childs_voice": True}, {"is_childs_voice": True}),
        ({"service": 0}, {"service": 0}),
        ({"why": "x", "basis": "y"}, {"why": "x", "basis": "y"}),
    ],
)
def test_of_the_newer_facts_only_what_was_said_is_in_the_receipt(
    change: dict[str, Any], more: dict[str, Any]
) -> None:
    plain = CONTENT.as_data()
    assert replace(CONTENT, **change).as_data() == {**plain, **more}


def test_every_fact_of_the_content_can_be_in_the_receipt() -> None:
    other = EvidenceContent(
        "t", "meeting", date(2026, 1, 1), None, "neutral", (), True, "low", "verbatim", 3, "b", "w"
    )
    assert other.as_data().keys() == {one.name for one in fields(EvidenceContent)}
    assert canonical_json(other.as_data())


def test_the_order_of_criteria_is_part_of_what_was_said() -> None:
    turned = replace(CONTENT, criteria=(1, 2))
    assert content_hash(turned.as_data()) != content_hash(CONTENT.as_data())


@pytest.mark.parametrize(
    ("value", "name"),
    [(CONTENT, "text"), (Choice(1, "T1"), "label"), (NO_FILES, "added"), (FILE, "name")],
)
def test_a_value_does_not_change(value: Any, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(value, name, "other")


# --- what it may be about -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        ([("case", 1, "T2", "", 2, ""), ("case", 2, "T1", "", 1, "")], ["T1", "T2"]),
        ([("case", 2, "T2", "", 1, ""), ("case", 1, "T1", "", 1, "")], ["T1", "T2"]),
        ([("case", 1, "B", "", 0, ""), ("agency", 9, "A", "", 0, "")], ["B"]),
        ([], []),
    ],
)
def test_choices_stand_by_their_order_and_then_by_their_key(
    rows: list[Any], labels: list[str]
) -> None:
    assert [one.label for one in Choices.from_rows(rows).cases.values()] == labels


def test_a_row_of_an_unknown_kind_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Choices.from_rows([("planet", 1, "Mars", "", 0, "")])


def test_two_sets_of_choices_share_nothing() -> None:
    first, second = Choices(), Choices()
    first.cases[1] = Choice(1, "T1")
    assert second.cases == {}


KEYS = st.one_of(st.none(), st.integers(min_value=1, max_value=9))


@given(st.lists(st.tuples(KEYS, KEYS, KEYS), max_size=30))
def test_what_was_chosen_lately_is_short_without_repeats_and_in_its_order(
    rows: list[tuple[int | None, int | None, int | None]],
) -> None:
    recent = Recent.from_rows(rows)
    for place, kept in enumerate((recent.cases, recent.agencies, recent.criteria)):
        column = [row[place] for row in rows if row[place] is not None]
        assert len(kept) == min(RECENT, len(set(column)))
        assert list(kept) == sorted(set(kept), key=column.index)


@given(st.lists(st.integers(0, 9), max_size=9), st.sets(st.integers(0, 9)))
def test_choosing_lately_adds_nothing_and_takes_nothing_away(
    lately: list[int], keys: set[int]
) -> None:
    possible = {key: Choice(key, str(key)) for key in sorted(keys)}
    first = Recent.first(lately, possible)
    assert first == possible
    chosen = [key for key in dict.fromkeys(lately) if key in keys]
    assert list(first)[: len(chosen)] == chosen


# --- pages of a list ----------------------------------------------------------------------------


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_place_in_a_list_goes_through_an_address_and_back(at: datetime, key: UUID) -> None:
    text = f"{at.isoformat()}_{key.hex}"
    assert Asked.from_query({"older": text}).older_than == (at, key)
    assert Asked.from_query({"newer": text}).newer_than == (at, key)


@pytest.mark.parametrize(
    ("moment", "at"),
    [
        ("2026-11-02T09:30:00+01:00", datetime(2026, 11, 2, 8, 30, tzinfo=UTC)),
        ("2026-11-02T09:30:00Z", datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
        ("2026-11-02 09:30+00:00", datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_place_in_another_zone_is_the_same_place(moment: str, at: datetime) -> None:
    asked = Asked.from_query({"older": f"{moment}_{KEY}"})
    assert asked.older_than == (at, KEY)
    assert asked.older_than[0].tzinfo == UTC


@pytest.mark.parametrize(
    "text",
    [
        f"2026-11-02T09:30:00+00:00_{KEY.hex}0",
        f"2026-13-02T09:30:00+00:00_{KEY.hex}",
        f"0001-01-01T00:00:00+14:00_{KEY.hex}",
        f"9999-12-31T23:59:59-14:00_{KEY.hex}",
        f"2026-11-02_{KEY.hex}",
        "2026-11-02T09:30:00+00:00_",
        f"_{KEY.hex}",
        "\x00_\x00",
        "🙂_🙂",
        "٢٠٢٦-11-02T09:30:00+00:00_x",
        "_" * 100_000,
    ],
)
def test_a_place_that_cannot_be_read_is_the_first_page(text: str) -> None:
    assert Asked.from_query({"older": text}) == Asked.from_query({"newer": text}) == Asked()


@given(st.text(max_size=80))
def test_no_address_whatever_breaks_a_list(text: str) -> None:
    asked = Asked.from_query({"older": text})
    assert asked.older_than is None or asked.older_than[0].tzinfo is UTC


# --- headings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("source", list(Source))
def test_headings_leave_room_to_write_under_each(source: Source) -> None:
    lines = TEMPLATES[source].split("\n")
    headings = [number for number, line in enumerate(lines) if line]
    assert all(lines[number].startswith("## ") for number in headings)
    assert all(lines[number + 1] == "" for number in headings)
    assert len(set(lines) - {""}) == len(headings)


@pytest.mark.parametrize("source", list(Source))
def test_headings_can_be_sent_as_they_are(source: Source) -> None:
    form = EvidenceForm({"text": TEMPLATES[source]}, choices=Choices())
    assert "text" not in form.errors


# --- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (2, "2 bytes"),
        (1_023, "1023 bytes"),
        (1_024, "1 KB"),
        (1_536, "2 KB"),
        (MEGABYTE // 2, "512 KB"),
        (MEGABYTE - 1_024, "1023 KB"),
        (MEGABYTE - 513, "1023 KB"),
        (MEGABYTE - 1, "1.0 MB"),
        (MEGABYTE, "1.0 MB"),
        (25 * MEGABYTE, "25.0 MB"),
    ],
)
def test_a_size_on_both_sides_of_each_unit(size: int, words: str) -> None:
    assert size_in_words(size) == words


@pytest.mark.parametrize("outcome", list(ScanOutcome))
@pytest.mark.parametrize("scanner", [True, False])
def test_what_a_scan_said_holds_whether_or_not_there_is_a_scanner_now(
    outcome: ScanOutcome, scanner: bool
) -> None:
    assert scan_state(outcome.value, scanner=scanner).value == outcome.value


@pytest.mark.parametrize("outcome", ["", "CLEAN", "unknown"])
def test_a_scan_that_said_something_else_opens_nothing(outcome: str) -> None:
    with pytest.raises(ValueError, match="is not a valid ScanOutcome"):
        scan_state(outcome, scanner=True)


def test_what_waits_failed_or_is_infected_does_not_open() -> None:
    assert set(ScanState) - OPENS == {ScanState.WAITING, ScanState.FAILED, ScanState.INFECTED}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (FilesChange(), {}),
        (FilesChange((FILE,)), {"files": [["a.png", "0" * 64]], "without": [], "replaces": ""}),
        (FilesChange(removed=("F1", "F2")), {"files": [], "without": ["F1", "F2"], "replaces": ""}),
        (FilesChange(replaces="F1"), {"files": [], "without": [], "replaces": "F1"}),
    ],
)
def test_what_a_save_does_with_files(change: FilesChange, said: dict[str, Any]) -> None:
    assert change.as_data() == ({"attachments": said} if said else {})


def test_where_a_file_lies_is_no_part_of_the_receipt() -> None:
    elsewhere = replace(FILE, stored_as="y")
    assert FilesChange((FILE,)).as_data() == FilesChange((elsewhere,)).as_data()


@pytest.mark.parametrize("ending", KINDS_BY_ENDING)
def test_every_ending_in_the_box_is_taken_in_any_letters(ending: str) -> None:
    assert f".{ending}" in ACCEPTED.split(",")
    assert kind_by_name(f"a.{ending.upper()}") == kind_by_name(f"a.b.{ending}")


@pytest.mark.parametrize("name", ["png", ".png", "a.", "a.p\u200bng", "a.png/", "a..", ""])
def test_a_name_without_a_known_ending_says_which_are_known(name: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        kind_by_name(name)
    assert refusal.value.reason == (
        f"is of a kind that cannot be attached. Attach {ACCEPTED_IN_WORDS}."
    )
    assert str(refusal.value) == refusal.value.reason


# --- reach --------------------------------------------------------------------------------------

BEYOND = "The power may not reach this service (140112 ¶54)"
UNSURE = "It is not certain that the power reaches this service (140112 ¶54)"


@pytest.mark.parametrize(
    ("verdict", "basis", "words"),
    [
        (None, "", ""),
        (None, "Asked.", ""),
        ("reaches", "Asked.", ""),
        ("beyond", "", f"{BEYOND}. No basis is given."),
        ("beyond", "Asked.", f"{BEYOND}. Basis: Asked."),
        ("uncertain", "", f"{UNSURE}. No basis is given."),
        ("uncertain", "مجلس", f"{UNSURE}. Basis: مجلس"),
    ],
)
def test_what_is_said_of_reach(verdict: str | None, basis: str, words: str) -> None:
    assert words_of_reach(verdict, "140112 ¶54", basis) == words


@pytest.mark.parametrize(("verdict", "begins"), [("beyond", BEYOND), ("uncertain", UNSURE)])
def test_a_warning_says_what_to_do(verdict: str, begins: str) -> None:
    assert warning_of(verdict, "140112 ¶54") == (
        f"{begins}. Enter on what basis you looked at it, or save again without one"
    )


@pytest.mark.parametrize("verdict", ["", "BEYOND", "perhaps"])
def test_a_verdict_that_is_none_is_a_mistake(verdict: str) -> None:
    with pytest.raises(ValueError, match="is not a valid ReachVerdict"):
        warning_of(verdict, "x")


@pytest.mark.parametrize(
    ("beyond", "without", "words"),
    [
        (0, 0, ""),
        (
            1,
            0,
            "1 item is about a service that the power may not reach, with a basis.",
        ),
        (
            1,
            1,
            "1 item is about a service that the power may not reach, 1 without a basis.",
        ),
        (
            2,
            0,
            "2 items are about a service that the power may not reach, with a basis.",
        ),
        (
            12,
            5,
            "12 items are about a service that the power may not reach, 5 without a basis.",
        ),
    ],
)
def test_how_many_items_are_beyond(beyond: int, without: int, words: str) -> None:
    assert counted_beyond(beyond, without) == words


# --- intelligence -------------------------------------------------------------------------------


def test_a_piece_of_intelligence_need_name_neither_area_nor_evidence() -> None:
    content = IntelligenceContent("concern", "hmic", 4, "To look.", "A finding.")
    assert (content.area, content.evidence) == (None, "")


@pytest.mark.parametrize("kind", list(IntelligenceKind))
def test_every_kind_names_the_paragraph_that_asks_for_it(kind: IntelligenceKind) -> None:
    assert "¶" in INTELLIGENCE_SOURCES[kind]
