"""A render that is long enough to be stopped in the middle, and how it is watched."""

import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from records.models import Job
from records.states import JobState
from reports.actions import ask_for_print, freeze
from reports.actions.printing import print_key
from reports.models import Artefact, Draft
from tests.factories.reports import paragraph_of, written_report

WATERMARK = "Draft, not for publication"
PARAGRAPHS = 60
# About three quarters of a page.
LONG = "The board reads what children and front-line staff say, and acts on it. " * 45
# What the product promises, from the moment that a worker is back.
PROMISE = 60.0


@transaction.atomic
def long_draft() -> Draft:
    """A frozen draft that takes the press some seconds."""
    told = written_report()
    for number in range(PARAGRAPHS):
        paragraph_of(told, text=f"{number}. {LONG}")
    return freeze(report=told.report, by=told.lead, at=timezone.now())


@transaction.atomic
def ask(draft: Draft) -> Job:
    """The overall lead asks for the PDF, as the page does."""
    lead = draft.report.opened_by
    return ask_for_print(draft=draft, watermark=WATERMARK, by=lead, at=timezone.now())


def artefacts(draft: Draft) -> list[Artefact]:
    """What was printed of the draft."""
    return list(Artefact.objects.filter(key=print_key(draft=draft, watermark=WATERMARK)))


def seconds_until(is_so: Callable[[], Any], *, at_most: float = PROMISE) -> float:
    """How long it took to become so.

    Raises:
        TimeoutError: it did not.
    """
    began = time.monotonic()
    while time.monotonic() - began < at_most:
        if is_so():
            return time.monotonic() - began
        time.sleep(0.02)
    raise TimeoutError(f"It was not so within {at_most:g} seconds.")


def is_printing(job: Job) -> bool:
    """Whether a worker is in the middle of it."""
    job.refresh_from_db()
    return job.state == JobState.RUNNING and job.stage == "laying out"


def is_done(job: Job) -> bool:
    """Whether it is done."""
    job.refresh_from_db()
    assert job.state not in {JobState.FAILED, JobState.PARKED}, job.reason
    return job.state == JobState.DONE
