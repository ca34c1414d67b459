"""Every publication as a page that anybody can read: headings, table headers, language, lists."""

import re
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from reports.models import Publication
from tests.factories.letters import early_letter, late_letter, recorded_letter
from tests.factories.reports import report_at
from tests.reports.html import visible
from tests.reports.samples import sample_snapshot
from tests.reports.test_imprint import IMPRINT
from tests.reports.test_public_pages import again
from tests.reports.test_report_pdf import report_snapshot

pytestmark = pytest.mark.django_db

SUMMARY = {
    "title": "Executive summary: Ashdale",
    "form_title": "Executive summary",
    "document": "summary",
    "about": "",
}
SNAPSHOTS = {
    "letter": sample_snapshot(imprint=IMPRINT),
    "report of one inspectorate": report_snapshot(imprint=IMPRINT),
    "summary": report_snapshot(**SUMMARY, imprint=IMPRINT),
    "told in words": report_snapshot(judgements=[], notes=[]),
}


def published(snapshot: dict[str, Any]) -> Publication:
    told = report_at("published")
    return again(told, version=2, snapshot=snapshot, title=snapshot["title"])


def levels(page: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])\b", page)]


def check_page(page: str) -> None:
    """What every page of a document has to have."""
    assert re.search(r'<html lang="en(-GB)?"', page)
    found = levels(page)
    assert found[0] == 1
    assert found.count(1) == 1
    steps = pairwise(found)
    assert all(after <= before + 1 for before, after in steps), found
    named = re.findall(r'aria-labelledby="([^"]+)"', page)
    there = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(named) <= there
    assert len(re.findall(r'\bid="([^"]+)"', page)) == len(there)
    assert page.count("<th ") == page.count('<th scope="')


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_a_publication_is_a_page_for_everybody(name: str, client: Client) -> None:
    snapshot = SNAPSHOTS[name]
    row = published(snapshot)
    page = client.get(row.get_absolute_url()).content.decode()
    check_page(page)
    said = visible(page)
    for section in snapshot["sections"]:
        assert all(one["text"] in said for one in section["paragraphs"])
    assert all(one["name"] in said for one in snapshot["signatories"])


def test_the_table_of_judgements_names_its_rows_and_columns(client: Client) -> None:
    snapshot = SNAPSHOTS["report of one inspectorate"]
    page = client.get(published(snapshot).get_absolute_url()).content.decode()
    [table] = re.findall(r"<table.*?</table>", page, re.S)
    assert table.count('<th scope="col"') == 2
    assert table.count('<th scope="row"') == len(snapshot["judgements"])
    assert "<caption" in table
    for line in snapshot["judgements"]:
        assert line["grade_title"] in table
    assert snapshot["notes"][0] in visible(page)
    assert "Nurses ask the child first." in page


def test_the_end_of_the_document_stands_on_the_page(client: Client) -> None:
    page = client.get(published(SNAPSHOTS["summary"]).get_absolute_url()).content.decode()
    assert visible(page).count("The island licence holds.") == 1
    assert "Ofsted: www.ofsted.example, 0300 000 0000" in visible(page)


@pytest.mark.parametrize("letter", [early_letter(), late_letter()], ids=["early", "late"])
def test_a_recorded_letter_is_a_page_for_everybody(letter: dict[str, Any], client: Client) -> None:
    check_page(client.get(recorded_letter(letter).get_absolute_url()).content.decode())
