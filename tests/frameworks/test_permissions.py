"""Who may read, load and put in force a framework."""

from datetime import date

import pytest

from frameworks.models import FrameworkUpload, FrameworkVersion
from frameworks.permissions import (
    may_approve,
    may_confirm_upload,
    may_load_framework,
    may_move_version,
    may_propose,
)
from organisations.models import User
from tests.factories.frameworks import draft_factory, framework_version_factory, inspector_factory
from tests.factories.organisations import AdminFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    former = UserFactory()
    MembershipFactory(person=former, ends_on=date(2026, 11, 1))
    return {
        "admin": AdminFactory(),
        "inspector": inspector_factory(),
        "former inspector": former,
        "somebody else": UserFactory(),
    }


def test_a_draft_exists_for_admins_alone_and_a_version_in_force_for_everybody(
    people: dict[str, User],
) -> None:
    draft, in_force = draft_factory(version="2015"), framework_version_factory(version="2014-06")
    visible = {
        who: set(FrameworkVersion.objects.visible_to(person)) for who, person in people.items()
    }
    assert visible.pop("admin") == {draft, in_force}
    assert all(versions == {in_force} for versions in visible.values())


@pytest.mark.parametrize("may", [may_load_framework, may_propose, may_move_version])
@pytest.mark.parametrize("who", ["admin", "inspector", "former inspector", "somebody else"])
def test_may_change_is_for_admins(people: dict[str, User], who: str, may: object) -> None:
    answer = may(people[who])  # type: ignore[operator]  # one of the three functions above
    assert answer.allowed is (who == "admin")
    assert bool(answer.reason) is not answer.allowed


def test_may_approve_is_for_a_second_admin(people: dict[str, User]) -> None:
    version = FrameworkVersion(proposed_by=AdminFactory())
    assert {who: may_approve(person, version).allowed for who, person in people.items()} == {
        "admin": True,
        "inspector": False,
        "former inspector": False,
        "somebody else": False,
    }


def test_may_approve_says_to_the_proposer_why_not(people: dict[str, User]) -> None:
    answer = may_approve(people["admin"], FrameworkVersion(proposed_by=people["admin"]))
    assert not answer.allowed
    assert answer.reason == (
        "You proposed this version, so another admin has to approve it. Ask one of them."
    )


def test_may_confirm_is_for_the_admin_who_sent_the_file(people: dict[str, User]) -> None:
    admin = people["admin"]
    assert may_confirm_upload(admin, FrameworkUpload(by=admin)).allowed
    assert not may_confirm_upload(admin, FrameworkUpload(by=AdminFactory())).allowed


def test_may_confirm_is_not_for_an_admin_no_longer(people: dict[str, User]) -> None:
    person = people["inspector"]
    assert not may_confirm_upload(person, FrameworkUpload(by=person)).allowed
