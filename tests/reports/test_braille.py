"""The plain text for Braille: everything is there, in few characters, each paragraph a line."""

import re
from typing import Any

import pytest

from reports.print.braille import braille_text, plain
from reports.print.outline import Heading, Item, Items, Para, Table, outline_of
from reports.print.recorded_outline import recorded_outline
from reports.values.letter_file import letter_of
from tests.factories.letters import early_letter, late_letter
from tests.reports.html import texts_of
from tests.reports.paper import squeezed
from tests.reports.samples import sample_snapshot, snapshot_with_text
from tests.reports.test_report_pdf import report_snapshot

ALLOWED = re.compile(r"[ -~\n£€À-ÖØ-öø-ɏ]*")


def text_of_letter(letter: dict[str, Any]) -> str:
    return braille_text(recorded_outline(letter_of(letter, name="a file").letter))


def flat(text: str) -> str:
    return squeezed(plain(text))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("‘It’s’ a “plan”", "'It's' a \"plan\""),
        ("2018–19", "2018-19"),
        ("the plan – new – is", "the plan - new - is"),
        ("so—they say", "so - they say"),
        ("and so on…", "and so on..."),
        ("a\u00a0b\u2009c", "a b c"),
        ("co\u00adope\u200brate\ufeff", "cooperate"),
        ("2½ years, ⅓ of them", "2 1/2 years, 1/3 of them"),
        ("Zoë Dvořáková-O’Brien, Łukasz", "Zoë Dvořáková-O'Brien, Łukasz"),
        ("£5 or €6", "£5 or €6"),
        ("¶57", "(pilcrow sign) 57"),
        ("α", "(greek small letter alpha)"),
        ("\U0001f9ff", "(nazar amulet)"),
        ("\ue000", "(a character that cannot be shown)"),
        ("one\ntwo  three", "one\ntwo three"),
        ("ﬁnd", "find"),
        ("{{ letter }} <b>", "{{ letter }} <b>"),
    ],
)
def test_characters_are_few_and_none_is_lost(typed: str, kept: str) -> None:
    assert plain(typed) == kept


@pytest.mark.parametrize("typed", ["‘“–…½¼¾", "²³", "\t\r\x07", "日本"])
def test_what_is_plain_stays_as_it_is(typed: str) -> None:
    once = plain(typed)
    assert ALLOWED.fullmatch(once)
    assert plain(once) == once


def test_each_kind_of_block_has_its_marks() -> None:
    text = braille_text(
        [
            Heading("A title", 1),
            Para("Words.", number="4"),
            Heading("A part", 2),
            Items((Item("Point", number="R1", label="For the board"), Item("Below", level=2))),
            Table("Judgements", ("What", "Grade"), (("Health", "Good"), ("Police", "Poor"))),
        ]
    )
    assert text == (
        "[Heading 1] A title\n\n4 Words.\n\n\n[Heading 2] A part\n\n"
        "- R1 For the board: Point\n-- Below\n\n"
        "[Table] Judgements\n\nWhat: Health\nGrade: Good\n\nWhat: Police\nGrade: Poor\n\n"
        "[End of table]\n"
    )


def test_a_letter_says_everything_that_its_pdf_says() -> None:
    snapshot, said = sample_snapshot(), flat(braille_text(outline_of(sample_snapshot())))
    words = [snapshot[key] for key in ("date_text", "reference", "salutation", "title", "power")]
    words += [each["name"] for each in snapshot["inspectorates"]]
    words += [value for each in snapshot["addressees"] for value in each.values()]
    words += [value for each in snapshot["signatories"] for value in each.values()]
    words += [section["heading"] for section in snapshot["sections"]]
    words += [snapshot["judgement"][key] for key in ("title", "grade_title", "statement")]
    for section in snapshot["sections"]:
        words += [section["heading"]]
        for one in section["paragraphs"]:
            words += [one["text"], one["number"], one["addressed_to"] or ""]
    assert [word for word in words if flat(word) not in said] == []


