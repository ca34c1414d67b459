"""A question to the database that is put into SQL once.

Django writes the SQL of a queryset anew each time that it is asked. For the one question that
every page of an inspection begins with (seven tables, six conditions) that took twenty times as
long as asking it. Here the SQL is written for stand-ins, kept, and asked with the real values.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.db.models.query import ModelIterable


@dataclass(frozen=True)
class _Written:
    """SQL, and for each of its parameters the name of a value, or None and the parameter."""

    rows: models.QuerySet[Any]
    compiler: Any
    sql: str
    parameters: tuple[tuple[str | None, Any], ...]


class Prepared:
    """A queryset whose SQL is written at the first call and kept for the life of the process."""

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
        self._written: dict[str, _Written] = {}

    def ask(self, **values: Any) -> list[Any]:
        """The rows, as the queryset would give them.

        Args:
            values: by the names of the stand-ins; a date for a date, a key for a key.
        """
        written = self._written.get(connection.vendor) or self._write()
        adapted = {name: _adapted(value) for name, value in values.items()}
        parameters = tuple(
            given if name is None else adapted[name] for name, given in written.parameters
        )
        compiler = copy.copy(written.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: (written.sql, parameters)
        rows = copy.copy(written.rows)
        rows.query = copy.copy(written.rows.query)
        rows.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]  # of this copy alone
        return list(ModelIterable(rows))

    def _write(self) -> _Written:
        rows = self._build(**self._stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        sql, given = compiler.as_sql()
        names = {_adapted(value): name for name, value in self._stand_ins.items()}
        parameters = tuple((names.get(one), one) for one in given)
        unused = set(self._stand_ins) - {name for name, _ in parameters}
        if unused:
            raise ValueError(f"The SQL asks for no {', '.join(sorted(unused))}.")
        written = _Written(rows, compiler, sql, parameters)
        self._written[connection.vendor] = written
        return written


def _adapted(value: Any) -> Any:
    """A value as the database's driver is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
