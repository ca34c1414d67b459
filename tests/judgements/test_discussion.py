"""The discussion: for the team, once all positions of the round are in, and never changed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from inspections.models import Assignment, Inspection
from judgements.models import DiscussionEntry
from records.actor import acting_as
from records.errors import ActionRefused, AlreadySent, PermissionRefused
from tests.factories.inspections import JointInspection, joint_inspection
from tests.factories.judgements import (
    agreed_judgement,
    entry_of,
    judgement_in,
    open_round,
    opened_judgement,
    position_of,
    proposed_judgement,
    revealed_judgement,
)
from tests.judgements.conftest import Rows

pytestmark = pytest.mark.django_db


def read_by(person: object) -> list[str]:
    with acting_as(person):
        return [row.text for row in DiscussionEntry.objects.visible_to(person).for_page()]


def test_an_entry_has_its_author_inspectorate_round_and_time(joint: JointInspection) -> None:
    revealed_judgement(joint)
    at = timezone.now()
    entry = entry_of(joint, joint.inspectors["cqc"], "  The *audits* say so. ", at=at)
    assert entry.text == "The *audits* say so."
    assert (entry.author, entry.inspectorate.code) == (joint.inspectors["cqc"], "cqc")
    assert (entry.round.number, entry.at) == (1, at)
    assert entry.judgement == judgement_in(joint)
    assert entry.record_name == f"discussion entry {entry.pk}"


@pytest.mark.parametrize("when", ["before", "open", "second"])
def test_nothing_is_said_while_positions_are_hidden(
    joint: JointInspection, rows: Rows, when: str
) -> None:
    if when == "second":
        revealed_judgement(joint)
    if when != "before":
        open_round(joint)
        position_of(joint, "cqc")
    before = rows()
    for person in (joint.overall_lead, joint.leads["cqc"], joint.inspectors["ofsted"]):
        with pytest.raises(ActionRefused, match="could tell a position"):
            entry_of(joint, person)
    assert rows() == before
    assert not DiscussionEntry.objects.exists()


def test_what_was_said_stays_readable_while_a_later_round_is_open(joint: JointInspection) -> None:
    revealed_judgement(joint)
    entry_of(joint, joint.overall_lead, "First.")
    open_round(joint)
    assert read_by(joint.leads["hmic"]) == ["First."]


def test_an_entry_stands_with_the_round_that_it_follows(joint: JointInspection) -> None:
    for number in (1, 2):
        revealed_judgement(joint)
        entry_of(joint, joint.leads["cqc"], f"After {number}.")
    with acting_as(joint.overall_lead):
        found = [(row.round.number, row.text) for row in DiscussionEntry.objects.for_page()]
    assert found == [(1, "After 1."), (2, "After 2.")]


@pytest.mark.parametrize("make", [proposed_judgement, agreed_judgement])
def test_the_discussion_goes_on_after_a_proposal(joint: JointInspection, make: object) -> None:
    make(joint)  # type: ignore[operator]  # one of two factories
    entry_of(joint, joint.leads["cqc"], "Still.")
    assert read_by(joint.leads["cqc"]) == ["Still."]


def test_the_whole_team_reads_and_nobody_else(joint: JointInspection) -> None:
    revealed_judgement(joint)
    entry_of(joint, joint.leads["cqc"], "Here.")
    for person in (joint.overall_lead, joint.quality_assurer, *joint.inspectors.values()):
        assert read_by(person) == ["Here."]
    for person in (joint.chair, joint_inspection().overall_lead):
        assert read_by(person) == []


def test_who_left_the_team_reads_and_says_nothing(joint: JointInspection) -> None:
    revealed_judgement(joint)
    entry_of(joint, joint.overall_lead, "Here.")
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(person=joint.leads["cqc"]).update(ends_on=yesterday)
    assert read_by(joint.leads["cqc"]) == []
    with pytest.raises(PermissionRefused, match="not on the team"):
        entry_of(joint, joint.leads["cqc"])


@pytest.mark.parametrize("who", ["chair", "stranger"])
def test_outsiders_say_nothing(joint: JointInspection, rows: Rows, who: str) -> None:
    revealed_judgement(joint)
    person = {"chair": joint.chair, "stranger": joint_inspection().overall_lead}[who]
    before = rows()
    with pytest.raises(PermissionRefused):
        entry_of(joint, person)
    assert rows() == before


def test_an_inspectorate_that_takes_no_part_says_nothing(joint: JointInspection) -> None:
    revealed_judgement(joint)
    joint.strand.participants.through.objects.filter(inspectorate__code="cqc").delete()
    with pytest.raises(PermissionRefused, match="takes no part in this strand"):
        entry_of(joint, joint.leads["cqc"])


def test_an_inspection_that_is_over_is_not_discussed(joint: JointInspection) -> None:
    revealed_judgement(joint)
    Inspection.objects.filter(pk=joint.inspection.pk).update(state="closed")
    with pytest.raises(PermissionRefused, match="Judgements are"):
        entry_of(joint, joint.leads["cqc"])


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_entry_says_something(joint: JointInspection, rows: Rows, text: str) -> None:
    revealed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="Write what you want to say"):
        entry_of(joint, joint.leads["cqc"], text)
    assert rows() == before


def test_the_same_form_sent_twice_says_it_once(joint: JointInspection) -> None:
    revealed_judgement(joint)
    key = uuid4()
    first, second = (entry_of(joint, joint.leads["cqc"], key=key) for _ in range(2))
    assert first == second
    assert len(read_by(joint.leads["cqc"])) == 1
    with pytest.raises(AlreadySent):
        entry_of(joint, joint.leads["cqc"], "Otherwise.", key=key)


def test_the_same_form_gets_its_answer_after_a_round_was_opened(joint: JointInspection) -> None:
    revealed_judgement(joint)
    key = uuid4()
    first = entry_of(joint, joint.leads["cqc"], key=key)
    open_round(joint)
    assert entry_of(joint, joint.leads["cqc"], key=key) == first


@pytest.mark.postgres
def test_the_database_itself_keeps_entries_from_others(joint: JointInspection) -> None:
    revealed_judgement(joint)
    entry_of(joint, joint.leads["cqc"], "Here.")
    for person, number in ((joint.chair, 0), (joint.overall_lead, 1)):
        with acting_as(person):
            assert DiscussionEntry._base_manager.count() == number


@pytest.mark.postgres
@pytest.mark.parametrize("when", ["hidden", "another’s name", "another’s inspectorate"])
def test_the_database_itself_refuses_an_entry(joint: JointInspection, when: str) -> None:
    person = joint.leads["cqc"]
    (opened_judgement if when == "hidden" else revealed_judgement)(joint)
    judgement = judgement_in(joint)
    author = joint.overall_lead if when == "another’s name" else person
    code = "hmic" if when == "another’s inspectorate" else "cqc"
    inspectorate = next(one for one in joint.strand.participants.all() if one.code == code)
    with acting_as(person), pytest.raises(DatabaseError), transaction.atomic():
        DiscussionEntry.objects.create(
            judgement=judgement,
            round=judgement.rounds.get(),
            author=author,
            inspectorate=inspectorate,
            text="Here.",
            at=timezone.now(),
        )
    assert connection.vendor == "postgresql"
