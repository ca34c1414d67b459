"""An inspection of each type of each shipped framework opens, and its pages answer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from frameworks.actions import load_file, put_in_force
from frameworks.addresses import form_slug
from frameworks.models import InspectionType
from frameworks.reference import load_reference
from inspections.actions import move_inspection, open_inspection
from inspections.models import Inspection
from inspections.rules import add_working_days, is_working_day
from judgements.permissions import judgements_of
from organisations.models import Inspectorate, LocalArea, User
from tests.factories.inspections import board_for
from tests.factories.organisations import AdminFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
FIXTURES = Path(settings.BASE_DIR) / "fixtures"
IN_FORCE = date(2009, 6, 1)


@cache
def shipped(name: str) -> dict[str, Any]:
    """A shipped file, as data."""
    path = FIXTURES / "frameworks" / name
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


FILES = sorted(path.name for path in (FIXTURES / "frameworks").glob("*.yaml"))
TYPES = [(name, kind["code"]) for name in FILES for kind in shipped(name)["inspection_types"]]
EVERY_TYPE = pytest.mark.parametrize(("name", "code"), TYPES, ids=str)


def planned(name: str, code: str) -> dict[str, Any]:
    """A type as its file has it."""
    return next(one for one in shipped(name)["inspection_types"] if one["code"] == code)


def in_force(name: str, code: str) -> InspectionType:
    """The type, its file loaded and in force."""
    load_reference(FIXTURES / "reference")
    content = (FIXTURES / "frameworks" / name).read_bytes()
    version = load_file(content=content, name=name, by=None, at=timezone.now()).version
    put_in_force(
        version=version,
        on=IN_FORCE,
        by=AdminFactory(),
        approved_by=AdminFactory(),
        at=timezone.now(),
    )
    return version.inspection_types.select_related("version__framework").get(code=code)


def lead_of(kind: InspectionType) -> User:
    """A lead of the inspectorate that leads the type."""
    person = UserFactory()
    MembershipFactory(person=person, inspectorate=kind.led_by, role="lead")
    return person


def opened(kind: InspectionType, *, without: frozenset[str] = frozenset()) -> Inspection:
    """An inspection of the type, by everybody who may take part but for those named."""
    topics = kind.version.deep_dive_topics()
    at = timezone.now()
    return open_inspection(
        inspection_type=kind,
        area=LocalArea.objects.get(name="Shropshire"),
        starts_on=add_working_days(timezone.localdate(at), 30),
        participants=[one.code for one in kind.participants.all() if one.code not in without],
        board=board_for(),
        deep_dive=topics[0].code if kind.has_deep_dive else "",
        by=lead_of(kind),
        at=at,
    )


def strands_of(inspection: Inspection) -> dict[str, dict[str, Any]]:
    """Its parts, as a file says them."""
    return {
        strand.code: {
            "code": strand.code,
            "title": strand.title,
            "power": strand.power.code,
            "inspectorates": sorted(part.inspectorate.code for part in strand.participations.all()),
            "areas": sorted(area.code for area in strand.judgement_areas.all()),
        }
        for strand in inspection.strands.all()
    }


def said(strand: dict[str, Any], without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A strand of a file, without those who stay away, and in no order."""
    return {
        **strand,
        "inspectorates": sorted(set(strand["inspectorates"]) - without),
        "areas": sorted(strand["areas"]),
    }


def test_there_are_types_of_every_file() -> None:
    assert {name for name, _ in TYPES} == set(FILES)
    assert len(TYPES) > len(FILES)


@EVERY_TYPE
def test_it_opens_with_its_strands(name: str, code: str) -> None:
    inspection = opened(in_force(name, code))
    file = planned(name, code)
    assert strands_of(inspection) == {one["code"]: said(one) for one in file["strands"]}
    for strand in inspection.strands.all():
        assert strand.is_joint == strand.power.is_joint
        owner = None if strand.is_joint else strands_of(inspection)[strand.code]["inspectorates"][0]
        assert (strand.owner and strand.owner.code) == owner
        strand.full_clean()


@EVERY_TYPE
def test_every_area_of_the_type_is_answered_in_one_strand(name: str, code: str) -> None:
    inspection = opened(in_force(name, code))
    answered = [area for one in strands_of(inspection).values() for area in one["areas"]]
    assert sorted(answered) == sorted(planned(name, code)["areas"])


@EVERY_TYPE
def test_it_has_every_key_date_on_a_working_day_in_its_order(name: str, code: str) -> None:
    inspection = opened(in_force(name, code))
    days = {row.code: row for row in inspection.key_dates.all()}
    file = {step["code"]: step for step in planned(name, code)["key_dates"]}
    assert list(days) == list(file)
    assert all(is_working_day(row.on) for row in days.values())
    assert days["fieldwork_start"].on == inspection.fieldwork_starts_on
    for step in file.values():
        row = days[step["code"]]
        row.full_clean()
        assert row.is_own_setting == step.get("own_setting", False)
        if "working_days" in step:
            assert row.on == add_working_days(days[step["after"]].on, step["working_days"])
        elif step.get("after"):
            assert row.on > days[step["after"]].on


@EVERY_TYPE
def test_whoever_joins_only_in_a_case_may_stay_away(name: str, code: str) -> None:
    file = planned(name, code)
    away = frozenset(one["inspectorate"] for one in file.get("optional_participants", []))
    inspection = opened(in_force(name, code), without=away)
    expected = {one["code"]: said(one, away) for one in file["strands"]}
    assert strands_of(inspection) == {
        strand: one for strand, one in expected.items() if one["inspectorates"]
    }
    assert not inspection.strands.filter(participants__code__in=away).exists()


