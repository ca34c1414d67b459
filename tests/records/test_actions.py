"""Saves that lose nothing."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from records import actions
from records.actor import set_actor
from records.errors import AlreadySent, Conflict
from records.models import Draft, Job, Receipt
from records.states import JobState
from records.values import HeardOfDraft
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
    actions.once(
        key=key,
        by=writer,
        act="record",
        content="one",
        at=NOW,
        do=lambda: "E-1",
        heard=HeardOfDraft(1),
    )
    assert not Draft.objects.exists()


def test_draft_of_a_form_that_was_sent_is_refused_and_not_hidden(writer: object) -> None:
    key = uuid.uuid4()
    actions.once(key=key, by=writer, act="record", content="one", at=NOW, do=lambda: "E-1")
    with pytest.raises(AlreadySent, match="not kept"):
        keep(writer, key, 0, "typed after going back")
    assert not Draft.objects.filter(receipt=key).exists()


def test_unsent_leaves_out_a_draft_that_came_with_its_receipt(writer: object) -> None:
    key = uuid.uuid4()
    actions.once(key=key, by=writer, act="record", content="one", at=NOW, do=lambda: "E-1")
    # An autosave under way at that moment does not see the receipt.
    Draft.objects.create(person=writer, receipt=key, kind="evidence", about="OF-1", saved_at=NOW)
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


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.DONE])
def test_queue_job_that_waits_or_is_done_keeps_its_arguments(writer: object, state: str) -> None:
    job = ask(writer)
    Job.objects.filter(pk=job.pk).update(state=state, stage="as it was")
    again = actions.queue_job(kind="other", key="letter", arguments={}, by=None, at=NOW)
    assert (again.kind, again.arguments, again.stage) == (
        "reports.render",
        {"draft": 1},
        "as it was",
    )


def test_queue_job_that_runs_is_left_to_its_worker(writer: object) -> None:
    job, token = ask(writer), uuid.uuid4()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, lease_until=NOW, lease_token=token, attempts=1
    )
    again = ask(writer)
    assert (again.state, again.lease_token, again.attempts) == (JobState.RUNNING, token, 1)


def test_queue_job_may_be_asked_by_nobody() -> None:
    assert ask(None, "nobody").asked_by is None


def rows_of(receipt: uuid.UUID) -> object:
    return Draft.objects.filter(receipt=receipt)


def test_save_if_version_counts_up_and_sets_the_fields(writer: object) -> None:
    key = uuid.uuid4()
    keep(writer, key, 0, "one")
    assert actions.save_if_version(rows_of(key), version=1, content={"text": "two"}) == 2
    draft = Draft.objects.get(receipt=key)
    assert (draft.version, draft.content, draft.about) == (2, {"text": "two"}, "lscb")


@pytest.mark.parametrize("version", [0, 2, 99])
def test_save_if_version_of_any_other_version_changes_nothing(writer: object, version: int) -> None:
    key = uuid.uuid4()
    keep(writer, key, 0, "one")
    with pytest.raises(Conflict) as lost:
        actions.save_if_version(rows_of(key), version=version, content={"text": "two"})
    assert lost.value.message == (
        "Somebody else saved this after you opened it. Both texts are kept: compare them and "
        "choose."
    )
    assert lost.value.theirs.content == {"text": "one"}
    assert Draft.objects.get(receipt=key).version == 1


def test_save_if_version_of_a_row_that_left_the_set_has_nothing_to_compare(writer: object) -> None:
    key = uuid.uuid4()
    keep(writer, key, 0, "one")
    gone = Draft.objects.filter(receipt=key, kind="another kind")
    with pytest.raises(Conflict) as lost:
        actions.save_if_version(gone, version=1, content={})
    assert lost.value.theirs is None
    assert Draft.objects.get(receipt=key).content == {"text": "one"}


def test_save_if_version_changes_no_other_row(writer: object) -> None:
    key, other = uuid.uuid4(), uuid.uuid4()
    keep(writer, key, 0, "one")
    keep(writer, other, 0, "other")
    actions.save_if_version(rows_of(key), version=1, content={"text": "two"})
    assert Draft.objects.get(receipt=other).content == {"text": "other"}


def test_save_if_version_reaches_through_a_join(writer: object) -> None:
    key = uuid.uuid4()
    keep(writer, key, 0, "one")
    joined = Draft.objects.filter(receipt=key, person__email=writer.email)  # type: ignore[attr-defined]  # a User
    assert actions.save_if_version(joined, version=1, about="agency") == 2


def test_find_receipt_of_a_new_form_is_none(writer: object) -> None:
    assert actions.find_receipt(key=uuid.uuid4(), person=writer, content="a") is None


def test_find_receipt_says_what_became_of_the_other_content(writer: object) -> None:
    key = uuid.uuid4()
    actions.once(key=key, by=writer, act="record", content="a", at=NOW, do=lambda: "E-1")
    with pytest.raises(AlreadySent) as refused:
        actions.find_receipt(key=key, person=writer, content="b")
    assert refused.value.message == (
        "This form was sent before with other content. The first one was saved; "
        "open it to change it."
    )


def test_once_keeps_who_what_and_when(writer: object) -> None:
    receipt = actions.once(
        key=uuid.uuid4(), by=writer, act="record", content="a", at=NOW, do=lambda: "E-1"
    )
    receipt.refresh_from_db()
    assert (receipt.person, receipt.act, receipt.result, receipt.at) == (
        writer,
        "record",
        "E-1",
        NOW,
    )


def test_once_leaves_no_receipt_of_an_act_that_failed(writer: object) -> None:
    key = uuid.uuid4()

    def fail() -> str:
        UserFactory(name="Half done")
        raise Conflict("Somebody was quicker.")

    with pytest.raises(Conflict):
        actions.once(key=key, by=writer, act="record", content="a", at=NOW, do=fail)
    assert not Receipt.objects.filter(key=key).exists()
    assert not type(writer).objects.filter(name="Half done").exists()  # type: ignore[attr-defined]  # a User
    again = actions.once(key=key, by=writer, act="record", content="a", at=NOW, do=lambda: "E-1")
    assert again.result == "E-1"


def test_once_lets_a_constraint_of_the_act_itself_through(writer: object) -> None:
    def twice() -> str:
        UserFactory(email="one@concord.example")
        UserFactory(email="one@concord.example")
        return "never"

    key = uuid.uuid4()
    with pytest.raises(IntegrityError):
        actions.once(key=key, by=writer, act="add", content="a", at=NOW, do=twice)
    assert not Receipt.objects.filter(key=key).exists()


def test_write_audit_appends_one_entry(writer: object) -> None:
    entry = actions.write_audit(
        person=writer, at=NOW, route="desk:home", method="GET", status=200, disclosed=["E-1"]
    )
    assert entry.pk
    entry.refresh_from_db()
    assert (entry.person, entry.disclosed, entry.changed) == (writer, ["E-1"], [])
