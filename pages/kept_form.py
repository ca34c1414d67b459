"""A form that arrives too late keeps what was typed (reliability P18).

The session has ended meanwhile, or somebody has signed in anew and the page has the token of the
time before. Only a form of our own pages comes back: what another site sends is not shown here,
where one press would send it in the reader's name.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_NOT_KEPT = {"csrfmiddlewaretoken", "waiting"}
# What is shorter is a choice or a key: it goes along without being shown.
_SHOWN = 12


@dataclass(frozen=True)
class KeptField:
    """One value of the form that was sent."""

    name: str
    value: str

    @property
    def is_shown(self) -> bool:
        """Whether it is words that somebody would miss."""
        return self.name != "once" and len(self.value) > _SHOWN and " " in self.value


def is_own_form(request: HttpRequest) -> bool:
    """Whether this is a form with text that a page of ours sent. Signing in is not: passwords."""
    return (
        request.method == "POST"
        and request.content_type in _FORMS
        and not request.path.startswith("/accounts/")
        and request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
        and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    )


def kept_form(request: HttpRequest) -> HttpResponse:
    """What was typed, and how it is sent again."""
    fields = [
        KeptField(name, str(value))
        for name, values in request.POST.lists()
        if name not in _NOT_KEPT
        for value in values
    ]
    context = {
        "fields": fields,
        "address": request.get_full_path(),
        "had_files": bool(request.FILES),
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': '/'})}",
    }
    response = render(request, "pages/kept_form.html", context, status=403)
    response.headers["Cache-Control"] = "no-store"
    return response
