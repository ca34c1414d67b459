"""The joint audit: asking for it, what the partnership says of a case, what inspectors say."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.forms import Field, HiddenInput, IntegerField
from django.http import QueryDict

from inspections.forms.evidence import KeptTextField
from inspections.forms.once import SentOnceForm
from inspections.models import Case
from inspections.values import (
    AGE_BAND_LABELS,
    AGREEMENT_LABELS,
    COHORT_LABELS,
    HEADING_HINTS,
    HEADING_LABELS,
    WORD_LABELS,
    AgeBand,
    AgencyPart,
    Agreement,
    AuditEvaluation,
    AuditHeading,
    AuditSaid,
    AuditWord,
    Cohort,
)
from organisations.models import Agency
from pages import fields
from records.values import HeardOfDraft

LONGEST = 100_000
MOST_DAYS = 60
_CHOOSE = "choose_"
_SHOWN = [
    ("mine", "What is in the box"),
    ("theirs", "What the other one saved"),
]
_BOTH = ("both", "Both, the other one’s after mine")


class SaidField(KeptTextField):
    """A text that says something: what is only blank is nothing."""

    def to_python(self, value: Any) -> str | None:
        """The text, or nothing where nobody would see any."""
        text = super().to_python(value)
        return text if text and text.strip() else ""


def _text(label: str, *, hint: str = "", rows: int = 6) -> KeptTextField:
    # Django fills in the sentence with "%": an agency's name may have one of its own.
    sentence = f"{label} must be 100,000 characters or fewer".replace("%", "%%")
    limit = MaxLengthValidator(LONGEST, sentence)
    return KeptTextField(label=label, hint=hint, rows=rows, required=False, validators=[limit])


class AskAuditForm(SentOnceForm):
    """Which cases the partnership audits, what it is asked, and by when."""

    submit_label = "Ask the partnership"

    version = IntegerField(widget=HiddenInput, required=False, min_value=0)
    cases = fields.CheckboxesField(
        label="Cases",
        hint="Those chosen for the joint audit, and tracked cases.",
        missing="Select at least one case",
    )
    ask = SaidField(
        label="What you ask",
        hint="The partnership’s leaders read it above the list of cases.",
        missing="Enter what you ask",
        rows=6,
        validators=[MaxLengthValidator(5000, "What you ask must be 5,000 characters or fewer")],
    )
    days = fields.NumberField(
        label="Within how many working days",
        hint="Counted from tomorrow. The audit is returned by the end of that day.",
        missing="Enter a number of working days",
        width=3,
        validators=[
            MinValueValidator(1, "Working days must be 1 or more"),
            MaxValueValidator(MOST_DAYS, f"Working days must be {MOST_DAYS} or fewer"),
        ],
    )

    def __init__(self, *args: Any, cases: Iterable[Case], **kwargs: Any) -> None:
        """Take the cases that can be audited."""
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = [  # type: ignore[attr-defined] # a field of choices
            (str(one.pk), _case_label(one)) for one in cases
        ]

    def case_keys(self) -> list[int]:
        """The primary keys of the cases that were chosen."""
        return [int(key) for key in self.cleaned_data["cases"]]


def _case_label(case: Case) -> str:
    age = AGE_BAND_LABELS[AgeBand(case.age_band)]
    return f"{case.reference}: {age}, {COHORT_LABELS[Cohort(case.cohort)].lower()}"


class ReasonForm(SentOnceForm):
    """An act that needs its reason."""

    why = SaidField(
        label="Reason",
        hint="It stays on the record.",
        missing="Enter the reason",
        rows=4,
        validators=[MaxLengthValidator(5000, "The reason must be 5,000 characters or fewer")],
    )


class ReopenAuditForm(ReasonForm):
    """Why the audit is asked again, and by when."""

    submit_label = "Ask again"

    days = fields.NumberField(
        label="Within how many working days",
        hint="Counted from tomorrow.",
        missing="Enter a number of working days",
        width=3,
        validators=[
            MinValueValidator(1, "Working days must be 1 or more"),
            MaxValueValidator(MOST_DAYS, f"Working days must be {MOST_DAYS} or fewer"),
        ],
    )


class EvaluationForm(SentOnceForm):
    """What is said of a case under the three headings. All of it may be empty until the return."""

    with_form_tag = False

    base = IntegerField(
        widget=HiddenInput,
        min_value=0,
        error_messages={
            "required": "This page has lost its version. Open it again: your text is below.",
            "invalid": "This page has lost its version. Open it again: your text is below.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the fields of each heading."""
        super().__init__(*args, **kwargs)
        for heading in AuditHeading:
            for name, field in self.fields_of(heading).items():
                self.fields[name] = field

    def fields_of(self, heading: AuditHeading) -> dict[str, Field]:
        """The fields under a heading, by their names."""
        label = HEADING_LABELS[heading]
        word = fields.RadiosField(
            label=f"Judgement: {label.lower()}",
            choices=[(one.value, WORD_LABELS[one]) for one in AuditWord],
            required=False,
            inline=True,
            small=True,
        )
        return {
            heading.value: _text(label, hint=HEADING_HINTS[heading]),
            f"{heading.value}_word": word,
        }

    @property
    def headings(self) -> list[dict[str, Any]]:
        """The fields as the page shows them, a group for each heading."""
        return [
            {"label": HEADING_LABELS[one], "fields": [self[name] for name in self.fields_of(one)]}
            for one in AuditHeading
        ]

    def said(self, heading: AuditHeading) -> AuditSaid:
        """What the form holds under a heading."""
        facts = self.cleaned_data
        return AuditSaid(
            text=(facts.get(heading.value) or "").strip(),
            word=facts.get(f"{heading.value}_word") or "",
            agrees=facts.get(f"{heading.value}_agrees") or "",
            why=(facts.get(f"{heading.value}_why") or "").strip(),
        )

    def evaluation(self) -> AuditEvaluation:
        """What the form holds, as the action takes it."""
        return AuditEvaluation({one.value: self.said(one) for one in AuditHeading})

    @property
    def heard(self) -> HeardOfDraft:
        """What the page knew of its autosaved draft."""
        return HeardOfDraft.from_form(self.data)

    # --- two who wrote at once --------------------------------------------------------------------

    def answers(self) -> dict[str, Any]:
        """What was typed into each field that can be at odds with somebody else's."""
        facts = self.cleaned_data
        answers = {name: facts.get(name) or "" for name in self.typed()}
        if "took" in answers:
            # In whichever order they were chosen.
            answers["took"] = sorted(set(answers["took"]))
        return answers

    def typed(self) -> list[str]:
        """The names of the fields that hold what is said."""
        return [name for name in self.fields if name not in {"once", "base"}]

    def choices_made(self) -> dict[str, str]:
        """For which fields it was chosen what is to stand, after a conflict."""
        names = {name: self.data.get(f"{_CHOOSE}{name}", "") for name in self.typed()}
        return {name: choice for name, choice in names.items() if choice in {"theirs", "both"}}

    def choose(self, theirs: Mapping[str, Any]) -> None:
        """Let stand what was chosen: theirs, or both one after the other; mine needs nothing."""
        for name, choice in self.choices_made().items():
            mine, other = self.cleaned_data.get(name) or "", theirs.get(name, "")
            if choice == "theirs" or not isinstance(self.fields[name], KeptTextField):
                self.cleaned_data[name] = other
            elif other.strip() not in mine:
                self.cleaned_data[name] = f"{mine.rstrip()}\n\n{other}".strip()

    def bear(self, **values: Any) -> None:
        """Show other values in these fields; everything else stays as it was typed."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in values.items():
            data.setlist(name, value if isinstance(value, list) else [str(value)])
        self.data = data

    def sent_anew(self) -> None:
        """Give the form another key, so that what it holds can be sent as a thing of its own."""
        self.bear(once=uuid4(), version=0)


def choose_options(name: str, *, is_text: bool) -> list[tuple[str, str, str]]:
    """What can be chosen for a field at odds: the name to send, the value, the words."""
    shown = [*_SHOWN, _BOTH] if is_text else _SHOWN
    return [(f"{_CHOOSE}{name}", value, words) for value, words in shown]


class EntryForm(EvaluationForm):
    """The partnership's evaluation of a case, with what each agency had to do with it."""

    submit_label = "Save"

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        """Take the agencies of the area."""
        super().__init__(*args, **kwargs)
        self.agencies = agencies
        self.fields["took"] = fields.CheckboxesField(
            label="Agencies that took part in this evaluation",
            choices=[(one.code, one.name) for one in agencies],
            required=False,
            small=True,
        )
        for one in agencies:
            self.fields[f"will_{one.code}"] = _text(f"What {one.name} will do", rows=3)

    @property
    def will_do(self) -> list[Any]:
        """The fields for what each agency will do."""
        return [self[f"will_{one.code}"] for one in self.agencies]

    def evaluation(self) -> AuditEvaluation:
        """What the form holds, with the agencies."""
        facts = self.cleaned_data
        parts = tuple(
            AgencyPart(
                one.code,
                one.name,
                one.code in (facts.get("took") or []),
                (facts.get(f"will_{one.code}") or "").strip(),
            )
            for one in self.agencies
        )
        return AuditEvaluation(super().evaluation().said, parts)


