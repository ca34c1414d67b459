"""How long somebody stays signed in, and with what they signed in."""

from collections.abc import Callable
from datetime import timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

ABSOLUTE = timedelta(hours=8)
# A session is written again after this, not at every request: a save has better things to do.
RENEW_AFTER = timedelta(minutes=5)
_FREE_ADDRESSES = ("/accounts/", "/static/")


def begin_session(request: HttpRequest, **_: object) -> None:
    """Note when somebody signed in. Connected to the signal when the app is ready."""
    request.session["began"] = request.session["seen"] = timezone.now().timestamp()


def forget_second_factor(request: HttpRequest, **_: object) -> None:
    """Ask the database again, now that a second factor was removed. Connected to allauth's signal.

    Which one was removed makes no difference: where another is left, it is found.
    """
    request.session.pop("second_factor", None)


class SessionLengthMiddleware:
    """Thirty minutes without a request, or eight hours in all, end a session.

    Autosave counts as a request, so nobody is signed out while typing; after the eight hours the
    text is still in the draft when its writer signs in again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            if now - request.session.get("began", now) > ABSOLUTE.total_seconds():
                logout(request)
            elif now - request.session.get("seen", 0) > RENEW_AFTER.total_seconds():
                request.session["seen"] = now
        return self.get_response(request)


class SecondFactorMiddleware:
    """Where a second factor is required, whoever has none sets one up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.MFA_REQUIRED and request.user.is_authenticated and not self._has_one(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _has_one(self, request: HttpRequest) -> bool:
        if request.path.startswith(_FREE_ADDRESSES) or request.session.get("second_factor"):
            return True
        if request.user.is_authenticated and is_mfa_enabled(request.user):
            request.session["second_factor"] = True
            return True
        return False
