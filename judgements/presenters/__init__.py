"""What the pages of a judgement show."""

from judgements.presenters.acts import (
    OpenPositionsPresenter,
    PositionPresenter,
    ProposePresenter,
    SignPresenter,
)
from judgements.presenters.agreement_acts import (
    DiscussPresenter,
    EscalatePresenter,
    OutcomePresenter,
    PrintDecisionPresenter,
    ReopenPresenter,
    SeniorPresenter,
)
from judgements.presenters.area import (
    AreaPresenter,
)
from judgements.presenters.board import (
    BoardPresenter,
)
from judgements.presenters.criterion import (
    CriterionPresenter,
)
from judgements.presenters.graded import (
    GradedPresenter,
)
from judgements.presenters.graded_acts import (
    DecidePresenter,
    ModeratePresenter,
    ProposeGradePresenter,
    ReopenGradePresenter,
)
from judgements.presenters.graded_reading import (
    GradedReading,
)
from judgements.presenters.page import (
    JudgementPresenter,
)
from judgements.presenters.readiness import (
    ReadinessPresenter,
)
from judgements.presenters.reading import (
    Reading,
)

__all__ = [
    "AreaPresenter",
    "BoardPresenter",
    "CriterionPresenter",
    "DecidePresenter",
    "DiscussPresenter",
    "EscalatePresenter",
    "GradedPresenter",
    "GradedReading",
    "JudgementPresenter",
    "ModeratePresenter",
    "OpenPositionsPresenter",
    "OutcomePresenter",
    "PositionPresenter",
    "PrintDecisionPresenter",
    "ProposeGradePresenter",
    "ProposePresenter",
    "ReadinessPresenter",
    "Reading",
    "ReopenGradePresenter",
    "ReopenPresenter",
    "SeniorPresenter",
    "SignPresenter",
]
