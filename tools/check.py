"""`make check`: everything about the code that a machine can hold to, one line for each.

    python -m tools.check [name…]      only those, for example: python -m tools.check lint types

What a check says is printed when it fails; the audit's verdict always, because it may be that it
could not be run.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")
# As an installation would run, so that Django's deployment check has something to look at.
DEPLOYED = {
    "ALLOWED_HOSTS": "concord.example",
    "DEMONSTRATION": "0",
    "MFA_REQUIRED": "1",
    "PUBLIC_ADDRESS": "https://concord.example",
    "SECRET_KEY": "only-for-this-check-and-long-enough-to-be-let-through-0123456789",
}


class Check(NamedTuple):
    """A command that must answer 0."""

    name: str
    what: str
    command: tuple[str, ...]
    environment: dict[str, str] = {}
    speaks: bool = False


def tracked(pattern: str) -> tuple[str, ...]:
    """Files of the project that match, whether or not they are committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted(set(listed.stdout.splitlines()))
    return tuple(name for name in names if (ROOT / name).exists())


def checks() -> list[Check]:
    """All of them, the quick ones first."""
    templates = ("--target-version", "5.2", "--check", *tracked("*.html"))
    return [
        Check("lint", "ruff finds nothing", (f"{BIN}/ruff", "check", "--quiet", ".")),
        Check("format", "Python is formatted", (f"{BIN}/ruff", "format", "--check", ".")),
        Check("templates", "templates are formatted", (f"{BIN}/djade", *templates)),
        Check("imports", "imports point one way", (f"{BIN}/lint-imports",), {"PYTHONPATH": "."}),
        Check("django", "Django finds nothing", (*MANAGE, "check", "--fail-level", "WARNING")),
        Check(
            "deployment",
            "Django finds nothing to say against the settings of an installation",
            (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
            DEPLOYED,
        ),
        Check(
            "migrations",
            "no migration is missing",
            (*MANAGE, "makemigrations", "--check", "--dry-run"),
        ),
        Check(
            "documents",
            "generated diagrams and the matrix page are up to date (make docs)",
            (*MANAGE, "write_docs", "--check"),
        ),
        Check("types", "mypy finds nothing", (f"{BIN}/mypy",)),
        Check("audit", "known vulnerabilities", (sys.executable, "-m", "tools.audit"), speaks=True),
    ]


def passes(check: Check) -> bool:
    """Run one check, and print its line."""
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **check.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - started
    word = "failed" if done.returncode else "ok"
    print(f"{word:<7} {check.name:<11} {check.what} ({seconds:.1f} s)", flush=True)
    if done.returncode or check.speaks:
        print("        " + done.stdout.strip().replace("\n", "\n        "), flush=True)
    return done.returncode == 0


def main(names: list[str]) -> int:
    """Run all checks, or the named ones; answer 0 only when all pass."""
    every = checks()
    unknown = set(names) - {check.name for check in every}
    if unknown:
        print(f"No check is called {', '.join(sorted(unknown))}.")
        return 2
    results = [passes(check) for check in every if not names or check.name in names]
    print(f"{sum(results)} checks passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
