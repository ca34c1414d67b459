"""The press: one warm renderer process, kept, watched, and replaced when it fails.

    printed = the_press().render(job, on_stage=..., on_tick=..., limit_seconds=60)

No request of the web comes here: a worker's task does, which renews its lease at each tick.
The renderer itself is `reports.pdf`; this module never imports WeasyPrint.
"""

import atexit
import hashlib
import json
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import asdict
from functools import cache

from reports.print import frames
from reports.print.child import TICK_SECONDS, Child, ChildLost, Patience, TimeLimitReached
from reports.print.jobs import Printed, PrintJob, render_key
from reports.print.limits import MEGABYTE

__all__ = ["STAGES", "Press", "PrintJob", "Printed", "RenderFailed", "render_key", "the_press"]

# Address space of the renderer. 257 pages of tagged report take half of it.
MEMORY_LIMIT = 1024 * MEGABYTE
# A letter is under a hundred kilobytes.
OUTPUT_LIMIT = 32 * MEGABYTE
MESSAGE_LIMIT = 64 * 1024
# Renders after which the process is replaced, and the peak of its memory that replaces it sooner.
RENDERS_PER_CHILD = 100
PEAK_PER_CHILD = 400 * MEGABYTE
LIMIT_SECONDS = 60.0

STAGES = ("parsing", "laying out", "writing")

logger = logging.getLogger(__name__)


class RenderFailed(Exception):
    """A render that gave no PDF.

    `reason` is a sentence for the reader; `again` says whether the same render may yet succeed
    (the process was lost) or the document has to change first. `spent` says that the renderer
    process cannot be used after it; a document that was refused leaves it sound.
    """

    def __init__(self, reason: str, *, again: bool, spent: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.spent = spent


class Press:
    """Keeps one warm renderer process and prints one document at a time. Safe for threads."""

    def __init__(
        self,
        *,
        memory_limit: int = MEMORY_LIMIT,
        output_limit: int = OUTPUT_LIMIT,
        renders_per_child: int = RENDERS_PER_CHILD,
    ) -> None:
        self._memory_limit = memory_limit
        self._output_limit = output_limit
        self._renders_per_child = renders_per_child
        self._turn = threading.Lock()
        self._child: Child | None = None
        self._rendered = 0
        self.network = self.files = "not started"

    @property
    def child_pid(self) -> int | None:
        """The process that renders, where one is running."""
        return self._child.process.pid if self._child else None

    def render(
        self,
        document: PrintJob,
        *,
        on_stage: Callable[[str], None],
        on_tick: Callable[[], None],
        limit_seconds: float = LIMIT_SECONDS,
    ) -> Printed:
        """Print `document`.

        `on_stage` is called with each of STAGES as it begins, and `on_tick` about every second
        while this waits, also for its turn; what either raises ends the render and is raised.
        The limit counts from the moment that the press is free.

        Raises RenderFailed with a sentence; unless the document was merely refused, the renderer
        process is then replaced.
        """
        while not self._turn.acquire(timeout=TICK_SECONDS):
            on_tick()
        patience = Patience(limit_seconds, on_tick)
        try:
            printed = self._printed(document, on_stage, patience)
        except BaseException as error:
            if not isinstance(error, RenderFailed) or error.spent:
                self._discard()
            if failure := self._failure(error, limit_seconds):
                raise failure from error
            raise
        else:
            return printed
        finally:
            self._turn.release()

    def warm(self, *, limit_seconds: float = LIMIT_SECONDS) -> None:
        """Start the process ahead of the first render; raises RenderFailed when it cannot."""
        with self._turn:
            try:
                self._ready_child(Patience(limit_seconds, lambda: None))
            except BaseException as error:
                self._discard()
                if failure := self._failure(error, limit_seconds):
                    raise failure from error
                raise

    def close(self) -> None:
        """End the process, also in the middle of a render, which then fails."""
        if self._child is not None:
            self._child.process.kill()
        with self._turn:
            self._discard()

    def _printed(
        self, document: PrintJob, on_stage: Callable[[str], None], patience: Patience
    ) -> Printed:
        child = self._ready_child(patience)
        child.send(json.dumps(asdict(document), ensure_ascii=False).encode(), patience)
        while True:
            message = child.receive_message(patience, limit=MESSAGE_LIMIT)
            match message:
                case {"stage": str(stage)}:
                    on_stage(stage)
                case {"failed": str(reason), "again": bool(again), "spent": bool(spent)}:
                    raise RenderFailed(reason, again=again, spent=spent)
                case {"done": {"pages": int(pages), "sha256": str(sha256), "fonts": [*families]}}:
                    content = child.receive(patience, limit=self._output_limit)
                    break
                case _:
                    raise frames.Broken("A message that nobody knows")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise frames.Broken("Bytes that are not those that were announced")
        self._count(message)
        return Printed(content, sha256, pages, tuple(str(family) for family in families))

    def _ready_child(self, patience: Patience) -> Child:
        if self._child is not None and not self._child.alive:
            logger.warning("The idle renderer had ended and is replaced")
            self._discard()
        if self._child is None:
            self._child = Child(memory=self._memory_limit)
            self._rendered = 0
            try:
                ready = self._child.receive_message(patience, limit=MESSAGE_LIMIT)
            except ChildLost as error:
                words = self._child.last_words()
                raise RenderFailed(f"The renderer could not start: {words}", again=True) from error
            self._welcome(ready)
        return self._child

    def _welcome(self, message: dict[str, object]) -> None:
        facts = message.get("ready")
        if not isinstance(facts, dict):
            raise frames.Broken("A renderer that does not say that it is ready")
        self.network = str(facts["network"])
        if self.network != "none":
            logger.warning("The renderer shares this machine's network. %s.", self.network)
        self.files = str(facts["files"])
        if self.files != "closed":
            logger.warning("The renderer could read this machine's files. %s.", self.files)

    def _count(self, message: dict[str, object]) -> None:
        """Replace the process after many renders, or once it has grown large."""
        self._rendered += 1
        done = message["done"]
        peak = done.get("peak_kilobytes", 0) * 1024 if isinstance(done, dict) else 0
        if self._rendered >= self._renders_per_child or peak > PEAK_PER_CHILD:
            self._discard()

    def _discard(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def _failure(self, error: BaseException, limit_seconds: float) -> RenderFailed | None:
        """Return the failure that an error of the process amounts to; None for any other."""
        if isinstance(error, TimeLimitReached):
            reason = f"The document took longer than the {limit_seconds:g} seconds it may take."
            return RenderFailed(reason, again=True)
        if isinstance(error, ChildLost):
            reason = f"The renderer stopped before it had finished: {error}."
            return RenderFailed(reason, again=True)
        if isinstance(error, frames.Broken):
            reason = f"The renderer's answer could not be used: {error}."
            return RenderFailed(reason, again=False)
        return None


@cache
def _press_of(_process: int) -> Press:
    press = Press()
    atexit.register(press.close)
    return press


def the_press() -> Press:
    """Return this process's press. A forked process has its own."""
    return _press_of(os.getpid())
