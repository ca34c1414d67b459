"""Shipped types in use: days counted by hand, topics refused, who works in which part."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inspections.actions import move_inspection, name_lead, open_inspection
from inspections.models import Inspection
from inspections.values import in_strand
from organisations.models import Inspectorate, LocalArea, User
from records.errors import ActionRefused
from tests.factories.inspections import board_for
from tests.factories.organisations import MembershipFactory, UserFactory
from tests.inspections.test_every_type import EVERY_TYPE, in_force, lead_of, opened, planned

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
# A Monday. 31 August is a bank holiday, and so are 25 and 28 December and 1 January.
START = date(2026, 9, 7)

# Counted with a calendar, step by step.
BY_HAND = {
    ("jtai-2015.yaml", "joint-targeted"): {
        "notification": date(2026, 8, 25),
        "fieldwork_start": START,
        "fieldwork_end": date(2026, 9, 11),
        "draft_to_chair": date(2026, 10, 9),
        "accuracy_response": date(2026, 10, 16),
        "publication": date(2026, 10, 30),
        "statement_of_action": date(2027, 2, 10),
    },
    ("ilacs-2018.yaml", "short"): {
        "notification": date(2026, 8, 28),
        "fieldwork_start": START,
        "fieldwork_end": date(2026, 9, 11),
        "draft_to_authority": date(2026, 10, 2),
        "accuracy_response": date(2026, 10, 16),
        "publication": date(2026, 10, 23),
        "statement_of_action": date(2027, 2, 3),
    },
    ("ilacs-2023.yaml", "annual-conversation"): {
        "notification": date(2026, 8, 7),
        "fieldwork_start": START,
        "fieldwork_end": START,
        "draft_to_authority": date(2026, 9, 21),
        "accuracy_response": date(2026, 9, 28),
    },
    ("sif-2013.yaml", "single-inspection"): {
        "notification": date(2026, 9, 4),
        "fieldwork_start": START,
        "fieldwork_end": date(2026, 10, 2),
        "draft_to_authority": date(2026, 10, 23),
        "accuracy_response": date(2026, 11, 6),
        "publication": date(2026, 11, 20),
        "statement_of_action": date(2027, 3, 3),
    },
    ("multi-agency-2012.yaml", "multi-agency-model-1"): {
        "notification": START,
        "fieldwork_start": START,
        "agency_feedback": date(2026, 9, 17),
        "fieldwork_end": date(2026, 9, 18),
        "draft_to_authority": date(2026, 10, 9),
        "accuracy_response": date(2026, 10, 23),
        "publication": date(2026, 11, 13),
    },
}


def asked(name: str, code: str, **changes: Any) -> Inspection:
    """An inspection of the type, opened from START unless said."""
    kind = in_force(name, code)
    topics = kind.version.deep_dive_topics()
    usual: dict[str, Any] = {
        "inspection_type": kind,
        "area": LocalArea.objects.get(name="Shropshire"),
        "starts_on": START,
        "participants": [one.code for one in kind.participants.all()],
        "board": board_for(),
        "deep_dive": topics[0].code if kind.has_deep_dive else "",
        "by": lead_of(kind),
        "at": timezone.now(),
    }
    return open_inspection(**{**usual, **changes})


@pytest.mark.parametrize(("name", "code"), BY_HAND, ids=str)
def test_the_days_are_those_of_a_calendar(name: str, code: str) -> None:
    days = {row.code: row.on for row in asked(name, code).key_dates.all()}
    assert days == BY_HAND[name, code]


@EVERY_TYPE
def test_a_topic_that_the_version_does_not_have_opens_nothing(name: str, code: str) -> None:
    has_topic = planned(name, code).get("deep_dive", False)
    sentence = "among those of this framework" if has_topic else "has no deep dive"
    with pytest.raises(ActionRefused, match=sentence):
        asked(name, code, deep_dive="a_topic_of_nobody")
    assert not Inspection.objects.exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("jtai-2015.yaml", "joint-targeted"),
        ("jtai-2015.yaml", "targeted-single-agency"),
        ("jtai-2018.yaml", "joint-targeted"),
    ],
)
def test_a_type_with_a_deep_dive_does_not_open_without_a_topic(name: str, code: str) -> None:
    with pytest.raises(ActionRefused, match="among those of this framework"):
        asked(name, code, deep_dive="")
    assert not Inspection.objects.exists()


def leads_of(inspection: Inspection) -> dict[str, User]:
    """A lead of every inspectorate that takes part, named on the team."""
    by = inspection.opened_by
    leading = inspection.inspection_type.led_by
    found = {leading.code: by}
    bodies = Inspectorate.objects.filter(participations__strand__inspection=inspection)
    for body in bodies.distinct().exclude(pk=leading.pk):
        found[body.code] = UserFactory()
        MembershipFactory(person=found[body.code], inspectorate=body, role="lead")
        name_lead(inspection=inspection, person=found[body.code], by=by, at=timezone.now())
    return found


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("integrated-2014.yaml", "integrated"),
        ("jtai-2015.yaml", "targeted-single-agency"),
        ("sif-2013.yaml", "single-inspection"),
        ("multi-agency-2012.yaml", "multi-agency-model-3"),
    ],
)
def test_everybody_reads_the_parts_and_each_records_in_its_own(
    name: str, code: str, client_of: ClientOf
) -> None:
    inspection = opened(in_force(name, code))
    leads = leads_of(inspection)
    for verb in ("notify", "start_fieldwork"):
        by = inspection.opened_by
        move_inspection(inspection=inspection, verb=verb, by=by, at=timezone.now())
    record = reverse("inspections:record_evidence", args=[inspection.reference])
    for body, lead in leads.items():
        client = client_of(lead)
        for strand in planned(name, code)["strands"]:
            part = reverse("inspections:strand", args=[inspection.reference, strand["code"]])
            assert client.get(part).status_code == 200, (body, strand["code"])
            expected = 200 if body in strand["inspectorates"] else 403
            answer = client.get(in_strand(record, strand["code"]))
            assert answer.status_code == expected, (body, strand["code"])
        assert client.get(record).status_code == 200, body
