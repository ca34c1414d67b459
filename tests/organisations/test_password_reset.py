"""A new password by a link: from the form to the sign-in, and what a stranger can make of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from organisations.models import User
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 7, 12, tzinfo=UTC)
NEW = "a quite different long password"
EMAIL = "noor@cqc.example"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def person(clock: time_machine.Traveller) -> User:
    """Somebody whose account an admin has made: no password yet."""
    return User.objects.create_user(EMAIL, name="Noor Ali")


def ask(email: str = EMAIL, **headers: Any) -> Any:
    """Post the form that asks for a link."""
    return Client().post(reverse("account_reset_password"), {"email": email}, **headers)


def link_in(message: EmailMessage) -> str:
    """The one address that the mail names."""
    (link,) = re.findall(r"https?://\S+", str(message.body))
    return link


def path_of(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


def use(link: str, password: str = NEW) -> tuple[Any, Any]:
    """Open the link and send the form: the page that it leads to, and the answer to the form."""
    client = Client()
    page = client.get(path_of(link), follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else path_of(link)
    return page, client.post(address, {"password1": password, "password2": password})


def can_sign_in(password: str = NEW) -> bool:
    answer = Client().post(reverse("account_login"), {"login": EMAIL, "password": password})
    return answer.status_code == 302


def test_the_link_leads_to_a_password_and_the_password_signs_in(
    person: User, mailoutbox: list[EmailMessage]
) -> None:
    ask()
    (message,) = mailoutbox
    assert message.to == [EMAIL]
    _page, answer = use(link_in(message))
    assert answer.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert can_sign_in()
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_the_link_works_once(person: User, mailoutbox: list[EmailMessage]) -> None:
    ask()
    use(link_in(mailoutbox[0]))
    page, answer = use(link_in(mailoutbox[0]), "a password of somebody else")
    assert "This link no longer works" in page.content.decode()
    assert answer.status_code != 302
    assert can_sign_in()


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_the_link_works_for_an_hour(
    person: User,
    mailoutbox: list[EmailMessage],
    clock: time_machine.Traveller,
    minutes: int,
    works: bool,
) -> None:
    ask()
    clock.shift(timedelta(minutes=minutes))
    page, _answer = use(link_in(mailoutbox[0]))
    assert ("This link no longer works" not in page.content.decode()) is works
    assert can_sign_in() is works


def test_a_link_that_somebody_made_up_does_not_work(
    person: User, mailoutbox: list[EmailMessage]
) -> None:
    ask()
    link = link_in(mailoutbox[0])
    page, _answer = use(f"{link[:-3]}xyz/")
    assert "This link no longer works" in page.content.decode()
    assert not can_sign_in()


def test_the_link_of_one_person_is_nobody_elses(
    person: User, mailoutbox: list[EmailMessage]
) -> None:
    other = UserFactory(email="other@cqc.example")
    ask()
    ask("other@cqc.example")
    mine, theirs = (path_of(link_in(message)) for message in mailoutbox)
    key = mine.split("/key/")[1].split("-", 1)[1]
    swapped = f"{theirs.split('/key/')[0]}/key/{theirs.split('/key/')[1].split('-')[0]}-{key}"
    page, _answer = use(swapped)
    assert "This link no longer works" in page.content.decode()
    other.refresh_from_db()
    assert other.check_password("a password of the tests")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "at least 15 characters"),
        ("noor@cqc.example", "too similar"),
        ("123456789987654321", "too common"),
    ],
)
def test_a_password_that_is_easily_guessed_is_sent_back(
    person: User, mailoutbox: list[EmailMessage], password: str, says: str
) -> None:
    ask()
    _page, answer = use(link_in(mailoutbox[0]), password)
    assert says in answer.content.decode()
    assert not can_sign_in(password)


def test_a_new_password_ends_the_sessions_of_the_old_one(
    person: User, mailoutbox: list[EmailMessage]
) -> None:
    person.set_password("the old password of the person")
    person.save()
    thief = Client()
    thief.post(
        reverse("account_login"), {"login": EMAIL, "password": "the old password of the person"}
    )
    assert thief.get("/").status_code == 200
    ask()
    use(link_in(mailoutbox[0]))
    assert thief.get("/").status_code == 302


# --- strangers -----------------------------------------------------------------------------------


def test_the_answer_is_the_same_whether_or_not_there_is_an_account(person: User) -> None:
    known, unknown = ask(), ask("nobody@cqc.example")
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]
    assert known.content == unknown.content


def test_a_stranger_gets_no_link(person: User, mailoutbox: list[EmailMessage]) -> None:
    ask("nobody@cqc.example")
    assert [message.to for message in mailoutbox] == [["nobody@cqc.example"]]
    assert "/key/" not in str(mailoutbox[0].body)


def test_a_closed_account_gets_no_link(person: User, mailoutbox: list[EmailMessage]) -> None:
    person.is_active = False
    person.save()
    ask()
    assert "/key/" not in "".join(str(message.body) for message in mailoutbox)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": "localhost:6666"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_PORT": "6666"},
        {"HTTP_FORWARDED": "host=evil.example"},
        {"HTTP_ORIGIN": "http://testserver", "HTTP_REFERER": "http://evil.example/"},
    ],
)
def test_the_link_is_on_our_own_address_whatever_the_request_says(
    person: User, mailoutbox: list[EmailMessage], headers: dict[str, str]
) -> None:
    ask(**headers)
    (message,) = mailoutbox
    assert link_in(message).startswith("http://127.0.0.1:8000/accounts/password/reset/key/")
    whole = f"{message.subject} {message.body}"
    assert "evil" not in whole
    assert "6666" not in whole
    assert "localhost" not in whole


def test_a_host_that_is_not_ours_is_refused_and_nothing_is_sent(
    person: User, mailoutbox: list[EmailMessage]
) -> None:
    assert ask(HTTP_HOST="evil.example").status_code == 400
    assert mailoutbox == []


def test_asking_again_and_again_is_limited(person: User, mailoutbox: list[EmailMessage]) -> None:
    statuses = [ask().status_code for _ in range(8)]
    assert statuses[0] == 302
    assert statuses[-1] == 429
    assert len(mailoutbox) == 5
