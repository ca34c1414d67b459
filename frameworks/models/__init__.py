"""What is judged."""

from frameworks.models.area import Criterion, GradeDescriptor, JudgementArea, LimitingRule
from frameworks.models.inspection_type import (
    InspectionType,
    KeyDateRule,
    Participation,
    ReportForm,
    ReportSection,
)
from frameworks.models.question import Question, QuestionSet, Speaker
from frameworks.models.scale import Grade, GradeScale
from frameworks.models.theme import Theme
from frameworks.models.version import (
    Framework,
    FrameworkEvent,
    FrameworkUpload,
    FrameworkVersion,
)

__all__ = [
    "Criterion",
    "Framework",
    "FrameworkEvent",
    "FrameworkUpload",
    "FrameworkVersion",
    "Grade",
    "GradeDescriptor",
    "GradeScale",
    "InspectionType",
    "JudgementArea",
    "KeyDateRule",
    "LimitingRule",
    "Participation",
    "Question",
    "QuestionSet",
    "ReportForm",
    "ReportSection",
    "Speaker",
    "Theme",
]
