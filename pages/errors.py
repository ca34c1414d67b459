"""Pages for what went wrong. Absent and hidden look the same."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template

from pages.kept_form import is_own_form, kept_form


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 from outside a Page."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same words for the absent and the hidden."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault, and what to do."""
    # Without the request: what broke may be the session or the database that it would be asked of.
    return HttpResponse(get_template("500.html").render(), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is too old, or that came from elsewhere.

    Of a page of our own, what was typed is kept; a script is told to get the token of today.
    """
    if request.content_type == "application/json":
        told = {"message": "The page was opened before you signed in.", "stale": True}
        return JsonResponse(told, status=403)
    if is_own_form(request):
        return kept_form(request)
    return render(request, "403_csrf.html", status=403)
