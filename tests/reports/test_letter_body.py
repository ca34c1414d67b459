"""A published letter in the order in which it is read."""

from typing import Any

import pytest

from reports.values.letter_body import LetterBody, Run, body_of
from reports.values.letter_file import letter_of
from tests.factories.letters import early_letter, late_letter, said


def body(letter: dict[str, Any]) -> LetterBody:
    return body_of(letter_of(letter).letter)


def words(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def headings(letter: dict[str, Any]) -> list[tuple[int, str]]:
    return [(part.level, words(part.heading)) for part in body(letter).parts]


def letter_with(*sections: tuple[str | None, str, int], studies: list[str] | None = None) -> Any:
    """A letter of these sections, and studies that stand in sections of these kinds."""
    return early_letter(
        sections=[
            {"heading": heading, "kind": kind, "level": level, "blocks": []}
            for heading, kind, level in sections
        ],
        case_studies=[
            {"heading": f"Study {n}", "in_section": kind, "blocks": []}
            for n, kind in enumerate(studies or [], 1)
        ],
        strengths=[],
        areas_for_improvement=[],
        next_steps={},
    )


def test_sections_stand_as_printed_with_each_study_after_its_kind() -> None:
    assert headings(early_letter()) == [
        (2, ""),
        (2, "Key strengths"),
        (3, "Case study: a good crossing"),
        (2, "Areas for improvement"),
        (3, "Leaders of the island"),
        (3, "The lighthouse"),
        (3, "Case study: a missed crossing"),
        (2, "Next steps"),
    ]
    assert headings(late_letter())[-3:] == [
        (2, "Main findings"),
        (3, "Practice study: the baker"),
        (2, "Next steps"),
    ]


@pytest.mark.parametrize(
    ("kinds", "study", "expected"),
    [
        (["findings", "next_steps"], "elsewhere", [2, 3, 2]),
        (["findings", "next_steps"], "", [2, 3, 2]),
        (["findings", "next_steps"], "next_steps", [2, 2, 3]),
        (["findings", "strengths"], "elsewhere", [2, 2, 3]),
        (["next_steps"], "elsewhere", [2, 2]),
    ],
)
def test_no_study_is_lost_wherever_it_belongs(
    kinds: list[str], study: str, expected: list[int]
) -> None:
    found = headings(letter_with(*((kind, kind, 1) for kind in kinds), studies=[study]))
    assert [level for level, _ in found] == expected
    assert [words for _, words in found].count("Study 1") == 1


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([1, 2, 3], [2, 3, 4]), ([3, 3, 1], [2, 3, 2]), ([2, 1, 3], [2, 2, 3])],
)
def test_no_level_of_heading_is_left_out_on_the_way_down(
    levels: list[int], expected: list[int]
) -> None:
    found = headings(letter_with(*((f"H{n}", "findings", n) for n in levels)))
    assert [level for level, _ in found] == expected


def test_a_section_without_a_heading_opens_no_level() -> None:
    found = headings(letter_with((None, "introduction", 1), ("A", "findings", 2)))
    assert found == [(2, ""), (2, "A")]


def test_paragraphs_and_lists_are_grouped_as_they_follow_each_other() -> None:
    part = body(late_letter()).parts[3]
    assert [len(group.paragraphs) for group in part.groups] == [1, 0]
    first, second = part.groups[1].bullets
    assert [words(runs) for runs in first.below] == [
        "by day, from the tower",
        "by night, from the mill",
    ]
    assert words(second.runs) == "The clinic must open."


def test_a_dash_without_a_bullet_above_it_is_kept() -> None:
    letter = letter_with(("A", "findings", 1))
    letter["sections"][0]["blocks"] = [said("sub_bullet", "alone"), said("bullet", "then")]
    first, second = body(letter).parts[0].groups[0].bullets
    assert (first.runs, [words(runs) for runs in first.below]) == ((), ["alone"])
    assert words(second.runs) == "then"


def test_a_number_is_shown_where_it_was_printed() -> None:
    letter = letter_with(("A", "findings", 1))
    letter["sections"][0]["blocks"] = [
        said("numbered", "one", number=1),
        said("numbered", "none"),
        said("paragraph", "no", number=3),
    ]
    (group,) = body(letter).parts[0].groups
    assert [paragraph.number for paragraph in group.paragraphs] == ["1", "", ""]


def test_each_mark_leads_to_its_note_and_back() -> None:
    found = body(early_letter())
    assert [(note.marker, note.anchor, note.marks) for note in found.notes] == [
        ("1", "note-1", ("mark-1", "mark-1-2")),
        ("2", "note-2", ("mark-2",)),
    ]
    runs = found.parts[0].groups[0].paragraphs[0].runs
    assert [(run.text, run.note, run.anchor) for run in runs] == [
        ("We visited the harbour in February.", "", ""),
        ("1", "note-1", "mark-1"),
        (" We saw ferries.", "", ""),
    ]


def test_a_mark_whose_text_is_lost_stays_and_leads_nowhere() -> None:
    runs = body(early_letter()).parts[0].groups[0].paragraphs[1].runs
    assert runs[1] == Run("7", is_mark=True)


def test_a_note_that_nothing_marks_is_kept() -> None:
    letter = early_letter(footnotes=[{"marker": "*", "text": "Alone."}])
    assert [(note.text, note.marks) for note in body(letter).notes] == [("Alone.", ())]


def test_what_only_looks_like_a_mark_is_text() -> None:
    letter = letter_with(("A", "findings", 1))
    text = "[^] [^a b] [^123456789] ^1 [1]"
    letter["sections"][0]["blocks"] = [said("paragraph", text)]
    assert body(letter).parts[0].groups[0].paragraphs[0].runs == (Run(text),)


def test_a_line_end_that_was_typed_stays() -> None:
    letter = letter_with(("A", "findings", 1))
    letter["sections"][0]["blocks"] = [said("paragraph", "one\n\ntwo")]
    runs = body(letter).parts[0].groups[0].paragraphs[0].runs
    assert [run.text for run in runs] == ["one", "", "", "two"]
