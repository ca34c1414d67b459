"""Moving an inspection on."""

from typing import Any

from inspections.forms.evidence import KeptTextField
from inspections.forms.once import SentOnceForm
from inspections.states import INSPECTION, NEEDS_REASON, VERB_LABELS
from pages import fields


class StageForm(SentOnceForm):
    """What to do with the inspection, out of what its stage allows."""

    submit_label = "Do this now"

    verb = fields.RadiosField(label="What happens next", missing="Select what happens next")
    why = KeptTextField(
        label="Reason",
        hint="Needed to postpone, suspend or abandon. It stays on the record.",
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        """Take the stage that the inspection is in."""
        super().__init__(*args, **kwargs)
        verbs = [arrow for arrow in INSPECTION.transitions if arrow.source == state]
        self.possible = bool(verbs)
        verb = self.fields["verb"]
        verb.choices = [  # type: ignore[attr-defined] # a field of choices
            (arrow.verb, VERB_LABELS[arrow.verb]) for arrow in verbs
        ]
        verb.option_hints = {  # type: ignore[attr-defined] # a field of ours
            arrow.verb: f"The stage is then: {INSPECTION.label(arrow.target)}." for arrow in verbs
        }

    def clean(self) -> dict[str, Any]:
        """A reason where one is needed."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if facts.get("verb") in NEEDS_REASON and not facts.get("why", "").strip():
            self.add_error("why", "Enter the reason")
        return facts
