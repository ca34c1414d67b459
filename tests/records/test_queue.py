"""A job between the request that wants it and the worker that does it."""

from datetime import UTC, datetime, timedelta

import pytest

from records import actions, queue
from records.models import Job
from records.states import JobState
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 14, 3, tzinfo=UTC)


def a_job(key: str = "one") -> Job:
    """A queued job."""
    return actions.queue_job(kind="a.task", key=key, arguments={}, by=UserFactory(), at=NOW)


def handed_over(at: datetime) -> list[tuple[str, str]]:
    """What the relay gives the broker at that moment."""
    sent: list[tuple[str, str]] = []
    queue.relay(at=at, publish=lambda kind, reference: sent.append((kind, reference)))
    return sent


def test_relay_hands_a_due_job_over_once_per_lease() -> None:
    job = a_job()
    assert handed_over(NOW) == [("a.task", str(job.reference))]
    assert handed_over(NOW + timedelta(seconds=9)) == []
    assert handed_over(NOW + timedelta(seconds=10)) == [("a.task", str(job.reference))]


def test_relay_hands_over_a_batch_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "BATCH", 2)
    for number in range(3):
        a_job(str(number))
    assert len(handed_over(NOW)) == 2
    assert len(handed_over(NOW)) == 1


def test_relay_leaves_a_running_job() -> None:
    job = a_job()
    queue.claim(reference=str(job.reference), at=NOW)
    assert handed_over(NOW + timedelta(minutes=1)) == []


def test_claim_takes_a_job_once_however_often_it_is_delivered() -> None:
    job = a_job()
    held = queue.claim(reference=str(job.reference), at=NOW)
    assert held is not None
    assert held.job.state == JobState.RUNNING
    assert held.job.attempts == 1
    assert queue.claim(reference=str(job.reference), at=NOW) is None


def test_finish_is_refused_to_a_worker_that_lost_its_lease() -> None:
    job = a_job()
    first = queue.claim(reference=str(job.reference), at=NOW)
    late = NOW + queue.WORK_LEASE + timedelta(seconds=1)
    queue.sweep(at=late)
    second = queue.claim(reference=str(job.reference), at=late)
    assert first is not None
    assert second is not None
    assert queue.finish(first, at=late) is False
    assert queue.renew(first, at=late) is False
    assert queue.fail(first, reason="late", at=late) is False
    assert queue.finish(second, at=late) is True
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_renew_keeps_the_lease_and_tells_the_stage() -> None:
    job = a_job()
    held = queue.claim(reference=str(job.reference), at=NOW)
    assert held is not None
    later = NOW + timedelta(seconds=15)
    assert queue.renew(held, at=later, stage="laying out") is True
    assert queue.sweep(at=NOW + queue.WORK_LEASE + timedelta(seconds=1)) == 0
    job.refresh_from_db()
    assert (job.stage, job.lease_until) == ("laying out", later + queue.WORK_LEASE)


def test_fail_keeps_the_reason() -> None:
    job = a_job()
    held = queue.claim(reference=str(job.reference), at=NOW)
    assert held is not None
    assert queue.fail(held, reason="No font draws “☃”.", at=NOW) is True
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.FAILED, "No font draws “☃”.")
    assert job.is_over


def test_sweep_gives_back_twice_and_parks_the_third_time() -> None:
    job, at = a_job(), NOW
    for _ in range(3):
        assert queue.claim(reference=str(job.reference), at=at) is not None
        at += queue.WORK_LEASE + timedelta(seconds=1)
        assert queue.sweep(at=at) == 1
        job.refresh_from_db()
    assert job.state == JobState.PARKED
    assert job.reason.startswith("The worker ended three times")


def test_sweep_leaves_a_lease_that_holds() -> None:
    job = a_job()
    queue.claim(reference=str(job.reference), at=NOW)
    assert queue.sweep(at=NOW + queue.WORK_LEASE - timedelta(seconds=1)) == 0
