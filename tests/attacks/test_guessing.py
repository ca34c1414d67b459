"""Guessing passwords: slowed down, said in a sentence, and no way to keep somebody out."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from organisations.models import User
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a password of the tests"
SLOWED = "Too many failed login attempts. Try again later."


def sign_in(person: User, password: str, address: str, **headers: str) -> HttpResponse:
    """Try to sign in from a network address, each time with a fresh browser."""
    form = {"login": person.email, "password": password}
    return Client(REMOTE_ADDR=address).post(reverse("account_login"), form, **headers)


def guess(person: User, address: str, times: int, **headers: str) -> list[HttpResponse]:
    """So many wrong passwords."""
    return [sign_in(person, f"wrong {number}", address, **headers) for number in range(times)]


def says_wait(response: HttpResponse) -> bool:
    return response.status_code == 429 or SLOWED in response.content.decode()


def test_guessing_is_slowed_down_in_a_sentence() -> None:
    person = UserFactory()
    answers = guess(person, "198.51.100.7", 8)
    assert [says_wait(answer) for answer in answers[:5]] == [False] * 5
    assert all(says_wait(answer) for answer in answers[5:])
    assert {answer.status_code for answer in answers} <= {200, 429}


def test_the_right_password_waits_too_where_it_was_guessed() -> None:
    person = UserFactory()
    guess(person, "198.51.100.7", 6)
    assert says_wait(sign_in(person, PASSWORD, "198.51.100.7"))


def test_guessing_does_not_keep_its_victim_out() -> None:
    person = UserFactory()
    for machine in range(4):
        guess(person, f"198.51.100.{machine}", 8)
    assert sign_in(person, PASSWORD, "192.0.2.1").status_code == 302


def test_guessing_at_one_account_does_not_slow_another_at_the_same_address() -> None:
    guess(UserFactory(), "198.51.100.7", 6)
    assert sign_in(UserFactory(), PASSWORD, "198.51.100.7").status_code == 302


def test_many_accounts_from_one_address_are_slowed_down() -> None:
    answers = [guess(UserFactory(), "198.51.100.7", 1)[0] for _ in range(12)]
    assert not says_wait(answers[0])
    assert says_wait(answers[-1])


def test_a_header_that_anybody_can_write_gives_no_new_tries() -> None:
    person = UserFactory()
    answers = [
        guess(person, "198.51.100.7", 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")[0]
        for number in range(7)
    ]
    assert says_wait(answers[-1])


def test_behind_the_proxy_the_last_address_counts(settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]  # pytest-django's
    person = UserFactory()
    for number in range(7):
        seen = f"203.0.113.{number}, 198.51.100.7"
        answer = guess(person, "10.0.0.1", 1, HTTP_X_FORWARDED_FOR=seen)[0]
    assert says_wait(answer)
    other = sign_in(person, PASSWORD, "10.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.1")
    assert other.status_code == 302


def test_an_unknown_account_is_slowed_down_in_the_same_words() -> None:
    nobody = User(email="nobody@concord.example")
    known = [says_wait(one) for one in guess(UserFactory(), "198.51.100.7", 7)]
    unknown = [says_wait(one) for one in guess(nobody, "198.51.100.8", 7)]
    assert known == unknown


def test_reset_mails_are_limited(client_of: Callable[..., Client]) -> None:
    person = UserFactory()
    where = reverse("account_reset_password")
    answers = [Client().post(where, {"email": person.email}).status_code for _ in range(8)]
    assert answers[0] == 302
    assert answers[-1] == 429
