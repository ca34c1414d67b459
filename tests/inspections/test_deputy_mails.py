"""Deputies are told by e-mail that they are named, and that their time has ended early."""

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from inspections import notices, tasks
from inspections.actions import end_deputising
from inspections.models import Deputising
from organisations.models import User
from records.actor import acting_as
from records.errors import ActionRefused
from records.models import Job
from records.states import JobState
from tests.factories.deputies import REASON, day, deputy_of, handed_over
from tests.factories.inspections import JointInspection, joint_inspection, member_factory

pytestmark = pytest.mark.django_db
NAMED, ENDED = "inspections.tell_deputy", "inspections.tell_deputy_ended"


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


def jobs(kind: str) -> list[Job]:
    return list(Job.objects.filter(kind=kind).order_by("pk"))


def told(kind: str, *, times: int = 1) -> Any:
    """What the one job of this kind sends, however often it is delivered."""
    (job,) = jobs(kind)
    task = {NAMED: tasks.tell_deputy, ENDED: tasks.tell_deputy_ended}[kind]
    assert task.name == kind
    for _ in range(times):
        task(str(job.reference))
    job.refresh_from_db()
    assert job.state == JobState.DONE
    (letter,) = mail.outbox
    return letter


def ended(deputising: Deputising, by: User) -> None:
    with acting_as(by):
        end_deputising(deputising=deputising, by=by, at=timezone.now())


def written(after: int) -> str:
    """A day as the e-mail says it."""
    return f"{day(after):%A} {day(after).day} {day(after):%B %Y}"


def test_a_deputy_is_told_for_whom_where_and_on_which_days(joint: JointInspection) -> None:
    deputy_of(joint, "cqc", first=1, last=3)
    letter = told(NAMED)
    assert letter.to == [joint.inspectors["cqc"].email]
    assert letter.subject == f"{joint.reference}: you are named as a deputy"
    assert letter.body.startswith(f"{joint.inspectors['cqc'].name},\n\n")
    assert f"you stand in for {joint.leads['cqc'].name}" in letter.body.replace("\n", " ")
    assert f"from {written(1)} to {written(3)}" in letter.body.replace("\n", " ")
    assert f"/inspections/{joint.reference}/team/\n" in letter.body


def test_for_one_day_the_day_is_said_once(joint: JointInspection) -> None:
    deputy_of(joint, "cqc", first=2, last=2)
    said = told(NAMED).body.replace("\n", " ")
    assert f"on {written(2)}" in said
    assert said.count(written(2)) == 1


def test_nobody_reads_why_the_lead_is_away(joint: JointInspection) -> None:
    deputising = deputy_of(joint, "cqc")
    ended(deputising, joint.leads["cqc"])
    for kind, task in ((NAMED, tasks.tell_deputy), (ENDED, tasks.tell_deputy_ended)):
        task(str(jobs(kind)[0].reference))
    assert len(mail.outbox) == 2
    assert REASON not in "".join(one.subject + one.body for one in mail.outbox)
    assert REASON not in repr(list(Job.objects.values()))


def test_ended_early_the_deputy_is_told_from_when(joint: JointInspection) -> None:
    ended(deputy_of(joint, "cqc", last=5), joint.leads["cqc"])
    letter = told(ENDED)
    assert letter.to == [joint.inspectors["cqc"].email]
    assert letter.subject == f"{joint.reference}: you are not a deputy any more"
    said = letter.body.replace("\n", " ")
    assert f"from {written(0)} on you do not stand in for {joint.leads['cqc'].name}" in said


def test_whoever_ends_their_own_time_is_not_told(joint: JointInspection) -> None:
    ended(deputy_of(joint, "cqc"), joint.inspectors["cqc"])
    assert jobs(ENDED) == []


def test_a_lead_who_hands_over_has_no_deputy_from_that_day(joint: JointInspection) -> None:
    other = member_factory("cqc")
    deputy_of(joint, "cqc", last=9)
    handed_over(joint, "cqc", other, on=day(4))
    assert f"from {written(4)} on" in told(ENDED).body.replace("\n", " ")


def test_a_deputy_who_takes_over_is_not_told_of_an_end(joint: JointInspection) -> None:
    deputy_of(joint, "cqc", last=9)
    handed_over(joint, "cqc")
    assert jobs(ENDED) == []


def test_each_time_as_a_deputy_is_told_of(joint: JointInspection) -> None:
    first = deputy_of(joint, "cqc", first=1, last=2)
    second = deputy_of(joint, "cqc", first=4, last=5)
    assert [job.arguments for job in jobs(NAMED)] == [
        {"deputising": first.pk},
        {"deputising": second.pk},
    ]


def test_who_is_not_named_is_not_told(joint: JointInspection) -> None:
    with pytest.raises(ActionRefused):
        deputy_of(joint, "cqc", first=-1)
    deputising = deputy_of(joint, "cqc")
    ended(deputising, joint.leads["cqc"])
    with pytest.raises(ActionRefused):
        ended(deputising, joint.leads["cqc"])
    assert (len(jobs(NAMED)), len(jobs(ENDED))) == (1, 1)


@pytest.mark.parametrize("kind", [NAMED, ENDED])
def test_delivered_three_times_it_is_sent_once(joint: JointInspection, kind: str) -> None:
    ended(deputy_of(joint, "cqc"), joint.leads["cqc"])
    assert told(kind, times=3).to == [joint.inspectors["cqc"].email]


def test_an_e_mail_that_cannot_be_sent_says_why(
    joint: JointInspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(notices, "send_mail", refuse)
    deputy_of(joint, "cqc")
    (job,) = jobs(NAMED)
    tasks.tell_deputy(str(job.reference))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "nobody listens" in job.reason


def test_an_end_brought_forward_is_told_of_again(joint: JointInspection) -> None:
    other = member_factory("cqc")
    deputising = deputy_of(joint, "cqc", last=9)
    handed_over(joint, "cqc", other, on=day(4))
    ended(deputising, joint.leads["cqc"])
    assert [job.arguments["from"] for job in jobs(ENDED)] == [str(day(4)), str(day())]
