"""Addresses of the judgements app, under those of an inspection."""

from django.urls import path

from judgements import views

app_name = "judgements"
urlpatterns = [
    path("", views.BoardPage.as_view(), name="board"),
    path("<slug:area>/", views.JudgementPage.as_view(), name="judgement"),
    path("<slug:area>/criteria/<int:number>/", views.CriterionPage.as_view(), name="criterion"),
    path("<slug:area>/positions/open/", views.OpenPositionsPage.as_view(), name="open"),
    path("<slug:area>/position/", views.PositionPage.as_view(), name="position"),
    path("<slug:area>/propose/", views.ProposePage.as_view(), name="propose"),
    path("<slug:area>/sign/", views.SignPage.as_view(), name="sign"),
]
