"""The page of a judgement: where it stands, who acts next, and everything it rests on."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from inspections.models import Inspection
from judgements import rules
from judgements.permissions import may_open_positions, may_record_position, may_sign
from judgements.presenters.agreement import AgreementPresenter
from judgements.presenters.flags import Flag, show_flags
from judgements.presenters.limits import RuleShown, found_then, show_questions, show_rules
from judgements.presenters.practice import PracticeShown, show_practice
from judgements.presenters.proposals import ProposalShown, show_proposals
from judgements.presenters.reading import Reading
from judgements.presenters.rounds import RoundShown, show_rounds
from judgements.presenters.scale import Scale, show_scale
from judgements.presenters.words import (
    DECISION_ASKED,
    DECISION_RECORDED,
    NOBODY_AGREES,
    STATE_WORDS,
    address,
    listed,
)
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


@dataclass(frozen=True)
class Act:
    """Something that this reader can do now: the words of its button, and what will happen."""

    label: str
    url: str
    consequence: str
    is_second: bool = False


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
    def reasoning(self) -> str:
        """The grade reasoning sheet."""
        return address(self.judgement, "reasoning")

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
            JudgementState.PROPOSED: f"{inside} of {total} inspectorates have signed. "
            f"{waiting or NOBODY_AGREES}",
            JudgementState.AGREED: f"Agreed: {listed(self._names(total))} have signed the same "
            "content.",
            JudgementState.ESCALATED: "Escalated: the inspectorates could not agree. "
            f"{DECISION_ASKED if self.agreement.waits_for_decision else DECISION_RECORDED}",
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
        found = (self._position, self._sign, self._outcome, self._propose, self._open)
        return [act for act in found if act]

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
    def _outcome(self) -> Act | None:
        if not (self._leads and self.agreement.waits_for_decision):
            return None
        return Act(
            "Record what the senior people decided",
            address(self.judgement, "record_outcome"),
            "Then you propose a grade as usual.",
        )

    @property
    def _propose(self) -> Act | None:
        waits = self.agreement.waits_for_decision
        if waits or not (self._leads and self._can("propose")):
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
    def agreement(self) -> AgreementPresenter:
        """The discussion, what is printed, and the way out of a deadlock."""
        return AgreementPresenter(self.reading, self.inspection)

    @cached_property
    def proposals(self) -> list[ProposalShown]:
        """The newest first; those that are void say so."""
        return show_proposals(self.reading)

    @cached_property
    def rounds(self) -> list[RoundShown]:
        """The newest first; what is not revealed is hidden, with the reason."""
        return show_rounds(self.reading)

    @cached_property
    def scale(self) -> Scale:
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
        return show_rules(
            self.reading.rule_values,
            self.judgement.area.code,
            self._facts,
            found_then(self.reading),
        )

    @property
    def has_changed_since(self) -> bool:
        """Whether a rule comes to something else than when the grade that stands was proposed."""
        return any(one.before for one in self.rules)

    @cached_property
    def questions(self) -> list[SummaryRow]:
        """What the rules ask people, with the answers of the newest proposal."""
        return show_questions(self.reading, self._facts)

    @cached_property
    def flags(self) -> list[Flag]:
        """What has changed in other areas since the newest proposal was made."""
        return show_flags(self.reading, self._facts)
