"""What must be so of a judgement, whoever did what at once. Each function says what is not.

wrong_steps(JUDGEMENT, [("", "gathering")], "agreed")
["It stands in agreed, and the last step led to gathering."]

An empty list is a judgement on which nothing is wrong.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from judgements.actions import against_completing
from judgements.models import (
    Escalation,
    Judgement,
    NarrativeEvaluation,
    Position,
    PositionRound,
    Proposal,
    Reopening,
    last_decision,
)
from judgements.permissions import participants_of
from judgements.states import (
    DECISION_STANDS,
    EVALUATION,
    GRADED,
    GRADED_STANDS,
    JUDGEMENT,
    STANDS,
    EvaluationState,
    GradedState,
    JudgementState,
)
from judgements.values import Stance
from organisations.models import User
from records.actor import acting_as
from records.states import StateTable

Step = tuple[str, str]


def steps_of(thing: Judgement | NarrativeEvaluation) -> list[Step]:
    """The steps that were written down, the first first; none of what nobody has begun."""
    if not thing.is_begun:
        return []
    return list(thing.events.order_by("pk").values_list("from_state", "to_state"))


def verbs_of(table: StateTable, steps: Iterable[Step]) -> Counter[str]:
    """How often each transition was taken; the beginning is none."""
    verbs = {(arrow.source, arrow.target): arrow.verb for arrow in table.transitions}
    return Counter(verbs.get(step, "no transition") for step in steps if step[0])


def wrong_steps(table: StateTable, steps: Sequence[Step], state: str) -> list[str]:
    """What is wrong with steps that should be a way through the table, to where it stands."""
    if not steps:
        return [] if state == table.first else [f"It stands in {state}, and no step led there."]
    arrows = {(arrow.source, arrow.target) for arrow in table.transitions}
    found = []
    if steps[0] != ("", table.first):
        found.append(f"It began in {steps[0][1]}, not in {table.first}.")
    for (_, stood), step in pairwise(steps):
        if step[0] != stood:
            found.append(f"A step went from {step[0]} to {step[1]} while it stood in {stood}.")
        if step not in arrows:
            found.append(f"There is no transition from {step[0]} to {step[1]}.")
    if steps[-1][1] != state:
        found.append(f"It stands in {state}, and the last step led to {steps[-1][1]}.")
    return found


# --- judged together ------------------------------------------------------------------------------


def wrong_shared(judgement: Judgement, leads: Iterable[User]) -> list[str]:
    """What is wrong with a judgement that inspectorates make together.

    Args:
        leads: who must see no position but their own while a round is open.
    """
    steps = steps_of(judgement)
    found = wrong_steps(JUDGEMENT, steps, judgement.state)
    if not judgement.is_begun:
        return found
    taken = verbs_of(JUDGEMENT, steps)
    here = {"proposal__judgement": judgement}
    return [
        *found,
        *_uneven("open_positions", taken, judgement.rounds.count()),
        *_uneven("propose", taken, judgement.proposals.count()),
        *_uneven("escalate", taken, Escalation.objects.filter(**here).count()),
        *_uneven("reopen", taken, Reopening.objects.filter(**here).count()),
        *_wrong_rounds(judgement, leads),
        *_wrong_signatures(judgement, taken),
    ]


def _uneven(verb: str, taken: Counter[str], rows: int) -> list[str]:
    return [f"{verb}: {taken[verb]} steps and {rows} rows."] if taken[verb] != rows else []


def _wrong_rounds(judgement: Judgement, leads: Iterable[User]) -> list[str]:
    participants = {one.code for one in participants_of(judgement.strand)}
    found, waiting = [], []
    for opened in judgement.rounds.all():
        received = list(opened.received.values_list("inspectorate__code", flat=True))
        if len(received) != len(set(received)):
            found.append(f"In {opened} an inspectorate has two positions.")
        if (opened.revealed_at is not None) != (set(received) == participants):
            found.append(f"{opened}: {len(received)} are in, revealed: {opened.revealed_at}.")
        if opened.revealed_at is None:
            waiting.append(opened)
            found += _seen_too_early(opened, leads)
    is_open = judgement.state == JudgementState.POSITIONS_OPEN
    if len(waiting) != int(is_open):
        found.append(f"{len(waiting)} rounds are open in {judgement.state}.")
    return found


def _seen_too_early(opened: PositionRound, leads: Iterable[User]) -> list[str]:
    found = []
    for lead in leads:
        with acting_as(lead):
            others = Position.objects.filter(round=opened).exclude(author=lead).count()
        if others:
            found.append(f"{lead} sees {others} positions of others while {opened} is open.")
    return found


def _wrong_signatures(judgement: Judgement, taken: Counter[str]) -> list[str]:
    proposals = list(judgement.proposals.all())
    agreed = [one for one in proposals if _is_signed_by_all(one, judgement)]
    found = [
        f"A signature on {proposal} stands on another content."
        for proposal in proposals
        if set(proposal.signatures.values_list("content_hash", flat=True)) - {proposal.content_hash}
    ]
    if [one.number for one in proposals] != list(range(1, len(proposals) + 1)):
        found.append("The proposals are not numbered one after another.")
    if len(agreed) != taken["agree"]:
        found.append(f"All signed {len(agreed)} proposals, and {taken['agree']} steps say agreed.")
    current = judgement.current_proposal()
    if current != (proposals[-1] if proposals and judgement.state in STANDS else None):
        found.append(f"In {judgement.state} {current} stands.")
    if (judgement.state == JudgementState.AGREED) != (current is not None and current in agreed):
        found.append(f"It is {judgement.state}, and all signed: {agreed}.")
    return found


def _is_signed_by_all(proposal: Proposal, judgement: Judgement) -> bool:
    """Every inspectorate, each once, on the proposal's content, and one at least of its view."""
    signed = list(
        proposal.signatures.filter(content_hash=proposal.content_hash).values_list(
            "inspectorate__code", "stance"
        )
    )
    participants = [one.code for one in participants_of(judgement.strand)]
    is_whole = sorted(code for code, _ in signed) == sorted(participants)
    return is_whole and any(stance == Stance.AGREES for _, stance in signed)


