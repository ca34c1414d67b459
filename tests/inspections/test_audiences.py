"""Whom the querysets show what hangs on an inspection."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inspections.models import (
    Assignment,
    CaseLink,
    CaseMember,
    CaseRevision,
    CaseStep,
    Concern,
    EvidenceShare,
    JointAudit,
)
from organisations.models import User
from records.actor import acting_as
from tests.factories.cases import worked_case
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    single_strand,
)
from tests.factories.joint_audit import asked_audit, concern_of
from tests.inspections.test_visible import share

pytestmark = pytest.mark.django_db
OF_THE_TEAM = [CaseLink, CaseMember, CaseRevision, CaseStep, Concern]


def team_of(joint: JointInspection) -> list[User]:
    return [joint.overall_lead, joint.leads["cqc"], *joint.inspectors.values()]


def end(joint: JointInspection, person: User) -> None:
    """Yesterday was this person's last day on the team."""
    day = timezone.localdate() - timedelta(days=1)
    mine = Assignment.objects.filter(inspection=joint.inspection, person=person)
    mine.update(starts_on=day, ends_on=day, ended_by=joint.overall_lead, ended_at=timezone.now())


def seen(model: Any, person: User) -> int:
    with acting_as(person):
        found: int = model.objects.visible_to(person, timezone.localdate()).count()
    return found


@pytest.mark.parametrize("model", OF_THE_TEAM)
def test_the_whole_team_sees_it_and_nobody_else(model: Any) -> None:
    joint, others = joint_inspection(), joint_inspection()
    worked_case(joint)
    concern_of(joint)
    assert {seen(model, person) > 0 for person in team_of(joint)} == {True}
    assert {seen(model, person) for person in (*team_of(others), joint.chair)} == {0}


@pytest.mark.parametrize("model", OF_THE_TEAM)
def test_it_is_gone_the_day_after_one_s_last_on_the_team(model: Any) -> None:
    joint = joint_inspection()
    worked_case(joint)
    concern_of(joint)
    leaver = joint.inspectors["cqc"]
    end(joint, leaver)
    assert (seen(model, leaver), seen(model, joint.overall_lead) > 0) == (0, True)


def test_a_share_is_seen_by_the_owner_s_team_and_the_receiver_s() -> None:
    joint, others = joint_inspection(), joint_inspection()
    author = joint.inspectors["cqc"]
    share(evidence_by(joint, author, strand=single_strand(joint, "cqc")), "hmic", by=author)
    people = {**joint.inspectors, "elsewhere": others.inspectors["cqc"]}
    found = {code for code, person in people.items() if seen(EvidenceShare, person)}
    assert found == {"cqc", "hmic"}
    end(joint, joint.inspectors["hmic"])
    assert seen(EvidenceShare, joint.inspectors["hmic"]) == 0


def test_a_joint_audit_is_seen_from_the_side_that_is_asked_for() -> None:
    asked, now = asked_audit(), timezone.now()

    def sides(person: User) -> tuple[bool, bool]:
        with acting_as(person):
            rows = JointAudit.objects
            return (
                rows.visible_to(person, now).exists(),
                rows.visible_to(person, now, as_leader=True).exists(),
            )

    assert {sides(person) for person in team_of(asked.joint)} == {(True, False)}
    assert {sides(person) for person in (asked.chair, asked.leader)} == {(False, True)}
    assert {sides(person) for person in team_of(joint_inspection())} == {(False, False)}
