"""The same form twice at once, and two who ask for the same work: one of them does it."""

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import transaction

from organisations.models import User
from records import actions, queue
from records.actor import acting_as
from records.errors import AlreadySent, Conflict
from records.models import Draft, Job, Receipt
from tests.factories.organisations import UserFactory
from tests.races.together import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 12, 7, 14, 3, tzinfo=UTC)


def send(by: User, key: uuid.UUID, content: str) -> Receipt | AlreadySent:
    """A request with this form: slow enough for the other to look before it has committed."""

    def act() -> str:
        job = Job.objects.create(kind="a.task", key=uuid.uuid4().hex, asked_at=NOW, next_at=NOW)
        time.sleep(0.3)
        return str(job.reference)

    with transaction.atomic():
        try:
            return actions.once(key=key, by=by, act="record", content=content, at=NOW, do=act)
        except AlreadySent as refusal:
            return refusal


@pytest.mark.parametrize("senders", [2, 4])
def test_the_same_form_at_once_has_one_receipt_and_one_effect(senders: int) -> None:
    person, key = UserFactory(), uuid.uuid4()
    answers = at_once([partial(send, person, key, "one") for _ in range(senders)])
    assert len({answer.pk for answer in answers if isinstance(answer, Receipt)}) == 1
    assert [answer for answer in answers if not isinstance(answer, Receipt)] == []
    # Each may have begun the act; what the losers did is undone.
    assert str(Job.objects.get().reference) == Receipt.objects.get().result


def test_other_content_under_the_same_key_at_once_is_refused_to_the_second() -> None:
    person, key = UserFactory(), uuid.uuid4()
    acts = [partial(send, person, key, content) for content in ("one", "two")]
    kinds = sorted(type(answer).__name__ for answer in at_once(acts))
    assert kinds == ["AlreadySent", "Receipt"]
    assert Receipt.objects.count() == Job.objects.count() == 1


def test_a_form_whose_first_arrival_fails_is_done_by_the_second() -> None:
    person, key = UserFactory(), uuid.uuid4()

    def fail() -> str:
        with transaction.atomic():
            actions.once(
                key=key, by=person, act="record", content="one", at=NOW, do=lambda: "undone"
            )
            time.sleep(0.3)
            transaction.set_rollback(True)
        return "failed"

    def send_after() -> Receipt | AlreadySent:
        time.sleep(0.1)
        return send(person, key, "one")

    _failed, second = at_once([fail, send_after])
    assert isinstance(second, Receipt)
    assert Receipt.objects.get().result == str(Job.objects.get().reference)


def test_a_job_asked_for_by_two_at_once_is_one_job() -> None:
    def ask() -> int:
        return actions.queue_job(kind="a.task", key="letter", arguments={}, by=None, at=NOW).pk

    assert len(set(at_once([ask, ask, ask]))) == 1
    assert Job.objects.count() == 1


def test_a_job_claimed_by_many_workers_at_once_is_held_by_one() -> None:
    job = actions.queue_job(kind="a.task", key="letter", arguments={}, by=None, at=NOW)
    claim: Callable[[], object] = partial(queue.claim, reference=str(job.reference), at=NOW)
    held = [claimed for claimed in at_once([claim] * 4) if claimed is not None]
    assert len(held) == 1
    assert Job.objects.get().attempts == 1


def test_two_relays_at_once_hand_each_job_over_once() -> None:
    for number in range(6):
        actions.queue_job(kind="a.task", key=str(number), arguments={}, by=None, at=NOW)
    sent: list[str] = []
    relay = partial(queue.relay, at=NOW, publish=lambda _kind, reference: sent.append(reference))
    handed = at_once([relay, relay])
    assert sum(handed) == 6
    assert len(set(sent)) == len(sent) == 6


def test_of_two_saves_of_the_same_version_one_wins_and_one_hears_of_it() -> None:
    person, key = UserFactory(), uuid.uuid4()

    def save(version: int, text: str) -> object:
        with acting_as(person):
            try:
                return actions.save_draft(
                    by=person,
                    receipt=key,
                    kind="evidence",
                    about="lscb",
                    base_version=0,
                    version=version,
                    content={"text": text},
                    at=NOW,
                )
            except Conflict as conflict:
                return conflict.theirs.content["text"]

    save(0, "before")
    answers = at_once([partial(save, 1, "one"), partial(save, 1, "two")])
    with acting_as(person):
        kept = Draft.objects.get(receipt=key)
    assert kept.version == 2
    assert sorted(answers, key=str) == [2, kept.content["text"]]
