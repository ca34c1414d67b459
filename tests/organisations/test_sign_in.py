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


def wrong(client: Client, email: str, times: int, **headers: Any) -> list[str]:
    """Wrong passwords in a row; what each page says."""
    address = reverse("account_login")
    facts = {"login": email, "password": "wrong"}
    return [client.post(address, facts, **headers).content.decode() for _ in range(times)]


TOO_MANY = "Too many failed login attempts. Try again later."


def test_the_sixth_attempt_is_not_even_tried_though_the_password_is_right() -> None:
    person = UserFactory()
    said = wrong(Client(), person.email, 5)
    assert [TOO_MANY in page for page in said] == [False] * 5
    answer = sign_in(Client(), person.email)
    assert answer.status_code == 200
    assert TOO_MANY in answer.content.decode()


def test_after_five_minutes_one_may_try_again() -> None:
    person = UserFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        wrong(Client(), person.email, 5)
        clock.shift(timedelta(minutes=4))
        assert sign_in(Client(), person.email).status_code == 200
        clock.shift(timedelta(minutes=6))
        assert sign_in(Client(), person.email).status_code == 302


def test_attempts_at_one_account_keep_nobody_else_out() -> None:
    wrong(Client(), UserFactory().email, 5)
    assert sign_in(Client(), UserFactory().email).status_code == 302


def test_attempts_from_elsewhere_do_not_keep_a_person_out() -> None:
    person = UserFactory()
    wrong(Client(), person.email, 5, REMOTE_ADDR="192.0.2.66")
    assert sign_in(Client(), person.email).status_code == 302


def test_an_unknown_address_is_limited_in_the_same_words() -> None:
    assert TOO_MANY in wrong(Client(), "nobody@concord.example", 6)[-1]


@pytest.mark.parametrize("spelling", ["upper", "lower", "title"])
def test_another_spelling_of_the_address_begins_no_new_count(spelling: str) -> None:
    person = UserFactory(email="noor@concord.example")
    wrong(Client(), person.email, 5)
    answer = sign_in(Client(), getattr(person.email, spelling)())
    assert TOO_MANY in answer.content.decode()


def test_a_host_with_another_port_begins_no_new_count() -> None:
    person = UserFactory()
    for port in range(5):
        wrong(Client(), person.email, 1, HTTP_HOST=f"localhost:{7000 + port}")
    assert TOO_MANY in wrong(Client(), person.email, 1, HTTP_HOST="localhost:7999")[0]


def test_an_address_that_the_caller_invents_begins_no_new_count() -> None:
    person = UserFactory()
    for number in range(5):
        wrong(Client(), person.email, 1, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    said = wrong(Client(), person.email, 1, HTTP_X_FORWARDED_FOR="192.0.2.99")
    assert TOO_MANY in said[0]


def test_a_closed_account_does_not_sign_in_and_is_told_so_only_with_its_password() -> None:
    person = UserFactory(is_active=False)
    answer = sign_in(Client(), person.email)
    assert answer.headers["Location"] == reverse("account_inactive")
    guessed = sign_in(Client(), person.email, "wrong")
    assert "are not correct" in guessed.content.decode()


def test_signing_in_again_begins_the_eight_hours_anew() -> None:
    client, email = Client(), AdminFactory().email
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, email)
        clock.shift(timedelta(minutes=20))
        client.post(reverse("account_logout"))
        sign_in(client, email)
        assert client.session["began"] == (NOON + timedelta(minutes=20)).timestamp()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(target: str) -> None:
    facts = {"login": UserFactory().email, "password": PASSWORD, "next": target}
    answer = Client().post(reverse("account_login"), facts)
    assert answer.headers["Location"] == "/"


def test_signing_in_leads_to_the_page_that_was_asked_for() -> None:
    client, admin = Client(), AdminFactory()
    sent = client.get(PEOPLE).headers["Location"]
    assert sent == f"{reverse('account_login')}?next={PEOPLE}"
    facts = {"login": admin.email, "password": PASSWORD, "next": PEOPLE}
    assert client.post(sent, facts).headers["Location"] == PEOPLE
