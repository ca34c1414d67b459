"""Bringing the database to what this version needs; again and again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db
Owner = Callable[[], AbstractContextManager[None]]


def prepare() -> str:
    """What the command says."""
    said = StringIO()
    call_command("prepare_database", verbosity=0, stdout=said)
    return said.getvalue()


def test_prepared_twice_no_migration_is_left(as_owner: Owner) -> None:
    with as_owner():
        prepare()
        prepare()
    said = StringIO()
    call_command("migrate", check_unapplied=True, plan=True, stdout=said)
    assert "No planned migration operations" in said.getvalue()


def test_prepared_for_a_database_cache_there_is_its_table(as_owner: Owner, settings: Any) -> None:
    backend = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "records_cache"}}
    with as_owner():
        prepare()
        assert "records_cache" in connection.introspection.table_names()


def test_a_role_that_is_not_there_is_made_without_any_power(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from records.management.commands.prepare_database import Command

    made: list[str] = []

    class Cursor:
        """Answers that the role is not there, and notes what is asked."""

        def __enter__(self) -> "Cursor":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def execute(self, sql: str, _values: object = None) -> None:
            made.append(sql)

        def fetchone(self) -> None:
            return None

    monkeypatch.setattr(connection, "cursor", Cursor)
    Command()._make_role()
    assert made[-1] == 'CREATE ROLE "concord_app" NOLOGIN NOSUPERUSER NOBYPASSRLS'


@pytest.mark.postgres
def test_the_owner_is_told_that_the_role_has_its_rights(as_owner: Owner) -> None:
    with as_owner():
        assert prepare() == f"The role {settings.APPLICATION_ROLE} has its rights.\n"
