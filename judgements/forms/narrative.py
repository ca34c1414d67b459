"""The forms of an evaluation in words. None of them has a field for a grade."""

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.layout import Layout
from django import forms

from frameworks.models import Criterion
from judgements.values import (
    FINDING_LABELS,
    LONGEST_FINDING,
    LONGEST_REASON,
    FindingContent,
    FindingKind,
)
from organisations.models import Agency
from pages import fields
from pages.forms import GovForm, LastingMixin, TypedMixin
from records.values import clean_text

PARTNERSHIP = "partnership"
WHOLE_AREA = "whole"


class FindingForm(TypedMixin, GovForm):
    """A finding, or another version of it. The page writes the form tag and the evidence.

    `base` is the version that was open, 0 for a new finding.
    """

    with_form_tag = False

    base = fields.NumberField(min_value=0, initial=0, widget=forms.HiddenInput)
    kind = fields.RadiosField(
        label="What it is",
        label_size="s",
        missing="Select whether it is a strength or an area for improvement",
        choices=[(kind.value, FINDING_LABELS[kind]) for kind in FindingKind],
        inline=True,
    )
    agency = fields.SelectField(
        label="Whom it is about", label_size="s", missing="Select whom it is about"
    )
    criterion = fields.SelectField(
        label="Criterion", label_size="s", missing="Select the criterion, or the area as a whole"
    )
    text = fields.LongTextField(
        label="What you found",
        label_size="s",
        hint="One finding, as somebody who was not there understands it.",
        missing="Enter what you found",
        rows=6,
        limit=LONGEST_FINDING,
    )
    evidence = fields.CheckboxesField(
        label="Evidence that it rests on",
        missing="Select the evidence that the finding rests on",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        agencies: Sequence[Agency],
        criteria: Sequence[Criterion],
        items: Sequence[tuple[str, str]],
        unseen: int = 0,
        **kwargs: Any,
    ) -> None:
        """See the class.

        Args:
            agencies: of the inspected area.
            criteria: of the judgement area, and one of an earlier version that the finding is on.
            items: key and name of the evidence that it may rest on.
            unseen: how many items it rests on that this person does not see, and that stay.
        """
        super().__init__(*args, **kwargs)
        self.unseen = unseen
        _offer(
            self,
            "agency",
            [
                ("", "Choose"),
                (PARTNERSHIP, "The partnership"),
                *((str(one.pk), one.name) for one in agencies),
            ],
        )
        _offer(
            self,
            "criterion",
            [
                ("", "Choose"),
                *((one.reference, f"{one.heading} ({one.reference})") for one in criteria),
                (WHOLE_AREA, "The area as a whole"),
            ],
        )
        _offer(self, "evidence", items)

    def layout(self) -> Layout:
        """Without the list of evidence, which the page draws."""
        return Layout("kind", "agency", "criterion", "text")

    def clean(self) -> dict[str, Any]:
        """A finding rests on something."""
        cleaned = super().clean() or self.cleaned_data
        if not self.unseen and "evidence" not in self.errors and not cleaned.get("evidence"):
            self.add_error("evidence", "Select the evidence that the finding rests on")
        return cleaned

    def content(self) -> FindingContent:
        """What was found; after `is_valid`."""
        said = self.cleaned_data
        return FindingContent(
            kind=said["kind"],
            text=clean_text(said["text"]).strip(),
            criterion="" if said["criterion"] == WHOLE_AREA else said["criterion"],
            agency=None if said["agency"] == PARTNERSHIP else int(said["agency"]),
            evidence=tuple(said["evidence"]),
        )


class WithdrawFindingForm(LastingMixin, GovForm):
    """Why a finding is withdrawn, and at which version."""

    submit_label = "Withdraw the finding"
    submit_style = "warning"
    base = fields.NumberField(min_value=1, widget=forms.HiddenInput)
    why = fields.LongTextField(
        label="Why it is withdrawn",
        hint="The finding stays to be read, with this reason.",
        missing="Enter why it is withdrawn",
        rows=3,
        limit=LONGEST_REASON,
    )


class ConsiderForm(LastingMixin, GovForm):
    """Why there is nothing to say on a criterion."""

    submit_label = "Record that there is nothing to say"
    why = fields.LongTextField(
        label="Considered, nothing to say, because …",
        missing="Enter why there is nothing to say",
        rows=3,
        limit=LONGEST_REASON,
    )


class CompleteEvaluationForm(LastingMixin, GovForm):
    """One button: the evaluation is complete."""

    submit_label = "Complete the evaluation"


class ReopenEvaluationForm(LastingMixin, GovForm):
    """Why a complete evaluation is opened again."""

    submit_label = "Reopen the evaluation"
    why = fields.LongTextField(
        label="Why it is reopened",
        missing="Enter why it is reopened",
        rows=3,
        limit=LONGEST_REASON,
    )


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices
