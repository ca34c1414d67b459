"""A worker that is killed, stopped or cut off during a render leaves a report that is rendered."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from records.states import JobState
from tests.faults.renders import (
    PROMISE,
    artefacts,
    ask,
    is_done,
    is_printing,
    long_draft,
    seconds_until,
)
from tools.servers import free_port

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
StartWorker = Callable[[], "subprocess.Popen[bytes]"]


def test_a_render_is_finished_within_a_minute_after_its_worker_was_killed(
    start_worker: StartWorker,
) -> None:
    draft = long_draft()
    job = ask(draft)
    first = start_worker()
    seconds_until(lambda: is_printing(job))
    os.killpg(first.pid, signal.SIGKILL)
    first.wait(timeout=10)
    assert artefacts(draft) == []
    start_worker()
    assert seconds_until(lambda: is_done(job)) <= PROMISE
    (artefact,) = artefacts(draft)
    assert bytes(artefact.content).startswith(b"%PDF-")
    assert sha256(bytes(artefact.content)).hexdigest() == artefact.sha256
    assert job.attempts == 2


def test_a_worker_that_wakes_up_too_late_keeps_nothing(start_worker: StartWorker) -> None:
    draft = long_draft()
    job = ask(draft)
    sleeper = start_worker()
    seconds_until(lambda: is_printing(job))
    os.killpg(sleeper.pid, signal.SIGSTOP)
    start_worker()
    seconds_until(lambda: is_done(job))
    (made,) = artefacts(draft)
    os.killpg(sleeper.pid, signal.SIGCONT)
    after = ask(draft)
    assert after.pk == job.pk
    # Time for the one that slept to go on, find that its lease is gone, and stop.
    with pytest.raises(TimeoutError):
        seconds_until(lambda: not is_done(job), at_most=5)
    assert [one.pk for one in artefacts(draft)] == [made.pk]
    assert (job.state, job.attempts) == (JobState.DONE, 2)


@pytest.fixture
def redis(settings: Any, tmp_path: Path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """`redis()`: a Redis of this test's own, always on the same port, to be killed and started."""
    port = free_port()
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        server = subprocess.Popen([*words, "--dir", str(tmp_path)], stdout=subprocess.DEVNULL)
        started.append(server)
        return server

    yield start
    for server in started:
        with suppress(ProcessLookupError):
            server.kill()
        server.wait(timeout=10)


def test_a_render_that_was_asked_for_while_redis_was_dead_is_done_once_it_is_back(
    redis: Callable[[], "subprocess.Popen[bytes]"], start_worker: StartWorker
) -> None:
    before, draft = long_draft(), long_draft()
    server = redis()
    start_worker()
    # The worker has worked once, so it is not a slow start that is seen below.
    earlier = ask(before)
    seconds_until(lambda: is_done(earlier))
    server.kill()
    server.wait(timeout=10)
    job = ask(draft)
    with pytest.raises(TimeoutError):
        seconds_until(lambda: is_done(job), at_most=3)
    redis()
    assert seconds_until(lambda: is_done(job)) <= PROMISE
    assert len(artefacts(draft)) == 1
    assert job.attempts == 1


def test_redis_that_dies_during_a_render_costs_nothing(
    redis: Callable[[], "subprocess.Popen[bytes]"], start_worker: StartWorker
) -> None:
    draft = long_draft()
    server = redis()
    start_worker()
    job = ask(draft)
    seconds_until(lambda: is_printing(job))
    server.kill()
    server.wait(timeout=10)
    redis()
    assert seconds_until(lambda: is_done(job)) <= PROMISE
    assert len(artefacts(draft)) == 1
