"""Several things at once: a thread and a database connection for each, released by a barrier."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connections

T = TypeVar("T")
PATIENCE = 60.0


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """Let all begin together, and wait for all.

    Returns:
        What each answered, in their order.

    Raises:
        Exception: what the first of them raised that raised something.
    """
    gate = threading.Barrier(len(acts))
    answers: dict[int, T] = {}
    errors: dict[int, BaseException] = {}

    def run(number: int, act: Callable[[], T]) -> None:
        try:
            gate.wait(PATIENCE)
            answers[number] = act()
        except BaseException as error:  # noqa: BLE001 - it is raised again below, in the test
            errors[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    if any(thread.is_alive() for thread in threads):
        raise TimeoutError(f"Not all of {len(acts)} ended within {PATIENCE:g} seconds.")
    for number in sorted(errors):
        raise errors[number]
    return [answers[number] for number in range(len(acts))]
