"""The worker inside one process: it ends the process with itself, and its relay does not tire."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from records import embedded
from tests.servers import ROOT


class Ended(BaseException):
    """What the patched exit raises, so that the test goes on."""


@pytest.fixture
def exits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The codes with which the process would have ended."""
    codes: list[int] = []

    def note(code: int) -> None:
        codes.append(code)
        raise Ended

    monkeypatch.setattr(embedded.os, "_exit", note)
    return codes


def worker_that(act: Any) -> type:
    """A worker that does this when it is started."""

    class Worker:
        def __init__(self, **_options: Any) -> None:
            pass

        def start(self) -> None:
            act()

    return Worker


def fail() -> None:
    raise RuntimeError("the broker is gone")


def test_a_worker_that_fails_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, exits: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(embedded, "WorkController", worker_that(fail))
    with pytest.raises(Ended):
        embedded._work()
    assert exits == [1]
    assert "so does the process" in caplog.text


def test_a_worker_that_returns_ends_the_process(
    monkeypatch: pytest.MonkeyPatch, exits: list[int]
) -> None:
    monkeypatch.setattr(embedded, "WorkController", worker_that(lambda: None))
    with pytest.raises(Ended):
        embedded._work()
    assert exits == [1]


def test_the_relay_goes_on_after_a_tick_that_failed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ticks: list[str] = []

    def tick() -> None:
        ticks.append("tick")
        if len(ticks) == 1:
            raise RuntimeError("the database is locked")

    def wait(_seconds: float) -> None:
        if len(ticks) == 3:
            raise Ended

    monkeypatch.setattr(embedded, "_relay_once", tick)
    monkeypatch.setattr(embedded.time, "sleep", wait)
    monkeypatch.setattr(embedded, "close_old_connections", lambda: None)
    with pytest.raises(Ended):
        embedded._relay()
    assert len(ticks) == 3
    assert caplog.text.count("The relay missed a tick.") == 1


def test_a_tick_sweeps_before_it_hands_over(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    monkeypatch.setattr(embedded.queue, "sweep", lambda *, at: order.append("sweep"))
    monkeypatch.setattr(embedded.queue, "relay", lambda *, at, publish: order.append("relay"))
    embedded._relay_once()
    assert order == ["sweep", "relay"]


def test_both_threads_end_with_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, bool]] = []

    class Thread:
        def __init__(self, *, target: Any, name: str, daemon: bool) -> None:
            self.facts = (name, daemon)

        def start(self) -> None:
            started.append(self.facts)

    monkeypatch.setattr(embedded.threading, "Thread", Thread)
    embedded.start_embedded_worker()
    assert started == [("concord-worker", True), ("concord-relay", True)]


def test_a_process_whose_worker_dies_is_gone(tmp_path: Path) -> None:
    script = (
        "import time, django; django.setup()\n"
        "from records import embedded\n"
        "def die(*args, **options): raise RuntimeError('dead')\n"
        "embedded.WorkController = die\n"
        "embedded.start_embedded_worker()\n"
        "time.sleep(60)\n"
    )
    environment = {
        **os.environ,
        "CONCORD_VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "REDIS_URL": "",
    }
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 1
    assert "so does the process" in done.stderr
    assert time.monotonic() - began < 50
