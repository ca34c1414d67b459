"""Many renders with kills, by a command, on PostgreSQL with a Redis and workers of its own.

    python -m tests.faults [--renders 500] [--every 10] [--seed 0]

Prints JSON: how many PDFs were asked for, are there and are whole, how many workers were killed,
and how many renders a kill met. Answers 1 unless there is exactly one whole PDF for each.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import django

from tests.ground import own_database
from tests.network import stay_on_this_machine
from tests.servers import ROOT, worker_command
from tools.servers import private_redis


def play(renders: int, every: int, seed: int) -> int:
    """Play on servers that stand ready, and print what came of it."""
    from tests.faults import many

    started, out = list[subprocess.Popen[bytes]](), subprocess.DEVNULL
    with tempfile.TemporaryDirectory(prefix="concord-faults-") as folder:

        def start() -> many.Worker:
            command = worker_command(Path(folder) / f"beat-{len(started)}")
            worker = subprocess.Popen(
                command, cwd=ROOT, start_new_session=True, stdout=out, stderr=out
            )
            started.append(worker)
            return many.Worker(lambda: kill(worker))

        try:
            outcome = many.play(renders=renders, every=every, start=start, seed=seed)
        finally:
            for worker in started:
                if worker.poll() is None:
                    kill(worker)
    sys.stdout.write(json.dumps(outcome.as_data(), indent=2) + "\n")
    return 0 if outcome.is_sound else 1


def kill(worker: "subprocess.Popen[bytes]") -> None:
    """End a worker and its children, as the machine's power would."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(timeout=10)


def main(arguments: list[str]) -> int:
    """Read the command, prepare the servers, play."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--renders", type=int, default=500)
    asked.add_argument("--every", type=int, default=10, help="a kill after about so many renders")
    asked.add_argument("--seed", type=int, default=0, help="picks the moments of the kills")
    words = asked.parse_args(arguments)
    stay_on_this_machine()
    with own_database(), private_redis() as redis:
        os.environ["REDIS_URL"] = redis.url
        django.setup()
        return play(words.renders, words.every, words.seed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
