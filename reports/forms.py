"""Forms of the report pages. What they ask is checked again by the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms

from frameworks.models import ReportSection
from organisations.models import Agency
from pages.fields import LongTextField, RadiosField, SelectField
from pages.forms import GovForm, OnceMixin
from reports.rules import ADDRESSED_KINDS
from reports.values import (
    COMMENT_LABELS,
    COMMENT_LIMIT,
    PARAGRAPH_LIMIT,
    REASON_LIMIT,
    CommentContent,
    CommentKind,
    ParagraphContent,
)

LOST_VERSION = {
    "required": "This page has lost its version. Open it again: what you typed is above.",
    "invalid": "This page has lost its version. Open it again: what you typed is above.",
}


class BaseVersionMixin(forms.Form):
    """Carries the version of the row that was open.

    Not `version`: that name is the autosave's, which counts the saves of what is being typed.
    """

    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput, error_messages=LOST_VERSION)


class ParagraphForm(BaseVersionMixin, OnceMixin, GovForm):
    """The text of a paragraph, and in some sections to whom it is addressed."""

    with_form_tag = False

    text = LongTextField(
        label="Text", missing="Enter the text of the paragraph", limit=PARAGRAPH_LIMIT, rows=10
    )
    agency = SelectField(label="Addressed to", required=False)

    def __init__(
        self, *args: Any, section: ReportSection, agencies: Iterable[Agency], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if section.kind not in ADDRESSED_KINDS:
            del self.fields["agency"]
            return
        nobody = "The partnership" if section.is_addressed else "Nobody in particular"
        choices = [("", nobody), *((str(agency.pk), agency.name) for agency in agencies)]
        self.fields["agency"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def content(self) -> ParagraphContent:
        """What was written, once the form is valid."""
        agency = self.cleaned_data.get("agency")
        return ParagraphContent(self.cleaned_data["text"], int(agency) if agency else None)


class CommentForm(BaseVersionMixin, OnceMixin, GovForm):
    """What the chair says about one paragraph."""

    with_form_tag = False

    kind = RadiosField(
        label="What kind of mistake is it?",
        missing="Select what kind of mistake it is",
        choices=[(kind.value, COMMENT_LABELS[kind]) for kind in CommentKind],
    )
    what_is_wrong = LongTextField(
        label="What is wrong?", missing="Enter what is wrong", limit=COMMENT_LIMIT, rows=4
    )
    what_it_should_say = LongTextField(
        label="What should it say?",
        hint="Write it as it should stand in the letter, if you can.",
        missing="Enter what it should say",
        limit=COMMENT_LIMIT,
        rows=4,
    )

    @property
    def content(self) -> CommentContent:
        """What was written, once the form is valid."""
        facts = self.cleaned_data
        return CommentContent(facts["kind"], facts["what_is_wrong"], facts["what_it_should_say"])


class ReasonForm(GovForm):
    """Why something goes a step back."""

    submit_style = "warning"
    why = LongTextField(label="Why?", missing="Enter the reason", limit=REASON_LIMIT, rows=4)

    def __init__(self, *args: Any, label: str = "", submit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = label or self.fields["why"].label
        self.submit_label = submit or self.submit_label


class HashForm(GovForm):
    """Signs what was on the page: its hash comes back with the button."""

    content_hash = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages={
            "required": "This page has lost the draft that it showed. Open it again and read it."
        },
    )

    def __init__(self, *args: Any, submit: str = "Sign off", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label = submit


class ConfirmForm(OnceMixin, GovForm):
    """One button, once."""

    def __init__(self, *args: Any, submit: str = "Confirm", style: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label = submit
        self.submit_style = style


class VersionedConfirmForm(BaseVersionMixin, ConfirmForm):
    """One button for a row at the version that was on the page."""


class AnswerForm(BaseVersionMixin, GovForm):
    """What the inspectorates answer to one comment."""

    submit_label = "Save the answer"

    decision = RadiosField(
        label="Is the comment accepted?",
        missing="Select whether the comment is accepted",
        choices=[
            ("accepted", "Accepted: the paragraph changes"),
            ("refused", "Not accepted: the paragraph stays"),
        ],
    )
    text = LongTextField(
        label="What the paragraph says from now on",
        hint="Used only when the comment is accepted.",
        required=False,
        limit=PARAGRAPH_LIMIT,
        rows=8,
    )
    explanation = LongTextField(
        label="What was changed, or why not",
        hint="The chair can be told this.",
        missing="Enter what was changed, or why not",
        limit=REASON_LIMIT,
        rows=3,
    )
