"""Forms of the report pages. What they ask is checked again by the actions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from frameworks.models import ReportSection
from organisations.models import Agency
from pages.fields import EmailField, LongTextField, RadiosField, SelectField
from pages.forms import Button, GovForm, OnceMixin, TypedMixin
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
from reports.values.formats import FORMAT_LABELS, NEEDS_LIMIT, FormatWish, RequestState
from reports.values.remarks import (
    REMARK_LIMIT,
    EntryKind,
    PenHolder,
    RemarkContent,
    SuggestionContent,
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


class AskFormatForm(OnceMixin, GovForm):
    """In which format somebody needs a document, and where the answer goes."""

    submit_label = "Send the request"

    kind = RadiosField(
        label="Which format do you need?",
        missing="Select the format that you need",
        choices=[(kind.value, label) for kind, label in FORMAT_LABELS.items()],
    )
    needs = LongTextField(
        label="What should we know? (optional)",
        hint="The size of print, the language, or where to post it. Do not write about a child.",
        required=False,
        limit=NEEDS_LIMIT,
        rows=4,
    )
    email = EmailField(
        label="Your e-mail address",
        hint="We use it for this answer only, and erase it when you have the answer.",
        missing="Enter your e-mail address",
        max_length=254,
    )

    @property
    def wish(self) -> FormatWish:
        """What was asked for."""
        return FormatWish(*(self.cleaned_data[name] for name in ("kind", "needs", "email")))


class AnswerFormatForm(GovForm):
    """How a request for a format ended."""

    submit_label = "End the request and erase the address"

    decision = RadiosField(
        label="How did it end?",
        missing="Select how the request ended",
        choices=[
            (RequestState.SENT.value, "The format was sent"),
            (RequestState.REFUSED.value, "It cannot be given, and I have told the person why"),
        ],
    )
    reason = LongTextField(
        label="Why it cannot be given",
        hint="Only where it cannot be given. Do not repeat the e-mail address.",
        required=False,
        limit=REASON_LIMIT,
        rows=3,
    )

    def clean(self) -> dict[str, Any]:
        """A refusal has a reason."""
        said = super().clean() or {}
        is_refused = said.get("decision") == RequestState.REFUSED
        if is_refused and not said.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Enter why it cannot be given")
        return said


class RemarkForm(BaseVersionMixin, TypedMixin, GovForm):
    """What somebody remarks on a paragraph."""

    submit_label = "Make the remark"

    text = LongTextField(
        label="Your remark", missing="Enter your remark", limit=REMARK_LIMIT, rows=4
    )

    @property
    def content(self) -> RemarkContent:
        """What was remarked, once the form is valid."""
        return RemarkContent(self.cleaned_data["text"], self.cleaned_data["base"])


class RemarkEntryForm(TypedMixin, GovForm):
    """A reply to a remark; or what was done about it, or why it is open again."""

    text = LongTextField(
        label="Your reply, or what was done", required=False, limit=REMARK_LIMIT, rows=4
    )

    def __init__(self, *args: Any, turns: EntryKind | None = None, **kwargs: Any) -> None:
        """Take what this reader may do beside replying.

        Args:
            turns: settle or reopen; None where the reader may not.
        """
        super().__init__(*args, **kwargs)
        self.turns = turns

    def buttons(self) -> list[Button]:
        """A button that replies, and one that settles or reopens."""
        reply = Button("Reply", name="act", value=EntryKind.REPLY)
        if self.turns is None:
            return [reply]
        label = "Settle the remark" if self.turns == EntryKind.SETTLE else "Reopen the remark"
        return [reply, Button(label, name="act", value=self.turns, style="secondary")]


class SuggestionForm(BaseVersionMixin, TypedMixin, GovForm):
    """Another wording of a paragraph."""

    submit_label = "Make the suggestion"

    text = LongTextField(
        label="What the paragraph is to say",
        hint="Change the wording here. The paragraph stays as it is until somebody accepts it.",
        missing="Enter what the paragraph is to say",
        limit=PARAGRAPH_LIMIT,
        rows=10,
    )
    why = LongTextField(label="Why (optional)", required=False, limit=REASON_LIMIT, rows=3)

    @property
    def content(self) -> SuggestionContent:
        """What was suggested, once the form is valid."""
        facts = self.cleaned_data
        return SuggestionContent(facts["text"], facts["why"], facts["base"])


class AcceptForm(BaseVersionMixin, TypedMixin, GovForm):
    """What the paragraph says once a suggestion is accepted."""

    submit_label = "Accept with this wording"

    text = LongTextField(
        label="What the paragraph is to say",
        missing="Enter what the paragraph is to say",
        limit=PARAGRAPH_LIMIT,
        rows=10,
    )


class DeclineForm(TypedMixin, GovForm):
    """Why a suggestion is declined."""

    submit_label = "Decline the suggestion"

    text = LongTextField(
        label="Why is it declined?",
        hint="Whoever made the suggestion reads it.",
        missing="Enter the reason",
        limit=REASON_LIMIT,
        rows=4,
    )


class PenForm(BaseVersionMixin, GovForm):
    """Who holds the pen of a section from now on."""

    submit_label = "Save who holds the pen"

    holder = SelectField(label="Who holds the pen?", missing="Select who holds the pen")

    def __init__(self, *args: Any, choices: Sequence[tuple[PenHolder, str]], **kwargs: Any) -> None:
        """Take to whom this reader may give it, each with its name."""
        super().__init__(*args, **kwargs)
        self.named = {_holder_key(holder): holder for holder, _ in choices}
        listed = [(_holder_key(holder), name) for holder, name in choices]
        self.fields["holder"].choices = [("", "Choose who"), *listed]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def to(self) -> PenHolder:
        """Who was chosen, once the form is valid."""
        return self.named[self.cleaned_data["holder"]]


def _holder_key(holder: PenHolder) -> str:
    return f"{holder.inspectorate or 0}-{holder.person or 0}"
