"""Forms on findings and recommendations. What they ask is checked again by the actions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from pages.fields import LongTextField, RadiosField, SelectField, TextField
from pages.forms import GovForm, TypedMixin
from reports.forms import BaseVersionMixin
from reports.values import PARAGRAPH_LIMIT, REASON_LIMIT
from reports.values.findings import KIND_LABELS, FindingContent, FindingKind, Rank

WHOLE = "whole"
UNRANKED = "none"
PARTNERSHIP = "partnership"
Choices = Sequence[tuple[str, str]]


class FindingForm(BaseVersionMixin, TypedMixin, GovForm):
    """What a finding says, to whom it is attributed, and what it is about."""

    submit_label = "Save the finding"

    text = LongTextField(
        label="What was found",
        hint="It is printed in these words in every document that uses it.",
        missing="Enter what was found",
        limit=PARAGRAPH_LIMIT,
        rows=6,
    )
    agency = SelectField(label="Attributed to", required=False)
    area = SelectField(label="Judgement area (optional)", required=False)
    criterion = TextField(
        label="Criterion (optional)",
        hint="Its reference in the framework, such as ¶60.",
        required=False,
        max_length=60,
    )

    def __init__(self, *args: Any, agencies: Choices, areas: Choices, **kwargs: Any) -> None:
        """Take what can be chosen.

        Args:
            agencies: those that serve the area, by their keys.
            areas: the judgement areas of the inspection, by their codes.
        """
        super().__init__(*args, **kwargs)
        _choose(self, "agency", [("", "The partnership"), *agencies])
        _choose(self, "area", [("", "None in particular"), *areas])

    @property
    def content(self) -> FindingContent:
        """What was written, once the form is valid."""
        said = self.cleaned_data
        agency = int(said["agency"]) if said["agency"] else None
        return FindingContent(said["text"], agency, said["area"], said["criterion"].strip())


class NewFindingForm(FindingForm):
    """A finding that is not there yet: besides, which way it points, how urgent, in which part."""

    submit_label = "Record the finding"
    field_order = ("kind", "part", "text", "agency", "rank", "area", "criterion")

    kind = RadiosField(
        label="What is it?",
        missing="Select whether it is a strength or a weakness",
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
    )
    part = SelectField(label="In which part of the inspection was it found?", missing="Select one")
    rank = RadiosField(
        label="How urgent is what it asks for?",
        hint="Only for a weakness. It can be changed later.",
        required=False,
    )

    def __init__(
        self, *args: Any, parts: Choices, ranks: Mapping[Rank, str], **kwargs: Any
    ) -> None:
        """Take what can be chosen.

        Args:
            parts: codes of strands in which this person records, and `WHOLE`.
            ranks: those of the framework; none: it ranks no recommendation.
        """
        super().__init__(*args, **kwargs)
        _choose(self, "part", parts)
        _choose(self, "rank", _ranked(ranks))
        if not ranks:
            del self.fields["rank"]

    @property
    def kind_chosen(self) -> FindingKind:
        """Which way it points, once the form is valid."""
        return FindingKind(self.cleaned_data["kind"])

    @property
    def rank_chosen(self) -> str:
        """How urgent it is, once the form is valid."""
        return _rank(self.cleaned_data.get("rank", ""))


class RankForm(BaseVersionMixin, GovForm):
    """How urgent a recommendation is."""

    submit_label = "Save how urgent it is"

    rank = RadiosField(label="How urgent is it?", missing="Select how urgent it is")

    def __init__(self, *args: Any, ranks: Mapping[Rank, str], **kwargs: Any) -> None:
        """Take the ranks of the framework, with its words."""
        super().__init__(*args, **kwargs)
        _choose(self, "rank", _ranked(ranks))

    @property
    def rank_chosen(self) -> str:
        """What was chosen, once the form is valid."""
        return _rank(self.cleaned_data["rank"])


class FindingReasonForm(BaseVersionMixin, TypedMixin, GovForm):
    """Why a finding is withdrawn, or stands again."""

    why = LongTextField(
        label="Why?",
        hint="The reason stays with the finding. It is not printed.",
        missing="Enter the reason",
        limit=REASON_LIMIT,
        rows=4,
    )

    def __init__(self, *args: Any, submit: str, style: str = "", **kwargs: Any) -> None:
        """Take what the button says."""
        super().__init__(*args, **kwargs)
        self.submit_label, self.submit_style = submit, style


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


def _ranked(ranks: Mapping[Rank, str]) -> Choices:
    listed = [(rank.value, heading) for rank, heading in ranks.items()]
    return [*listed, (UNRANKED, "Neither, or not decided yet")]


def _rank(chosen: str) -> str:
    return "" if chosen == UNRANKED else chosen


class FindingFilterForm(GovForm):
    """Which findings the list shows."""

    with_form_tag = False

    about = SelectField(label="Attributed to", required=False)
    kind = SelectField(label="Strength or weakness", required=False)
    rank = SelectField(label="How urgent", required=False)

    def __init__(
        self, *args: Any, agencies: Choices, ranks: Mapping[Rank, str], **kwargs: Any
    ) -> None:
        """Take what can be chosen."""
        super().__init__(*args, **kwargs)
        _choose(self, "about", [("", "All"), (PARTNERSHIP, "The partnership"), *agencies])
        kinds = [
            (FindingKind.WEAKNESS.value, "Weaknesses"),
            (FindingKind.STRENGTH.value, "Strengths"),
        ]
        _choose(self, "kind", [("", "Both"), *kinds])
        _choose(self, "rank", [("", "All"), *_ranked(ranks)])
        if not ranks:
            del self.fields["rank"]

    @property
    def chosen(self) -> dict[str, str]:
        """What was asked for; nothing where that is no choice of this form."""
        return dict(self.cleaned_data) if self.is_valid() else {}
