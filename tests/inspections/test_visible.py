"""Who sees which evidence (reliability I1 to I6). On PostgreSQL the policies answer as well."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inspections.actions import share_evidence, withdraw_share
from inspections.models import (
    Evidence,
    EvidenceAudience,
    EvidenceRevision,
    EvidenceShare,
    Inspection,
    InspectionAccess,
    StrandParticipant,
)
from organisations.models import Inspectorate
from records.actor import acting_as
from records.errors import ActionRefused, PermissionRefused
from tests.factories.inspections import (
    JointInspection,
    evidence_by,
    joint_inspection,
    member_factory,
    seen_by,
    single_strand,
)
from tests.factories.organisations import AdminFactory
from tests.inspections.test_evidence_actions import change, texts

pytestmark = pytest.mark.django_db


def share(item: Evidence, code: str, by: Any, purpose: str = "For the joint judgement.") -> Any:
    with acting_as(by):
        row = Evidence.objects.select_related("strand", "inspection").get(pk=item.pk)
        return share_evidence(
            evidence=row,
            inspectorate=Inspectorate.objects.get(code=code),
            purpose=purpose,
            by=by,
            at=timezone.now(),
        )


def withdraw(given: EvidenceShare, by: Any) -> EvidenceShare:
    with acting_as(by):
        row = EvidenceShare.objects.select_related("evidence__inspection").get(pk=given.pk)
        return withdraw_share(share=row, by=by, at=timezone.now())


def read_by(person: Any) -> str:
    """What the one item says that this person sees."""
    with acting_as(person):
        return EvidenceAudience.objects.visible_to(person).with_content().get().revision.text


@pytest.fixture
def joint() -> JointInspection:
    return joint_inspection()


@pytest.fixture
def private(joint: JointInspection) -> Evidence:
    """An item in CQC's own strand."""
    strand = single_strand(joint, "cqc")
    return evidence_by(joint, joint.inspectors["cqc"], strand=strand, text="First.")


# --- joint strand -------------------------------------------------------------------------------


def test_the_whole_joint_team_sees_what_is_recorded_in_the_joint_strand(
    joint: JointInspection,
) -> None:
    item = evidence_by(joint, joint.inspectors["cqc"])
    assert {tuple(seen_by(person)) for person in joint.team} == {(item.reference,)}


def test_nobody_outside_the_team_sees_it(joint: JointInspection) -> None:
    evidence_by(joint, joint.inspectors["cqc"])
    outside = [
        joint.chair,
        AdminFactory(),
        member_factory("cqc", "lead"),
        joint_inspection().inspectors["cqc"],
    ]
    assert [seen_by(person) for person in outside] == [[], [], [], []]


def test_whoever_is_let_in_to_read_the_draft_sees_no_evidence(joint: JointInspection) -> None:
    InspectionAccess.objects.create(
        inspection=joint.inspection,
        person=joint.chair,
        as_role="chair",
        opens_at=timezone.now() - timedelta(days=1),
    )
    evidence_by(joint, joint.inspectors["cqc"])
    assert Inspection.objects.visible_to(joint.chair).exists()
    assert seen_by(joint.chair) == []


def test_a_later_version_is_what_the_joint_team_sees(joint: JointInspection) -> None:
    person = joint.inspectors["cqc"]
    item = evidence_by(joint, person, text="First.")
    change(item, joint, person, text="Second.")
    assert read_by(joint.inspectors["hmic"]) == "Second."
    assert texts(item, joint.inspectors["hmic"]) == ["First.", "Second."]


def test_an_inspectorate_that_joins_later_sees_what_is_there() -> None:
    joint = joint_inspection(inspectorates=("ofsted", "cqc"))
    item = evidence_by(joint, joint.inspectors["cqc"])
    police = Inspectorate.objects.get(code="hmic")
    StrandParticipant.objects.create(strand=joint.strand, inspectorate=police)
    person = member_factory("hmic")
    joint.inspection.assignments.create(
        inspectorate=police,
        person=person,
        role="inspector",
        starts_on=timezone.localdate(),
        named_by=joint.overall_lead,
        named_at=timezone.now(),
    )
    assert seen_by(person) == [item.reference]


