"""The form of a person's view on a criterion."""

from judgements.values import VIEW_LABELS, ViewContent
from judgements.values.criterion_views import LONGEST_NOTE
from pages import fields
from pages.forms import Button, GovForm, OnceMixin
from records.values import clean_text

NEXT = "next"


class ViewForm(OnceMixin, GovForm):
    """Whether the criterion is met, and what that rests on."""

    met = fields.RadiosField(
        label="Is the criterion met?",
        label_size="s",
        choices=[(view.value, label) for view, label in VIEW_LABELS.items()],
        missing="Select whether the criterion is met",
    )
    note = fields.LongTextField(
        label="What your view rests on (optional)",
        hint="A sentence or two. The people who inspect here with you read it.",
        required=False,
        rows=3,
        limit=LONGEST_NOTE,
    )

    def buttons(self) -> list[Button]:
        """On to the next criterion, or back to the area."""
        return [
            Button("Save and go to the next criterion", name=NEXT),
            Button("Save and go back", style="secondary"),
        ]

    def content(self) -> ViewContent:
        """What was said; after `is_valid`."""
        data = self.cleaned_data
        return ViewContent(met=data["met"], note=clean_text(data["note"]).strip())
