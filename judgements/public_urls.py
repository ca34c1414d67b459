"""Addresses of what is known of outcomes, whatever inspection they came from."""

from django.urls import path

from judgements.views.outcomes import OutcomesPage, VersionOutcomesPage

app_name = "outcomes"
urlpatterns = [
    path("", OutcomesPage.as_view(), name="list"),
    path("<slug:framework>/<str:version>/", VersionOutcomesPage.as_view(), name="version"),
]
