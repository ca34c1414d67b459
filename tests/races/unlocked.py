"""The control of the races: the lock of the inspection is off.

with without_locks(2):
    at_once([sign, propose])                 both have looked before either writes

A machine that finds nothing wrong then would find nothing wrong ever.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError
from typing import Any
from unittest import mock

from inspections.models import Inspection
from judgements.actions import agreement, holding, narrative

# Longer than two acts need to look around; whoever is refused before that is not waited for.
PATIENCE = 2.0


@contextmanager
def without_locks(acts: int) -> Iterator[None]:
    """No act on a judgement waits for another; each reads, and writes once all have read."""
    meeting = Barrier(acts)

    def unlocked(*, inspection: int) -> Inspection:
        return Inspection.objects.get(pk=inspection)

    def after_all_have_read(read: Callable[..., Any]) -> Callable[..., Any]:
        def together(**given: Any) -> Any:
            found = read(**given)
            with suppress(BrokenBarrierError):
                meeting.wait(PATIENCE)
            return found

        return together

    def once_all_have_read(act: Callable[..., Any]) -> Callable[..., Any]:
        def together(**given: Any) -> Any:
            with suppress(BrokenBarrierError):
                meeting.wait(PATIENCE)
            return act(**given)

        return together

    patches = [
        *_wherever("lock", holding.lock, unlocked),
        *_wherever("hold", holding.hold, after_all_have_read(holding.hold)),
        *_wherever(
            "hold_evaluation",
            narrative.hold_evaluation,
            after_all_have_read(narrative.hold_evaluation),
        ),
        # A sign-off waits for nobody who has not locked, and looks at the grades as it notes them.
        *_wherever("note_signed", agreement.note_signed, once_all_have_read(agreement.note_signed)),
    ]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def _wherever(name: str, real: Callable[..., Any], instead: Callable[..., Any]) -> list[Any]:
    """Whoever has imported it by name has a name of their own for it."""
    users = [one for one in list(sys.modules.values()) if getattr(one, name, None) is real]
    return [mock.patch.object(module, name, instead) for module in users]
