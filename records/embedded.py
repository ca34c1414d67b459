"""A worker and a relay inside one process, for the demonstration: no server is needed.

The same tasks, the same rows and the same renderer as with a broker; only the hint travels in
memory. Should the worker's thread die, the process ends: a page that waits for ever is worse than
one that is gone.
"""

import logging
import os
import threading
import time

from celery import current_app
from celery.worker import WorkController
from django.db import close_old_connections
from django.utils import timezone

from records import queue
from records.tasks import publish

logger = logging.getLogger(__name__)
TICK_SECONDS = 0.5


def _work() -> None:
    try:
        worker = WorkController(
            app=current_app,
            pool_cls="solo",
            concurrency=1,
            loglevel="WARNING",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        worker.start()
    except Exception:
        logger.exception("The worker's thread ended; so does the process.")
    os._exit(1)


def _relay_once() -> None:
    now = timezone.now()
    queue.sweep(at=now)
    queue.relay(at=now, publish=publish)


def _relay() -> None:
    while True:
        try:
            _relay_once()
        except Exception:
            # The database may be busy for a moment; the next tick tries again.
            logger.exception("The relay missed a tick.")
        finally:
            close_old_connections()
        time.sleep(TICK_SECONDS)


def start_embedded_worker() -> None:
    """Start the two threads. They end with the process."""
    for name, target in (("worker", _work), ("relay", _relay)):
        threading.Thread(target=target, name=f"concord-{name}", daemon=True).start()
