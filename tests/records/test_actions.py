"""Saves that lose nothing."""

import uuid
from datetime import UTC, datetime

import pytest

from records import actions
from records.actor import set_actor
from records.errors import AlreadySent, Conflict
from records.models import Draft, Job, Receipt
from records.states import JobState
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 14, 3, tzinfo=UTC)


@pytest.fixture
def writer() -> object:
    """Somebody who types; the database knows that it is them."""
    person = UserFactory()
    set_actor(person)
    return person


def keep(person: object, receipt: uuid.UUID, version: int, text: str) -> int:
    """One autosave."""
    return actions.save_draft(
        by=person,
        receipt=receipt,
        kind="evidence",
        about="lscb",
        base_version=0,
        version=version,
        content={"text": text},
        at=NOW,
    )


def test_save_draft_first_time_makes_it(writer: object) -> None:
    key = uuid.uuid4()
    assert keep(writer, key, 0, "The chair") == 1
    assert Draft.objects.get(receipt=key).content == {"text": "The chair"}


def test_save_draft_again_counts_up(writer: object) -> None:
    key = uuid.uuid4()
    keep(writer, key, 0, "The chair")
    assert keep(writer, key, 1, "The chair holds") == 2
    assert Draft.objects.get(receipt=key).content == {"text": "The chair holds"}


def test_save_draft_of_an_older_version_is_a_conflict_with_the_other_text(writer: object) -> None:
    key = uuid.uuid4()
    keep(writer, key, 0, "one")
    keep(writer, key, 1, "two")
    with pytest.raises(Conflict) as lost:
        keep(writer, key, 1, "other two")
    assert lost.value.theirs.content == {"text": "two"}
    assert Draft.objects.get(receipt=key).content == {"text": "two"}


def test_save_draft_twice_as_first_is_a_conflict(writer: object) -> None:
    key = uuid.uuid4()
    keep(writer, key, 0, "one")
    with pytest.raises(Conflict, match="another window"):
        keep(writer, key, 0, "also one")
    assert Draft.objects.get(receipt=key).content == {"text": "one"}


def test_draft_is_dropped_by_the_receipt_of_its_form(writer: object) -> None:
    key = uuid.uuid4()
    keep(writer, key, 0, "one")
    actions.once(key=key, by=writer, act="record", content="one", at=NOW, do=lambda: "E-1")
    assert not Draft.objects.filter(receipt=key).exists()


def test_unsent_leaves_out_a_draft_that_came_after_its_receipt(writer: object) -> None:
    key = uuid.uuid4()
    actions.once(key=key, by=writer, act="record", content="one", at=NOW, do=lambda: "E-1")
    keep(writer, key, 0, "a late autosave")
    other = uuid.uuid4()
    keep(writer, other, 0, "still typing")
    assert [draft.receipt for draft in Draft.objects.of(writer).unsent()] == [other]


def test_once_does_the_act_once_for_two_sendings(writer: object) -> None:
    key, done = uuid.uuid4(), []

    def act() -> str:
        done.append(1)
        return "E-1"

    first = actions.once(key=key, by=writer, act="record", content={"a": 1}, at=NOW, do=act)
    second = actions.once(key=key, by=writer, act="record", content={"a": 1}, at=NOW, do=act)
    assert (first.pk, first.result, len(done)) == (second.pk, "E-1", 1)


def test_once_refuses_other_content_under_the_same_key(writer: object) -> None:
    key = uuid.uuid4()
    actions.once(key=key, by=writer, act="record", content="a", at=NOW, do=lambda: "E-1")
    with pytest.raises(AlreadySent, match="other content"):
        actions.once(key=key, by=writer, act="record", content="b", at=NOW, do=lambda: "E-2")
    assert Receipt.objects.get(key=key).result == "E-1"


def test_once_refuses_the_key_of_somebody_else(writer: object) -> None:
    key = uuid.uuid4()
    actions.once(key=key, by=writer, act="record", content="a", at=NOW, do=lambda: "E-1")
    with pytest.raises(AlreadySent):
        actions.find_receipt(key=key, person=UserFactory(), content="a")


def ask(by: object, key: str = "letter") -> Job:
    """Ask for a job."""
    return actions.queue_job(kind="reports.render", key=key, arguments={"draft": 1}, by=by, at=NOW)


def test_queue_job_asked_twice_is_one_job(writer: object) -> None:
    assert ask(writer).pk == ask(writer).pk
    assert Job.objects.get().state == JobState.QUEUED


def test_queue_job_that_failed_is_queued_anew(writer: object) -> None:
    job = ask(writer)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, reason="A picture", attempts=3)
    again = ask(writer)
    assert (again.state, again.reason, again.attempts) == (JobState.QUEUED, "", 0)


def test_queue_job_that_is_done_stays_done(writer: object) -> None:
    job = ask(writer)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
    assert ask(writer).state == JobState.DONE
