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
    may_read_frameworks,
)
from organisations.models import User
from tests.factories.frameworks import inspector_factory
from tests.factories.organisations import AdminFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


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


READS = {"admin": True, "inspector": True, "former inspector": False, "somebody else": False}


@pytest.mark.parametrize("who", READS)
def test_may_read_is_for_admins_and_inspectors_of_today(people: dict[str, User], who: str) -> None:
    answer = may_read_frameworks(people[who], DAY)
    assert answer.allowed is READS[who]
    if not answer.allowed:
        assert answer.reason == "Frameworks are read by inspectors and by admins."


@pytest.mark.parametrize("may", [may_load_framework, may_propose, may_move_version])
@pytest.mark.parametrize("who", READS)
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