class ComparisonForm(EvaluationForm):
    """What inspectors say of the case, and whether they agree with the partnership."""

    submit_label = "Save"

    def fields_of(self, heading: AuditHeading) -> dict[str, Field]:
        """Also whether the inspectors agree, and why."""
        label = HEADING_LABELS[heading].lower()
        agrees = fields.RadiosField(
            label=f"With the partnership on {label}",
            choices=[(one.value, AGREEMENT_LABELS[one]) for one in Agreement],
            required=False,
            inline=True,
            small=True,
        )
        why = _text(f"Why, on {label}", rows=3)
        name = heading.value
        return {**super().fields_of(heading), f"{name}_agrees": agrees, f"{name}_why": why}

    def clean(self) -> dict[str, Any]:
        """Where inspectors agree only partly or differ, the reason belongs to it."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        for one in AuditHeading:
            needs = facts.get(f"{one.value}_agrees") in {Agreement.PARTLY, Agreement.DIFFER}
            if needs and not (facts.get(f"{one.value}_why") or "").strip():
                label = HEADING_LABELS[one].lower()
                self.add_error(f"{one.value}_why", f"Enter why you do not agree on {label}")
        return facts


def answers_of(evaluation: AuditEvaluation) -> dict[str, Any]:
    """What the form of a saved evaluation holds, by the names of its fields."""
    found: dict[str, Any] = {}
    for one in AuditHeading:
        said = evaluation.of(one)
        found[one.value] = said.text
        found[f"{one.value}_word"] = said.word
        found[f"{one.value}_agrees"] = said.agrees
        found[f"{one.value}_why"] = said.why
    found["took"] = sorted(one.code for one in evaluation.agencies if one.took_part)
    found.update({f"will_{one.code}": one.will_do for one in evaluation.agencies})
    return found
