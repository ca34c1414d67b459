"""How far a job is, for the script that asks each second."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse

from pages.page import JsonPage
from records.models import Job


class JobProgressPage(JsonPage):
    """State, stage and reason of a job, for the person who asked for it."""

    def load(self, *, reference: str, **kwargs: Any) -> None:
        job = Job.objects.asked_by(self.actor).named(reference)
        if job is None:
            raise Http404
        self.job = job

    def get(self, request: HttpRequest, **kwargs: Any) -> JsonResponse:
        """The job, as JSON."""
        return JsonResponse(
            {"state": self.job.state, "stage": self.job.stage, "reason": self.job.reason}
        )
