"""Addresses that need no account."""

from django.urls import path

from reports.views import format_requests, formats, public

app_name = "published"
urlpatterns = [
    path("", public.PublishedPage.as_view(), name="list"),
    path("format-requests/", format_requests.FormatRequestsPage.as_view(), name="format_requests"),
    path(
        "format-requests/<int:number>/",
        format_requests.FormatRequestPage.as_view(),
        name="format_request",
    ),
    path(
        "recorded/<slug:letter>/ask/",
        format_requests.AskRecordedFormatPage.as_view(),
        name="ask_recorded_format",
    ),
    path(
        "<str:reference>/<int:version>/ask/",
        format_requests.AskFormatPage.as_view(),
        name="ask_format",
    ),
    path("recorded/<slug:letter>/", public.RecordedLetterPage.as_view(), name="recorded"),
    path(
        "recorded/<slug:letter>/letter.pdf",
        public.RecordedLetterPdfPage.as_view(),
        name="recorded_pdf",
    ),
    path(
        "recorded/<slug:letter>/large-print/",
        formats.MakeRecordedLargePrintPage.as_view(),
        name="make_recorded_large_print",
    ),
    path(
        "recorded/<slug:letter>/large-print.pdf",
        formats.RecordedLargePrintPage.as_view(),
        name="recorded_large_print",
    ),
    path(
        "recorded/<slug:letter>/braille.txt",
        formats.RecordedTextPage.as_view(),
        name="recorded_text",
    ),
    path("<str:reference>/", public.PublicationPage.as_view(), name="publication"),
    path("<str:reference>/report.pdf", public.PublicationPdfPage.as_view(), name="pdf"),
    path("<str:reference>/<int:version>/", public.PublicationPage.as_view(), name="version"),
    path(
        "<str:reference>/<int:version>/report.pdf",
        public.PublicationPdfPage.as_view(),
        name="version_pdf",
    ),
    path(
        "<str:reference>/<int:version>/large-print/",
        formats.MakeLargePrintPage.as_view(),
        name="make_large_print",
    ),
    path(
        "<str:reference>/<int:version>/large-print.pdf",
        formats.LargePrintPage.as_view(),
        name="large_print",
    ),
    path(
        "<str:reference>/<int:version>/braille.txt",
        formats.TextPage.as_view(),
        name="text",
    ),
]
