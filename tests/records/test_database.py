"""What the database itself guards, on PostgreSQL and on SQLite."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, models, transaction

from organisations.models import User
from records.database import (
    append_only_triggers_off,
    check_durability,
    drop_draft_when_sent,
    grant_application_role,
    made_again,
    on_postgresql,
    on_sqlite,
    refuse_changes,
    row_level_security,
)
from records.models import AppendOnly, AuditEntry, Job

Owner = Callable[[], AbstractContextManager[None]]
TABLE = "things"


def run(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """A statement in a savepoint, and the rows that it gives."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


class Editor:
    """As much of a schema editor as a migration operation asks for."""

    def __init__(self) -> None:
        self.connection = connection


def forwards(operation: Any) -> None:
    operation.code(apps, Editor())


def backwards(operation: Any) -> None:
    operation.reverse_code(apps, Editor())


@pytest.fixture
def things(db: None, as_owner: Owner) -> Iterator[str]:
    """A table of the owner's with one row, for operations to be tried on."""
    with as_owner():
        run("CREATE TABLE things (number integer, key varchar(36))")
        run("INSERT INTO things VALUES (1, '')")
        yield TABLE


def numbers() -> list[int]:
    return sorted(row[0] for row in run("SELECT number FROM things"))


# --- rows that never change ----------------------------------------------------------------------


def test_refuse_changes_forwards_refuses_update_and_delete(things: str) -> None:
    forwards(refuse_changes(things))
    with pytest.raises(DatabaseError, match=f"rows of {things} never change"):
        run("UPDATE things SET number = 2")
    with pytest.raises(DatabaseError, match=f"rows of {things} never change"):
        run("DELETE FROM things")
    assert numbers() == [1]


def test_refuse_changes_forwards_lets_the_table_grow(things: str) -> None:
    forwards(refuse_changes(things))
    run("INSERT INTO things VALUES (2, '')")
    assert numbers() == [1, 2]


def test_refuse_changes_backwards_takes_the_guard_away(things: str) -> None:
    operation = refuse_changes(things)
    forwards(operation)
    backwards(operation)
    run("UPDATE things SET number = 2")
    assert numbers() == [2]
    run("DELETE FROM things")
    assert numbers() == []


def test_refuse_changes_backwards_twice_is_no_error(things: str) -> None:
    operation = refuse_changes(things)
    backwards(operation)
    forwards(operation)
    backwards(operation)
    backwards(operation)
    assert numbers() == [1]


def test_made_again_guards_a_table_that_sqlite_has_built_anew(things: str) -> None:
    guard = refuse_changes(things)
    forwards(guard)
    backwards(guard)
    if connection.vendor == "sqlite":
        run("UPDATE things SET number = 1")  # the trigger went with the old table
    else:
        forwards(guard)  # PostgreSQL changes a column in place: nothing is lost there
    forwards(made_again(guard))
    with pytest.raises(DatabaseError, match=f"rows of {things} never change"):
        run("UPDATE things SET number = 2")


def test_made_again_where_the_guard_stands_makes_it_once(things: str) -> None:
    guard = refuse_changes(things)
    forwards(guard)
    forwards(made_again(guard))
    with pytest.raises(DatabaseError, match=f"rows of {things} never change"):
        run("DELETE FROM things")
    assert numbers() == [1]


@pytest.mark.django_db
def test_the_guards_are_off_within_the_block_and_on_again_after_it(as_owner: Owner) -> None:
    with as_owner():
        run(
            "INSERT INTO records_auditentry (at, route, method, about, status, disclosed, changed,"
            " refused) VALUES ('2026-12-07', 'home', 'GET', '', 200, '[]', '[]', '')"
        )
        with append_only_triggers_off(connection):
            run("UPDATE records_auditentry SET status = 418")
        with pytest.raises(DatabaseError, match="never change"):
            run("UPDATE records_auditentry SET status = 500")
    assert AuditEntry.objects.get().status == 418


@pytest.mark.django_db
def test_the_guards_are_on_again_after_a_block_that_failed(as_owner: Owner) -> None:
    with as_owner():
        with pytest.raises(RuntimeError), append_only_triggers_off(connection):
            raise RuntimeError("the test database could not be emptied")
        run(
            "INSERT INTO records_auditentry (at, route, method, about, status, disclosed, changed,"
            " refused) VALUES ('2026-12-07', 'home', 'GET', '', 200, '[]', '[]', '')"
        )
        with pytest.raises(DatabaseError, match="never change"):
            run("DELETE FROM records_auditentry")
    assert AuditEntry.objects.count() == 1


# --- a sent form drops its draft -----------------------------------------------------------------


def drafts_of(person: User, *keys: Any) -> None:
    """Drafts of this person, as an autosave writes them."""
    from django.utils import timezone

    from records.actions import save_draft

    for key in keys:
        save_draft(
            by=person,
            receipt=key,
            kind="evidence",
            about="OF-1/joint",
            base_version=0,
            version=0,
            content={"text": "typed"},
            at=timezone.now(),
        )


