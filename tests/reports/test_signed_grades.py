"""A report that is signed holds the grades of one inspectorate that it states."""

import pytest

from judgements.models import ResultSigned
from records.actor import acting_as
from records.errors import PermissionRefused
from reports.actions.release import reopen
from tests.factories.reports import Told, report_at, signature_of
from tests.factories.single_agency import (
    CHILDREN,
    GradedInspection,
    agreed_grade,
    grade_reopened_by,
    graded_inspection,
)
from tests.reports.test_judgement_reopened import now

pytestmark = pytest.mark.django_db


def graded_report(stage: str) -> tuple[GradedInspection, Told]:
    """A report at a stage, in whose strand CQC has agreed a grade of its own."""
    graded = graded_inspection()
    agreed_grade(graded, area=CHILDREN)
    return graded, report_at(stage, graded.joint)


def reopened(told: Told) -> None:
    with acting_as(told.lead):
        reopen(report=told.report, why="CQC looks at its grade again.", by=told.lead, at=now())
    told.now()


def stands() -> list[bool]:
    return list(ResultSigned.objects.order_by("pk").values_list("is_signed", flat=True))


@pytest.mark.parametrize("stage", ["drafting", "quality_assurance", "agreement", "answering"])
def test_until_somebody_signs_the_grade_can_be_reopened(stage: str) -> None:
    graded, _ = graded_report(stage)
    grade_reopened_by(graded, area=CHILDREN)
    assert stands() in ([], [True, False])


def test_one_signature_holds_it() -> None:
    graded, told = graded_report("agreement")
    signature_of(told, "hmic")
    row = ResultSigned.objects.get()
    assert (row.is_signed, row.by) == (True, told.joint.leads["hmic"])
    assert row.proposal.judgement.area.code == CHILDREN
    with pytest.raises(PermissionRefused, match="open it again"):
        grade_reopened_by(graded, area=CHILDREN)


@pytest.mark.parametrize("stage", ["signed", "with_chair", "final_signed", "proposed", "published"])
def test_from_then_on_it_is_held(stage: str) -> None:
    graded, _ = graded_report(stage)
    with pytest.raises(PermissionRefused):
        grade_reopened_by(graded, area=CHILDREN)
    assert stands()[-1] is True


@pytest.mark.parametrize("stage", ["signed", "final_signed"])
def test_a_report_that_is_opened_again_lets_it_go(stage: str) -> None:
    graded, told = graded_report(stage)
    reopened(told)
    grade_reopened_by(graded, area=CHILDREN)
    assert stands()[-1] is False
