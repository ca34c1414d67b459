"""Jobs under a moving clock, several workers, lost messages and late ones.

At most one worker holds a job, its work is in effect once, the third lost attempt parks it, and
whatever happens it is done in the end or says why not.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from records.actions import queue_job
from records.models import Job
from records.queue import (
    BATCH,
    MOST_ATTEMPTS,
    PUBLISH_LEASE,
    WORK_LEASE,
    Claim,
    claim,
    fail,
    finish,
    relay,
    renew,
    sweep,
)
from records.states import JobState
from tests.properties.acts import Undone, check_any_order, examples

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
which = st.integers(0, 5)


class BrokerAway(Exception):
    """The broker does not answer."""


@dataclass
class Expected:
    """What the model knows of a job."""

    state: str = "queued"
    attempts: int = 0
    next_at: datetime = BEGIN
    holder: UUID | None = None
    lease_until: datetime = BEGIN
    finished: int = 0
    retries: int = 0


@dataclass
class Worker:
    """A claim that somebody made, who may have died, or come back too late."""

    reference: str
    claim: Claim
    is_dead: bool = field(default=False)


class JobsAreClaimedAndLost(Undone):
    """Requests ask, the relay hands on, workers work and die, the sweeper gives back."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        self.jobs: dict[str, Expected] = {}
        self.messages: list[str] = []
        self.workers: list[Worker] = []

    @rule(key=st.sampled_from(["letter 1", "letter 2", "letter 3"]))
    def ask(self, key: str) -> None:
        job = queue_job(kind="print", key=key, arguments={"of": key}, by=None, at=self.now)
        expected = self.jobs.setdefault(str(job.reference), Expected(next_at=self.now))
        if expected.state in {"failed", "parked"}:
            expected.state, expected.attempts, expected.next_at = "queued", 0, self.now
            expected.retries += 1
        assert job.state == expected.state

    @rule(is_away=st.booleans())
    def relay(self, is_away: bool) -> None:
        heard: list[str] = []

        def publish(kind: str, reference: str) -> None:
            if is_away:
                raise BrokerAway
            assert kind == "print"
            heard.append(reference)

        due = {name for name, job in self.jobs.items() if self.is_due(job)}
        assert len(due) <= BATCH
        try:
            assert relay(at=self.now, publish=publish) == len(due)
        except BrokerAway:
            assert is_away
            assert due
        else:
            assert set(heard) == (set() if is_away else due)
        for name in due:
            self.jobs[name].next_at = self.now + PUBLISH_LEASE
        self.messages += heard

    @precondition(lambda self: self.messages)
    @rule(number=which, is_doubled=st.booleans())
    def deliver(self, number: int, is_doubled: bool) -> None:
        place = number % len(self.messages)
        reference = self.messages[place] if is_doubled else self.messages.pop(place)
        self.take(reference)

    @precondition(lambda self: self.messages)
    @rule()
    def lose_every_message(self) -> None:
        self.messages.clear()

    @precondition(lambda self: self.workers)
    @rule(number=which, stage=st.sampled_from([None, "layout"]))
    def renew(self, number: int, stage: str | None) -> None:
        worker, job = self.worker(number)
        holds = self.holds(worker, job)
        assert renew(worker.claim, at=self.now, stage=stage) is holds
        if holds:
            job.lease_until = self.now + WORK_LEASE

    @precondition(lambda self: self.workers)
    @rule(number=which)
    def finish(self, number: int) -> None:
        worker, job = self.worker(number)
        holds = self.holds(worker, job)
        assert finish(worker.claim, at=self.now) is holds
        if holds:
            job.state, job.holder = "done", None
            job.finished += 1

    @precondition(lambda self: self.workers)
    @rule(number=which)
    def fail(self, number: int) -> None:
        worker, job = self.worker(number)
        holds = self.holds(worker, job)
        assert fail(worker.claim, reason="A font is missing.", at=self.now) is holds
        if holds:
            job.state, job.holder = "failed", None

    @rule()
    def sweep(self) -> None:
        lost = [job for job in self.jobs.values() if self.is_abandoned(job)]
        assert sweep(at=self.now) == len(lost)
        for job in lost:
            job.holder = None
            if job.attempts >= MOST_ATTEMPTS:
                job.state = "parked"
            else:
                job.state, job.next_at = "queued", self.now

    @rule(seconds=st.sampled_from([1, 9, 10, 11, 19, 20, 21, 60]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def promises(self) -> None:
        rows = {str(job.reference): job for job in Job.objects.all()}
        assert set(rows) == set(self.jobs), "a job is lost, or there is one twice"
        for name, job in self.jobs.items():
            row = rows[name]
            assert (row.state, row.attempts) == (job.state, job.attempts)
            assert row.lease_token == job.holder
            assert row.attempts <= MOST_ATTEMPTS
            assert job.finished <= 1
            assert (row.state == JobState.DONE) is (job.finished == 1)
            assert row.is_over is (row.finished_at is not None)
            assert row.reason or row.state not in {JobState.FAILED, JobState.PARKED}

    def teardown(self) -> None:
        """Every worker is well from now on: whatever still waits or runs comes to an end."""
        self.messages.clear()
        for _round in range(MOST_ATTEMPTS + 2):
            self.now += WORK_LEASE + timedelta(seconds=1)
            self.sweep()
            self.relay(is_away=False)
            for reference in [self.messages.pop() for _ in range(len(self.messages))]:
                self.take(reference)
                self.finish(len(self.workers) - 1)
        over = {"done", "failed", "parked"}
        try:
            assert {job.state for job in self.jobs.values()} <= over, "a job waits for ever"
            self.promises()
        finally:
            super().teardown()

    # --- words ------------------------------------------------------------------------------------

    def take(self, reference: str) -> None:
        job = self.jobs[reference]
        held = claim(reference=reference, at=self.now)
        assert (held is not None) is (job.state == "queued")
        if held is None:
            return
        job.state, job.holder = "running", held.token
        job.attempts += 1
        job.lease_until = self.now + WORK_LEASE
        self.workers.append(Worker(reference, held))

    def worker(self, number: int) -> tuple[Worker, Expected]:
        worker = self.workers[number % len(self.workers)]
        return worker, self.jobs[worker.reference]

    def holds(self, worker: Worker, job: Expected) -> bool:
        return job.state == "running" and job.holder == worker.claim.token

    def is_due(self, job: Expected) -> bool:
        return job.state == "queued" and job.next_at <= self.now

    def is_abandoned(self, job: Expected) -> bool:
        return job.state == "running" and job.lease_until < self.now


def test_jobs_after_any_order_of_faults(db: None) -> None:
    check_any_order(JobsAreClaimedAndLost, examples(25, steps=40))
