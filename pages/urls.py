"""Addresses of the kit itself."""

from django.urls import path

from pages.job_page import JobProgressPage

app_name = "pages"
urlpatterns = [path("jobs/<uuid:reference>/", JobProgressPage.as_view(), name="job")]
