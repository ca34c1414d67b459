"""What was proposed, decided and moderated, the newest first; what is void says so."""

from dataclasses import dataclass

from judgements.models import GradeDecision, Proposal
from judgements.presenters.graded_reading import GradedReading
from judgements.presenters.proposals import show_proposal
from judgements.presenters.words import moment
from judgements.states import DECISION_STANDS, GradedState
from pages.shown import SummaryRow


@dataclass(frozen=True)
class DecidedShown:
    """A step on a proposal: a decision, its moderation, or that it was reopened."""

    act: str
    person: str
    at: str
    said: str


@dataclass(frozen=True)
class DecisionShown:
    """A decision with what became of it, and the hash that both stand on."""

    number: int
    is_void: bool
    steps: tuple[DecidedShown, ...]
    content_hash: str


@dataclass(frozen=True)
class GradedProposalShown:
    """A proposal, and the decisions on it."""

    number: int
    title: str
    void_because: str
    rows: tuple[SummaryRow, ...]
    decisions: tuple[DecisionShown, ...]
    content_hash: str


def show_history(reading: GradedReading) -> list[GradedProposalShown]:
    """Every proposal, the newest first."""
    return [_proposal(reading, row, place) for place, row in enumerate(reading.proposals)]


def _proposal(reading: GradedReading, row: Proposal, place: int) -> GradedProposalShown:
    stands = place == 0
    decided = [one for one in reading.decisions if one.proposal_id == row.pk]
    is_agreed = stands and reading.state == GradedState.AGREED
    return GradedProposalShown(
        number=row.number,
        title="The agreed judgement" if is_agreed else f"Proposal {row.number}",
        void_because="" if stands else _void_because(reading, row),
        rows=show_proposal(reading, row),
        decisions=tuple(_decision(reading, one) for one in decided),
        content_hash=row.content_hash,
    )


def _void_because(reading: GradedReading, row: Proposal) -> str:
    instead = next((one for one in reading.decisions if one.instead_of_id == row.pk), None)
    if instead is not None:
        return "The lead decided another grade. It stays to be seen."
    return "It was replaced. It stays to be seen, with what was decided on it."


def _decision(reading: GradedReading, one: GradeDecision) -> DecisionShown:
    newest = reading.decisions[0].pk == one.pk
    steps = [DecidedShown(_act(reading, one), one.by_whom, moment(one.at), one.reasons)]
    moderation = reading.moderations.get(one.pk)
    if moderation is not None:
        act = "Agreed by the moderator" if moderation.agrees else "Returned by the moderator"
        steps.append(
            DecidedShown(act, moderation.person.name, moment(moderation.at), moderation.why)
        )
    later = [other.at for other in reading.decisions if other.number > one.number]
    steps.extend(
        DecidedShown("Reopened", event.by_whom, moment(event.at), event.why)
        for event in reading.reopened
        if event.at >= one.at and all(event.at < at for at in later)
    )
    return DecisionShown(
        number=one.number,
        is_void=not (newest and reading.state in DECISION_STANDS),
        steps=tuple(steps),
        content_hash=one.content_hash,
    )


def _act(reading: GradedReading, one: GradeDecision) -> str:
    by = f"Decided for {one.inspectorate.short_name}"
    if one.instead_of is not None:
        return f"{by}: another grade than proposal {one.instead_of.number}"
    author = next((row.by_id for row in reading.proposals if row.pk == one.proposal_id), None)
    return f"{by}: in other words" if author == one.person_id else f"{by}: as proposed"
