"""How long a session lasts, and what is open before a second factor is: each way through."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from organisations.middleware import (
    ABSOLUTE,
    RENEW_AFTER,
    SecondFactorMiddleware,
    SessionLengthMiddleware,
    begin_session,
    forget_second_factor,
)
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ClientOf = Callable[..., Client]


def asked(path: str = "/", *, person: Any = None, **session: float) -> HttpRequest:
    """A request of this person, in a session that says this."""
    request = RequestFactory().get(path)
    request.session = SessionStore()
    request.session.update(session)
    request.session.modified = False
    request.user = person or AnonymousUser()
    return request


def answered(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the page" if request.user.is_authenticated else "signed out")


def at(moment: datetime) -> float:
    return moment.timestamp()


# --- how long ------------------------------------------------------------------------------------


def session_after(request: HttpRequest, now: datetime = NOON) -> str:
    with time_machine.travel(now, tick=False):
        return SessionLengthMiddleware(answered)(request).content.decode()


def test_a_session_begins_with_the_moment_of_signing_in() -> None:
    request = asked(person=UserFactory())
    with time_machine.travel(NOON, tick=False):
        begin_session(request, user=request.user)
    assert request.session["began"] == request.session["seen"] == at(NOON)


def test_nobody_has_no_session_to_measure() -> None:
    request = asked(began=0.0, seen=0.0)
    assert session_after(request) == "signed out"
    assert request.session["began"] == 0.0
    assert not request.session.modified


@pytest.mark.parametrize(
    ("age", "says"),
    [
        (timedelta(0), "the page"),
        (ABSOLUTE, "the page"),
        (ABSOLUTE + SECOND, "signed out"),
    ],
)
def test_eight_hours_end_a_session(age: timedelta, says: str) -> None:
    request = asked(person=UserFactory(), began=at(NOON - age), seen=at(NOON))
    assert session_after(request) == says


@pytest.mark.parametrize(
    ("since", "is_written"),
    [(timedelta(0), False), (RENEW_AFTER, False), (RENEW_AFTER + SECOND, True)],
)
def test_a_session_is_written_again_after_five_minutes_and_not_at_every_request(
    since: timedelta, is_written: bool
) -> None:
    request = asked(person=UserFactory(), began=at(NOON - since), seen=at(NOON - since))
    assert session_after(request) == "the page"
    assert request.session.modified is is_written
    assert (request.session["seen"] == at(NOON)) is (is_written or not since)


def test_renewing_does_not_move_the_beginning() -> None:
    began = NOON - timedelta(hours=3)
    request = asked(person=UserFactory(), began=at(began), seen=at(began))
    session_after(request)
    assert request.session["began"] == at(began)


# --- a second factor -----------------------------------------------------------------------------

TO_SET_UP = "to the second factor"


def second_factor(request: HttpRequest) -> str:
    answer = SecondFactorMiddleware(answered)(request)
    if answer.headers.get("Location") == reverse("mfa_activate_totp"):
        return TO_SET_UP
    return answer.content.decode()


@pytest.mark.parametrize(
    ("required", "signed_in", "has_one", "path", "says"),
    [
        (False, True, False, "/", "the page"),
        (True, False, False, "/", "signed out"),
        (True, True, True, "/", "the page"),
        (True, True, False, "/", TO_SET_UP),
        (True, True, False, "/inspections/", TO_SET_UP),
        (True, True, False, "/accountsandmore/", TO_SET_UP),
        (True, True, False, "/accounts/2fa/totp/activate/", "the page"),
        (True, True, False, "/accounts/logout/", "the page"),
        (True, True, False, "/static/js/boot.js", "the page"),
    ],
)
def test_where_a_second_factor_is_required_it_is_set_up_before_anything_else(
    settings: Any, required: bool, signed_in: bool, has_one: bool, path: str, says: str
) -> None:
    settings.MFA_REQUIRED = required
    person = UserFactory()
    if has_one:
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    assert second_factor(asked(path, person=person if signed_in else None)) == says


def test_a_second_factor_is_asked_of_the_database_once_in_a_session(
    settings: Any, assert_queries: Callable[[int], Any]
) -> None:
    settings.MFA_REQUIRED = True
    person = UserFactory()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    request = asked(person=person)
    assert second_factor(request) == "the page"
    with assert_queries(0):
        assert second_factor(request) == "the page"


def test_a_second_factor_that_was_turned_off_is_missed_in_the_next_session(
    settings: Any, client_of: ClientOf
) -> None:
    settings.MFA_REQUIRED = True
    person = UserFactory()
    factor = TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    assert client_of(person).get("/").status_code == 200
    factor.instance.delete()
    assert client_of(person).get("/").headers["Location"] == reverse("mfa_activate_totp")


def test_a_second_factor_that_is_turned_off_on_its_page_is_missed_at_once(
    settings: Any, client_of: ClientOf
) -> None:
    settings.MFA_REQUIRED = True
    person = UserFactory()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client = client_of(person)
    client.post(reverse("account_reauthenticate"), {"password": "a password of the tests"})
    assert client.get("/").status_code == 200
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 302
    assert not is_mfa_enabled(person)
    assert client.get("/").headers["Location"] == reverse("mfa_activate_totp")


def test_forgetting_a_second_factor_twice_is_no_error() -> None:
    request = asked(person=UserFactory(), second_factor=True)
    for _ in range(2):
        forget_second_factor(request)
        assert "second_factor" not in request.session


def test_with_the_password_alone_one_is_not_signed_in(settings: Any) -> None:
    settings.MFA_REQUIRED = True
    person, client = UserFactory(), Client()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    facts = {"login": person.email, "password": "a password of the tests"}
    answer = client.post(reverse("account_login"), facts)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert client.get("/").status_code == 302
