"""Safeguarding concerns: raising one, and what is done about it."""

from collections.abc import Iterable
from typing import Any

from django.core.validators import MaxLengthValidator

from inspections.actions import ConcernContent
from inspections.forms.joint_audit import SaidField
from inspections.forms.once import SentOnceForm
from inspections.models import Case
from inspections.values import (
    AT_RISK_LABELS,
    CALLED_LABELS,
    CONCERN_OUTCOME_LABELS,
    AtRisk,
    Called,
    ConcernOutcome,
)
from organisations.models import Agency, Office
from pages import fields

LONGEST = 20_000


def _text(label: str, missing: str = "", **options: Any) -> SaidField:
    limit = MaxLengthValidator(LONGEST, f"{label} must be 20,000 characters or fewer")
    return SaidField(label=label, missing=missing, validators=[limit], **options)


class ConcernForm(SentOnceForm):
    """What was seen, whether a child is at risk now, and what was done at once."""

    submit_label = "Raise the concern and tell them now"
    submit_style = "warning"

    at_risk = fields.RadiosField(
        label="Is a child at risk now?",
        choices=[(one.value, AT_RISK_LABELS[one]) for one in AtRisk],
        missing="Select whether a child is at risk now",
    )
    seen = _text("What you saw or heard", "Enter what you saw or heard", rows=6)
    called = fields.CheckboxesField(
        label="Who has been called already",
        choices=[(one.value, CALLED_LABELS[one]) for one in Called],
        hint="Leave all empty if nobody was called.",
        required=False,
        small=True,
    )
    done = _text(
        "What was done at once",
        "Enter what was done at once, or that nothing was",
        hint="By whom and when. If nothing was done yet, say so.",
        rows=4,
    )
    case = fields.SelectField(label="Case", required=False)
    agency = fields.SelectField(
        label="Agency concerned", hint="Its leader is told at once.", required=False
    )
    offices = fields.CheckboxesField(
        label="Who else in the area is told",
        hint="The lead of every inspectorate is told in any case.",
        required=False,
        small=True,
    )
    released = _text(
        "What people of the area may read",
        required=False,
        hint="They see this and nothing else of the concern. No child’s name.",
        rows=4,
    )

    def __init__(
        self,
        *args: Any,
        cases: Iterable[Case],
        agencies: Iterable[Agency],
        offices: Iterable[Office],
        **kwargs: Any,
    ) -> None:
        """Take what a concern of this inspection may be about, and who may be told."""
        super().__init__(*args, **kwargs)
        self._choose("case", [("", "No case"), *((one.pk, one.reference) for one in cases)])
        self._choose("agency", [("", "No agency"), *((one.pk, one.name) for one in agencies)])
        self._choose("offices", office_choices(offices))
        self.without_account = [one for one in offices if one.person_id is None]

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a field of choices

    def content(self) -> ConcernContent:
        """What was written, as the action takes it."""
        facts = self.cleaned_data
        return ConcernContent(
            seen=facts["seen"],
            at_risk=facts["at_risk"],
            called=tuple(dict.fromkeys(facts["called"])),
            done=facts["done"],
            case=int(facts["case"]) if facts["case"] else None,
            agency=int(facts["agency"]) if facts["agency"] else None,
            offices=tuple(int(key) for key in facts["offices"]),
            released=facts["released"] or "",
        )


def office_choices(offices: Iterable[Office]) -> list[tuple[str, str]]:
    """The holders who have an account, each with the office."""
    return [
        (str(one.pk), f"{one.holder_name}, {office_title(one)}")
        for one in offices
        if one.person_id is not None
    ]


def office_title(office: Office) -> str:
    """The office in words: of which agency, or of the partnership."""
    return f"{office.title} ({office.agency.name})" if office.agency else office.title


class TellOthersForm(SentOnceForm):
    """Further people of the area, and what they may read."""

    submit_label = "Tell them now"

    offices = fields.CheckboxesField(label="Who is told", missing="Select who is told", small=True)
    released = _text(
        "What they may read",
        "Enter what they may read",
        hint="They see this and nothing else of the concern. No child’s name.",
        rows=4,
    )

    def __init__(self, *args: Any, offices: Iterable[Office], **kwargs: Any) -> None:
        """Take who holds an office of the area and was not told yet."""
        super().__init__(*args, **kwargs)
        chosen = self.fields["offices"]
        chosen.choices = office_choices(offices)  # type: ignore[attr-defined] # a field of choices


class WhatWasDoneForm(SentOnceForm):
    """What was done about a concern."""

    submit_label = "Record it"

    what = _text(
        "What was done", "Enter what was done", hint="By whom, when, and what came of it.", rows=5
    )


class ReachedForm(SentOnceForm):
    """How somebody was reached who did not open the page."""

    submit_label = "Record that they were reached"

    how = _text("How and when they were reached", "Enter how and when they were reached", rows=3)


class CloseConcernForm(SentOnceForm):
    """The outcome, and why the concern can be closed."""

    submit_label = "Close the concern"

    outcome = fields.RadiosField(
        label="Outcome",
        choices=[(one.value, CONCERN_OUTCOME_LABELS[one]) for one in ConcernOutcome],
        missing="Select the outcome",
    )
    why = _text("Reason", "Enter why the concern can be closed", rows=4)
