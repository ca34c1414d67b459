"""Several documents as one on paper: one title, one contents list, one tag tree, one outline."""

import re
from collections import Counter
from typing import Any

import pikepdf
import pytest

from reports.press import Press, Printed
from reports.print.combined import combined_html
from reports.print.jobs import UnknownSchema
from reports.print.report import document_job, document_key, report_html
from tests.reports.combined_sample import combined_snapshot, part_of, prose
from tests.reports.paper import opened, printed_on, squeezed, tags, text_of
from tests.reports.samples import sample_snapshot
from tests.reports.test_report_pdf import line, report_snapshot

# A 250-page document takes some twenty seconds on a machine that has nothing else to do.
LONG_PARTS, LONG_CHAPTERS, LONG_PARAGRAPHS = 2, 5, 24
LONG_TEXT = "Inspectors asked at each step what had become better for the child. " * 11


def headings_of(snapshot: dict[str, Any]) -> list[tuple[int, str]]:
    """Every heading below the title, in its order, with its depth."""
    found = [(2, one["heading"]) for one in snapshot["sections"]]
    for part in snapshot["parts"]:
        found.append((2, part["title"]))
        sections = [one for one in part["content"]["sections"] if one["kind"] != "signatures"]
        found += [(3, one["heading"]) for one in sections]
        found.append((3, "Who stands for this report"))
    return [
        *found,
        (2, "What this document was made of"),
        (2, "Who stands for this document"),
    ]


