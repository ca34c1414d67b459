"""What holds for every request, whichever page answers it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse

from pages.kept_form import is_own_form, kept_form


class NoNulMiddleware:
    """An address with a NUL in it leads nowhere; PostgreSQL would fail on the question."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        return self.get_response(request)


class NoStoreMiddleware:
    """Whatever a signed-in person was shown is kept by no cache, nor by the Back button."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "user") and request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Everything needs a sign-in, unless it says otherwise; a form that comes late is kept."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """To the sign-in page, or to what was typed and a way to send it after signing in."""
        if is_own_form(request):
            return kept_form(request)
        return super().handle_no_permission(request, view_func)
