"""Evidence: recording it, changing it, sharing it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms import HiddenInput
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone

from frameworks.models import Criterion
from inspections.forms.attachments import WithFiles
from inspections.forms.once import SentOnceForm
from inspections.forms.reach import AsksForBasis
from inspections.models import EvidenceAudience, InspectionUpgrade
from inspections.values import (
    CONFIDENCE_LABELS,
    SOURCE_LABELS,
    STRENGTH_LABELS,
    WORDING_LABELS,
    Choice,
    Choices,
    Confidence,
    EvidenceContent,
    Source,
    Strength,
    Wording,
)
from inspections.values.evidence import NOTHING_RECENT, Recent
from inspections.values.evidence_templates import TEMPLATES
from pages import fields
from pages.differences import is_unsettled
from pages.forms import GovForm
from pages.widgets import DATE_PARTS
from records.values import HeardOfDraft, clean_text

LONGEST = 100_000
LONGEST_REASON = 2_000
_MORE = ("is_childs_voice", "confidence", "wording", "service", "basis")


class KeptTextField(fields.LongTextField):
    """Text as it is kept: what a paste brought along and nobody can see does not stop a save."""

    def to_python(self, value: Any) -> str | None:
        """The text without characters that no database can hold."""
        text = super().to_python(value)
        return clean_text(text) if text else text


class EvidenceForm(AsksForBasis, WithFiles, SentOnceForm):
    """What was seen, where, when, about whom. The page writes it out: criteria are many."""

    with_form_tag = False
    # What is written first is spoken of first.
    field_order = ("once", "text")

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
    is_childs_voice = fields.CheckboxField(
        label="The child’s voice: what a child said, felt or showed", required=False, small=True
    )
    wording = fields.RadiosField(
        label="Wording",
        choices=[(one.value, WORDING_LABELS[one]) for one in Wording],
        required=False,
        inline=True,
        small=True,
        initial=Wording.PARAPHRASE,
    )
    confidence = fields.SelectField(
        label="Confidence",
        choices=[(one.value, CONFIDENCE_LABELS[one]) for one in Confidence],
        required=False,
        initial=Confidence.MEDIUM,
    )
    service = fields.SelectField(label="Service", required=False)
    basis = KeptTextField(
        label="Basis",
        hint="On what basis you looked at a service that your power may not reach.",
        required=False,
        rows=2,
        validators=[MaxLengthValidator(LONGEST_REASON, "Basis must be 2,000 characters or fewer")],
    )

    def __init__(
        self, *args: Any, choices: Choices, recent: Recent = NOTHING_RECENT, **kwargs: Any
    ) -> None:
        """Take what the evidence of this strand may be about.

        Args:
            recent: what this person chose lately; it stands first.
        """
        super().__init__(*args, **kwargs)
        self.recent = recent
        self._choose("case", "No case", recent.first(recent.cases, choices.cases))
        agencies = recent.first(recent.agencies, choices.agencies)
        self._choose("agency", "The partnership as a whole", agencies)
        self._choose("service", "No service in particular", choices.services, with_more=True)
        self.fields["criteria"].choices = [  # type: ignore[attr-defined] # a field of choices
            (key, f"{one.label}: {one.more}") for key, one in choices.criteria.items()
        ]
        self._find_criteria(choices)
        self.fields["observed_on"].initial = timezone.localdate
        if not self.is_bound:
            # The page opens with the cursor in the text.
            self.fields["text"].widget.attrs["autofocus"] = True

    def _choose(
        self, name: str, none: str, possible: Mapping[int, Choice], *, with_more: bool = False
    ) -> None:
        named = ((key, f"{one.label} ({one.more})") for key, one in possible.items())
        plain = ((key, one.label) for key, one in possible.items())
        choices = [("", none), *(named if with_more else plain)]
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
            is_childs_voice=facts["is_childs_voice"],
            confidence=facts["confidence"] or Confidence.MEDIUM,
            wording=facts["wording"] or Wording.PARAPHRASE,
            service=_key(facts["service"]),
            basis=facts["basis"].strip(),
            why=facts.get("why", "").strip(),
        )

    @property
    def says_more(self) -> bool:
        """Whether what is seldom said is said here, or wrong: the page then shows those fields."""
        usual = {"confidence": Confidence.MEDIUM, "wording": Wording.PARAPHRASE}
        shown = {name: self[name].value() for name in _MORE}
        is_said = any(shown[name] not in (None, "", False, usual.get(name)) for name in _MORE)
        return is_said or any(name in self.errors for name in _MORE)

    @property
    def heard(self) -> HeardOfDraft:
        """What the page knew of its autosaved draft."""
        return HeardOfDraft.from_form(self.data)

    @property
    def draft_version(self) -> int:
        """The version of the autosaved draft that the page last heard of; 0 where it has none."""
        return self.heard.version

    def sent_anew(self, left: UUID | None = None) -> None:
        """Give the form another key, so that what it holds can be sent as a thing of its own.

        Args:
            left: the key under which the draft of this very window goes on, if there is one.
        """
        if left is None:
            self.bear(once=uuid4(), version=0)
        else:
            self.bear(once=left)

    def usable_key(self) -> UUID:
        """The key under which the form goes on: a new one where what was sent is no key."""
        try:
            return UUID(str(self["once"].value()))
        except ValueError:
            self.sent_anew()
            return UUID(str(self["once"].value()))

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
    # After two windows met: the text of this one, and the version that both began from.
    mine = KeptTextField(required=False, widget=HiddenInput)
    begun = fields.NumberField(min_value=0, required=False, widget=HiddenInput)
    why = KeptTextField(
        label="Why you change it",
        hint="Something relies on this item. Whoever relies on it reads your reason.",
        required=False,
        rows=2,
        validators=[MaxLengthValidator(LONGEST_REASON, "Reason must be 2,000 characters or fewer")],
    )

    def met(self) -> tuple[str, int] | None:
        """The text of this window and the version it began from, once it met another's; or None."""
        mine, begun = (self.data.get(name, "") for name in ("mine", "begun"))
        return (clean_text(mine), int(begun)) if mine and _is_key(begun) else None

    def take(self, text: str, base: int) -> None:
        """Put a text into the box. Nothing is checked: the person has not answered yet."""
        self.bear(text=text, base=base)
        self._errors = ErrorDict()

    def clean_text(self) -> str:
        """The text, once the person has chosen wherever two changes met.

        Raises:
            ValidationError: passages still stand there side by side.
        """
        text: str = self.cleaned_data["text"]
        if is_unsettled(text):
            raise ValidationError(
                "Choose one of the two passages wherever the text has [[ and ]], and take the "
                "marks away"
            )
        return text

    def _choose(self, name: str, *rest: Any, **options: Any) -> None:
        if name in self.fields:
            super()._choose(name, *rest, **options)


