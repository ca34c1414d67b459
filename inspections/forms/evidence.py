"""Evidence: recording it, changing it, sharing it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.core.validators import MaxLengthValidator
from django.forms import HiddenInput
from django.http import QueryDict
from django.utils import timezone

from frameworks.models import Criterion
from inspections.forms.once import SentOnceForm
from inspections.models import EvidenceAudience, InspectionUpgrade
from inspections.values import (
    SOURCE_LABELS,
    STRENGTH_LABELS,
    Choices,
    EvidenceContent,
    Source,
    Strength,
)
from organisations.models import Inspectorate
from pages import fields
from pages.widgets import DATE_PARTS
from records.values import clean_text

LONGEST = 100_000


class KeptTextField(fields.LongTextField):
    """Text as it is kept: what a paste brought along and nobody can see does not stop a save."""

    def to_python(self, value: Any) -> str | None:
        """The text without characters that no database can hold."""
        text = super().to_python(value)
        return clean_text(text) if text else text


class EvidenceForm(SentOnceForm):
    """What was seen, where, when, about whom. The page writes it out: criteria are many."""

    with_form_tag = False

    text = KeptTextField(
        label="What you saw or heard",
        missing="Enter what you saw or heard",
        rows=12,
        validators=[MaxLengthValidator(LONGEST, "Text must be 100,000 characters or fewer")],
    )
    source = fields.SelectField(
        label="Source",
        choices=[
            ("", "Choose a source"),
            *((source.value, SOURCE_LABELS[source]) for source in Source),
        ],
        missing="Select the source",
    )
    observed_on = fields.DateField(
        label="Date observed", missing="Enter the date observed", not_after=timezone.localdate
    )
    agency = fields.SelectField(label="Agency", required=False)
    strength = fields.RadiosField(
        label="Strength or weakness",
        choices=[(value.value, STRENGTH_LABELS[value]) for value in Strength],
        missing="Select strength or weakness",
        inline=True,
        small=True,
    )
    case = fields.SelectField(label="Case", required=False)
    criteria = fields.CheckboxesField(label="Criteria", required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        """Take what the evidence of this strand may be about."""
        super().__init__(*args, **kwargs)
        self._choose("case", "No case", choices.cases)
        self._choose("agency", "The partnership as a whole", choices.agencies)
        self.fields["criteria"].choices = [  # type: ignore[attr-defined] # a field of choices
            (key, f"{one.label}: {one.more}") for key, one in choices.criteria.items()
        ]
        self._find_criteria(choices)
        self.fields["observed_on"].initial = timezone.localdate
        if not self.is_bound:
            # The page opens with the cursor in the text.
            self.fields["text"].widget.attrs["autofocus"] = True

    def _choose(self, name: str, none: str, possible: Mapping[int, Any]) -> None:
        choices = [("", none), *((key, one.label) for key, one in possible.items())]
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a field of choices

    def _find_criteria(self, choices: Choices) -> None:
        """Choose the criteria of this version for those of an earlier one.

        What was chosen, typed or sent before the inspection came to another version of its
        framework names the criteria of that time. One that the new version lacks is left out of
        what the form begins with; where it is sent, the form says so.
        """
        if not self.is_bound:
            begun = _in_this_version(self.initial.get("criteria", ()), choices)
            self.initial = {**self.initial, "criteria": begun}
        elif isinstance(self.data, QueryDict):
            sent = self.data.getlist("criteria")
            found = _in_this_version(sent, choices)
            if len(found) == len(sent) and found != sent:
                self.data = self.data.copy()
                self.data.setlist("criteria", found)

    def case_key(self) -> int | None:
        """The primary key of the case, or None."""
        return _key(self.cleaned_data["case"])

    def content(self) -> EvidenceContent:
        """What was written, as the action takes it."""
        facts = self.cleaned_data
        return EvidenceContent(
            text=facts["text"].strip(),
            source=facts["source"],
            observed_on=facts["observed_on"],
            agency=_key(facts["agency"]),
            strength=facts["strength"],
            criteria=tuple(int(key) for key in facts["criteria"]),
        )

    @property
    def draft_version(self) -> int:
        """The version of the autosaved draft that the page last heard of; 0 where it has none."""
        said = str(self.data.get("version", ""))
        return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0

    def sent_anew(self) -> None:
        """Give the form another key, so that what it holds can be sent as a thing of its own."""
        self.bear(once=uuid4(), version=0)

    def bear(self, **values: Any) -> None:
        """Show other values in these fields; everything else stays as it was typed."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in values.items():
            data[name] = str(value)
        self.data = data


