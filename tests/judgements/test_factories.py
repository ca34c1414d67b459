"""What other tests stand on."""

import pytest

from frameworks.models import Criterion
from judgements.actions import agreed_result
from tests.factories.inspections import joint_inspection
from tests.factories.judgements import agreed_judgement
from tests.judgements.several import joint_with_several_areas

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


def test_the_criteria_of_a_joint_strand_are_those_of_all_its_areas_in_their_order() -> None:
    joint = joint_with_several_areas()
    first, *_, last = joint.strand.judgement_areas.all()
    for area in (last, first):
        Criterion.objects.create(
            version=area.version,
            area=area,
            reference=f"TEST {area.code}",
            order=9,
            heading="Children are seen",
            statement="Children are seen alone.",
        )
    found = [one.area_id for one in joint.criteria]
    assert (found[0], found[-1]) == (first.pk, last.pk)
    assert len(found) == Criterion.objects.filter(area__strands=joint.strand).count()
