"""Many rows: a page deep in a long list, and searches under row-level security.

What is compared is the time on the clock, the database's in it: that is what grows. The reference
of a page deep in the list is its first page. The reference of a search is the same search by the
owner of the tables, whom no policy binds; the product asks as the application's role, which is.

SCALE_ITEMS sets how many there are; the figures of a million are in docs/measurements.md.
"""

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import Measure
from inspections.management.guards import run
from inspections.models import Assignment, EvidenceAudience, find_evidence
from inspections.models.search import results_of
from inspections.values import EVIDENCE_PAGE, Asked
from inspections.values.search import Search
from records.actor import acting_as

DEEP, SEARCH = 1.5, 2.0
PAIRS = 25
MOST = EVIDENCE_PAGE + 1
# Most items have it, few have it, both words, a word with what begins so.
SEARCHES = {
    "a common word": "manager",
    "a rare word": "barcalden",
    "three words": "duty nurse plan",
}
# The tables that a search reads whose owner is bound too, but not while the reference is measured.
_FORCED = ("evidence", "evidencerevision", "evidenceaudience")


def main() -> Iterator[Measure]:
    """Fill the database and measure."""
    on_postgresql = connection.vendor == "postgresql"
    items = int(os.environ.get("SCALE_ITEMS", "40000" if on_postgresql else "2000"))
    with as_owner():
        call_command(
            "seed_scale", items=items, inspections=2, seed=9, beside_others=True, verbosity=0
        )
    yield from measures(_inspector())


def _inspector() -> Assignment:
    mine = Assignment.objects.filter(inspection__reference="SC9-000001", role="inspector")
    found: Assignment = mine.select_related("person", "inspection").order_by("pk")[0]
    return found


def measures(member: Assignment) -> Iterator[Measure]:
    """What this inspector's lists and searches take."""
    with acting_as(member.person):
        seen = EvidenceAudience.objects.for_member(member)
        whole = seen.count()
        place = whole * 9 // 10
        deep = seen.newest_first()[place : place + 1].get()
    asked = Asked(older_than=(deep.recorded_at, deep.evidence_id))

    def page(asked: Asked) -> list[EvidenceAudience]:
        rows = EvidenceAudience.objects.visible_to(member.person).for_member(member)
        found = list(rows.with_content().page(asked))
        if len(found) != MOST:
            raise RuntimeError(f"The page has {len(found)} rows.")
        return found

    with acting_as(member.person):
        name = f"Evidence list at row {place:,} of {whole:,}, by its first page"
        yield Measure(name, ratio(lambda: page(asked), lambda: page(Asked())), DEEP)
        with CaptureQueriesContext(connection) as captured:
            page(asked)
    counting = sum("COUNT(" in query["sql"].upper() for query in captured.captured_queries)
    yield Measure("Evidence list, queries that count its rows", counting, 0)
    if connection.vendor == "postgresql":
        yield from searches(member)


def searches(member: Assignment) -> Iterator[Measure]:
    """Each search newest first, in the inspection."""
    for name, words in SEARCHES.items():
        search = Search(q=words)

        def ours(search: Search = search) -> list[Any]:
            seen = EvidenceAudience.objects.visible_to(member.person).for_member(member)
            return results_of(
                find_evidence(seen, search, Asked(), most=MOST, inspection=member.inspection_id)
            )

        with acting_as(member.person):
            if not ours():
                raise RuntimeError(f"The search for {name} finds nothing.")
            value = ratio(ours, ours, by_owner=True)
        yield Measure(f"Search for {name}, as the owner of the tables", value, SEARCH)


def ratio(
    ours: Callable[[], object], reference: Callable[[], object], *, by_owner: bool = False
) -> float:
    """The median over pairs of our time on the clock by the reference's.

    Args:
        by_owner: the owner of the tables asks the reference.
    """
    pairs = []
    gc.collect()
    for _ in range(PAIRS + 5):
        one = _seconds(ours)
        with unbound() if by_owner else nullcontext():
            pairs.append(one / _seconds(reference))
    return statistics.median(pairs[5:])


def _seconds(work: Callable[[], object]) -> float:
    work()  # who asks has changed, and what the connection knows of the tables with it
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def as_owner() -> Iterator[None]:
    """As the role that owns the tables, on PostgreSQL."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        run("SET ROLE NONE")
        yield
        run("RESET ROLE")


@contextmanager
def unbound() -> Iterator[None]:
    """As the owner, whom no policy binds for as long as this lasts."""
    with as_owner():
        run(*(f"ALTER TABLE inspections_{one} NO FORCE ROW LEVEL SECURITY" for one in _FORCED))
        yield
        run(*(f"ALTER TABLE inspections_{one} FORCE ROW LEVEL SECURITY" for one in _FORCED))
