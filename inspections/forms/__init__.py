"""The forms of fieldwork."""

from inspections.forms.case_work import (
    CaseMemberForm,
    EndForm,
    LinkForm,
    PlanForm,
    ReportForm,
)
from inspections.forms.cases import (
    AddCaseForm,
    ChangeCaseForm,
    FilterCasesForm,
)
from inspections.forms.evidence import ChangeEvidenceForm, EvidenceForm
from inspections.forms.opening import ChooseTypeForm, OpenInspectionForm
from inspections.forms.places import AgencyForm, ChairForm
from inspections.forms.sharing import ShareForm
from inspections.forms.stage import StageForm
from inspections.forms.team import EndAssignmentForm, LeadForm, MemberForm

__all__ = [
    "AddCaseForm",
    "AgencyForm",
    "CaseMemberForm",
    "ChairForm",
    "ChangeCaseForm",
    "ChangeEvidenceForm",
    "ChooseTypeForm",
    "EndAssignmentForm",
    "EndForm",
    "EvidenceForm",
    "FilterCasesForm",
    "LeadForm",
    "LinkForm",
    "MemberForm",
    "OpenInspectionForm",
    "PlanForm",
    "ReportForm",
    "ShareForm",
    "StageForm",
]
