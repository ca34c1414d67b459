"""`manage.py serve` as its reader runs it: a process of its own, a folder, a port, no server."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.servers import ROOT
from tools.servers import free_port

ASK = """
from django.utils import timezone
from reports.actions import ask_for_print
from reports.models import Draft
draft = Draft.objects.latest("pk")
job = ask_for_print(
    draft=draft, watermark="Asked for in a test", by=draft.report.opened_by, at=timezone.now()
)
print("job", job.reference.hex)
"""


class Serving:
    """The whole product in one process, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None
        hidden = ("DATABASE_URL", "REDIS_URL", "PGOPTIONS", "DEMONSTRATION", "EMAIL_BACKEND")
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        self.environment = {
            **kept,
            "CONCORD_VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PORT": str(self.port),
        }

    @property
    def address(self) -> str:
        """Where it says that it is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, at_most: float = 240.0) -> float:
        """Start it, and wait until it says that it is ready; returns the seconds that it took."""
        began = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while f"Ready: {self.address}" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() - began < at_most, self.said()
            time.sleep(0.1)
        return time.monotonic() - began

    def said(self) -> str:
        """What it printed."""
        return self.log.read_text()

    def answer_of(self, path: str) -> str:
        """What a page says."""
        address = self.address + path
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own http
            return str(answer.read().decode())

    def kill(self) -> None:
        """As the machine's owner would: the process and everything that it started."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=10)

    def ask_for_a_print(self) -> str:
        """Ask for a PDF that nobody has asked for; returns the job's reference."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", ASK],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split("job ")[1].strip()

    def job(self, reference: str) -> tuple[str, str, int]:
        """The job's state, stage and attempts, read beside the process."""
        (row,) = self.rows(
            "SELECT state, stage, attempts FROM records_job WHERE reference = ?", reference
        )
        return row

    def rows(self, question: str, *values: object) -> list[tuple[str, str, int]]:
        """What the database file says."""
        line = sqlite3.connect(f"file:{self.folder / 'concord.sqlite3'}?mode=ro", uri=True)
        try:
            return line.execute(question, values).fetchall()
        finally:
            line.close()
