"""The report as it is written, and the steps that change it as a whole."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from records.errors import ActionRefused
from records.permissions import Refused
from reports.actions import NO_LETTER, open_report, preview, problems_now, strand_of_letter
from reports.permissions import may_open, may_write
from reports.presenters.document import editor_sections
from reports.presenters.stages import stage_tasks
from reports.views.base import InspectionPage, ReportPage


class EditorPage(ReportPage):
    """The document as it will read, with what is to settle and what comes next."""

    template_name = "reports/editor.html"
    http_method_names = ["get", "head"]

    def load(self, *args: Any, **kwargs: Any) -> None:
        # A report that nobody has begun is a page too: the one with the button that begins it.
        InspectionPage.load(self, **kwargs)
        self.begun = self.found_report()

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The report, or the button that begins it."""
        if self.begun is None:
            self.template_name = "reports/begin.html"
            is_written = strand_of_letter(inspection=self.inspection) is not None
            may = may_open(self.member) if is_written else Refused(NO_LETTER)
            context = {"inspection": self.inspection, "is_written": is_written, "may_open": may}
            return InspectionPage.render(self, context)
        self.report = self.begun
        paragraphs = list(self.report.paragraphs.standing().in_order().with_evidence_count())
        self.disclosed(self.report, *paragraphs)
        writes = may_write(self.member, self.report)
        return self.render(
            {
                "may_write": writes,
                "sections": editor_sections(self.report, paragraphs, may_write=writes.allowed),
                "problems": problems_now(report=self.report, paragraphs=paragraphs, at=self.now),
                "tasks": stage_tasks(self.report, self.member, self.participants()),
            }
        )


class BeginPage(InspectionPage):
    """A lead begins the report."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Begin it, or go on with the one that exists."""
        strand = strand_of_letter(inspection=self.inspection)
        if strand is None:
            raise ActionRefused(NO_LETTER)
        report = open_report(strand=strand, by=self.actor, at=self.now)
        self.changed(report)
        return self.to("report")


class PreviewPage(ReportPage):
    """The PDF of the report as it stands."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for it, and go where it appears."""
        draft = preview(report=self.report, by=self.actor, at=self.now)
        self.changed(draft)
        messages.info(request, "The PDF is being made. It appears on this page.")
        return self.to("draft", draft.number)
