"""Addresses of the kit itself."""

from django.urls import path

from pages.gallery import GalleryPage
from pages.health import AlivePage, ReadyPage
from pages.job_page import JobProgressPage

app_name = "pages"
urlpatterns = [
    path("healthz", AlivePage.as_view(), name="alive"),
    path("readyz", ReadyPage.as_view(), name="ready"),
    path("components/", GalleryPage.as_view(), name="components"),
    path("jobs/<uuid:reference>/", JobProgressPage.as_view(), name="job"),
]
