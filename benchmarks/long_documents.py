"""Printing reports of 60 and of 250 pages on the warm press, against bare warm WeasyPrint.

The same HTML in the same run, A B A B, three pairs; `benchmarks.render` says what the reference is.
Untuned means the reference with dots that lead to the page numbers of the contents list. The memory
is the peak of each process at the longest document.
"""

import statistics
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Measure
from benchmarks.render import Bare, bare_renderer, seconds
from reports.press import Press
from reports.print.jobs import PrintJob
from reports.print.report import document_job
from tests.reports.test_combined_print import long_snapshot

PAIRS = 3
# Pages, and of what: parts, chapters in each, paragraphs in each.
SIZES = {60: (1, 8, 22), 250: (5, 8, 19)}
BY_BARE, BY_UNTUNED, MEMORY = 1.05, 0.85, 1.10
LEADERS = '.contents a::after { content: leader(".") target-counter(attr(href), page) }'
LIMIT_SECONDS = 600.0


def peak(pid: int) -> int:
    """The most memory, in kilobytes, that a process has had; 0 once it is gone."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(one.split()[1]) for one in lines if one.startswith("VmHWM")), 0)


class Ours:
    """The press, how many pages it printed, and the most memory that its process was seen with."""

    def __init__(self, press: Press, job: PrintJob) -> None:
        self.press, self.job = press, job
        self.pages = self.peak = 0

    def render(self) -> None:
        """Print once."""
        printed = self.press.render(
            self.job,
            on_stage=lambda stage: self.look(),
            on_tick=self.look,
            limit_seconds=LIMIT_SECONDS,
        )
        self.pages = printed.pages

    def look(self) -> None:
        """See how much memory there is now."""
        self.peak = max(self.peak, peak(self.press.child_pid or 0))


def ratio(ours: Ours, reference: Bare) -> float:
    """The median over the pairs of the press's time by the reference's."""
    return statistics.median(seconds(ours.render) / seconds(reference.render) for _ in range(PAIRS))


def main() -> Iterator[Measure]:
    """Measure each size; the memory at the longest."""
    press = Press()
    try:
        press.warm()
        for pages, (parts, chapters, paragraphs) in SIZES.items():
            ours = Ours(press, document_job(long_snapshot(parts, chapters, paragraphs)))
            with bare_renderer(ours.job) as bare:
                found = ratio(ours, bare)
                used = ours.peak / peak(bare.pid)
            yield Measure(f"Report of {ours.pages} pages, by bare WeasyPrint", found, BY_BARE)
            if pages == min(SIZES):
                with bare_renderer(ours.job, LEADERS) as untuned:
                    slower = ratio(ours, untuned)
                yield Measure(f"Report of {ours.pages} pages, by untuned", slower, BY_UNTUNED)
            else:
                yield Measure(f"Memory for {ours.pages} pages, by bare WeasyPrint", used, MEMORY)
    finally:
        press.close()
