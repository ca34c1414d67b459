"""Frozen drafts for the team: to read, and as PDF."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from records.permissions import Answer
from reports.actions import NO_WATERMARK, ask_for_print, printed_bytes, watermark_of
from reports.models import Draft
from reports.permissions import is_proposed, may_answer, may_read
from reports.presenters.document import frozen_sections
from reports.presenters.stages import draft_rows
from reports.views.base import ReportPage, pdf_response


class FrozenPage(ReportPage):
    """A page about one frozen draft."""

    http_method_names = ["get", "head"]
    draft: Draft

    def load(self, *args: Any, **kwargs: Any) -> None:
        super().load(**kwargs)
        number = kwargs["number"]
        found = self.report.drafts.numbered(number)
        if found is None:
            raise Http404
        self.draft = found

    def permission(self) -> Answer:
        return may_read(self.member)


class DraftPage(FrozenPage):
    """One frozen draft, to read."""

    template_name = "reports/draft.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> TemplateResponse:
        """The draft as it reads, and its PDF."""
        self.disclosed(self.draft)
        return self.render(
            {
                "draft": self.draft,
                "letter": self.draft.snapshot,
                "sections": frozen_sections(self.draft.snapshot),
                "draft_rows": draft_rows(self.draft),
                "print": self.print_of(self.draft),
            }
        )


class PrintDraftPage(FrozenPage):
    """Asks for the PDF, or tries again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask; the page that one comes from shows how far it is.

        Where publication is proposed, the clean copy is made as well: it is what is confirmed.
        """
        marks = [watermark_of(draft=self.draft)]
        if is_proposed(self.draft):
            marks.append(NO_WATERMARK)
        for mark in marks:
            ask_for_print(draft=self.draft, watermark=mark, by=self.actor, at=self.now)
        self.changed(self.draft)
        return (
            self.to("publish") if is_proposed(self.draft) else self.to("draft", self.draft.number)
        )


class DraftPdfPage(FrozenPage):
    """The watermarked PDF of a draft."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The bytes, when they are there."""
        artefact = printed_bytes(draft=self.draft, watermark=watermark_of(draft=self.draft))
        if artefact is None:
            raise Http404
        self.disclosed(self.draft)
        name = f"{self.inspection.reference}-draft-{self.draft.number}.pdf"
        return pdf_response(artefact, name)


class FinalPdfPage(FrozenPage):
    """The PDF that will be published, for the leads who are to confirm it."""

    def permission(self) -> Answer:
        return may_answer(self.member)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The bytes, once publication is proposed and they are there."""
        artefact = printed_bytes(draft=self.draft, watermark=NO_WATERMARK)
        if artefact is None or not is_proposed(self.draft):
            raise Http404
        self.disclosed(self.draft)
        return pdf_response(artefact, f"{self.inspection.reference}-final.pdf")
