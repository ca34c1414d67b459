"""Printing a combined document of 250 pages, by the same text in pages of one part.

The reference is a combined document of a fifth of the parts, asked in the same run: a document five
times as long may take five times as long and a quarter more. What came of the long one is looked at
too: one tree of tags, a bookmark for each heading, and every page number of its contents list.
"""

import statistics
import time
from collections.abc import Iterator

from benchmarks import Measure
from reports.press import Press
from reports.print.jobs import Printed
from reports.print.report import document_job, time_allowed
from tests.reports.test_combined_print import check_whole, long_snapshot

PARTS, CHAPTERS, PARAGRAPHS = 5, 8, 19
PAGES = 250
LIMIT = 1.25
PAIRS = 3


def printed(press: Press, parts: int) -> tuple[Printed, float]:
    """A document of so many parts, and how long each of its pages took."""
    snapshot = long_snapshot(parts, CHAPTERS, PARAGRAPHS)
    job, limits = document_job(snapshot), time_allowed(snapshot)
    started = time.perf_counter()
    made = press.render(job, on_stage=lambda stage: None, on_tick=lambda: None, **limits)
    return made, (time.perf_counter() - started) / made.pages


def main() -> Iterator[Measure]:
    """Print both in turn; the long one is right, and is linear in its pages."""
    press = Press()
    try:
        press.warm()
        pairs = []
        for _ in range(PAIRS):
            _, short = printed(press, 1)
            whole, long = printed(press, PARTS)
            pairs.append(long / short)
    finally:
        press.close()
    check_whole(whole, long_snapshot(PARTS, CHAPTERS, PARAGRAPHS))
    yield Measure(
        "A page of a long combined document, by one of a fifth", statistics.median(pairs), LIMIT
    )
    yield Measure("Pages that the long document has too few", max(PAGES - whole.pages, 0), 0)
