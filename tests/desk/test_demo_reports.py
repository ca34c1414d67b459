"""The demonstration's inspection in several strands: two reports are begun, and what binds them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from desk.demonstration.load import load_cast
from desk.demonstration.people import person
from desk.demonstration.sharing import reports, work_apart
from organisations.models import User
from reports.models import Report

pytestmark = pytest.mark.django_db


def test_two_inspectorates_have_begun_their_own_reports_and_the_whole_waits(
    client_of: Callable[[User], Client],
) -> None:
    load_cast(tell=lambda _sentence: None)
    said: list[str] = []
    story = work_apart(tell=said.append)
    found = {one.slug: one for one in Report.objects.of(story.inspection)}
    assert {slug: one.state for slug, one in found.items()} == {
        "agency-report-cqc": "drafting",
        "agency-report-hmi-probation": "drafting",
        "combined": "drafting",
    }
    for facts in reports():
        report = found[facts["document"]]
        stated = [one for one in facts.get("findings", []) if "used_in" in one]
        assert report.paragraphs.count() == len(facts["paragraphs"]) + len(stated)
        assert any(f"{len(facts['paragraphs'])} paragraphs" in line for line in said)
    page = reverse("reports:report", args=[story.inspection.reference, "agency-report-cqc"])
    answers = {}
    for email in ("colm.inspector@cqc.example", "owen.inspector@ofsted.example"):
        answers[email] = client_of(person(email)).get(page).status_code
    assert answers == {
        "colm.inspector@cqc.example": 200,
        "owen.inspector@ofsted.example": 404,
    }
    parts = reverse("reports:parts", args=[story.inspection.reference, "combined"])
    told = client_of(person("orla.lead@ofsted.example")).get(parts).content.decode()
    assert told.count("<h3") == 6
    assert "Nobody has begun “Report on the police force”." in told
    assert "“Report on health services” is in the stage “drafting”" in told
    listed = reverse("reports:findings", args=[story.inspection.reference])
    words = client_of(person("colm.inspector@cqc.example")).get(listed).content.decode()
    # One that was withdrawn keeps its number: the next inspectorate goes on after it.
    assert [label in words for label in ('id="R1"', 'id="R2"', 'id="R3"', 'id="S1"')] == [True] * 4
    assert 'id="R4"' not in words
    assert words.count("Withdrawn, ") == 1
