"""A form that comes after the session has ended keeps what was typed; others are not shown."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.inspections import JointInspection, joint_inspection
from tests.inspections.test_record_page import address, said, stored, typed
from tests.pages.reading import Markup

pytestmark = pytest.mark.django_db
HERE = {"Origin": "http://testserver"}
WORDS = "The chair asks each partner, <b>twice</b>.\n\nThen she waits."


def browser(person: Any = None) -> Client:
    """A browser that is asked for its token, signed in as this person or not at all."""
    client = Client(enforce_csrf_checks=True)
    if person is not None:
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def text_of(page: Any) -> str:
    """The page as it was sent, with its token."""
    return str(page.content.decode())


def token_of(page: Any) -> str:
    """The token of a form on the page."""
    found = Markup(text_of(page)).every("input", name="csrfmiddlewaretoken")
    return found[-1].get("value", "")


def opened(joint: JointInspection, client: Client) -> dict[str, Any]:
    """What is typed into the form that is open, with the token of that time."""
    page = client.get(address(joint))
    return {**typed(joint, text=WORDS), "csrfmiddlewaretoken": token_of(page)}


def end_session(client: Client) -> None:
    """As thirty minutes without a request end it; the token's cookie stays."""
    del client.cookies[settings.SESSION_COOKIE_NAME]


def fields_of(page: Any) -> dict[str, list[str]]:
    """What the page would send again."""
    [form] = [
        one
        for one in Markup(text_of(page)).every("form")
        if one.get("action") != "/accounts/logout/"
    ]
    found: dict[str, list[str]] = {}
    for field in form.iter("input"):
        found.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    return found


def test_an_ended_session_keeps_the_text_through_signing_in_and_saves_it_once() -> None:
    joint = joint_inspection()
    person = joint.inspectors["cqc"]
    client = browser(person)
    sent = opened(joint, client)
    end_session(client)

    late = client.post(address(joint), sent, headers=HERE)
    assert late.status_code == 403
    assert "You are signed out" in text_of(late)
    assert "&lt;b&gt;twice&lt;/b&gt;" in text_of(late)
    assert late["Cache-Control"] == "no-store"
    assert stored(joint) == []

    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get("/accounts/login/")
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32  # signing in gives another one
    stale = client.post(address(joint), fields_of(late), headers=HERE)
    assert stale.status_code == 403
    assert "Send it again" in text_of(stale)
    assert f"It is sent as {person}" in text_of(stale)

    for _ in range(2):
        assert client.post(address(joint), fields_of(stale), headers=HERE).status_code == 302
    assert len(stored(joint)) == 1
    assert said(joint).text == WORDS


def test_every_value_comes_back_as_it_was_sent() -> None:
    joint = joint_inspection()
    client = browser(joint.inspectors["cqc"])
    sent = opened(joint, client)
    end_session(client)
    kept = fields_of(client.post(f"{address(joint)}?strand=joint", sent, headers=HERE))
    expected = {
        name: [str(one) for one in (value if isinstance(value, list) else [value])]
        for name, value in sent.items()
    }
    del expected["csrfmiddlewaretoken"], kept["csrfmiddlewaretoken"]
    assert {
        name: [one.replace("\r\n", "\n") for one in values] for name, values in kept.items()
    } == expected


@pytest.mark.parametrize(
    "text",
    [
        "مجلس حماية الأطفال هنا",
        "👩‍👧 a family",
        "a" * 50 + " " + "b" * 99_000,
        '"><script>alert(1)</script> x y',
    ],
    ids=["right to left", "emoji", "100,000 characters", "markup"],
)
def test_any_text_comes_back(text: str) -> None:
    joint = joint_inspection()
    client = browser(joint.inspectors["cqc"])
    sent = {**opened(joint, client), "text": text}
    end_session(client)
    page = client.post(address(joint), sent, headers=HERE)
    assert fields_of(page)["text"] == [text]
    assert "<script>alert" not in text_of(page)


def test_files_that_cannot_come_along_are_named(tmp_path: Any) -> None:
    joint = joint_inspection()
    client = browser(joint.inspectors["cqc"])
    sent = opened(joint, client)
    end_session(client)
    plan = tmp_path / "plan.txt"
    plan.write_text("The plan.")
    with plan.open("rb") as file:
        page = client.post(address(joint), {**sent, "files": file}, headers=HERE)
    assert "The files that you chose did not come along" in text_of(page)
    assert "The chair asks each partner" in text_of(page)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_what_another_site_sends_is_never_shown_with_a_button(
    headers: dict[str, str], is_signed_in: bool
) -> None:
    """One press on it would send it in the reader's name."""
    joint = joint_inspection()
    client = browser(joint.inspectors["cqc"])
    sent = opened(joint, client)
    if is_signed_in:
        sent["csrfmiddlewaretoken"] = "wrong"
    else:
        end_session(client)
    answer = client.post(address(joint), sent, headers=headers)
    assert answer.status_code in {302, 403}
    assert "The chair asks each partner" not in text_of(answer)
    assert stored(joint) == []


def test_a_password_is_never_shown() -> None:
    client = browser()
    sent = {"login": "a@example.org", "password": "a long pass phrase here"}
    page = client.post("/accounts/login/", sent, headers=HERE)
    assert page.status_code == 403
    assert "pass phrase" not in text_of(page)


def test_reading_a_page_without_a_session_leads_to_the_sign_in_page() -> None:
    joint = joint_inspection()
    answer = browser().get(address(joint), headers=HERE)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_script_is_told_that_its_token_is_of_another_time() -> None:
    joint = joint_inspection()
    client = browser(joint.inspectors["cqc"])
    autosave = f"/inspections/{joint.reference}/evidence/autosave/{typed(joint)['once']}/"
    answer = client.post(autosave, {"version": 0, "content": {}}, content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["stale"] is True
    assert answer.json()["message"]
