"""What other tests stand on."""

import pytest

from judgements.actions import agreed_result
from tests.factories.inspections import joint_inspection
from tests.factories.judgements import agreed_judgement

pytestmark = pytest.mark.django_db


def test_a_judgement_is_agreed_by_walking_the_real_actions() -> None:
    joint = joint_inspection()
    judgement = agreed_judgement(joint, dissents={"cqc": "We saw less of it."})
    result = agreed_result(strand=joint.strand)
    assert judgement.state == "agreed"
    assert result is not None
    assert (result.grade, result.grade_title) == ("good", "Good")
    assert [one.inspectorate for one in result.signatures] == ["ofsted", "cqc", "hmic"]
    assert [(one.inspectorate, one.reason) for one in result.dissents] == [
        ("cqc", "We saw less of it.")
    ]
