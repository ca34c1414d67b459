"""Which services a power reaches, as the source documents say it."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from organisations.models import LegalPower, Reach, Service
from organisations.reference import load_reference
from organisations.values import REACH_LABELS, AgencyKind, ReachVerdict

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"
COUNCIL_HEALTH = (
    "school-nursing",
    "health-visiting",
    "sexual-health",
    "childrens-substance-misuse",
)
IN_2014, IN_2018 = date(2014, 9, 1), date(2018, 9, 1)


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_reference(FOLDER)


def verdict(power: str, service: str, day: date = IN_2014) -> str | None:
    found = Reach.objects.of(
        LegalPower.objects.get(code=power), Service.objects.get(code=service), day
    )
    return found.verdict if found else None


def test_every_row_of_the_files_is_loaded() -> None:
    counts = load_reference(FOLDER)
    assert counts["services.csv"] == Service.objects.count() == 26
    assert counts["reach.csv"] == Reach.objects.count() == 238


def test_loading_again_keeps_one_row_for_each_day() -> None:
    before = sorted(Reach.objects.values_list("power__code", "service__code", "starts_on"))
    load_reference(FOLDER)
    assert sorted(Reach.objects.values_list("power__code", "service__code", "starts_on")) == before


def test_something_is_said_of_every_power_and_service_today() -> None:
    said = Reach.objects.on(date(2026, 1, 5)).values_list("power", "service")
    assert len(set(said)) == LegalPower.objects.count() * Service.objects.count() == len(said)


@pytest.mark.parametrize(
    "service", ["hospital", "camhs", "community-health", "general-practice", "section-75"]
)
def test_section_48_reaches_what_the_nhs_commissions(service: str) -> None:
    assert verdict("hsca2008-s48", service) == ReachVerdict.REACHES


@pytest.mark.parametrize("service", COUNCIL_HEALTH)
def test_section_48_does_not_reach_council_commissioned_health_services(service: str) -> None:
    assert verdict("hsca2008-s48", service) == ReachVerdict.BEYOND


@pytest.mark.parametrize("service", COUNCIL_HEALTH)
def test_since_2018_that_is_uncertain_and_both_paragraphs_are_named(service: str) -> None:
    assert verdict("hsca2008-s48", service, date(2018, 6, 30)) == ReachVerdict.BEYOND
    found = Reach.objects.of(
        LegalPower.objects.get(code="hsca2008-s48"), Service.objects.get(code=service), IN_2018
    )
    assert found is not None
    assert found.verdict == ReachVerdict.UNCERTAIN
    assert "180025 ¶19" in found.source
    assert "140112 ¶54" in found.source


@pytest.mark.parametrize(
    ("power", "service", "expected"),
    [
        ("hmic-own", "police", "reaches"),
        ("hmic-own", "school-nursing", "beyond"),
        ("hmip-own", "youth-offending", "reaches"),
        ("hmip-own", "national-probation", "reaches"),
        ("hmip-own", "community-rehabilitation", "reaches"),
        ("hmip-own", "police", "beyond"),
        ("hmipr-own", "secure-estate", "reaches"),
        ("hmcpsi-own", "prosecution", "reaches"),
        ("eia2006-s136", "childrens-social-care", "reaches"),
        ("eia2006-s136", "hospital", "beyond"),
        ("eia2006-s136", "school-nursing", "uncertain"),
        ("ca2004-s15a", "lscb", "reaches"),
        ("ca2004-s15a", "police", "beyond"),
        ("ca2004-s20", "police", "reaches"),
        ("ca2004-s20", "school-nursing", "reaches"),
        ("hsca2008-s60", "dentists", "reaches"),
        ("hsca2008-s60", "police", "beyond"),
    ],
)
def test_each_power_reaches_its_own_services(power: str, service: str, expected: str) -> None:
    assert verdict(power, service) == expected


def test_before_a_power_was_there_nothing_is_said() -> None:
    assert verdict("hsca2008-s48", "hospital", date(2001, 1, 1)) is None


def test_every_row_names_its_source_and_words_that_exist() -> None:
    with (FOLDER / "reach.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert all(row["source"] for row in rows)
    assert {row["verdict"] for row in rows} == set(REACH_LABELS)
    with (FOLDER / "services.csv").open(encoding="utf-8", newline="") as lines:
        assert {row["agency_kind"] for row in csv.DictReader(lines)} <= set(AgencyKind)


def test_a_service_is_named_with_its_commissioner() -> None:
    assert str(Service.objects.get(code="school-nursing")).endswith("(commissioned by the council)")


def test_two_answers_for_one_day_are_refused() -> None:
    row = Reach.objects.first()
    assert row is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Reach.objects.create(
            power=row.power,
            service=row.service,
            starts_on=row.starts_on,
            verdict=ReachVerdict.REACHES,
            source="x",
        )
