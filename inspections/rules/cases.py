"""What follows from the facts of a case. Pure: plain values in, plain values out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspections.values.case_work import (
    OUTCOME_LABELS,
    STEPS_ONCE,
    CaseLinkKind,
    Consent,
    Outcome,
    Present,
    StepAsked,
    StepKind,
    StepSaid,
)
from inspections.values.cases import AdultsPart, AgeBand, CaseFacts, CaseKind, Cohort, Subject

_AGE_BANDS: Mapping[str, tuple[AgeBand, ...]] = {
    Subject.CHILD: tuple(AgeBand),
    # Nobody is dealt with for an offence before ten, and some stay with the team past eighteen.
    Subject.YOUNG_PERSON: (AgeBand.FROM_10, AgeBand.FROM_16, AgeBand.ADULT),
    Subject.ADULT_OFFENDER: (AgeBand.ADULT,),
}
SEEN_BY_SEVERAL = 2


def age_bands_for(subject: str) -> tuple[AgeBand, ...]:
    """The age bands that fit a subject: an adult offender is an adult."""
    return _AGE_BANDS[subject]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What does not hold in a form: at which field, and a sentence that says why."""

    field: str
    says: str


def wrong_in(kind: str, facts: CaseFacts) -> Wrong | None:
    """What does not fit together in a case; None when all does."""
    if facts.age_band not in age_bands_for(facts.subject):
        return Wrong("age_band", "This age does not fit whose case it is. Choose it again.")
    is_adult = facts.subject == Subject.ADULT_OFFENDER
    if is_adult and facts.adults_part not in set(AdultsPart):
        return Wrong("adults_part", "Say what the adult offender is to the children.")
    if not is_adult and facts.adults_part:
        return Wrong("adults_part", "Only an adult offender is a risk or a protective factor.")
    if is_adult and facts.listed_by is None:
        return Wrong("listed_by", "Say from which agency’s list the adult offender comes.")
    is_grown_up = facts.subject == Subject.CHILD and facts.age_band == AgeBand.ADULT
    if is_grown_up and facts.cohort != Cohort.CARE_LEAVER:
        return Wrong("age_band", "Only a care leaver is looked at as a child at 18 or over.")
    if facts.point and kind != CaseKind.SAMPLED:
        return Wrong("point", "Only a sampled case is looked at in one point of the journey.")
    return None


def where_placed(*, home: str, lives_in: str, placed_by: str) -> str:
    """Whether a child lives out of the area that is inspected, and who placed it there.

    Args:
        home: the name of the area of the inspection.
        lives_in: the name of the area where the child lives; empty when it is not recorded.
        placed_by: the name of the area that placed the child; empty when nobody did.
    """
    if not lives_in:
        return f"Placed by {placed_by}" if placed_by else ""
    if lives_in == home:
        return f"In the area, placed by {placed_by}" if placed_by not in {"", home} else ""
    return f"Out of area: placed by {placed_by}" if placed_by else "Out of area"


@dataclass(frozen=True, slots=True)
class StepState:
    """Where one step of a case stands.

    Args:
        done_for: the code of the inspectorate that did it; empty while nobody has.
    """

    kind: str
    outcome: str = Outcome.TO_DO
    done_for: str = ""


@dataclass(frozen=True)
class WorkSummary:
    """What has been done on a case, and what is left."""

    records_read: int
    records: int
    spoken_to: tuple[str, ...]
    to_speak_to: tuple[str, ...]
    left_out: int

    @property
    def to_do(self) -> int:
        """How many steps are left."""
        return self.records - self.records_read + len(self.to_speak_to)

    @property
    def is_planned(self) -> bool:
        """Whether anything was planned that has not been left out."""
        return bool(self.records or self.spoken_to or self.to_speak_to)


def summary_of(steps: Iterable[StepState]) -> WorkSummary:
    """Count what has been done. What will not be done is neither done nor left to do."""
    counted = Counter((step.kind, step.outcome) for step in steps)
    read = counted[StepKind.RECORDS, Outcome.DONE]
    people = [kind for kind in StepKind if kind != StepKind.RECORDS]
    return WorkSummary(
        records_read=read,
        records=read + counted[StepKind.RECORDS, Outcome.TO_DO],
        spoken_to=tuple(kind for kind in people for _ in range(counted[kind, Outcome.DONE])),
        to_speak_to=tuple(kind for kind in people for _ in range(counted[kind, Outcome.TO_DO])),
        left_out=sum(number for (_, outcome), number in counted.items() if outcome == Outcome.LEFT),
    )