def outline_of(document: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """Every bookmark, in its order: its depth, its words, and the number of its page."""
    pages = {page.objgen: number for number, page in enumerate(document.pages, 1)}
    found = []

    def below(items: Any, depth: int) -> None:
        for item in items:
            found.append((depth, str(item.title), pages[item.destination[0].objgen]))
            below(item.children, depth + 1)

    with document.open_outline() as outline:
        below(outline.root, 1)
    return found


def check_whole(printed: Printed, snapshot: dict[str, Any]) -> None:
    """One tree of tags, one outline, one contents list whose pages are right, one count."""
    expected = headings_of(snapshot)
    with opened(printed.bytes) as document:
        trees = [one for one in document.objects if _is_tree(one)]
        named = [name for name, _ in tags(document) if re.fullmatch(r"H\d", name)]
        outline = outline_of(document)
        pages = len(document.pages)
    assert len(trees) == 1
    assert named == ["H1", "H2", *(f"H{depth}" for depth, _ in expected)]
    (title, *marks) = outline
    assert title == (1, snapshot["form_title"], 1)
    contents, *rest = marks
    assert contents == (2, "Contents", 2)
    assert [(depth, words) for depth, words, _ in rest] == expected
    numbers = [page for _, _, page in rest]
    assert numbers == sorted(numbers)
    texts = text_of(printed.bytes, "-layout").split("\f")[:pages]
    first = rest[0][2]
    listed = _contents("\n".join(texts[1 : first - 1]))
    assert listed == [(words, page) for _, words, page in rest]
    for words, page in listed:
        assert squeezed(words) in squeezed(texts[page - 1]), (words, page)
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {pages}" in text


def _is_tree(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructTreeRoot"


def _contents(text: str) -> list[tuple[str, int]]:
    """The lines of the contents list: the words, and the page."""
    joined = re.sub(r"(?m)^.*Page \d+ of \d+.*$", "", text)
    found = re.findall(r"(?m)^\s*(\S.*?),\s+page (\d+)\s*$", joined)
    return [(" ".join(words.split()), int(page)) for words, page in found]


@pytest.fixture(scope="module")
def whole(press: Press) -> Printed:
    return printed_on(press, document_job(combined_snapshot()))


def test_it_is_one_document(whole: Printed) -> None:
    check_whole(whole, combined_snapshot())


def test_it_says_its_language_and_title(whole: Printed) -> None:
    with opened(whole.bytes) as document:
        assert str(document.Root["/Lang"]) == "en-GB"
        assert bool(document.Root["/MarkInfo"]["/Marked"])
        assert str(document.docinfo["/Title"]) == combined_snapshot()["title"]
        assert str(document.open_metadata()["pdfuaid:part"]) == "1"


def test_every_id_is_there_once_and_every_link_leads_to_one() -> None:
    html = combined_html(combined_snapshot())
    ids = Counter(re.findall(r'\bid="([^"]+)"', html))
    assert [name for name, number in ids.items() if number > 1] == []
    links = re.findall(r'href="#([^"]+)"', html)
    assert len(links) == len(headings_of(combined_snapshot()))
    assert set(links) <= set(ids)


def test_each_part_begins_on_a_page_of_its_own_that_says_whose_it_is(whole: Printed) -> None:
    texts = text_of(whole.bytes, "-layout").split("\f")
    for part in combined_snapshot()["parts"]:
        headed = [text for text in texts if text.lstrip().startswith(part["title"])]
        assert len(headed) > 1, part["title"]
    assert texts[3].lstrip().startswith(combined_snapshot()["title"])


def test_nothing_that_a_part_says_is_lost(whole: Printed) -> None:
    text = squeezed(text_of(whole.bytes))
    for part in combined_snapshot()["parts"]:
        for section in part["content"]["sections"]:
            for paragraph in section["paragraphs"] if section["kind"] != "signatures" else ():
                said = squeezed(paragraph["text"])
                assert said[:40] in text
        for judged in part["content"]["judgements"]:
            assert squeezed(judged["title"]) in text


def test_it_lists_the_hash_of_each_part_and_of_all(whole: Printed) -> None:
    text = squeezed(text_of(whole.bytes))
    snapshot = combined_snapshot()
    for part in snapshot["parts"]:
        assert part["content_hash"] in text
    assert snapshot["parts_hash"] in text


def test_a_document_without_parts_is_its_own_words() -> None:
    html = combined_html(combined_snapshot(parts=[]))
    assert "What this document was made of" not in html
    assert "About this document" in html
    assert re.findall(r"<h(\d)", html) == ["1", "2", "2", "2", "2"]


def test_the_same_document_gives_the_same_bytes(press: Press, whole: Printed) -> None:
    assert printed_on(press, document_job(combined_snapshot())).bytes == whole.bytes


def test_a_text_is_escaped_wherever_it_stands() -> None:
    evil = "<script>alert(1)</script>{{ letter }}"
    part = part_of("summary", evil, judgements=[line(evil, evil)], notes=[evil])
    html = combined_html(
        combined_snapshot(part, form_title=evil, sections=[prose("a", evil, evil)])
    )
    assert "<script>" not in html
    assert "{{ letter }}" in html


def test_a_report_alone_is_printed_as_it_was() -> None:
    report = report_snapshot()
    assert document_job(report).html == report_html(report)
    assert document_key(report, "a" * 64) != document_key(combined_snapshot(), "a" * 64)
    assert document_key(combined_snapshot(), "a" * 64) != document_key(
        combined_snapshot(), "b" * 64
    )


@pytest.mark.parametrize("schema", [0, 1, 2, 4, None])
def test_another_schema_is_refused(schema: object) -> None:
    with pytest.raises(UnknownSchema):
        combined_html(combined_snapshot(schema=schema))


@pytest.mark.parametrize("schema", [0, 3, None])
def test_a_part_of_another_schema_is_refused(schema: object) -> None:
    part = part_of("summary", "Summary")
    part["content"] = {**part["content"], "schema": schema}
    with pytest.raises(UnknownSchema):
        combined_html(combined_snapshot(part))


def test_a_letter_can_be_a_part() -> None:
    part = {**part_of("letter", "A letter"), "content": sample_snapshot()}
    html = combined_html(combined_snapshot(part))
    assert "Signatures" not in re.findall(r"<h3[^>]*>([^<]*)", html)
    assert html.count("<h1") == 1


def long_snapshot(parts: int, chapters: int, paragraphs: int) -> dict[str, Any]:
    """A document of generated chapters, some two paragraphs to the third of a page."""
    made = [
        part_of(
            f"agency-report-{number}",
            f"Report number {number}",
            sections=[
                prose(
                    f"chapter-{chapter}",
                    f"Chapter {chapter} of report {number}",
                    *(f"{number}.{chapter}.{each} {LONG_TEXT}" for each in range(paragraphs)),
                )
                for chapter in range(1, chapters + 1)
            ],
        )
        for number in range(1, parts + 1)
    ]
    return combined_snapshot(*made)


def test_a_long_document_keeps_its_pages_right(press: Press) -> None:
    snapshot = long_snapshot(LONG_PARTS, LONG_CHAPTERS, LONG_PARAGRAPHS)
    printed = printed_on(press, document_job(snapshot), limit_seconds=300)
    assert printed.pages > 40
    check_whole(printed, snapshot)
