"""A draft as a Word file: real headings, lists and tables, marked, and for its readers alone."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from records.models import AuditEntry
from reports.print.outline import Item, Items, Para, Table, outline_of
from reports.print.word import CONTENT_TYPE, word_file
from tests.factories.inspections import member_factory
from tests.factories.reports import report_at
from tests.reports.paper import squeezed
from tests.reports.samples import sample_snapshot
from tests.reports.test_report_pdf import report_snapshot

MARK = "Draft 2, not for publication"
AT = datetime(2026, 12, 7, 9, 30, tzinfo=UTC)


def made(blocks: list[Any], title: str = "A report", mark: str = MARK) -> WordDocument:
    return Document(io.BytesIO(word_file(blocks, title=title, mark=mark, at=AT)))


def of_snapshot(snapshot: dict[str, Any]) -> WordDocument:
    return made(outline_of(snapshot), snapshot["title"])


def styled(document: WordDocument, style: str) -> list[str]:
    return [one.text for one in document.paragraphs if one.style and one.style.name == style]


def whole(document: WordDocument) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in document.paragraphs] + cells)


def test_headings_are_headings_in_order() -> None:
    snapshot = sample_snapshot()
    document = of_snapshot(snapshot)
    assert styled(document, "Heading 1") == [snapshot["title"]]
    sections = [one["heading"] for one in snapshot["sections"] if one["kind"] != "signatures"]
    assert styled(document, "Heading 2") == [*sections, "Signed for the inspectorates"]


def test_it_says_its_language_title_and_day() -> None:
    document = of_snapshot(sample_snapshot())
    facts = document.core_properties
    assert (facts.title, facts.language) == (sample_snapshot()["title"], "en-GB")
    assert (facts.author, facts.comments) == ("", "")
    assert facts.created is not None
    assert facts.created.replace(tzinfo=UTC) == AT
    languages = document.styles.element.iter(qn("w:lang"))
    assert {one.get(qn("w:val")) for one in languages} == {"en-GB"}


def test_a_title_is_cut_where_word_takes_no_more() -> None:
    assert len(made([], title="é" * 400).core_properties.title) == 255


def test_every_page_and_the_first_line_say_that_it_is_a_draft() -> None:
    document = of_snapshot(sample_snapshot())
    assert [one.header.paragraphs[0].text for one in document.sections] == [MARK]
    assert document.paragraphs[0].text == MARK


def test_lists_are_lists_and_recommendations_have_their_numbers() -> None:
    snapshot = sample_snapshot()
    document = of_snapshot(snapshot)
    strengths = [one["text"] for one in snapshot["sections"][2]["paragraphs"]]
    assert [one for one in styled(document, "List Bullet") if one in strengths] == strengths
    numbered = styled(document, "List Paragraph")
    recommended = [one for part in snapshot["sections"][3:5] for one in part["paragraphs"]]
    assert numbered == [
        f"{one['number']} For {one['addressed_to']}: {one['text']}" for one in recommended
    ]


def test_a_point_below_another_stands_below_it() -> None:
    document = made([Items((Item("Above"), Item("Below", level=2)))])
    assert styled(document, "List Bullet") == ["Above"]
    assert styled(document, "List Bullet 2") == ["Below"]


def test_the_table_of_judgements_has_a_header_row() -> None:
    snapshot = report_snapshot()
    [table] = of_snapshot(snapshot).tables
    assert [cell.text for cell in table.rows[0].cells] == ["What was judged", "Judgement"]
    assert len(table.rows) == 1 + len(snapshot["judgements"])
    assert [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows] == [
        True,
        *[False] * len(snapshot["judgements"]),
    ]
    assert table.rows[3].cells[1].text == "Not judged. Only two children were seen."


def test_no_text_of_the_draft_is_lost() -> None:
    for snapshot in (sample_snapshot(), report_snapshot()):
        said = squeezed(whole(of_snapshot(snapshot)))
        words = [snapshot[key] for key in ("date_text", "reference", "title", "power")]
        words += [one["name"] for one in snapshot["signatories"]]
        words += [one["text"] for part in snapshot["sections"] for one in part["paragraphs"]]
        assert [word for word in words if squeezed(word) not in said] == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x0bc\x1f", "abc"),
        ("<w:p>&amp; {{ it }}", "<w:p>&amp; {{ it }}"),
        ("one\ntwo", "one\ntwo"),
        ("日本 \U0001f9ff", "日本 \U0001f9ff"),
        ("\ufffe", ""),
    ],
)
def test_whatever_is_typed_is_text(typed: str, kept: str) -> None:
    document = made(
        [Para(typed, number=typed, label=typed), Table(typed, (typed,), ((typed,),))], title=typed
    )
    assert kept in document.paragraphs[1].text
    assert document.tables[0].rows[1].cells[0].text == kept
    assert document.core_properties.title == kept


def test_the_file_carries_no_macro_and_no_picture() -> None:
    content = word_file(outline_of(sample_snapshot()), title="A", mark=MARK, at=AT)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [one for one in names if "vba" in one.lower() or "media" in one]


# --- the page -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_reader_of_the_draft_gets_it_and_the_log_says_so(client_of: Any) -> None:
    told = report_at("agreement")
    where = reverse("reports:draft_word", args=[*told.report.where, told.draft.number])
    client = client_of(told.joint.inspectors["cqc"])
    page = client.get(reverse("reports:draft", args=[*told.report.where, told.draft.number]))
    assert where in page.content.decode()
    answer = client.get(where)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, CONTENT_TYPE)
    assert f"draft-{told.draft.number}.docx" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    document = Document(io.BytesIO(answer.content))
    assert document.paragraphs[0].text == f"Draft {told.draft.number}, not for publication"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.route, entry.disclosed) == ("reports:draft_word", [told.draft.record_name])


@pytest.mark.django_db
def test_to_others_it_does_not_exist(client_of: Any, client: Client) -> None:
    told = report_at("with_chair")
    where = reverse("reports:draft_word", args=[*told.report.where, told.draft.number])
    for person in (told.chair, member_factory("cqc")):
        assert client_of(person).get(where).status_code == 404
    assert client.get(where).status_code == 302
    missing = reverse("reports:draft_word", args=[*told.report.where, 99])
    assert client_of(told.lead).get(missing).status_code == 404
