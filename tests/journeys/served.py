"""Concord as a newcomer runs it: one process, SQLite, the worker inside."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import ROOT

# What the settings of the tests, or a developer, put into the environment.
_NOT_PASSED_ON = (
    "ALLOWED_HOSTS",
    "CONCORD_TEST_DATABASE_URL",
    "CONCORD_TEST_REDIS_URL",
    "DATABASE_URL",
    "DEBUG",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "EMAIL_BACKEND",
    "MFA_REQUIRED",
    "PUBLIC_ADDRESS",
    "REDIS_URL",
    "SECRET_KEY",
)
SECONDS_TO_START = 240


@dataclass
class Served:
    """A running Concord."""

    address: str
    said: list[str] = field(default_factory=list)

    @property
    def last_words(self) -> str:
        """What it said last."""
        return "\n".join(self.said[-60:])

    def faults(self) -> list[str]:
        """What it wrote about going wrong."""
        return [line for line in self.said if " ERROR " in line or "Traceback" in line]


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    return {
        **kept,
        "CONCORD_VAR_DIR": str(folder),
        "DEMONSTRATION": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _prepare_with_people(environment: dict[str, str]) -> None:
    """A database with organisations and people in it."""
    said = "import django; django.setup(); from django.core.management import call_command as do; "
    said += "do('prepare_database', verbosity=0); do('load_demonstration', people_only=True)"
    done = subprocess.run(
        [sys.executable, "-c", said],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _listen(process: subprocess.Popen[str], said: list[str], ready: threading.Event) -> None:
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            said.append(line.rstrip())
            if line.startswith("Ready: "):
                ready.set()
    ready.set()


@contextmanager
def served_concord(folder: Path, *, people_only: bool = False) -> Iterator[Served]:
    """Start `manage.py serve` on a folder of its own; it is ended afterwards.

    Args:
        people_only: begin with organisations and people: no framework, nothing inspected.
    """
    port = _free_port()
    environment = _environment(folder, port)
    if people_only:
        _prepare_with_people(environment)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    served = Served(f"http://127.0.0.1:{port}")
    ready = threading.Event()
    listener = threading.Thread(target=_listen, args=(process, served.said, ready), daemon=True)
    listener.start()
    try:
        ready.wait(SECONDS_TO_START)
        assert f"Ready: {served.address}" in served.said, served.last_words or "It said nothing."
        yield served
        assert process.poll() is None, f"It ended by itself:\n{served.last_words}"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
        listener.join(timeout=5)
