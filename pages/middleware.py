"""What holds for every request, whichever page answers it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


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
