"""The forms of coming to one view: discussing, printing, opening again, asking senior people."""

from django import forms
from django.utils import timezone

from judgements.forms.shared import LOST, TEXT_LIMIT, YES_NO, ForInspectorateMixin
from judgements.values import DiscussionContent, OutcomeContent, SeniorContent
from pages import fields
from pages.forms import GovForm, OnceMixin, TypedMixin
from records.values import clean_text


class OnProposalMixin(forms.Form):
    """Carries the proposal that the page showed, so that another one is noticed."""

    content_hash = forms.RegexField(
        r"^[0-9a-f]{64}$",
        widget=forms.HiddenInput,
        error_messages={"required": LOST, "invalid": LOST},
    )


class DiscussForm(TypedMixin, GovForm):
    """What somebody says to the team."""

    submit_label = "Add to the discussion"

    text = fields.LongTextField(
        label="What you want to say",
        label_size="m",
        hint="The whole team reads it. It stays on the record as you write it, with your name.",
        missing="Write what you want to say",
        rows=6,
        limit=TEXT_LIMIT,
    )

    def content(self) -> DiscussionContent:
        """What is said; after `is_valid`."""
        return DiscussionContent(clean_text(self.cleaned_data["text"]).strip())


class PrintDecisionForm(OnceMixin, ForInspectorateMixin, OnProposalMixin, GovForm):
    """Yes or no, for one inspectorate."""

    prints = fields.RadiosField(
        label="May the letter print the views that differ, and the abstentions?",
        label_size="m",
        choices=YES_NO,
        missing="Select whether the letter may print them",
        inline=True,
    )

    @property
    def says_yes(self) -> bool:
        """What was chosen; after `is_valid`."""
        return bool(self.cleaned_data["prints"] == "yes")


class _ReasonForm(OnceMixin, OnProposalMixin, GovForm):
    """A reason, on the proposal that was on the page."""

    submit_style = "warning"

    def reason(self) -> str:
        """Why; after `is_valid`."""
        return clean_text(self.cleaned_data["why"]).strip()


class ReopenForm(_ReasonForm):
    """Why an agreed judgement is opened again."""

    submit_label = "Open the judgement again"

    why = fields.LongTextField(
        label="Why it is opened again",
        label_size="m",
        hint="It stands beside the signatures that become void.",
        missing="Say why the judgement is opened again",
        rows=4,
        limit=TEXT_LIMIT,
    )


class EscalateForm(_ReasonForm):
    """What the inspectorates cannot agree on."""

    submit_label = "Ask the senior people"

    why = fields.LongTextField(
        label="What the inspectorates cannot agree on",
        label_size="m",
        hint="The team reads it here. The e-mail to the senior people does not say it.",
        missing="Say what the inspectorates cannot agree on",
        rows=6,
        limit=TEXT_LIMIT,
    )


class SeniorForm(OnceMixin, ForInspectorateMixin, GovForm):
    """Who decides for an inspectorate when the leads cannot agree."""

    submit_label = "Name this person"

    name = fields.TextField(
        label="Name", missing="Enter the name", max_length=120, autocomplete="off"
    )
    post = fields.TextField(
        label="Post",
        hint="For example, regional director",
        missing="Enter the post",
        max_length=120,
        autocomplete="off",
    )
    email = fields.EmailField(
        label="E-mail address", missing="Enter the e-mail address", autocomplete="off"
    )

    def content(self) -> SeniorContent:
        """Who is named; after `is_valid`."""
        return SeniorContent(
            name=clean_text(self.cleaned_data["name"]).strip(),
            post=clean_text(self.cleaned_data["post"]).strip(),
            email=self.cleaned_data["email"],
        )


class OutcomeForm(OnceMixin, GovForm):
    """What the senior people decided, who of them, and when."""

    submit_label = "Record what was decided"

    decision = fields.LongTextField(
        label="What they decided, in their words",
        label_size="m",
        missing="Enter what was decided",
        rows=6,
        limit=TEXT_LIMIT,
    )
    decided_by = fields.TextField(
        label="Who decided",
        hint="Every name, with the post",
        missing="Enter who decided",
        max_length=300,
        autocomplete="off",
    )
    decided_on = fields.DateField(
        label="The day of the decision",
        missing="Enter the day of the decision",
        not_after=timezone.localdate,
    )

    def content(self) -> OutcomeContent:
        """What was decided; after `is_valid`."""
        return OutcomeContent(
            decision=clean_text(self.cleaned_data["decision"]).strip(),
            decided_by=clean_text(self.cleaned_data["decided_by"]).strip(),
            decided_on=self.cleaned_data["decided_on"],
        )
