"""The formats of what is published, as anybody gets them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from records.models import Job
from records.states import JobState
from reports import rendering
from reports.actions.formats import (
    RENDER_LARGE,
    Published,
    ask_for_large_print,
    large_print_bytes,
    large_print_key,
)
from reports.models import Publication
from reports.presenters.formats import NOT_MADE, WAITING
from reports.tasks import render_large
from tests.factories.formats import LARGE, large_print_of
from tests.factories.letters import recorded_letter
from tests.factories.reports import Told, report_at
from tests.reports.test_public_pages import again
from tests.reports.test_rendering import PaperPress

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[list[str]]]


@pytest.fixture
def told() -> Told:
    return report_at("published")


@pytest.fixture(params=["publication", "letter"])
def row(request: Any) -> Published:
    if request.param == "letter":
        return recorded_letter()
    report_at("published")
    return Publication.objects.get()


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> PaperPress:
    press = PaperPress()
    monkeypatch.setattr(rendering, "the_press", lambda: press)
    return press


def address(row: Published, name: str) -> str:
    if isinstance(row, Publication):
        return reverse(f"published:{name}", args=[row.reference, row.version])
    names = {"make_large_print": "make_recorded_large_print"}
    return reverse(f"published:{names.get(name, f'recorded_{name}')}", args=[row.slug])


def page(client: Client, row: Published) -> str:
    return client.get(row.get_absolute_url()).content.decode()


def test_publishing_has_the_large_print_made(told: Told) -> None:
    job = Job.objects.get(kind=RENDER_LARGE)
    row = Publication.objects.get()
    assert (job.arguments, job.asked_by) == ({"publication": row.pk}, row.confirmed_by)
    assert job.kind == render_large.name


def test_the_worker_makes_it_and_the_page_names_it(
    row: Published, paper: PaperPress, client: Client
) -> None:
    job = ask_for_large_print(of=row, by=None, at=timezone.now())
    assert WAITING in page(client, row)
    for _ in range(3):
        rendering.run_large(str(job.reference))
    job.refresh_from_db()
    assert (job.state, paper.printed) == (JobState.DONE, 1)
    shown = page(client, row)
    assert address(row, "large_print") in shown
    assert "PDF, 2 pages, 1 KB" in shown
    assert "Make it in large print" not in shown


def test_one_that_is_kept_already_is_not_printed_again(row: Published, paper: PaperPress) -> None:
    job = ask_for_large_print(of=row, by=None, at=timezone.now())
    large_print_of(row)
    rendering.run_large(str(job.reference))
    job.refresh_from_db()
    assert (job.state, paper.printed) == (JobState.DONE, 0)


def test_the_pdf_is_the_bytes_that_were_kept(row: Published, client: Client) -> None:
    assert client.get(address(row, "large_print")).status_code == 404
    kept = large_print_of(row)
    answer = client.get(address(row, "large_print"))
    assert (answer.status_code, answer.content) == (200, LARGE)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "large-print.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["ETag"] == f'"{kept.sha256}"'
    assert large_print_bytes(of=row) == kept


def test_anybody_has_it_made_once(row: Published, client: Client) -> None:
    Job.objects.all().delete()
    assert "Make it in large print" in page(client, row)
    for _ in range(3):
        answer = client.post(address(row, "make_large_print"))
        assert answer.status_code == 302
    job = Job.objects.get(kind=RENDER_LARGE)
    assert job.asked_by is None
    assert WAITING in page(client, row)


def test_one_that_failed_is_not_tried_again_by_whoever_comes_along(
    row: Published, client: Client
) -> None:
    job = ask_for_large_print(of=row, by=None, at=timezone.now())
    ended = timezone.now() + timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, reason="A sign.", finished_at=ended)
    client.post(address(row, "make_large_print"))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert NOT_MADE in page(client, row)


def test_a_schema_that_no_template_prints_fails_with_a_sentence(
    told: Told, paper: PaperPress
) -> None:
    row = again(told, version=2, snapshot={**Publication.objects.get().snapshot, "schema": 99})
    job = ask_for_large_print(of=row, by=None, at=timezone.now())
    rendering.run_large(str(job.reference))
    job.refresh_from_db()
    assert (job.state, paper.printed) == (JobState.FAILED, 0)
    assert "schema" in job.reason


def test_the_text_is_a_file_in_utf_8(row: Published, client: Client) -> None:
    answer = client.get(address(row, "text"))
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert 'braille.txt"' in answer.headers["Content-Disposition"]
    assert answer.content.decode().startswith(f"[Heading 1] {row.title.replace('’', chr(39))}")
    assert address(row, "text") in page(client, row)


@pytest.mark.parametrize("name", ["large_print", "make_large_print", "text"])
def test_of_what_there_is_not_there_is_no_format(name: str, client: Client) -> None:
    for where in (
        reverse(f"published:{name}", args=["OF-2026-9999", 1]),
        reverse("published:recorded_text", args=["nowhere"]),
        reverse("published:recorded_large_print", args=["nowhere"]),
    ):
        answer = client.post(where) if "/large-print/" in where else client.get(where)
        assert answer.status_code == 404


def test_every_version_has_its_own(told: Told, client: Client) -> None:
    first = Publication.objects.get()
    second = again(told, version=2, snapshot={**first.snapshot, "salutation": "Dear all"})
    assert large_print_key(of=first) != large_print_key(of=second)
    large_print_of(second)
    assert client.get(address(first, "large_print")).status_code == 404
    assert "Dear all" in client.get(address(second, "text")).content.decode()


def test_the_page_asks_as_often_with_three_versions_as_with_one(
    told: Told, client: Client, assert_queries: Queries
) -> None:
    where = Publication.objects.get().get_absolute_url()
    client.get(where)
    with assert_queries(3):
        client.get(where)
    for number in (2, 3):
        again(told, version=number)
    with assert_queries(3):
        client.get(where)
