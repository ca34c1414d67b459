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


def test_claim_of_a_job_that_is_not_there_is_none() -> None:
    assert queue.claim(reference="8f14e45f-ceea-467f-a0e6-0f1b2c3d4e5f", at=NOW) is None


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.PARKED])
def test_claim_of_a_job_that_is_over_is_none(state: str) -> None:
    job = a_job()
    Job.objects.filter(pk=job.pk).update(state=state, reason="As it was.")
    assert queue.claim(reference=str(job.reference), at=NOW) is None
    job.refresh_from_db()
    assert (job.state, job.attempts) == (state, 0)


def test_relay_hands_over_the_one_that_waits_longest_first() -> None:
    young, old = a_job("young"), a_job("old")
    Job.objects.filter(pk=old.pk).update(next_at=NOW - timedelta(minutes=1))
    assert [reference for _, reference in handed_over(NOW)] == [
        str(old.reference),
        str(young.reference),
    ]


def test_relay_of_nothing_hands_over_nothing() -> None:
    assert queue.relay(at=NOW, publish=lambda kind, reference: None) == 0


def test_renew_without_a_stage_keeps_the_stage() -> None:
    job = a_job()
    held = queue.claim(reference=str(job.reference), at=NOW)
    assert held is not None
    queue.renew(held, at=NOW, stage="laying out")
    queue.renew(held, at=NOW)
    job.refresh_from_db()
    assert job.stage == "laying out"


def test_finish_gives_the_lease_up() -> None:
    job = a_job()
    held = queue.claim(reference=str(job.reference), at=NOW)
    assert held is not None
    assert queue.finish(held, at=NOW) is True
    job.refresh_from_db()
    assert (job.stage, job.finished_at, job.lease_until, job.lease_token) == (
        "done",
        NOW,
        None,
        None,
    )
    assert queue.finish(held, at=NOW) is False


def test_fail_gives_the_lease_up_and_is_not_swept() -> None:
    job = a_job()
    held = queue.claim(reference=str(job.reference), at=NOW)
    assert held is not None
    queue.fail(held, reason="No font draws it.", at=NOW)
    assert queue.sweep(at=NOW + timedelta(days=1)) == 0
    job.refresh_from_db()
    assert (job.state, job.finished_at, job.lease_token) == (JobState.FAILED, NOW, None)


def test_sweep_of_a_lease_that_ends_this_moment_leaves_it() -> None:
    job = a_job()
    queue.claim(reference=str(job.reference), at=NOW)
    assert queue.sweep(at=NOW + queue.WORK_LEASE) == 0
    assert queue.sweep(at=NOW + queue.WORK_LEASE + timedelta(microseconds=1)) == 1


def test_sweep_of_many_parks_the_tired_and_gives_the_others_back() -> None:
    tired, fresh = a_job("tired"), a_job("fresh")
    for job in (tired, fresh):
        queue.claim(reference=str(job.reference), at=NOW)
    Job.objects.filter(pk=tired.pk).update(attempts=queue.MOST_ATTEMPTS)
    late = NOW + queue.WORK_LEASE + timedelta(seconds=1)
    assert queue.sweep(at=late) == 2
    tired.refresh_from_db()
    fresh.refresh_from_db()
    assert (tired.state, tired.finished_at) == (JobState.PARKED, late)
    assert (fresh.state, fresh.next_at, fresh.stage) == (JobState.QUEUED, late, "")


def test_a_parked_job_that_is_asked_for_again_has_three_attempts_again() -> None:
    job = a_job()
    Job.objects.filter(pk=job.pk).update(state=JobState.PARKED, reason="Three times.", attempts=3)
    again = a_job()
    assert (again.pk, again.state, again.attempts, again.finished_at) == (
        job.pk,
        JobState.QUEUED,
        0,
        None,
    )
    assert handed_over(NOW) == [("a.task", str(job.reference))]
