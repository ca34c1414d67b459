"""How many pages journeys met, in one process or in several. A plugin of `tests/conftest.py`."""

from typing import Any

import pytest

# Of `tests.journeys.looking.Looks`, which only journeys need.
LOOKS = pytest.StashKey[Any]()
PARTS = pytest.StashKey[list[dict[str, Any]]]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process that ran a part of the journeys tells the one that asked for them what it met."""
    looks = session.config.stash.get(LOOKS, None)
    told = getattr(session.config, "workeroutput", None)
    if looks is not None and told is not None:
        paths = sorted({one.path for one in looks.met})
        told["looks"] = {"met": len(looks.met), "paths": paths, "examined": looks.examined}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Keep what such a process told."""
    if told := getattr(node, "workeroutput", {}).get("looks"):
        node.config.stash.setdefault(PARTS, []).append(told)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how many pages were met, and how many ways there are in which they are built."""
    looks = config.stash.get(LOOKS, None)
    parts = config.stash.get(PARTS, [])
    if looks is not None:
        paths = [one.path for one in looks.met]
        parts = [{"met": len(looks.met), "paths": paths, "examined": looks.examined}]
    if parts:
        addresses = {path for part in parts for path in part["paths"]}
        terminalreporter.write_line(
            f"{sum(part['met'] for part in parts)} pages met at {len(addresses)} addresses; axe "
            f"looked at each of the {sum(part['examined'] for part in parts)} ways in which they "
            "are built, once in each process."
        )
