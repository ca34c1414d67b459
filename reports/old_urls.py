"""Addresses that the one report of an inspection had, before there were several."""

from django.urls import path

from reports.views.documents import MovedPage

app_name = "moved"
urlpatterns = [
    path("", MovedPage.as_view(), name="report"),
    path("factual-accuracy/", MovedPage.as_view(), name="chair"),
]
