"""What every test may ask for. Factories are in tests/factories/, one file per app."""

import gc
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from records.database import append_only_triggers_off, grant_application_role
from tests.factories.remembered import past_guards, writing_past_guards
from tests.network import stay_on_this_machine
from tests.servers import ROOT, environment_of_a_process, worker_command
from tests.stages import is_told_here

stay_on_this_machine()
pytest_plugins = ["tests.journeys.counted"]

# The same examples on every machine, and no stopwatch: two cores may be busy with other tests.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.load_profile("house")

# A statement that steers the transaction; what a page asks for is counted without it.
TRANSACTION_CONTROL = re.compile(
    r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET\s|RESET\s|SELECT set_config)", re.I
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what another stage tells; pytest counts it as deselected."""
    away = [item for item in items if not is_told_here(item)]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if is_told_here(item)]


def pytest_collection_finish() -> None:
    """What is loaded now stays: the collector need not look at thousands of tests again and again.

    A run is shorter by a twentieth, and what a test leaves behind is collected all the same.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


# --- the database, as the application meets it --------------------------------------------------


def _make_role(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE ROLE "{role}" NOLOGIN NOSUPERUSER NOBYPASSRLS')
            cursor.execute(f'GRANT "{role}" TO CURRENT_USER')


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, migrated by its owner; from then on every connection is the application.

    On PostgreSQL a superuser and an owner see past row-level security, so a test that ran as one
    of them would prove nothing.
    """
    if connection.vendor != "postgresql":
        yield
        return
    role = django_settings.APPLICATION_ROLE
    options = connection.settings_dict.setdefault("OPTIONS", {})
    with django_db_blocker.unblock():
        _make_role(role)
        grant_application_role(connection, role=role)
        connection.close()
    options["options"] = f"-c role={role}"
    yield
    with django_db_blocker.unblock():
        connection.close()
    del options["options"]


# Written by the migrations and by nothing else: emptied, they would be written anew each time.
_STAYS = {"django_migrations", "django_content_type", "auth_permission"}


def _empty_the_database(_case: TransactionTestCase) -> None:
    """Empty the tables that tests have written to; emptying each of them takes far longer.

    The owner may, the application may not. Who may write past guards takes the rows out one table
    at a time: to truncate a table takes those with it that refer to it, and a file for each.
    """
    if connection.vendor != "postgresql":
        with append_only_triggers_off(connection), connection.constraint_checks_disabled():
            _delete({*connection.introspection.table_names()})
        return
    connection.ensure_connection()
    if past_guards() is not None:
        with writing_past_guards() as cursor:
            cursor.execute(_WRITTEN_TO)
            tables = {name for (name,) in cursor.fetchall()} - _STAYS
            taken_out = [f'DELETE FROM "{name}"' for name in sorted(tables)]  # noqa: S608 - ours
            cursor.execute(";".join(["SELECT", *taken_out]))
        return
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        try:
            cursor.execute(_WRITTEN_TO)
            _truncate(cursor, {name for (name,) in cursor.fetchall()})
        finally:
            cursor.execute("RESET ROLE")


# By its pages: rows that a policy hides are on them too.
_WRITTEN_TO = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""


def _truncate(cursor: Any, tables: set[str]) -> None:
    names = ", ".join(connection.ops.quote_name(name) for name in sorted(tables - _STAYS))
    if names:
        cursor.execute(f"TRUNCATE {names} CASCADE")


def _delete(tables: set[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name in sorted(tables - _STAYS):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608 - ours


TransactionTestCase._fixture_teardown = _empty_the_database


@pytest.fixture
def as_owner(db: None) -> Callable[[], AbstractContextManager[None]]:
    """`with as_owner():` the owner of the tables, for what the application's role may not do."""

    @contextmanager
    def owner() -> Iterator[None]:
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
            try:
                yield
            finally:
                cursor.execute("RESET ROLE")

    return owner


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits of one test are not the next one's."""
    cache.clear()


# --- people and pages ---------------------------------------------------------------------------


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """`client_of(person)`: a browser of the test's own, signed in as this person."""

    def signed_in(person: Any, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in


@pytest.fixture
def count_queries() -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_queries() as asked:` then `asked` lists the statements, transactions apart."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        asked: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield asked
        statements = [query["sql"] for query in captured.captured_queries]
        asked.extend(sql for sql in statements if not TRANSACTION_CONTROL.match(sql))

    return counted


@pytest.fixture
def assert_queries(
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> Callable[[int], AbstractContextManager[list[str]]]:
    """`with assert_queries(6):` exactly six statements, transaction control apart."""

    @contextmanager
    def exactly(expected: int) -> Iterator[list[str]]:
        with count_queries() as asked:
            yield asked
        listing = "\n".join(f"{number}. {sql}" for number, sql in enumerate(asked, 1))
        assert len(asked) == expected, f"{len(asked)} queries, not {expected}:\n{listing}"

    return exactly


# --- other processes ----------------------------------------------------------------------------


@pytest.fixture
def start_worker(
    transactional_db: None, settings: Any, tmp_path: Path
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """`start_worker()`: a real worker process, with a beat, on this test's database and broker.

    Each has a process group of its own, so that `os.killpg(worker.pid, SIGKILL)` ends its
    children too. Whatever still runs after the test is ended.
    """
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        assert settings.REDIS_URL, "a worker process needs CONCORD_TEST_REDIS_URL: mark the test"
        worker = subprocess.Popen(
            worker_command(tmp_path / f"beat-{len(started)}"),
            cwd=ROOT,
            env=environment_of_a_process(settings),
            start_new_session=True,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=10)


@pytest.fixture(scope="session")
def chromium_executable() -> str | None:
    """The system's Chromium for Playwright, or None for the one that Playwright fetched."""
    return shutil.which("chromium")
