"""Addresses of those who stand in for a lead, and of handing over."""

from django.urls import path

from inspections.views import deputies

urlpatterns = [
    path("deputies/name/", deputies.NameDeputyPage.as_view(), name="name_deputy"),
    path(
        "deputies/<int:deputising>/end/",
        deputies.EndDeputisingPage.as_view(),
        name="end_deputising",
    ),
    path("<str:person>/hand-over/", deputies.HandOverPage.as_view(), name="hand_over"),
]
