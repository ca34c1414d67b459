"""Addresses of the child's journey, under those of a case."""

from django.urls import path

from inspections.views import journey

urlpatterns = [
    path("", journey.JourneyPage.as_view(), name="journey"),
    path("add/", journey.AddEventPage.as_view(), name="add_event"),
    path("<str:event>/", journey.EventPage.as_view(), name="event"),
    path("<str:event>/change/", journey.ChangeEventPage.as_view(), name="change_event"),
    path("<str:event>/withdraw/", journey.WithdrawEventPage.as_view(), name="withdraw_event"),
    path("<str:event>/pin/", journey.PinEvidencePage.as_view(), name="pin_evidence"),
    path(
        "<str:event>/unpin/<str:evidence>/",
        journey.UnpinEvidencePage.as_view(),
        name="unpin_evidence",
    ),
]
