"""Opening a round, recording positions, and the moment in which all are shown."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from inspections.models import Assignment, EvidenceUse, Inspection
from judgements.actions import open_positions, start
from judgements.models import (
    Judgement,
    JudgementEvent,
    Position,
    PositionEvidence,
    PositionReceived,
    PositionRound,
)
from organisations.models import User
from records.actor import acting_as
from records.errors import (
    ActionRefused,
    AlreadySent,
    PermissionRefused,
    TransitionNotAllowed,
)
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    inspection_at,
    joint_inspection,
    single_strand,
)
from tests.factories.judgements import (
    agreed_judgement,
    judgement_in,
    open_round,
    opened_judgement,
    position_of,
    proposed_judgement,
    revealed_judgement,
)
from tests.judgements.conftest import Rows

pytestmark = pytest.mark.django_db


def all_positions(joint: JointInspection, reader: User) -> list[Position]:
    with acting_as(reader):
        return list(Position.objects.visible_to(reader).for_page())


# --- beginning ------------------------------------------------------------------------------------


def test_a_judgement_that_nobody_has_begun_is_not_stored(joint: JointInspection) -> None:
    assert judgement_in(joint).state == "gathering"
    assert not Judgement.objects.exists()


def test_starting_makes_one_judgement_for_each_area_of_the_strand(joint: JointInspection) -> None:
    first = start(strand=joint.strand, by=joint.overall_lead, at=timezone.now())
    again = start(strand=joint.strand, by=joint.overall_lead, at=timezone.now())
    assert [one.area.code for one in first] == ["lscb"]
    assert [one.pk for one in again] == [one.pk for one in first]
    assert JudgementEvent.objects.count() == 1


def test_a_shared_area_is_not_judged_in_a_single_agency_strand(joint: JointInspection) -> None:
    strand = single_strand(joint, "cqc")
    assert start(strand=strand, by=joint.leads["cqc"], at=timezone.now()) == []
    assert judgement_in(joint).strand == joint.strand


# --- opening a round ------------------------------------------------------------------------------


def test_the_overall_lead_opens_the_first_round(joint: JointInspection) -> None:
    opened = open_round(joint)
    assert (opened.number, opened.revealed_at, opened.opened_by) == (1, None, joint.overall_lead)
    steps = JudgementEvent.objects.order_by("pk").values_list("from_state", "to_state")
    assert list(steps) == [("", "gathering"), ("gathering", "positions_open")]


@pytest.mark.parametrize("who", ["lead", "inspector", "quality_assurer", "chair"])
def test_nobody_else_opens_a_round(joint: JointInspection, rows: Rows, who: str) -> None:
    person = {
        "lead": joint.leads["cqc"],
        "inspector": joint.inspectors["ofsted"],
        "quality_assurer": joint.quality_assurer,
        "chair": joint.chair,
    }[who]
    before = rows()
    with pytest.raises(PermissionRefused):
        open_positions(judgement=judgement_in(joint), key=uuid4(), by=person, at=timezone.now())
    assert rows() == before


def test_a_round_is_not_opened_twice(joint: JointInspection, rows: Rows) -> None:
    open_round(joint)
    before = rows()
    with pytest.raises(TransitionNotAllowed, match="positions open"):
        open_round(joint)
    assert rows() == before


def test_the_same_form_sent_twice_opens_one_round(joint: JointInspection) -> None:
    key = uuid4()
    opened = [
        open_positions(
            judgement=judgement_in(joint), key=key, by=joint.overall_lead, at=timezone.now()
        )
        for _ in range(2)
    ]
    assert opened[0] == opened[1]
    assert PositionRound.objects.count() == 1


@pytest.mark.parametrize("state", ["planned", "closed", "suspended", "abandoned"])
def test_no_round_is_opened_while_the_inspection_is_not_at_work(rows: Rows, state: str) -> None:
    joint = inspection_at(state)
    before = rows()
    with pytest.raises(PermissionRefused, match=f"in the stage “{state}”"):
        open_round(joint)
    assert rows() == before


def test_no_round_is_opened_for_an_area_that_is_answered_in_words(
    joint: JointInspection, rows: Rows
) -> None:
    judgement = judgement_in(joint)
    area = judgement.area
    type(area).objects.filter(pk=area.pk).update(grading="narrative", scale=None)
    area.refresh_from_db()
    before = rows()
    with acting_as(joint.overall_lead), pytest.raises(PermissionRefused, match="has no grade"):
        open_positions(judgement=judgement, key=uuid4(), by=joint.overall_lead, at=timezone.now())
    assert rows() == before


def test_no_round_is_opened_once_the_judgement_is_agreed(joint: JointInspection) -> None:
    agreed_judgement(joint)
    with pytest.raises(TransitionNotAllowed, match="agreed"):
        open_round(joint)


def test_another_round_keeps_the_earlier_one(joint: JointInspection) -> None:
    revealed_judgement(joint, grades={"cqc": "inadequate"})
    second = open_round(joint)
    position_of(joint, "cqc", grade="good")
    assert second.number == 2
    kept = [
        (row.round.number, row.grade.code)
        for row in all_positions(joint, joint.leads["cqc"])
        if row.inspectorate.code == "cqc"
    ]
    assert sorted(kept) == [(1, "inadequate"), (2, "good")]


def test_another_round_makes_the_proposal_void(joint: JointInspection) -> None:
    proposed_judgement(joint)
    open_round(joint)
    assert judgement_in(joint).current_proposal() is None


# --- recording a position -------------------------------------------------------------------------


def test_a_lead_records_the_position_of_the_own_inspectorate(joint: JointInspection) -> None:
    opened_judgement(joint)
    position = position_of(joint, "cqc", grade="requires_improvement", rationale="Audits are thin.")
    assert (position.inspectorate.code, position.author) == ("cqc", joint.leads["cqc"])
    assert position.grade is not None
    assert (position.grade.code, position.rationale) == ("requires_improvement", "Audits are thin.")
    assert PositionReceived.objects.get().inspectorate.code == "cqc"
    assert judgement_in(joint).state == "positions_open"


def test_no_evidence_within_our_remit_is_a_position_without_a_grade(joint: JointInspection) -> None:
    opened_judgement(joint)
    position = position_of(joint, "cqc", grade="", rationale="We did not look at the board.")
    assert position.grade is None


def test_the_last_position_shows_them_all(joint: JointInspection) -> None:
    opened_judgement(joint)
    for code in ("ofsted", "cqc"):
        position_of(joint, code)
        assert PositionRound.objects.get().revealed_at is None
    position_of(joint, "hmic")
    assert PositionRound.objects.get().revealed_at is not None
    assert judgement_in(joint).state == "revealed"
    shown = all_positions(joint, joint.inspectors["cqc"])
    assert [row.inspectorate.code for row in shown] == ["ofsted", "cqc", "hmic"]


def test_a_position_is_refused_while_no_round_is_open(joint: JointInspection, rows: Rows) -> None:
    before = rows()
    with pytest.raises(ActionRefused, match="No round of positions is open"):
        position_of(joint, "cqc")
    assert rows() == before


def test_a_position_is_refused_once_the_round_is_revealed(
    joint: JointInspection, rows: Rows
) -> None:
    revealed_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="No round of positions is open"):
        position_of(joint, "cqc")
    assert rows() == before


def test_a_second_position_of_the_same_inspectorate_is_refused(
    joint: JointInspection, rows: Rows
) -> None:
    opened_judgement(joint)
    position_of(joint, "cqc")
    before = rows()
    with pytest.raises(ActionRefused, match="The position of CQC in round 1 is in already"):
        position_of(joint, "cqc", grade="inadequate")
    assert rows() == before


def test_the_same_form_sent_twice_records_one_position(joint: JointInspection) -> None:
    opened_judgement(joint)
    key = uuid4()
    first, second = (position_of(joint, "cqc", key=key) for _ in range(2))
    assert first == second
    assert PositionReceived.objects.count() == 1


def test_the_last_form_sent_twice_is_answered_as_the_first_time(joint: JointInspection) -> None:
    opened_judgement(joint)
    position_of(joint, "ofsted")
    position_of(joint, "cqc")
    key = uuid4()
    first, second = (position_of(joint, "hmic", key=key) for _ in range(2))
    assert first == second
    assert judgement_in(joint).state == "revealed"


def test_the_same_form_with_other_content_is_refused(joint: JointInspection) -> None:
    opened_judgement(joint)
    key = uuid4()
    position_of(joint, "cqc", key=key)
    with pytest.raises(AlreadySent):
        position_of(joint, "cqc", key=key, grade="inadequate")


def test_a_position_of_another_inspectorate_is_refused(joint: JointInspection, rows: Rows) -> None:
    opened_judgement(joint)
    before = rows()
    with pytest.raises(PermissionRefused, match="You record the position of HMICFRS only"):
        position_of(joint, "cqc", by=joint.leads["hmic"])
    assert rows() == before


@pytest.mark.parametrize("who", ["inspector", "quality_assurer", "chair"])
def test_only_a_lead_records_a_position(joint: JointInspection, rows: Rows, who: str) -> None:
    opened_judgement(joint)
    person = {
        "inspector": joint.inspectors["ofsted"],
        "quality_assurer": joint.quality_assurer,
        "chair": joint.chair,
    }[who]
    before = rows()
    with pytest.raises(PermissionRefused):
        position_of(joint, "ofsted", by=person)
    assert rows() == before


def test_a_lead_of_another_inspection_records_nothing(joint: JointInspection, rows: Rows) -> None:
    opened_judgement(joint)
    stranger = joint_inspection().leads["cqc"]
    before = rows()
    with pytest.raises(PermissionRefused, match="not on the team"):
        position_of(joint, "cqc", by=stranger)
    assert rows() == before


def test_an_inspectorate_that_takes_no_part_has_no_position(
    joint: JointInspection, rows: Rows
) -> None:
    opened_judgement(joint)
    joint.strand.participations.filter(inspectorate__code="cqc").delete()
    before = rows()
    with pytest.raises(PermissionRefused, match="takes no part"):
        position_of(joint, "cqc")
    assert rows() == before


def test_no_position_is_recorded_while_the_inspection_is_suspended(
    joint: JointInspection, rows: Rows
) -> None:
    opened_judgement(joint)
    Inspection.objects.filter(pk=joint.inspection.pk).update(state="suspended")
    before = rows()
    with pytest.raises(PermissionRefused, match="suspended"):
        position_of(joint, "cqc")
    assert rows() == before


@pytest.mark.parametrize("grade", ["adequate", "GOOD", "no_evidence", "1"])
def test_a_grade_outside_the_scale_is_refused(
    joint: JointInspection, rows: Rows, grade: str
) -> None:
    opened_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match=f"“{grade}” is not a grade of The effectiveness"):
        position_of(joint, "cqc", grade=grade)
    assert rows() == before


@pytest.mark.parametrize("grade", ["good", ""])
def test_a_position_without_a_reason_is_refused(
    joint: JointInspection, rows: Rows, grade: str
) -> None:
    opened_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="Say what the position rests on"):
        position_of(joint, "cqc", grade=grade, rationale=" \n ")
    assert rows() == before


# --- evidence relied on ---------------------------------------------------------------------------


def test_a_position_keeps_the_evidence_as_it_read(joint: JointInspection) -> None:
    item = evidence_by(joint, joint.inspectors["hmic"])
    opened_judgement(joint)
    position = position_of(joint, "cqc", evidence=(item,))
    with acting_as(joint.leads["cqc"]):
        kept = PositionEvidence.objects.get(position=position)
        assert kept.revision == item.revisions.get(version=1)


def test_evidence_that_its_lead_cannot_see_is_refused(joint: JointInspection, rows: Rows) -> None:
    own = single_strand(joint, "hmic")
    item = evidence_by(joint, joint.inspectors["hmic"], strand=own)
    opened_judgement(joint)
    before = rows()
    with pytest.raises(ActionRefused, match="evidence that you cannot see"):
        position_of(joint, "cqc", evidence=(item,))
    assert rows() == before


def test_evidence_of_another_inspection_is_refused(joint: JointInspection) -> None:
    other = joint_inspection()
    item = evidence_by(other, other.inspectors["cqc"])
    opened_judgement(joint)
    with pytest.raises(ActionRefused, match="evidence that you cannot see"):
        position_of(joint, "cqc", evidence=(item,))


def test_what_is_relied_on_is_told_when_the_round_is_revealed_and_not_before(
    joint: JointInspection,
) -> None:
    item = evidence_by(joint, joint.inspectors["cqc"])
    opened_judgement(joint)
    position_of(joint, "cqc", evidence=(item,))
    position_of(joint, "hmic", evidence=(item,))
    assert not EvidenceUse.objects.exists()
    position_of(joint, "ofsted")
    uses = EvidenceUse.objects.order_by("used_in").values_list("kind", "used_in", "by")
    assert list(uses) == [
        ("position", "cqc, round 1, lscb", joint.leads["cqc"].pk),
        ("position", "hmic, round 1, lscb", joint.leads["hmic"].pk),
    ]


# --- people who leave -----------------------------------------------------------------------------


def test_a_lead_who_left_the_team_records_nothing(joint: JointInspection, rows: Rows) -> None:
    opened_judgement(joint)
    yesterday = timezone.localdate() - timedelta(days=1)
    Assignment.objects.filter(person=joint.leads["cqc"]).update(ends_on=yesterday)
    before = rows()
    with pytest.raises(PermissionRefused, match="not on the team"):
        position_of(joint, "cqc")
    assert rows() == before
