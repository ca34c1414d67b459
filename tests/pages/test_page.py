"""The one base view: a request is one transaction, one actor and one audit entry."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from organisations.models import Inspectorate
from records.actions import queue_job
from records.models import AuditEntry, Job
from records.states import JobState
from tests.factories.organisations import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.some_pages")]
ClientOf = Callable[..., Client]


@pytest.fixture
def browser(client_of: ClientOf) -> Client:
    """Somebody signed in."""
    return client_of(UserFactory())


def written() -> bool:
    """Whether the page's row is there."""
    return Inspectorate.objects.filter(code="written").exists()


def the_entry() -> AuditEntry:
    """The one audit entry of the one request."""
    return AuditEntry.objects.get()


def test_a_page_shown_is_one_entry_with_what_it_disclosed(browser: Client) -> None:
    assert browser.get("/some/show/").status_code == 200
    entry = the_entry()
    assert (entry.route, entry.method, entry.status) == ("some", "GET", 200)
    assert (entry.about, entry.disclosed, entry.changed) == (
        "OF-2026-0001",
        ["evidence E-1 v2"],
        [],
    )


def test_a_change_is_one_entry_in_the_same_transaction(browser: Client) -> None:
    assert browser.post("/some/save/").content == b"saved"
    assert written()
    assert the_entry().changed == ["evidence E-1 v3"]


def test_a_refusal_undoes_everything_says_why_and_is_on_the_record(browser: Client) -> None:
    page = browser.post("/some/refuse/")
    assert page.status_code == 409
    assert "The round is over. Nothing was changed." in page.content.decode()
    assert not written()
    entry = the_entry()
    assert (entry.status, entry.changed) == (409, [])
    assert entry.refused == "The round is over. Nothing was changed."


def test_a_page_one_may_not_open_is_refused_before_it_does_anything(browser: Client) -> None:
    page = browser.post("/some/forbid/")
    assert page.status_code == 403
    assert "Not you." in page.content.decode()
    assert not written()
    assert the_entry().refused == "Not you."


def test_hidden_and_absent_look_the_same(browser: Client) -> None:
    absent, hidden = browser.post("/some/absent/"), browser.post("/some/hide/")
    nowhere = browser.post("/nowhere/at/all/")
    assert absent.status_code == hidden.status_code == nowhere.status_code == 404
    assert absent.templates[0].name == hidden.templates[0].name == nowhere.templates[0].name
    assert not written()
    assert AuditEntry.objects.filter(status=404).count() == 2


def test_a_fault_undoes_everything(client_of: ClientOf) -> None:
    client = client_of(UserFactory(), raise_request_exception=False)
    assert client.post("/some/break/").status_code == 500
    assert not written()


def test_a_method_that_a_page_has_not_is_405(browser: Client) -> None:
    assert browser.put("/some/show/").status_code == 405
    assert browser.delete("/some/show/").status_code == 405
    assert browser.options("/some/show/").status_code == 405


def test_a_json_page_refuses_as_json(browser: Client) -> None:
    answer = browser.post("/json/")
    assert (answer.status_code, answer.json()) == (409, {"message": "Open in another window."})


def test_a_stranger_is_sent_to_sign_in_and_learns_nothing() -> None:
    page = Client().get("/some/absent/")
    assert page.status_code == 302
    assert page.headers["Location"] == "/accounts/login/?next=/some/absent/"


def test_what_a_signed_in_person_sees_is_kept_by_no_cache(browser: Client) -> None:
    assert browser.get("/some/show/").headers["Cache-Control"] == "no-store"


def test_the_content_policy_has_another_nonce_each_time(browser: Client) -> None:
    first, second = (browser.get("/some/show/").headers["Content-Security-Policy"] for _ in "ab")
    assert first != second
    assert "unsafe" not in first
    for directive in ("default-src 'none'", "object-src 'none'", "base-uri 'none'"):
        assert directive in first


@pytest.mark.postgres
def test_the_database_knows_who_acts_within_the_request(browser: Client) -> None:
    browser.get("/some/show/")
    with connection.cursor() as cursor:
        # The test's own transaction is the outer one, so that the setting can still be read.
        cursor.execute("SELECT concord_actor()")
        assert cursor.fetchone() == (the_entry().person_id,)


@pytest.mark.parametrize("address", ["/some/%00/", "/published/%00/", "/%00"])
def test_an_address_with_a_nul_is_absent(browser: Client, address: str) -> None:
    assert browser.get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_alive_needs_no_account() -> None:
    assert Client().get("/healthz").json() == {"alive": True}


@pytest.mark.parametrize(("age", "status"), [(30, 200), (90, 503)])
def test_ready_tells_when_a_job_waits_for_more_than_a_minute(age: int, status: int) -> None:
    asked = timezone.now() - timedelta(seconds=age)
    Job.objects.create(kind="a.task", key="one", asked_at=asked, next_at=asked)
    answer = Client().get("/readyz")
    assert answer.status_code == status
    assert answer.json() == {"database": True, "jobs": status == 200}


def test_ready_counts_from_when_a_failed_job_was_asked_for_again() -> None:
    now = timezone.now()
    asked = {"kind": "a.task", "key": "one", "arguments": {}, "by": UserFactory()}
    job = queue_job(**asked, at=now - timedelta(hours=1))
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, reason="It broke.")
    assert queue_job(**asked, at=now).state == JobState.QUEUED
    assert Client().get("/readyz").status_code == 200


def test_job_progress_is_for_whoever_asked_for_it(client_of: ClientOf) -> None:
    asker, now = UserFactory(), timezone.now()
    job = Job.objects.create(kind="a.task", key="one", asked_by=asker, asked_at=now, next_at=now)
    address = f"/jobs/{job.reference}/"
    assert client_of(asker).get(address).json() == {"state": "queued", "stage": "", "reason": ""}
    assert client_of(UserFactory()).get(address).status_code == 404
