"""Cases: adding one, changing what is known of it, asking for some of them."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.validators import MaxLengthValidator
from django.forms import HiddenInput
from django.http import QueryDict

from inspections.forms.evidence import KeptTextField
from inspections.forms.once import SentOnceForm
from inspections.rules.cases import age_bands_for, wrong_in
from inspections.values import (
    ADULTS_PART_LABELS,
    AGE_BAND_LABELS,
    CASE_FLAG_LABELS,
    CASE_KIND_LABELS,
    COHORT_LABELS,
    JOURNEY_POINT_LABELS,
    AdultsPart,
    CaseFacts,
    CaseFlag,
    CaseKind,
    CaseOffers,
    CasesAsked,
    Cohort,
    JourneyPoint,
    Subject,
)
from pages import fields
from pages.forms import GovForm
from records.errors import ActionRefused

LONGEST_NOTE = 2_000
_REFERENCE = re.compile(r"[A-Z]\d{1,7}", re.ASCII)
# How the questions are asked about somebody who is no child.
_ASKED_OF_ADULTS = {
    "age_band": "Age of the adult",
    "cohort": "Where in the system their children are",
    "lives_in": "Where the children live",
    "placed_by": "Who placed the children there",
}
_ASKED_OF_YOUNG_PEOPLE = {
    "age_band": "Age of the young person",
    "cohort": "Where in the system the young person is",
    "lives_in": "Where the young person lives",
}
_ASKED = {Subject.ADULT_OFFENDER: _ASKED_OF_ADULTS, Subject.YOUNG_PERSON: _ASKED_OF_YOUNG_PEOPLE}


class KeptForm(SentOnceForm):
    """A form that may come back with what was sent, to be sent again."""

    def bear(self, **values: Any) -> None:
        """Show other values in these fields; everything else stays as it was sent."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, value in values.items():
            data[name] = str(value)
        self.data = data

    def refused(self, refusal: ActionRefused) -> None:
        """Say why it was not done, and take a new key: under the old one it may be saved."""
        self.add_error(None, refusal.message)
        self.bear(once=uuid4())


