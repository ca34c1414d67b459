"""What anybody reads, without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from organisations.models import User
from organisations.permissions import membership_of
from pages.page import OpenPage
from reports.actions import parts_with_text
from reports.models import Publication, RecordedLetter
from reports.permissions import may_answer_formats
from reports.presenters.combined import reading_parts
from reports.presenters.document import frozen_sections
from reports.presenters.formats import shown_formats
from reports.presenters.public import (
    PAGE,
    pdf_name,
    pdf_words,
    public_list,
    publication_rows,
    read_keyset,
    versions_of,
)
from reports.presenters.recorded import recorded_context, recorded_pdf_name
from reports.views.base import pdf_response


class PublishedPage(OpenPage):
    """Every publication, the newest first."""

    def get(self, request: HttpRequest) -> TemplateResponse:
        """A page of the list. Nobody counts: the next page begins after the last row of this."""
        place = read_keyset(request.GET.get("before", ""))
        written = Publication.objects.visible_to(request.user).newest_first(
            before=place.publication if place else None
        )
        recorded = RecordedLetter.objects.visible_to(request.user).newest_first(
            before=place.letter if place else None
        )
        shown = public_list(list(written[: PAGE + 1]), list(recorded[: PAGE + 1]))
        context = {"list": shown, "answers_formats": _answers_formats(request)}
        return TemplateResponse(request, "reports/public/list.html", context)


def _answers_formats(request: HttpRequest) -> bool:
    """Whether the reader answers who asks for another format."""
    if not isinstance(request.user, User):
        return False
    return may_answer_formats(membership_of(request.user, timezone.localdate())).allowed


class PublicationPage(OpenPage):
    """One publication as a page, with its PDF, its hash and its versions."""

    def get(
        self, request: HttpRequest, reference: str, version: int | None = None
    ) -> TemplateResponse:
        """The newest version, or the one that the address names."""
        versions = Publication.objects.visible_to(request.user).named(reference)
        chosen = [row for row in versions if version in {None, row.version}]
        if not chosen:
            raise Http404
        row = chosen[0]
        context: dict[str, Any] = {
            "publication": row,
            "letter": row.snapshot,
            "sections": frozen_sections(row.snapshot),
            "parts": reading_parts(parts_with_text(build=row.draft_id, snapshot=row.snapshot)),
            "rows": publication_rows(row),
            "pdf_words": pdf_words(row),
            "formats": shown_formats(row),
            "versions": versions_of(versions, row),
            "is_newest": row.pk == versions[0].pk,
        }
        return TemplateResponse(request, "reports/public/publication.html", context)


class PublicationPdfPage(OpenPage):
    """The PDF of a publication: for ever the same bytes."""

    def get(self, request: HttpRequest, reference: str, version: int | None = None) -> HttpResponse:
        """The newest version, or the one that the address names."""
        row = Publication.objects.visible_to(request.user).printed(reference, version)
        if row is None:
            raise Http404
        response = pdf_response(row.artefact, pdf_name(row))
        response.headers["ETag"] = f'"{row.pdf_sha256}"'
        return response


class RecordedLetterPage(OpenPage):
    """A letter that was published elsewhere, as a page, with its PDF and its hash."""

    def get(self, request: HttpRequest, letter: str) -> TemplateResponse:
        """The letter with this address."""
        row = RecordedLetter.objects.visible_to(request.user).named(letter)
        if row is None:
            raise Http404
        return TemplateResponse(request, "reports/public/recorded.html", recorded_context(row))


class RecordedLetterPdfPage(OpenPage):
    """The PDF that was made of it when it was recorded: for ever the same bytes."""

    def get(self, request: HttpRequest, letter: str) -> HttpResponse:
        """The letter with this address."""
        row = RecordedLetter.objects.visible_to(request.user).printed(letter)
        if row is None:
            raise Http404
        response = pdf_response(row.artefact, recorded_pdf_name(row))
        response.headers["ETag"] = f'"{row.artefact.sha256}"'
        return response
