"""The Celery application: which tasks there are, and how they are called."""

import subprocess
from pathlib import Path

import pytest
from celery import current_app

from config.celery import app
from inspections.tasks import TELL_DEPUTY, TELL_DEPUTY_ENDED, TELL_OF_AUDIT, TELL_OF_CONCERN
from reports.actions.printing import RENDER_DRAFT
from reports.tasks import TELL_CHAIR
from tests.config.settled import run_under

OURS = {
    "inspections.end_pack",
    "inspections.remind_of_concerns",
    "inspections.scan_attachment",
    "inspections.sweep_files",
    "inspections.tell_deputy",
    "inspections.tell_deputy_ended",
    "inspections.tell_of_audit",
    "inspections.tell_of_concern",
    "judgements.tell_senior",
    "records.relay",
    "reports.make_pack",
    "reports.print_sheet",
    "reports.render_draft",
    "reports.render_large",
    "reports.tell_chair",
}


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """The tasks that a process finds which knows nothing but the application's name."""
    script = (
        "import django; django.setup()\n"
        "from config.celery import app\n"
        "app.loader.import_default_modules()\n"
        "print('\\n'.join(sorted(app.tasks)))\n"
    )
    var = tmp_path_factory.mktemp("var")
    return run_under(Path(var), "-c", script, DJANGO_SETTINGS_MODULE="config.settings")


def test_a_worker_finds_every_task_by_itself(worker: subprocess.CompletedProcess[str]) -> None:
    assert worker.returncode == 0, worker.stderr
    found = {name for name in worker.stdout.split() if not name.startswith("celery.")}
    assert found == OURS


def test_what_the_actions_queue_is_a_task_that_exists() -> None:
    queued = {RENDER_DRAFT, TELL_CHAIR, TELL_DEPUTY, TELL_DEPUTY_ENDED, TELL_OF_AUDIT}
    assert queued | {TELL_OF_CONCERN} <= OURS


def test_beat_ticks_the_relay_and_a_tick_that_is_late_is_dropped() -> None:
    schedule = app.conf.beat_schedule
    assert {entry["task"] for entry in schedule.values()} <= OURS
    assert schedule["relay"]["task"] == "records.relay"
    assert schedule["relay"]["schedule"] <= 1.0
    assert schedule["relay"]["options"]["expires"] <= 5


def test_every_thread_means_the_same_application() -> None:
    assert current_app.main == app.main == "concord"


def test_no_result_is_kept_where_nobody_looks() -> None:
    app.loader.import_default_modules()
    assert {name: app.tasks[name].ignore_result for name in OURS} == dict.fromkeys(OURS, True)
