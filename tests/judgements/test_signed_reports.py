"""A grade that a signed report states is not reopened before the report is."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from judgements.actions import note_opened, note_published, note_signed
from judgements.models import JudgementEvent, ResultSigned
from judgements.permissions import is_unsigned, may_reopen_grade
from organisations.models import User
from records.errors import PermissionRefused
from tests.factories.inspections import JointInspection
from tests.factories.judgements import agreed_judgement, reopening_of
from tests.factories.single_agency import (
    CHILDREN,
    GradedInspection,
    agreed_grade,
    decided_grade,
    grade_decided_by,
    grade_in,
    grade_moderated_by,
    grade_reopened_by,
    graded_inspection,
    proposed_grade,
)
from tests.judgements.conftest import Rows
from tests.judgements.test_single_views import at, words

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
INSTEAD = "Ask who leads the report to open it again"


@pytest.fixture
def graded(db: None) -> GradedInspection:
    """CQC judges by itself, in a strand of its own and one area of the joint strand."""
    return graded_inspection()


def signed(graded: GradedInspection) -> None:
    """Somebody has signed the report of CQC's strand."""
    note_signed(strand=grade_in(graded).strand, by=graded.lead, at=timezone.now())


def opened(graded: GradedInspection) -> None:
    """It was opened again."""
    note_opened(strand=grade_in(graded).strand, by=graded.lead, at=timezone.now())


def stands() -> list[bool]:
    return list(ResultSigned.objects.order_by("pk").values_list("is_signed", flat=True))


def test_a_grade_in_a_signed_report_is_not_reopened(graded: GradedInspection, rows: Rows) -> None:
    agreed_grade(graded)
    signed(graded)
    before = rows()
    with pytest.raises(PermissionRefused, match=INSTEAD):
        grade_reopened_by(graded)
    assert rows() == before
    assert grade_in(graded).state == "agreed"


def test_once_the_report_is_opened_again_the_grade_can_be_reopened(
    graded: GradedInspection,
) -> None:
    agreed_grade(graded)
    signed(graded)
    opened(graded)
    grade_reopened_by(graded)
    assert JudgementEvent.objects.filter(from_state="agreed").count() == 1
    assert stands() == [True, False]


def test_what_is_agreed_anew_and_signed_again_is_held_again(graded: GradedInspection) -> None:
    agreed_grade(graded)
    signed(graded)
    opened(graded)
    grade_reopened_by(graded)
    grade_decided_by(graded)
    grade_moderated_by(graded)
    assert is_unsigned(grade_in(graded)).allowed
    signed(graded)
    with pytest.raises(PermissionRefused, match=INSTEAD):
        grade_reopened_by(graded)


def test_a_grade_in_a_published_report_is_not_reopened(graded: GradedInspection) -> None:
    agreed_grade(graded)
    note_published(strand=grade_in(graded).strand, by=graded.lead, at=timezone.now())
    with pytest.raises(PermissionRefused, match="what was published never changes"):
        grade_reopened_by(graded)


def test_it_is_written_down_once_however_many_sign(graded: GradedInspection) -> None:
    agreed_grade(graded)
    opened(graded)
    assert stands() == [], "nobody had signed"
    for _ in range(3):
        signed(graded)
    assert stands() == [True]
    for _ in range(3):
        opened(graded)
    assert stands() == [True, False]
    row = ResultSigned.objects.latest("pk")
    assert str(row) == f"{row.proposal}: its report was opened again"


@pytest.mark.parametrize("make", [proposed_grade, decided_grade])
def test_only_an_agreed_grade_is_stated(
    graded: GradedInspection, make: Callable[[GradedInspection], object]
) -> None:
    make(graded)
    signed(graded)
    assert stands() == []


def test_grades_of_another_strand_stay_free(graded: GradedInspection) -> None:
    agreed_grade(graded, area=CHILDREN)
    agreed_grade(graded)
    signed(graded)
    assert is_unsigned(grade_in(graded, CHILDREN)).allowed
    grade_reopened_by(graded, area=CHILDREN)
    assert grade_in(graded, CHILDREN).state == "proposed"


def test_a_shared_judgement_is_held_by_its_publication_alone(joint: JointInspection) -> None:
    """Its report is signed anew when it changes: see tests/reports/test_judgement_reopened.py."""
    agreed_judgement(joint)
    note_signed(strand=joint.strand, by=joint.overall_lead, at=timezone.now())
    assert stands() == []
    assert reopening_of(joint).why


def test_what_nobody_has_begun_is_in_no_report(graded: GradedInspection) -> None:
    assert is_unsigned(grade_in(graded)).allowed


def test_the_page_does_not_offer_it_and_says_why(
    graded: GradedInspection, client_of: ClientOf
) -> None:
    agreed_grade(graded)
    lead = client_of(graded.lead)
    assert "Reopen the grade" in words(lead.get(at(graded)))
    signed(graded)
    assert "Reopen the grade" not in words(lead.get(at(graded)))
    page = lead.get(at(graded, "reopen/"))
    assert page.status_code == 403
    assert INSTEAD in words(page)
    sent = lead.post(at(graded, "reopen/"), {"once": uuid4(), "why": "A letter came in."})
    assert sent.status_code == 403
    assert "A letter came in." in words(sent), "what was typed is on the page"
    opened(graded)
    assert "Reopen the grade" in words(lead.get(at(graded)))


def test_the_permission_says_it_to_the_lead_alone(graded: GradedInspection) -> None:
    agreed_grade(graded)
    signed(graded)
    answer = may_reopen_grade(None, graded.joint.inspection, grade_in(graded), [])
    assert not answer.allowed
    assert INSTEAD not in str(answer)
