"""What waits for whom as a report goes its way: the act, where it is, and where it leads."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import resolve
from django.utils import timezone

from desk.presenters import waiting_task
from desk.waiting import Waiting, waiting_for
from frameworks.actions import approve_in_force, propose_in_force
from frameworks.models import JudgementArea
from organisations.models import User
from records.actor import acting_as
from tests.factories.frameworks import draft_factory
from tests.factories.inspections import joint_inspection
from tests.factories.judgements import opened_judgement, proposed_judgement, revealed_judgement
from tests.factories.organisations import AdminFactory, UserFactory
from tests.factories.reports import (
    Told,
    answer_of,
    closed_without_response,
    past_due,
    report_at,
    response_of,
    signature_of,
)

pytestmark = pytest.mark.django_db
NOTHING: list[tuple[str, str]] = []
FINISH = ("Finish the draft and send it to quality assurance", "reports:report")
ASSURE = ("Quality-assure the draft", "reports:quality")
SIGN_OFF = ("Sign the report off", "reports:sign")
CHECK = ("Check the draft for factual accuracy and return your response", "reports:chair")
ANSWER = ("Answer the chair’s comments", "reports:answers")
SEE = ("See that every comment of the chair is answered", "reports:report")
CONFIRM = ("Confirm the publication", "reports:publish")
SEND = ("Send the draft to the chair: all have signed it off", "reports:report")
PROPOSE = ("Propose the publication: all have signed the report off", "reports:report")
CLOSE = ("Close the chair’s round: the deadline has passed", "reports:report")


def waits(person: User, at: datetime | None = None) -> list[Waiting]:
    """What waits for this person, as the database shows it to them."""
    with acting_as(person):
        return waiting_for(person, at or timezone.now())


def acts(person: User, at: datetime | None = None) -> list[tuple[str, str]]:
    """Each act, and the page that it leads to."""
    return [(one.what, resolve(one.url).view_name) for one in waits(person, at)]


def people(told: Told) -> dict[str, User]:
    """Everybody who has to do with the report, and one who has not."""
    return {
        "lead": told.lead,
        "cqc": told.joint.leads["cqc"],
        "hmic": told.joint.leads["hmic"],
        "inspector": told.joint.inspectors["cqc"],
        "assurer": told.joint.quality_assurer,
        "chair": told.chair,
        "stranger": UserFactory(),
    }


# What waits for whom at each stage; for everybody else, nothing.
AT_STAGE: list[tuple[str, dict[str, list[tuple[str, str]]]]] = [
    ("drafting", {"lead": [FINISH]}),
    ("quality_assurance", {"assurer": [ASSURE]}),
    ("agreement", {"lead": [SIGN_OFF], "cqc": [SIGN_OFF], "hmic": [SIGN_OFF]}),
    ("signed", {"lead": [SEND]}),
    ("with_chair", {"chair": [CHECK]}),
    ("answering", {"lead": [ANSWER, SEE], "cqc": [ANSWER], "hmic": [ANSWER]}),
    ("final_agreement", {"lead": [SIGN_OFF], "cqc": [SIGN_OFF], "hmic": [SIGN_OFF]}),
    ("final_signed", {"lead": [PROPOSE]}),
    ("proposed", {"cqc": [CONFIRM], "hmic": [CONFIRM]}),
    ("published", {}),
]


@pytest.mark.parametrize(("stage", "expected"), AT_STAGE, ids=[stage for stage, _ in AT_STAGE])
def test_what_waits_for_whom_while_a_report_is_made(
    stage: str, expected: dict[str, list[tuple[str, str]]]
) -> None:
    told = report_at(stage)
    found = {who: acts(person) for who, person in people(told).items()}
    assert found == {who: expected.get(who, NOTHING) for who in found}


def test_a_sign_off_waits_until_it_is_given() -> None:
    told = report_at("agreement")
    signature_of(told, "cqc")
    assert acts(told.joint.leads["cqc"]) == NOTHING
    assert acts(told.joint.leads["hmic"]) == [SIGN_OFF]


def test_the_next_step_waits_for_the_overall_lead_when_the_last_has_signed() -> None:
    told = report_at("agreement")
    *others, last = told.joint.leads
    for code in others:
        signature_of(told, code)
        assert SEND not in acts(told.lead)
    signature_of(told, last)
    assert acts(told.lead) == [SEND]
    assert acts(told.joint.leads[last]) == NOTHING


def test_the_chairs_check_has_the_deadline_and_waits_until_it_is_returned() -> None:
    told = report_at("with_chair")
    (one,) = waits(told.chair)
    assert one.due == told.round.due_at
    assert one.where == str(told.joint.inspection)
    response_of(told)
    assert acts(told.chair) == NOTHING


def test_a_deadline_that_has_passed_waits_for_the_overall_lead_and_no_more_for_the_chair() -> None:
    told = report_at("with_chair")
    late = past_due(told)
    assert acts(told.chair, told.round.due_at) == [CHECK]
    assert acts(told.lead, told.round.due_at) == NOTHING
    assert acts(told.chair, late) == NOTHING
    assert acts(told.lead, late) == [CLOSE]
    assert acts(told.joint.leads["cqc"], late) == NOTHING


def test_a_round_that_was_closed_waits_for_nobody() -> None:
    told = report_at("with_chair")
    late = past_due(told)
    closed_without_response(told)
    assert acts(told.chair, late) == NOTHING
    assert CLOSE not in acts(told.lead, late)


def test_comments_wait_for_no_lead_once_they_are_answered() -> None:
    told = report_at("answering")
    for comment in told.round.comments.kept():
        answer_of(told, comment)
    assert acts(told.joint.leads["cqc"]) == NOTHING
    assert acts(told.lead) == [SEE]


def test_nothing_of_a_report_waits_for_a_lead_whose_work_has_ended() -> None:
    told = report_at("agreement")
    far = timezone.now() + timedelta(days=1)
    assignment = told.joint.inspection.assignments.get(person=told.joint.leads["cqc"])
    assignment.ends_on = timezone.localdate()
    assignment.ended_by, assignment.ended_at = told.lead, timezone.now()
    assignment.save()
    assert acts(told.joint.leads["cqc"]) == [SIGN_OFF]
    assert acts(told.joint.leads["cqc"], far) == NOTHING


def test_two_reports_wait_each_with_its_inspection() -> None:
    one = report_at("drafting")
    other = report_at("drafting")
    found = waits(one.lead)
    assert [each.where for each in found] == [str(one.joint.inspection)]
    assert one.reference in found[0].url
    assert other.reference not in found[0].url


# --- judgements ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reach", "who", "act", "page"),
    [
        (opened_judgement, "cqc", "Record your position on", "judgements:position"),
        (revealed_judgement, "ofsted", "Propose the shared grade of", "judgements:propose"),
        (proposed_judgement, "cqc", "Check and sign the judgement of", "judgements:sign"),
    ],
)
def test_an_act_on_a_judgement_names_the_area_as_the_framework_does(
    reach: Callable[..., Any], who: str, act: str, page: str
) -> None:
    joint = joint_inspection()
    judgement = reach(joint)
    assert acts(joint.leads[who]) == [(f"{act} “{judgement.area.title}”", page)]
    assert joint.reference in waits(joint.leads[who])[0].url


@pytest.mark.parametrize("title", ["CQC’s part", "Ofsted’s part", "HMI Prisons in custody"])
def test_an_act_leaves_the_name_of_an_inspectorate_as_it_is(
    title: str, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    joint = joint_inspection()
    area = opened_judgement(joint).area
    with as_owner():
        JudgementArea.objects.filter(pk=area.pk).update(title=title)
    assert acts(joint.leads["cqc"])[0][0] == f"Record your position on “{title}”"


# --- frameworks ----------------------------------------------------------------------------------


def test_a_framework_waits_for_another_admin_than_the_one_who_proposed_it() -> None:
    ada, ben = AdminFactory(), AdminFactory()
    version = draft_factory(by=ada)
    assert acts(ben) == NOTHING
    now = timezone.now()
    propose_in_force(version=version, on=date(2027, 1, 4), by=ada, at=now)
    assert acts(ada) == NOTHING
    assert acts(ben) == [("Approve a framework, or leave it", "frameworks:version")]
    assert waits(ben)[0].where == str(version)
    assert waits(ben)[0].url == version.get_absolute_url()
    approve_in_force(version=version, by=ben, at=now)
    assert acts(ben) == NOTHING


def test_a_framework_waits_for_nobody_who_is_no_admin() -> None:
    ada = AdminFactory()
    version = draft_factory(by=ada)
    propose_in_force(
        version=version,
        on=date(2027, 1, 4),
        by=ada,
        at=timezone.now(),
    )
    assert acts(UserFactory()) == NOTHING


# --- how it is shown -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "status"),
    [
        (None, "To do"),
        (date(2026, 12, 7), "Due Monday 7 December"),
        (
            datetime(2026, 7, 3, 22, 59, tzinfo=timezone.get_fixed_timezone(0)),
            "Due Friday 3 July at 23:59",
        ),
    ],
)
def test_a_line_says_when_it_is_due_in_the_time_of_england(
    due: date | datetime | None, status: str
) -> None:
    task = waiting_task(Waiting("Sign the report off", "OF-2026-0001 Rutland", "/there/", due))
    assert (task.title, task.status, task.url) == ("Sign the report off", status, "/there/")
    assert (task.hint, task.colour) == ("OF-2026-0001 Rutland", "yellow")
