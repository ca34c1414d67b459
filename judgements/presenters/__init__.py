"""What the pages of a judgement show."""

from judgements.presenters.acts import PositionPresenter, ProposePresenter, SignPresenter
from judgements.presenters.board import BoardPresenter
from judgements.presenters.page import JudgementPresenter

__all__ = [
    "BoardPresenter",
    "JudgementPresenter",
    "PositionPresenter",
    "ProposePresenter",
    "SignPresenter",
]
