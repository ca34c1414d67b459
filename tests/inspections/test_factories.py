"""What other tests stand on."""

import pytest

from records.actor import acting_as
from tests.factories.inspections import WAY, evidence_by, inspection_at, joint_inspection, seen_by

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", WAY)
def test_an_inspection_stands_at_each_stage(state: str) -> None:
    assert inspection_at(state).inspection.state == state


def test_a_joint_inspection_has_its_people() -> None:
    joint = joint_inspection()
    assert set(joint.leads) == set(joint.inspectors) == {"ofsted", "cqc", "hmic"}
    assert len(joint.team) == joint.inspection.assignments.count() == 7
    assert len(joint.agencies) == 3
    assert joint.reference.startswith("OF-")


def test_two_inspections_have_two_references() -> None:
    assert joint_inspection().reference != joint_inspection().reference


def test_evidence_is_recorded_in_somebody_s_name() -> None:
    joint = joint_inspection()
    item = evidence_by(joint, joint.inspectors["cqc"])
    assert item.owner.code == "cqc"
    assert seen_by(joint.inspectors["hmic"]) == [item.reference]
    with acting_as(joint.chair):
        assert seen_by(joint.chair) == []
