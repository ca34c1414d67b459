"""Drawing a sample, and substituting a case of it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from inspections.actions.samples_draw import DrawOrder
from inspections.forms.once import SentOnceForm
from inspections.forms.samples import WhyForm
from inspections.models import AgencyList
from inspections.values.cases import (
    CASE_FLAG_LABELS,
    CASE_KIND_LABELS,
    COHORT_LABELS,
    CaseFlag,
    CaseKind,
    Cohort,
)
from inspections.values.samples import LARGEST_SAMPLE, DrawGroup, DrawSettings, Share
from pages import fields
from records.values import clean_text

_HINTS: dict[str, str] = {
    CaseKind.TRACKED: "Few, followed from end to end of the journey.",
    CaseKind.SAMPLED: "More, looked at in one point of the journey.",
    CaseKind.JOINT_AUDIT: "Audited by the partnership in the notice period.",
}
AGAIN, HOUSEHOLD, DEEP_DIVE = "again", "household", "deep_dive"


class DrawForm(SentOnceForm):
    """What is drawn, from what, and how balanced. The page writes the groups out as a table."""

    with_form_tag = False

    kind = fields.RadiosField(
        label="What is drawn",
        choices=[(one.value, CASE_KIND_LABELS[one]) for one in CaseKind],
        option_hints=_HINTS,
        missing="Select what is drawn",
    )
    purpose = fields.TextField(
        label="What it is for (optional)",
        hint="For example: children missing from care, for the deep dive.",
        required=False,
        max_length=300,
    )
    size = fields.NumberField(
        label="How many",
        missing="Enter how many are drawn",
        min_value=1,
        max_value=LARGEST_SAMPLE,
        error_messages={
            "invalid": "How many must be a number, like 6",
            "min_value": "How many must be 1 or more",
            "max_value": f"How many must be {LARGEST_SAMPLE} or fewer",
        },
    )
    reserves = fields.NumberField(
        label="How many in reserve",
        hint="A reserve takes the place of a case that turns out not to be suitable.",
        missing="Enter how many are in reserve, or 0",
        min_value=0,
        max_value=LARGEST_SAMPLE,
        error_messages={
            "invalid": "How many in reserve must be a number, like 6",
            "min_value": "How many in reserve must be 0 or more",
            "max_value": f"How many in reserve must be {LARGEST_SAMPLE} or fewer",
        },
    )
    lists = fields.CheckboxesField(label="From which lists", missing="Select a list")
    cohorts = fields.CheckboxesField(
        label="Only those who are (optional)",
        choices=[(one.value, COHORT_LABELS[one]) for one in Cohort],
        required=False,
        small=True,
    )
    flags = fields.CheckboxesField(
        label="Only those who are at least one of (optional)",
        choices=[(one.value, CASE_FLAG_LABELS[one]) for one in CaseFlag],
        required=False,
        small=True,
    )
    options = fields.CheckboxesField(label="Further", required=False, small=True)
    seed = fields.TextField(
        label="Seed (optional)",
        hint="With the same seed, lists and settings the same people are drawn. Leave it empty for "
        "one that nobody chose.",
        required=False,
        max_length=64,
        width=20,
    )

    def __init__(
        self,
        *args: Any,
        lists: list[AgencyList],
        groups: Iterable[DrawGroup],
        has_deep_dive: bool,
        **kwargs: Any,
    ) -> None:
        """Take the lists that stand, and the groups that are on them."""
        initial = {"lists": [one.reference for one in lists], **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.known = {one.reference: one for one in lists}
        self.groups = list(groups)
        labels = [(one.reference, f"{one} ({one.size:,} rows)") for one in lists]
        options = [
            (HOUSEHOLD, "No more than one of a household"),
            (AGAIN, "Also those who were drawn in this inspection before"),
        ]
        if has_deep_dive:
            options.append((DEEP_DIVE, "The cases belong to the deep dive"))
        self.fields["lists"].choices = labels  # type: ignore[attr-defined]  # a field of choices
        self.fields["options"].choices = options  # type: ignore[attr-defined]  # a field of choices
        for one in self.groups:
            self.fields[f"least__{one.key}"] = _number(f"At least, {one.label}", LARGEST_SAMPLE)
            self.fields[f"weight__{one.key}"] = _number(f"Weight, {one.label}", 1000)

    def table(self) -> list[tuple[DrawGroup, Any, Any]]:
        """Each group with its two fields."""
        return [(one, self[f"least__{one.key}"], self[f"weight__{one.key}"]) for one in self.groups]

    def clean_seed(self) -> str:
        """The seed as it is kept: what cannot be seen is not in it."""
        return clean_text(self.cleaned_data["seed"]).strip()

    def chosen_lists(self) -> list[AgencyList]:
        """The lists that are drawn from."""
        return [self.known[reference] for reference in self.cleaned_data["lists"]]

    def order(self) -> DrawOrder:
        """What the action takes."""
        facts = self.cleaned_data
        shares = tuple(
            Share(
                one.dimension,
                one.group,
                facts.get(f"least__{one.key}") or 0,
                facts.get(f"weight__{one.key}") or 0,
            )
            for one in self.groups
        )
        return DrawOrder(
            kind=facts["kind"],
            settings=DrawSettings(
                size=facts["size"],
                reserves=facts["reserves"],
                shares=tuple(one for one in shares if one.at_least or one.weight),
                one_of_household=HOUSEHOLD in facts["options"],
            ),
            purpose=facts["purpose"],
            seed=facts["seed"],
            cohorts=tuple(facts["cohorts"]),
            flags=tuple(facts["flags"]),
            again=AGAIN in facts["options"],
            in_deep_dive=DEEP_DIVE in facts["options"],
        )


class SubstituteForm(WhyForm):
    """Why a case is not suitable, and who is next."""

    submit_label = "Substitute this case"
    into = forms.CharField(max_length=12, widget=forms.HiddenInput)
    field_order = ("into", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = "Why this case is not suitable"


def _number(label: str, most: int) -> fields.NumberField:
    wrong = f"{label} must be a number from 0 to {most:,}"
    return fields.NumberField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        width=3,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )
