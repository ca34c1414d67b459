"""A letter that was published elsewhere, on paper: nothing lost, tagged, boxed and linked."""

import re
from typing import Any

import pikepdf
import pytest

from reports.press import Press, Printed
from reports.print.fonts import STEERING
from reports.print.recorded import recorded_job, recorded_key, undrawn
from reports.values.letter_file import letter_of
from tests.factories.letters import early_letter, late_letter, said
from tests.reports.html import texts_of
from tests.reports.paper import opened, printed_on, squeezed, tags, text_of

CODE = "<b>{{ letter }}</b> &amp; {% include 'x' %} <script>alert(1)</script>"


def paper(press: Press, letter: dict[str, Any]) -> Printed:
    return printed_on(press, recorded_job(letter_of(letter, name="a file").letter))


def body_text(printed: Printed) -> str:
    """The text of the pages in the order in which it was written, without heads and feet."""
    inner = ("-x", "0", "-y", "60", "-W", "596", "-H", "712")
    return re.sub("[•–]", "", squeezed(text_of(printed.bytes, "-raw", *inner)))


def lost(letter: dict[str, Any], text: str) -> list[str]:
    """The texts of the letter that are not there, in their order."""
    missing, place = [], 0
    for one in [*texts_of(letter)]:
        wanted = re.sub("[•–]", "", squeezed(one))
        at = text.find(wanted, place)
        if at < 0:
            missing.append(one)
        else:
            place = at + len(wanted)
    return missing


@pytest.mark.parametrize("letter", [early_letter(), late_letter()], ids=["early", "late"])
def test_no_text_of_the_letter_is_lost_on_paper(press: Press, letter: dict[str, Any]) -> None:
    text = body_text(paper(press, letter))
    assert lost(letter, text) == []
    for wanted in (letter["title"], letter["theme"], "thisisacopy", "Source:northmereletter.pdf"):
        assert squeezed(wanted).casefold() in text.casefold()


def test_the_walk_notices_what_is_lost(press: Press) -> None:
    text = body_text(paper(press, early_letter()))
    letter = early_letter()
    letter["sections"][1]["blocks"].append(said("bullet", "Nobody printed this."))
    letter["signatories"].reverse()
    assert "Nobody printed this." in lost(letter, text)
    assert "Ines Bell" in lost(letter, text)


def test_it_is_tagged_with_one_title_and_its_headings_in_levels(press: Press) -> None:
    pdf = opened(paper(press, early_letter()).bytes)
    names = [name for name, _ in tags(pdf)]
    assert [name for name in names if re.fullmatch(r"H\d", name)] == [
        "H1", "H2", "H3", "H2", "H3", "H3", "H3", "H2", "H2",
    ]  # fmt: skip
    assert {"L", "LI", "Link", "P"} <= set(names)
    assert str(pdf.Root["/Lang"]) == "en-GB"
    assert pdf.Root["/MarkInfo"]["/Marked"]
    assert str(pdf.docinfo["/Title"]) == early_letter()["title"]
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def destinations(pdf: pikepdf.Pdf) -> tuple[list[str], set[str]]:
    """Where the links lead, and which places have a name."""
    links = [
        str(mark["/Dest"])
        for page in pdf.pages
        for mark in page.get("/Annots", [])
        if "/Dest" in mark
    ]
    named = pdf.Root["/Names"]["/Dests"]["/Names"] if links else []
    return links, {str(named[place]) for place in range(0, len(named), 2)}


def test_footnotes_lead_there_and_back_and_a_lost_one_nowhere(press: Press) -> None:
    links, named = destinations(opened(paper(press, early_letter()).bytes))
    assert sorted(links) == sorted(["note-1", "note-1", "note-2", "mark-1", "mark-1-2", "mark-2"])
    assert set(links) <= named
    assert destinations(opened(paper(press, late_letter()).bytes))[0] == []


def test_what_looks_like_code_is_text_on_paper(press: Press) -> None:
    letter = early_letter(theme=CODE, salutation=CODE, title=CODE, area=CODE)
    letter["inspectorates"][2] = letter["source"]["file"] = CODE
    letter["sections"][0]["blocks"][0]["text"] = letter["addressees"][0]["name"] = CODE
    letter["case_studies"][0]["title"] = letter["footnotes"][0]["text"] = CODE
    letter["next_steps"]["lead_as_printed"] = letter["sections"][1]["heading"] = CODE
    printed = paper(press, letter)
    assert lost(letter, body_text(printed)) == []
    assert body_text(printed).count(squeezed(CODE)) >= 11


def test_a_paragraph_of_fifty_thousand_characters_is_printed_whole(press: Press) -> None:
    letter = early_letter()
    text = " ".join(f"step {number}," for number in range(5_000))
    assert len(text) > 50_000
    letter["sections"][0]["blocks"][1]["text"] = text
    printed = paper(press, letter)
    assert lost(letter, body_text(printed)) == []
    assert printed.pages > 10


def test_a_case_study_stands_in_a_box_and_a_section_does_not() -> None:
    html = recorded_job(letter_of(early_letter()).letter).html
    assert html.count('class="case-study"') == 2
    box = html[html.index('class="case-study"') :]
    assert box.index("Case study: a good crossing") < box.index("Areas for improvement")
    assert "flex" not in recorded_job(letter_of(early_letter()).letter).css
    assert "grid" not in recorded_job(letter_of(early_letter()).letter).css


def test_a_line_end_that_was_typed_is_one_on_paper() -> None:
    letter = early_letter()
    letter["sections"][0]["blocks"][1]["text"] = "first\nsecond"
    assert "first<br>second" in recorded_job(letter_of(letter).letter).html


def test_the_key_names_the_content_and_its_source() -> None:
    keys = {recorded_key("a", "x"), recorded_key("b", "x"), recorded_key("a", "y")}
    assert len(keys) == 3
    assert recorded_key("a", "x") in keys


def test_what_cannot_be_drawn_is_named_and_what_only_steers_is_not() -> None:
    data = {"a": [{"b": "fine é Ā"}, "好"], "c": 7, "d": "".join(sorted(STEERING))}
    assert [(one.place, one.what.split(".")[0]) for one in undrawn(data)] == [
        ("a[1]", "no font of the PDF can draw “好” (U+597D)")
    ]


def test_equal_letters_give_equal_bytes(press: Press) -> None:
    assert paper(press, late_letter()).sha256 == paper(press, late_letter()).sha256
