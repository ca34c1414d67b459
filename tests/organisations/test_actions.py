"""Accounts and memberships: every way out of each act."""

from datetime import UTC, date, datetime

import pytest

from organisations.actions import add_person, end_membership, set_active, start_membership
from organisations.models import Inspectorate, Membership, User
from organisations.permissions import membership_of
from organisations.values import MemberRole
from records.errors import ActionRefused, PermissionRefused
from tests.factories.organisations import (
    AdminFactory,
    InspectorateFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 7)
NOW = datetime(2026, 12, 7, 14, 3, tzinfo=UTC)
NOT_ADMIN = "Accounts are kept by the admins. Ask one of them."
NOT_SELF = "You cannot change your own rights. Ask another admin."


@pytest.fixture
def admin() -> User:
    return AdminFactory()


@pytest.fixture
def cqc() -> Inspectorate:
    return InspectorateFactory(code="cqc", short_name="CQC")


def begin(person: User, inspectorate: Inspectorate, by: User, **changes: object) -> Membership:
    usual = {"role": "inspector", "starts_on": date(2026, 12, 1)}
    return start_membership(person=person, inspectorate=inspectorate, by=by, **{**usual, **changes})


# --- accounts ------------------------------------------------------------------------------------


def test_add_person_makes_an_account_that_is_open_and_has_no_rights(admin: User) -> None:
    person = add_person(email="Noor@CQC.example", name="Noor Ali", job_title="Inspector", by=admin)
    person.refresh_from_db()
    assert (person.email, person.name, person.job_title) == (
        "noor@cqc.example",
        "Noor Ali",
        "Inspector",
    )
    assert (person.is_active, person.is_admin, person.has_usable_password()) == (True, False, False)


def test_add_person_by_anybody_else_is_refused() -> None:
    with pytest.raises(PermissionRefused) as refused:
        add_person(email="noor@cqc.example", name="Noor", job_title="", by=UserFactory())
    assert refused.value.message == NOT_ADMIN
    assert not User.objects.filter(email="noor@cqc.example").exists()


@pytest.mark.parametrize("email", ["noor@cqc.example", "NOOR@cqc.example", "Noor@CQC.EXAMPLE"])
def test_add_person_with_a_known_address_in_any_case_is_refused(admin: User, email: str) -> None:
    UserFactory(email="noor@cqc.example")
    with pytest.raises(ActionRefused) as refused:
        add_person(email=email, name="Noor", job_title="", by=admin)
    assert refused.value.message == f"{email} has an account already. Open it in the list."
    assert User.objects.filter(email="noor@cqc.example").count() == 1


@pytest.mark.parametrize("is_active", [True, False])
def test_set_active_opens_and_closes_an_account(admin: User, is_active: bool) -> None:
    person = UserFactory(is_active=not is_active)
    assert set_active(person=person, is_active=is_active, by=admin) == person
    person.refresh_from_db()
    assert person.is_active is is_active


def test_set_active_saves_nothing_else(admin: User) -> None:
    person = UserFactory(name="Noor Ali")
    person.name = "Somebody else"
    set_active(person=person, is_active=False, by=admin)
    person.refresh_from_db()
    assert person.name == "Noor Ali"


def test_set_active_of_the_own_account_is_refused(admin: User) -> None:
    with pytest.raises(PermissionRefused) as refused:
        set_active(person=admin, is_active=False, by=admin)
    assert refused.value.message == NOT_SELF
    assert User.objects.get(pk=admin.pk).is_active


def test_set_active_by_anybody_else_is_refused() -> None:
    person = UserFactory()
    with pytest.raises(PermissionRefused, match="kept by the admins"):
        set_active(person=person, is_active=False, by=UserFactory())
    assert User.objects.get(pk=person.pk).is_active


# --- a membership begins -------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(MemberRole))
def test_start_membership_in_a_role_until_further_notice(
    admin: User, cqc: Inspectorate, role: MemberRole
) -> None:
    membership = begin(UserFactory(), cqc, admin, role=role.value)
    membership.refresh_from_db()
    assert (membership.inspectorate, membership.role) == (cqc, role)
    assert (membership.starts_on, membership.ends_on) == (date(2026, 12, 1), None)


def test_start_membership_in_a_role_that_is_none_is_an_error(
    admin: User, cqc: Inspectorate
) -> None:
    with pytest.raises(ValueError, match="chief"):
        begin(UserFactory(), cqc, admin, role="chief")
    assert not Membership.objects.exists()


def test_start_membership_by_anybody_else_is_refused(cqc: Inspectorate) -> None:
    with pytest.raises(PermissionRefused) as refused:
        begin(UserFactory(), cqc, UserFactory())
    assert refused.value.message == NOT_ADMIN
    assert not Membership.objects.exists()


def test_start_membership_of_oneself_is_refused(admin: User, cqc: Inspectorate) -> None:
    with pytest.raises(PermissionRefused) as refused:
        begin(admin, cqc, admin)
    assert refused.value.message == NOT_SELF


