"""Inspections on the framework files that come with the service, moved to their later versions."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from frameworks.actions import load_file, put_in_force
from frameworks.models import FrameworkVersion, Theme
from frameworks.reference import load_reference
from inspections.actions import open_inspection
from inspections.models import Inspection
from organisations.models import LocalArea, User
from records.actor import acting_as
from reports.actions import upgrade_impact, upgrade_inspection
from reports.actions.upgrading import Impact
from tests.factories.frameworks import AT
from tests.factories.inspections import board_for, starting_day
from tests.factories.organisations import (
    AdminFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FIXTURES = settings.BASE_DIR / "fixtures"


def shipped(stem: str, on: date) -> FrameworkVersion:
    """A shipped file, in force."""
    if not Theme.objects.exists():
        load_reference(FIXTURES / "reference")
    path = FIXTURES / "frameworks" / f"{stem}.yaml"
    version = load_file(content=path.read_bytes(), name=path.name, by=None, at=AT).version
    proposer, approver = AdminFactory(), AdminFactory()
    put_in_force(version=version, on=on, by=proposer, approved_by=approver, at=AT)
    return FrameworkVersion.objects.select_related("framework").get(pk=version.pk)


def opened(version: FrameworkVersion, kind: str, **more: Any) -> tuple[Inspection, User]:
    """An inspection of this type, by all who may take part, and its overall lead."""
    found = version.inspection_types.get(code=kind)
    lead = UserFactory()
    MembershipFactory(person=lead, inspectorate=found.led_by, role="lead")
    at = timezone.now() - timedelta(days=1)
    inspection = open_inspection(
        inspection_type=found,
        area=LocalArea.objects.get(code="886"),  # a real one: they are all loaded
        starts_on=starting_day(at),
        participants=[one.code for one in found.participants.all()],
        board=board_for(),
        by=lead,
        at=at,
        **more,
    )
    return inspection, lead


def moved(inspection: Inspection, version: FrameworkVersion, lead: User) -> Impact:
    asked: dict[str, Any] = {
        "inspection": inspection,
        "version": version,
        "by": lead,
        "at": timezone.now(),
    }
    with acting_as(lead):
        looked_at = upgrade_impact(**asked)
        done = upgrade_inspection(**asked)
    assert done.impact == looked_at
    inspection.refresh_from_db()
    assert inspection.framework_version == version
    return looked_at


@pytest.mark.parametrize("kind", ["standard", "short"])
def test_an_inspection_of_an_authority_judges_care_leavers_apart_since_2023(kind: str) -> None:
    first = shipped("ilacs-2018", date(2018, 1, 1))
    inspection, lead = opened(first, kind)
    impact = moved(inspection, shipped("ilacs-2023", date(2023, 1, 1)), lead)
    strand = inspection.strands.get()
    answered = [area.code for area in strand.judgement_areas.order_by("order")]
    assert answered == ["overall", "leaders", "help_and_protection", "in_care", "care_leavers"]
    assert [(one.code, one.outcome) for one in impact.strands] == [("ofsted", "kept")]
    assert {one.what for one in impact.criteria} <= {"new", "changed", "removed"}


def test_a_joint_targeted_inspection_moves_to_the_version_of_2018_and_back() -> None:
    first = shipped("jtai-2015", date(2016, 2, 1))
    inspection, lead = opened(first, "joint-targeted", deep_dive="neglect")
    second = shipped("jtai-2018", date(2018, 1, 1))
    there = moved(inspection, second, lead)
    back = moved(inspection, first, lead)
    gone = {one.reference for one in there.criteria if one.what == "removed"}
    assert gone
    assert gone == {one.reference for one in back.criteria if one.what == "new"}
    assert inspection.changes_of_version.count() == 2
