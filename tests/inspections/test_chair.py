"""The chair of an inspection's partnership: a successor, or what was recorded wrongly."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.actions import record_chair, record_partnership
from inspections.values import Board, OfficeHolder
from organisations.models import Office, User
from records.errors import ActionRefused, PermissionRefused
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.organisations import UserFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
SUCCESSOR = OfficeHolder("Sam Field", "Independent chair", date(2020, 9, 1))


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


def recorded(joint: JointInspection, chair: OfficeHolder, by: User | None = None) -> Office:
    """The office that stands after the chair was recorded."""
    return record_chair(
        inspection=joint.inspection, chair=chair, by=by or joint.overall_lead, at=timezone.now()
    )


def standing(joint: JointInspection) -> OfficeHolder:
    """Who the chair is, as the action takes it."""
    office = joint.inspection.partnership.offices.get(ends_on=None)
    email = office.person.email if office.person else ""
    return OfficeHolder(office.holder_name, office.title, office.starts_on, email)


def another_board(joint: JointInspection) -> Any:
    """The partnership that followed the inspection's own."""
    board = Board("Northmere Safeguarding Partnership", SUCCESSOR)
    area = joint.inspection.area
    return record_partnership(area=area, board=board, by=joint.overall_lead, at=timezone.now())


# --- the same name --------------------------------------------------------------------------------


def test_the_same_name_corrects_title_day_and_account(joint: JointInspection) -> None:
    account, was = UserFactory(), standing(joint)
    said = replace(was, title="Chair", since=date(2014, 1, 6), email=account.email)
    office = recorded(joint, said)
    assert standing(joint) == said
    assert office == joint.inspection.partnership.offices.get()


def test_an_emptied_email_takes_the_account_away(joint: JointInspection) -> None:
    assert standing(joint).email == joint.chair.email
    recorded(joint, replace(standing(joint), email=""))
    assert standing(joint).email == ""


@pytest.mark.parametrize("since", [date(2020, 8, 31), date(2013, 4, 1)])
def test_a_day_on_which_the_earlier_chair_held_office_is_refused(
    joint: JointInspection, since: date
) -> None:
    recorded(joint, SUCCESSOR)
    with pytest.raises(ActionRefused, match=r"was the chair until 31 August 2020\."):
        recorded(joint, replace(SUCCESSOR, since=since))
    assert standing(joint).since == SUCCESSOR.since


def test_the_day_after_the_earlier_chair_left_is_taken(joint: JointInspection) -> None:
    recorded(joint, SUCCESSOR)
    recorded(joint, replace(SUCCESSOR, since=date(2020, 10, 1)))
    recorded(joint, replace(SUCCESSOR, since=date(2020, 9, 1)))
    assert standing(joint).since == date(2020, 9, 1)


def test_opening_another_inspection_takes_no_account_away(joint: JointInspection) -> None:
    was = standing(joint)
    board = Board(joint.inspection.partnership.name, replace(was, email=""))
    area = joint.inspection.area
    record_partnership(area=area, board=board, by=joint.overall_lead, at=timezone.now())
    assert standing(joint) == was


# --- another name, and whose board ---------------------------------------------------------------


def test_another_name_follows_the_earlier_chair(joint: JointInspection) -> None:
    office = recorded(joint, SUCCESSOR)
    earlier = joint.inspection.partnership.offices.exclude(pk=office.pk).get()
    assert earlier.ends_on == date(2020, 8, 31)
    assert standing(joint) == SUCCESSOR


def test_the_chair_of_an_earlier_board_leaves_the_present_one_alone(
    joint: JointInspection,
) -> None:
    present = another_board(joint)
    recorded(joint, replace(SUCCESSOR, name="Ash Weir"))
    present.refresh_from_db()
    assert present.ends_on is None
    assert present.offices.get().holder_name == "Sam Field"
    assert standing(joint).name == "Ash Weir"


@pytest.mark.parametrize("who", ["lead", "inspector", "chair"])
def test_only_the_overall_lead_records_the_chair(joint: JointInspection, who: str) -> None:
    people = {"lead": joint.leads["cqc"], "inspector": joint.inspectors["cqc"]}
    with pytest.raises(PermissionRefused):
        recorded(joint, SUCCESSOR, by=people.get(who, joint.chair))
    assert standing(joint).name == joint.chair.name


# --- the page -------------------------------------------------------------------------------------


def chair_page(joint: JointInspection) -> str:
    return reverse("inspections:chair", args=[joint.reference])


def sent(client: Client, joint: JointInspection, holder: OfficeHolder) -> HttpResponse:
    """The answer to the form of the page."""
    since = holder.since
    return client.post(
        chair_page(joint),
        {
            "once": str(uuid4()),
            "holder_name": holder.name,
            "holder_title": holder.title,
            "holder_email": holder.email,
            "since_day": since.day,
            "since_month": since.month,
            "since_year": since.year,
        },
    )


def test_the_page_begins_with_what_is_recorded(joint: JointInspection, client_of: ClientOf) -> None:
    page = client_of(joint.overall_lead).get(chair_page(joint)).content.decode()
    was = standing(joint)
    for text in (was.name, was.title, was.email, was.since.year):
        assert f'value="{text}"' in page


def test_the_page_of_a_partnership_without_a_chair_begins_empty(
    joint: JointInspection, client_of: ClientOf
) -> None:
    joint.inspection.partnership.offices.update(ends_on=date(2020, 1, 1))
    answer = client_of(joint.overall_lead).get(chair_page(joint))
    assert answer.status_code == 200
    assert joint.chair.email not in answer.content.decode()


def test_the_page_corrects_and_says_what_is_impossible(
    joint: JointInspection, client_of: ClientOf
) -> None:
    client = client_of(joint.overall_lead)
    corrected = replace(standing(joint), since=date(2014, 1, 6), email="")
    assert sent(client, joint, corrected).status_code == 302
    assert standing(joint) == corrected
    assert sent(client, joint, SUCCESSOR).status_code == 302
    answer = sent(client, joint, replace(SUCCESSOR, since=date(2014, 1, 6)))
    assert answer.status_code == 409
    assert "was the chair until 31 August 2020." in answer.content.decode()


def test_the_page_of_an_older_inspection_ends_no_other_board(
    joint: JointInspection, client_of: ClientOf
) -> None:
    present = another_board(joint)
    ended = replace(SUCCESSOR, name="Ash Weir")
    assert sent(client_of(joint.overall_lead), joint, ended).status_code == 302
    present.refresh_from_db()
    assert present.ends_on is None
    assert joint.inspection.area.partnerships.count() == 2
    assert standing(joint).name == "Ash Weir"
