"""The forms of judging."""

from judgements.forms.shared import (
    ForInspectorateMixin,
    OpenPositionsForm,
    PositionForm,
    ProposeForm,
    SignForm,
)

__all__ = [
    "ForInspectorateMixin",
    "OpenPositionsForm",
    "PositionForm",
    "ProposeForm",
    "SignForm",
]
