"""The e-mails of a joint audit and of a concern: that there is something to open, and no more."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from subprocess import Popen
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from inspections import notices, tasks
from inspections.actions import acknowledge_concern
from inspections.models import AuditLeader, ConcernTold
from inspections.presenters.concerns import told_rows
from records.actor import acting_as
from records.models import Job
from records.states import JobState
from tests.factories.inspections import case_of, joint_inspection
from tests.factories.joint_audit import asked_audit, concern_of, leader_of, told
from tests.faults.renders import seconds_until

pytestmark = pytest.mark.django_db
CANARY = "Canary was seen at the canal at eleven"


def job_of(row: Any) -> Job:
    """The job that tells this person."""
    if isinstance(row, AuditLeader):
        return Job.objects.get(kind="inspections.tell_of_audit", arguments__leader=row.pk)
    found = Job.objects.filter(kind="inspections.tell_of_concern", arguments__told=row.pk)
    return found.latest("pk")


def test_each_task_has_the_name_that_its_job_is_written_under() -> None:
    asked = asked_audit()
    concern = concern_of(joint_inspection())
    assert tasks.tell_of_audit.name == job_of(asked.audit.leaders.first()).kind
    assert tasks.tell_of_concern.name == job_of(concern.told.first()).kind


def test_a_local_leader_is_told_where_and_until_when_and_of_no_case() -> None:
    asked = asked_audit()
    row = AuditLeader.objects.get(person=asked.leader)
    tasks.tell_of_audit(str(job_of(row).reference))
    (letter,) = mail.outbox
    assert letter.to == [asked.leader.email]
    assert f"/inspections/{asked.reference}/joint-audit/local/" in letter.body
    assert f"{asked.audit.due_on:%-d %B %Y}" in letter.body
    said = letter.subject + letter.body
    assert asked.cases[0].reference not in said
    assert asked.audit.ask not in said
    assert job_of(row).state == JobState.DONE


def test_whoever_is_let_in_late_is_told_the_later_day() -> None:
    asked = asked_audit()
    day, now = timedelta(days=1), timezone.now()
    asked.audit.due_on = timezone.localdate() - day
    asked.audit.save()
    row = AuditLeader.objects.get(person=asked.leader)
    row.access.closes_at = now + 3 * day
    row.access.save()
    tasks.tell_of_audit(str(job_of(row).reference))
    last = timezone.localdate(now + 3 * day - timedelta(seconds=1))
    assert f"{last:%-d %B %Y}" in mail.outbox[0].body


@pytest.mark.parametrize("who", ["lead", "leader"])
def test_whoever_is_told_of_a_concern_gets_its_reference_and_their_own_page(who: str) -> None:
    joint = joint_inspection()
    case = case_of(joint)
    concern = concern_of(joint, seen=CANARY, done=CANARY, released=CANARY, case=case.pk)
    person = {"lead": joint.leads["cqc"], "leader": leader_of(joint)}[who]
    tasks.tell_of_concern(str(job_of(told(concern, person)).reference))
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    end = "local/" if who == "leader" else ""
    assert f"/inspections/{joint.reference}/concerns/{concern.reference}/{end}\n" in letter.body
    said = letter.subject + letter.body
    assert CANARY not in said
    assert f"case {case.reference}" not in said.lower()
    assert joint.agencies[1].name not in said
    assert "\n" not in letter.subject


def test_no_job_holds_a_word_of_a_concern() -> None:
    concern_of(joint_inspection(), seen=CANARY, done=CANARY, released=CANARY)
    assert CANARY not in repr(list(Job.objects.values()))


def test_told_again_the_message_says_so() -> None:
    joint = joint_inspection()
    row = told(concern_of(joint), leader_of(joint))
    ConcernTold.objects.filter(pk=row.pk).update(reminders=1)
    notices.tell_of_concern(str(job_of(row).reference))
    assert "You were told of it before" in mail.outbox[0].body


def test_delivered_three_times_it_is_sent_once() -> None:
    joint = joint_inspection()
    row = told(concern_of(joint), leader_of(joint))
    for _ in range(3):
        notices.tell_of_concern(str(job_of(row).reference))
    leader = asked_audit().audit.leaders.first()
    for _ in range(3):
        notices.tell_of_audit(str(job_of(leader).reference))
    assert len(mail.outbox) == 2


def test_an_e_mail_that_cannot_be_sent_says_why_and_the_page_says_call_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(**_: Any) -> None:
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(notices, "send_mail", refuse)
    joint = joint_inspection()
    row = told(concern_of(joint), leader_of(joint))
    notices.tell_of_concern(str(job_of(row).reference))
    assert job_of(row).state == JobState.FAILED
    assert "nobody listens" in job_of(row).reason
    shown = ConcernTold.objects.for_page().get(pk=row.pk)
    (cells,) = told_rows(joint.reference, [shown], timezone.now(), can_pursue=False)
    assert (cells[2].text, cells[2].hint) == ("Could not be sent", "Call them")


def test_the_beat_tells_again_whoever_has_not_acknowledged_within_the_hour() -> None:
    joint = joint_inspection()
    concern = concern_of(joint, at=timezone.now() - timedelta(hours=1, minutes=1))
    tasks.remind()
    assert set(concern.told.values_list("reminders", flat=True)) == {1}
    tasks.remind()
    assert set(concern.told.values_list("reminders", flat=True)) == {1}


class MailServer(socketserver.ThreadingTCPServer):
    """Takes every letter that is brought to it, and keeps it."""

    daemon_threads = True

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        super().__init__(("127.0.0.1", 0), TakesLetters)


class TakesLetters(socketserver.StreamRequestHandler):
    """As much of SMTP as a letter needs."""

    server: MailServer

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        for line in self.rfile:
            verb = line[:4].upper()
            self.say({b"DATA": "354 go on", b"QUIT": "221 bye"}.get(verb, "250 well"))
            if verb == b"QUIT":
                return
            if verb == b"DATA":
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                letter = message_from_bytes(text, policy=policy.default)
                self.server.letters.append(letter)
                self.say("250 kept")


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server of this test's own, to which the next worker brings its letters."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = str(server.server_address[1])
        for name, value in (("HOST", "127.0.0.1"), ("PORT", port), ("USE_TLS", "0")):
            monkeypatch.setenv(f"EMAIL_{name}", value)
        monkeypatch.setenv("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        yield server
        server.shutdown()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_sends_each_of_them_one_e_mail_and_tells_again_who_waits(
    start_worker: Callable[[], "Popen[bytes]"],
    mail_server: MailServer,
) -> None:
    joint = joint_inspection()
    people = [*joint.leads.values(), leader_of(joint)]
    concern = concern_of(joint, seen=CANARY, done=CANARY, released=CANARY)
    start_worker()
    seconds_until(lambda: len(mail_server.letters) == len(people))
    assert sorted(letter["To"] for letter in mail_server.letters) == sorted(
        person.email for person in people
    )
    jobs = Job.objects.filter(kind="inspections.tell_of_concern")
    seconds_until(lambda: jobs.filter(state=JobState.DONE).count() == len(people))
    assert set(jobs.values_list("attempts", flat=True)) == {1}
    # The hour is over; one of them has read it.
    lead = joint.overall_lead
    with acting_as(lead):
        acknowledge_concern(told=told(concern, lead), by=lead, at=timezone.now())
    past = timezone.now() - timedelta(minutes=1)
    ConcernTold.objects.update(due_at=past, remind_at=past)
    tasks.remind.apply()
    seconds_until(lambda: len(mail_server.letters) == 2 * len(people) - 1)
    again = mail_server.letters[len(people) :]
    assert joint.overall_lead.email not in {letter["To"] for letter in again}
    assert all("You were told of it before" in letter.get_content() for letter in again)
    assert all(CANARY not in letter.as_string() for letter in mail_server.letters)
