"""The work on a case: its links, its team, what is to be done and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.validators import MaxLengthValidator
from django.forms import HiddenInput
from django.utils import timezone

from inspections.forms.cases import LONGEST_NOTE, KeptForm
from inspections.forms.evidence import KeptTextField
from inspections.forms.once import SentOnceForm
from inspections.rules.cases import wrong_in_report
from inspections.values import (
    CASE_LINK_LABELS,
    CONSENT_LABELS,
    PRESENT_LABELS,
    CaseLinkKind,
    Consent,
    Outcome,
    Present,
    StepAsked,
    StepKind,
    StepSaid,
)
from pages import fields

_LINKS = {
    CaseLinkKind.SIBLINGS: "They are siblings",
    CaseLinkKind.HOUSEHOLD: "They live in the same household",
    CaseLinkKind.ADULTS_CHILD: "One is an adult offender, the other their child",
    CaseLinkKind.SAME_PERSON: CASE_LINK_LABELS[CaseLinkKind.SAME_PERSON][0],
}


class LinkForm(SentOnceForm):
    """Another case, and what it is to this one."""

    submit_label = "Link these cases"

    kind = fields.RadiosField(
        label="What they are to each other",
        choices=[(kind.value, _LINKS[kind]) for kind in CaseLinkKind],
        missing="Select what the cases are to each other",
    )
    other = fields.SelectField(label="The other case", missing="Select the other case")

    def __init__(self, *args: Any, others: Mapping[str, str], **kwargs: Any) -> None:
        """Take the other cases of the inspection, by reference."""
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [  # type: ignore[attr-defined] # a field of choices
            ("", "Choose a case"),
            *others.items(),
        ]


class CaseMemberForm(SentOnceForm):
    """Somebody of the team who is to work on a case."""

    submit_label = "Put this inspector on the case"

    person = fields.SelectField(label="Inspector", missing="Select an inspector")

    def __init__(self, *args: Any, people: Mapping[str, str], **kwargs: Any) -> None:
        """Take the people of the team who are not on the case, by address."""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined] # a field of choices
            ("", "Choose an inspector"),
            *people.items(),
        ]


class EndForm(SentOnceForm):
    """A button that ends something, sent once."""

    submit_style = "warning"

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        """Take the words of the button."""
        self.submit_label = label
        super().__init__(*args, **kwargs)


class PlanForm(SentOnceForm):
    """What is to be done on a case, out of what is suggested."""

    submit_label = "Plan what is ticked"

    steps = fields.CheckboxesField(
        label="What is to be done", missing="Select what is to be done", small=True
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[StepAsked, str]], **kwargs: Any) -> None:
        """Take what can be planned, with its words."""
        super().__init__(*args, **kwargs)
        self._offered = [step for step, _ in offered]
        self.fields["steps"].choices = [  # type: ignore[attr-defined] # a field of choices
            (step.key, label) for step, label in offered
        ]

    def suggest(self, kinds: Collection[str]) -> None:
        """Tick what is of these kinds."""
        self.initial["steps"] = [step.key for step in self._offered if step.kind in kinds]

    def asked(self) -> list[StepAsked]:
        """What was ticked."""
        return [StepAsked.from_key(key) for key in self.cleaned_data["steps"]]


class ReportForm(KeptForm):
    """What became of a step. Consent and who was present are asked where a child is spoken to."""

    submit_label = "Save this"

    base = fields.NumberField(min_value=0, widget=HiddenInput)
    outcome = fields.RadiosField(label="What became of it", missing="Select what became of it")
    on = fields.DateField(label="Day on which it was done", required=False)
    done_by = fields.SelectField(label="Who did it", required=False)
    consent = fields.RadiosField(
        label="Consent to speak to the child",
        choices=[(one.value, CONSENT_LABELS[one]) for one in Consent],
        required=False,
        small=True,
    )
    present = fields.CheckboxesField(
        label="Who else was present",
        choices=[(one.value, PRESENT_LABELS[one]) for one in Present],
        required=False,
        small=True,
    )
    note = KeptTextField(
        label="Note",
        hint="The reason, where it will not be done or is opened again. No names.",
        required=False,
        rows=3,
        validators=[MaxLengthValidator(LONGEST_NOTE, "Note must be 2,000 characters or fewer")],
    )

    def __init__(
        self, *args: Any, kind: str, standing: str, people: Mapping[str, str], **kwargs: Any
    ) -> None:
        """Take the kind of the step, how it stands, and the people of the team by address."""
        super().__init__(*args, **kwargs)
        self.kind, self.standing = kind, standing
        next_ones = (
            [(Outcome.DONE.value, "It was done"), (Outcome.LEFT.value, "It will not be done")]
            if standing == Outcome.TO_DO
            else [(Outcome.TO_DO.value, "It is to be done again")]
        )
        self.fields["outcome"].choices = next_ones  # type: ignore[attr-defined] # see above
        if len(next_ones) == 1:
            self.initial["outcome"] = next_ones[0][0]
            for name in ("on", "done_by"):
                del self.fields[name]
        else:
            self.fields["on"].initial = timezone.localdate
            self.fields["done_by"].choices = list(people.items())  # type: ignore[attr-defined] # see above
        if kind != StepKind.CHILD or len(next_ones) == 1:
            for name in ("consent", "present"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Hold the answers against each other."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            wrong = wrong_in_report(self.kind, self.standing, self.said(), timezone.localdate())
            if wrong:
                self.add_error(wrong.field, wrong.says)
        return cleaned

    def said(self) -> StepSaid:
        """What was reported, as the action takes it."""
        said = self.cleaned_data
        is_done = said["outcome"] == Outcome.DONE
        return StepSaid(
            outcome=said["outcome"],
            on=said.get("on") if is_done else None,
            done_by=said.get("done_by", "") if is_done else "",
            consent=said.get("consent", ""),
            present=tuple(dict.fromkeys(said.get("present", ()))) if is_done else (),
            note=said["note"].strip(),
        )


def initial_of_report(said: StepSaid, *, base: int) -> dict[str, Any]:
    """A report as the form shows it, to stand on the report with this number."""
    return {
        "base": base,
        "outcome": said.outcome,
        "on": said.on,
        "done_by": said.done_by,
        "consent": said.consent,
        "present": list(said.present),
        "note": said.note,
    }