class WithdrawForm(GovForm):
    """Why an item is taken back."""

    submit_label = "Withdraw this item"
    submit_style = "warning"

    why = KeptTextField(
        label="Why you withdraw it",
        hint="It stays on the record. Whoever relies on the item reads it.",
        missing="Enter why you withdraw it",
        rows=3,
        validators=[MaxLengthValidator(LONGEST_REASON, "Reason must be 2,000 characters or fewer")],
    )


def initial_from(content: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into a form before, as the form shows it again.

    Args:
        content: of a draft; the date in its three boxes, nothing of it checked.
    """
    names = ("text", "source", "agency", "strength", "case", "base", "item", "why", *_MORE)
    initial = {name: content[name] for name in names if name in content}
    if "criteria" in content:
        chosen = content["criteria"]
        initial["criteria"] = chosen if isinstance(chosen, list) else [chosen]
    boxes = [str(content.get(f"observed_on_{part}", "")) for part in DATE_PARTS]
    return {**initial, "observed_on": boxes}


def preset(query: QueryDict, choices: Choices) -> dict[str, Any]:
    """What an address asks a new form to begin with; what it does not know, it leaves empty.

    Args:
        query: `case` and `criterion` by reference, `agency` by code, `source`, and `template`, the
            source whose headings the text begins with.
    """
    cases = {one.label: key for key, one in choices.cases.items()}
    agencies = {one.more: key for key, one in choices.agencies.items()}
    criteria = {one.label: key for key, one in choices.criteria.items()}
    template = query.get("template", "")
    asked = [criteria.get(reference) for reference in query.getlist("criterion")]
    return {
        "case": cases.get(query.get("case", ""), ""),
        "agency": agencies.get(query.get("agency", ""), ""),
        "criteria": [key for key in asked if key is not None],
        "source": template if template in set(Source) else query.get("source", ""),
        "text": TEMPLATES[Source(template)] if template in set(Source) else "",
    }


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
        **{name: getattr(said, name) for name in _MORE if name != "service"},
        "service": said.service_id or "",
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