@pytest.mark.django_db
def test_a_row_in_a_table_of_receipts_drops_the_draft_of_its_key_alone(as_owner: Owner) -> None:
    from records.actor import set_actor
    from records.models import Draft
    from tests.factories.organisations import UserFactory

    person, sent, other = UserFactory(), uuid4(), uuid4()
    set_actor(person)
    drafts_of(person, sent, other)
    kind = "uuid" if connection.vendor == "postgresql" else "char(32)"
    key = str(sent) if connection.vendor == "postgresql" else sent.hex
    with as_owner():
        run(f"CREATE TABLE things (key {kind})")
        first, second = drop_draft_when_sent(TABLE)
        forwards(first)
        forwards(second)
        run("INSERT INTO things VALUES (%s)", key)
    assert [draft.receipt for draft in Draft.objects.all()] == [other]


@pytest.mark.django_db
def test_drop_draft_when_sent_backwards_keeps_the_draft(as_owner: Owner) -> None:
    from records.actor import set_actor
    from records.models import Draft
    from tests.factories.organisations import UserFactory

    person, sent = UserFactory(), uuid4()
    set_actor(person)
    drafts_of(person, sent)
    kind = "uuid" if connection.vendor == "postgresql" else "char(32)"
    key = str(sent) if connection.vendor == "postgresql" else sent.hex
    with as_owner():
        run(f"CREATE TABLE things (key {kind})")
        for operation in drop_draft_when_sent(TABLE):
            forwards(operation)
            backwards(operation)
        run("INSERT INTO things VALUES (%s)", key)
    assert Draft.objects.get().receipt == sent


def test_an_operation_of_one_database_is_left_out_on_the_other(things: str) -> None:
    own, other = (
        (on_postgresql, on_sqlite)
        if connection.vendor == "postgresql"
        else (on_sqlite, on_postgresql)
    )
    add = "INSERT INTO things VALUES (2, '')"
    take = ("DELETE FROM things WHERE number = 2",)
    forwards(other(add, backwards=take))
    assert numbers() == [1]
    forwards(own(add, backwards=take))
    assert numbers() == [1, 2]
    backwards(other(add, backwards=take))
    assert numbers() == [1, 2]
    backwards(own(add, backwards=take))
    assert numbers() == [1]


# --- row-level security --------------------------------------------------------------------------


@pytest.fixture
def protected(things: str) -> Iterator[str]:
    """The table under policies, open to the application's role as far as the policies let it."""
    forwards(row_level_security(things, select="number < 10", insert="number < 20"))
    run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON things TO {settings.APPLICATION_ROLE}")
    run(f"SET ROLE {settings.APPLICATION_ROLE}")
    yield things
    run("SET ROLE NONE")


@pytest.mark.postgres
def test_a_row_that_may_not_be_read_is_not_there(protected: str) -> None:
    run("INSERT INTO things VALUES (15, '')")
    assert numbers() == [1]


@pytest.mark.postgres
def test_a_row_that_may_not_be_added_is_refused(protected: str) -> None:
    with pytest.raises(DatabaseError, match="row-level security"):
        run("INSERT INTO things VALUES (25, '')")
    assert numbers() == [1]


@pytest.mark.postgres
def test_without_a_condition_for_it_nobody_changes_or_deletes(protected: str) -> None:
    run("UPDATE things SET number = 2")
    run("DELETE FROM things")
    assert numbers() == [1]


@pytest.mark.postgres
def test_the_owner_is_bound_too_where_it_is_forced(things: str) -> None:
    forwards(row_level_security(things, select="number > 10", insert="true"))
    assert numbers() == []


@pytest.mark.postgres
def test_the_owner_is_free_where_it_is_not_forced(things: str) -> None:
    forwards(row_level_security(things, select="number > 10", insert="true", forced=False))
    assert numbers() == [1]


@pytest.mark.postgres
def test_a_change_must_meet_its_condition_before_and_after(things: str) -> None:
    forwards(row_level_security(things, select="true", insert="true", update="number < 10"))
    run("UPDATE things SET number = 2")
    assert numbers() == [2]
    with pytest.raises(DatabaseError, match="row-level security"):
        run("UPDATE things SET number = 30")
    run("INSERT INTO things VALUES (40, '')")
    run("UPDATE things SET number = 3 WHERE number = 40")
    assert numbers() == [2, 40]


@pytest.mark.postgres
def test_a_row_is_deleted_under_its_condition(things: str) -> None:
    forwards(row_level_security(things, select="true", insert="true", delete="number < 10"))
    run("INSERT INTO things VALUES (40, '')")
    run("DELETE FROM things")
    assert numbers() == [40]


@pytest.mark.postgres
def test_row_level_security_backwards_leaves_a_plain_table(things: str) -> None:
    everything = {"select": "false", "insert": "false", "update": "false", "delete": "false"}
    operation = row_level_security(things, **everything)
    forwards(operation)
    assert numbers() == []
    backwards(operation)
    assert numbers() == [1]
    assert run("SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", things) == []


