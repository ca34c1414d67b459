"""The e-mail to the chair: that there is something to read, and nothing of what it is."""

from typing import Any

import pytest
from django.core import mail

from records.models import Job
from records.states import JobState
from reports import notices
from reports.tasks import tell_chair
from reports.values import long_date
from tests.factories.reports import Told, report_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Told:
    return report_at("with_chair")


def job() -> Job:
    return Job.objects.get(kind="reports.tell_chair")


def test_the_task_has_the_name_that_the_job_is_written_under(told: Told) -> None:
    assert tell_chair.name == job().kind


def test_the_chair_is_told_where_and_until_when(told: Told) -> None:
    tell_chair(str(job().reference))
    (letter,) = mail.outbox
    assert letter.to == [told.chair.email]
    assert f"/inspections/{told.reference}/reports/joint-letter/factual-accuracy/" in letter.body
    assert long_date(told.round.due_at) in letter.body
    assert letter.subject.startswith(told.reference)
    assert job().state == JobState.DONE


def test_the_message_says_nothing_of_the_draft(told: Told) -> None:
    notices.tell_chair(str(job().reference))
    (letter,) = mail.outbox
    said = letter.subject + letter.body
    snapshot = told.round.draft.snapshot
    assert snapshot["judgement"]["grade_title"] not in said
    for section in snapshot["sections"]:
        for paragraph in section["paragraphs"]:
            assert paragraph["text"] not in said


def test_delivered_three_times_it_is_sent_once(told: Told) -> None:
    for _ in range(3):
        notices.tell_chair(str(job().reference))
    assert len(mail.outbox) == 1


def test_a_mail_server_that_refuses_is_the_jobs_reason(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(notices, "send_mail", refuse)
    notices.tell_chair(str(job().reference))
    assert job().state == JobState.FAILED
    assert "nobody listens" in job().reason


def test_a_subject_holds_no_line_end(told: Told) -> None:
    notices.tell_chair(str(job().reference))
    assert "\n" not in mail.outbox[0].subject
