"""Which stage of `make test` tells a test (docs/adr/0016).

What needs no database is told once. What uses one is told on PostgreSQL, as the application's role,
which is what inspectorates run. On SQLite, which the demonstration runs, the usual stage tells what
may go another way there, and the browser journeys go through its pages; `make test-sqlite` tells
all of it there too. Called by hand, pytest leaves nothing out but what needs servers.
"""

import os
from fnmatch import fnmatch

import pytest

# Set by the stage that tells on SQLite only what may go another way there.
SELECTION = "CONCORD_TEST_SELECTION"
# What speaks SQL of its own, asks the database to refuse, changes its schema, or holds rows of
# every kind; and the rooms whose tests take no time.
MAY_DIFFER = (
    "tests/config/*",
    "tests/desk/*",
    "tests/faults/*",
    "tests/frameworks/*",
    "tests/house/*",
    "tests/organisations/*",
    "tests/pages/*",
    "tests/properties/test_drafts.py",
    "tests/records/*",
    "*database*.py",
    "*drafts*.py",
    "*guards*.py",
    "*migration*.py",
    "*outcome*.py",
    "*query_counts*.py",
    "tests/*/test_*races*.py",
    "*search*.py",
    "*secrecy*.py",
    "*upgrading*.py",
)


def asks_for_a_database(item: pytest.Item) -> bool:
    """Whether a test can reach one at all: pytest-django refuses it to every other."""
    asked = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def is_told_here(item: pytest.Item) -> bool:
    """Whether this stage tells a test; pytest counts the others as deselected."""
    needs_servers = item.get_closest_marker("postgres") is not None
    if os.environ.get("CONCORD_TEST_DATABASE_URL"):
        return needs_servers or asks_for_a_database(item)
    if needs_servers:
        return False
    if not os.environ.get(SELECTION) or not asks_for_a_database(item):
        return True
    return may_differ(item.location[0])


def may_differ(file: str) -> bool:
    """Whether the tests of a file are told on both databases; `file` is relative to the root."""
    return any(fnmatch(file, pattern) for pattern in MAY_DIFFER)
