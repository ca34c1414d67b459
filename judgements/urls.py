"""Addresses of the judgements app."""

from django.urls import URLPattern

app_name = "judgements"
urlpatterns: list[URLPattern] = []
