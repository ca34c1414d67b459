"""What the pages of a judgement show."""

from judgements.presenters.acts import (
    OpenPositionsPresenter,
    PositionPresenter,
    ProposePresenter,
    SignPresenter,
)
from judgements.presenters.board import BoardPresenter
from judgements.presenters.criterion import CriterionPresenter
from judgements.presenters.page import JudgementPresenter
from judgements.presenters.reading import Reading

__all__ = [
    "BoardPresenter",
    "CriterionPresenter",
    "JudgementPresenter",
    "OpenPositionsPresenter",
    "PositionPresenter",
    "ProposePresenter",
    "Reading",
    "SignPresenter",
]
