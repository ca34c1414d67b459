"""Evaluating practice in a case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.validators import MaxLengthValidator

from frameworks.models import Grade
from inspections.forms.evidence import KeptTextField
from inspections.forms.kept import KeptForm
from inspections.models import EvidenceAudience, PracticeEvaluation
from inspections.models.journey import item_label
from inspections.values.practice import LONGEST_REASONS, MET_LABELS, Met, PracticeContent
from pages import fields

_GRADE, _MET = "grade-", "met-"


class PracticeForm(KeptForm):
    """What practice comes to, why, and on what evidence that rests."""

    submit_label = "Save the evaluation"
    conclusion = fields.RadiosField(
        label="What practice comes to", missing="Select what practice comes to", label_size="s"
    )
    reasons = KeptTextField(
        label="Reasons",
        hint="What you saw in this case that leads to it. Do not write anybody’s name.",
        missing="Enter the reasons",
        rows=8,
        validators=[
            MaxLengthValidator(LONGEST_REASONS, "Reasons must be 100,000 characters or fewer")
        ],
    )
    evidence = fields.CheckboxesField(label="Evidence it rests on", required=False, small=True)

    def __init__(
        self,
        *args: Any,
        grades: Sequence[Grade],
        rows: Sequence[EvidenceAudience],
        **kwargs: Any,
    ) -> None:
        """Take the grades of the area, the best first (none where it is not graded), and items."""
        super().__init__(*args, **kwargs)
        graded = [(f"{_GRADE}{one.code}", one.title) for one in grades]
        met = [Met.NOT_SEEN] if grades else list(Met)
        self.fields["conclusion"].choices = [  # type: ignore[attr-defined]  # a field of choices
            *graded,
            *((f"{_MET}{one}", MET_LABELS[one]) for one in met),
        ]
        if not rows:
            del self.fields["evidence"]
            return
        self.fields["evidence"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (str(row.evidence_id), item_label(row)) for row in rows
        ]

    def content(self) -> PracticeContent:
        """What was written, as the action takes it."""
        facts = self.cleaned_data
        said = facts["conclusion"]
        return PracticeContent(
            grade=said.removeprefix(_GRADE) if said.startswith(_GRADE) else "",
            met=said.removeprefix(_MET) if said.startswith(_MET) else "",
            reasons=facts["reasons"].strip(),
            evidence=tuple(UUID(key) for key in facts.get("evidence", ())),
        )


def initial_of(evaluation: PracticeEvaluation, relied_on: Sequence[str]) -> dict[str, Any]:
    """An evaluation as the form shows it, to be changed.

    Args:
        relied_on: the keys of the items that it rests on now.
    """
    grade = evaluation.grade
    return {
        "conclusion": f"{_GRADE}{grade.code}" if grade else f"{_MET}{evaluation.met}",
        "reasons": evaluation.reasons,
        "evidence": list(relied_on),
        "base": evaluation.version,
    }
