"""One renderer process: started, spoken to without ever waiting blindly, and ended.

The process is started by a thread that lives as long as this process does. The kernel ends a
child of `PR_SET_PDEATHSIG` when the *thread* that started it ends, so a child of a passing
worker thread would be gone with that thread.
"""

import os
import queue
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from reports.print import fonts, frames

PROJECT = Path(__file__).resolve().parents[2]
TICK_SECONDS = 1.0
CHUNK = 65536
FOLDER_PREFIX = "concord-press-"
# A folder is written to at every render; one that was not for a day is of a worker that was killed.
LEFT_BEHIND_SECONDS = 24 * 60 * 60
# The only names of the environment that the child is told; never a database or a secret.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH")
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<!-- No font of the machine: a document is set in the fonts that the project ships. -->
<fontconfig><cachedir>{folder}/fontconfig</cachedir></fontconfig>
"""


class ChildLost(Exception):
    """The process ended, or spoke in a way that nobody can follow."""


class TimeLimitReached(Exception):
    """The wait was longer than it may be."""


class Patience:
    """How long somebody waits, and what is done about every second meanwhile."""

    def __init__(self, seconds: float, on_tick: Callable[[], None]) -> None:
        self.deadline = time.monotonic() + seconds
        self.on_tick = on_tick
        self._next_tick = time.monotonic() + TICK_SECONDS

    def wait(self, descriptor: int, event: int) -> None:
        """Wait until `descriptor` is ready for `event`, ticking; raises TimeLimitReached."""
        poll = select.poll()
        poll.register(descriptor, event)
        while True:
            now = time.monotonic()
            if now >= self.deadline:
                raise TimeLimitReached
            if now >= self._next_tick:
                self._next_tick = now + TICK_SECONDS
                self.on_tick()
            until = min(self._next_tick, self.deadline)
            if poll.poll(max(1.0, (until - time.monotonic()) * 1000)):
                return


class Child:
    """A renderer process and the pipes to it."""

    def __init__(self, *, memory: int) -> None:
        """Start the process, with `memory` bytes of address space to live in."""
        remove_left_behind(Path(tempfile.gettempdir()))
        self.folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER_PREFIX}{os.getpid()}-"))
        (self.folder / "fonts.conf").write_text(FONTCONFIG.format(folder=self.folder))
        try:
            self.process = _keeper.call(lambda: self._start(memory))
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        assert self.process.stdin is not None  # noqa: S101  # both are pipes, see _start
        assert self.process.stdout is not None  # noqa: S101  # as above
        self._input = self.process.stdin.fileno()
        self._output = self.process.stdout.fileno()
        os.set_blocking(self._input, False)
        os.set_blocking(self._output, False)
        self._buffer = bytearray()

    def _start(self, memory: int) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-P", "-m", "reports.pdf", "--parent", str(os.getpid())]
        command += ["--fonts", str(fonts.FOLDER), "--memory", str(memory)]
        with (self.folder / "errors").open("wb") as errors:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=self.folder,
                env=environment(self.folder),
                bufsize=0,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def send(self, body: bytes, patience: Patience) -> None:
        """Send one frame. Raises ChildLost or TimeLimitReached."""
        rest = memoryview(frames.pack(body))
        while rest:
            patience.wait(self._input, select.POLLOUT)
            try:
                rest = rest[os.write(self._input, rest[:CHUNK]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise ChildLost(self._ending()) from error

    def receive(self, patience: Patience, *, limit: int) -> bytes:
        """Return the next frame. Raises ChildLost, TimeLimitReached, or frames.Broken."""
        self._fill(frames.HEADER.size, patience)
        (length,) = frames.HEADER.unpack(self._taken(frames.HEADER.size))
        if length > limit:
            raise frames.Broken(f"A frame of {length} bytes is over the limit of {limit}")
        self._fill(length, patience)
        return self._taken(length)

    def receive_message(self, patience: Patience, *, limit: int) -> dict[str, object]:
        """Return the next frame as a message; raises as `receive` does."""
        return frames.unpack_message(self.receive(patience, limit=limit))

    def _fill(self, size: int, patience: Patience) -> None:
        while len(self._buffer) < size:
            patience.wait(self._output, select.POLLIN)
            try:
                chunk = os.read(self._output, CHUNK)
            except BlockingIOError:
                continue
            if not chunk:
                raise ChildLost(self._ending())
            self._buffer += chunk

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _ending(self) -> str:
        """Say how the process ended, once its pipes are closed."""
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "it closed its answers"
        if code < 0:
            return f"it was ended by {signal.Signals(-code).name}"
        return f"it left with code {code}"

    def last_words(self) -> str:
        """Return the last line of the process's errors (only before it has read a document)."""
        lines = (self.folder / "errors").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def end(self) -> None:
        """End the process at once, and remove what it left on disk."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def environment(folder: Path) -> dict[str, str]:
    """Return the child's whole environment; its temporary files are in `folder`."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return passed_on | {
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "1",
        # The same input gives the same bytes: no order and no time of this run gets in.
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(folder),
    }


def remove_left_behind(folder: Path) -> None:
    """Remove from `folder` what presses left there whose worker was killed long ago."""
    for left in folder.glob(f"{FOLDER_PREFIX}*"):
        pid = left.name.removeprefix(FOLDER_PREFIX).partition("-")[0]
        try:
            old = time.time() - left.stat().st_mtime > LEFT_BEHIND_SECONDS
        except OSError:
            continue
        if old and pid.isdecimal() and not _runs(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


class _Keeper:
    """A thread that starts processes for others and lives as long as this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forget()
        # A forked process has no copy of the thread and needs one of its own.
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._errands: queue.SimpleQueue[
            tuple[Callable[[], subprocess.Popen[bytes]], Future[subprocess.Popen[bytes]]]
        ] = queue.SimpleQueue()

    def call(self, start: Callable[[], "subprocess.Popen[bytes]"]) -> "subprocess.Popen[bytes]":
        """Run `start` in the thread and return what it returns, or raise what it raises."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="press", daemon=True)
                self._thread.start()
        answer: Future[subprocess.Popen[bytes]] = Future()
        self._errands.put((start, answer))
        return answer.result()

    def _run(self) -> None:
        while True:
            start, answer = self._errands.get()
            try:
                answer.set_result(start())
            except BaseException as error:  # noqa: BLE001  # it belongs to who asked
                answer.set_exception(error)


_keeper = _Keeper()
