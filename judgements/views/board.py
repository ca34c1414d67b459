"""The judgement board of an inspection."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from judgements.presenters import BoardPresenter
from judgements.views.base import InspectionPage


class BoardPage(InspectionPage):
    """Every strand and area, and how far each of them is."""

    template_name = "judgements/board.html"

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """A card for each area."""
        return self.render({"page": BoardPresenter(self.inspection, self.member)})
