"""Which late form is shown again, and which of its values are words that somebody would miss."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from pages.kept_form import KeptField, is_own_form

OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
FORM = "application/x-www-form-urlencoded"


def late(
    *, path: str = "/inspections/", method: str = "POST", content_type: str = FORM, **headers: Any
) -> HttpRequest:
    """A request as it arrives after its session has ended; a header that is None is not sent."""
    sent = {**OWN, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return RequestFactory().generic(
        method,
        path,
        data="text=a",
        content_type=content_type,
        headers={name: value for name, value in sent.items() if value is not None},
    )


# --- whose form it is ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content_type",
    [FORM, f"{FORM}; charset=utf-8", "multipart/form-data; boundary=edge", FORM.upper()],
)
def test_a_form_of_our_own_pages_comes_back(content_type: str) -> None:
    assert is_own_form(late(content_type=content_type))


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", "image/png"])
def test_what_is_no_form_does_not(content_type: str) -> None:
    assert not is_own_form(late(content_type=content_type))


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_what_sends_nothing_does_not(method: str) -> None:
    assert not is_own_form(late(method=method))


@pytest.mark.parametrize(
    ("path", "comes_back"),
    [
        ("/accounts/login/", False),
        ("/accounts/password/reset/", False),
        ("/accounts/", False),
        ("/accounts", True),
        ("/inspections/accounts/", True),
        ("/", True),
    ],
)
def test_pages_with_passwords_never_come_back(path: str, comes_back: bool) -> None:
    assert is_own_form(late(path=path)) is comes_back


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "https://testserver",
        "http://testserver:81",
        "http://testserver.evil.example",
        "http://evil.example",
        "testserver",
        "http://testserver/",
        "HTTP://TESTSERVER",
    ],
)
def test_a_form_from_elsewhere_does_not_come_back(origin: str | None) -> None:
    assert not is_own_form(late(Origin=origin))


@pytest.mark.parametrize(
    ("site", "comes_back"),
    [
        ("same-origin", True),
        (None, True),
        ("same-site", False),
        ("cross-site", False),
        ("none", False),
        ("", False),
    ],
)
def test_what_the_browser_says_of_where_it_began_is_heard(
    site: str | None, comes_back: bool
) -> None:
    """An older browser says nothing of it; the origin alone decides then."""
    assert is_own_form(late(Sec_Fetch_Site=site)) is comes_back


def test_over_https_the_origin_is_that_of_https() -> None:
    request = RequestFactory().post(
        "/inspections/", {"text": "a"}, secure=True, headers={"Origin": "https://testserver"}
    )
    assert is_own_form(request)
    request.META["HTTP_ORIGIN"] = "http://testserver"
    del request.headers
    assert not is_own_form(request)


# --- what is shown of it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "is_shown"),
    [
        ("", False),
        ("data", False),
        ("The chair a", False),
        ("The chair as", False),
        ("The chair ask", True),
        ("x" * 100_000, False),
        ("2e55cf6b-746a-4a15-811b-8f0c7cdfe5bb", False),
        ("مجلس حماية الأطفال", True),
        ("👩‍👧 👩‍👧 👩‍👧 👩‍👧", True),
        (" " * 13, True),
    ],
)
def test_words_are_shown_and_choices_and_keys_go_along(value: str, is_shown: bool) -> None:
    assert KeptField("text", value).is_shown is is_shown


def test_the_key_of_a_sending_is_never_shown() -> None:
    assert not KeptField("once", "many words that stand in its place").is_shown
