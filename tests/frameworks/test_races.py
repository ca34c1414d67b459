"""Two admins at the same moment: one of them gets through, the other is told why not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from frameworks.actions import approve_in_force, load_file, propose_in_force
from frameworks.models import FrameworkEvent, FrameworkVersion
from frameworks.states import VersionState
from tests.factories.frameworks import draft_factory, framework_content, organisations_exist
from tests.factories.organisations import AdminFactory
from tests.races.together import outcomes_at_once

# On SQLite the one writer waits for the other, which shows nothing; here they really meet.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DAY = date(2027, 4, 1)
ROUNDS = 3


def proposed(version: str, on: date = DAY) -> FrameworkVersion:
    """A draft that an admin proposed."""
    draft = draft_factory(version=version)
    propose_in_force(version=draft, on=on, by=AdminFactory(), at=timezone.now())
    draft.refresh_from_db()
    return draft


def approval_of(version: FrameworkVersion, by: Any) -> Callable[[], None]:
    """The act of approving."""
    return lambda: approve_in_force(version=version, by=by, at=timezone.now())


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_admins_who_approve_one_version_put_it_in_force_once(number: int) -> None:
    version = proposed(f"2027-{number}")
    outcomes = outcomes_at_once([approval_of(version, AdminFactory()) for _ in range(2)])
    assert outcomes == {"done": 1, "refused": 1}
    version.refresh_from_db()
    assert version.status == VersionState.IN_FORCE
    events = FrameworkEvent.objects.filter(version=version, to_state=VersionState.IN_FORCE)
    assert events.count() == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_versions_approved_for_one_day_leave_one_in_force(number: int) -> None:
    first = proposed(f"2027-{number}a")
    second = draft_factory(version=f"2027-{number}b")
    propose_in_force(version=second, on=DAY, by=AdminFactory(), at=timezone.now())
    outcomes = outcomes_at_once([approval_of(one, AdminFactory()) for one in (first, second)])
    assert outcomes == {"done": 1, "refused": 1}
    in_force = FrameworkVersion.objects.filter(status=VersionState.IN_FORCE, in_force_from=DAY)
    assert in_force.count() == 1


def test_one_file_loaded_twice_at_once_is_one_version() -> None:
    organisations_exist()
    content = framework_content(version="2028")
    admins = [AdminFactory() for _ in range(2)]

    def load(admin: Any) -> Callable[[], Any]:
        return lambda: load_file(content=content, name="x.yaml", by=admin, at=timezone.now())

    outcomes = outcomes_at_once([load(admin) for admin in admins])
    assert outcomes["done"] >= 1
    assert outcomes["done"] + outcomes["refused"] == 2
    assert FrameworkVersion.objects.filter(version="2028").count() == 1
