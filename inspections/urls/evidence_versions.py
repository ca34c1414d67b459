"""Addresses of the versions of an item of evidence, and of its withdrawal."""

from django.urls import path

from inspections.views import evidence_versions

urlpatterns = [
    path(
        "<str:evidence>/differences/",
        evidence_versions.DifferencesPage.as_view(),
        name="evidence_differences",
    ),
    path(
        "<str:evidence>/withdraw/",
        evidence_versions.WithdrawEvidencePage.as_view(),
        name="withdraw_evidence",
    ),
]
