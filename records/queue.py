"""The life of a job between the request that wants it and the worker that does it.

`relay` hands due jobs to the broker under a short lease: publishing every pending row at each tick
floods the queue. `claim` makes the delivery exactly one in effect: a message delivered three times
finds the job running or done. `sweep` gives back what a dead worker left.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from records.models import Job
from records.states import JobState

PUBLISH_LEASE = timedelta(seconds=10)
WORK_LEASE = timedelta(seconds=20)
BATCH = 50
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Claim:
    """A job that this worker holds until the lease runs out."""

    job: Job
    token: uuid.UUID


def relay(*, at: datetime, publish: Callable[[str, str], Any]) -> int:
    """Hand due jobs to the broker, at most a batch.

    Args:
        at: now.
        publish: is given the task's name and the job's reference.

    Returns:
        How many were handed over.
    """
    with transaction.atomic():
        due = Job.objects.due(at).order_by("next_at").select_for_update(skip_locked=True)
        jobs = list(due[:BATCH])
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(next_at=at + PUBLISH_LEASE)
    for job in jobs:
        publish(job.kind, str(job.reference))
    return len(jobs)


def sweep(*, at: datetime) -> int:
    """Give back the jobs of dead workers; park those that failed too often."""
    found = Job.objects.abandoned(at)
    parked = found.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=JobState.PARKED,
        reason="The worker ended three times while it did this. Ask for it again to try once more.",
        finished_at=at,
        lease_until=None,
        lease_token=None,
    )
    given_back = Job.objects.abandoned(at).update(
        state=JobState.QUEUED, next_at=at, lease_until=None, lease_token=None, stage=""
    )
    return parked + given_back


def claim(*, reference: str, at: datetime) -> Claim | None:
    """Take the job, if it is there to be taken."""
    token = uuid.uuid4()
    taken = Job.objects.filter(reference=reference, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        lease_until=at + WORK_LEASE,
        lease_token=token,
        attempts=F("attempts") + 1,
        stage="started",
    )
    if not taken:
        return None
    return Claim(Job.objects.get(reference=reference), token)


def _held(held: Claim) -> Any:
    return Job.objects.filter(pk=held.job.pk, state=JobState.RUNNING, lease_token=held.token)


def renew(held: Claim, *, at: datetime, stage: str | None = None) -> bool:
    """Keep the lease, and say how far the work is. False when the job is no longer ours."""
    changes: dict[str, Any] = {"lease_until": at + WORK_LEASE}
    if stage is not None:
        changes["stage"] = stage
    return bool(_held(held).update(**changes))


def finish(held: Claim, *, at: datetime) -> bool:
    """The work is done, in this transaction. False when the job is no longer ours."""
    return bool(
        _held(held).update(
            state=JobState.DONE,
            stage="done",
            finished_at=at,
            lease_until=None,
            lease_token=None,
            reason="",
        )
    )


def fail(held: Claim, *, reason: str, at: datetime) -> bool:
    """The work cannot be done, and why."""
    return bool(
        _held(held).update(
            state=JobState.FAILED,
            reason=reason,
            finished_at=at,
            lease_until=None,
            lease_token=None,
        )
    )
