"""What anybody reads, without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from pages.page import OpenPage
from reports.models import Publication
from reports.presenters.document import frozen_sections
from reports.presenters.public import (
    PAGE,
    pdf_name,
    pdf_words,
    public_list,
    publication_rows,
    read_keyset,
    versions_of,
)
from reports.views.base import pdf_response


class PublishedPage(OpenPage):
    """Every publication, the newest first."""

    def get(self, request: HttpRequest) -> TemplateResponse:
        """A page of the list. Nobody counts: the next page begins after the last row of this."""
        before = read_keyset(request.GET.get("before", ""))
        rows = Publication.objects.visible_to(request.user).newest_first(before=before)
        shown = public_list(list(rows[: PAGE + 1]))
        return TemplateResponse(request, "reports/public/list.html", {"list": shown})


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
            "rows": publication_rows(row),
            "pdf_words": pdf_words(row),
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
