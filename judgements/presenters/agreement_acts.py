"""The pages of discussing, printing, opening again and asking senior people."""

from functools import cached_property
from typing import Any

from inspections.models import Inspection
from judgements.actions import round_to_discuss
from judgements.actions.escalation import NOBODY_NAMED
from judgements.models import PositionRound, Proposal, SeniorPerson
from judgements.permissions import open_escalation
from judgements.presenters.acts import ActPresenter
from judgements.presenters.agreement import AgreementPresenter, EntryShown, EscalationShown
from judgements.presenters.proposals import SignatureShown, show_proposal, show_signatures
from judgements.presenters.reading import Reading
from judgements.presenters.words import listed
from judgements.states import JUDGEMENT
from pages.forms import GovForm
from pages.shown import SummaryRow
from records.errors import ActionRefused


class DiscussPresenter(ActPresenter):
    """What was said, and the form to say more."""

    def __init__(self, reading: Reading, inspection: Inspection) -> None:
        super().__init__(reading)
        self.agreement = AgreementPresenter(reading, inspection)

    @cached_property
    def round(self) -> PositionRound:
        """The round that is discussed.

        Raises:
            ActionRefused: positions are hidden.
        """
        return round_to_discuss(judgement=self.judgement)

    @property
    def entries(self) -> list[EntryShown]:
        """What was said until now."""
        return self.agreement.entries

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form, after what was said."""
        form.cancel_url = self.back
        return {"page": self, "number": self.round.number, "form": form}


class OnProposalPresenter(ActPresenter):
    """What every act on the proposal that stands shows: the proposal, and who signed it."""

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal that stands.

        Raises:
            ActionRefused: none does.
        """
        found = self.judgement.current_proposal()
        if found is None:
            raise ActionRefused("No proposal stands at the moment. Nothing was changed.")
        return found

    @property
    def rows(self) -> tuple[SummaryRow, ...]:
        """What the proposal says."""
        return show_proposal(self.reading, self.proposal)

    @property
    def signatures(self) -> tuple[SignatureShown, ...]:
        """Who has signed it, with what each says of the grade."""
        return show_signatures(self.reading, self.proposal)

    @property
    def stands_on(self) -> dict[str, Any]:
        """What a new form is made with: it carries the proposal of this moment."""
        return {
            "initial": {
                "content_hash": self.proposal.content_hash,
                "inspectorate": self.inspectorate.code,
            }
        }

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form."""
        form.cancel_url = self.back
        return {"page": self, "proposal": self.proposal, "form": form}


class PrintDecisionPresenter(OnProposalPresenter):
    """Deciding for one's inspectorate whether views that differ are printed."""

    @property
    def differing(self) -> list[SignatureShown]:
        """The views that would be printed."""
        return [one for one in self.signatures if one.reason]

    @property
    def consequences(self) -> list[str]:
        """What the decision does."""
        return [
            f"You decide for {self.inspectorate.short_name}, and for no other inspectorate.",
            (
                f"The letter prints these views only if the leads of {self.everybody} all say yes. "
                "Until then it says nothing of them."
            ),
            "You can change it until the letter is published. Every decision stays on the record.",
        ]

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form, whose button says for whom."""
        form.submit_label = f"Decide for {self.inspectorate.short_name}"
        return super().context(form)


class ReopenPresenter(OnProposalPresenter):
    """Opening an agreed judgement again."""

    @property
    def consequences(self) -> list[str]:
        """What the button does, and to whom."""
        return [
            (
                f"The agreed grade is void, with the signatures of {self.everybody}. They stay "
                "to be seen, struck out, with your reason."
            ),
            (
                "A report that states this grade is not signed off, sent or published until the "
                "judgement is agreed again."
            ),
            "You propose anew, or open another round of positions.",
        ]

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form.

        Raises:
            TransitionNotAllowed: the judgement is not agreed.
        """
        JUDGEMENT.find("reopen", self.judgement.state)
        return super().context(form)


class EscalatePresenter(OnProposalPresenter):
    """Asking the senior people."""

    @cached_property
    def seniors(self) -> list[SeniorPerson]:
        """Those who are asked."""
        return [
            one for one in self.reading.seniors if one.inspectorate in self.reading.participants
        ]

    @property
    def unnamed(self) -> str:
        """The inspectorates that have named nobody, in a sentence; empty when all have."""
        named = {one.inspectorate_id for one in self.seniors}
        left = [one.short_name for one in self.reading.participants if one.pk not in named]
        if not left:
            return ""
        has, whom = ("has", "its lead names") if len(left) == 1 else ("have", "their leads name")
        return f"{listed(left)} {has} named nobody yet. Whoever {whom} is asked then."

    @property
    def consequences(self) -> list[str]:
        """What the button does, and to whom."""
        asked = listed([f"{one} ({one.inspectorate.short_name})" for one in self.seniors])
        said = [
            (
                f"{asked} {'is' if len(self.seniors) == 1 else 'are'} told by e-mail that a "
                "decision is asked. The e-mail says nothing of positions or grades."
            ),
            (
                "Nobody signs this proposal any more. You record what they decide; then you "
                "propose as usual, and every inspectorate signs."
            ),
        ]
        return [*said, self.unnamed] if self.unnamed else said

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form.

        Raises:
            TransitionNotAllowed: nothing is proposed.
            ActionRefused: nobody is named who could be asked.
        """
        JUDGEMENT.find("escalate", self.judgement.state)
        if not self.seniors:
            raise ActionRefused(NOBODY_NAMED)
        return super().context(form)


class SeniorPresenter(ActPresenter):
    """Naming who decides for one's inspectorate."""

    @property
    def named(self) -> SeniorPerson | None:
        """Who is named now."""
        own = self.inspectorate.pk
        return next((one for one in self.reading.seniors if one.inspectorate_id == own), None)

    @property
    def consequences(self) -> list[str]:
        """What naming somebody does."""
        said = [
            (
                f"This person decides for {self.inspectorate.short_name} in the whole inspection "
                "if the leads cannot agree on a grade."
            ),
            (
                "He or she gets an e-mail when a decision is asked, and sees nothing of the "
                "inspection here."
            ),
        ]
        if self.named is not None:
            said.append(f"Until now it is {self.named} ({self.named.email}). That stays on record.")
        return said

    @property
    def stands_on(self) -> dict[str, Any]:
        """What a new form is made with."""
        return {"initial": {"inspectorate": self.inspectorate.code}}


class OutcomePresenter(ActPresenter):
    """Recording what the senior people decided."""

    def __init__(self, reading: Reading, inspection: Inspection) -> None:
        super().__init__(reading)
        self.agreement = AgreementPresenter(reading, inspection)

    @property
    def escalation(self) -> EscalationShown:
        """What they were asked."""
        return self.agreement.escalations[0]

    @property
    def consequences(self) -> list[str]:
        """What the button does."""
        return [
            "Their words stay on the record, and the whole team reads them.",
            f"They give no grade: you propose one next, and {self.everybody} sign it.",
        ]

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form.

        Raises:
            ActionRefused: no decision is waited for.
        """
        if open_escalation(self.judgement) is None:
            raise ActionRefused(
                "No decision of senior people is waited for here. Nothing was changed."
            )
        form.cancel_url = self.back
        return {"page": self, "form": form}
