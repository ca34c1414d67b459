"""What somebody types into a page: kept, found again, thrown away."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from organisations.models import User
from records.actions import discard_typed, keep_typed, once, typed_before
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, Conflict
from records.models import Draft
from records.values import HeardOfDraft
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 14, 3, tzinfo=UTC)


@pytest.fixture
def writer(db: None) -> User:
    """Somebody who types."""
    return UserFactory()


def typed(writer: User, key: UUID, **changes: Any) -> int:
    """They type; `changes` are arguments of the action."""
    usual: dict[str, Any] = {
        "kind": "position",
        "about": "/here/",
        "base_version": 0,
        "version": 0,
        "content": {"text": "Half"},
        "at": NOW,
    }
    with acting_as(writer):
        return keep_typed(key=key, by=writer, **{**usual, **changes})


def before(writer: User, kind: str = "position", about: str = "/here/") -> Draft | None:
    with acting_as(writer):
        return typed_before(kind=kind, about=about, by=writer)


def test_it_is_found_by_its_kind_and_place_alone(writer: User) -> None:
    key = uuid4()
    assert typed(writer, key) == 1
    found = before(writer)
    assert found is not None
    assert (found.receipt, found.content, found.version) == (key, {"text": "Half"}, 1)
    assert before(writer, kind="proposal") is None
    assert before(writer, about="/there/") is None
    assert before(UserFactory()) is None


def test_the_newest_is_found_first(writer: User) -> None:
    first, second = uuid4(), uuid4()
    typed(writer, second, at=NOW + timedelta(minutes=1))
    typed(writer, first)
    found = before(writer)
    assert found is not None
    assert found.receipt == second


def test_the_same_text_again_is_no_conflict_and_another_is_one(writer: User) -> None:
    key = uuid4()
    typed(writer, key)
    assert typed(writer, key) == 1
    with pytest.raises(Conflict) as conflict:
        typed(writer, key, content={"text": "Other"})
    assert conflict.value.theirs.content == {"text": "Half"}


def test_the_key_of_somebody_else_tells_nothing_of_their_text(writer: User) -> None:
    key = uuid4()
    typed(writer, key)
    with pytest.raises(Conflict) as conflict:
        typed(UserFactory(), key, content={"text": "Mine"})
    assert conflict.value.theirs is None


@pytest.mark.parametrize(("length", "is_kept"), [(2_000_000, True), (2_000_001, False)])
def test_two_million_characters_are_kept(writer: User, length: int, is_kept: bool) -> None:
    key = uuid4()
    if is_kept:
        assert typed(writer, key, content={"text": "x" * length}) == 1
        return
    with pytest.raises(ActionRefused, match="too long to be kept"):
        typed(writer, key, content={"text": "x" * length})
    assert before(writer) is None


def test_only_its_typist_throws_it_away(writer: User) -> None:
    key, other = uuid4(), UserFactory()
    typed(writer, key)
    with acting_as(other):
        discard_typed(key=key, by=other)
    assert before(writer) is not None
    with acting_as(writer):
        discard_typed(key=uuid4(), by=writer)
    assert before(writer) is not None
    with acting_as(writer):
        discard_typed(key=key, by=writer)
    assert before(writer) is None


def send(writer: User, key: UUID, heard: HeardOfDraft, content: Any) -> None:
    with acting_as(writer):
        once(
            key=key,
            by=writer,
            act="send",
            content=content,
            at=NOW,
            do=lambda: "1",
            heard=heard,
        )


def test_what_was_sent_is_found_no_more_and_typed_no_more(writer: User) -> None:
    key = uuid4()
    typed(writer, key)
    send(writer, key, HeardOfDraft(1), {"text": "Half"})
    assert before(writer) is None
    with pytest.raises(AlreadySent):
        typed(writer, key, version=1)


@pytest.mark.parametrize(
    ("sent", "stays"),
    [({"grade": "no_evidence", "text": "Half"}, 0), ({"grade": "good", "text": "Half"}, 1)],
)
def test_a_copy_is_known_by_what_the_form_said_whatever_was_made_of_it(
    writer: User, sent: dict[str, str], stays: int
) -> None:
    """The act may keep a choice in another spelling than the form has it."""
    key = uuid4()
    typed(writer, key, content={"grade": "no_evidence", "text": "Half"})
    heard = HeardOfDraft.from_form({**sent, "version": "0", "waiting": "1"})
    send(writer, key, heard, {"grade": "", "text": "Half"})
    with acting_as(writer):
        assert Draft.objects.left_by(key).count() == stays
