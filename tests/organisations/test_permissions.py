"""Who may keep accounts, who belongs where, and who leads: the whole table of each."""

from datetime import date

import pytest

from organisations.models import User
from organisations.permissions import (
    is_lead_of,
    may_change_person,
    may_manage_people,
    membership_of,
)
from organisations.values import MemberRole
from records.permissions import Allowed, Answer, Refused
from tests.factories.organisations import (
    AdminFactory,
    InspectorateFactory,
    MembershipFactory,
    UserFactory,
)

NOT_ADMIN = Refused("Accounts are kept by the admins. Ask one of them.")
NOT_SELF = Refused("You cannot change your own rights. Ask another admin.")
DAY = date(2026, 12, 7)


@pytest.mark.parametrize(("is_admin", "answer"), [(True, Allowed()), (False, NOT_ADMIN)])
def test_may_manage_people(is_admin: bool, answer: Answer) -> None:
    assert may_manage_people(User(pk=1, is_admin=is_admin)) == answer


@pytest.mark.parametrize(
    ("is_admin", "is_self", "answer"),
    [
        (True, False, Allowed()),
        (True, True, NOT_SELF),
        (False, False, NOT_ADMIN),
        (False, True, NOT_ADMIN),
    ],
)
def test_may_change_person(is_admin: bool, is_self: bool, answer: Answer) -> None:
    user = User(pk=1, is_admin=is_admin)
    assert may_change_person(user, User(pk=1 if is_self else 2)) == answer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "holds"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (date(2026, 12, 8), None, False),
        (date(2026, 1, 1), date(2026, 12, 6), False),
        (date(2026, 1, 1), date(2026, 12, 7), True),
    ],
)
def test_membership_of_a_person_on_a_day(
    starts_on: date, ends_on: date | None, holds: bool
) -> None:
    membership = MembershipFactory(starts_on=starts_on, ends_on=ends_on)
    found = membership_of(membership.person, DAY)
    assert found == (membership if holds else None)


@pytest.mark.django_db
def test_membership_of_somebody_else_is_not_the_persons() -> None:
    MembershipFactory()
    assert membership_of(UserFactory(), DAY) is None


@pytest.mark.django_db
def test_membership_of_an_admin_is_none() -> None:
    assert membership_of(AdminFactory(), DAY) is None


@pytest.mark.django_db
def test_membership_of_somebody_who_changed_is_that_of_the_day() -> None:
    person = UserFactory()
    first = MembershipFactory(
        person=person, inspectorate=InspectorateFactory(code="cqc"), ends_on=date(2026, 6, 30)
    )
    second = MembershipFactory(
        person=person, inspectorate=InspectorateFactory(code="hmic"), starts_on=date(2026, 7, 1)
    )
    assert membership_of(person, date(2026, 6, 30)) == first
    assert membership_of(person, date(2026, 7, 1)) == second


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "belongs_to", "asked_for", "leads"),
    [
        (MemberRole.LEAD, "cqc", "cqc", True),
        (MemberRole.LEAD, "cqc", "ofsted", False),
        (MemberRole.INSPECTOR, "cqc", "cqc", False),
        (MemberRole.INSPECTOR, "cqc", "ofsted", False),
    ],
)
def test_is_lead_of(role: str, belongs_to: str, asked_for: str, leads: bool) -> None:
    membership = MembershipFactory(role=role, inspectorate=InspectorateFactory(code=belongs_to))
    assert is_lead_of(membership, asked_for) is leads


def test_nobody_without_a_membership_leads() -> None:
    assert is_lead_of(None, "ofsted") is False
