"""Signing in, staying signed in, and what a stranger meets."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from tests.factories.organisations import AdminFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)
PEOPLE = "/people/"


PASSWORD = "a password of the tests"


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    """Post the sign-in form."""
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_sign_in_by_email_and_password() -> None:
    client, admin = Client(), AdminFactory()
    assert sign_in(client, admin.email.upper()).status_code == 302
    assert client.get(PEOPLE).status_code == 200


def test_sign_in_says_the_same_for_an_unknown_address_and_a_wrong_password() -> None:
    known = sign_in(Client(), UserFactory(email="known@concord.example").email, "wrong")
    unknown = sign_in(Client(), "unknown@concord.example", "wrong")
    sentence = "The email address and/or password you specified are not correct."
    assert known.status_code == unknown.status_code == 200
    assert sentence in known.content.decode()
    assert sentence in unknown.content.decode()


def test_nobody_signs_up() -> None:
    assert Client().get(reverse("account_signup")).status_code == 404
    assert Client().post(reverse("account_signup"), {"email": "a@b.example"}).status_code == 404


def test_a_session_ends_after_half_an_hour_without_a_request() -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, AdminFactory().email)
        clock.shift(timedelta(minutes=29))
        assert client.get(PEOPLE).status_code == 200
        clock.shift(timedelta(minutes=29))
        assert client.get(PEOPLE).status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get(PEOPLE).status_code == 302


def test_a_session_ends_after_eight_hours_whatever_is_done() -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, AdminFactory().email)
        for _ in range(24):
            clock.shift(timedelta(minutes=20))
            assert client.get(PEOPLE).status_code == 200
        clock.shift(timedelta(minutes=20))
        assert client.get(PEOPLE).status_code == 302


def test_the_session_key_changes_at_sign_in() -> None:
    client = Client()
    client.get(reverse("account_login"))
    before = client.session.session_key
    sign_in(client, UserFactory().email)
    assert client.session.session_key != before


def test_sign_out_ends_the_session_on_the_server() -> None:
    client = Client()
    sign_in(client, AdminFactory().email)
    stolen = client.cookies["session"].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["session"] = stolen
    assert thief.get(PEOPLE).status_code == 302


def test_a_second_factor_is_asked_for_where_it_is_required(
    settings: Any, client_of: Callable[..., Client]
) -> None:
    settings.MFA_REQUIRED = True
    admin = AdminFactory()
    client = client_of(admin)
    assert client.get(PEOPLE).headers["Location"] == reverse("mfa_activate_totp")
    TOTP.activate(admin, "JBSWY3DPEHPK3PXP")
    assert client.get(PEOPLE).status_code == 200


def test_the_secret_of_a_second_factor_is_not_in_clear_in_the_database() -> None:
    TOTP.activate(UserFactory(), "JBSWY3DPEHPK3PXP")
    kept = Authenticator.objects.get().data
    assert "JBSWY3DPEHPK3PXP" not in str(kept)
    assert kept["secret"]
