"""Addresses of the kit itself."""

from django.urls import path

from pages.gallery import GalleryPage
from pages.job_page import JobProgressPage

app_name = "pages"
urlpatterns = [
    path("components/", GalleryPage.as_view(), name="components"),
    path("jobs/<uuid:reference>/", JobProgressPage.as_view(), name="job"),
]