def test_a_paragraph_is_one_line_whatever_its_length() -> None:
    snapshot = sample_snapshot()
    longest = max((one["text"] for one in snapshot["sections"][1]["paragraphs"]), key=len)
    lines = braille_text(outline_of(snapshot)).splitlines()
    assert any(line.endswith(plain(longest)) for line in lines)


def test_every_text_that_somebody_types_is_folded() -> None:
    text = braille_text(outline_of(snapshot_with_text("“A”\u00a0– b… \u2713")))
    assert ALLOWED.fullmatch(text)
    assert text.count('"A" - b... (check mark)') >= 20


def test_headings_of_a_report_are_in_order_and_its_table_is_lines() -> None:
    snapshot = report_snapshot()
    text = braille_text(outline_of(snapshot))
    levels = [int(level) for level in re.findall(r"^\[Heading (\d)\]", text, re.M)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    for one in snapshot["judgements"]:
        said = f"What was judged: {one['title']}\nJudgement: {one['grade_title']}"
        assert said in text
    assert "Judgement: Not judged. Only two children were seen." in text
    assert snapshot["notes"][0] in text
    assert "Looked after children" in text
    assert "Nurses ask the child first." in text


def test_a_table_of_several_parts_names_the_part_of_each_row() -> None:
    snapshot = report_snapshot()
    snapshot["judgements"][0]["strand"] = "The police"
    text = braille_text(outline_of(snapshot))
    assert "\nPart of the inspection: The police\nJudgement: Good\n" in text


def test_what_a_report_does_not_have_is_left_out() -> None:
    snapshot = report_snapshot(judgements=[], notes=[], judgement=None)
    text = braille_text(outline_of(snapshot))
    assert "[Table]" not in text
    assert snapshot["salutation"] not in text
    snapshot = sample_snapshot(addressees=[], judgement=None)
    assert "\n\n\n\n" not in braille_text(outline_of(snapshot))


def test_views_of_single_inspectorates_stand_with_the_grade() -> None:
    snapshot = sample_snapshot()
    view = [{"inspectorate": "HMI Probation", "reason": "It weighs more."}]
    snapshot["judgement"] |= {"dissents": view, "abstentions": view}
    text = braille_text(outline_of(snapshot))
    assert "records a view of its own: It weighs more." in text
    assert "without a view of the grade: It weighs more." in text


@pytest.mark.parametrize("letter", [early_letter(), late_letter()], ids=["early", "late"])
def test_no_text_of_a_recorded_letter_is_lost(letter: dict[str, Any]) -> None:
    text = text_of_letter(letter)
    assert ALLOWED.fullmatch(text)
    said = flat(text)
    # A footnote stands within the text, where its mark is; the marks are numbers.
    pieces = [piece for one in texts_of(letter) for piece in re.split(r"\d+", one)]
    assert [one for one in pieces if flat(one) not in said] == []
    assert flat(letter["title"]) in said


def test_a_footnote_stands_at_its_place_in_full_once() -> None:
    letter = early_letter()
    text = text_of_letter(letter)
    for note in letter["footnotes"]:
        assert text.count(plain(note["text"])) == 1


def test_a_second_mark_of_a_footnote_names_it_and_a_lost_one_says_so() -> None:
    letter = late_letter(footnotes=[{"marker": "1", "text": "The note."}])
    letter["sections"][0]["blocks"][0]["text"] = "First.[^1] Again.[^1] Lost.[^9]"
    text = text_of_letter(letter)
    said = (
        "First. [Note 1: The note.] Again. [See note 1] Lost. [Note 9, of which the text is lost]"
    )
    assert said in text


def test_a_footnote_without_a_mark_stands_at_the_end() -> None:
    letter = late_letter(footnotes=[{"marker": "77", "text": "Nobody points here."}])
    assert "Note 77, which the text does not mention: Nobody points here." in text_of_letter(letter)
