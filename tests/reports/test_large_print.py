"""Large print: the same document under a larger stylesheet, and nothing in it small."""

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf
import pytest

from reports.press import Press, Printed
from reports.print.jobs import PrintJob
from reports.print.large import large_job, large_key
from reports.print.letter import letter_job, letter_key
from reports.print.recorded import recorded_job
from reports.print.report import report_job
from reports.values.letter_file import letter_of
from tests.factories.letters import early_letter, late_letter
from tests.reports.paper import children, opened, printed_on, squeezed, tags, text_of
from tests.reports.samples import sample_snapshot
from tests.reports.test_recorded_print import body_text, lost
from tests.reports.test_report_pdf import report_snapshot

SMALLEST = 18
JOBS = {
    "letter": letter_job(sample_snapshot()),
    "report": report_job(report_snapshot()),
    "recorded": recorded_job(letter_of(early_letter(), name="a file").letter),
}


@pytest.fixture(scope="module", params=JOBS)
def job(request: Any) -> PrintJob:
    return JOBS[request.param]


@pytest.fixture(scope="module")
def large(press: Press, job: PrintJob) -> Printed:
    return printed_on(press, large_job(job))


def sizes(content: bytes) -> Iterator[float]:
    """The size in which each piece of text is set: of its font, by the matrix it stands in."""
    with opened(content) as document:
        for page in document.pages:
            scale, scales, size, text = 1.0, [], 0.0, 1.0
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name == "q":
                    scales.append(scale)
                elif name == "Q":
                    scale = scales.pop()
                elif name == "cm":
                    scale *= abs(float(Decimal(operands[3])))
                elif name == "Tf":
                    size = float(operands[1])
                elif name == "Tm":
                    text = abs(float(operands[3]))
                elif name in {"Tj", "TJ"}:
                    yield size * text * scale


def test_no_text_is_smaller_than_eighteen_points(large: Printed) -> None:
    found = [round(size, 2) for size in sizes(large.bytes)]
    assert len(found) > 20
    assert min(found) >= SMALLEST


def test_the_usual_print_is_smaller(press: Press, job: PrintJob) -> None:
    assert min(sizes(printed_on(press, job).bytes)) < 12


def test_it_has_the_same_tags_title_and_language(
    press: Press, job: PrintJob, large: Printed
) -> None:
    usual = printed_on(press, job)
    with opened(usual.bytes) as one, opened(large.bytes) as other:
        for kind in ("H1", "H2", "H3", "Table", "TH", "TD"):
            # A paragraph or list that runs over a page is tagged as two; these do not.
            assert _count(one, kind) == _count(other, kind), kind
        assert str(other.Root["/Lang"]) == "en-GB"
        assert bool(other.Root["/MarkInfo"]["/Marked"])
        assert str(other.docinfo["/Title"]) == job.title
        assert str(other.open_metadata()["pdfuaid:part"]) == "1"
        with other.open_outline() as outline:
            assert str(outline.root[0].title) == job.title or job.title.startswith(
                str(outline.root[0].title)
            )


def _count(document: pikepdf.Pdf, kind: str) -> int:
    return sum(name == kind for name, _ in tags(document))


def test_lists_are_lists(press: Press, job: PrintJob, large: Printed) -> None:
    usual = printed_on(press, job)
    with opened(usual.bytes) as one, opened(large.bytes) as other:
        assert _lists(other)
        # The statement in short is a list of pairs: what it consists of is the same in both.
        assert set(_lists(other)) == set(_lists(one))


def _lists(document: pikepdf.Pdf) -> list[frozenset[str]]:
    return [frozenset(children(element)) for name, element in tags(document) if name == "L"]


def test_nothing_is_justified_or_hyphenated(job: PrintJob) -> None:
    css = large_job(job).css
    assert "justify" not in css
    assert "hyphens: auto" not in css
    assert "text-align: left" in css


def test_the_text_is_the_same(press: Press) -> None:
    snapshot = sample_snapshot()
    said = squeezed(text_of(printed_on(press, large_job(letter_job(snapshot))).bytes))
    words = [snapshot[key] for key in ("date_text", "reference", "salutation", "title", "power")]
    words += [section["heading"] for section in snapshot["sections"]]
    words += [one["name"] for one in snapshot["signatories"]]
    assert [word for word in words if squeezed(word) not in said] == []


@pytest.mark.parametrize("letter", [early_letter(), late_letter()], ids=["early", "late"])
def test_no_text_of_a_recorded_letter_is_lost(press: Press, letter: dict[str, Any]) -> None:
    job = large_job(recorded_job(letter_of(letter, name="a file").letter))
    text = re.sub(r"[\[\]]", "", body_text(printed_on(press, job)))
    assert lost(letter, text) == []


def test_each_page_is_a4_and_says_its_number(large: Printed) -> None:
    with opened(large.bytes) as document:
        for page in document.pages:
            assert [round(float(edge)) for edge in page.mediabox] == [0, 0, 595, 842]
    last = text_of(large.bytes, "-f", str(large.pages))
    assert f"Page {large.pages} of {large.pages}" in last


def test_equal_input_gives_equal_bytes(press: Press, job: PrintJob, large: Printed) -> None:
    assert printed_on(press, large_job(job)).sha256 == large.sha256
    assert io.BytesIO(large.bytes).read(5) == b"%PDF-"


def test_its_key_names_the_format() -> None:
    usual = letter_key("a" * 64)
    assert large_key(usual) != usual
    assert large_key(usual) == large_key(usual)
    assert large_key(letter_key("b" * 64)) != large_key(usual)
