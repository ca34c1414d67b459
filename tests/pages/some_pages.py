"""Pages for the tests of the base view, at addresses of their own."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from organisations.models import Inspectorate
from pages.page import JsonPage, Page
from records.errors import ActionRefused, NotVisible
from records.permissions import Allowed, Answer, Refused


class Saving(Page):
    """Writes a row, then does what the address says."""

    template_name = "pages/refused.html"
    about = "OF-2026-0001"

    def permission(self) -> Answer:
        return Refused("Not you.") if self.kwargs["then"] == "forbid" else Allowed()

    def load(self, *, then: str) -> None:
        if then == "absent":
            raise Http404("no such thing")

    def get(self, request: HttpRequest, then: str) -> HttpResponse:
        """Show something."""
        self.disclosed("evidence E-1 v2")
        return self.render({"message": "fine", "status": 200, "back": "/"})

    def post(self, request: HttpRequest, then: str) -> HttpResponse:
        """Write, then stumble or not."""
        Inspectorate.objects.create(code="written", name="W", short_name="W")
        self.changed("evidence E-1 v3")
        if then == "refuse":
            raise ActionRefused("The round is over. Nothing was changed.")
        if then == "hide":
            raise NotVisible("hidden")
        if then == "break":
            raise ZeroDivisionError
        return HttpResponse("saved")


class JsonSaving(JsonPage):
    """Refuses as JSON."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Refuse."""
        raise ActionRefused("Open in another window.")


handler404 = "pages.errors.not_found"
urlpatterns = [
    path("some/<str:then>/", Saving.as_view(), name="some"),
    path("json/", JsonSaving.as_view(), name="json"),
    path("", include("config.urls")),
]
