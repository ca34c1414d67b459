"""The PDF of a draft: asked for, made by a worker once, kept by its key."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from records import queue
from records.models import Job
from records.states import JobState
from reports import rendering
from reports.actions import ask_for_print, find_print, preview, printed_bytes
from reports.actions.printing import NO_WATERMARK, keep_print, print_key, watermark_of
from reports.models import Artefact, Draft, ReportEvent
from reports.press import Press, RenderFailed
from reports.print.jobs import Printed
from reports.tasks import render_draft
from tests.factories.organisations import UserFactory
from tests.factories.reports import Told, printed, report_at
from tests.reports.paper import squeezed, text_of

pytestmark = pytest.mark.django_db


class PaperPress:
    """A press that prints nothing: it counts, and does what the test says meanwhile."""

    def __init__(self, meanwhile: Callable[[], Any] = lambda: None) -> None:
        self.printed = 0
        self.meanwhile = meanwhile

    def render(
        self, document: Any, *, on_stage: Callable[[str], None], on_tick: Callable[[], None]
    ) -> Printed:
        on_stage("laying out")
        self.meanwhile()
        on_tick()
        self.printed += 1
        return Printed(b"%PDF paper", "0" * 64, 2, ())


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> PaperPress:
    press = PaperPress()
    monkeypatch.setattr(rendering, "the_press", lambda: press)
    return press


@pytest.fixture
def real_press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    press = Press()
    monkeypatch.setattr(rendering, "the_press", lambda: press)
    yield press
    press.close()


def asked(told: Told, by: Any = None) -> Job:
    draft = told.draft
    return ask_for_print(
        draft=draft,
        watermark=watermark_of(draft=draft),
        by=by or told.lead,
        at=timezone.now(),
    )


def run(job: Job) -> Job:
    rendering.run(str(job.reference))
    job.refresh_from_db()
    return job


def test_the_task_has_the_name_that_the_job_is_written_under() -> None:
    told = report_at("agreement")
    assert asked(told).kind == render_draft.name == "reports.render_draft"


def test_a_letter_is_printed_by_the_real_press(real_press: Press) -> None:
    told = report_at("agreement")
    job = run(asked(told))
    assert (job.state, job.reason) == (JobState.DONE, "")
    draft = told.draft
    artefact = printed_bytes(draft=draft, watermark=watermark_of(draft=draft))
    assert artefact is not None
    assert artefact.size == len(bytes(artefact.content))
    text = squeezed(text_of(bytes(artefact.content)))
    for wanted in ("Good", "R1", "R2", told.chair.name, "Leader of police", "Draft 2"):
        assert squeezed(wanted) in text, wanted


def test_a_document_that_cannot_be_printed_fails_with_the_reason_and_can_be_tried_again(
    real_press: Press,
) -> None:
    from tests.reports.test_writing import changed

    told = report_at("drafting")
    changed(told, told.paragraph("P1"), "A sign that no shipped font draws: \U0001f9ff.")
    draft = preview(report=told.report, by=told.lead, at=timezone.now())
    job = run(Job.objects.get(kind="reports.render_draft"))
    assert job.state == JobState.FAILED
    assert "\U0001f9ff" in job.reason or "1F9FF" in job.reason
    again = ask_for_print(
        draft=draft, watermark=watermark_of(draft=draft), by=told.lead, at=timezone.now()
    )
    assert again.pk == job.pk
    assert (again.state, again.reason) == (JobState.QUEUED, "")


def test_delivered_three_times_it_is_printed_once(paper: PaperPress) -> None:
    told = report_at("agreement")
    job = asked(told)
    for _ in range(3):
        run(job)
    assert (job.state, paper.printed, Artefact.objects.count()) == (JobState.DONE, 1, 1)


def test_asked_twice_it_is_one_job(paper: PaperPress) -> None:
    told = report_at("agreement")
    assert asked(told) == asked(told, by=told.joint.leads["cqc"])
    assert Job.objects.filter(kind="reports.render_draft").count() == 1


def test_bytes_that_are_there_are_not_printed_again(paper: PaperPress) -> None:
    told = report_at("agreement")
    printed(told.draft, watermark=watermark_of(draft=told.draft))
    assert run(asked(told)).state == JobState.DONE
    assert paper.printed == 0


def test_the_same_key_keeps_the_first_bytes() -> None:
    told = report_at("agreement")
    first = printed(told.draft)
    again = printed(told.draft, content=b"%PDF other bytes")
    assert again == first
    assert Artefact.objects.count() == 1


def test_a_dead_workers_job_is_given_back_and_done(paper: PaperPress) -> None:
    told = report_at("agreement")
    job = asked(told)
    died = timezone.now() - timedelta(minutes=1)
    assert queue.claim(reference=str(job.reference), at=died) is not None
    run(job)
    assert job.state == JobState.RUNNING, "under a lease nobody else takes it"
    assert queue.sweep(at=timezone.now()) == 1
    assert run(job).state == JobState.DONE
    assert (job.attempts, paper.printed, Artefact.objects.count()) == (2, 1, 1)


def test_a_worker_that_lost_its_lease_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told = report_at("agreement")
    job = asked(told)

    def swept() -> None:
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        queue.sweep(at=timezone.now())

    monkeypatch.setattr(rendering, "the_press", lambda: PaperPress(swept))
    assert run(job).state == JobState.QUEUED
    assert not Artefact.objects.exists()


def test_a_lease_lost_at_the_very_end_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told = report_at("agreement")
    monkeypatch.setattr(rendering, "the_press", PaperPress)
    monkeypatch.setattr(queue, "finish", lambda held, at: False)
    assert run(asked(told)).state == JobState.RUNNING
    assert not Artefact.objects.exists()


def test_the_stage_is_written_while_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    told = report_at("agreement")
    job = asked(told)
    seen: list[str] = []
    press = PaperPress(lambda: seen.append(Job.objects.get(pk=job.pk).stage))
    monkeypatch.setattr(rendering, "the_press", lambda: press)
    run(job)
    assert seen == ["laying out"]


def test_a_failure_of_the_press_is_the_jobs_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RenderFailed("The document took longer than the 60 seconds it may take.", again=True)

    told = report_at("agreement")
    monkeypatch.setattr(rendering, "the_press", lambda: PaperPress(fail))
    job = run(asked(told))
    assert (job.state, job.reason) == (
        JobState.FAILED,
        "The document took longer than the 60 seconds it may take.",
    )
    assert not Artefact.objects.exists()


def test_a_draft_of_another_schema_is_not_printed(paper: PaperPress) -> None:
    told = report_at("agreement")
    old = Draft.objects.create(
        report=told.report,
        number=99,
        snapshot={**told.draft.snapshot, "schema": 0},
        content_hash="0" * 64,
        made_by=told.lead,
        made_at=timezone.now(),
    )
    job = ask_for_print(draft=old, watermark="", by=told.lead, at=timezone.now())
    assert run(job).state == JobState.FAILED
    assert "schema" in job.reason


def test_the_worker_has_the_rights_of_who_asked_and_asks_anew(paper: PaperPress) -> None:
    told = report_at("agreement")
    lead = told.joint.leads["cqc"]
    job = asked(told, by=lead)
    told.joint.inspection.assignments.filter(person=lead).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert run(job).state == JobState.FAILED
    assert "may not read this draft any more" in job.reason
    assert paper.printed == 0


def test_who_asks_again_lends_their_own_rights(paper: PaperPress) -> None:
    told = report_at("agreement")
    job = asked(told, by=UserFactory())
    run(job)
    assert run(asked(told)).state == JobState.DONE
    assert job.reference == Job.objects.get(kind="reports.render_draft").reference


def test_the_chair_has_the_draft_that_was_sent_and_no_other(paper: PaperPress) -> None:
    told = report_at("with_chair")
    assert run(asked(told, by=told.chair)).state == JobState.DONE
    later = report_at("final_agreement")
    assert run(asked(later, by=later.chair)).state == JobState.FAILED


def test_a_preview_of_an_unchanged_text_is_the_same_draft() -> None:
    told = report_at("drafting")
    first = preview(report=told.report, by=told.lead, at=timezone.now())
    again = preview(report=told.report, by=told.joint.inspectors["cqc"], at=timezone.now())
    assert first == again
    assert Job.objects.filter(kind="reports.render_draft").count() == 1


def test_a_preview_while_it_is_signed_is_of_the_draft_that_is_signed() -> None:
    told = report_at("agreement")
    assert preview(report=told.report, by=told.lead, at=timezone.now()) == told.draft
    assert ReportEvent.objects.filter(verb="preview").count() == 0


def test_a_print_is_found_as_a_job_and_then_as_bytes(paper: PaperPress) -> None:
    told = report_at("agreement")
    mark = watermark_of(draft=told.draft)
    nothing = find_print(draft=told.draft, watermark=mark)
    assert (nothing.artefact, nothing.job) == (None, None)
    job = asked(told)
    assert find_print(draft=told.draft, watermark=mark).job == job
    run(job)
    assert find_print(draft=told.draft, watermark=mark).artefact == Artefact.objects.get()


def test_bytes_that_are_kept_know_their_size() -> None:
    told = report_at("agreement")
    key = print_key(draft=told.draft, watermark=NO_WATERMARK)
    kept = keep_print(key=key, printed=Printed(b"%PDF 12345", "0" * 64, 7, ()), at=timezone.now())
    assert (kept.size, kept.pages) == (10, 7)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_a_letter_that_is_printed_when_a_worker_is_back(
    start_worker: Callable[[], subprocess.Popen[bytes]],
) -> None:
    told = report_at("agreement")
    job = asked(told)
    worker = start_worker()
    wait_until(lambda: Job.objects.get(pk=job.pk).state != JobState.QUEUED)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(timeout=10)
    start_worker()
    wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE)
    assert Artefact.objects.count() == 1


def wait_until(there: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it did not happen within a minute"
        time.sleep(0.1)
