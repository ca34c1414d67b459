"""The world of the matrix, made once for a module and never kept."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests.attacks.world import World


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Everybody at every stage, in one transaction that is undone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = World()
        made.sign_everybody_in()
        # What refers to what is looked at now: put off, it would be looked at after every test.
        connection.check_constraints()
        yield made
        transaction.set_rollback(True)
