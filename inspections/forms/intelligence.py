"""Intelligence for another inspectorate: what is sent, and what it led to."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.validators import MaxLengthValidator

from inspections.forms.evidence import KeptTextField
from inspections.forms.once import SentOnceForm
from inspections.values.intelligence import (
    INTELLIGENCE_KIND_LABELS,
    INTELLIGENCE_SOURCES,
    OUTCOME_LABELS,
    IntelligenceContent,
    IntelligenceKind,
    OutcomeKind,
)
from organisations.models import Inspectorate, LegalPower, LocalArea, User
from pages import fields

LONGEST = 100_000
LONGEST_REASON = 2_000


def _text(
    label: str, missing: str, *, limit: int = LONGEST_REASON, **options: Any
) -> KeptTextField:
    too_long = f"{label} must be {limit:,} characters or fewer"
    return KeptTextField(
        label=label, missing=missing, validators=[MaxLengthValidator(limit, too_long)], **options
    )


class SendIntelligenceForm(SentOnceForm):
    """To whom, what, under which power and what for."""

    submit_label = "Send it"

    kind = fields.RadiosField(
        label="What it is",
        choices=[(one.value, INTELLIGENCE_KIND_LABELS[one]) for one in IntelligenceKind],
        option_hints={one.value: INTELLIGENCE_SOURCES[one] for one in IntelligenceKind},
        missing="Select what it is",
        small=True,
    )
    receiver = fields.RadiosField(
        label="Whose business it is",
        hint="Its leads read it, whether or not it takes part in this inspection.",
        missing="Select the inspectorate whose business it is",
        small=True,
    )
    text = _text("What you found", "Enter what you found", limit=LONGEST, rows=8)
    purpose = _text("What they are to use it for", "Enter what they are to use it for", rows=3)
    power = fields.RadiosField(
        label="Under which power you learned it", missing="Select the power", small=True
    )
    area = fields.SelectField(
        label="Local area that it is about",
        hint="Needed for a finding about another area.",
        required=False,
    )
    evidence = fields.TextField(
        label="Evidence that goes with it",
        hint="A reference such as E-4K7Q-2MXV, of your own inspectorate. Its text is copied as it "
        "reads now; the item itself is not shared. Leave it empty if none goes.",
        required=False,
        width=20,
        max_length=20,
    )

    def __init__(
        self,
        *args: Any,
        receivers: Iterable[Inspectorate],
        powers: Sequence[LegalPower],
        areas: Iterable[LocalArea],
        **kwargs: Any,
    ) -> None:
        """Take to whom it can be sent, under which powers, and what it may be about."""
        super().__init__(*args, **kwargs)
        self._choose("receiver", [(one.code, one.name) for one in receivers])
        self._choose("power", [(str(one.pk), one.in_words) for one in powers])
        self._choose("area", [("", "No other area"), *((one.pk, one.name) for one in areas)])
        if len(powers) == 1:
            self.fields["power"].initial = str(powers[0].pk)

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a field of choices

    def clean_evidence(self) -> str:
        """The reference as it is written here, however it was typed."""
        return str(self.cleaned_data["evidence"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """A finding about another area names it."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if facts.get("kind") == IntelligenceKind.OTHER_AREA and not facts.get("area"):
            self.add_error("area", "Select the local area that it is about")
        return facts

    def content(self) -> IntelligenceContent:
        """What was written, as the action takes it."""
        facts = self.cleaned_data
        return IntelligenceContent(
            kind=facts["kind"],
            receiver=facts["receiver"],
            power=int(facts["power"]),
            purpose=facts["purpose"],
            text=facts["text"],
            area=int(facts["area"]) if facts["area"] else None,
            evidence=facts["evidence"],
        )


class WithdrawIntelligenceForm(SentOnceForm):
    """Why it is taken back."""

    submit_label = "Withdraw it"
    submit_style = "warning"

    why = _text("Why you withdraw it", "Enter why you withdraw it", rows=3)


class NameReaderForm(SentOnceForm):
    """Who else of the inspectorate reads it."""

    submit_label = "Let them read it"

    person = fields.SelectField(label="Who reads it", missing="Select who reads it")

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        """Take who works for the inspectorate and does not read it yet."""
        super().__init__(*args, **kwargs)
        self.people = {one.email: one for one in people}
        choices = [("", "Choose a person"), *((key, one.name) for key, one in self.people.items())]
        self.fields["person"].choices = choices  # type: ignore[attr-defined] # a field of choices

    def chosen(self) -> User:
        """The person."""
        return self.people[self.cleaned_data["person"]]


class OutcomeForm(SentOnceForm):
    """What it led to."""

    submit_label = "Record it"

    kind = fields.RadiosField(
        label="What it led to",
        choices=[(one.value, OUTCOME_LABELS[one]) for one in OutcomeKind],
        missing="Select what it led to",
        small=True,
    )
    text = _text(
        "In a few words",
        "Enter what it led to",
        hint="The inspectorate that sent it reads this.",
        rows=4,
    )
