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
    # What the account itself says: a look-up of memberships would cost a query on every page.
    title = getattr(user, "job_title", "") or ("Admin" if _is_admin(user) else "")
    return SignedIn(name=str(user), role_line=title)


def _is_admin(user: Any) -> bool:
    return bool(getattr(user, "is_admin", False))


def _navigation(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """The entries of CONCORD_NAVIGATION that are for this person: label, address, is it here.

    The audience "all" is everybody who is signed in, "admin" the admins, "members" everybody else:
    an admin sees no content of inspections.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    audiences = {"all", "admin" if _is_admin(user) else "members"}
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
