"""Frozen drafts for the team: to read, and as PDF."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from records.permissions import Answer, first_refusal
from reports.actions import (
    NO_WATERMARK,
    ask_for_print,
    parts_with_text,
    printed_bytes,
    watermark_of,
)
from reports.actions.formats import draft_as_word
from reports.models import Draft
from reports.permissions import inspectorates_of, is_proposed, may_read_draft, may_see_release
from reports.presenters.combined import reading_parts
from reports.presenters.document import frozen_sections
from reports.presenters.stages import draft_rows
from reports.print.word import CONTENT_TYPE
from reports.views.base import ReportPage, file_name, file_response, pdf_response


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
        return may_read_draft(self.member, self.draft)


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
                "parts": reading_parts(
                    parts_with_text(build=self.draft.pk, snapshot=self.draft.snapshot)
                ),
                "draft_rows": draft_rows(self.draft),
                "print": self.print_of(self.draft),
                "word_url": self.address("draft_word", self.draft.number),
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
        name = f"{file_name(self.report)}-draft-{self.draft.number}.pdf"
        return pdf_response(artefact, name)


class DraftWordPage(FrozenPage):
    """A draft as a Word file, for those who must work in Word."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The file, marked as the PDF of the draft is."""
        content = draft_as_word(draft=self.draft)
        self.disclosed(self.draft)
        name = f"{file_name(self.report)}-draft-{self.draft.number}.docx"
        return file_response(content, name, CONTENT_TYPE)


class FinalPdfPage(FrozenPage):
    """The PDF that will be published, for the leads who are to confirm it."""

    def permission(self) -> Answer:
        release = may_see_release(self.member, inspectorates_of(self.inspection))
        return first_refusal(release, super().permission())

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The bytes, once publication is proposed and they are there."""
        artefact = printed_bytes(draft=self.draft, watermark=NO_WATERMARK)
        if artefact is None or not is_proposed(self.draft):
            raise Http404
        self.disclosed(self.draft)
        return pdf_response(artefact, f"{file_name(self.report)}-final.pdf")
