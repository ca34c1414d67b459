"""What is published, in other formats, for anybody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from pages.page import OpenPage
from reports.actions.formats import (
    Published,
    ask_for_large_print,
    large_print_bytes,
    text_for_braille,
)
from reports.models import Publication, RecordedLetter
from reports.presenters.formats import format_name
from reports.views.base import file_response, pdf_response


def publication_at(request: HttpRequest, reference: str, version: int) -> Publication:
    """The version that the address names.

    Raises:
        Http404: there is none.
    """
    row = Publication.objects.visible_to(request.user).version_of(reference, version)
    if row is None:
        raise Http404
    return row


def letter_at(request: HttpRequest, letter: str) -> RecordedLetter:
    """The letter that the address names.

    Raises:
        Http404: there is none.
    """
    row = RecordedLetter.objects.visible_to(request.user).named(letter)
    if row is None:
        raise Http404
    return row


class LargePrintPage(OpenPage):
    """The PDF of a publication in large print."""

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        """The bytes, when they are there."""
        return large_print_response(publication_at(request, **named))


class RecordedLargePrintPage(OpenPage):
    """The PDF of a letter of another place in large print."""

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        """The bytes, when they are there."""
        return large_print_response(letter_at(request, **named))


class MakeLargePrintPage(OpenPage):
    """Has the large print of a publication made; once, whoever asks how often."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        """Ask; the publication's page shows when it is there."""
        row = publication_at(request, **named)
        ask_for_large_print(of=row, by=None, at=timezone.now())
        return redirect("published:version", row.reference, row.version)


class MakeRecordedLargePrintPage(OpenPage):
    """Has the large print of a letter of another place made; once, whoever asks how often."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        """Ask; the letter's page shows when it is there."""
        row = letter_at(request, **named)
        ask_for_large_print(of=row, by=None, at=timezone.now())
        return redirect(row)


class TextPage(OpenPage):
    """A publication as plain text that is ready for Braille."""

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        """The text, as a file."""
        return text_response(publication_at(request, **named))


class RecordedTextPage(OpenPage):
    """A letter of another place as plain text that is ready for Braille."""

    def get(self, request: HttpRequest, **named: Any) -> HttpResponse:
        """The text, as a file."""
        return text_response(letter_at(request, **named))


def large_print_response(row: Published) -> HttpResponse:
    """The PDF in large print.

    Raises:
        Http404: it was not made yet.
    """
    artefact = large_print_bytes(of=row)
    if artefact is None:
        raise Http404
    response = pdf_response(artefact, format_name(row, "large-print.pdf"))
    response.headers["ETag"] = f'"{artefact.sha256}"'
    return response


def text_response(row: Published) -> HttpResponse:
    """The text in UTF-8, under a name that was made here."""
    content = text_for_braille(of=row).encode()
    return file_response(content, format_name(row, "braille.txt"), "text/plain; charset=utf-8")
