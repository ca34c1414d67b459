"""What anybody reads, without an account."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records.actor import acting_as
from reports.models import Draft, Publication
from reports.presenters.public import PAGE, keyset_of, place_of_publication, read_keyset
from tests.factories.reports import PDF, Told, report_at, written_report
from tests.reports.test_writing import changed

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[list[str]]]
TEXT = "<script>alert(1)</script> & {{ told }} <img src=x>"


@pytest.fixture
def told() -> Told:
    return report_at("published")


def again(told: Told, **changes: Any) -> Publication:
    """Another publication like the one that there is."""
    row = Publication.objects.order_by("pk").first()
    assert row is not None
    draft = Draft.objects.create(
        report=told.report,
        number=Draft.objects.count() + 100,
        snapshot=row.snapshot,
        content_hash=row.content_hash,
        made_by=told.lead,
        made_at=timezone.now(),
    )
    values = {
        field.attname: getattr(row, field.attname)
        for field in Publication._meta.fields
        if field.name != "id"
    }
    return Publication.objects.create(**{**values, "draft_id": draft.pk, **changes})


def text_at(client: Client, name: str, *rest: Any) -> str:
    page = client.get(reverse(f"published:{name}", args=rest))
    assert page.status_code == 200
    return page.content.decode()


def test_a_version_is_of_the_day_that_it_was_in_england(told: Told, client: Client) -> None:
    late = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    row = again(told, version=2, published_at=late)
    assert "Version 2, 1 July 2027" in text_at(client, "version", row.reference, 2)


def test_an_empty_list_says_so(client: Client) -> None:
    assert "Nothing is published yet." in text_at(client, "list")


def test_the_list_names_what_is_published(told: Told, client: Client) -> None:
    text = text_at(client, "list")
    assert Publication.objects.get().title in text
    assert reverse("published:publication", args=[told.reference]) in text


def test_a_publication_reads_as_the_letter(told: Told, client: Client) -> None:
    text = text_at(client, "publication", told.reference)
    row = Publication.objects.get()
    for wanted in (
        row.title,
        "Six times a year.",
        "R1 For Northmere LSCB",
        "Good",
        told.chair.name,
        "Leader of police",
        told.joint.leads["cqc"].name,
        row.pdf_sha256,
        row.content_hash,
        "PDF, 3 pages, 1 KB",
        "Version 1",
    ):
        assert wanted in text, wanted


def test_a_publication_may_be_found_by_search_engines(told: Told, client: Client) -> None:
    assert "index, follow" in text_at(client, "publication", told.reference)


def test_the_pdf_is_the_bytes_that_were_confirmed(told: Told, client: Client) -> None:
    for name, rest in (("pdf", []), ("version_pdf", [1])):
        page = client.get(reverse(f"published:{name}", args=[told.reference, *rest]))
        assert page.content == PDF
        assert sha256(page.content).hexdigest() == Publication.objects.get().pdf_sha256
        assert page["Content-Type"] == "application/pdf"
        name = f'attachment; filename="{told.reference}-v1.pdf"'
        assert page["Content-Disposition"] == name
        assert page["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("stage", ["drafting", "with_chair", "proposed"])
def test_what_is_not_published_is_absent(stage: str, client: Client) -> None:
    unpublished = report_at(stage)
    for name in ("publication", "pdf"):
        address = reverse(f"published:{name}", args=[unpublished.reference])
        assert client.get(address).status_code == 404
    assert unpublished.reference not in text_at(client, "list")


def test_a_version_that_there_is_not_is_absent(told: Told, client: Client) -> None:
    for name in ("version", "version_pdf"):
        assert client.get(reverse(f"published:{name}", args=[told.reference, 2])).status_code == 404


def test_an_older_version_says_that_there_is_a_newer_one(told: Told, client: Client) -> None:
    again(told, version=2, published_at=timezone.now() + timedelta(days=1))
    assert "There is a newer version" in text_at(client, "version", told.reference, 1)
    newest = text_at(client, "publication", told.reference)
    assert "There is a newer version" not in newest
    assert reverse("published:version", args=[told.reference, 1]) in newest


def test_the_list_goes_on_where_the_page_before_ended(told: Told, client: Client) -> None:
    now = timezone.now()
    for number in range(PAGE + 2):
        # Some at the same moment: the key breaks the tie.
        at = now - timedelta(minutes=number // 3)
        again(told, reference=f"OF-2027-{number:04}", published_at=at)
    first = text_at(client, "list")
    assert first.count("OF-2027-") == 2 * PAGE - 2 or "OF-2027-0000" in first
    page = client.get(reverse("published:list"))
    shown = page.context["list"]
    seen = [line.url for line in shown.lines]
    assert len(seen) == PAGE
    page = client.get(shown.older_url)
    rest = [line.url for line in page.context["list"].lines]
    assert len(seen) + len(rest) == PAGE + 3
    assert not set(seen) & set(rest)
    assert page.context["list"].older_url == ""


@pytest.mark.parametrize(
    "before", ["", "x", "1_", "_1", "1e999_1", "nan_1", "1_" + "9" * 30, "1_-1", "1_²"]
)
def test_nonsense_in_the_address_is_the_first_page(told: Told, client: Client, before: str) -> None:
    page = client.get(reverse("published:list"), {"before": before})
    assert page.status_code == 200


def test_the_place_in_the_list_is_read_as_it_is_written(told: Told) -> None:
    row = Publication.objects.get()
    place = place_of_publication(row)
    assert read_keyset(keyset_of(place)) == place


@pytest.mark.parametrize("publications", [1, 3])
def test_the_list_is_a_query_for_each_kind_for_any_number(
    told: Told, client: Client, publications: int, assert_queries: Queries
) -> None:
    for number in range(1, publications):
        again(told, reference=f"OF-2027-{number:04}")
    client.get(reverse("published:list"))
    with assert_queries(2) as asked:
        client.get(reverse("published:list"))
    assert "COUNT" not in " ".join(asked).upper()


def test_a_publication_is_three_queries_and_leaves_the_pdfs_alone(
    told: Told, client: Client, assert_queries: Queries
) -> None:
    address = reverse("published:publication", args=[told.reference])
    client.get(address)
    with assert_queries(3) as asked:
        client.get(address)
    assert '"reports_artefact"."content"' not in " ".join(asked)


def test_html_in_a_text_stays_text(client: Client) -> None:
    from reports.actions import (
        finish_answers,
        pass_quality_assurance,
        propose_publication,
        send_to_chair,
        send_to_quality_assurance,
    )
    from tests.factories.reports import closed_without_response, publication_of, signatures_of

    told = written_report()
    changed(told, told.paragraph("P2"), TEXT)
    act: dict[str, Any] = {"report": told.report, "by": told.lead, "at": timezone.now()}
    with acting_as(told.lead):
        send_to_quality_assurance(**act)
        pass_quality_assurance(**{**act, "by": told.joint.quality_assurer})
        signatures_of(told)
        send_to_chair(**act)
        closed_without_response(told)
        finish_answers(**act)
        signatures_of(told)
        act["content_hash"] = told.draft.content_hash
        propose_publication(**act)
    publication_of(told)
    text = text_at(client, "publication", told.reference)
    assert "<script>alert(1)" not in text
    assert "<img src=x>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ told }} &lt;img src=x&gt;" in text


def test_the_public_pages_take_nothing(told: Told, client: Client) -> None:
    for name, rest in (("list", []), ("publication", [told.reference]), ("pdf", [told.reference])):
        assert client.post(reverse(f"published:{name}", args=rest)).status_code == 405