@pytest.mark.postgres
@pytest.mark.django_db
def test_every_table_under_policies_binds_its_owner_or_is_known_not_to() -> None:
    rows = run(
        "SELECT relname, relforcerowsecurity FROM pg_class WHERE relrowsecurity AND relkind = 'r'"
    )
    under = dict(rows)
    assert {"records_draft", "inspections_evidence"} <= set(under)
    assert under["records_draft"] is True


def test_elsewhere_row_level_security_is_left_out(
    things: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")
    forwards(row_level_security(things, select="false", insert="false"))
    monkeypatch.undo()
    assert numbers() == [1]


# --- the application's role ----------------------------------------------------------------------

ALL = {"SELECT", "INSERT", "UPDATE", "DELETE"}


def rights_on(table: str) -> set[str]:
    """What the application's role may do with a table, as PostgreSQL tells."""
    every = [*sorted(ALL), "TRUNCATE", "REFERENCES", "TRIGGER"]
    return {
        right
        for right in every
        if run("SELECT has_table_privilege(%s, %s, %s)", settings.APPLICATION_ROLE, table, right)
        == [(True,)]
    }


def expected_rights(model: type[models.Model]) -> set[str]:
    if issubclass(model, AppendOnly):
        return {"SELECT", "INSERT"}
    return set(getattr(model, "application_rights", ALL))


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_role_has_on_each_table_what_its_model_allows_and_no_more() -> None:
    found = apps.get_models(include_auto_created=True)
    wrong = {
        model._meta.db_table: rights_on(model._meta.db_table)
        for model in found
        if rights_on(model._meta.db_table) != expected_rights(model)
    }
    assert len(found) > 40
    assert wrong == {}


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "rights"), [(AuditEntry, {"SELECT", "INSERT"}), (Job, ALL), (Session, ALL)]
)
def test_history_only_grows_and_the_rest_is_written(
    model: type[models.Model], rights: set[str]
) -> None:
    assert rights_on(model._meta.db_table) == rights


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_role_reads_which_migrations_ran_and_writes_none() -> None:
    assert rights_on("django_migrations") == {"SELECT"}


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_role_makes_no_table() -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        run("CREATE TABLE concord_test_own (number integer)")
    assert run("SELECT to_regclass('concord_test_own')") == [(None,)]


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_right_that_somebody_gave_by_hand_is_taken_back(as_owner: Owner) -> None:
    with as_owner():
        run(f"GRANT UPDATE, TRUNCATE ON records_auditentry TO {settings.APPLICATION_ROLE}")
        assert "TRUNCATE" in rights_on("records_auditentry")
        grant_application_role(connection, role=settings.APPLICATION_ROLE)
    assert rights_on("records_auditentry") == {"SELECT", "INSERT"}


@pytest.mark.postgres
def test_a_table_without_a_model_can_be_read_and_written(things: str) -> None:
    grant_application_role(connection, role=settings.APPLICATION_ROLE)
    assert rights_on(things) == ALL


@pytest.mark.django_db
def test_elsewhere_there_is_no_role_to_give_rights_to(
    monkeypatch: pytest.MonkeyPatch,
    assert_queries: Callable[[int], AbstractContextManager[list[str]]],
) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")
    with assert_queries(0) as asked:
        grant_application_role(connection, role="nobody")
    assert asked == []


# --- durability ----------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_server_that_forgets_is_refused_with_what_to_set() -> None:
    run("SET LOCAL synchronous_commit = off")
    with pytest.raises(ImproperlyConfigured) as refused:
        check_durability(connection)
    assert str(refused.value) == (
        "PostgreSQL runs with synchronous_commit=off: a crash would lose saves that were "
        "acknowledged. Set it to on."
    )


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("level", ["on", "local", "remote_write", "remote_apply"])
def test_a_server_that_keeps_what_it_acknowledged_is_taken(level: str) -> None:
    run(f"SET LOCAL synchronous_commit = {level}")
    assert check_durability(connection) is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_new_connection_to_a_server_that_forgets_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    forgets = f"{options.get('options', '')} -c synchronous_commit=off"
    with monkeypatch.context() as patched:
        patched.setitem(options, "options", forgets)
        with pytest.raises(ImproperlyConfigured, match="synchronous_commit=off"):
            connection.ensure_connection()
        connection.close()
    connection.ensure_connection()
    assert run("SHOW synchronous_commit") == [("on",)]


@pytest.mark.django_db
def test_elsewhere_nothing_is_asked(
    monkeypatch: pytest.MonkeyPatch,
    assert_queries: Callable[[int], AbstractContextManager[list[str]]],
) -> None:
    monkeypatch.setattr(connection, "vendor", "sqlite")
    with assert_queries(0) as asked:
        check_durability(connection)
    assert asked == []


@pytest.mark.django_db
def test_a_step_of_statements_draws_no_model_as_it_was_then() -> None:
    class Unasked:
        def __getattr__(self, name: str) -> None:
            raise AssertionError("It asked for the models as they were then.")

    step: Any = on_sqlite("SELECT 1", backwards=("SELECT 1",))
    for move in (step.database_forwards, step.database_backwards):
        move("records", Editor(), Unasked(), Unasked())
    assert not type(step)(step.code).reversible
