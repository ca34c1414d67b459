"""A worker that tests start is a real process, on this test's database and broker."""

import os
import signal
import subprocess
import time
import uuid
from collections.abc import Callable

import pytest

from config.celery import app

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PATIENCE = 30


def wait_until(is_so: Callable[[], object]) -> bool:
    """Whether it became so while a slow machine would have been given its time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.2)
    return False


def answers() -> bool:
    return bool(app.control.ping(timeout=1))


def test_a_worker_answers_and_is_gone_when_it_is_killed(
    start_worker: Callable[[], subprocess.Popen[bytes]],
) -> None:
    worker = start_worker()
    assert wait_until(answers)
    os.killpg(worker.pid, signal.SIGKILL)
    assert worker.wait(timeout=10) == -signal.SIGKILL
    assert not answers()


def test_the_relay_ticks_in_a_worker_and_sweeps_what_a_dead_one_left(
    start_worker: Callable[[], subprocess.Popen[bytes]],
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from records.models import Job
    from records.states import JobState

    long_ago = timezone.now() - timedelta(hours=1)
    job = Job.objects.create(
        kind="nobody.does_this",
        key="house",
        state=JobState.RUNNING,
        attempts=3,
        lease_until=long_ago,
        lease_token=uuid.uuid4(),
        asked_at=long_ago,
        next_at=long_ago,
    )
    start_worker()

    def is_parked() -> bool:
        job.refresh_from_db()
        return job.state == JobState.PARKED

    assert wait_until(is_parked)