@EVERY_TYPE
def test_the_deep_dive_is_a_topic_of_the_version(name: str, code: str) -> None:
    kind = in_force(name, code)
    inspection = opened(kind)
    titles = {one.title for one in kind.version.deep_dive_topics()}
    assert bool(inspection.topic) == planned(name, code).get("deep_dive", False)
    assert inspection.topic is None or inspection.topic.title in titles


def pages_of(inspection: Inspection) -> list[str]:
    """The address of every page that everybody on the team may read."""
    here = [inspection.reference]
    screens = ("team", "dates", "agencies", "cases", "stage", "evidence", "record_evidence")
    strands = [one.code for one in inspection.strands.all()]
    together = [judgement.area.code for judgement in judgements_of(inspection)]
    return [
        reverse("desk:inspection", args=here),
        *(reverse(f"inspections:{screen}", args=here) for screen in screens),
        *(reverse("inspections:strand", args=[*here, code]) for code in strands),
        *(
            f"{reverse('inspections:record_evidence', args=here)}?strand={one.code}"
            for one in inspection.strands.filter(participants=inspection.inspection_type.led_by)
        ),
        reverse("judgements:board", args=here),
        *(reverse("judgements:judgement", args=[*here, area]) for area in together),
        reverse("reports:list", args=here),
    ]


@EVERY_TYPE
def test_every_page_of_it_answers(name: str, code: str, client_of: ClientOf) -> None:
    inspection = opened(in_force(name, code))
    for verb in ("notify", "start_fieldwork"):
        move_inspection(
            inspection=inspection, verb=verb, by=inspection.opened_by, at=timezone.now()
        )
    client = client_of(inspection.opened_by)
    answers = {page: client.get(page).status_code for page in pages_of(inspection)}
    assert {page: code for page, code in answers.items() if code != 200} == {}


@EVERY_TYPE
def test_every_document_that_it_names_is_offered_and_begun_by_whoever_writes_it(
    name: str, code: str, client_of: ClientOf
) -> None:
    inspection = opened(in_force(name, code))
    for verb in ("notify", "start_fieldwork"):
        move_inspection(
            inspection=inspection, verb=verb, by=inspection.opened_by, at=timezone.now()
        )
    client = client_of(inspection.opened_by)
    page = client.get(reverse("reports:list", args=[inspection.reference])).content.decode()
    own = lead_of(inspection.inspection_type).memberships.get().inspectorate.code
    for form in planned(name, code)["report_forms"]:
        where = [inspection.reference, form_slug(form["kind"], form.get("strand", ""))]
        assert escape(form["title"]) in page
        strands = inspection.strands.all()
        owner = next((one.owner for one in strands if one.code == form.get("strand")), None)
        if len(strands) == 1:
            owner = strands[0].owner
        begins = owner is None or owner.code == own
        assert (reverse("reports:begin", args=where) in page) == begins
        answer = client.post(reverse("reports:begin", args=where))
        assert answer.status_code == (302 if begins else 403)
        assert client.get(reverse("reports:report", args=where)).status_code == 200


@EVERY_TYPE
def test_the_form_that_opens_it_answers(name: str, code: str, client_of: ClientOf) -> None:
    kind = in_force(name, code)
    client = client_of(lead_of(kind))
    area = LocalArea.objects.get(name="Shropshire").code
    first = client.get(reverse("inspections:open"))
    assert f'value="{kind.version.framework.code}.{code}"' in first.content.decode()
    choice = {"type": f"{kind.version.framework.code}.{code}", "area": area}
    second = client.get(reverse("inspections:open"), choice)
    assert second.status_code == 200
    fields = second.context["form"].fields
    file = planned(name, code)
    assert ("deep_dive" in fields) == file.get("deep_dive", False)
    assert ("participants" in fields) == (len(file["participants"]) > 1)
    if "participants" in fields:
        away = {one["inspectorate"] for one in file.get("optional_participants", [])}
        assert set(fields["participants"].initial) == set(file["participants"]) - away
        assert set(fields["participants"].option_hints) == away


def test_a_page_asks_as_many_queries_for_six_strands_as_for_one(
    client_of: ClientOf, count_queries: Any
) -> None:
    asked = {}
    for code in ("integrated", "integrated-lscb"):
        kind = (
            in_force("integrated-2014.yaml", code)
            if not asked
            else InspectionType.objects.select_related("version").get(code=code)
        )
        inspection = opened(kind)
        client = client_of(inspection.opened_by)
        for screen in ("desk:inspection", "inspections:evidence", "inspections:dates"):
            address = reverse(screen, args=[inspection.reference])
            with count_queries() as statements:
                assert client.get(address).status_code == 200
            asked[code, screen] = len(statements)
    for screen in ("inspections:evidence", "inspections:dates"):
        assert asked["integrated", screen] == asked["integrated-lscb", screen]
    assert (
        abs(asked["integrated", "desk:inspection"] - asked["integrated-lscb", "desk:inspection"])
        <= 1
    )


def test_on_the_day_of_its_version_an_inspection_opens() -> None:
    kind = in_force("jtai-2018.yaml", "joint-targeted")
    at = datetime.combine(IN_FORCE, time(9), tzinfo=UTC)
    lead = lead_of(kind)
    lead.memberships.update(starts_on=IN_FORCE)
    inspection = open_inspection(
        inspection_type=kind,
        area=LocalArea.objects.get(name="Shropshire"),
        starts_on=add_working_days(IN_FORCE, 10),
        participants=Inspectorate.objects.filter(inspection_types=kind).values_list(
            "code", flat=True
        ),
        board=board_for(),
        deep_dive=kind.version.deep_dive_topics()[0].code,
        by=lead,
        at=at,
    )
    assert inspection.reference == "OF-2009-0001"
