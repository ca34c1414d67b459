"""What is missing before a judgement meeting, the draft report or publication."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from judgements.presenters import ReadinessPresenter
from judgements.views.base import InspectionPage


class ReadinessPage(InspectionPage):
    """Every gap with a link to where it is put right; `?gate=` names the gate."""

    template_name = "judgements/readiness.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """As far as the reader may see."""
        page = ReadinessPresenter(self.inspection, self.member, request.GET.get("gate", ""))
        return self.render({"page": page})
