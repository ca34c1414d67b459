"""The admins' pages about people."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from organisations.models import Membership, User
from records.models import AuditEntry
from tests.factories.organisations import (
    AdminFactory,
    InspectorateFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def test_people_lists_accounts_and_where_they_belong(client_of: ClientOf) -> None:
    member = MembershipFactory(person__name="Owen Marsh", inspectorate__short_name="Ofsted")
    page = client_of(AdminFactory()).get(reverse("organisations:people"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Owen Marsh" in text
    assert f"Ofsted, {member.role}" in text


@pytest.mark.parametrize("members", [1, 3])
def test_people_asks_the_same_queries_for_any_number(
    client_of: ClientOf,
    members: int,
    assert_queries: Callable[[int], AbstractContextManager[list[str]]],
) -> None:
    MembershipFactory.create_batch(members)
    client = client_of(AdminFactory())
    # session, user, people, memberships with inspectorates, audit
    with assert_queries(5):
        client.get(reverse("organisations:people"))


def test_people_is_refused_to_an_inspector(client_of: ClientOf) -> None:
    person = MembershipFactory().person
    page = client_of(person).get(reverse("organisations:people"))
    assert page.status_code == 403
    assert "Accounts are kept by the admins" in page.content.decode()
    entry = AuditEntry.objects.get(person=person)
    assert (entry.status, entry.route) == (403, "organisations:people")


def test_a_person_is_absent_for_whoever_may_not_manage_people(client_of: ClientOf) -> None:
    other = UserFactory()
    client = client_of(UserFactory())
    there = client.get(reverse("organisations:person", args=[other.email]))
    nowhere = client.get(reverse("organisations:person", args=["nobody@concord.example"]))
    assert there.status_code == nowhere.status_code == 404


def test_add_person_makes_an_account_without_a_password(client_of: ClientOf) -> None:
    facts = {"name": "Noor Ali", "email": "Noor.Ali@CQC.example", "job_title": "Inspector"}
    page = client_of(AdminFactory()).post(reverse("organisations:add_person"), facts)
    person = User.objects.get(email="noor.ali@cqc.example")
    assert page.headers["Location"] == reverse("organisations:person", args=[person.email])
    assert not person.has_usable_password()
    assert not person.is_admin


def test_add_person_cannot_make_an_admin_by_an_extra_field(client_of: ClientOf) -> None:
    facts = {"name": "Noor", "email": "noor@cqc.example", "is_admin": "on", "is_active": ""}
    client_of(AdminFactory()).post(reverse("organisations:add_person"), facts)
    assert User.objects.get(email="noor@cqc.example").is_admin is False


def test_add_person_names_the_missing_field_and_keeps_the_others(client_of: ClientOf) -> None:
    page = client_of(AdminFactory()).post(
        reverse("organisations:add_person"), {"name": "Noor Ali", "email": ""}
    )
    text = page.content.decode()
    assert page.status_code == 422
    assert "Enter the person’s email address" in text
    assert 'value="Noor Ali"' in text


def test_add_person_with_a_known_address_is_refused(client_of: ClientOf) -> None:
    UserFactory(email="noor@cqc.example")
    page = client_of(AdminFactory()).post(
        reverse("organisations:add_person"), {"name": "Noor", "email": "noor@cqc.example"}
    )
    assert page.status_code == 409
    assert "has an account already" in page.content.decode()
    assert User.objects.filter(email="noor@cqc.example").count() == 1


def start(client: Client, person: User, **changes: str) -> int:
    """Post a membership; the status."""
    InspectorateFactory(code="cqc")
    facts = {
        "inspectorate": "cqc",
        "role": "inspector",
        "starts_on_day": "1",
        "starts_on_month": "9",
        "starts_on_year": "2026",
        **changes,
    }
    return client.post(
        reverse("organisations:start_membership", args=[person.email]), facts
    ).status_code


def test_start_membership_from_a_day_on(client_of: ClientOf) -> None:
    person = UserFactory()
    assert start(client_of(AdminFactory()), person) == 302
    membership = Membership.objects.get(person=person)
    assert (membership.inspectorate.code, membership.starts_on) == ("cqc", date(2026, 9, 1))


def test_start_membership_with_an_unreal_date_is_sent_back(client_of: ClientOf) -> None:
    person = UserFactory()
    assert start(client_of(AdminFactory()), person, starts_on_day="31", starts_on_month="2") == 422
    assert not Membership.objects.exists()


def test_start_membership_of_an_admin_is_refused(client_of: ClientOf) -> None:
    assert start(client_of(AdminFactory()), AdminFactory()) == 409
    assert not Membership.objects.exists()


def test_start_membership_of_oneself_is_refused(client_of: ClientOf) -> None:
    admin = AdminFactory()
    assert start(client_of(admin), admin) == 403


def test_start_a_second_membership_is_refused(client_of: ClientOf) -> None:
    person = MembershipFactory().person
    assert start(client_of(AdminFactory()), person) == 409
    assert Membership.objects.filter(person=person).count() == 1


def test_end_membership_opens_nothing_from_today_on(client_of: ClientOf) -> None:
    membership = MembershipFactory()
    client_of(AdminFactory()).post(
        reverse("organisations:end_membership", args=[membership.person.email])
    )
    membership.refresh_from_db()
    assert membership.ends_on is not None
    assert membership.ends_on < AuditEntry.objects.latest("pk").at.date()


def test_end_membership_of_nobody_is_refused(client_of: ClientOf) -> None:
    page = client_of(AdminFactory()).post(
        reverse("organisations:end_membership", args=[UserFactory().email])
    )
    assert page.status_code == 409


def test_a_closed_account_is_refused_at_its_next_request(client_of: ClientOf) -> None:
    member = MembershipFactory().person
    client = client_of(member)
    admin = client_of(AdminFactory())
    admin.post(reverse("organisations:close_account", args=[member.email]))
    page = client.get(reverse("organisations:people"))
    assert page.status_code == 302
    assert page.headers["Location"].startswith(reverse("account_login"))
    admin.post(reverse("organisations:open_account", args=[member.email]))
    assert User.objects.get(pk=member.pk).is_active


def test_an_admin_cannot_close_the_own_account(client_of: ClientOf) -> None:
    admin = AdminFactory()
    page = client_of(admin).post(reverse("organisations:close_account", args=[admin.email]))
    assert page.status_code == 403
    assert User.objects.get(pk=admin.pk).is_active