class CaseForm(KeptForm):
    """What is known of a case. Only what fits its subject and the inspection is asked."""

    adults_part = fields.RadiosField(
        label="What the adult is to the children",
        choices=[(part.value, ADULTS_PART_LABELS[part]) for part in AdultsPart],
        missing="Select what the adult is to the children",
        small=True,
    )
    listed_by = fields.SelectField(
        label="From which agency’s list",
        hint="The agency that named this case for the inspection.",
        required=False,
    )
    point = fields.SelectField(
        label="Point of the journey",
        choices=[
            ("", "Tracked from end to end, or not yet said"),
            *((point.value, JOURNEY_POINT_LABELS[point]) for point in JourneyPoint),
        ],
        hint="A sampled case is looked at in one point.",
        required=False,
    )
    age_band = fields.RadiosField(
        label="Age of the child", missing="Select the age of the child", small=True
    )
    cohort = fields.RadiosField(
        label="Where in the system the child is",
        choices=[(cohort.value, COHORT_LABELS[cohort]) for cohort in Cohort],
        missing="Select where in the system the child is",
        small=True,
    )
    flags = fields.CheckboxesField(
        label="What else to know",
        choices=[(flag.value, CASE_FLAG_LABELS[flag]) for flag in CaseFlag],
        required=False,
        small=True,
    )
    in_deep_dive = fields.CheckboxField(label="Part of the deep dive", required=False)
    agencies = fields.CheckboxesField(
        label="Agencies involved",
        hint="What is to be read, and who is to be spoken to, is suggested from these.",
        required=False,
        small=True,
    )
    lives_in = fields.SelectField(label="Where the child lives", required=False)
    placed_by = fields.SelectField(
        label="Who placed the child there",
        hint="A child who is placed out of its own area is shown as such.",
        required=False,
    )

    def __init__(
        self, *args: Any, offers: CaseOffers, subject: str = Subject.CHILD, **kwargs: Any
    ) -> None:
        """Take what a case of this inspection may name, and whose case it is."""
        super().__init__(*args, **kwargs)
        self.subject = Subject(subject)
        self._offer(offers)
        self._ask()

    def _offer(self, offers: CaseOffers) -> None:
        home = (offers.home, f"{offers.areas[offers.home]}, the area of this inspection")
        others = [(key, name) for key, name in offers.areas.items() if key != offers.home]
        self._choose("listed_by", [("", "Not recorded"), *offers.agencies.items()])
        self._choose("agencies", list(offers.agencies.items()))
        self._choose("lives_in", [("", "Not recorded"), home, *others])
        self._choose("placed_by", [("", "Not placed, or not recorded"), home, *others])
        if not offers.agencies:
            del self.fields["agencies"]
        if offers.topic:
            self.fields["in_deep_dive"].label = f"Part of the deep dive: {offers.topic}"
        else:
            del self.fields["in_deep_dive"]

    def _ask(self) -> None:
        """Ask only what fits whose case it is, and in the words for them."""
        bands = age_bands_for(self.subject)
        self._choose("age_band", [(band.value, AGE_BAND_LABELS[band]) for band in bands])
        if len(bands) == 1:
            self.fields["age_band"].initial = bands[0].value
        for name, label in _ASKED.get(self.subject, {}).items():
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = f"Answer: {label.lower()}"
        if self.subject == Subject.ADULT_OFFENDER:
            self.fields["listed_by"].required = True
            missing = "Select from which agency’s list the adult offender comes"
            self.fields["listed_by"].error_messages["required"] = missing
        else:
            del self.fields["adults_part"]

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a field of choices

    @property
    def kind(self) -> str:
        """The kind of the case, as far as it was said."""
        return ""

    def clean(self) -> dict[str, Any]:
        """Hold the answers against each other."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.kind == CaseKind.SAMPLED and not cleaned.get("point"):
            self.add_error("point", "Select the point of the journey")
        elif self.kind and cleaned.get("point") and self.kind != CaseKind.SAMPLED:
            self.add_error("point", "Only a sampled case is looked at in one point of the journey")
        if not self.errors and (wrong := wrong_in(self.kind, self.facts())):
            self.add_error(wrong.field, wrong.says)
        return cleaned

    def facts(self) -> CaseFacts:
        """What was said, as the action takes it."""
        said = self.cleaned_data
        return CaseFacts(
            age_band=said["age_band"],
            cohort=said["cohort"],
            subject=self.subject.value,
            adults_part=said.get("adults_part", ""),
            listed_by=_key(said["listed_by"]),
            point=said.get("point", ""),
            in_deep_dive=said.get("in_deep_dive", False),
            flags=tuple(sorted(set(said["flags"]))),
            lives_in=_key(said["lives_in"]),
            placed_by=_key(said["placed_by"]),
            agencies=tuple(sorted({int(key) for key in said.get("agencies", ())})),
        )


class AddCaseForm(CaseForm):
    """A case, without a name."""

    submit_label = "Add this case"

    field_order = ["once", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = fields.RadiosField(
            label="Kind of case",
            choices=[(kind.value, CASE_KIND_LABELS[kind]) for kind in CaseKind],
            option_hints={
                CaseKind.TRACKED: "Followed from end to end of the journey.",
                CaseKind.SAMPLED: "Looked at in one point of the journey.",
                CaseKind.JOINT_AUDIT: "Evaluated by the local agencies together, and compared.",
            },
            missing="Select the kind of case",
        )
        self.order_fields(self.field_order)

    @property
    def kind(self) -> str:
        return str(self.cleaned_data.get("kind", ""))


class ChangeCaseForm(CaseForm):
    """What is known of a case now. Its kind stays, as its reference says it."""

    submit_label = "Save this case"

    base = fields.NumberField(min_value=1, widget=HiddenInput)
    why = KeptTextField(
        label="Why it is changed",
        hint="Do not write a name. It stands in the history of the case.",
        required=False,
        rows=3,
        validators=[MaxLengthValidator(LONGEST_NOTE, "Reason must be 2,000 characters or fewer")],
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """Take the kind of the case."""
        super().__init__(*args, **kwargs)
        self._kind = kind
        if kind != CaseKind.SAMPLED:
            del self.fields["point"]

    @property
    def kind(self) -> str:
        return self._kind


def initial_of_case(facts: CaseFacts) -> dict[str, Any]:
    """A case as the form shows it, to be changed."""
    return {
        "adults_part": facts.adults_part,
        "listed_by": facts.listed_by or "",
        "point": facts.point,
        "age_band": facts.age_band,
        "cohort": facts.cohort,
        "flags": list(facts.flags),
        "in_deep_dive": facts.in_deep_dive,
        "agencies": list(facts.agencies),
        "lives_in": facts.lives_in or "",
        "placed_by": facts.placed_by or "",
    }


class FilterCasesForm(GovForm):
    """Which cases a list shows. What is no choice asks for nothing."""

    kind = fields.SelectField(
        label="Kind",
        choices=[("", "All kinds"), *((kind.value, CASE_KIND_LABELS[kind]) for kind in CaseKind)],
        required=False,
    )
    cohort = fields.SelectField(
        label="Cohort",
        choices=[("", "All cohorts"), *((one.value, COHORT_LABELS[one]) for one in Cohort)],
        required=False,
    )
    flag = fields.SelectField(
        label="Flag",
        choices=[
            ("", "With or without"),
            *((one.value, CASE_FLAG_LABELS[one]) for one in CaseFlag),
        ],
        required=False,
    )
    agency = fields.SelectField(label="Agency involved", required=False)
    person = fields.SelectField(label="Who works on it", required=False)

    def __init__(
        self, *args: Any, agencies: Mapping[int, str], people: Mapping[str, str], **kwargs: Any
    ) -> None:
        """Take the agencies of the area, and the people of the team by their address."""
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [  # type: ignore[attr-defined] # a field of choices
            ("", "All agencies"),
            *agencies.items(),
        ]
        self.fields["person"].choices = [  # type: ignore[attr-defined] # a field of choices
            ("", "Anybody or nobody"),
            *people.items(),
        ]

    def asked(self) -> CasesAsked:
        """What is asked for, as far as it is a choice."""
        self.is_valid()
        said = self.cleaned_data
        return CasesAsked(
            kind=said.get("kind", ""),
            cohort=said.get("cohort", ""),
            flag=said.get("flag", ""),
            agency=_key(said.get("agency", "")),
            person=said.get("person", ""),
            after=_reference(self.data.get("after", "")),
            before=_reference(self.data.get("before", "")),
        )


def _reference(place: str) -> str:
    return place if _REFERENCE.fullmatch(place) else ""


def _key(chosen: str) -> int | None:
    return int(chosen) if chosen else None
