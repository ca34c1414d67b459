"""The forms of judging."""

from judgements.forms.agreement import (
    DiscussForm,
    EscalateForm,
    OutcomeForm,
    PrintDecisionForm,
    ReopenForm,
    SeniorForm,
)
from judgements.forms.criterion_views import (
    ViewForm,
)
from judgements.forms.narrative import (
    CompleteEvaluationForm,
    ConsiderForm,
    FindingForm,
    ReopenEvaluationForm,
    WithdrawFindingForm,
)
from judgements.forms.shared import (
    ForInspectorateMixin,
    OpenPositionsForm,
    PositionForm,
    ProposeForm,
    SignForm,
)
from judgements.forms.single import (
    DecideForm,
    ModerateForm,
    ProposeGradeForm,
    ReopenGradeForm,
)

__all__ = [
    "CompleteEvaluationForm",
    "ConsiderForm",
    "DecideForm",
    "DiscussForm",
    "EscalateForm",
    "FindingForm",
    "ForInspectorateMixin",
    "ModerateForm",
    "OpenPositionsForm",
    "OutcomeForm",
    "PositionForm",
    "PrintDecisionForm",
    "ProposeForm",
    "ProposeGradeForm",
    "ReopenEvaluationForm",
    "ReopenForm",
    "ReopenGradeForm",
    "SeniorForm",
    "SignForm",
    "ViewForm",
    "WithdrawFindingForm",
]
