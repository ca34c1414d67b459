"""Searching evidence, keeping a search, tagging, and asking for a pack."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import HiddenInput
from django.http import QueryDict
from django.utils.formats import date_format

from inspections.forms.once import SentOnceForm
from inspections.values import (
    CONFIDENCE_LABELS,
    SOURCE_LABELS,
    STRENGTH_LABELS,
)
from inspections.values.packs import PACK_FORMAT_LABELS, PackFormat
from inspections.values.search import (
    ATTACHED_LABELS,
    DATES,
    LONGEST_SEARCH,
    MOST_WORDS,
    WITHDRAWN_LABELS,
    Search,
    SearchChoices,
    Words,
    folded,
)
from pages import fields
from pages.forms import GovForm, VersionMixin
from records.values import clean_text

ANY = ("", "Any")
VOICE_LABELS = {"yes": "Only the child’s voice", "no": "Everything else"}
LONGEST_NAME = 250


class CleanTextField(fields.TextField):
    """One line, without what a paste brought along and nobody can see."""

    def to_python(self, value: Any) -> str:
        """The line as it is kept."""
        return " ".join(clean_text(str(value or "")).split())


class FactField(fields.SelectField):
    """What a search is narrowed by. What is not there any more stays chosen, and finds nothing."""

    def __init__(self, **kwargs: Any) -> None:
        """Take what every field takes; nothing need be chosen."""
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> str:
        """The name, short and clean: it may come from an old address."""
        return clean_text(str(value or ""))[:LONGEST_NAME]

    def valid_value(self, value: Any) -> bool:
        """Any name: one that means nothing finds nothing."""
        return True


class SearchForm(GovForm):
    """Words, and what narrows them. Sent by GET: an address is a search."""

    with_form_tag = False

    q = CleanTextField(
        label="Words",
        hint='All must occur. "A phrase" stands together, -word leaves out, wor* begins so.',
        required=False,
    )
    inspection = FactField(label="Inspection")
    case = FactField(label="Case")
    agency = FactField(label="Agency")
    criterion = FactField(label="Criterion")
    theme = FactField(label="Theme")
    inspectorate = FactField(label="Inspectorate that owns it")
    strand = FactField(label="Strand")
    source = FactField(label="Source")
    strength = FactField(label="Strength or weakness")
    voice = FactField(label="Child’s voice")
    confidence = FactField(label="Confidence")
    author = FactField(label="Recorded by")
    tag = FactField(label="Tag")
    attached = FactField(label="Attachments")
    withdrawn = FactField(label="Withdrawn items")
    observed_from = fields.DateField(label="Observed from", required=False)
    observed_to = fields.DateField(label="Observed to", required=False)
    recorded_from = fields.DateField(label="Recorded from", required=False)
    recorded_to = fields.DateField(label="Recorded to", required=False)

    _FIXED: Mapping[str, Mapping[Any, str]] = {
        "source": SOURCE_LABELS,
        "strength": STRENGTH_LABELS,
        "voice": VOICE_LABELS,
        "confidence": CONFIDENCE_LABELS,
    }
    _WHOLE: Mapping[str, Mapping[Any, str]] = {
        "attached": ATTACHED_LABELS,
        "withdrawn": WITHDRAWN_LABELS,
    }
    # What means something within one inspection, and what over several.
    WITHIN = ("case", "agency", "criterion", "strand", "author", "tag")
    EVERYWHERE = ("inspection",)

    def __init__(self, *args: Any, choices: SearchChoices, within: bool = True, **kw: Any) -> None:
        """Take what the search may be narrowed by.

        Args:
            choices: of each fact.
            within: the search is within one inspection.
        """
        super().__init__(*args, **kw)
        for name in self.EVERYWHERE if within else self.WITHIN:
            del self.fields[name]
        self.labels: dict[str, Mapping[str, str]] = {}
        for name, field in self.fields.items():
            if isinstance(field, FactField):
                self._choose(name, field, choices)

    def _choose(self, name: str, field: FactField, choices: SearchChoices) -> None:
        if name in self._WHOLE:
            possible = {str(key): label for key, label in self._WHOLE[name].items()}
            field.choices = list(possible.items())
        else:
            here = self._FIXED.get(name) or choices.named(name)
            possible = {str(key): label for key, label in here.items()}
            if name == "criterion":
                possible = {key: f"{key}: {label}" for key, label in possible.items()}
            if name == "inspection":
                possible = {key: f"{label}, {key}" for key, label in possible.items()}
            field.choices = [ANY, *possible.items()]
        chosen = field.to_python(self.data.get(name))
        if chosen and chosen not in possible:
            field.choices = [*field.choices, (chosen, f"{chosen[:60]} (not here any more)")]
        self.labels[name] = possible

    def clean_q(self) -> str:
        """The words, if they are not too many."""
        typed: str = self.cleaned_data["q"]
        if len(typed) > LONGEST_SEARCH:
            raise ValidationError(f"Words must be {LONGEST_SEARCH} characters or fewer")
        if Words.read(typed).too_many:
            raise ValidationError(f"Search for {MOST_WORDS} words or fewer")
        if typed and not Words.read(typed):
            raise ValidationError("Enter a word with a letter or a digit in it")
        return typed

    def clean(self) -> dict[str, Any]:
        """A first day is not after its last."""
        facts: dict[str, Any] = super().clean() or {}
        for what in ("observed", "recorded"):
            first, last = facts.get(f"{what}_from"), facts.get(f"{what}_to")
            if first and last and first > last:
                says = f"{what.capitalize()} to must be the same day as {what} from, or later"
                self.add_error(f"{what}_to", says)
        return facts

    def search(self) -> Search:
        """What is searched for; of an answer that is wrong, nothing."""
        return Search(**{name: self.cleaned_data.get(name) or _none(name) for name in self.fields})

    def facts_of(self, search: Search) -> list[tuple[str, str]]:
        """What narrows a search: the name of each fact, and the fact as people say it."""
        return [(name, self._said(name, getattr(search, name))) for name in search.narrowed_by()]

    def _said(self, name: str, value: Any) -> str:
        label = self.fields[name].label if name in self.fields else name.capitalize()
        if isinstance(value, date):
            return f"{label}: {date_format(value, 'j F Y')}"
        return f"{label}: {self.labels.get(name, {}).get(value, value)}"

    @property
    def filters(self) -> list[Any]:
        """The fields that narrow, in their order; the page draws them."""
        return [self[name] for name in self.fields if name != "q" and name not in DATES]

    @property
    def dates(self) -> list[Any]:
        """The four days."""
        return [self[name] for name in DATES]


def _none(name: str) -> Any:
    return None if name in DATES else ""


def _changed(sent: Mapping[str, Any], **numbers: int) -> QueryDict:
    """What was sent, with other numbers in it."""
    data = QueryDict(mutable=True)
    data.update(sent)
    for name, number in numbers.items():
        data[name] = str(number)
    return data


class NameField(CleanTextField):
    """A name that can be told from others: it has a letter or a digit."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        """Take how long it may be."""
        super().__init__(**kwargs)
        self.longest = longest

    def validate(self, value: Any) -> None:
        """Hold it against its length, and against being nothing but signs."""
        super().validate(value)
        if len(value) > self.longest:
            raise ValidationError(f"{self.label} must be {self.longest} characters or fewer")
        if value and not folded(value).strip():
            raise ValidationError(f"{self.label} must have a letter or a digit in it")


class SaveSearchForm(SentOnceForm):
    """A search gets a name."""

    submit_label = "Save this search"

    name = NameField(label="Name of the search", missing="Enter a name for the search", longest=80)


class ChangeSavedSearchForm(VersionMixin, SaveSearchForm):
    """A saved search gets another name, or asks something else."""

    submit_label = "Save the change"

    def stand_on(self, version: int) -> None:
        """Save over what another window saved meanwhile."""
        self.data = _changed(self.data, version=version)


class TagForm(SentOnceForm):
    """A tag is put on what was chosen, or taken off it."""

    submit_label = "Continue"

    act = fields.RadiosField(
        label="What to do",
        choices=[("put", "Put a tag on"), ("take", "Take a tag off")],
        initial="put",
        missing="Select whether to put a tag on or take one off",
        inline=True,
    )
    tag = fields.SelectField(label="A tag that your inspectorate has here", required=False)
    name = NameField(label="Or a new tag to put on", required=False, longest=60, width=20)
    count = fields.NumberField(widget=HiddenInput, missing="Open this page again from the search")

    def __init__(self, *args: Any, tags: Mapping[str, str], **kwargs: Any) -> None:
        """Take the tags there are."""
        super().__init__(*args, **kwargs)
        self.tags = tags
        self.fields["tag"].choices = [  # type: ignore[attr-defined] # a field of choices
            ("", "Choose a tag"),
            *tags.items(),
        ]

    @property
    def takes_off(self) -> bool:
        """Whether the tag is taken off."""
        return bool(self.cleaned_data["act"] == "take")

    def clean(self) -> dict[str, Any]:
        """One of the two; only a tag that there is can be taken off."""
        facts: dict[str, Any] = super().clean() or {}
        if self.errors:
            return facts
        if facts["act"] == "take" and not facts["tag"]:
            self.add_error("tag", "Choose the tag to take off")
        elif bool(facts["tag"]) == bool(facts["name"]):
            self.add_error("tag", "Choose a tag, or enter a new one")
        return facts

    def count_anew(self, count: int) -> None:
        """Ask again, of another number."""
        self.data = _changed(self.data, count=count)

    def tag_name(self) -> str:
        """The name of the tag."""
        chosen = self.cleaned_data["tag"]
        return self.tags[chosen] if chosen else self.cleaned_data["name"]


class PackForm(SentOnceForm):
    """As what the pack is made."""

    submit_label = "Make the evidence pack"

    format = fields.RadiosField(
        label="Make it as",
        choices=[(one.value, PACK_FORMAT_LABELS[one]) for one in PackFormat],
        missing="Select what the pack is made as",
    )


__all__ = [
    "ChangeSavedSearchForm",
    "PackForm",
    "SaveSearchForm",
    "SearchForm",
    "TagForm",
]
