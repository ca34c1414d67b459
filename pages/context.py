"""What every page shows, whoever made it: the product, the person, the navigation."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch

PRODUCT = "Concord"


@dataclass(frozen=True)
class SignedIn:
    """The person at the keyboard, as the header names them."""

    name: str
    role_line: str


def page_kit(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``product``, ``demonstration``, ``person`` and ``navigation``."""
    return {
        "product": PRODUCT,
        "demonstration": settings.DEMONSTRATION,
        "person": _person(request),
        "navigation": _navigation(request),
    }


def _person(request: HttpRequest) -> SignedIn | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return SignedIn(name=str(user), role_line=str(getattr(user, "role_line", "")))


def _navigation(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """The entries of CONCORD_NAVIGATION that are for this person: label, address, is it here."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    audiences = {"all", "members"} | ({"admin"} if getattr(user, "is_admin", False) else set())
    entries = []
    for entry in settings.CONCORD_NAVIGATION:
        if entry["audience"] not in audiences:
            continue
        try:
            url = resolve_url(entry["url"])
        except NoReverseMatch:
            # A room that is not built yet has no door. tests/pages holds every entry to a door.
            continue
        here = request.path == url or (url != "/" and request.path.startswith(url))
        entries.append((entry["label"], url, here))
    return entries
