"""A report on paper: cover, contents, table of judgements, numbered paragraphs; and what stays."""

import re
from typing import Any

import pytest

from reports.press import Press, Printed
from reports.print.jobs import UnknownSchema
from reports.print.letter import letter_html, letter_key
from reports.print.report import document_job, document_key, report_html
from tests.reports.paper import opened, printed_on, squeezed, tags, text_of
from tests.reports.samples import sample_snapshot

NO_RATING = "rate no provider"


def line(title: str, grade: str, depth: int = 1, **changes: str) -> dict[str, Any]:
    """A line of the table of judgements."""
    usual = {"strand": "Health services", "grading": "graded", "agency_kind": "health"}
    words = {"reason": "", "statement": "", "grade": "", "content_hash": "", "area": title.lower()}
    return {"title": title, "grade_title": grade, "depth": depth, **usual, **words, **changes}


def report_snapshot(**changes: Any) -> dict[str, Any]:
    """A report on health services of the same invented area as the letter's sample."""
    letter = sample_snapshot()
    judgements = [
        line("Overall effectiveness of health services", "Good", 0, statement="Help comes early."),
        line("Help and protection", "Good", statement="Nurses ask the child first."),
        line("Looked after children", "Not judged", reason="Only two children were seen."),
        line("Leadership", "Requires improvement", statement="Leaders count, and rarely ask why."),
        line("The youth offending team", "Evaluated in words", 0, grading="narrative"),
    ]
    return {
        **letter,
        "schema": 2,
        "title": "Report on health services: Ashdale",
        "form_title": "Report on health services",
        "document": "agency-report-cqc",
        "about": "Health services",
        "judgement": None,
        "judgements": judgements,
        "notes": [f"The grades of health services {NO_RATING}."],
        **changes,
    }


@pytest.fixture(scope="module")
def report(press: Press) -> Printed:
    return printed_on(press, document_job(report_snapshot()))


@pytest.fixture(scope="module")
def text(report: Printed) -> str:
    return text_of(report.bytes, "-layout")


def test_a_report_is_tagged_and_says_its_language_and_title(report: Printed) -> None:
    with opened(report.bytes) as document:
        assert str(document.Root["/Lang"]) == "en-GB"
        assert bool(document.Root["/MarkInfo"]["/Marked"])
        assert str(document.docinfo["/Title"]) == report_snapshot()["title"]
        assert str(document.open_metadata()["pdfuaid:part"]) == "1"


def test_its_headings_are_in_order(report: Printed) -> None:
    sections = [one for one in report_snapshot()["sections"] if one["kind"] != "signatures"]
    with opened(report.bytes) as document:
        headings = [name for name, _ in tags(document) if re.fullmatch(r"H\d", name)]
    assert headings == ["H1", *["H2"] * (len(sections) + 2)]


def test_the_contents_name_each_section_with_its_page_and_no_leader_dots(
    report: Printed, text: str
) -> None:
    contents = text.split("Contents", 1)[1].split("Page 2 of", 1)[0]
    assert "...." not in contents
    for section in report_snapshot()["sections"]:
        if section["kind"] == "signatures":
            continue
        number = re.search(rf"{re.escape(section['heading'])}, page (\d+)", contents)
        assert number is not None, section["heading"]
        page = text_of(report.bytes, "-f", number.group(1), "-l", number.group(1))
        assert squeezed(section["heading"]) in squeezed(page)


def test_the_table_of_judgements_has_header_cells(report: Printed) -> None:
    with opened(report.bytes) as document:
        names = [name for name, _ in tags(document)]
    assert names.count("Table") == 1
    assert names.count("TH") == 2 + 5
    assert names.count("TD") == 5


def test_every_area_has_its_line_and_words_are_no_lesser_answer(text: str) -> None:
    for said in (
        "Requires improvement",
        "Evaluated in words",
        "Not judged",
        "Only two children were seen.",
        NO_RATING,
        "Nurses ask the child first.",
    ):
        assert said in " ".join(text.split())
    html = report_html(report_snapshot())
    grades = ("Good", "Not judged", "Evaluated in words")
    assert all(f"<strong>{one}</strong>" in html for one in grades)


def test_the_strand_is_named_where_there_are_several() -> None:
    other = line("The board", "Good", 0, strand="The board", agency_kind="partnership")
    lines = [*report_snapshot()["judgements"], other]
    assert "Part of the inspection" in report_html(report_snapshot(judgements=lines))
    assert "Part of the inspection" not in report_html(report_snapshot())


def test_the_same_report_gives_the_same_bytes(press: Press, report: Printed) -> None:
    assert printed_on(press, document_job(report_snapshot())).bytes == report.bytes


def test_a_text_is_escaped_wherever_it_stands() -> None:
    evil = "<script>alert(1)</script>{{ letter }}"
    lines = [line(evil, evil, statement=evil, reason=evil)]
    html = report_html(report_snapshot(judgements=lines, form_title=evil, notes=[evil]))
    assert "<script>" not in html
    assert html.count("{{ letter }}") == 7


def test_a_letter_that_was_frozen_before_is_printed_as_it_was() -> None:
    letter = sample_snapshot()
    assert document_job(letter).html == letter_html(letter)
    assert document_key(letter, "a" * 64) == letter_key("a" * 64)
    assert document_key(report_snapshot(), "a" * 64) != letter_key("a" * 64)


@pytest.mark.parametrize("schema", [0, 4, "2", None])
def test_another_schema_is_refused(schema: object) -> None:
    with pytest.raises(UnknownSchema):
        document_job(report_snapshot(schema=schema))
