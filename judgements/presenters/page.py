"""The page of a judgement: where it stands, who acts next, and everything it rests on."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from frameworks.values import Rule
from inspections.models import Inspection
from judgements import rules
from judgements.permissions import may_open_positions, may_record_position, may_sign
from judgements.presenters.practice import PracticeShown, show_practice
from judgements.presenters.proposals import ProposalShown, show_proposals
from judgements.presenters.reading import Reading
from judgements.presenters.rounds import RoundShown, show_rounds
from judgements.presenters.scale import GradeColumn, show_scale
from judgements.presenters.words import STATE_WORDS, TagColour, address, listed
from judgements.states import JUDGEMENT, JudgementState
from organisations.models import Inspectorate
from pages.shown import Step, SummaryRow, steps

_TRACK = (
    JudgementState.GATHERING,
    JudgementState.POSITIONS_OPEN,
    JudgementState.REVEALED,
    JudgementState.PROPOSED,
    JudgementState.AGREED,
)
_OUTCOMES: dict[type, tuple[str, TagColour]] = {
    rules.Proposal: ("Proposes", "purple"),
    rules.Considered: ("To be weighed", "blue"),
    rules.Blocked: ("Not evaluated", "yellow"),
    type(None): ("No limit", "grey"),
}
_ANSWERS = {True: "Yes", False: "No", None: "Nobody has said"}


@dataclass(frozen=True)
class Act:
    """Something that this reader can do now: the words of its button, and what will happen."""

    label: str
    url: str
    consequence: str
    is_second: bool = False


@dataclass(frozen=True)
class RuleShown:
    """A limiting rule in a sentence, with its paragraph and what it makes of the grade."""

    source: str
    statement: str
    outcome: str
    word: str
    colour: TagColour


class JudgementPresenter:
    """One reader's page of one judgement."""

    def __init__(self, reading: Reading, inspection: Inspection) -> None:
        self.reading = reading
        self.judgement = reading.judgement
        self.inspection = inspection
        self.state = JudgementState(reading.judgement.state)

    # --- the head --------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What is judged."""
        return self.judgement.area.title

    @property
    def back(self) -> str:
        """All judgements of the inspection."""
        return reverse("judgements:board", args=[self.inspection.reference])

    @property
    def steps(self) -> list[Step]:
        """The stages, the present one marked; an agreed judgement is behind us."""
        at = JudgementState.PROPOSED if self.state == JudgementState.ESCALATED else self.state
        current = _TRACK.index(at) + (at == JudgementState.AGREED)
        return steps([STATE_WORDS[state] for state in _TRACK], current=current)

    @property
    def waits_for(self) -> list[Inspectorate]:
        """The inspectorates that still have to act."""
        if self.state == JudgementState.POSITIONS_OPEN:
            done = self.reading.received.get(self.reading.rounds[0].pk, set())
        elif self.state == JudgementState.PROPOSED:
            newest = self.reading.proposals[0].pk
            done = {row.inspectorate_id for row in self.reading.signatures.get(newest, [])}
        else:
            return []
        return [one for one in self.reading.participants if one.pk not in done]

    @property
    def standing(self) -> str:
        """Where it stands and who still has to act, in a sentence or two."""
        total = len(self.reading.participants)
        left = self.waits_for
        waiting = f"Waiting for {listed([self._with_lead(one) for one in left])}." if left else ""
        inside = total - len(left)
        return {
            JudgementState.GATHERING: "The inspectorates gather evidence. Nobody has been asked "
            "for a position yet; the overall lead opens the first round.",
            JudgementState.POSITIONS_OPEN: f"{inside} of {total} positions are in. {waiting}",
            JudgementState.REVEALED: "All positions are in and can be read below. The overall "
            "lead proposes a grade next, or opens another round.",
            JudgementState.PROPOSED: f"{inside} of {total} inspectorates have signed. {waiting}",
            JudgementState.AGREED: f"Agreed: {listed(self._names(total))} have signed the same "
            "content.",
            JudgementState.ESCALATED: "Escalated: the inspectorates could not agree.",
        }[self.state]

    def _names(self, number: int) -> list[str]:
        return [one.short_name for one in self.reading.participants[:number]]

    def _with_lead(self, inspectorate: Inspectorate) -> str:
        lead = self.reading.leads.get(inspectorate.pk)
        return f"{inspectorate.short_name} ({lead})" if lead else f"{inspectorate.short_name}"

    # --- what I can do ---------------------------------------------------------------------------

    @property
    def acts(self) -> list[Act]:
        """What this reader can do now, the most likely first."""
        return [act for act in (self._position, self._sign, self._propose, self._open) if act]

    @property
    def _own(self) -> Inspectorate:
        return self.reading.member.inspectorate

    @property
    def _position(self) -> Act | None:
        answer = may_record_position(
            self.reading.member,
            self.inspection,
            self.reading.participants,
            inspectorate=self._own.code,
        )
        is_open = self.state == JudgementState.POSITIONS_OPEN
        if not (answer.allowed and is_open and self._own in self.waits_for):
            return None
        return Act(
            f"Record the position of {self._own.short_name}",
            address(self.judgement, "position"),
            "Nobody else reads it until all are in.",
        )

    @property
    def _sign(self) -> Act | None:
        answer = may_sign(
            self.reading.member,
            self.inspection,
            self.reading.participants,
            inspectorate=self._own.code,
        )
        is_proposed = self.state == JudgementState.PROPOSED
        if not (answer.allowed and is_proposed and self._own in self.waits_for):
            return None
        return Act(
            f"Check and sign for {self._own.short_name}",
            address(self.judgement, "sign"),
            "You see what you sign before you sign it.",
        )

    @property
    def _propose(self) -> Act | None:
        if not (self._leads and self._can("propose")):
            return None
        again = self.state == JudgementState.PROPOSED
        return Act(
            "Propose another grade or statement" if again else "Propose a grade",
            address(self.judgement, "propose"),
            "The proposal that stands becomes void, with its signatures."
            if again
            else f"It goes to {listed(self._names(len(self.reading.participants)))} to sign.",
            is_second=again,
        )

    @property
    def _open(self) -> Act | None:
        if not (self._leads and self._can("open_positions")):
            return None
        number = len(self.reading.rounds) + 1
        return Act(
            f"Open round {number} of positions",
            address(self.judgement, "open"),
            f"It asks {listed(self._names(len(self.reading.participants)))} for a position each.",
            is_second=number > 1,
        )

    @cached_property
    def _leads(self) -> bool:
        return may_open_positions(self.reading.member, self.inspection, self.judgement).allowed

    def _can(self, verb: str) -> bool:
        return any(
            arrow.verb == verb and arrow.source == self.state for arrow in JUDGEMENT.transitions
        )

    # --- what it rests on ------------------------------------------------------------------------

    @cached_property
    def proposals(self) -> list[ProposalShown]:
        """The newest first; those that are void say so."""
        return show_proposals(self.reading)

    @cached_property
    def rounds(self) -> list[RoundShown]:
        """The newest first; what is not revealed is hidden, with the reason."""
        return show_rounds(self.reading)

    @cached_property
    def scale(self) -> list[GradeColumn]:
        """The grades side by side, with the criteria under the one that they describe."""
        return show_scale(self.reading)

    @cached_property
    def practice(self) -> PracticeShown | None:
        """What inspectors found in the cases, agency by agency; None before they have."""
        return show_practice(self.reading, self.inspection)

    @cached_property
    def _facts(self) -> rules.Facts:
        """What is known, with the answers that were given with the newest proposal."""
        newest = self.reading.proposals[:1]
        given = [row for one in newest for row in self.reading.answers.get(one.pk, [])]
        return self.judgement.facts({row.code: row.answer for row in given})

    @cached_property
    def rules(self) -> list[RuleShown]:
        """What the limiting rules come to for this area, each with its paragraph."""
        area, values = self.judgement.area.code, self.reading.rule_values
        outcomes = {one.rule: one for one in rules.evaluate(values, area, self._facts)}
        return [
            _rule(rule, outcomes.get(rule.code))
            for rule in values
            if rule.definition is None or rule.definition.area == area
        ]

    @cached_property
    def questions(self) -> list[SummaryRow]:
        """What the rules ask people, with the answers of the newest proposal."""
        area, answers = self.judgement.area.code, self._facts.answers
        return [
            SummaryRow(f"{one.text} ({one.source})", _ANSWERS[answers.get(one.code)])
            for one in rules.questions(self.reading.rule_values, area, self._facts)
        ]


def _rule(rule: Rule, outcome: rules.Outcome | None) -> RuleShown:
    word, colour = _OUTCOMES[type(outcome)]
    because = outcome.because if outcome else "It sets no limit here."
    return RuleShown(rule.source, rule.statement, because, word, colour)
