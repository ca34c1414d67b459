"""What a test must know of the real servers: where they are, and whether there are any."""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


def redis_url_of_this_process() -> str:
    """The Redis of CONCORD_TEST_REDIS_URL, with a database of its own for each xdist process.

    Empty when none is given.
    """
    given = os.environ.get("CONCORD_TEST_REDIS_URL", "")
    if not given:
        return ""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return urlunsplit(urlsplit(given)._replace(path=f"/{number}"))


def environment_of_a_process(settings: Any) -> dict[str, str]:
    """The environment in which a second process works on this test's database, as the application.

    Args:
        settings: Django's, once the test database stands.
    """
    database = settings.DATABASES["default"]
    address = os.environ["DATABASE_URL"]
    if database["ENGINE"].endswith("sqlite3"):
        address = f"sqlite:///{database['NAME']}"
    else:
        address = urlunsplit(urlsplit(address)._replace(path=f"/{database['NAME']}"))
    return {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PGOPTIONS": f"-c role={settings.APPLICATION_ROLE}",
        "PYTHONPATH": str(ROOT),
        "REDIS_URL": settings.REDIS_URL,
    }


def worker_command(schedule: Path) -> list[str]:
    """The command of a worker with its own beat, so that the relay ticks."""
    return [
        *(sys.executable, "-m", "celery", "--app", "config.celery", "worker"),
        *("--pool", "solo", "--without-mingle", "--without-gossip", "--loglevel", "WARNING"),
        *("--beat", "--schedule", str(schedule)),
    ]
