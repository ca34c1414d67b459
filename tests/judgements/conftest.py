"""What every test of judgements may ask for."""

from collections.abc import Callable
from typing import Any

import pytest

from judgements.models import (
    GradeDecision,
    GradeModeration,
    JudgementEvent,
    PositionReceived,
    PositionRound,
    Proposal,
    RecordedAnswer,
    RuleDeparture,
    Signature,
)
from records.models import Receipt
from tests.factories.inspections import JointInspection, joint_inspection

Rows = Callable[[], dict[str, int]]


@pytest.fixture
def joint(db: None) -> JointInspection:
    """An inspection at fieldwork: Ofsted (which leads it), CQC and HMIC."""
    return joint_inspection()


@pytest.fixture
def rows(db: None) -> Rows:
    """`rows()`: how many rows each table of judgements holds, and the stages; to see no change.

    Positions are counted by their receipts, which everybody may count.
    """

    def counted() -> dict[str, Any]:
        models = (
            GradeDecision,
            GradeModeration,
            JudgementEvent,
            PositionReceived,
            PositionRound,
            Proposal,
            RecordedAnswer,
            RuleDeparture,
            Signature,
            Receipt,
        )
        return {model.__name__: model._default_manager.count() for model in models}

    return counted
