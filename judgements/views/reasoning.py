"""The grade reasoning sheet: a page to read in moderation, and the same as a PDF."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from judgements.actions import reasoning
from judgements.presenters import JudgementPresenter
from judgements.presenters.reasoning import sheet_of
from judgements.presenters.words import address
from judgements.views.base import AreaPage
from records.models import Job
from records.states import JobState


class ReasoningPage(AreaPage):
    """How the grade was come to, from the grade down to the evidence."""

    template_name = "judgements/reasoning.html"

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """The sheet as it stands, and how far its PDF is."""
        sheet = sheet_of(JudgementPresenter(self.reading, self.inspection))
        job = reasoning.job_of_sheet(sheet=sheet, person=self.person)
        self.disclosed(self.judgement, *self.reading.discussion)
        context = {
            "sheet": sheet,
            "job": job,
            "pdf_url": self.pdf_address(job),
            "back": address(self.judgement),
        }
        return self.render(context)

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Have it printed; asked for again, the same sheet is the same job."""
        sheet = sheet_of(JudgementPresenter(self.reading, self.inspection))
        reasoning.ask_for_sheet(judgement=self.judgement, sheet=sheet, by=self.person, at=self.now)
        self.changed(self.judgement)
        return redirect(address(self.judgement, "reasoning"))

    def pdf_address(self, job: Job | None) -> str:
        """Where the PDF is fetched, once it is made."""
        if job is None or job.state != JobState.DONE:
            return ""
        return reverse("reports:reasoning_pdf", args=[self.inspection.reference, job.reference])
