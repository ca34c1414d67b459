"""What the rows of records are, and what the database refuses to let them be."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from records.models import AuditEntry, Draft, Job, Receipt, SaveReceipt, receipt_models
from records.states import JobState
from records.values import content_hash
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 14, 3, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def a_job(**fields: Any) -> Job:
    """A job as the fields say, queued otherwise."""
    usual = {"kind": "a.task", "key": str(uuid.uuid4()), "asked_at": NOW, "next_at": NOW}
    with transaction.atomic():
        return Job.objects.create(**{**usual, **fields})


LEASE = {"lease_until": NOW, "lease_token": uuid.uuid4()}


# --- jobs: what is not possible ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "fields", "sentence"),
    [
        (
            "job_state_known",
            {"state": "lost"},
            "A job is queued, running, done, failed or parked.",
        ),
        ("job_running_has_lease", {"state": "running"}, "A running job has a lease."),
        (
            "job_running_has_lease",
            {"state": "running", "lease_until": NOW},
            "A running job has a lease.",
        ),
        (
            "job_running_has_lease",
            {"state": "running", "lease_token": uuid.uuid4()},
            "A running job has a lease.",
        ),
        ("job_failed_has_reason", {"state": "failed"}, "A job that failed says why."),
        ("job_failed_has_reason", {"state": "parked"}, "A job that failed says why."),
    ],
)
def test_a_job_that_cannot_be_is_refused_by_the_database_and_in_words(
    constraint: str, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        a_job(**fields)
    with pytest.raises(ValidationError) as refused:
        Job(kind="a.task", key="one", asked_at=NOW, next_at=NOW, **fields).validate_constraints()
    assert sentence in refused.value.messages
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "queued"},
        {"state": "running", **LEASE},
        {"state": "done"},
        {"state": "failed", "reason": "No font draws it."},
        {"state": "parked", "reason": "The worker ended three times."},
    ],
)
def test_a_job_of_each_state_can_be(fields: dict[str, Any]) -> None:
    assert a_job(**fields).state == fields["state"]


def test_the_same_work_cannot_be_two_jobs() -> None:
    a_job(key="letter-1")
    with pytest.raises(IntegrityError):
        a_job(key="letter-1")
    assert Job.objects.count() == 1


# --- jobs: what they are -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "is_over"),
    [
        (JobState.QUEUED, False),
        (JobState.RUNNING, False),
        (JobState.DONE, True),
        (JobState.FAILED, True),
        (JobState.PARKED, True),
    ],
)
def test_a_job_is_over_when_nothing_more_happens_by_itself(state: str, is_over: bool) -> None:
    assert Job(kind="a.task", state=state).is_over is is_over


def test_a_job_is_called_after_its_task_and_state() -> None:
    assert str(Job(kind="reports.render_draft", state="done")) == "reports.render_draft done"


def test_due_is_what_is_queued_for_now_or_earlier() -> None:
    due, earlier = a_job(next_at=NOW), a_job(next_at=NOW - SECOND)
    a_job(next_at=NOW + SECOND)
    a_job(state="running", **LEASE)
    a_job(state="done")
    assert set(Job.objects.due(NOW)) == {due, earlier}


def test_abandoned_is_what_runs_under_a_lease_that_has_run_out() -> None:
    gone = a_job(state="running", lease_until=NOW - SECOND, lease_token=uuid.uuid4())
    a_job(state="running", lease_until=NOW, lease_token=uuid.uuid4())
    a_job(state="queued", lease_until=NOW - SECOND)
    assert list(Job.objects.abandoned(NOW)) == [gone]


def test_asked_by_is_the_persons_own() -> None:
    person = UserFactory()
    mine = a_job(asked_by=person)
    a_job(asked_by=UserFactory())
    a_job()
    assert list(Job.objects.asked_by(person)) == [mine]


def test_named_is_the_one_among_these_or_none() -> None:
    person = UserFactory()
    mine, other = a_job(asked_by=person), a_job()
    assert Job.objects.named(mine.reference) == mine
    assert Job.objects.asked_by(person).named(other.reference) is None
    assert Job.objects.named(uuid.uuid4()) is None


@pytest.mark.parametrize(
    ("fields", "waits"),
    [
        ({"asked_at": NOW - SECOND}, True),
        ({"asked_at": NOW}, False),
        ({"asked_at": NOW - SECOND, "state": "done"}, False),
        ({"asked_at": NOW - SECOND, "state": "running", **LEASE}, False),
    ],
)
def test_waits_since_tells_of_a_job_that_is_still_queued(
    fields: dict[str, Any], waits: bool
) -> None:
    a_job(**fields)
    assert Job.objects.waits_since(NOW) is waits


# --- the audit log -------------------------------------------------------------------------------


def test_an_audit_entry_reads_as_a_line_of_a_log() -> None:
    entry = AuditEntry(at=NOW, method="GET", route="desk:home", status=200)
    assert str(entry) == "2026-12-07 14:03:00 GET desk:home 200"


def test_an_audit_entry_may_be_about_somebody_without_an_account() -> None:
    entry = AuditEntry.objects.create(at=NOW, method="GET", route="published:list", status=200)
    entry.refresh_from_db()
    assert (entry.person, entry.disclosed, entry.changed, entry.refused) == (None, [], [], "")


def test_a_person_with_entries_in_the_log_cannot_be_deleted() -> None:
    from django.db.models import ProtectedError

    person = UserFactory()
    AuditEntry.objects.create(at=NOW, method="GET", route="desk:home", status=200, person=person)
    with pytest.raises(ProtectedError):
        person.delete()
    assert AuditEntry.objects.get().person == person


# --- receipts and drafts -------------------------------------------------------------------------


def a_receipt(**fields: Any) -> Receipt:
    """A receipt of “one” from somebody."""
    usual = {
        "key": uuid.uuid4(),
        "act": "record",
        "result": "E-1",
        "content_hash": content_hash("one"),
        "at": NOW,
    }
    return Receipt.objects.create(**{**usual, **fields})


def test_a_receipt_proves_the_same_content_of_the_same_person_only() -> None:
    person = UserFactory()
    receipt = a_receipt(person=person)
    assert receipt.proves(person=person, content="one")
    assert not receipt.proves(person=person, content="two")
    assert not receipt.proves(person=UserFactory(), content="one")


def test_a_key_has_one_receipt() -> None:
    person, key = UserFactory(), uuid.uuid4()
    a_receipt(person=person, key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_receipt(person=person, key=key)
    assert Receipt.objects.count() == 1


def test_a_receipt_is_called_after_its_act_and_result() -> None:
    assert str(Receipt(act="record", result="E-4K7Q-2MXV")) == "record E-4K7Q-2MXV"


def test_every_table_that_proves_a_save_is_known() -> None:
    found = receipt_models()
    assert Receipt in found
    assert all(issubclass(model, SaveReceipt) for model in found)
    assert {model._meta.label for model in found} >= {
        "records.Receipt",
        "inspections.EvidenceRevision",
    }


def test_a_draft_is_called_after_its_kind_and_form() -> None:
    key = uuid.uuid4()
    assert str(Draft(kind="evidence", receipt=key)) == f"evidence draft {key}"
