"""The page of a single-agency judgement: where it stands, who acts next, what it rests on."""

from functools import cached_property

from django.urls import reverse

from inspections.models import Inspection
from judgements.permissions import may_decide, may_moderate, may_propose_grade, may_reopen_grade
from judgements.presenters.flags import Flag, show_flags
from judgements.presenters.graded_history import GradedProposalShown, show_history
from judgements.presenters.graded_reading import GradedReading
from judgements.presenters.graded_words import GRADED_WORDS
from judgements.presenters.limits import RuleShown, found_then, show_questions, show_rules
from judgements.presenters.page import Act
from judgements.presenters.scale import Scale, show_scale
from judgements.presenters.words import address, listed
from judgements.states import GRADED, GradedState
from pages.shown import Step, SummaryRow, steps

_TRACK = (
    GradedState.GATHERING,
    GradedState.PROPOSED,
    GradedState.DECIDED,
    GradedState.AGREED,
)


class GradedPresenter:
    """One reader's page of one single-agency judgement."""

    def __init__(self, reading: GradedReading, inspection: Inspection) -> None:
        self.reading = reading
        self.judgement = reading.judgement
        self.inspection = inspection
        self.state = reading.state

    @property
    def title(self) -> str:
        """What is judged."""
        return self.judgement.area.title

    @property
    def back(self) -> str:
        """All judgements of the inspection."""
        return reverse("judgements:board", args=[self.inspection.reference])

    @property
    def judges(self) -> str:
        """The inspectorates that judge the area, in a sentence."""
        return listed([one.short_name for one in self.reading.judges])

    @property
    def steps(self) -> list[Step]:
        """The stages, the present one marked; what was returned is to be decided anew."""
        at = GradedState.PROPOSED if self.state == GradedState.RETURNED else self.state
        current = _TRACK.index(at) + (at == GradedState.AGREED)
        return steps([GRADED_WORDS[state] for state in _TRACK], current=current)

    @property
    def standing(self) -> str:
        """Where it stands and who has to act, in a sentence or two."""
        return {
            GradedState.GATHERING: f"{self.judges} judges this. The inspectors gather evidence, "
            "and one of them proposes a grade.",
            GradedState.PROPOSED: f"Proposal {self._number} waits for {self._lead}, who takes it "
            "or decides another grade.",
            GradedState.DECIDED: f"It is decided. {self._moderator}",
            GradedState.RETURNED: "The moderator returned the decision. "
            f"{self._lead[:1].upper()}{self._lead[1:]} decides anew, or an inspector proposes "
            "anew.",
            GradedState.AGREED: f"Agreed: decided for {self._decided_for} and moderated.",
        }[self.state]

    @property
    def _number(self) -> int:
        return self.reading.proposals[0].number if self.reading.proposals else 0

    @property
    def _lead(self) -> str:
        names = listed(self.reading.decides())
        return f"the lead of {self.judges}" + (f" ({names})" if names else "")

    @property
    def _decided_for(self) -> str:
        return listed([one.short_name for one in self.reading.moderates])

    @property
    def _moderator(self) -> str:
        names = self.reading.moderators()
        if names:
            return f"It waits for a moderator of {self._decided_for}: {' or '.join(names)}."
        return (
            f"It waits for a moderator, and {self._decided_for} has none on the team: its lead "
            "names a quality assurer who has neither proposed nor decided."
        )

    # --- what I can do ---------------------------------------------------------------------------

    @property
    def acts(self) -> list[Act]:
        """What this reader can do now."""
        return [one for one in (self._propose, self._decide, self._moderate, self._reopen) if one]

    @property
    def _propose(self) -> Act | None:
        reading = self.reading
        answer = may_propose_grade(reading.member, self.inspection, self.judgement, reading.judges)
        if not (answer.allowed and self._can("propose")):
            return None
        again = self.state != GradedState.GATHERING
        return Act(
            "Propose another grade or statement" if again else "Propose a grade",
            address(self.judgement, "propose_grade"),
            f"It takes the place of proposal {self._number}."
            if again
            else f"It goes to {self._lead} to decide.",
            is_second=self.state == GradedState.PROPOSED,
        )

    @property
    def _decide(self) -> Act | None:
        reading = self.reading
        answer = may_decide(reading.member, self.inspection, self.judgement, reading.judges)
        if not (answer.allowed and self._can("decide")):
            return None
        return Act(
            f"Decide the grade for {reading.member.inspectorate.short_name}",
            address(self.judgement, "decide"),
            "You take the proposal, or decide another grade with reasons. A moderator answers.",
        )

    @property
    def _moderate(self) -> Act | None:
        reading = self.reading
        answer = may_moderate(
            reading.member, self.inspection, self.judgement, reading.moderates, reading.acted
        )
        if not (answer.allowed and self._can("agree")):
            return None
        return Act(
            "Moderate the decision",
            address(self.judgement, "moderate"),
            "You agree, or return it with a reason.",
        )

    @property
    def _reopen(self) -> Act | None:
        reading = self.reading
        answer = may_reopen_grade(reading.member, self.inspection, self.judgement, reading.judges)
        if not (answer.allowed and self._can("reopen")):
            return None
        return Act(
            "Reopen the grade",
            address(self.judgement, "reopen_grade"),
            "The decision and its moderation become void, and stay to be seen.",
            is_second=True,
        )

    def _can(self, verb: str) -> bool:
        return any(
            arrow.verb == verb and arrow.source == self.state for arrow in GRADED.transitions
        )

    # --- what it rests on ------------------------------------------------------------------------

    @cached_property
    def proposals(self) -> list[GradedProposalShown]:
        """The newest first, each with what was decided on it."""
        return show_history(self.reading)

    @cached_property
    def flags(self) -> list[Flag]:
        """What has changed in other areas since the newest proposal was made."""
        return show_flags(self.reading, self.reading.facts)

    @cached_property
    def rules(self) -> list[RuleShown]:
        """What the limiting rules come to now."""
        reading = self.reading
        return show_rules(
            reading.rule_values, self.judgement.area.code, reading.facts, found_then(reading)
        )

    @cached_property
    def questions(self) -> list[SummaryRow]:
        """What the rules ask people, with the answers of the newest proposal."""
        return show_questions(self.reading, self.reading.facts)

    @cached_property
    def scale(self) -> Scale:
        """The grades side by side, with the criteria under the one that they describe."""
        return show_scale(self.reading)

    @property
    def may_leave(self) -> str:
        """When the framework lets the area go without a grade; empty: never."""
        return self.judgement.area.not_judged
