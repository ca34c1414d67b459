"""What waits for whom, and the pages that show it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.waiting import waiting_for
from inspections.actions.drafts import EVIDENCE_DRAFT
from organisations.models import User
from records.actions import save_draft
from records.actor import acting_as
from tests.factories.inspections import evidence_by, inspection_at, joint_inspection
from tests.factories.judgements import (
    opened_judgement,
    position_of,
    proposed_judgement,
    revealed_judgement,
    signature_of,
)
from tests.factories.organisations import AdminFactory, UserFactory
from tests.reports.newer import newer, upgraded

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Exactly = Callable[[int], AbstractContextManager[list[str]]]


def acts(person: User) -> list[str]:
    """What waits for this person, the acts alone."""
    with acting_as(person):
        return [one.what for one in waiting_for(person, timezone.now())]


def test_nothing_waits_for_anybody_while_evidence_is_gathered() -> None:
    joint = joint_inspection()
    assert [acts(person) for person in (joint.overall_lead, joint.leads["cqc"])] == [[], []]


def test_a_position_waits_for_each_lead_until_it_is_in() -> None:
    joint = joint_inspection()
    opened_judgement(joint)
    assert [act.split(" on ")[0] for act in acts(joint.leads["cqc"])] == ["Record your position"]
    position_of(joint, "cqc")
    assert acts(joint.leads["cqc"]) == []
    assert len(acts(joint.leads["hmic"])) == 1


def test_a_position_waits_for_no_inspector() -> None:
    joint = joint_inspection()
    opened_judgement(joint)
    assert acts(joint.inspectors["cqc"]) == []


def test_the_overall_lead_is_asked_to_propose_once_all_are_in() -> None:
    joint = joint_inspection()
    revealed_judgement(joint)
    assert acts(joint.overall_lead)[0].startswith("Propose the shared grade")
    assert acts(joint.leads["cqc"]) == []


def test_a_signature_waits_for_each_lead_until_it_is_given() -> None:
    joint = joint_inspection()
    proposed_judgement(joint)
    assert acts(joint.leads["cqc"])[0].startswith("Check and sign")
    signature_of(joint, "cqc")
    assert acts(joint.leads["cqc"]) == []


def test_nothing_waits_for_somebody_off_the_team() -> None:
    joint = joint_inspection()
    opened_judgement(joint)
    assert acts(UserFactory()) == []


def test_home_shows_the_inspections_one_works_on_and_no_others(client_of: ClientOf) -> None:
    mine, other = joint_inspection(), joint_inspection()
    page = client_of(mine.inspectors["cqc"]).get(reverse("desk:home")).content.decode()
    assert mine.inspection.reference in page
    assert other.inspection.reference not in page


def test_home_of_somebody_on_no_inspection_says_what_would_bring_one(client_of: ClientOf) -> None:
    page = client_of(UserFactory()).get(reverse("desk:home")).content.decode()
    assert "You are on no inspection" in page


def test_home_of_an_admin_leads_to_frameworks_and_people(client_of: ClientOf) -> None:
    page = client_of(AdminFactory()).get(reverse("desk:home")).content.decode()
    assert reverse("organisations:people") in page
    assert "You are on no inspection" not in page


def test_home_lists_a_note_that_was_begun_and_not_sent(client_of: ClientOf) -> None:
    joint = joint_inspection()
    inspector, key = joint.inspectors["cqc"], uuid4()
    with acting_as(inspector):
        save_draft(
            by=inspector,
            receipt=key,
            kind=EVIDENCE_DRAFT,
            about=f"{joint.inspection.reference}/{joint.strand.code}",
            base_version=0,
            version=0,
            content={"text": "The chair asked\nfor figures"},
            at=timezone.now(),
        )
    page = client_of(inspector).get(reverse("desk:home")).content.decode()
    assert "The chair asked" in page
    assert f"?draft={key}" in page


@pytest.mark.parametrize("number", [1, 3])
def test_home_asks_the_same_queries_for_any_number_of_inspections(
    client_of: ClientOf, number: int, assert_queries: Exactly
) -> None:
    joints = [joint_inspection() for _ in range(number)]
    person = joints[0].leads["cqc"]
    for joint in joints:
        opened_judgement(joint)
    client = client_of(person)
    with assert_queries(32):
        client.get(reverse("desk:home"))


def test_an_inspection_at_a_glance_for_its_team(client_of: ClientOf) -> None:
    joint = joint_inspection()
    evidence_by(joint, joint.inspectors["cqc"])
    page = client_of(joint.inspectors["ofsted"]).get(joint.inspection.get_absolute_url())
    text = page.content.decode()
    assert page.status_code == 200
    assert joint.inspection.area.name in text
    assert "1 items" not in text
    assert "1 item" in text
    assert 'aria-current="step"' in text


def test_an_inspection_names_its_version_and_how_it_came_to_it(client_of: ClientOf) -> None:
    joint = joint_inspection()
    client, address = client_of(joint.inspectors["cqc"]), joint.inspection.get_absolute_url()
    before = client.get(address).content.decode()
    assert "Version 2014-06 of <a" in before
    assert "Upgraded from" not in before
    version = newer(version="2015-09")
    upgraded(joint, version, why="<b>Clearer</b> wording.")
    after = client.get(address).content.decode()
    assert "Version 2015-09 of <a" in after
    assert f'href="{version.get_absolute_url()}"' in after
    assert client.get(version.get_absolute_url()).status_code == 200
    assert f"Upgraded from 2014-06 to 2015-09 by {joint.overall_lead}." in after
    assert "&lt;b&gt;Clearer&lt;/b&gt; wording." in after


def test_an_inspection_does_not_exist_for_anybody_else(client_of: ClientOf) -> None:
    joint = joint_inspection()
    url = joint.inspection.get_absolute_url()
    for stranger in (UserFactory(), AdminFactory(), joint.chair):
        assert client_of(stranger).get(url).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_an_inspection_asks_the_same_queries_for_any_number_of_items(
    client_of: ClientOf, items: int, assert_queries: Exactly
) -> None:
    joint = inspection_at("fieldwork")
    for _ in range(items):
        evidence_by(joint, joint.inspectors["cqc"])
    client = client_of(joint.inspectors["cqc"])
    with assert_queries(26):
        client.get(joint.inspection.get_absolute_url())
