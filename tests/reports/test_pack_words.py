"""What an evidence pack says on paper, item by item. The press itself is asked elsewhere."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.actions.packs import COLUMNS
from inspections.rules.packs import csv_bytes, xlsx_bytes
from inspections.values.packs import PackContent, PackFormat
from reports import rendering
from reports.print.fonts import FAMILIES, drawable
from reports.print.jobs import Printed
from reports.print.pack import UNDRAWN, pack_job, printable
from tests.pages.reading import Markup, words

SCRIPT = "<script>alert(1)</script>"
ITEM = {
    "Reference": "E-1",
    "Version": "2",
    "Text": "The plan was late.",
    "Strength or weakness": "Weakness",
    "Source": "Meeting",
    "Observed": "1 March 2026",
    "Recorded": "2 March 2026",
    "Case": "T1",
    "Agency": "The council",
    "Criteria": "¶115a, ¶115b",
    "Tags": "Late",
    "Child’s voice": "yes",
    "Author": "Ash Reed",
    "Owner": "CQC",
    "Note": "Withdrawn",
}


def content(*items: dict[str, str], **changes: Any) -> PackContent:
    usual: dict[str, Any] = {
        "title": "Evidence of Northmere",
        "reference": "OF-2026-0001",
        "facts": (("Made for", "Ash Reed"),),
        "columns": COLUMNS,
        "rows": tuple(tuple({**ITEM, **item}[name] for name in COLUMNS) for item in items),
    }
    return PackContent(**{**usual, **changes})


def paper(*items: dict[str, str], **changes: Any) -> Markup:
    return Markup(pack_job(content(*items, **changes)).html)


def last_line(item: dict[str, str]) -> str:
    """The small print below one item."""
    return words(paper(item).every("p")[-1])


# --- an item --------------------------------------------------------------------------------------


def test_an_item_is_printed_with_all_that_is_known_of_it() -> None:
    markup = paper({})
    assert words(markup.one("h2")) == "E-1 version 2: Weakness"
    assert words(markup.one("p", class_="note")) == "Withdrawn"
    assert words(markup.one("p", class_="said")) == "The plan was late."
    assert last_line({}) == (
        "The child’s voice. Meeting; observed 1 March 2026, recorded 2 March 2026 by Ash Reed, "
        "CQC. Case T1; The council. Bears on ¶115a, ¶115b. Tags: Late."
    )


@pytest.mark.parametrize(
    ("column", "said", "unsaid"),
    [
        ("Case", "No case; The council.", "Case T1"),
        ("Agency", "Case T1; the partnership.", "The council"),
        ("Criteria", "The council. Tags: Late.", "Bears on"),
        ("Tags", "Bears on ¶115a, ¶115b.", "Tags"),
        ("Child’s voice", "Meeting; observed", "voice"),
    ],
)
def test_what_is_not_known_of_an_item_is_not_said(column: str, said: str, unsaid: str) -> None:
    line = last_line({column: ""})
    assert said in line
    assert unsaid not in line


def test_an_item_without_a_note_has_none() -> None:
    assert paper({"Note": ""}).every("p", class_="note") == []


def test_items_are_printed_in_their_order_each_with_its_own() -> None:
    markup = paper(
        {"Reference": "E-3", "Text": "Third", "Tags": ""},
        {"Reference": "E-1", "Text": "First", "Case": ""},
        {"Reference": "E-2", "Text": "Second", "Note": ""},
    )
    assert [words(one).split()[0] for one in markup.every("h2")] == ["E-3", "E-1", "E-2"]
    assert [words(one) for one in markup.every("p", class_="said")] == ["Third", "First", "Second"]
    assert len(markup.every("p", class_="note")) == 2


def test_the_lines_of_a_text_are_kept() -> None:
    job = pack_job(content({"Text": "First\n\n  Second\tthird"}))
    assert "First\n\n  Second\tthird" in job.html
    assert re.search(r"\.said[^}]*white-space: pre-line", job.css)


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "Child’s voice"])
@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (SCRIPT, SCRIPT),
        ("a & b", "a & b"),
        ('"quoted" and ’not’', '"quoted" and ’not’'),
        ("{{ pack.title }}", "{{ pack.title }}"),
        ("{% include 'x' %}", "{% include 'x' %}"),
        ("{# gone #}", "{# gone #}"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("漢字", UNDRAWN),
        ("a\x07b", f"a{UNDRAWN}b"),
    ],
    ids=range(9),
)
def test_in_every_place_what_was_typed_is_text(column: str, text: str, printed: str) -> None:
    markup = paper({column: text})
    assert printed in words(markup.root)
    assert markup.every("script") == markup.every("b") == []


# --- the first page -------------------------------------------------------------------------------


def test_the_first_page_says_what_the_pack_is() -> None:
    facts = (("Made for", "Ash Reed"), ("Searched for", "Words: plan\nTag: Late"), ("Empty", ""))
    markup = paper(facts=facts)
    heading = markup.one("h1")
    assert (words(heading), heading.get("data-reference")) == (
        "Evidence of Northmere",
        "OF-2026-0001",
    )
    assert [words(one) for one in markup.every("dt")] == ["Made for", "Searched for", "Empty"]
    assert [words(one) for one in markup.every("dd")] == ["Ash Reed", "Words: plan Tag: Late", ""]


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("Evidence of Zoëstadt", "Evidence of Zoëstadt"),
        ("Evidence of 漢字", f"Evidence of {UNDRAWN}"),
        (f"Evidence of {SCRIPT}", f"Evidence of {SCRIPT}"),
        ("Evidence of A & B", "Evidence of A & B"),
    ],
)
def test_the_title_of_the_job_is_that_of_the_page(title: str, printed: str) -> None:
    job = pack_job(content(title=title))
    markup = Markup(job.html)
    assert job.title == words(markup.one("title")) == words(markup.one("h1")) == printed
    assert markup.one("html").get("lang") == job.language


def test_the_first_page_says_what_the_mark_means() -> None:
    said = words(paper().one("p"))
    assert said.startswith(f"Where {UNDRAWN} stands in a text")


def test_a_pack_of_nothing_has_a_first_page_alone() -> None:
    assert paper().every("h2") == []


def test_a_row_that_is_no_row_of_its_table_is_not_printed() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        pack_job(content(rows=(("E-1",),)))


def test_columns_may_stand_in_any_order() -> None:
    turned = tuple(reversed(COLUMNS))
    made = content(columns=turned, rows=(tuple(ITEM[name] for name in turned),))
    assert pack_job(made).html == pack_job(content({})).html


def test_the_stylesheet_asks_for_no_font_but_the_shipped_ones_and_for_nothing_outside() -> None:
    css = pack_job(content()).css
    families = {
        name.strip().strip('"')
        for names in re.findall(r"font-family:([^;}]+)", css)
        for name in names.split(",")
    }
    assert families <= FAMILIES
    assert "url(" not in css
    assert "@import" not in css


# --- what can be drawn ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("\n\t", "\n\t"),
        ("漢字 漢字", f"{UNDRAWN} {UNDRAWN}"),
        ("😀a😀", f"{UNDRAWN}a{UNDRAWN}"),
        ("\x00", UNDRAWN),
        ("\uffff\ufffe", UNDRAWN),
        ("👩‍👧", UNDRAWN),
        ("caf\u0065\u0301", "café"),
        ("£5 – 10%", "£5 – 10%"),
        (UNDRAWN, UNDRAWN),
        ("你" * 100_000, UNDRAWN),
        ("x" * 100_000, "x" * 100_000),
    ],
    ids=range(11),
)
def test_a_run_that_cannot_be_drawn_is_one_mark(text: str, printed: str) -> None:
    assert printable(text) == printed


@given(st.text(max_size=60))
def test_whatever_was_written_all_of_it_can_be_drawn(text: str) -> None:
    printed = printable(text)
    assert set(printed) <= drawable() | {"\n", "\t"}
    assert printable(printed) == printed
    assert UNDRAWN in text or UNDRAWN * 2 not in printed


# --- which way it is made -------------------------------------------------------------------------


class PaperPress:
    """A press that prints nothing, and keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[Any] = []

    def render(self, document: Any, **_asked: Any) -> Printed:
        """What was asked for."""
        self.given.append(document)
        return Printed(b"%PDF", "0" * 64, 1, ())


@pytest.mark.parametrize("form", PackFormat)
def test_only_a_document_goes_to_the_press(
    form: PackFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    press, made = PaperPress(), content({})
    monkeypatch.setattr(rendering, "the_press", lambda: press)
    claim: Any = None
    written = rendering._pack_bytes(claim, made, form)
    assert press.given == ([pack_job(made)] if form == PackFormat.PDF else [])
    if form == PackFormat.CSV:
        assert written == csv_bytes(made)
    elif form == PackFormat.XLSX:
        assert len(written) == len(xlsx_bytes(made))
        assert written.startswith(b"PK")
    else:
        assert written == b"%PDF"
