"""A database of its own for a command outside pytest: the races by command, the benchmarks.

    with own_database() as ground:
        django.setup()

It is empty, migrated, and reached as the application's role. CONCORD_TEST_DATABASE_URL names a
server on which it is made; without it a private PostgreSQL is started; where none is installed and
`or_sqlite` is set, it is a SQLite file. A developer's own DATABASE_URL is never used: both commands
fill what they are given with invented rows.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests.servers import ROOT
from tools.servers import private_postgresql

APPLICATION = "concord_app"
# What a developer may have set for the product is not for these.
NOT_OURS = ("DEBUG", "SECRET_KEY", "PUBLIC_ADDRESS", "MFA_REQUIRED", "REDIS_URL")


@contextmanager
def own_database(*, or_sqlite: bool = False) -> Iterator[str]:
    """Set the environment of this process to a new database. Do it before Django reads its own.

    Args:
        or_sqlite: be content with a file where no PostgreSQL is installed.

    Yields:
        What the database is, for a reader.

    Raises:
        FileNotFoundError: no PostgreSQL is installed, and a file will not do.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="concord-own-")))
        address, name = _address(stack, folder, or_sqlite=or_sqlite)
        for variable in NOT_OURS:
            os.environ.pop(variable, None)
        os.environ.update(
            ALLOWED_HOSTS="testserver",
            CONCORD_VAR_DIR=str(folder),
            DATABASE_URL=address,
            DEMONSTRATION="1",
            DJANGO_SETTINGS_MODULE="config.settings",
            EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        )
        subprocess.run(
            [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        # From here on nobody is the owner: row-level security binds what follows.
        os.environ["PGOPTIONS"] = f"-c role={APPLICATION}"
        stack.callback(_hang_up)
        yield name


def _address(stack: ExitStack, folder: Path, *, or_sqlite: bool) -> tuple[str, str]:
    given = os.environ.get("CONCORD_TEST_DATABASE_URL", "")
    if given:
        made = f"concord_own_{os.getpid()}"
        _tell(given, f'CREATE DATABASE "{made}"')
        stack.callback(_tell, given, f'DROP DATABASE "{made}"')
        address = urlunsplit(urlsplit(given)._replace(path=f"/{made}"))
        return address, "the PostgreSQL of CONCORD_TEST_DATABASE_URL, as the application's role"
    try:
        server = stack.enter_context(private_postgresql())
    except FileNotFoundError:
        if not or_sqlite:
            raise
        return f"sqlite:///{folder / 'concord.sqlite3'}", "SQLite, as no PostgreSQL is installed"
    return server.url, f"PostgreSQL {server.version}, as the application's role"


def _tell(address: str, statement: str) -> None:
    line = psycopg2.connect(address, options="")
    try:
        line.autocommit = True
        with line.cursor() as cursor:
            cursor.execute(statement)
    finally:
        line.close()


def _hang_up() -> None:
    from django.db import connections

    connections.close_all()
    os.environ.pop("PGOPTIONS", None)
