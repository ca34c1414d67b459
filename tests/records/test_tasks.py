"""The relay's tick, and the hint that it gives the broker."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app

from records import actions, queue, tasks
from records.models import Job
from records.states import JobState

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 14, 3, tzinfo=UTC)


def a_job(key: str = "one") -> Job:
    """A job that nobody asked for by name."""
    return actions.queue_job(kind="a.task", key=key, arguments={}, by=None, at=NOW)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What the broker is given."""
    messages: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, **options: messages.append((name, options))
    )
    return messages


def test_publish_sends_the_reference_and_nothing_of_the_content(
    sent: list[tuple[str, dict[str, Any]]],
) -> None:
    tasks.publish("a.task", "8f14e45f")
    assert sent == [("a.task", {"args": ["8f14e45f"], "retry": False})]


def test_relay_hands_over_what_is_due_now(sent: list[tuple[str, dict[str, Any]]]) -> None:
    job = a_job()
    with time_machine.travel(NOW, tick=False):
        tasks.relay()
        tasks.relay()
    assert sent == [("a.task", {"args": [str(job.reference)], "retry": False})]


def test_relay_leaves_what_is_due_later(sent: list[tuple[str, dict[str, Any]]]) -> None:
    job = a_job()
    with time_machine.travel(NOW - timedelta(seconds=1), tick=False):
        tasks.relay()
    assert sent == []
    assert Job.objects.get() == job


def test_relay_gives_back_what_a_dead_worker_left_and_hands_it_over_at_once(
    sent: list[tuple[str, dict[str, Any]]],
) -> None:
    job = a_job()
    queue.claim(reference=str(job.reference), at=NOW)
    with time_machine.travel(NOW + queue.WORK_LEASE + timedelta(seconds=1), tick=False):
        tasks.relay()
    assert [name for name, _ in sent] == ["a.task"]
    job.refresh_from_db()
    assert (job.state, job.lease_token) == (JobState.QUEUED, None)


def test_a_broker_that_is_down_loses_no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    job, other = a_job(), a_job("two")

    def down(*_args: Any, **_options: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(current_app, "send_task", down)
    with time_machine.travel(NOW, tick=False), pytest.raises(ConnectionError):
        tasks.relay()
    later = NOW + queue.PUBLISH_LEASE
    assert set(Job.objects.due(later)) == {job, other}
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.QUEUED}