# --- single-agency strand -----------------------------------------------------------------------


def test_in_a_single_strand_only_the_owner_s_team_sees(
    joint: JointInspection, private: Evidence
) -> None:
    """Being on the same joint team is not enough (I5)."""
    ours = {joint.leads["cqc"], joint.inspectors["cqc"]}
    for person in joint.team:
        assert seen_by(person) == ([private.reference] if person in ours else [])


def test_a_share_shows_the_version_that_was_shared(
    joint: JointInspection, private: Evidence
) -> None:
    share(private, "hmic", joint.inspectors["cqc"])
    assert read_by(joint.inspectors["hmic"]) == "First."
    assert seen_by(joint.inspectors["ofsted"]) == []
    change(private, joint, joint.inspectors["cqc"], text="Second.")
    assert read_by(joint.inspectors["hmic"]) == "First."
    assert read_by(joint.inspectors["cqc"]) == "Second."


def test_the_receiver_of_a_share_reads_one_version(
    joint: JointInspection, private: Evidence
) -> None:
    """An older version, and a later one, are not shared (attack 7)."""
    change(private, joint, joint.inspectors["cqc"], text="Second.")
    share(private, "hmic", joint.inspectors["cqc"])
    change(private, joint, joint.inspectors["cqc"], version=2, text="Third.")
    reader = joint.inspectors["hmic"]
    with acting_as(reader):
        row = EvidenceAudience.objects.visible_to(reader).with_content().get()
        assert [said.text for said in row.readable_revisions()] == ["Second."]
        assert row.record_name.endswith(" v2")


def test_a_withdrawn_share_shows_nothing(joint: JointInspection, private: Evidence) -> None:
    given = share(private, "hmic", joint.inspectors["cqc"])
    withdrawn = withdraw(given, joint.inspectors["cqc"])
    assert seen_by(joint.inspectors["hmic"]) == []
    assert seen_by(joint.inspectors["cqc"]) == [private.reference]
    assert withdrawn.withdrawn_by == joint.inspectors["cqc"]


def test_a_newer_version_takes_the_place_of_the_shared_one(
    joint: JointInspection, private: Evidence
) -> None:
    author = joint.inspectors["cqc"]
    share(private, "hmic", author)
    change(private, joint, author, text="Second.")
    share(private, "hmic", author)
    assert read_by(joint.inspectors["hmic"]) == "Second."
    with acting_as(author):
        shares = EvidenceShare.objects.of(private)
        assert [(one.revision.version, one.withdrawn_at is None) for one in shares] == [
            (2, True),
            (1, False),
        ]


def test_a_share_can_be_given_again_after_it_was_withdrawn(
    joint: JointInspection, private: Evidence
) -> None:
    author = joint.inspectors["cqc"]
    withdraw(share(private, "hmic", author), author)
    share(private, "hmic", author)
    assert seen_by(joint.inspectors["hmic"]) == [private.reference]


def test_the_owner_s_lead_shares_and_withdraws(joint: JointInspection, private: Evidence) -> None:
    given = share(private, "hmic", joint.leads["cqc"])
    withdraw(given, joint.leads["cqc"])
    assert seen_by(joint.inspectors["hmic"]) == []


def test_a_receiver_neither_shares_on_nor_changes(
    joint: JointInspection, private: Evidence
) -> None:
    """No right grows out of a share (I6; attacks 17, 18)."""
    share(private, "hmic", joint.inspectors["cqc"])
    with pytest.raises(PermissionRefused, match="the inspectorate that owns the evidence"):
        share(private, "ofsted", joint.leads["hmic"])
    with pytest.raises(PermissionRefused, match="Only the person who recorded it"):
        change(private, joint, joint.inspectors["hmic"], text="Mine.")
    assert seen_by(joint.inspectors["ofsted"]) == []


def test_another_inspector_of_the_owner_does_not_share(
    joint: JointInspection, private: Evidence
) -> None:
    colleague = member_factory("cqc")
    joint.inspection.assignments.create(
        inspectorate=Inspectorate.objects.get(code="cqc"),
        person=colleague,
        role="inspector",
        starts_on=timezone.localdate(),
        named_by=joint.leads["cqc"],
        named_at=timezone.now(),
    )
    with pytest.raises(PermissionRefused, match="by its author or by the inspectorate’s lead"):
        share(private, "hmic", colleague)


