"""The addresses that the page kit itself needs, so that its tests wait for no other app."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    """Some page."""
    return HttpResponse("")


handler403 = "pages.errors.refused"
handler404 = "pages.errors.not_found"
handler500 = "pages.errors.broken"

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("pages.urls")),
    path("", nothing, name="home"),
    path("people/", nothing, name="people"),
    path("people/one/", nothing, name="person"),
]