def seen_by(steps: Iterable[StepState]) -> frozenset[str]:
    """The codes of the inspectorates that have done something on a case."""
    return frozenset(step.done_for for step in steps if step.outcome == Outcome.DONE)


def is_seen_by_several(steps: Iterable[StepState]) -> bool:
    """Whether a second inspectorate has read a record of the case or spoken to somebody."""
    return len(seen_by(steps)) >= SEEN_BY_SEVERAL


def wrong_in_link(kind: str, is_adults: bool, other_is_adults: bool) -> str:
    """Why two cases are not linked so, as a sentence; empty when they may be.

    Args:
        is_adults: whether the one is the case of an adult offender.
        other_is_adults: whether the other one is.
    """
    if kind not in set(CaseLinkKind):
        return "Choose what the two cases are to each other."
    if kind == CaseLinkKind.ADULTS_CHILD and is_adults == other_is_adults:
        return "This link is between an adult offender and a child."
    if kind == CaseLinkKind.SIBLINGS and (is_adults or other_is_adults):
        return "Siblings are children: an adult offender is linked to his or her child."
    if kind == CaseLinkKind.SAME_PERSON and is_adults != other_is_adults:
        return "An adult offender and a child are not the same person."
    return ""


def wrong_in_report(kind: str, standing: str, said: StepSaid, today: date) -> Wrong | None:
    """Why a report on a step does not hold; None when it does.

    Args:
        kind: the kind of the step.
        standing: the outcome that the step has now.
        said: what is reported.
        today: the last day on which something can have been done.
    """
    if said.outcome not in set(Outcome):
        return Wrong("outcome", "Choose what became of it.")
    if said.outcome == standing:
        label = OUTCOME_LABELS[Outcome(standing)].lower()
        return Wrong("outcome", f"That is how it stands already: {label}.")
    if Outcome.TO_DO not in {said.outcome, standing}:
        return Wrong("outcome", "Somebody reported on it before: reopen it first.")
    if said.outcome != Outcome.DONE and not said.note:
        return Wrong("note", "Enter the reason.")
    if kind == StepKind.CHILD and said.outcome != Outcome.TO_DO:
        return _wrong_with_child(said) or _wrong_day(said, today)
    if said.consent or said.present:
        return Wrong("consent", "Consent is recorded where a child is spoken to.")
    return _wrong_day(said, today)


def _wrong_with_child(said: StepSaid) -> Wrong | None:
    if said.consent not in set(Consent):
        return Wrong("consent", "Select whether consent was given.")
    if said.outcome == Outcome.LEFT:
        return None
    if said.consent == Consent.REFUSED:
        return Wrong("outcome", "Consent was refused: select that it will not be done.")
    if said.consent == Consent.NOT_ASKED and not said.note:
        return Wrong("note", "Say why consent was not asked.")
    return _wrong_present(said)


def _wrong_present(said: StepSaid) -> Wrong | None:
    if not said.present or not set(said.present) <= set(Present):
        return Wrong("present", "Select who was present.")
    if Present.NOBODY in said.present and len(said.present) > 1:
        return Wrong("present", "Either nobody else was present, or somebody was.")
    if Present.OTHER in said.present and not said.note:
        return Wrong("note", "Say by their role who else was present. No names.")
    return None


def _wrong_day(said: StepSaid, today: date) -> Wrong | None:
    if said.outcome != Outcome.DONE:
        return None
    if said.on is None:
        return Wrong("on", "Enter the day on which it was done.")
    return Wrong("on", "The day must be today or in the past.") if said.on > today else None


def steps_to_offer(
    *,
    is_adults: bool,
    agencies: Sequence[int],
    planned: Iterable[tuple[str, int | None]],
) -> list[StepAsked]:
    """What can be planned on a case: of the agencies involved, and of the people.

    What there is one of is not offered again once it was planned.

    Args:
        is_adults: whether it is the case of an adult offender.
        agencies: the primary keys of the agencies that are involved.
        planned: kind and agency of what was planned before.
    """
    people = [StepKind.ADULT, StepKind.CHILD] if is_adults else [StepKind.CHILD]
    offered = [StepAsked(StepKind.RECORDS, agency) for agency in agencies]
    offered += [StepAsked(kind) for kind in (*people, StepKind.PARENT)]
    for kind in (StepKind.PRACTITIONER, StepKind.MANAGER):
        offered += [StepAsked(kind, agency) for agency in agencies]
    before = set(planned)
    return [
        one for one in offered if one.kind not in STEPS_ONCE or (one.kind, one.agency) not in before
    ]
