"""Several things at once: a thread and a database connection for each, released by a barrier."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from django.db import connections, transaction

from records.errors import ActionRefused

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


def outcomes_at_once(acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """Do all of it together, each in a transaction of its own.

    Returns:
        How many were done, and how many refused with a sentence; what else was raised, by its name.
    """
    return Counter(at_once([partial(_outcome, act) for act in acts]))


def _outcome(act: Callable[[], object]) -> str:
    try:
        with transaction.atomic():
            act()
    except ActionRefused as refusal:
        return "refused" if refusal.message else "refused without a word"
    except Exception as error:  # noqa: BLE001 - the test compares what was raised
        return repr(error)
    return "done"


def answers_at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gives, all begun together; a refusal is given too, anything else is raised."""
    return at_once([partial(_answer, act) for act in acts])


def _answer(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except ActionRefused as refusal:
        return refusal
