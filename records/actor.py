"""Who acts. The database asks too: row-level security reads the actor of the transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


def set_actor(person: Any) -> None:
    """Tell PostgreSQL, for this transaction, who acts. Elsewhere there is nobody to tell.

    Args:
        person: the user, or None for nobody: then the database shows no protected row.
    """
    if connection.vendor == "postgresql":
        actor = str(person.pk) if person is not None and person.pk else ""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('concord.actor', %s, true)", [actor])


@contextmanager
def acting_as(person: Any) -> Iterator[None]:
    """One transaction in which this person acts.

    Within another's act, the person named last stays until that act ends, or until it names its own
    person again; an act that fails gives the actor before it back.
    """
    with transaction.atomic():
        set_actor(person)
        yield
