"""Signing in, out and again: allauth's pages in our layout."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.mail import EmailMessage
from django.test import Client

from organisations.models import User
from tests.pages.reading import Markup, words

pytestmark = [pytest.mark.urls("tests.pages.addresses"), pytest.mark.django_db]
PASSWORD = "a-long-password-of-mine"


@pytest.mark.parametrize(
    ("address", "title", "button"),
    [
        ("/accounts/login/", "Sign in", "Sign in"),
        ("/accounts/password/reset/", "Choose a new password", "Send the link"),
        ("/accounts/password/reset/done/", "Check your email", None),
        ("/accounts/password/reset/key/1-x/", "This link no longer works", None),
        ("/accounts/password/reset/key/done/", "Your password is changed", None),
        ("/accounts/inactive/", "This account is closed", None),
    ],
)
def test_a_strangers_page_is_ours(
    client: Client, address: str, title: str, button: str | None
) -> None:
    markup = Markup(client.get(address).content.decode())
    assert words(markup.one("title")) == f"{title} – Concord"
    assert words(markup.one("h1")) == ("Sign in" if title == "Sign in" else title)
    buttons = [words(found) for found in markup.every("button", class_="govuk-button") if button]
    assert buttons[-1:] == ([button] if button else [])
    assert markup.dangling() == set()


@pytest.mark.parametrize(
    ("address", "button"),
    [
        ("/accounts/logout/", "Sign out"),
        ("/accounts/password/change/", "Save the new password"),
        ("/accounts/reauthenticate/", "Continue"),
        ("/accounts/2fa/", None),
    ],
)
def test_a_page_about_my_account_is_ours(
    client_of: Callable[..., Client], address: str, button: str | None
) -> None:
    person = User.objects.create_user("a@example.org", "a-long-password-of-mine", name="Alex")
    markup = Markup(client_of(person).get(address).content.decode())
    assert words(markup.one("title")).endswith(" – Concord")
    assert markup.one("div", class_="govuk-phase-banner") is not None
    found = [words(each) for each in markup.every("button", class_="govuk-button")]
    assert button is None or button in found


def test_a_wrong_password_is_said_in_the_error_summary(client: Client) -> None:
    response = client.post("/accounts/login/", {"login": "a@example.org", "password": "wrong"})
    markup = Markup(response.content.decode())
    assert words(markup.one("title")) == "Error: Sign in – Concord"
    assert "not correct" in words(markup.one("ul", class_="govuk-error-summary__list"))


def test_an_empty_sign_in_says_what_to_enter(client: Client) -> None:
    markup = Markup(client.post("/accounts/login/", {}).content.decode())
    lines = markup.one("ul", class_="govuk-error-summary__list")
    assert [words(line) for line in lines] == ["Enter email", "Enter password"]


def read(client: Client, address: str) -> Markup:
    """A page, which has to be there and whole."""
    response = client.get(address)
    assert response.status_code == 200, response.headers.get("Location")
    markup = Markup(response.content.decode())
    assert markup.dangling() == set()
    return markup


@pytest.fixture
def proven(client: Client) -> Client:
    """Somebody who signed in and has just proved it again."""
    User.objects.create_user("a@example.org", PASSWORD, name="Alex Moreau")
    client.post("/accounts/login/", {"login": "a@example.org", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def code_for(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def with_second_step(proven: Client) -> Client:
    """Somebody whose authenticator app is set up."""
    markup = read(proven, "/accounts/2fa/totp/activate/")
    secret = words(markup.one("span", class_="app-hash"))
    response = proven.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert response.status_code == 302, response.content
    return proven


def test_setting_up_the_second_step_shows_the_key(proven: Client) -> None:
    markup = read(proven, "/accounts/2fa/totp/activate/")
    assert markup.one("img", class_="app-qr").get("src", "").startswith("data:image/svg+xml")
    assert len(words(markup.one("span", class_="app-hash"))) >= 16
    assert markup.one("input", name="code").get("autocomplete") == "one-time-code"


def test_a_wrong_code_is_said(proven: Client) -> None:
    response = proven.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    markup = Markup(response.content.decode())
    assert words(markup.one("title")).startswith("Error: ")
    assert words(markup.one("a", href="#id_code"))


def test_recovery_codes_are_listed(with_second_step: Client) -> None:
    markup = read(with_second_step, "/accounts/2fa/recovery-codes/")
    assert len(markup.every("li", class_="app-hash")) == 10
    assert "10 of 10 are left" in words(markup.one("main"))


@pytest.mark.parametrize(
    ("address", "title", "button"),
    [
        ("/accounts/2fa/recovery-codes/generate/", "Make new recovery codes", "Make new codes"),
        ("/accounts/2fa/totp/deactivate/", "Turn the second step off", "Turn it off"),
    ],
)
def test_what_can_be_done_with_a_second_step(
    with_second_step: Client, address: str, title: str, button: str
) -> None:
    markup = read(with_second_step, address)
    assert words(markup.one("title")) == f"{title} – Concord"
    assert words(markup.every("button", class_="govuk-button")[-1]) == button


def test_the_second_step_is_offered_and_then_shown(with_second_step: Client) -> None:
    page = words(read(with_second_step, "/accounts/2fa/").one("main"))
    assert "a code from your authenticator app" in page
    assert "Turn it off" in page


def test_signing_in_asks_for_the_code(with_second_step: Client) -> None:
    with_second_step.post("/accounts/logout/")
    with_second_step.post("/accounts/login/", {"login": "a@example.org", "password": PASSWORD})
    markup = read(with_second_step, "/accounts/2fa/authenticate/")
    assert words(markup.one("h1")) == "Enter your code"
    assert [words(each) for each in markup.every("button", class_="govuk-button")] == [
        "Sign in",
        "Sign in as somebody else",
    ]


def test_signing_in_is_not_announced(client: Client) -> None:
    User.objects.create_user("a@example.org", PASSWORD, name="Alex Moreau")
    client.post("/accounts/login/", {"login": "a@example.org", "password": PASSWORD})
    assert read(client, "/accounts/2fa/").every(data_module="govuk-notification-banner") == []


def test_a_page_of_allauths_own_has_our_layout(proven: Client) -> None:
    markup = read(proven, "/accounts/email/")
    assert words(markup.one("title")).endswith(" – Concord")
    assert markup.one("main").get("id") == "main-content"


def test_a_new_password_by_the_link_that_was_sent(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    User.objects.create_user("a@example.org", PASSWORD, name="Alex Moreau")
    client.post("/accounts/password/reset/", {"email": "a@example.org"})
    (message,) = mailoutbox
    assert message.subject == "Choose a new password for Concord"
    link = re.search(r"http://[\w.:]+(/accounts/\S+)", str(message.body))
    assert link
    form = client.get(link[1], follow=True)
    markup = Markup(form.content.decode())
    assert words(markup.one("h1")) == "Choose a new password"
    assert words(markup.every("button", class_="govuk-button")[-1]) == "Save the new password"
    address = form.redirect_chain[-1][0]
    new = "another-long-password-of-mine"
    client.post(address, {"password1": new, "password2": new})
    assert client.login(email="a@example.org", password=new)


def test_a_stranger_is_told_of_no_account_and_of_no_sign_up(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    (message,) = mailoutbox
    assert "There is no account with it" in str(message.body)
    assert "signup" not in str(message.body)
