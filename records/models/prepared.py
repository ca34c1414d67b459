"""Statements for the database that are put into SQL once.

Django writes the SQL of a queryset anew each time that it is asked, and that of a row each time
that it is saved. For the question that every page of an inspection begins with (seven tables, six
conditions) writing took twenty times as long as asking. Here the SQL is written for stand-ins,
kept for the life of the process, and sent with the real values.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query import ModelIterable


@dataclass(frozen=True)
class _Written:
    """SQL, and for each of its parameters the name of a value, or None and the parameter."""

    rows: models.QuerySet[Any]
    compiler: Any
    sql: str
    parameters: tuple[tuple[str | None, Any], ...]

    def filled(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters with these values in their places."""
        line = self.compiler.connection
        adapted = {name: _adapted(value, line) for name, value in values.items()}
        return tuple(given if name is None else adapted[name] for name, given in self.parameters)


class Prepared:
    """A queryset whose SQL is written when a connection first asks it, and kept with that."""

    def __init__(
        self, build: Callable[..., models.QuerySet[Any]], stand_ins: Mapping[str, Any]
    ) -> None:
        """Take what makes the queryset, and a distinct value for each of its arguments.

        Args:
            build: takes the arguments by name. Its SQL must not depend on their values.
            stand_ins: values that stand nowhere else in the SQL's parameters.
        """
        self._build = build
        self._stand_ins = dict(stand_ins)

    def ask(self, **values: Any) -> list[Any]:
        """The rows, as the queryset would give them.

        Args:
            values: by the names of the stand-ins; a date for a date, a key for a key.
        """
        written = self._now_written()
        parameters = written.filled(values)
        compiler = copy.copy(written.compiler)
        compiler.as_sql = lambda *_args, **_options: (written.sql, parameters)
        query = copy.copy(written.rows.query)
        query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]  # of this copy alone
        # A queryset that is copied as a whole is asked first, with the stand-ins for values.
        rows = type(written.rows)(written.rows.model, query, using=compiler.using)
        return list(ModelIterable(rows))

    def tuples(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a queryset of texts and numbers, as the driver gives them."""
        written = self._now_written()
        with written.compiler.connection.cursor() as cursor:
            cursor.execute(written.sql, written.filled(values))
            return list(cursor.fetchall())

    def _now_written(self) -> _Written:
        line = connections[DEFAULT_DB_ALIAS]
        # On the connection itself: it goes when its thread does.
        kept = line.__dict__.setdefault("prepared", {})
        if self not in kept:
            kept[self] = self._write(line)
        written: _Written = kept[self]
        return written

    def _write(self, line: BaseDatabaseWrapper) -> _Written:
        rows = self._build(**self._stand_ins)
        compiler = rows.query.get_compiler(connection=line)
        sql, given = compiler.as_sql()
        names = {_adapted(value, line): name for name, value in self._stand_ins.items()}
        parameters = tuple((names.get(one), one) for one in given)
        unused = set(self._stand_ins) - {name for name, _ in parameters}
        if unused:
            raise ValueError(f"The SQL asks for no {', '.join(sorted(unused))}.")
        if compiler.select is not None:
            # What makes values of columns is the same at every call.
            converters = compiler.get_converters([column[0] for column in compiler.select])
            compiler.get_converters = lambda _expressions: converters
        return _Written(rows, compiler, sql, parameters)


@dataclass(frozen=True)
class _Insert:
    """The INSERT of a table: what comes before the rows, one row, and what comes after.

    Of each field, what takes its value from a row, and what makes of it what is kept.
    """

    fields: tuple[tuple[Any, Any], ...]
    head: str
    row: str
    tail: str


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model by one statement whose SQL is written once.

    As `save(force_insert=True)` does it, without signals and without a savepoint: a row that breaks
    a constraint has to be caught around an `atomic()`. Keys that the database gives are set on the
    row where there is one; where there are several, nobody has asked for them.

    Raises:
        IntegrityError: a constraint says no.
    """
    if not rows:
        return
    line = connections[DEFAULT_DB_ALIAS]
    insert = _insert_of(type(rows[0]), line)
    values = ", ".join([insert.row] * len(rows))
    parameters = [
        as_kept(value_of(row, True), line) for row in rows for value_of, as_kept in insert.fields
    ]
    is_asked_back = bool(insert.tail) and len(rows) == 1
    with line.cursor() as cursor:
        cursor.execute(insert.head + values + insert.tail * is_asked_back, parameters)
        if is_asked_back:
            rows[0].pk = cursor.fetchone()[0]
    for row in rows:
        row._state.adding, row._state.db = False, line.alias


def _insert_of(model: type[models.Model], line: BaseDatabaseWrapper) -> _Insert:
    insert = _INSERTS.get((model, line.vendor))
    if insert is None:
        insert = _INSERTS[model, line.vendor] = _write_insert(model, line)
    return insert


_INSERTS: dict[tuple[type[models.Model], str], _Insert] = {}


def _write_insert(model: type[models.Model], line: BaseDatabaseWrapper) -> _Insert:
    """The INSERT of this model, in the SQL of this kind of database."""
    quote, meta = line.ops.quote_name, model._meta
    fields = [field for field in meta.concrete_fields if not getattr(field, "generated", False)]
    key = meta.auto_field
    if key is not None:
        fields.remove(key)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return _Insert(
        tuple((field.pre_save, field.get_db_prep_save) for field in fields),
        f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ",  # noqa: S608 - the model's own names
        f"({', '.join(['%s'] * len(fields))})",
        f" RETURNING {quote(str(key.column))}" if key is not None else "",
    )


def update_rows(
    model: type[models.Model], *, where: Mapping[str, Any], changes: Mapping[str, Any]
) -> int:
    """Change rows of one model by one statement whose SQL is written once.

    As `filter(**where).update(**changes)` does it, for plain columns and plain values.

    Args:
        where: what each of these fields of a row must hold; a key for a foreign key.
        changes: what each of these fields then holds.

    Returns:
        How many rows there were.

    Raises:
        IntegrityError: a constraint says no.
    """
    line = connections[DEFAULT_DB_ALIAS]
    update = _update_of(model, tuple(changes), tuple(where), line.vendor)
    parameters = [
        as_kept(value, line)
        for as_kept, value in zip(update.as_kept, (*changes.values(), *where.values()), strict=True)
    ]
    with line.cursor() as cursor:
        cursor.execute(update.sql, parameters)
        return int(cursor.rowcount)


@dataclass(frozen=True)
class _Update:
    """The UPDATE of a table by some columns, and what makes of each value what is kept."""

    sql: str
    as_kept: tuple[Callable[..., Any], ...]


@cache
def _update_of(
    model: type[models.Model], changed: tuple[str, ...], known_by: tuple[str, ...], _vendor: str
) -> _Update:
    """The UPDATE of these fields where those fields are known, in the SQL of this database."""
    quote, meta = connections[DEFAULT_DB_ALIAS].ops.quote_name, model._meta
    fields: list[Any] = [meta.get_field(name) for name in (*changed, *known_by)]
    columns = [f"{quote(field.column)} = %s" for field in fields]
    what, which = ", ".join(columns[: len(changed)]), " AND ".join(columns[len(changed) :])
    sql = f"UPDATE {quote(meta.db_table)} SET {what} WHERE {which}"  # noqa: S608 - the model's own names
    return _Update(sql, tuple(field.get_db_prep_save for field in fields))


def _adapted(value: Any, line: BaseDatabaseWrapper) -> Any:
    """A value as the database's driver is given it: SQLite's knows no moments and no days."""
    if isinstance(value, datetime):
        return line.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return line.ops.adapt_datefield_value(value)
    return value
