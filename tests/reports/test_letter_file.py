"""A published letter as a file: what is read, and each fault with its place."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from reports.values.letter_file import LetterFile, letter_of, read_letter
from reports.values.letter_json import DEEPEST, LetterRefused, load_json
from reports.values.recorded import BlockKind
from tests.factories.letters import content_of, early_letter, late_letter

TODAY = date(2026, 11, 21)
REQUIRED = (
    "date", "area", "la_code", "salutation", "title", "addressees", "inspectorates", "fieldwork",
    "theme", "sections", "case_studies", "priority_actions", "areas_for_improvement", "strengths",
    "next_steps", "signatories", "footnotes",
)  # fmt: skip


def read(letter: Any) -> LetterFile:
    content = letter if isinstance(letter, bytes) else content_of(letter)
    return read_letter(content, name="letter.json", today=TODAY)


def faults(letter: Any) -> list[str]:
    with pytest.raises(LetterRefused) as refused:
        read(letter)
    return [str(one) for one in refused.value.problems]


def changed(*path: Any, to: Any) -> dict[str, Any]:
    """The early letter with one value changed."""
    letter = early_letter()
    place: Any = letter
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return letter


# --- what is read ---------------------------------------------------------------------------------


def test_the_early_letter_is_read() -> None:
    file = read(early_letter())
    letter = file.letter
    assert (letter.day, letter.area, letter.area_code) == (date(2017, 3, 21), "Northmere", "830")
    assert letter.inspectorates == ("Ofsted", "HMIC", "Lantern Inspectorate")
    assert [one.line for one in letter.addressees] == [
        "Ada Quill, Director of Islands, Northmere County Council",
        "Ferry Youth Service",
        "Bram Otter, Chief of Ferries",
    ]
    assert [section.level for section in letter.sections] == [1, 1, 1, 2, 2, 1]
    assert letter.sections[0].heading == ""
    assert letter.case_studies[0].title == "Two brothers and a boat"
    assert letter.next_steps.due == date(2017, 5, 30)
    assert letter.source == "northmere letter.pdf; the island archive; an invented licence"
    assert file.passed_over == ()
    assert file.data == early_letter()


def test_the_late_letter_is_read() -> None:
    letter = read(late_letter()).letter
    kinds = [block.kind for block in letter.sections[3].blocks]
    bullet, below = BlockKind.BULLET, BlockKind.SUB_BULLET
    assert kinds == [BlockKind.PARAGRAPH, bullet, below, below, bullet]
    assert [block.number for block in letter.sections[6].blocks] == [1, 2]
    assert letter.priority_actions[1].directed_to == ("Moor Police",)
    assert letter.footnotes == ()


def test_what_a_real_letter_may_lack_is_not_asked_for() -> None:
    letter = early_letter()
    for key in ("source", "era", "theme_key", "editor_note", "priority_actions_stated_none"):
        del letter[key]
    letter["next_steps"] = {"due": None, "lead_as_printed": None}
    found = read(letter).letter
    assert found.next_steps.due is None
    assert found.source == "letter.json"


@pytest.mark.parametrize("source", ["A shelf", {"address": "A shelf"}])
def test_the_source_is_read_from_words_or_facts(source: Any) -> None:
    assert read(early_letter(source=source)).letter.source == "A shelf"


def test_what_nobody_knows_is_named_and_kept() -> None:
    letter = early_letter(colour="blue")
    letter["sections"][1]["blocks"][0]["page"] = 3
    file = read(letter)
    assert file.passed_over == ("sections[1].blocks[0].page", "colour")
    assert file.data["colour"] == "blue"


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbf" + content_of(early_letter())).letter.area == "Northmere"


def test_a_paragraph_of_fifty_thousand_characters_is_kept_whole() -> None:
    text = "A long walk. " * 4_000
    letter = changed("sections", 0, "blocks", 0, "text", to=text)
    assert read(letter).letter.sections[0].blocks[0].text == text.strip()


@pytest.mark.parametrize("text", ["{{ settings.SECRET_KEY }}", "{% load x %}", "<b>&amp;</b>"])
def test_what_looks_like_code_is_text(text: str) -> None:
    letter = changed("sections", 0, "blocks", 0, "text", to=text)
    assert read(letter).letter.sections[0].blocks[0].text == text


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Line 1, column 1: this is not JSON (Expecting value)."),
        (b"{\n  'a': 1}", "Line 2, column 3: this is not JSON"),
        (b'{\n"a": "\xff"}', "Line 2 is not in UTF-8. Save the file in UTF-8."),
        (b'{"a": NaN}', "The file holds a number that cannot be kept."),
        (b'{"a": 1' + b"0" * 5_000 + b"}", "The file holds a number that cannot be kept."),
        (b'{"a": 1e999}', "a: is a number that cannot be kept."),
        (b'{"a": 1, "a": 2}', "One object gives “a” twice. Keep one of them."),
        (b'{"a": "\\u0000"}', "a: character 1 is a control character, U+0000. Take it out."),
        (b'{"a": ["x\\ud800"]}', "a[0]: character 2 is a control character, U+D800. Take it out."),
        (b'{"\\u0007": 1}', "A name: character 1 is a control character, U+0007. Take it out."),
        (b'{"a": {"\\r": 1}}', "The name of a key at a: character 1 is a control character"),
        (b"[" * 100_000, "The file is nested too deeply."),
        (b"[" * 30 + b"]" * 30, f"The file is nested more than {DEEPEST} deep."),
        (b"[]", "The file is a list, not an object."),
        (b'"letter"', "The file is text, not an object."),
        (b"null", "The file is empty, not an object."),
    ],
)
def test_a_file_that_is_no_letter_is_refused(content: bytes, sentence: str) -> None:
    assert faults(content)[0].startswith(sentence)


def test_tabs_and_line_ends_are_no_control_characters() -> None:
    assert load_json(b'{"a": "one\\n\\ttwo"}') == {"a": "one\n\ttwo"}


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_key_is_named_once(key: str) -> None:
    letter = early_letter()
    del letter[key]
    assert faults(letter) == [f"{key}: is missing."]


@pytest.mark.parametrize("key", REQUIRED)
def test_a_key_of_another_type_is_named(key: str) -> None:
    found = faults(early_letter(**{key: 7}))
    assert found[0].startswith(f"{key}: is a number, not ")


@pytest.mark.parametrize("key", ["addressees", "inspectorates", "sections", "signatories"])
def test_a_letter_has_at_least_one_of_each(key: str) -> None:
    assert f"{key}: is empty. A letter has at least one " in faults(early_letter(**{key: []}))[0]


FAULTS = [
    (("date",), "21 March 2017", "date: “21 March 2017” is no date. Write it as 2024-03-28."),
    (("date",), "2017-02-30", "date: “2017-02-30” is no date. Write it as 2024-03-28."),
    (("date",), "20170321", "date: “20170321” is no date. Write it as 2024-03-28."),
    (("date",), "２０１７-03-21", "date: “２０１７-03-21” is no date. Write it as 2024-03-28."),
    (("date",), "2026-11-22", "date: 2026-11-22 is still to come. A published letter is not."),
    (("date",), "2017-02-09", "date: 2017-02-09 is before fieldwork ended."),
    (("la_code",), 830, "la_code: is a number, not text."),
    (("title",), "  ", "title: is empty."),
    (("title",), "x" * 501, "title: has 501 characters. It may have 500."),
    (("fieldwork", "end"), "2017-02-05", "fieldwork.end: 2017-02-05 is before fieldwork began."),
    (("fieldwork", "start"), None, "fieldwork.start: is empty."),
    (
        ("next_steps", "due"),
        "2017-03-20",
        "next_steps.due: 2017-03-20 is before the letter’s date, 2017-03-21.",
    ),
    (("next_steps", "must_involve"), "all", "next_steps.must_involve: is text, not a list."),
    (("sections", 3, "blocks", 0, "text"), "", "sections[3].blocks[0].text: is empty."),
    (("sections", 3, "blocks", 0, "text"), [], "sections[3].blocks[0].text: is a list, not text."),
    (("sections", 3, "blocks", 0), "x", "sections[3].blocks[0]: is text, not an object."),
    (("sections", 3, "blocks", 0), None, "sections[3].blocks[0]: is empty."),
    (("sections", 3, "blocks"), {}, "sections[3].blocks: is an object, not a list."),
    (("sections", 3, "level"), "2", "sections[3].level: is text, not a whole number."),
    (("sections", 3, "level"), True, "sections[3].level: is true or false, not a whole number."),
    (("sections", 3, "level"), 9, "sections[3].level: is not between 1 and 3."),
    (
        ("sections", 3, "blocks", 0, "type"),
        "table",
        (
            "sections[3].blocks[0].type: “table” is not known. "
            "Write one of: paragraph, bullet, sub_bullet, numbered."
        ),
    ),
    (("addressees", 1), {}, "addressees[1]: names nobody: no name, role or organisation."),
    (("signatories", 1), {}, "signatories[1]: names nobody: no name and no role."),
    (("inspectorates", 1), "Ofsted", "inspectorates[1]: “Ofsted” is named twice."),
    (("inspectorates", 1), "", "inspectorates[1]: is empty."),
    (("inspectorates", 1), 4, "inspectorates[1]: is a number, not text."),
    (("inspectorates", 1), "x" * 121, "inspectorates[1]: may have 120 characters."),
    (("footnotes", 1, "marker"), "1", "footnotes[1].marker: “1” is the mark of another footnote."),
    (("source",), 7, "source: is a number, not an object."),
    (
        ("strengths", 1, "text"),
        "Sunshine.",
        (
            "strengths[1].text: stands in no section, so it would not be printed. "
            "Add it to its section."
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "sentence"), FAULTS)
def test_a_fault_is_a_sentence_with_its_place(
    path: tuple[Any, ...], value: Any, sentence: str
) -> None:
    letter = changed(*path, to=value)
    if value == "2026-11-22":
        letter["next_steps"]["due"] = "2027-01-04"
    assert faults(letter) == [sentence]


def test_what_stands_below_a_priority_action_is_held_against_the_sections_too() -> None:
    letter = late_letter()
    letter["priority_actions"][1]["sub_items"][1] = "at dusk"
    letter["next_steps"]["paragraphs"].append("And so on.")
    assert [fault.split(":")[0] for fault in faults(letter)] == [
        "priority_actions[1].sub_items[1]",
        "next_steps.paragraphs[2]",
    ]


def test_every_fault_is_told_at_once() -> None:
    letter = deepcopy(early_letter(theme=None, addressees=[]))
    letter["sections"][0]["blocks"][1]["type"] = "verse"
    assert [fault.split(":")[0] for fault in faults(letter)] == [
        "theme",
        "addressees",
        "sections[0].blocks[1].type",
    ]


def test_what_was_kept_is_read_again_whatever_the_day() -> None:
    letter = early_letter(date="2099-01-01", next_steps={})
    assert letter_of(letter).letter.day == date(2099, 1, 1)
