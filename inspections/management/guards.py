"""Tables of PostgreSQL without their guards for as long as very many rows are written.

Of each row of a million, the database would ask its foreign keys, put it into every index and call
its triggers. Taken away before and made again after, the same is done once for all of them: a
foreign key that is made again is checked over the whole table. All of it is one transaction: who
else reads sees the tables with their guards, before or after.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import ProgrammingError, connection, transaction

# By what takes a guard away and what makes it again. `%s` is the list of the tables.
_KEYS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s',
        conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
"""
_INDEXES = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index WHERE NOT indisunique AND indrelid = ANY(%s::regclass[])
"""
_SECURITY = """
SELECT format('ALTER TABLE %%s NO FORCE ROW LEVEL SECURITY', oid::regclass),
    format('ALTER TABLE %%s FORCE ROW LEVEL SECURITY', oid::regclass)
FROM pg_class WHERE relforcerowsecurity AND oid = ANY(%s::regclass[])
"""
_TRIGGERS = """
SELECT format('ALTER TABLE %%s DISABLE TRIGGER %%I', tgrelid::regclass, tgname),
    format('ALTER TABLE %%s ENABLE TRIGGER %%I', tgrelid::regclass, tgname)
FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgrelid = ANY(%s::regclass[])
"""


def run(*statements: str) -> None:
    """Run these statements, one after another."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def guards_off(tables: Sequence[str], *, triggers_too: bool) -> Iterator[None]:
    """On PostgreSQL, take away what guards these tables, and make it again. Elsewhere nothing.

    Args:
        triggers_too: without their triggers; otherwise those see every row.

    Raises:
        CommandError: this role does not own the tables.
    """
    if connection.vendor != "postgresql":
        yield
        return
    kinds = (_KEYS, _INDEXES, _SECURITY, *([_TRIGGERS] if triggers_too else []))
    pairs = [pair for kind in kinds for pair in _asked(kind, tables)]
    with transaction.atomic():
        run("SET CONSTRAINTS ALL IMMEDIATE", "SET LOCAL maintenance_work_mem = '256MB'")
        try:
            run(*(off for off, _ in pairs))
        except ProgrammingError as error:
            raise CommandError(
                f"{str(error).strip()}: only the owner of the tables takes their guards away. "
                "Set DATABASE_URL to that role; nothing was written."
            ) from error
        yield
        # Where PostgreSQL knows the tables as they were, empty, it checks a foreign key by looking
        # through the other table for each row.
        run("ANALYZE", "SET CONSTRAINTS ALL IMMEDIATE", *(on for _, on in pairs))
        run("SET CONSTRAINTS ALL DEFERRED", "SET LOCAL maintenance_work_mem = DEFAULT")


def _asked(question: str, tables: Sequence[str]) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(question, [list(tables)])
        return list(cursor.fetchall())
