"""Addresses of safeguarding concerns."""

from django.urls import path

from inspections.views import concerns

urlpatterns = [
    path("concerns/", concerns.ConcernsPage.as_view(), name="concerns"),
    path("concerns/raise/", concerns.RaiseConcernPage.as_view(), name="raise_concern"),
    path("concerns/<str:concern>/", concerns.ConcernPage.as_view(), name="concern"),
    path(
        "concerns/<str:concern>/acknowledge/",
        concerns.AcknowledgePage.as_view(),
        name="acknowledge_concern",
    ),
    path("concerns/<str:concern>/tell/", concerns.TellOthersPage.as_view(), name="tell_concern"),
    path("concerns/<str:concern>/act/", concerns.ActPage.as_view(), name="act_on_concern"),
    path("concerns/<str:concern>/close/", concerns.ClosePage.as_view(), name="close_concern"),
    path(
        "concerns/<str:concern>/reached/<str:person>/",
        concerns.ReachedPage.as_view(),
        name="reach_otherwise",
    ),
    path(
        "concerns/<str:concern>/local/",
        concerns.LocalConcernPage.as_view(),
        name="local_concern",
    ),
]
