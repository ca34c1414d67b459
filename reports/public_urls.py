"""Addresses that need no account."""

from django.urls import path

from reports.views import public

app_name = "published"
urlpatterns = [
    path("", public.PublishedPage.as_view(), name="list"),
    path("<str:reference>/", public.PublicationPage.as_view(), name="publication"),
    path("<str:reference>/report.pdf", public.PublicationPdfPage.as_view(), name="pdf"),
    path("<str:reference>/<int:version>/", public.PublicationPage.as_view(), name="version"),
    path(
        "<str:reference>/<int:version>/report.pdf",
        public.PublicationPdfPage.as_view(),
        name="version_pdf",
    ),
]
