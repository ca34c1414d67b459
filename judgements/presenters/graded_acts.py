"""The acts of a single-agency judgement: each says what will happen, and to whom."""

from functools import cached_property
from typing import Any

from judgements import rules
from judgements.actions import content_of, decision_to_moderate, proposal_to_decide
from judgements.models import GradeDecision, Proposal
from judgements.presenters.graded_history import DecisionShown, show_history
from judgements.presenters.graded_reading import GradedReading
from judgements.presenters.limits import RuleShown, show_rules
from judgements.presenters.proposals import show_proposal
from judgements.presenters.scale import Scale, show_scale
from judgements.presenters.words import address, listed
from judgements.states import GRADED, GradedState
from judgements.values import GradeContent
from organisations.models import Inspectorate
from pages.forms import GovForm
from pages.shown import SummaryRow


class GradedActPresenter:
    """What every page of an act shows."""

    def __init__(self, reading: GradedReading) -> None:
        self.reading = reading
        self.judgement = reading.judgement

    @property
    def title(self) -> str:
        """What is judged."""
        return self.judgement.area.title

    @property
    def back(self) -> str:
        """The page of the judgement."""
        return address(self.judgement)

    @property
    def inspectorate(self) -> Inspectorate:
        """The inspectorate that the reader speaks for."""
        return self.reading.member.inspectorate

    @property
    def judges(self) -> str:
        """The inspectorates that judge the area, in a sentence."""
        return listed([one.short_name for one in self.reading.judges])

    @property
    def rules(self) -> list[RuleShown]:
        """What the limiting rules come to before the act."""
        return show_rules(
            self.reading.rule_values, self.reading.judgement.area.code, self.reading.facts
        )

    @property
    def scale(self) -> Scale:
        """The grades side by side, to hold the evidence against."""
        return show_scale(self.reading)

    @cached_property
    def dependents(self) -> list[str]:
        """The areas whose rules look at this grade, in words."""
        areas = rules.bears_on(self.reading.rule_values, self.judgement.area.code)
        return [self.reading.facts.title(area) for area in areas]

    @property
    def flagged(self) -> list[str]:
        """What the act does to other areas, where it does anything."""
        if not self.dependents:
            return []
        said = (
            f"The rules about {listed(self.dependents)} are evaluated again. What no longer goes "
            "together is flagged there; no grade moves by itself."
        )
        return [said]

    @property
    def given(self) -> dict[str, Any]:
        """What a form with a grade is made with."""
        return {
            "area": self.judgement.area.code,
            "grades": self.reading.grades,
            "limiting": self.reading.rule_values,
            "facts": self.judgement.facts({}),
            "may_leave": self.judgement.area.not_judged,
        }

    def shown(self, form: GovForm, label: str) -> dict[str, object]:
        """The page with the form, whose button says what it will do."""
        form.submit_label = label
        form.cancel_url = self.back
        return {"page": self, "form": form}


class ProposeGradePresenter(GradedActPresenter):
    """Proposing a grade to the inspectorate's lead."""

    @property
    def replaces(self) -> int:
        """The number of the proposal that this one takes the place of; 0 when it is the first."""
        current = self.judgement.current_proposal()
        return current.number if current else 0

    @property
    def lead(self) -> str:
        """To whom it goes."""
        names = listed(self.reading.decides())
        return f"the lead of {self.judges}" + (f", {names}" if names else "")

    @property
    def consequences(self) -> list[str]:
        """What the button does, and to whom."""
        said = [f"It goes to {self.lead}, who takes it or decides another grade."]
        if self.replaces:
            said.append(f"It takes the place of proposal {self.replaces}, which stays to be seen.")
        return said

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form.

        Raises:
            TransitionNotAllowed: nothing can be proposed at this stage.
        """
        GRADED.find("propose", self.judgement.state)
        return self.shown(form, f"Propose this to the lead of {self.judges}")


class DecidePresenter(GradedActPresenter):
    """Taking what is proposed, or deciding another grade."""

    @cached_property
    def proposal(self) -> Proposal:
        """What is proposed.

        Raises:
            TransitionNotAllowed: nothing is, or it is decided already.
        """
        return proposal_to_decide(judgement=self.judgement)

    @property
    def rows(self) -> tuple[SummaryRow, ...]:
        """The same, to be read."""
        return show_proposal(self.reading, self.proposal)

    @property
    def returned(self) -> str:
        """Why the moderator returned the decision before; empty unless that is so."""
        if self.judgement.state != GradedState.RETURNED:
            return ""
        return self.reading.moderations[self.reading.decisions[0].pk].why

    @property
    def consequences(self) -> list[str]:
        """What the button does, and to whom."""
        own = self.inspectorate.short_name
        return [
            f"You decide for {own}. Left as it is, the form takes the proposal.",
            f"A moderator of {own} agrees or returns it. Until then nothing is agreed.",
        ]

    @property
    def decides_from(self) -> dict[str, Any]:
        """What the form is made with. A form that is sent again finds its own decision."""
        current = self.judgement.current_proposal()
        return {
            **self.given,
            "proposed": current.grade_code if current else "",
            "is_returned": self.judgement.state == GradedState.RETURNED,
        }

    @property
    def content(self) -> GradeContent:
        """With what a new form begins."""
        return content_of(proposal=self.proposal)

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form.

        Raises:
            TransitionNotAllowed: there is nothing to decide.
        """
        GRADED.find("decide", self.judgement.state)
        return self.shown(form, f"Decide this for {self.inspectorate.short_name}")


class ModeratePresenter(GradedActPresenter):
    """Reading what was decided, and answering it."""

    @cached_property
    def decision(self) -> GradeDecision:
        """The decision that waits.

        Raises:
            TransitionNotAllowed: none does.
        """
        return decision_to_moderate(judgement=self.judgement)

    @property
    def rows(self) -> tuple[SummaryRow, ...]:
        """What is decided."""
        return show_proposal(self.reading, self.reading.proposals[0])

    @property
    def decided(self) -> DecisionShown:
        """Who decided it when, and the reasons."""
        newest = show_history(self.reading)[0].decisions
        return next(one for one in newest if one.number == self.decision.number)

    @property
    def consequences(self) -> list[str]:
        """What the button does, and to whom."""
        grade = self.reading.proposals[0].grade_title.lower()
        who = listed(self.reading.decides()) or "the lead"
        return [
            f"If you agree, {self.title} is agreed as {grade}, and the report can state it.",
            f"If you return it, {who} decides anew, or an inspector proposes anew.",
            *self.flagged,
        ]

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form.

        Raises:
            TransitionNotAllowed: there is nothing to moderate.
        """
        GRADED.find("agree", self.judgement.state)
        return self.shown(form, "Send your answer")


class ReopenGradePresenter(GradedActPresenter):
    """Reopening what was agreed."""

    @property
    def consequences(self) -> list[str]:
        """What the button does, and to whom."""
        grade = self.reading.proposals[0].grade_title.lower() if self.reading.proposals else ""
        return [
            f"{self.title} is no longer agreed as {grade}.",
            "The decision and its moderation become void. They stay to be seen, with your reason.",
            "The proposal stands again: you decide it anew, or an inspector proposes another.",
            *self.flagged,
        ]

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form.

        Raises:
            TransitionNotAllowed: the grade is not agreed.
        """
        GRADED.find("reopen", self.judgement.state)
        return self.shown(form, "Reopen the grade")
