"""Work for later, written down before anything else hears of it."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from records.states import JobState


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by what has to be done about them."""

    def due(self, at: datetime) -> "JobQuerySet":
        """Queued, and not handed to the broker within the last lease."""
        return self.filter(state=JobState.QUEUED, next_at__lte=at)

    def asked_by(self, person: Any) -> "JobQuerySet":
        """The person's own."""
        return self.filter(asked_by=person)

    def named(self, reference: Any) -> "Job | None":
        """The one with this reference, if it is among these."""
        return self.filter(reference=reference).first()

    def waits_since(self, at: datetime) -> bool:
        """Whether a job asked for before then is still queued."""
        return self.filter(state=JobState.QUEUED, asked_at__lt=at).exists()

    def abandoned(self, at: datetime) -> "JobQuerySet":
        """Running under a lease that has run out: its worker is gone."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=at)


class Job(models.Model):
    """One piece of work for a worker.

    Written in the transaction of the request that wants it. The relay hands it to the broker; a
    worker claims it under a lease that it renews; the sweeper gives back what a dead worker left
    and parks what failed three times. The broker is a hint, this row is the record.

    `kind` is the name of the task. `key` is unique: asking twice for the same work makes one job.
    """

    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in JobState],
        default=JobState.QUEUED,
    )
    stage = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "next_at"], name="job_due")]
        constraints = [
            models.CheckConstraint(
                name="job_state_known",
                condition=Q(state__in=[state.value for state in JobState]),
                violation_error_message="A job is queued, running, done, failed or parked.",
            ),
            models.CheckConstraint(
                name="job_running_has_lease",
                condition=~Q(state=JobState.RUNNING)
                | Q(lease_until__isnull=False, lease_token__isnull=False),
                violation_error_message="A running job has a lease.",
            ),
            models.CheckConstraint(
                name="job_failed_has_reason",
                condition=~Q(state__in=[JobState.FAILED, JobState.PARKED]) | ~Q(reason=""),
                violation_error_message="A job that failed says why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_over(self) -> bool:
        """Nothing more will happen to it by itself."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.PARKED}
