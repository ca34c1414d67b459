"""Addresses of the judgements app, under those of an inspection."""

from django.urls import path

from judgements.views import shared
from judgements.views.board import BoardPage

app_name = "judgements"
urlpatterns = [
    path("", BoardPage.as_view(), name="board"),
    path("<slug:area>/", shared.JudgementPage.as_view(), name="judgement"),
    path("<slug:area>/criteria/<int:number>/", shared.CriterionPage.as_view(), name="criterion"),
    path("<slug:area>/positions/open/", shared.OpenPositionsPage.as_view(), name="open"),
    path("<slug:area>/position/", shared.PositionPage.as_view(), name="position"),
    path("<slug:area>/propose/", shared.ProposePage.as_view(), name="propose"),
    path("<slug:area>/sign/", shared.SignPage.as_view(), name="sign"),
]
