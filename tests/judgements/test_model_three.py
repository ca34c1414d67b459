"""Model 3 of the multi-agency inspections consulted on in 2012: it can be given its eight grades.

Each of the eight is given together; none is worked out, and none stands for all of them.
"""

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from inspections.actions import move_inspection
from judgements import rules
from judgements.actions import (
    agreed_result,
    agreed_results,
    open_positions,
    propose,
    record_position,
    sign,
)
from judgements.models import Judgement
from judgements.permissions import answers_of, judgement_of, judgements_of
from judgements.values import PositionContent, ProposalContent, SignatureContent
from organisations.models import User
from records.actor import acting_as
from tests.inspections.test_types_in_use import asked, leads_of

pytestmark = pytest.mark.django_db


def agree(judgement: Judgement, by: User, leads: dict[str, User], grade: str) -> None:
    """Every lead takes a position on the area, and signs the grade that is proposed."""
    inspection, area = judgement.strand.inspection, judgement.area.code

    def now() -> Judgement:
        found = judgement_of(inspection, area)
        assert found is not None
        return found

    def done(person: User) -> dict[str, Any]:
        return {"judgement": now(), "key": uuid4(), "by": person, "at": timezone.now()}

    with acting_as(by):
        open_positions(**done(by))
    for code, lead in leads.items():
        said = PositionContent(grade, "What we saw.")
        with acting_as(lead):
            record_position(inspectorate=code, content=said, **done(lead))
    values = [rule.as_value() for rule in now().limiting_rules()]
    asked_for = rules.questions(values, area, now().facts({}))
    content = ProposalContent(grade, "It is so.", {one.code: True for one in asked_for}, {})
    with acting_as(by):
        proposal = propose(content=content, **done(by))
    for code, lead in leads.items():
        signed = SignatureContent(proposal.content_hash)
        with acting_as(lead):
            sign(inspectorate=code, content=signed, **done(lead))


def test_model_three_is_given_its_eight_grades() -> None:
    inspection = asked("multi-agency-2012.yaml", "multi-agency-model-3")
    by, leads = inspection.opened_by, leads_of(inspection)
    for verb in ("notify", "start_fieldwork"):
        inspection = move_inspection(
            inspection=inspection, verb=verb, why="", by=by, at=timezone.now()
        )
    found = judgements_of(inspection)
    assert (len(found), answers_of(inspection).graded) == (8, [])
    # The overall grade is decided after its parts: it comes first in the framework and last here.
    for judgement in (*found[1:], found[0]):
        agree(judgement, by, leads, judgement.grades()[1].code)
    results = agreed_results(strand=found[0].strand)
    assert [one.area for one in results] == [one.area.code for one in found]
    assert {one.grade for one in results} == {found[0].grades()[1].code}
    assert all(len(one.signatures) == len(leads) for one in results)
    assert agreed_result(strand=found[0].strand) is None, "eight grades are not one"
