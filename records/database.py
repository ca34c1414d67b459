"""What the database itself guards, on PostgreSQL and on SQLite.

Migrations use `refuse_changes` and `row_level_security`; set-up uses `grant_application_role`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper

from records.models import AppendOnly

ALL_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
_REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION concord_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
_ACTOR_FUNCTION = """
CREATE OR REPLACE FUNCTION concord_actor() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT NULLIF(current_setting('concord.actor', true), '')::bigint
$$;
"""


class StatementsAlone(migrations.RunPython):
    """A migration operation that asks for no model.

    So the models need not be drawn as they were then, which for each such step of a migration takes
    longer than all its statements.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        self.code(None, schema_editor)  # type: ignore[arg-type]  # it looks at no model

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if self.reverse_code is None:
            super().database_backwards(app_label, schema_editor, *states)
        else:
            self.reverse_code(None, schema_editor)  # type: ignore[arg-type]  # nor the way back


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def create_change_guard(connection: BaseDatabaseWrapper, table: str) -> None:
    """Let the table refuse UPDATE and DELETE, from whoever they come."""
    if connection.vendor == "postgresql":
        _run(
            connection,
            _REFUSE_FUNCTION,
            f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION concord_refuse_change()",
        )
        return
    for act in ("UPDATE", "DELETE"):
        _run(
            connection,
            f"CREATE TRIGGER {table}_never_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} never change'); END",
        )


