"""Whether the process answers, and whether work gets done."""

from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from pages.page import OpenPage
from records.models import Job

PATIENCE = timedelta(minutes=1)


class AlivePage(OpenPage):
    """The process answers."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Always yes."""
        return JsonResponse({"alive": True})


class ReadyPage(OpenPage):
    """The database answers, and no job has waited for longer than a minute.

    A worker can be connected and consume nothing; its process looks well. The age of the oldest
    due job tells.
    """

    def get(self, request: HttpRequest) -> JsonResponse:
        """200 or 503."""
        try:
            stuck = Job.objects.waits_since(timezone.now() - PATIENCE)
        except DatabaseError:
            return JsonResponse({"database": False}, status=503)
        return JsonResponse({"database": True, "jobs": not stuck}, status=503 if stuck else 200)
