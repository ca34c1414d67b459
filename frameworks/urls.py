"""Addresses of frameworks."""

from django.urls import path

from frameworks.views.finding import ReferencePage, SearchPage, ThemePage, ThemesPage
from frameworks.views.force import ApprovePage, ProposePage, TakeBackPage, WithdrawPage
from frameworks.views.loading import LoadPage, PreviewPage
from frameworks.views.reading import FrameworksPage, VersionPage

app_name = "frameworks"
urlpatterns = [
    path("", FrameworksPage.as_view(), name="list"),
    path("load/", LoadPage.as_view(), name="load"),
    path("load/<str:reference>/", PreviewPage.as_view(), name="preview"),
    path("search/", SearchPage.as_view(), name="search"),
    path("reference/", ReferencePage.as_view(), name="reference"),
    path("themes/", ThemesPage.as_view(), name="themes"),
    path("themes/<slug:theme>/", ThemePage.as_view(), name="theme"),
    path("<slug:framework>/<str:version>/", VersionPage.as_view(), name="version"),
    path("<slug:framework>/<str:version>/propose/", ProposePage.as_view(), name="propose"),
    path("<slug:framework>/<str:version>/approve/", ApprovePage.as_view(), name="approve"),
    path("<slug:framework>/<str:version>/take-back/", TakeBackPage.as_view(), name="take_back"),
    path("<slug:framework>/<str:version>/withdraw/", WithdrawPage.as_view(), name="withdraw"),
]
