"""A private PostgreSQL and a private Redis, for as long as a `with` block lasts.

Both listen on loopback only, on free ports, with their files in a temporary directory.
"""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

# What docker-compose.yml runs; a test holds the two together.
POSTGRESQL_MAJOR = 15
REDIS_MAJOR = 7

OWNER, APPLICATION = "concord_owner", "concord_app"
# The owner of the tables is no superuser; the application owns nothing and is bound by policies.
# Whom the owner may become, by name alone, to write again what a test has made before
# (tests/factories/remembered.py): policies hide rows from the owner too.
PAST_GUARDS = "concord_past_guards"
ROLES = f"""
CREATE ROLE {APPLICATION} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE {OWNER} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS IN ROLE {APPLICATION};
CREATE ROLE {PAST_GUARDS} SUPERUSER NOLOGIN;
GRANT {PAST_GUARDS} TO {OWNER};
CREATE DATABASE concord OWNER {OWNER};
"""


class Server(NamedTuple):
    """A server that answers: where, and which."""

    url: str
    version: str


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgresql_programs() -> Path:
    """The directory of initdb and pg_ctl: the version of the compose file, else the newest.

    Raises:
        FileNotFoundError: no PostgreSQL server is installed.
    """
    found = {
        int(path.parent.parent.name): path.parent
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
    }
    if found:
        return found.get(POSTGRESQL_MAJOR, found[max(found)])
    on_path = shutil.which("initdb")
    if on_path is None:
        raise FileNotFoundError("PostgreSQL is not installed: make setup-test")
    return Path(on_path).resolve().parent


def _version(program: Path | str) -> str:
    """The number in what a program says of its version."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    number = re.search(r"\d+(\.\d+)+", said.stdout)
    return number.group() if number else "of unknown version"


def _as_unprivileged(*command: str | Path) -> list[str]:
    """PostgreSQL refuses to run as root: then its own user, which its package made, runs it."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


@contextmanager
def private_postgresql() -> Iterator[Server]:
    """A new cluster with the two roles and an empty database."""
    programs, port = postgresql_programs(), free_port()
    home = Path(tempfile.mkdtemp(prefix="concord-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    data, log = home / "data", home / "log"
    # Nothing here outlives the tests: no fsync. synchronous_commit stays on; the start asks for it.
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} "
        "-c fsync=off -c full_page_writes=off -c max_connections=120 "
        # Tables of a few rows: compiling a question takes longer than answering it.
        "-c jit=off"
    )

    def postgresql(program: str, *words: str | Path, give: str | None = None) -> None:
        command = _as_unprivileged(programs / program, *words)
        done = subprocess.run(
            command, input=give, text=True, capture_output=True, check=False, cwd=home
        )
        if done.returncode:
            said = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}{said}")

    try:
        postgresql(
            "initdb",
            *("--auth", "trust", "--username", "postgres", "--encoding", "UTF8"),
            *("--locale", "C.UTF-8", "--no-sync", "--pgdata", data),
        )
        # Its log goes to a file: a server that inherits a pipe keeps the reader waiting for ever.
        postgresql("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
        try:
            where = ("-h", home, "-p", str(port), "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1")
            postgresql("psql", *where, "postgres", give=ROLES)
            url = f"postgres://{OWNER}@127.0.0.1:{port}/concord"
            yield Server(url, _version(programs / "postgres"))
        finally:
            postgresql("pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(7).startswith(b"+PONG")
    except OSError:
        return False


@contextmanager
def private_redis() -> Iterator[Server]:
    """A new Redis that keeps nothing on disk and evicts nothing."""
    port = free_port()
    home = tempfile.mkdtemp(prefix="concord-redis-")
    process = subprocess.Popen(
        [
            *("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", home),
            *("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            if _answers(port):
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("redis-server does not answer")
        yield Server(f"redis://127.0.0.1:{port}/0", _version("redis-server"))
    finally:
        process.terminate()
        process.wait(timeout=10)
        shutil.rmtree(home, ignore_errors=True)
