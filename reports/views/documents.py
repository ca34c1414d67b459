"""Every document that an inspection ends in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from inspections.models import find_place
from pages.page import Page
from reports.actions import documents_of
from reports.models import AccuracyRound
from reports.permissions import inspectorates_of
from reports.presenters.documents import shown_documents
from reports.views.base import InspectionPage


class DocumentsPage(InspectionPage):
    """What the framework names: who writes each, its stage and what it waits for."""

    template_name = "reports/list.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The list. A document that the reader may not open leads nowhere."""
        documents = documents_of(inspection=self.inspection)
        shown = shown_documents(documents, inspectorates_of(self.inspection), self.member)
        self.disclosed(self.inspection)
        return self.render({"inspection": self.inspection, "documents": shown})

    def back_address(self) -> str:
        """After a refusal the reader goes on at the inspection."""
        return self.inspection.get_absolute_url()


class MovedPage(Page):
    """The address that the one report of an inspection had: it leads to where that is now.

    To people on the team and to the chair; to everybody else there is nothing here.
    """

    http_method_names = ["get", "head"]

    def load(self, *args: Any, **kwargs: Any) -> None:
        self.about = kwargs["inspection"]
        self.place = find_place(self.actor, self.about, self.now)
        rounds = AccuracyRound.objects.visible_to(self.actor, self.now)
        self.round = None if self.place else rounds.of(self.about)
        if self.place is None and self.round is None:
            raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The document where there is one, the list of several; the chair's draft."""
        if self.round is not None:
            return redirect("reports:chair", *self.round.report.where)
        assert self.place is not None  # noqa: S101 - loading has just said so
        documents = documents_of(inspection=self.place.inspection)
        if len(documents) == 1:
            return redirect("reports:report", *documents[0].where)
        return redirect("reports:list", self.about)
