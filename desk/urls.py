"""Addresses of the desk."""

from django.urls import path

from desk import views

app_name = "desk"
urlpatterns = [
    path("", views.HomePage.as_view(), name="home"),
    path("inspections/<str:inspection>/", views.InspectionPage.as_view(), name="inspection"),
]