class ChangeEvidenceForm(EvidenceForm):
    """The same, for an item that exists. Its case stays.

    `base` is the version that the author had open. It is no field named `version`, as autosave
    keeps the draft's own version there.
    """

    submit_label = "Save this version"
    case = None  # type: ignore[assignment] # Django takes a field away by None
    base = fields.NumberField(min_value=1, widget=HiddenInput)
    item = fields.TextField(required=False, widget=HiddenInput)

    def _choose(self, name: str, none: str, possible: Mapping[int, Any]) -> None:
        if name in self.fields:
            super()._choose(name, none, possible)


class ShareForm(SentOnceForm):
    """With whom, and what for."""

    submit_label = "Share this version"

    version = fields.NumberField(min_value=1, widget=HiddenInput)
    inspectorate = fields.RadiosField(label="Share with", missing="Select an inspectorate")
    purpose = fields.LongTextField(
        label="What for",
        hint="They see it beside the text, and it stays on the record.",
        missing="Enter what the share is for",
        rows=3,
    )

    def __init__(self, *args: Any, receivers: list[Inspectorate], **kwargs: Any) -> None:
        """Take the inspectorates that it can be shared with."""
        super().__init__(*args, **kwargs)
        self.receivers = {one.code: one for one in receivers}
        self.fields["inspectorate"].choices = [  # type: ignore[attr-defined] # a field of choices
            (one.code, one.name) for one in receivers
        ]

    def receiver(self) -> Inspectorate:
        """The inspectorate that was chosen."""
        return self.receivers[self.cleaned_data["inspectorate"]]


def initial_from(content: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into a form before, as the form shows it again.

    Args:
        content: of a draft; the date in its three boxes, nothing of it checked.
    """
    names = ("text", "source", "agency", "strength", "case", "criteria", "base", "item")
    initial = {name: content[name] for name in names if name in content}
    boxes = [str(content.get(f"observed_on_{part}", "")) for part in DATE_PARTS]
    return {**initial, "observed_on": boxes}


def initial_of(row: EvidenceAudience) -> dict[str, Any]:
    """An item as the form shows it, to be changed."""
    said = row.said
    return {
        "text": said.text,
        "source": said.source,
        "agency": said.agency_id or "",
        "strength": said.strength,
        "observed_on": said.observed_on,
        "criteria": [link.criterion_id for link in said.criterion_links.all()],
        "base": said.version,
        "item": row.evidence.reference,
    }


def _in_this_version(keys: Iterable[Any], choices: Choices) -> list[Any]:
    """The criteria that can be chosen, for keys of this version's or of an earlier one's.

    They are found again by reference; one that is not there, or that is of no version which an
    inspection has left for this one, is left out.
    """
    chosen = [str(key) for key in keys]
    earlier = [key for key in chosen if _is_key(key) and int(key) not in choices.criteria]
    if not earlier:
        return chosen
    here = {one.label: str(key) for key, one in choices.criteria.items()}
    left = InspectionUpgrade.objects.filter(
        inspection__framework_version__criteria__in=list(choices.criteria)[:1]
    )
    known = Criterion.objects.filter(pk__in=earlier, version__in=left.values("from_version"))
    references = dict(known.values_list("pk", "reference"))
    now = {str(key): here.get(reference) for key, reference in references.items()}
    found = [now.get(key) if key in earlier else key for key in chosen]
    return list(dict.fromkeys(key for key in found if key is not None))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _key(text: str) -> int | None:
    return int(text) if text else None
