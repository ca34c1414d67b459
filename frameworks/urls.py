"""Addresses of frameworks."""

from django.urls import path

from frameworks.views.force import ApprovePage, ProposePage, TakeBackPage, WithdrawPage
from frameworks.views.loading import LoadPage, PreviewPage
from frameworks.views.reading import FrameworksPage, VersionPage

app_name = "frameworks"
urlpatterns = [
    path("", FrameworksPage.as_view(), name="list"),
    path("load/", LoadPage.as_view(), name="load"),
    path("load/<str:reference>/", PreviewPage.as_view(), name="preview"),
    path("<slug:framework>/<str:version>/", VersionPage.as_view(), name="version"),
    path("<slug:framework>/<str:version>/propose/", ProposePage.as_view(), name="propose"),
    path("<slug:framework>/<str:version>/approve/", ApprovePage.as_view(), name="approve"),
    path("<slug:framework>/<str:version>/take-back/", TakeBackPage.as_view(), name="take_back"),
    path("<slug:framework>/<str:version>/withdraw/", WithdrawPage.as_view(), name="withdraw"),
]
