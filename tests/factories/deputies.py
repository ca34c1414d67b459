"""Deputies and hand-overs for tests: made as people make them, through the actions."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from inspections.actions import hand_over, name_deputy
from inspections.models import Assignment, Deputising, HandOver
from organisations.models import User
from records.actor import acting_as
from tests.factories.inspections import JointInspection

REASON = "On leave."


def day(after: int = 0) -> date:
    """So many days after today."""
    return timezone.localdate() + timedelta(days=after)


def deputy_of(
    joint: JointInspection,
    code: str,
    person: User | None = None,
    *,
    first: int = 0,
    last: int = 7,
    by: User | None = None,
    **changes: Any,
) -> Deputising:
    """The lead of an inspectorate names their inspector, or this person, as deputy.

    Args:
        first: the first day, in days from today; `last` likewise.
    """
    lead = by or joint.leads[code]
    usual: dict[str, Any] = {
        "first_day": day(first),
        "last_day": day(last),
        "reason": REASON,
        "at": timezone.now(),
    }
    with acting_as(lead):
        return name_deputy(
            inspection=joint.inspection,
            person=person or joint.inspectors[code],
            by=lead,
            **{**usual, **changes},
        )


def place_of(joint: JointInspection, person: User) -> Assignment:
    """The person's place that has not ended."""
    found = Assignment.objects.of(joint.inspection).of_person(person.email)
    assert found is not None
    return found


def handed_over(
    joint: JointInspection,
    code: str,
    person: User | None = None,
    *,
    by: User | None = None,
    at: datetime | None = None,
    **changes: Any,
) -> HandOver:
    """The lead of an inspectorate hands over to their inspector, or to this person, today."""
    usual: dict[str, Any] = {"on": day(), "stays": True, "reason": "A new post."}
    actor = by or joint.leads[code]
    with acting_as(actor):
        return hand_over(
            place=place_of(joint, joint.leads[code]),
            person=person or joint.inspectors[code],
            by=actor,
            at=at or timezone.now(),
            **{**usual, **changes},
        )


def leads_on(joint: JointInspection, code: str, on: date) -> list[User]:
    """Whoever leads an inspectorate on a day, by the team's rows."""
    rows = Assignment.objects.of(joint.inspection).on(on).for_page()
    return [one.person for one in rows if one.is_lead and one.inspectorate.code == code]


def places_on(joint: JointInspection, person: User, on: date) -> list[str]:
    """The person's roles on a day: never more than one."""
    rows = Assignment.objects.of(joint.inspection).on(on).filter(person=person)
    return [one.role for one in rows]
