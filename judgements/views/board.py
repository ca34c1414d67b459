"""The judgements of an inspection on one page."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from judgements.permissions import (
    answers_of,
)
from judgements.presenters import (
    BoardPresenter,
)
from judgements.views.base import InspectionPage


class BoardPage(InspectionPage):
    """Every judgement that is made together."""

    template_name = "judgements/board.html"

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """A line for each area."""
        return self.render({"page": BoardPresenter(self.inspection, answers_of(self.inspection))})
