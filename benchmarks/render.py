"""Printing the joint letter on the warm press, against bare warm WeasyPrint on the same HTML.

Both are processes of their own that are asked in turn, A B A B, with the same environment and the
same four fonts. The reference reads its fonts from disk and does none of the press's work: no
count of what was asked for, no look at characters, fonts and objects, no hash, no frames.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import Measure
from reports.press import Press
from reports.print import fonts
from reports.print.child import FONTCONFIG, PROJECT, environment
from reports.print.jobs import PrintJob
from reports.print.letter import letter_job
from tests.reports.samples import sample_snapshot

LIMIT = 1.10
PAIRS = 15
WARMING = 3


@dataclass(frozen=True)
class Bare:
    """The reference: prints its document once and waits until it is done."""

    render: Callable[[], None]
    pid: int


@contextmanager
def bare_renderer(job: PrintJob, more_css: str = "") -> Iterator[Bare]:
    """Start the reference for a document.

    Args:
        more_css: rules that it prints under beside the document's own.
    """
    addresses = {face.name: (fonts.FOLDER / face.path).as_uri() for face in fonts.FACES}
    document = {"html": job.html, "css": f"{fonts.face_rules(addresses)}\n{job.css}\n{more_css}"}
    with tempfile.TemporaryDirectory(prefix="concord-bench-") as name:
        folder = Path(name)
        (folder / "fonts.conf").write_text(FONTCONFIG.format(folder=folder))
        with subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", str(PROJECT / "benchmarks/_bare.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(folder),
            text=True,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            stdin, stdout = process.stdin, process.stdout
            stdin.write(json.dumps(document) + "\n")

            def render() -> None:
                stdin.write("\n")
                stdin.flush()
                if not stdout.readline():
                    raise RuntimeError("the reference ended")

            yield Bare(render, process.pid)
            stdin.close()


def seconds(work: Callable[[], None]) -> float:
    """Return how long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratio(pairs: int = PAIRS) -> float:
    """Return the median over `pairs` of the press's time by the reference's."""
    press, job = Press(), letter_job(sample_snapshot())

    def ours() -> None:
        press.render(job, on_stage=lambda stage: None, on_tick=lambda: None)

    try:
        with bare_renderer(job) as bare:
            for _ in range(WARMING):
                ours()
                bare.render()
            return statistics.median(seconds(ours) / seconds(bare.render) for _ in range(pairs))
    finally:
        press.close()


def main() -> Iterator[Measure]:
    """Measure the render."""
    yield Measure("Render of the joint letter, by bare warm WeasyPrint", ratio(), LIMIT)
