"""Nobody but its author reads a position before all are in: by no query and on no page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from judgements.models import Position, PositionEvidence, PositionReceived, Signature
from organisations.models import User
from records.actor import acting_as, set_actor
from tests.factories.inspections import JointInspection, evidence_by, joint_inspection
from tests.factories.judgements import (
    judgement_in,
    open_round,
    opened_judgement,
    position_of,
    proposed_judgement,
)

pytestmark = pytest.mark.django_db
SECRET = "The minutes of May contradict the chair"


@pytest.fixture
def blind(joint: JointInspection) -> JointInspection:
    """CQC's position is in, with evidence; the others' are not."""
    item = evidence_by(joint, joint.inspectors["cqc"])
    opened_judgement(joint)
    position_of(joint, "cqc", grade="inadequate", rationale=SECRET, evidence=(item,))
    return joint


def everybody_but_the_author(joint: JointInspection) -> list[User]:
    strangers = joint_inspection()
    return [
        joint.overall_lead,
        joint.leads["hmic"],
        *joint.inspectors.values(),
        joint.quality_assurer,
        joint.chair,
        strangers.leads["cqc"],
    ]


def pages(joint: JointInspection) -> list[str]:
    base = f"/inspections/{joint.reference}/judgements/"
    acts = ("", "positions/open/", "position/", "propose/", "sign/")
    return [base, *(f"{base}lscb/{act}" for act in acts)]


# --- queries --------------------------------------------------------------------------------------


def test_the_author_reads_the_own_position(blind: JointInspection) -> None:
    author = blind.leads["cqc"]
    with acting_as(author):
        assert [row.rationale for row in Position.objects.visible_to(author)] == [SECRET]


def test_nobody_else_reads_it_before_all_are_in(blind: JointInspection) -> None:
    for person in everybody_but_the_author(blind):
        with acting_as(person):
            assert Position.objects.visible_to(person).count() == 0, person


def test_that_it_is_in_may_be_known(blind: JointInspection) -> None:
    with acting_as(blind.leads["hmic"]):
        assert [row.inspectorate.code for row in PositionReceived.objects.all()] == ["cqc"]


def test_the_whole_team_reads_it_once_all_are_in_and_nobody_else(blind: JointInspection) -> None:
    position_of(blind, "ofsted")
    position_of(blind, "hmic")
    for person in blind.team:
        with acting_as(person):
            assert Position.objects.visible_to(person).count() == 3, person
    for person in (blind.chair, joint_inspection().overall_lead):
        with acting_as(person):
            assert Position.objects.visible_to(person).count() == 0, person


def test_a_later_round_is_blind_again_while_the_first_stays_open_to_read(
    blind: JointInspection,
) -> None:
    position_of(blind, "ofsted")
    position_of(blind, "hmic")
    open_round(blind)
    position_of(blind, "cqc", rationale="A second thought")
    reader = blind.leads["hmic"]
    with acting_as(reader):
        read = set(Position.objects.visible_to(reader).values_list("rationale", flat=True))
    assert SECRET in read
    assert "A second thought" not in read


# --- the database itself --------------------------------------------------------------------------


@contextmanager
def raises_in_the_database() -> Iterator[None]:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        yield


@pytest.mark.postgres
def test_a_query_that_forgets_the_audience_finds_the_own_position_only(
    blind: JointInspection,
) -> None:
    with acting_as(blind.leads["cqc"]):
        assert (Position.objects.count(), PositionEvidence.objects.count()) == (1, 1)
    for person in everybody_but_the_author(blind):
        with acting_as(person):
            assert Position.objects.count() == 0, person
            assert PositionEvidence.objects.count() == 0, person


@pytest.mark.postgres
def test_without_an_actor_there_is_no_position(blind: JointInspection) -> None:
    position_of(blind, "ofsted")
    position_of(blind, "hmic")
    set_actor(None)
    assert (Position.objects.count(), PositionEvidence.objects.count()) == (0, 0)


@pytest.mark.postgres
def test_the_text_cannot_be_asked_for_in_sql(blind: JointInspection) -> None:
    with acting_as(blind.overall_lead), connection.cursor() as cursor:
        cursor.execute("SELECT rationale FROM judgements_position")
        assert cursor.fetchall() == []


@pytest.mark.postgres
def test_once_revealed_it_is_the_team_s_and_nobody_else_s(blind: JointInspection) -> None:
    position_of(blind, "ofsted")
    position_of(blind, "hmic")
    for person, number in ((blind.inspectors["hmic"], 3), (blind.chair, 0)):
        with acting_as(person):
            assert Position.objects.count() == number
    with acting_as(joint_inspection().leads["cqc"]):
        assert (Position.objects.count(), PositionEvidence.objects.count()) == (0, 0)


@pytest.mark.postgres
def test_a_position_is_not_written_in_another_s_name(blind: JointInspection) -> None:
    opened = judgement_in(blind).open_round()
    lead, other = blind.leads["hmic"], blind.overall_lead
    row = {"round": opened, "inspectorate": lead.memberships.get().inspectorate}
    with acting_as(other), raises_in_the_database():
        Position.objects.create(**row, author=lead, rationale="x", at=opened.opened_at)


@pytest.mark.postgres
def test_a_position_is_not_written_for_another_inspectorate(blind: JointInspection) -> None:
    opened = judgement_in(blind).open_round()
    lead = blind.leads["hmic"]
    ofsted = blind.overall_lead.memberships.get().inspectorate
    row = {"round": opened, "inspectorate": ofsted, "at": opened.opened_at}
    with acting_as(lead), raises_in_the_database():
        Position.objects.create(**row, author=lead, rationale="x")
    with acting_as(lead), raises_in_the_database():
        PositionReceived.objects.create(**row)


@pytest.mark.postgres
def test_an_inspector_writes_no_position(blind: JointInspection) -> None:
    opened = judgement_in(blind).open_round()
    person = blind.inspectors["hmic"]
    inspectorate = person.memberships.get().inspectorate
    with acting_as(person), raises_in_the_database():
        Position.objects.create(
            round=opened,
            inspectorate=inspectorate,
            author=person,
            rationale="x",
            at=opened.opened_at,
        )


@pytest.mark.postgres
def test_evidence_is_not_put_under_another_s_position(blind: JointInspection) -> None:
    item = evidence_by(blind, blind.inspectors["hmic"])
    with acting_as(blind.leads["cqc"]):
        position = Position.objects.get()
    with acting_as(blind.leads["hmic"]), raises_in_the_database():
        PositionEvidence.objects.create(position_id=position.pk, revision=item.revisions.get())


@pytest.mark.postgres
@pytest.mark.parametrize("wrong", ["inspectorate", "person", "content_hash"])
def test_a_signature_is_written_by_the_own_lead_on_the_content_that_stands(
    joint: JointInspection, wrong: str
) -> None:
    proposal = proposed_judgement(joint).current_proposal()
    assert proposal is not None
    lead = joint.leads["cqc"]
    row = {
        "proposal": proposal,
        "inspectorate": lead.memberships.get().inspectorate,
        "person": lead,
        "content_hash": proposal.content_hash,
        "at": proposal.at,
    }
    row[wrong] = {
        "inspectorate": joint.leads["hmic"].memberships.get().inspectorate,
        "person": joint.leads["hmic"],
        "content_hash": "0" * 64,
    }[wrong]
    with acting_as(lead), raises_in_the_database():
        Signature.objects.create(**row)


# --- pages ----------------------------------------------------------------------------------------


def test_no_page_of_anybody_else_holds_its_text_or_its_evidence(
    blind: JointInspection, client_of: Callable[..., Client]
) -> None:
    for person in everybody_but_the_author(blind):
        client = client_of(person)
        for page in pages(blind):
            for content in (client.get(page).content, client.post(page).content):
                assert SECRET.encode() not in content, (person, page)
                assert b"Inadequate</strong>" not in content, (person, page)


def test_the_page_says_who_is_in_and_why_the_rest_is_hidden(
    blind: JointInspection, client_of: Callable[..., Client]
) -> None:
    page = client_of(blind.leads["hmic"]).get(f"/inspections/{blind.reference}/judgements/lscb/")
    content = page.content.decode()
    assert "1 of 3 are in: CQC." in content
    assert "hidden from everybody but its author until all 3 are in" in content
    assert "Your position" not in content


def test_the_author_sees_the_own_position_on_the_page(
    blind: JointInspection, client_of: Callable[..., Client]
) -> None:
    page = client_of(blind.leads["cqc"]).get(f"/inspections/{blind.reference}/judgements/lscb/")
    content = page.content.decode()
    assert SECRET in content
    assert "Your position in round 1: only you can read it" in content


def test_the_page_shows_every_position_to_the_team_once_all_are_in(
    blind: JointInspection, client_of: Callable[..., Client]
) -> None:
    position_of(blind, "ofsted", rationale="Ofsted saw good audits")
    position_of(blind, "hmic", grade="", rationale="HMIC looked elsewhere")
    for person in blind.team:
        page = client_of(person).get(f"/inspections/{blind.reference}/judgements/lscb/")
        for text in (SECRET, "Ofsted saw good audits", "HMIC looked elsewhere"):
            assert text in page.content.decode(), person


def test_the_page_takes_as_many_queries_whatever_is_in(
    blind: JointInspection,
    client_of: Callable[..., Client],
    count_queries: Callable[..., Iterator[list[str]]],
) -> None:
    """What a page costs tells nothing of a position that it does not show."""
    address = f"/inspections/{blind.reference}/judgements/lscb/"
    client = client_of(blind.leads["hmic"])
    with count_queries() as before:  # type: ignore[attr-defined] # a context manager
        client.get(address)
    position_of(blind, "ofsted")
    with count_queries() as after:  # type: ignore[attr-defined] # a context manager
        client.get(address)
    assert len(before) == len(after)