def test_a_share_says_what_it_is_for(joint: JointInspection, private: Evidence) -> None:
    with pytest.raises(ActionRefused, match="Say what the share is for"):
        share(private, "hmic", joint.inspectors["cqc"], purpose=" \n")


def test_the_same_version_is_shared_once(joint: JointInspection, private: Evidence) -> None:
    share(private, "hmic", joint.inspectors["cqc"])
    with pytest.raises(ActionRefused, match="has this version already"):
        share(private, "hmic", joint.inspectors["cqc"])


def test_an_inspectorate_that_takes_no_part_receives_nothing(
    joint: JointInspection, private: Evidence
) -> None:
    with pytest.raises(ActionRefused, match="HMI Prisons takes no part"):
        share(private, "hmi-prisons", joint.inspectors["cqc"])


def test_the_joint_team_and_the_owner_see_without_a_share(
    joint: JointInspection, private: Evidence
) -> None:
    item = evidence_by(joint, joint.inspectors["cqc"])
    with pytest.raises(ActionRefused, match="sees this item already"):
        share(item, "hmic", joint.inspectors["cqc"])
    with pytest.raises(ActionRefused, match="sees this item already"):
        share(private, "cqc", joint.inspectors["cqc"])


def test_a_share_is_withdrawn_once(joint: JointInspection, private: Evidence) -> None:
    given = share(private, "hmic", joint.inspectors["cqc"])
    withdraw(given, joint.inspectors["cqc"])
    with pytest.raises(ActionRefused, match="was withdrawn before"):
        withdraw(given, joint.leads["cqc"])


def test_a_share_names_itself_on_the_record(joint: JointInspection, private: Evidence) -> None:
    given = share(private, "hmic", joint.inspectors["cqc"])
    assert given.record_name == f"share of {private.reference} v1 with hmic"


# --- time ---------------------------------------------------------------------------------------


def test_whoever_left_the_team_sees_nothing(joint: JointInspection, private: Evidence) -> None:
    person = joint.inspectors["cqc"]
    yesterday = timezone.localdate() - timedelta(days=1)
    joint.inspection.assignments.filter(person=person).update(ends_on=yesterday)
    assert seen_by(person) == []
    assert not Inspection.objects.visible_to(person).exists()


def test_on_the_last_day_one_still_sees(joint: JointInspection, private: Evidence) -> None:
    person = joint.inspectors["cqc"]
    today = timezone.localdate()
    joint.inspection.assignments.filter(person=person).update(ends_on=today)
    assert seen_by(person) == [private.reference]


def test_before_the_first_day_one_sees_nothing(joint: JointInspection, private: Evidence) -> None:
    person = joint.inspectors["cqc"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    joint.inspection.assignments.filter(person=person).update(starts_on=tomorrow)
    assert seen_by(person) == []


@pytest.mark.parametrize(
    ("opens", "closes", "seen"),
    [(-1, None, True), (-2, 1, True), (-2, -1, False), (1, None, False)],
)
def test_a_door_is_open_from_its_first_to_its_last_moment(
    joint: JointInspection, opens: int, closes: int | None, seen: bool
) -> None:
    now = timezone.now()
    InspectionAccess.objects.create(
        inspection=joint.inspection,
        person=joint.chair,
        as_role="chair",
        opens_at=now + timedelta(hours=opens),
        closes_at=None if closes is None else now + timedelta(hours=closes),
    )
    assert Inspection.objects.visible_to(joint.chair).exists() is seen


def test_every_item_has_an_audience_row_for_each_of_its_readers(joint: JointInspection) -> None:
    evidence_by(joint, joint.inspectors["cqc"])
    with acting_as(joint.overall_lead):
        assert EvidenceRevision.objects.count() == 1
    codes = []
    for person in joint.leads.values():
        with acting_as(person):
            rows = EvidenceAudience.objects.visible_to(person).select_related("inspectorate")
            codes += [(row.inspectorate.code, row.pinned, row.revision.version) for row in rows]
    assert codes == [("ofsted", False, 1), ("cqc", False, 1), ("hmic", False, 1)]
