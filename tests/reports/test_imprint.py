"""The end of every document: other formats, licence and contacts, from data, frozen with it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from organisations.models import Imprint, Inspectorate
from organisations.reference import load_reference
from records.values import content_hash
from reports.actions.imprint import imprint_of
from reports.actions.snapshot import make_snapshot, snapshot_to_freeze
from reports.models import Publication, Report
from reports.press import Press
from reports.print.braille import braille_text
from reports.print.letter import letter_html, letter_job
from reports.print.outline import outline_of
from reports.print.report import report_html, report_job
from tests.factories.reports import begun_report, report_at
from tests.reports.html import visible
from tests.reports.paper import opened, printed_on, squeezed, tags, text_of
from tests.reports.samples import sample_snapshot
from tests.reports.test_report_pdf import report_snapshot

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"
IMPRINT = {
    "statements": ["Ask for another format.", "The island licence holds."],
    "contacts": [{"inspectorate": "Ofsted", "line": "www.ofsted.example, 0300 000 0000"}],
}
HEADING = "Other formats, licence and contacts"
SAID = ["Ask for another format.", "The island licence holds.", "www.ofsted.example"]


def line(code: str, order: int, inspectorate: Inspectorate | None = None) -> Imprint:
    return Imprint.objects.create(
        code=code, inspectorate=inspectorate, text=f"Words of {code}.", order=order, source="here"
    )


# --- the data -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_file_has_a_licence_formats_and_a_contact_of_each_that_inspects_together() -> None:
    load_reference(FOLDER)
    every = {row.code: row for row in Imprint.objects.all()}
    assert {"formats", "licence"} < set(every)
    assert "Open Government Licence" in every["licence"].text
    joint = {"ofsted", "cqc", "hmic", "hmi-probation", "hmi-prisons"}
    assert {row.inspectorate.code for row in every.values() if row.inspectorate} == joint
    assert all(row.text and row.source for row in every.values())


@pytest.mark.django_db
def test_loading_again_brings_it_to_what_the_file_says() -> None:
    first = load_reference(FOLDER)["imprint.csv"]
    line("gone", 9)
    assert load_reference(FOLDER)["imprint.csv"] == Imprint.objects.count() == first
    assert str(Imprint.objects.first()) == "formats"


@pytest.mark.django_db
def test_a_document_has_the_contacts_of_its_own_inspectorates_in_their_order() -> None:
    load_reference(FOLDER)
    cqc, ofsted, hmic = (Inspectorate.objects.get(code=code) for code in ("cqc", "ofsted", "hmic"))
    found = imprint_of(names=[(cqc, "Care Quality Commission"), (ofsted, "Ofsted of then")])
    assert found is not None
    assert [one["inspectorate"] for one in found["contacts"]] == [
        "Ofsted of then",
        "Care Quality Commission",
    ]
    alone = imprint_of(names=[(hmic, "HMIC")])
    assert alone is not None
    assert [one["inspectorate"] for one in alone["contacts"]] == ["HMIC"]
    assert len(alone["statements"]) == 2


@pytest.mark.django_db
def test_where_none_is_loaded_there_is_none() -> None:
    assert imprint_of(names=[]) is None


@pytest.mark.django_db
def test_it_is_frozen_and_is_no_part_of_what_is_written() -> None:
    told = begun_report()
    line("formats", 1)
    line("ofsted", 2, Inspectorate.objects.get(code="ofsted"))
    report, now = Report.objects.get(pk=told.report.pk), timezone.now()
    frozen = snapshot_to_freeze(report=report, at=now)
    written = make_snapshot(report=report, at=now)
    assert frozen["imprint"]["statements"] == ["Words of formats."]
    assert [one["line"] for one in frozen["imprint"]["contacts"]] == ["Words of ofsted."]
    assert frozen["template"]["kind"] == "letter"
    assert {**written, "imprint": frozen["imprint"], "template": frozen["template"]} == frozen


@pytest.mark.django_db
def test_what_was_published_keeps_its_words(client: Client) -> None:
    Imprint.objects.all().delete()
    line("formats", 1)
    told = report_at("published")
    row = Publication.objects.get()
    Imprint.objects.update(text="Other words.")
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Words of formats." in page
    assert "Other words." not in page
    assert row.content_hash == content_hash(told.draft.snapshot)


# --- on paper and on the screen -----------------------------------------------------------------


@pytest.mark.parametrize(
    "job",
    [letter_job(sample_snapshot(imprint=IMPRINT)), report_job(report_snapshot(imprint=IMPRINT))],
)
def test_it_is_printed_last_and_tagged(press: Press, job: Any) -> None:
    printed = printed_on(press, job)
    said = squeezed(text_of(printed.bytes))
    assert [one for one in SAID if squeezed(one) not in said] == []
    assert said.rindex(squeezed(HEADING)) > said.rindex("GarethPugh")
    with opened(printed.bytes) as document:
        headings = [name for name, _ in tags(document) if re.fullmatch(r"H\d", name)]
        assert headings[0] == "H1"
        assert set(headings[1:]) == {"H2"}
        with document.open_outline() as outline:
            last = outline.root[-1]
            assert str((last.children or [last])[-1].title) == HEADING


def test_a_snapshot_of_before_is_printed_without_it() -> None:
    assert HEADING not in letter_html(sample_snapshot())
    assert HEADING not in report_html(report_snapshot())
    assert HEADING not in braille_text(outline_of(sample_snapshot(imprint=None)))


def test_the_contents_of_a_report_name_it() -> None:
    html = report_html(report_snapshot(imprint=IMPRINT))
    assert html.count('href="#section-imprint"') == 1
    assert html.count('id="section-imprint"') == 1


def test_the_plain_text_has_it() -> None:
    text = braille_text(outline_of(sample_snapshot(imprint=IMPRINT)))
    assert f"[Heading 2] {HEADING}\n\nAsk for another format." in text
    assert "- Ofsted: www.ofsted.example, 0300 000 0000" in text


@pytest.mark.parametrize("hostile", ["<b>{{ letter }}</b>", "{% include 'x' %} & so on"])
def test_its_words_are_text(hostile: str) -> None:
    imprint = {"statements": [hostile], "contacts": [{"inspectorate": hostile, "line": hostile}]}
    html = letter_html(sample_snapshot(imprint=imprint))
    assert "<b>{{" not in html
    assert squeezed(hostile) in squeezed(visible(html))
