"""Judgement meetings for tests: made as people make them, through the actions.

meeting = planned_meeting(joint)        an hour ago, on every judgement, with all leads invited
minuted_meeting(joint)                  with a minute of each item
agreed_meeting(joint)                   agreed by every inspectorate
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from judgements.actions import (
    agree_minutes,
    change_plan,
    newest_minute,
    plan_meeting,
    record_attendance,
    record_minute,
)
from judgements.models import Meeting, MeetingPlan, Minute, MinutesAgreement
from judgements.permissions import judgements_of
from judgements.values.meetings import AttendanceContent, MinuteContent, PlanContent
from organisations.models import User
from records.actor import acting_as
from tests.factories.inspections import JointInspection


def an_hour_ago() -> datetime:
    """To the minute, as a form gives it."""
    return (timezone.now() - timedelta(hours=1)).replace(second=0, microsecond=0)


def plan_of(joint: JointInspection, **changes: Any) -> PlanContent:
    """What the overall lead might plan; `changes` are fields of `PlanContent`."""
    usual: dict[str, Any] = {
        "starts_at": an_hour_ago(),
        "place": "Room 2, County Hall",
        "areas": tuple(one.area.code for one in judgements_of(joint.inspection)),
        "invited": tuple(person.email for person in joint.leads.values()),
    }
    return PlanContent(**{**usual, **changes})


def planned_meeting(
    joint: JointInspection, *, by: User | None = None, key: Any = None, **changes: Any
) -> Meeting:
    """The overall lead plans a meeting; `changes` are fields of its plan."""
    person = by or joint.overall_lead
    with acting_as(person):
        return plan_meeting(
            inspection=joint.inspection,
            content=plan_of(joint, **changes),
            key=key or uuid4(),
            by=person,
            at=timezone.now(),
        )


def plan_changed(
    joint: JointInspection,
    meeting: Meeting,
    *,
    version: int = 1,
    by: User | None = None,
    **changes: Any,
) -> MeetingPlan:
    """The overall lead changes it."""
    person = by or joint.overall_lead
    with acting_as(person):
        return change_plan(
            meeting=meeting,
            version=version,
            content=plan_of(joint, **changes),
            key=uuid4(),
            by=person,
            at=timezone.now(),
        )


def attended(
    joint: JointInspection, meeting: Meeting, came: dict[str, str], *, by: User | None = None
) -> int:
    """The overall lead says who came."""
    person = by or joint.overall_lead
    with acting_as(person):
        return record_attendance(
            meeting=meeting,
            content=AttendanceContent(came),
            key=uuid4(),
            by=person,
            at=timezone.now(),
        )


def minute_of(
    joint: JointInspection,
    meeting: Meeting,
    area: str = "lscb",
    *,
    by: User | None = None,
    key: Any = None,
    version: int | None = None,
    **changes: Any,
) -> Minute:
    """A lead minutes an item; `changes` are fields of `MinuteContent`.

    Args:
        version: of the minute that was on the page; the newest, unless said.
    """
    person = by or joint.overall_lead
    usual = {"discussion": "What each had seen of the board.", "decision": "To propose a grade."}
    with acting_as(person):
        return record_minute(
            meeting=meeting,
            area=area,
            version=meeting.minutes.filter(area=area).count() if version is None else version,
            content=MinuteContent(**{**usual, **changes}),
            key=key or uuid4(),
            by=person,
            at=timezone.now(),
        )


def agreement_of(
    joint: JointInspection,
    meeting: Meeting,
    code: str,
    *,
    by: User | None = None,
    up_to: int | None = None,
) -> MinutesAgreement:
    """The lead of an inspectorate agrees the minutes."""
    person = by or joint.leads[code]
    with acting_as(person):
        return agree_minutes(
            meeting=meeting,
            up_to=up_to if up_to is not None else newest_minute(meeting=meeting).pk,
            key=uuid4(),
            by=person,
            at=timezone.now(),
        )


def minuted_meeting(joint: JointInspection) -> Meeting:
    """Each item has a minute."""
    meeting = planned_meeting(joint)
    for item in meeting.plan().items.all():
        minute_of(joint, meeting, item.area)
    return meeting


def agreed_meeting(joint: JointInspection) -> Meeting:
    """Every inspectorate has agreed the minutes."""
    meeting = minuted_meeting(joint)
    for code in joint.leads:
        agreement_of(joint, meeting, code)
    return meeting