def drop_change_guard(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the guard away: for a migration backwards, and for emptying a test database."""
    if connection.vendor == "postgresql":
        _run(connection, f"DROP TRIGGER IF EXISTS {table}_never_changes ON {table}")
        return
    for act in ("update", "delete"):
        _run(connection, f"DROP TRIGGER IF EXISTS {table}_never_{act}")


def refuse_changes(*tables: str) -> migrations.RunPython:
    """A migration operation: from now on these tables only grow."""

    def forwards(_apps: Any, editor: Any) -> None:
        for table in tables:
            create_change_guard(editor.connection, table)

    def backwards(_apps: Any, editor: Any) -> None:
        for table in tables:
            drop_change_guard(editor.connection, table)

    return StatementsAlone(forwards, backwards)


def fix_columns(table: str, *columns: str) -> list[migrations.RunPython]:
    """Migration operations: what these columns say when a row is added, they say for ever.

    For a table whose rows change otherwise. An UPDATE that names one of them is refused.
    """
    name, named = f"{table}_keeps", ", ".join(columns)
    return [
        on_postgresql(
            _REFUSE_FUNCTION,
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {named} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION concord_refuse_change()",
            backwards=(f"DROP TRIGGER IF EXISTS {name} ON {table}",),
        ),
        on_sqlite(
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {named} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{named} of {table} never change'); END",
            backwards=(f"DROP TRIGGER IF EXISTS {name}",),
        ),
    ]


_LOCK_FORM = "PERFORM pg_advisory_xact_lock(hashtextextended({key}::text, 0)); "


def drop_draft_when_sent(table: str) -> list[migrations.RunPython]:
    """Migration operations: a row in this table of receipts drops the draft of the same form.

    As the first migrations had it, whatever another window had typed since; they stay as they are.
    `settle_draft_when_sent` takes its place, and new tables begin with that.

    Args:
        table: a table of `SaveReceipt` rows.
    """
    drop = "DELETE FROM records_draft WHERE receipt = NEW.key;"
    return _when_sent(table, drop, drop)


def settle_draft_when_sent(table: str) -> list[migrations.RunPython]:
    """Migration operations: a row in this table of receipts settles the draft of the same form.

    What the page that was sent knew of goes. What another window of the same form saved later
    stays: under a key of its own, so that it is not taken for sent (`Draft.left_by` has the old).

    Args:
        table: a table of `SaveReceipt` rows, with their `draft_version`.
    """
    name = f"{table}_drops_draft"
    settle = (
        "DELETE FROM records_draft WHERE receipt = NEW.key AND version <= NEW.draft_version; "
        "UPDATE records_draft SET left_by = receipt, receipt = {new_key} WHERE receipt = NEW.key;"
    )
    earlier, _ = drop_draft_when_sent(table)
    locked = _LOCK_FORM.format(key="NEW.key")
    return [
        StatementsAlone(migrations.RunPython.noop, earlier.code),
        on_sqlite(f"DROP TRIGGER IF EXISTS {name}"),
        *_when_sent(
            table,
            locked + settle.format(new_key="gen_random_uuid()"),
            settle.format(new_key="lower(hex(randomblob(16)))"),
        ),
    ]


def first_save_waits() -> migrations.RunPython:
    """A migration operation: the first save of a draft waits for its form that is being sent.

    Neither would see the other otherwise, and a draft would stay that is taken for sent. SQLite has
    one writer at a time.
    """
    name = "records_draft_waits"
    drop = f"DROP FUNCTION IF EXISTS {name}() CASCADE"
    return on_postgresql(
        drop,
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {_LOCK_FORM.format(key='NEW.receipt')} RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE INSERT ON records_draft FOR EACH ROW "
        f"EXECUTE FUNCTION {name}()",
        backwards=(drop,),
    )


def _when_sent(table: str, on_postgres: str, on_lite: str) -> list[migrations.RunPython]:
    name = f"{table}_drops_draft"
    drop = f"DROP FUNCTION IF EXISTS {name}() CASCADE"
    return [
        on_postgresql(
            drop,
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {on_postgres} RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
            backwards=(drop,),
        ),
        on_sqlite(
            f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW BEGIN {on_lite} END",
            backwards=(f"DROP TRIGGER IF EXISTS {name}",),
        ),
    ]


def made_again(*operations: migrations.RunPython) -> migrations.RunPython:
    """A migration operation: on SQLite, the guards of tables that this migration has changed.

    SQLite changes a column by building the table anew, and the triggers of the old one go with it.
    It stands behind the change; before it as well, for the way back.

    Args:
        operations: what made the guards at first: `refuse_changes(…)`, `*fix_columns(…)`.
    """

    def again(apps_then: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            for operation in operations:
                if operation.reverse_code is not None:
                    operation.reverse_code(apps_then, editor)
                operation.code(apps_then, editor)

    return StatementsAlone(again, again)


def on_postgresql(*forwards: str, backwards: tuple[str, ...] = ()) -> migrations.RunPython:
    """A migration operation in SQL that only PostgreSQL runs."""

    def forward(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            _run(editor.connection, *forwards)

    def backward(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            _run(editor.connection, *backwards)

    return StatementsAlone(forward, backward)


def on_sqlite(*forwards: str, backwards: tuple[str, ...] = ()) -> migrations.RunPython:
    """A migration operation in SQL that only SQLite runs."""

    def forward(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            _run(editor.connection, *forwards)

    def backward(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "sqlite":
            _run(editor.connection, *backwards)

    return StatementsAlone(forward, backward)


def row_level_security(
    table: str,
    *,
    select: str,
    insert: str,
    update: str = "",
    delete: str = "",
    forced: bool = True,
) -> migrations.RunPython:
    """A migration operation: row-level security, with one policy per command.

    Args:
        table: the table.
        select: the SQL condition under which a row can be read; may call concord_actor().
        insert: the condition that a new row must meet.
        update: the condition under which a row can be changed; without one nobody can.
        delete: the condition under which a row can be deleted; without one nobody can.
        forced: binds the owner of the table too.
    """
    statements = [
        _ACTOR_FUNCTION,
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({select})",
        f"CREATE POLICY {table}_add ON {table} FOR INSERT WITH CHECK ({insert})",
    ]
    if forced:
        statements.append(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    if update:
        statements.append(
            f"CREATE POLICY {table}_change ON {table} FOR UPDATE USING ({update})"
            f" WITH CHECK ({update})"
        )
    if delete:
        statements.append(f"CREATE POLICY {table}_remove ON {table} FOR DELETE USING ({delete})")
    undo = [
        f"DROP POLICY IF EXISTS {table}_{verb} ON {table}"
        for verb in ("read", "add", "change", "remove")
    ]
    undo.append(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    undo.append(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    return on_postgresql(*statements, backwards=tuple(undo))


def _rights(model: type[models.Model]) -> tuple[str, ...]:
    if issubclass(model, AppendOnly):
        return ("SELECT", "INSERT")
    return getattr(model, "application_rights", ALL_RIGHTS)


def grant_application_role(connection: BaseDatabaseWrapper, *, role: str) -> None:
    """Give the application's role what it needs and no more. Run as the owner of the tables.

    A table that only grows: INSERT and SELECT. A model with `application_rights`: those. Every
    other table: reading and writing. Never TRUNCATE, never the schema.
    """
    if connection.vendor != "postgresql":
        return
    quote = connection.ops.quote_name
    tables = set(connection.introspection.table_names())
    statements = [f"GRANT USAGE ON SCHEMA public TO {quote(role)}"]
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in tables:
            continue
        tables.discard(table)
        statements.append(f"REVOKE ALL ON {quote(table)} FROM {quote(role)}")
        statements.append(f"GRANT {', '.join(_rights(model))} ON {quote(table)} TO {quote(role)}")
    for table in tables:
        rights = "SELECT" if table == "django_migrations" else ", ".join(ALL_RIGHTS)
        statements.append(f"GRANT {rights} ON {quote(table)} TO {quote(role)}")
    statements.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quote(role)}")
    _run(connection, *statements)


@contextmanager
def append_only_triggers_off(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the change guards, for as long as a test database is emptied."""
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)]
    for table in tables:
        drop_change_guard(connection, table)
    try:
        yield
    finally:
        for table in tables:
            create_change_guard(connection, table)


def check_durability(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Refuse a PostgreSQL that forgets what it has acknowledged.

    Raises:
        ImproperlyConfigured: synchronous_commit is off for this connection.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        if cursor.fetchone()[0] == "off":
            raise ImproperlyConfigured(
                "PostgreSQL runs with synchronous_commit=off: a crash would lose saves that were "
                "acknowledged. Set it to on."
            )
