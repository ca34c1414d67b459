"""Rows that never change, whoever asks."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from records.actions import write_audit
from records.models import AppendOnly, AuditEntry

pytestmark = pytest.mark.django_db
Owner = Callable[[], AbstractContextManager[None]]


def an_entry() -> AuditEntry:
    """An audit entry."""
    return write_audit(at=datetime(2026, 12, 7, tzinfo=UTC), route="home", method="GET", status=200)


def test_a_second_save_is_refused() -> None:
    entry = an_entry()
    entry.status = 500
    with pytest.raises(TypeError, match="never change"):
        entry.save()


def test_delete_is_refused() -> None:
    with pytest.raises(TypeError, match="never deleted"):
        an_entry().delete()


def test_update_and_delete_of_a_queryset_are_refused() -> None:
    an_entry()
    with pytest.raises(TypeError, match="never change"):
        AuditEntry.objects.update(status=500)
    with pytest.raises(TypeError, match="never deleted"):
        AuditEntry.objects.all().delete()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE records_auditentry SET status = 500", "DELETE FROM records_auditentry"],
)
def test_sql_is_refused_even_to_the_owner_of_the_table(statement: str, as_owner: Owner) -> None:
    entry = an_entry()
    with (
        as_owner(),
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.get(pk=entry.pk).status == 200


def guarded_tables() -> set[str]:
    """The tables whose triggers refuse change, as the database itself tells."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s",
                ["%_never_changes"],
            )
        else:
            cursor.execute(
                "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                ["%_never_update"],
            )
        return {row[0] for row in cursor.fetchall()}


def test_every_table_of_history_is_guarded() -> None:
    history = {model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)}
    assert history
    assert history == guarded_tables()


@pytest.mark.postgres
def test_the_application_may_not_change_history_at_all() -> None:
    an_entry()
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE records_auditentry SET status = 500")
    assert AuditEntry.objects.get().status == 200
