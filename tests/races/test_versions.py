"""A save that had to wait for another asks for the version again, however its rows were found."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import QuerySet

from inspections.models import Evidence
from records.actions import save_if_version
from records.actor import acting_as
from records.errors import Conflict
from tests.races.texts import EvidenceText, at_work
from tests.races.together import PATIENCE, at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def is_waited_for() -> bool:
    """Whether another connection waits for what this one holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = "
            "ANY (pg_blocking_pids(pid))"
        )
        (waiting,) = cursor.fetchone()
    return bool(waiting)


def second_of_two(text: EvidenceText, save: Callable[[], object]) -> object:
    """What `save` answers when it had to wait for another that saved over version 1."""
    has_saved, pause = threading.Event(), threading.Event()

    def first() -> object:
        with acting_as(text.author):
            save_if_version(Evidence.objects.filter(pk=text.item.pk), version=1)
            has_saved.set()
            return any(is_waited_for() or pause.wait(0.02) for _ in range(500))

    def second() -> object:
        has_saved.wait(PATIENCE)
        with acting_as(text.author):
            return save()

    was_waited_for, answer = at_once([first, second])
    assert was_waited_for
    return answer


def rows_of(text: EvidenceText, *, joins: bool) -> "QuerySet[Evidence]":
    rows = Evidence.objects.open_for_change() if joins else Evidence.objects.all()
    return rows.filter(pk=text.item.pk)


@pytest.mark.parametrize("joins", [False, True], ids=["one table", "with a join"])
def test_a_save_that_waited_is_refused_when_the_version_has_moved_on(joins: bool) -> None:
    text = EvidenceText(at_work())

    def save() -> object:
        try:
            return save_if_version(rows_of(text, joins=joins), version=1)
        except Conflict as conflict:
            return conflict.theirs.version

    assert second_of_two(text, save) == 2
    assert text.version() == 2


def test_a_version_asked_for_in_a_subquery_would_not_be_asked_for_again() -> None:
    """The control: why `save_if_version` keeps the version out of a queryset that joins."""
    text = EvidenceText(at_work())
    rows = rows_of(text, joins=True)
    assert second_of_two(text, lambda: rows.filter(version=1).update(version=3)) == 1
    assert text.version() == 3
