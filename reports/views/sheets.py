"""The PDF of a grade reasoning sheet, for whoever had it printed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from reports.actions.sheets import find_sheet, printed_sheet
from reports.views.base import InspectionPage, pdf_response


class ReasoningPdfPage(InspectionPage):
    """The sheet as it was when its reader asked for it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *, job: UUID, **kwargs: Any) -> HttpResponse:
        """The bytes, when they are there."""
        asked = find_sheet(inspection=self.inspection, job=job, person=self.actor)
        artefact = printed_sheet(sheet=asked) if asked else None
        if asked is None or artefact is None:
            raise Http404
        self.disclosed(f"reasoning sheet {asked.title} {artefact.key[:12]}")
        return pdf_response(artefact, f"{self.inspection.reference}-reasoning.pdf")
