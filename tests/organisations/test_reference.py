"""The organisations that exist whether or not anybody inspects."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from organisations.models import Inspectorate, LegalPower, LocalArea
from organisations.reference import load_reference

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"


def test_every_upper_tier_authority_is_there_with_code_and_region() -> None:
    load_reference(FOLDER)
    areas = LocalArea.objects.all()
    assert areas.count() == 153
    assert len({area.ons_code for area in areas}) == 153
    assert all(area.ons_code[:3] in {"E06", "E08", "E09", "E10"} for area in areas)
    assert len({area.region for area in areas}) == 9


def test_loading_twice_changes_nothing() -> None:
    assert load_reference(FOLDER) == load_reference(FOLDER)
    assert LocalArea.objects.count() == 153
    assert LegalPower.objects.get(code="ca2004-s20").is_joint


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2014, 6, 1), "HM Inspectorate of Constabulary"),
        (date(2017, 7, 18), "HM Inspectorate of Constabulary"),
        (date(2017, 7, 19), "HM Inspectorate of Constabulary and Fire & Rescue Services"),
    ],
)
def test_an_inspectorate_bears_the_name_of_the_day(day: date, name: str) -> None:
    load_reference(FOLDER)
    assert Inspectorate.objects.get(code="hmic").name_on(day) == name
