"""Forms of records with versions are kept as they are typed: events, practice, conversations."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from organisations.models import User
from records.actions import discard_typed
from records.actor import acting_as
from records.models import AuditEntry, Draft
from tests.factories.inspections import JointInspection, case_of
from tests.factories.journeys import conversation_of, event_of, joint_for_a_module
from tests.inspections import test_case_journey_pages as journeys
from tests.inspections import test_conversation_pages as conversations
from tests.inspections import test_practice_pages as practice

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
WORDS = "Half a sentence – חצי משפט 👶\nand a second line"


@dataclass(frozen=True)
class Screen:
    """A page with such a form: its address, the form it sends, the box one types into."""

    address: str
    sent: dict[str, Any]
    box: str

    def typed(self, text: str = WORDS) -> dict[str, Any]:
        """What autosave.js sends of it."""
        left_out = {"once", "version"}
        content = {name: said for name, said in self.sent.items() if name not in left_out}
        return {name: str(said) for name, said in content.items()} | {self.box: text}


@pytest.fixture(scope="module")
def joint(django_db_setup: None, django_db_blocker: Any) -> Iterator[JointInspection]:
    with joint_for_a_module(django_db_blocker) as found:
        yield found


@pytest.fixture
def person(joint: JointInspection) -> User:
    return joint.inspectors["cqc"]


@pytest.fixture
def client(person: User, client_of: ClientOf) -> Client:
    return client_of(person)


def of_event(joint: JointInspection) -> Screen:
    return Screen(journeys.at(joint, "add_event", case_of(joint)), journeys.form(), "text")


def of_changed_event(joint: JointInspection) -> Screen:
    case = case_of(joint)
    event = event_of(joint, case)
    address = journeys.at(joint, "change_event", case, event.reference)
    return Screen(address, journeys.form(base=1), "text")


def of_practice(joint: JointInspection) -> Screen:
    case = case_of(joint, agencies=tuple(one.pk for one in joint.agencies))
    return Screen(practice.evaluate_at(joint, case), practice.form(), "reasons")


def of_conversation(joint: JointInspection) -> Screen:
    address = conversations.at(joint, "record_conversation", "child")
    return Screen(address, conversations.form("child"), "present")


def of_changed_conversation(joint: JointInspection) -> Screen:
    row = conversation_of(joint, "child", replies={})
    address = conversations.at(joint, "change_conversation", row.reference)
    return Screen(address, conversations.form("child", base=1), "present")


SCREENS = [of_event, of_changed_event, of_practice, of_conversation, of_changed_conversation]


@pytest.fixture(params=SCREENS, ids=lambda one: one.__name__)
def screen(request: pytest.FixtureRequest, joint: JointInspection) -> Screen:
    return request.param(joint)


def autosave(
    client: Client, screen: Screen, key: Any, *, version: int = 0, text: str = WORDS
) -> HttpResponse:
    body = {"version": version, "content": screen.typed(text)}
    address = f"{screen.address}?typing={key}"
    return client.post(address, body, content_type="application/json")


def drafts(person: User) -> list[tuple[UUID, int, str]]:
    with acting_as(person):
        return [
            (one.receipt, one.version, one.content.get("text") or one.content.get("present") or "")
            for one in Draft.objects.order_by("pk")
        ]


def keys_of(person: User) -> set[UUID]:
    return {key for key, _, _ in drafts(person)}


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_where_it_is_kept_as_it_is_typed(client: Client, screen: Screen) -> None:
    page = shown(client, screen.address)
    key = re.search(r'name="once" value="([0-9a-f-]{36})"', page)[1]
    assert f'data-autosave-url="{screen.address}?typing={key}"' in page
    assert 'data-version="0"' in page
    assert "data-unsaved" not in page
    assert "data-save-state" in page
    assert "Throw away" not in page


def test_what_was_typed_is_in_the_form_again_for_its_typist_alone(
    joint: JointInspection, person: User, client: Client, client_of: ClientOf, screen: Screen
) -> None:
    key = uuid4()
    answer = autosave(client, screen, key)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert autosave(client, screen, key, version=1, text=f"{WORDS}!").json()["version"] == 2
    page = shown(client, screen.address)
    assert f"{WORDS}!</textarea>" in page
    assert f'name="once" value="{key}"' in page
    assert 'data-version="2"' in page
    assert "You typed this before and did not send it." in page
    assert "There is a problem" not in page
    other = client_of(joint.leads["cqc"])
    assert WORDS not in other.get(screen.address).content.decode()


def test_what_is_sent_is_kept_no_longer(person: User, client: Client, screen: Screen) -> None:
    key = uuid4()
    autosave(client, screen, key)
    sent = {**screen.sent, "once": key, "version": 1, screen.box: WORDS}
    assert client.post(screen.address, sent).status_code == 302
    assert key not in keys_of(person)
    again = client.post(screen.address, sent)
    assert again.status_code == 302, "the same form, sent twice"


def test_what_another_window_typed_later_stays(
    person: User, client: Client, screen: Screen
) -> None:
    key = uuid4()
    autosave(client, screen, key)
    autosave(client, screen, key, version=1, text="Later, elsewhere.")
    sent = {**screen.sent, "once": key, "version": 1, screen.box: WORDS}
    assert client.post(screen.address, sent).status_code == 302
    with acting_as(person):
        left = Draft.objects.get(left_by=key)
    assert left.content[screen.box] == "Later, elsewhere."
    answer = autosave(client, screen, key, version=2, text="Later still.")
    assert answer.status_code == 409
    assert answer.json()["sent"] is True
    assert answer.json()["left"] == str(left.receipt)


def test_an_answer_that_was_still_on_its_way_leaves_no_copy(
    person: User, client: Client, screen: Screen
) -> None:
    key = uuid4()
    autosave(client, screen, key)
    sent = {**screen.sent, "once": key, "version": 0, "waiting": 1, screen.box: WORDS}
    assert client.post(screen.address, sent).status_code == 302
    with acting_as(person):
        assert not Draft.objects.filter(left_by=key).exists()


def test_two_windows_are_told_of_each_other(client: Client, screen: Screen) -> None:
    key = uuid4()
    autosave(client, screen, key, text="One.")
    answer = autosave(client, screen, key, text="Other.")
    assert answer.status_code == 409
    assert answer.json()["theirs"]["content"][screen.box] == "One."
    assert autosave(client, screen, key, text="One.").json()["version"] == 1, "the same text"


def test_it_is_thrown_away_when_its_typist_says_so(
    joint: JointInspection, person: User, client: Client, screen: Screen
) -> None:
    key = uuid4()
    autosave(client, screen, key)
    with acting_as(joint.leads["cqc"]):
        discard_typed(key=key, by=joint.leads["cqc"])
    assert key in keys_of(person)
    # A form with nothing in it can be thrown away too.
    answer = client.post(screen.address, {"once": key, "discard": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, screen.address)
    assert key not in keys_of(person)
    assert WORDS not in shown(client, screen.address)


def test_an_empty_form_may_be_asked_for_beside_it(client: Client, screen: Screen) -> None:
    key = uuid4()
    autosave(client, screen, key)
    is_new = screen.sent["base"] == 0
    assert ("Begin with an empty form" in shown(client, screen.address)) is is_new
    page = shown(client, f"{screen.address}?new=1")
    assert WORDS not in page
    assert str(key) not in page
    assert f"{WORDS}</textarea>" in shown(client, screen.address)


def test_what_is_typed_on_one_page_is_on_no_other(joint: JointInspection, client: Client) -> None:
    one, other = of_event(joint), of_event(joint)
    autosave(client, one, uuid4())
    assert WORDS in shown(client, one.address)
    assert WORDS not in shown(client, other.address)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"version": 0}', b'{"version": -1, "content": {}}', b"\xff"]
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    person: User, client: Client, screen: Screen, body: bytes
) -> None:
    address = f"{screen.address}?typing={uuid4()}"
    answer = client.post(address, body, content_type="application/json")
    assert answer.status_code == 422
    assert "cannot be read" in answer.json()["message"]
    assert drafts(person) == []


def test_without_a_key_there_is_nothing_to_keep_it_under(client: Client, screen: Screen) -> None:
    assert autosave(client, screen, "none").status_code == 404


def test_more_than_is_kept_is_refused_with_a_sentence(client: Client, screen: Screen) -> None:
    answer = autosave(client, screen, uuid4(), text="x" * 2_000_001)
    assert answer.status_code == 409
    assert "too long" in answer.json()["message"]


@pytest.mark.parametrize("text", ["x" * 100_000, "\u202eחזור", "👶" * 500, "a\x00b\x07c", "\r\n"])
def test_any_text_is_kept(client: Client, screen: Screen, text: str) -> None:
    answer = autosave(client, screen, uuid4(), text=text)
    assert answer.status_code == 200
    assert shown(client, screen.address)


def test_who_may_not_record_is_told_so_in_a_way_that_the_script_reads(
    joint: JointInspection, client_of: ClientOf, person: User
) -> None:
    screen = of_event(joint)
    answer = autosave(client_of(joint.quality_assurer), screen, uuid4())
    assert answer.status_code == 403
    assert answer.json()["message"].endswith(".")
    assert autosave(client_of(joint.chair), screen, uuid4()).status_code == 404
    assert drafts(person) == []


def test_the_log_names_the_draft_and_none_of_its_words(client: Client, screen: Screen) -> None:
    key = uuid4()
    autosave(client, screen, key)
    entry = AuditEntry.objects.latest("pk")
    assert entry.changed == [f"draft {key} v1"]
    assert entry.about == "" or "sentence" not in entry.about


def test_a_form_that_comes_back_is_saved_at_once(client: Client, screen: Screen) -> None:
    page = client.post(screen.address, {**screen.sent, screen.box: "", "version": 3})
    assert page.status_code == 422
    assert "data-unsaved" in page.content.decode()
    assert 'data-version="3"' in page.content.decode()


def test_pages_that_are_sent_at_once_keep_nothing_before(
    joint: JointInspection, client: Client, person: User
) -> None:
    case = case_of(joint)
    event = event_of(joint, case)
    withdraw = reverse(
        "inspections:withdraw_event", args=[joint.reference, case.reference, event.reference]
    )
    assert "data-autosave" not in shown(client, withdraw)
    body = {"version": 0, "content": {"why": WORDS}}
    answer = client.post(f"{withdraw}?typing={uuid4()}", body, content_type="application/json")
    assert answer.status_code == 422
    assert drafts(person) == []
