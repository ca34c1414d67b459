"""Addresses of people."""

from django.urls import path

from organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.PeoplePage.as_view(), name="people"),
    path("add/", views.AddPersonPage.as_view(), name="add_person"),
    path("<str:email>/", views.PersonPage.as_view(), name="person"),
    path(
        "<str:email>/start-membership/",
        views.StartMembershipPage.as_view(),
        name="start_membership",
    ),
    path("<str:email>/end-membership/", views.EndMembershipPage.as_view(), name="end_membership"),
    path(
        "<str:email>/close/",
        views.SetActivePage.as_view(),
        {"is_active": False},
        name="close_account",
    ),
    path(
        "<str:email>/open/",
        views.SetActivePage.as_view(),
        {"is_active": True},
        name="open_account",
    ),
]