def test_start_membership_of_another_admin_is_refused(admin: User, cqc: Inspectorate) -> None:
    with pytest.raises(ActionRefused) as refused:
        begin(AdminFactory(), cqc, admin)
    assert refused.value.message == (
        "An admin belongs to no inspectorate: who manages accounts sees no evidence."
    )
    assert not Membership.objects.exists()


def test_start_a_second_membership_is_refused_with_the_name(admin: User, cqc: Inspectorate) -> None:
    person = MembershipFactory(person__name="Noor Ali").person
    with pytest.raises(ActionRefused) as refused:
        begin(person, cqc, admin)
    assert refused.value.message == (
        "Noor Ali belongs to an inspectorate already. End that membership first."
    )
    assert Membership.objects.filter(person=person).count() == 1


@pytest.mark.parametrize("starts_on", [date(2026, 11, 30), date(2020, 1, 1)])
def test_start_membership_on_a_day_of_an_earlier_one_is_refused(
    admin: User, cqc: Inspectorate, starts_on: date
) -> None:
    """Of two inspectorates on one day, nobody could say whose evidence the person may read."""
    person = MembershipFactory(person__name="Noor Ali", ends_on=date(2026, 11, 30)).person
    with pytest.raises(ActionRefused) as refused:
        begin(person, cqc, admin, starts_on=starts_on)
    assert refused.value.message == (
        "Noor Ali belonged to an inspectorate until Monday 30 November 2026. "
        "Choose a later first day."
    )
    assert Membership.objects.filter(person=person).count() == 1


def test_start_membership_on_the_day_after_an_earlier_one(admin: User, cqc: Inspectorate) -> None:
    person = MembershipFactory(ends_on=date(2026, 11, 30)).person
    begin(person, cqc, admin, starts_on=date(2026, 12, 1))
    assert Membership.objects.filter(person=person).count() == 2


# --- a membership ends ---------------------------------------------------------------------------


def test_end_membership_was_yesterday(admin: User) -> None:
    membership = MembershipFactory()
    ended = end_membership(person=membership.person, by=admin, at=NOW)
    membership.refresh_from_db()
    assert ended.ends_on == membership.ends_on == date(2026, 12, 6)
    assert membership_of(membership.person, TODAY) is None


def test_end_membership_after_midnight_in_a_summer_of_england_was_yesterday_there(
    admin: User,
) -> None:
    membership = MembershipFactory()
    after_midnight = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)  # 7 July, 00:30 in London
    end_membership(person=membership.person, by=admin, at=after_midnight)
    membership.refresh_from_db()
    assert membership.ends_on == date(2026, 7, 6)


@pytest.mark.parametrize("starts_on", [TODAY, date(2026, 12, 8), date(2027, 3, 1)])
def test_end_membership_that_no_day_has_passed_of_never_opens_anything(
    admin: User, starts_on: date
) -> None:
    """A slip of the admin's, put right on the same day or before the first."""
    person = MembershipFactory(starts_on=starts_on).person
    end_membership(person=person, by=admin, at=NOW)
    assert membership_of(person, TODAY) is None
    assert membership_of(person, starts_on) is None
    assert Membership.objects.open_of(person) is None


def test_end_membership_on_its_second_day_leaves_the_first(admin: User) -> None:
    membership = MembershipFactory(starts_on=date(2026, 12, 6))
    end_membership(person=membership.person, by=admin, at=NOW)
    membership.refresh_from_db()
    assert (membership.starts_on, membership.ends_on) == (date(2026, 12, 6), date(2026, 12, 6))


def test_after_an_ended_membership_another_one_begins(admin: User, cqc: Inspectorate) -> None:
    person = MembershipFactory().person
    end_membership(person=person, by=admin, at=NOW)
    begin(person, cqc, admin, starts_on=TODAY)
    found = membership_of(person, TODAY)
    assert found is not None
    assert found.inspectorate == cqc


def test_end_membership_of_somebody_without_one_is_refused(admin: User) -> None:
    with pytest.raises(ActionRefused) as refused:
        end_membership(person=UserFactory(name="Noor Ali"), by=admin, at=NOW)
    assert refused.value.message == "Noor Ali belongs to no inspectorate. Nothing was changed."


def test_end_membership_a_second_time_is_refused(admin: User) -> None:
    membership = MembershipFactory()
    end_membership(person=membership.person, by=admin, at=NOW)
    with pytest.raises(ActionRefused, match="belongs to no inspectorate"):
        end_membership(person=membership.person, by=admin, at=NOW)
    membership.refresh_from_db()
    assert membership.ends_on == date(2026, 12, 6)


def test_end_membership_by_anybody_else_is_refused() -> None:
    membership = MembershipFactory()
    with pytest.raises(PermissionRefused) as refused:
        end_membership(person=membership.person, by=UserFactory(), at=NOW)
    assert refused.value.message == NOT_ADMIN
    membership.refresh_from_db()
    assert membership.ends_on is None
