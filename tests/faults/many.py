"""Many renders with workers that are killed in the middle, and messages that come three times.

Every draft is asked for once and its message is sent three times besides what the relay sends.
While they are printed, a worker is killed again and again, in the middle of whatever it is doing,
and another one is started. In the end each draft has one PDF, whole, and there is no other.
"""

import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from records.models import Job
from records.states import JobState
from records.tasks import publish
from records.values import content_hash
from reports.actions import ask_for_print, freeze
from reports.actions.printing import print_key
from reports.models import Artefact, Draft
from tests.factories.reports import written_report
from tests.reports.paper import squeezed, text_of

WATERMARK = "Draft, not for publication"
DELIVERIES = 3
# Nobody waits for longer than this without anything being done.
PATIENCE = 90.0
STAGES = ("started", "parsing", "laying out", "writing")
# A job, and which of its attempts.
Attempt = tuple[int, int]
# What was parked is asked for again, so it is not finished either, were it the last one.
_UNFINISHED = (JobState.QUEUED, JobState.RUNNING, JobState.PARKED)


@dataclass(frozen=True)
class Worker:
    """A worker process: how it is killed, with its children, at once."""

    kill: Callable[[], None]


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes:
        renders: drafts whose PDF was asked for.
        artefacts: PDFs that are there in the end.
        whole: those that are whole, with the text of their own draft.
        kills: workers that were killed.
        cut_off: renders that a kill met, so that they were begun more than once.
        asked_again: renders that were parked after three kills, and asked for again.
    """

    renders: int
    artefacts: int
    whole: int
    kills: int
    cut_off: int
    asked_again: int

    @property
    def is_sound(self) -> bool:
        """One PDF each, none that is partial, and kills did meet renders."""
        return self.renders == self.artefacts == self.whole and self.cut_off > 0

    def as_data(self) -> dict[str, int | bool]:
        """For a reader of JSON."""
        return {**asdict(self), "sound": self.is_sound}


@transaction.atomic
def drafts_of(number: int) -> list[Draft]:
    """So many drafts, no two of which say the same."""
    told = written_report()
    first = freeze(report=told.report, by=told.lead, at=timezone.now())
    snapshots = [
        {**first.snapshot, "salutation": f"Dear {one} of {number}"} for one in range(number)
    ]
    return [
        Draft.objects.create(
            report=told.report,
            number=first.number + place,
            snapshot=snapshot,
            content_hash=content_hash(snapshot),
            made_by=told.lead,
            made_at=timezone.now(),
        )
        for place, snapshot in enumerate(snapshots, 1)
    ]


def play(*, renders: int, every: int, start: Callable[[], Worker], seed: int = 0) -> Outcome:
    """Print so many drafts, and kill a worker after about so many of them, until all are printed.

    Args:
        renders: how many drafts.
        every: a kill comes after about so many renders, at a moment that `seed` picks.
        start: starts a worker process.

    Raises:
        TimeoutError: nothing was done for longer than the product promises.
    """
    chance = random.Random(seed)
    drafts = drafts_of(renders)
    jobs = {_ask(draft).pk for draft in drafts}
    for reference in Job.objects.filter(pk__in=jobs).values_list("reference", flat=True):
        for _ in range(DELIVERIES):
            publish("reports.render_draft", str(reference))
    worker, kills, asked_again, done = start(), 0, 0, 0
    due, left, moved = chance.randint(0, every), set[Attempt](), time.monotonic()
    while Job.objects.filter(pk__in=jobs, state__in=_UNFINISHED).exists():
        asked_again += _ask_again(drafts, jobs)
        now = Job.objects.filter(pk__in=jobs, state=JobState.DONE).count()
        if now > done:
            done, moved = now, time.monotonic()
        if time.monotonic() - moved > PATIENCE:
            raise TimeoutError(f"Nothing was printed for {PATIENCE:g} seconds, after {done}.")
        # What a killed worker left still looks as if it were being printed.
        met = _in_the_middle(jobs, at=chance.choice(STAGES)) - left
        if met and done >= due:
            worker.kill()
            kills, due, left = kills + 1, done + chance.randint(1, 2 * every - 1), left | met
            worker, moved = start(), time.monotonic()
        time.sleep(0.02)
    worker.kill()
    return _counted(drafts, jobs, kills=kills, asked_again=asked_again)


def _ask(draft: Draft) -> Job:
    lead = draft.report.opened_by
    return ask_for_print(draft=draft, watermark=WATERMARK, by=lead, at=timezone.now())


def _ask_again(drafts: list[Draft], jobs: set[int]) -> int:
    """Whatever was parked is asked for again, as its page lets a person do."""
    parked = Job.objects.filter(pk__in=jobs, state=JobState.PARKED)
    keys = set(parked.values_list("arguments__draft", flat=True))
    return len([_ask(draft) for draft in drafts if draft.pk in keys])


def _in_the_middle(jobs: set[int], *, at: str) -> set[Attempt]:
    running = Job.objects.filter(pk__in=jobs, state=JobState.RUNNING, stage=at)
    return set(running.values_list("pk", "attempts"))


def _counted(drafts: list[Draft], jobs: set[int], *, kills: int, asked_again: int) -> Outcome:
    kept = [
        Artefact.objects.filter(key=print_key(draft=draft, watermark=WATERMARK)) for draft in drafts
    ]
    return Outcome(
        renders=len(jobs),
        artefacts=Artefact.objects.count(),
        whole=sum(is_whole(draft, list(found)) for draft, found in zip(drafts, kept, strict=True)),
        kills=kills,
        cut_off=Job.objects.filter(pk__in=jobs, attempts__gt=1).count(),
        asked_again=asked_again,
    )


def is_whole(draft: Draft, found: list[Artefact]) -> bool:
    """Whether a draft has one PDF, from its first byte to its last, and of its own text."""
    if len(found) != 1:
        return False
    content = bytes(found[0].content)
    return (
        content.startswith(b"%PDF-")
        and content.rstrip().endswith(b"%%EOF")
        and sha256(content).hexdigest() == found[0].sha256
        and len(content) == found[0].size
        and squeezed(draft.snapshot["salutation"]) in squeezed(text_of(content))
    )
