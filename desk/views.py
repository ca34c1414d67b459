"""Home, and an inspection at a glance."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from desk.presenters import (
    INSPECTION_COLUMNS,
    STRAND_COLUMNS,
    SUBMISSION_COLUMNS,
    InspectionPresenter,
    inspection_rows,
    waiting_task,
)
from desk.unfinished import unfinished_notes
from desk.waiting import waiting_for
from inspections.models import Inspection
from inspections.permissions import assignment_of
from judgements.permissions import may_read_outcomes
from pages.page import Page
from pages.shown import Column
from reports.models import AccuracyRound


class HomePage(Page):
    """What waits for me, what I have not finished, and my inspections; nothing else."""

    template_name = "desk/home.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> TemplateResponse:
        """The page."""
        inspections = Inspection.objects.visible_to(self.actor, self.now)
        inspections = inspections.for_list(self.actor, timezone.localdate(self.now))
        context = {
            "tasks": [waiting_task(one) for one in waiting_for(self.actor, self.now)],
            "unfinished": unfinished_notes(self.actor),
            "columns": INSPECTION_COLUMNS,
            "rows": inspection_rows(inspections),
            "is_admin": self.actor.is_admin,
            "may_read_outcomes": may_read_outcomes(
                self.actor, timezone.localdate(self.now)
            ).allowed,
        }
        return self.render(context)


class InspectionPage(Page):
    """One inspection at a glance: where it is, what is to do, who is on it."""

    template_name = "desk/inspection.html"
    http_method_names = ["get", "head"]

    def load(self, *, inspection: str, **kwargs: Any) -> None:
        self.about = inspection
        found = Inspection.objects.visible_to(self.actor, self.now).for_page().named(inspection)
        if found is None:
            raise Http404
        self.inspection = found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page; somebody who is let in to read the draft goes on to it."""
        member = assignment_of(self.actor, self.inspection, timezone.localdate(self.now))
        if member is None:
            rounds = AccuracyRound.objects.visible_to(self.actor, self.now)
            sent = rounds.of(self.inspection.reference)
            if sent is None:
                raise Http404
            return redirect("reports:chair", *sent.report.where)
        self.disclosed(self.inspection)
        context = {
            "inspection": self.inspection,
            "shown": InspectionPresenter(self.inspection, member),
            "strand_columns": STRAND_COLUMNS,
            "submission_columns": SUBMISSION_COLUMNS,
            "team_columns": [Column("Name"), Column("Inspectorate"), Column("Role")],
        }
        return self.render(context)
