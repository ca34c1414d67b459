"""`make test`: three stages, what each of them ran, and the total.

    python -m tools.run_tests [unit] [servers] [journeys] [sqlite] [-- words for pytest]

unit      what needs no database, and what may go another way on SQLite (tests/stages.py)
servers   everything that uses a database or needs a server, on PostgreSQL, Redis and a worker
journeys  the browser journeys, on SQLite
sqlite    everything that needs no server and no browser, on SQLite; runs only when it is named

CONCORD_TEST_DATABASE_URL and CONCORD_TEST_REDIS_URL name servers to use; without them, private
ones are started and ended. A test that was skipped counts as a failure: nothing is left out
without being named.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree  # what pytest wrote on this machine

from tools.servers import POSTGRESQL_MAJOR, REDIS_MAJOR, private_postgresql, private_redis

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "var" / "test-results"
PROCESSES = str(min(os.cpu_count() or 1, 4))


class Outcome(NamedTuple):
    """What a stage ran."""

    name: str
    passed: int
    failed: int


def count(report: Path, name: str, code: int) -> Outcome:
    """The numbers of a JUnit report. No report, no test or a bad exit code counts as a failure."""
    if not report.exists():
        return Outcome(f"{name} (did not run)", 0, 1)
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it
    total = failed = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += sum(int(suite.get(kind, 0)) for kind in ("failures", "errors", "skipped"))
    if total == 0:
        return Outcome(f"{name} (no test was found)", 0, 1)
    passed = max(total - failed, 0)
    return Outcome(name, passed, max(failed, 1) if code else failed)


def pytest(name: str, slug: str, *words: str, **environment: str) -> Outcome:
    """Run pytest for one stage."""
    print(f"\n=== {name} ===", flush=True)
    report = RESULTS / f"{slug}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *words]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False)
    return count(report, name, done.returncode)


@contextmanager
def real_servers() -> Iterator[tuple[dict[str, str], str]]:
    """The servers' addresses as environment, and a sentence that names them."""
    with ExitStack() as stack:
        addresses, names = {}, []
        for variable, name, start, usual in (
            ("CONCORD_TEST_DATABASE_URL", "PostgreSQL", private_postgresql, POSTGRESQL_MAJOR),
            ("CONCORD_TEST_REDIS_URL", "Redis", private_redis, REDIS_MAJOR),
        ):
            if os.environ.get(variable):
                addresses[variable] = os.environ[variable]
                names.append(f"the {name} of {variable}")
                continue
            server = stack.enter_context(start())
            addresses[variable] = server.url
            names.append(f"{name} {server.version}")
            if not server.version.startswith(f"{usual}."):
                print(f"Note: docker-compose.yml runs {name} {usual}, this is {server.version}.")
        yield addresses, " and ".join(names)


def without_servers() -> dict[str, str]:
    """The environment that hides servers from the stages that run without."""
    return {"CONCORD_TEST_DATABASE_URL": "", "CONCORD_TEST_REDIS_URL": ""}


def run_unit(words: list[str]) -> Outcome:
    """What needs no database, and what may go another way on SQLite."""
    chosen = ("-m", "not journey and not postgres", "-n", PROCESSES, *words)
    environment = {**without_servers(), "CONCORD_TEST_SELECTION": "1"}
    return pytest("unit tests, SQLite where one is asked for", "unit", *chosen, **environment)


def run_sqlite(words: list[str]) -> Outcome:
    """Everything that needs no server, on SQLite."""
    chosen = ("-m", "not journey and not postgres", "-n", PROCESSES, *words)
    return pytest("the whole suite, SQLite", "sqlite", *chosen, **without_servers())


def run_servers(words: list[str]) -> Outcome:
    """What uses a database, and what needs servers."""
    try:
        with real_servers() as (addresses, servers):
            name = f"what uses a database, {servers} and a worker process"
            chosen = ("-m", "not journey", "-n", PROCESSES, *words)
            return pytest(name, "servers", *chosen, **addresses)
    except (FileNotFoundError, RuntimeError) as why:
        print(why, flush=True)
        return Outcome("the suite on real servers (could not be started)", 0, 1)


def run_journeys(words: list[str]) -> Outcome:
    """The pages in a browser."""
    program = shutil.which("chromium")
    version = "fetched by Playwright"
    if program:
        asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        version = asked.stdout.strip() or "Chromium"
    # A file stays together: its journeys go on with what those before it have left.
    chosen = ("-m", "journey", "-n", PROCESSES, "--dist", "loadfile", *words)
    # Playwright's synchronous interface runs an event loop; the tests use the database beside it.
    return pytest(
        f"browser journeys, {version}",
        "journeys",
        *chosen,
        **without_servers(),
        DJANGO_ALLOW_ASYNC_UNSAFE="1",
    )


STAGES = {"unit": run_unit, "servers": run_servers, "journeys": run_journeys, "sqlite": run_sqlite}
WHEN_NAMED = {"sqlite"}


def main(arguments: list[str]) -> int:
    """Run the stages, print what they ran, and answer 0 only when nothing failed."""
    # Ended from outside, the servers are ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    usual = [name for name in STAGES if name not in WHEN_NAMED]
    wanted, words = arguments[:cut] or usual, arguments[cut + 1 :]
    unknown = [name for name in wanted if name not in STAGES]
    if unknown:
        print(f"No stage is called {', '.join(unknown)}: there are {', '.join(STAGES)}.")
        return 2
    RESULTS.mkdir(parents=True, exist_ok=True)
    outcomes = [STAGES[name](words) for name in wanted]
    print()
    for name, passed, failed in outcomes:
        print(f"{name}: {passed} passed, {failed} failed")
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"{sum(outcome.passed for outcome in outcomes)} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