# --- one inspectorate's own -----------------------------------------------------------------------


def wrong_graded(judgement: Judgement) -> list[str]:
    """What is wrong with a judgement that one inspectorate makes."""
    steps = steps_of(judgement)
    found = wrong_steps(GRADED, steps, judgement.state)
    if not judgement.is_begun:
        return found
    taken = verbs_of(GRADED, steps)
    proposals, decisions = list(judgement.proposals.all()), list(judgement.decisions.all())
    answers = [answer for one in decisions for answer in one.moderations.all()]
    found += _uneven("decide", taken, len(decisions))
    found += _uneven("agree", taken, sum(answer.agrees for answer in answers))
    found += _uneven("return", taken, sum(not answer.agrees for answer in answers))
    # A lead who decides another grade writes it down as a proposal, without a step of its own.
    if len(proposals) < taken["propose"]:
        found.append(f"propose: {taken['propose']} steps and {len(proposals)} rows.")
    for rows in (proposals, decisions):
        if [one.number for one in rows] != list(range(1, len(rows) + 1)):
            found.append(f"{rows} are not numbered one after another.")
    if any(answer.content_hash != answer.decision.content_hash for answer in answers):
        found.append("A moderation stands on another content.")
    return found + _wrong_standing(judgement)


def _wrong_standing(judgement: Judgement) -> list[str]:
    decision, current = last_decision(judgement), judgement.current_proposal()
    found = []
    if (current is None) != (judgement.state not in GRADED_STANDS):
        found.append(f"In {judgement.state} {current} stands.")
    if judgement.state in DECISION_STANDS and (decision is None or decision.proposal != current):
        found.append(f"{decision} stands, and is not of {current}.")
    answers = list(decision.moderations.values_list("agrees", flat=True)) if decision else []
    expected = {GradedState.AGREED: [True], GradedState.RETURNED: [False], GradedState.DECIDED: []}
    if judgement.state in expected and answers != expected[GradedState(judgement.state)]:
        found.append(f"In {judgement.state} the moderators of the last decision said {answers}.")
    return found


def wrong_signed(state: str, *, is_held: bool, sign_offs: int) -> list[str]:
    """What is wrong with a grade of one inspectorate in a report that was signed off.

    Args:
        state: of the judgement.
        is_held: whether it is written down that a signed report states the grade.
        sign_offs: how often the report was signed off.
    """
    found = []
    if sign_offs != 1:
        found.append(f"The report was signed off {sign_offs} times.")
    if is_held and state != GradedState.AGREED:
        found.append(f"A signed report states the grade, and it stands in {state}.")
    if not is_held and state == GradedState.AGREED:
        found.append("The report is signed, and nothing holds the agreed grade that it states.")
    return found


# --- in words -------------------------------------------------------------------------------------


def wrong_in_words(evaluation: NarrativeEvaluation, reader: User) -> list[str]:
    """What is wrong with an evaluation in words; `reader` sees its findings."""
    found = wrong_steps(EVALUATION, steps_of(evaluation), evaluation.state)
    if evaluation.state == EvaluationState.COMPLETE:
        with acting_as(reader):
            missing = against_completing(evaluation=evaluation)
        if missing:
            found.append(f"It is complete, and: {missing}")
    return found
