"""Plain SQL as the application's role, for what the database itself allows and refuses."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction


def refused(statement: str, *values: Any) -> str:
    """What the database says to a statement that it refuses."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    return str(caught.value)


def touched(statement: str, *values: Any) -> int:
    """How many rows a statement changes or deletes."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
