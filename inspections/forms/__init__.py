"""The forms of fieldwork."""

from inspections.forms.evidence import ChangeEvidenceForm, EvidenceForm, ShareForm
from inspections.forms.opening import ChooseTypeForm, OpenInspectionForm
from inspections.forms.places import AgencyForm, ChairForm
from inspections.forms.stage import StageForm
from inspections.forms.team import EndAssignmentForm, LeadForm, MemberForm
from inspections.forms.work import CaseForm

__all__ = [
    "AgencyForm",
    "CaseForm",
    "ChairForm",
    "ChangeEvidenceForm",
    "ChooseTypeForm",
    "EndAssignmentForm",
    "EvidenceForm",
    "LeadForm",
    "MemberForm",
    "OpenInspectionForm",
    "ShareForm",
    "StageForm",
]
