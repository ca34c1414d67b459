"""The demonstration in one process: it starts, answers, and survives the plug being pulled."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.renders import PROMISE, seconds_until
from tests.faults.serving import Serving

# It needs no server; but it is a worker process, and once in a run of all tests is enough.
pytestmark = pytest.mark.postgres
AGAIN = 20.0


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """The product, in an empty folder."""
    serving = Serving(tmp_path)
    yield serving
    serving.kill()


def test_the_product_in_one_process_starts_answers_and_survives_a_kill_during_a_render(
    serving: Serving,
) -> None:
    serving.start()
    assert "Sign in as any of these, with the password:" in serving.said()
    assert serving.answer_of("/healthz") == '{"alive": true}'
    assert serving.answer_of("/readyz") == '{"database": true, "jobs": true}'

    reference = serving.ask_for_a_print()
    ((before,),) = serving.rows("SELECT count(*) FROM reports_artefact")
    seconds_until(lambda: serving.job(reference)[0] == "running")
    serving.kill()
    assert serving.job(reference)[0] == "running"

    # Everything is there already: the second start is quick.
    assert serving.start() < AGAIN
    assert seconds_until(lambda: serving.job(reference)[0] == "done") <= PROMISE
    assert serving.job(reference) == ("done", "done", 2)
    assert serving.rows("SELECT count(*) FROM reports_artefact") == [(before + 1,)]
