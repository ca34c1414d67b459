"""Worlds that nearly every test begins with, made by the actions once and then written as rows.

    @remembered
    def inspection_at(state="fieldwork", *, at=None): ...

The first call in a process does what it does for any person: hundreds of statements. What it left
in an empty database is kept, with what it answered; the next call with the same words, in an empty
database within the same hour, writes those rows in one statement. Everything else is made anew: a
call in a test that commits, with a row or a moment among its words, beside what a test has made
before; and every call on SQLite, where statements are cheap.
"""

import functools
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.db import connection
from django.utils import timezone

from tools.servers import PAST_GUARDS

Words = ParamSpec("Words")
World = TypeVar("World")
Key = tuple[object, ...]

# Where whatever a test makes leaves a row before any other.
_FIRST = (
    "frameworks_framework",
    "frameworks_theme",
    "organisations_imprint",
    "organisations_inspectorate",
    "organisations_legalpower",
    "organisations_localarea",
    "organisations_user",
    "records_auditentry",
    "reports_templatewithdrawal",
)
_EMPTY = f"SELECT NOT ({' OR '.join(f'EXISTS (SELECT FROM {name})' for name in _FIRST)})"  # noqa: S608 - ours
# Written by the migrations, and there before any test.
_STAYS = ("django_migrations", "django_content_type", "auth_permission")
_TABLES = """
    SELECT tables.relname, string_agg(quote_ident(columns.attname), ', ' ORDER BY columns.attnum)
    FROM pg_class AS tables
    JOIN pg_attribute AS columns ON columns.attrelid = tables.oid
        AND columns.attnum > 0 AND NOT columns.attisdropped AND columns.attgenerated = ''
    WHERE tables.relkind = 'r' AND tables.relnamespace = 'public'::regnamespace
        AND tables.relname <> ALL (%s)
    GROUP BY tables.relname ORDER BY tables.relname
"""
_NUMBERED = """
    SELECT sequences.relname, tables.relname, columns.attname
    FROM pg_class AS sequences
    JOIN pg_depend AS owned ON owned.objid = sequences.oid AND owned.deptype IN ('a', 'i')
    JOIN pg_class AS tables ON tables.oid = owned.refobjid
    JOIN pg_attribute AS columns
        ON columns.attrelid = tables.oid AND columns.attnum = owned.refobjsubid
    WHERE sequences.relkind = 'S' AND tables.relnamespace = 'public'::regnamespace
"""


class _Kept(NamedTuple):
    rows: str
    answer: bytes


_kept: dict[Key, _Kept] = {}


def remembered(build: Callable[Words, World]) -> Callable[Words, World]:
    """Decorate a factory whose world may be written again instead of made again."""

    @functools.wraps(build)
    def asked(*args: Words.args, **options: Words.kwargs) -> World:
        key = _key(build.__qualname__, args, options)
        if key is None or not _is_possible():
            return build(*args, **options)
        with writing_past_guards() as cursor:
            kept = _kept.get(key)
            if kept is not None:
                cursor.execute(kept.rows)
                answer: World = pickle.loads(kept.answer)  # noqa: S301 - pickled below
                return answer
        made = build(*args, **options)
        with writing_past_guards() as cursor:
            _kept[key] = _Kept(_rows(cursor), pickle.dumps(made))
        return made

    return asked


def _key(name: str, args: tuple[object, ...], options: dict[str, Any]) -> Key | None:
    """Plain words make a key; with a row or a moment among them, each call is its own."""
    said = {word: value for word, value in options.items() if value is not None}
    if not all(map(_is_plain, (*args, *said.values()))):
        return None
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    return (name, args, tuple(sorted(said.items())), hour)


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int)


def _is_possible() -> bool:
    """In a test's own transaction, by a session that may write past guards, with nothing there."""
    if connection.vendor != "postgresql" or not connection.in_atomic_block:
        return False
    if past_guards() is None:
        return False
    with writing_past_guards() as cursor:
        cursor.execute(_EMPTY)
        return bool(cursor.fetchone()[0])


@functools.cache
def past_guards() -> str | None:
    """The role that no policy hides rows from, as `SET ROLE` names it; None if there is none here.

    A superuser's session is one itself; the private cluster of the tests has one.
    """
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")
        if cursor.fetchone()[0]:
            return "NONE"
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s AND rolsuper", [PAST_GUARDS])
        return PAST_GUARDS if cursor.rowcount else None


@contextmanager
def writing_past_guards() -> Iterator[Any]:
    """A cursor that no policy hides rows from and no trigger watches; a test counts none of it."""
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_setting('role'))")
        (before,) = cursor.fetchone()
        cursor.execute(f"SET ROLE {past_guards()}; SET session_replication_role = replica")
        yield cursor
        cursor.execute(f"SET session_replication_role = origin; SET ROLE {before}")


def _rows(cursor: Any) -> str:
    """The statements that write every row that is there."""
    cursor.execute(_TABLES, [list(_STAYS)])
    statements, filled = [], set()
    for table, columns in cursor.fetchall():
        cursor.execute(f'SELECT json_agg(one)::text FROM "{table}" AS one')  # noqa: S608 - ours
        rows = cursor.fetchone()[0]
        if rows is not None:
            filled.add(table)
            insert = (
                f'INSERT INTO "{table}" ({columns}) SELECT {columns} '  # noqa: S608 - ours
                f'FROM json_populate_recordset(NULL::"{table}", %s)'
            )
            statements.append(cursor.mogrify(insert, [rows]).decode())
    cursor.execute(_NUMBERED)
    # A test of a migration may have made a table, and with it its numbers, anew.
    statements += [
        f"SELECT setval('\"{numbers}\"', GREATEST("  # noqa: S608 - ours
        f'(SELECT last_value FROM "{numbers}"), (SELECT max("{column}") FROM "{table}")))'
        for numbers, table, column in cursor.fetchall()
        if table in filled
    ]
    # Who acted last goes on acting until the test's transaction ends (records.actor.acting_as).
    cursor.execute("SELECT coalesce(current_setting('concord.actor', true), '')")
    acting = cursor.mogrify("SELECT set_config('concord.actor', %s, true)", cursor.fetchone())
    return ";\n".join([*statements, acting.decode()])
