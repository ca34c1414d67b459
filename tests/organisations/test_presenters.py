"""What the pages about people show, word for word."""

from datetime import date

import pytest
from django.urls import reverse

from organisations.models import User
from organisations.presenters import PEOPLE_COLUMNS, people_rows, person_rows
from tests.factories.organisations import (
    AdminFactory,
    InspectorateFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 7)


def row_of(person: User) -> list[str]:
    """The texts of the person's row."""
    (row,) = people_rows([person], DAY)
    return [cell.text for cell in row]


def shown(person: User) -> dict[str, str]:
    return {row.key: row.value for row in person_rows(person)}


def test_the_list_has_a_column_for_each_cell() -> None:
    (row,) = people_rows([UserFactory()], DAY)
    assert [column.label for column in PEOPLE_COLUMNS] == [
        "Name",
        "Email address",
        "Belongs to",
        "Account",
    ]
    assert len(row) == len(PEOPLE_COLUMNS)


def test_a_name_in_the_list_leads_to_the_person() -> None:
    person = UserFactory(name="Noor Ali", email="noor@cqc.example")
    (row,) = people_rows([person], DAY)
    assert row[0].url == reverse("organisations:person", args=["noor@cqc.example"])


def test_the_list_keeps_its_order() -> None:
    people = [UserFactory(name="Zoe"), UserFactory(name="Ben")]
    assert [row[0].text for row in people_rows(people, DAY)] == ["Zoe", "Ben"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "place"),
    [
        (date(2026, 1, 1), None, "CQC, lead"),
        (date(2026, 1, 1), DAY, "CQC, lead"),
        (DAY, None, "CQC, lead"),
        (date(2026, 1, 1), date(2026, 12, 6), "No inspectorate"),
        (date(2026, 12, 8), None, "No inspectorate"),
    ],
)
def test_the_list_says_where_somebody_belongs_today(
    starts_on: date, ends_on: date | None, place: str
) -> None:
    membership = MembershipFactory(
        inspectorate=InspectorateFactory(code="cqc", short_name="CQC"),
        role="lead",
        starts_on=starts_on,
        ends_on=ends_on,
    )
    assert row_of(membership.person)[2] == place


def test_the_list_says_what_an_admin_is_and_who_belongs_nowhere() -> None:
    assert row_of(AdminFactory())[2] == "Admins: accounts and frameworks"
    assert row_of(UserFactory())[2] == "No inspectorate"


@pytest.mark.parametrize(
    ("is_active", "word", "colour"), [(True, "Open", "green"), (False, "Closed", "grey")]
)
def test_the_list_says_whether_the_account_is_open(is_active: bool, word: str, colour: str) -> None:
    (row,) = people_rows([UserFactory(is_active=is_active)], DAY)
    assert (row[3].text, row[3].colour) == (word, colour)


def test_a_person_as_known() -> None:
    person = UserFactory(name="Noor Ali", email="noor@cqc.example", job_title="Inspector")
    assert shown(person) == {
        "Name": "Noor Ali",
        "Email address": "noor@cqc.example",
        "Job title": "Inspector",
        "Account": "Open",
        "Admin": "No",
        "Memberships": "None",
    }


def test_a_person_of_whom_less_is_known() -> None:
    facts = shown(AdminFactory(job_title="", is_active=False))
    assert facts["Job title"] == "Not given"
    assert facts["Account"] == "Closed: cannot sign in"
    assert facts["Admin"] == "Yes"


def test_memberships_stand_on_a_line_each_with_their_days() -> None:
    person = UserFactory()
    MembershipFactory(
        person=person,
        inspectorate=InspectorateFactory(code="cqc", short_name="CQC"),
        starts_on=date(2020, 4, 1),
        ends_on=date(2026, 11, 30),
    )
    MembershipFactory(
        person=person,
        inspectorate=InspectorateFactory(code="hmic", short_name="HMICFRS"),
        role="lead",
        starts_on=date(2026, 12, 1),
    )
    found = User.objects.visible_to(AdminFactory()).get(pk=person.pk)
    assert shown(found)["Memberships"].split("\n") == [
        "HMICFRS, lead, from Tuesday 1 December 2026 until further notice",
        "CQC, inspector, from Wednesday 1 April 2020 to Monday 30 November 2026",
    ]
    assert person_rows(found)[-1].verbatim
