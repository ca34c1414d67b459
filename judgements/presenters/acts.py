"""The pages on which somebody acts: each says exactly what will happen, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from inspections.models import EvidenceAudience
from inspections.values import STRENGTH_LABELS, Strength
from judgements import rules
from judgements.actions import open_round, proposal_to_sign, require_decided
from judgements.models import PositionRound, Proposal
from judgements.presenters.proposals import show_proposal
from judgements.presenters.reading import Reading
from judgements.presenters.rounds import RoundShown, show_rounds
from judgements.presenters.scale import Scale, show_scale
from judgements.presenters.words import address, listed
from judgements.states import JUDGEMENT
from organisations.models import Inspectorate
from pages.forms import GovForm
from pages.shown import SummaryRow

_EXCERPT = 160


@dataclass(frozen=True)
class ItemShown:
    """An item of evidence that a position may rely on."""

    key: str
    reference: str
    version: int
    strength: str
    excerpt: str

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"evidence {self.reference} v{self.version}"


class ActPresenter:
    """What every page of an act shows."""

    def __init__(self, reading: Reading) -> None:
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
    def everybody(self) -> str:
        """The inspectorates that judge, in a sentence."""
        return listed([one.short_name for one in self.reading.participants])

    @property
    def stands_on(self) -> dict[str, Any]:
        """What a new form is made with."""
        return {}

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form."""
        form.cancel_url = self.back
        return {"page": self, "form": form}

    def _others(self, done: set[int]) -> list[str]:
        own = self.inspectorate.pk
        return [
            one.short_name
            for one in self.reading.participants
            if one.pk not in done and one.pk != own
        ]


class OpenPositionsPresenter(ActPresenter):
    """Before a round is opened."""

    @property
    def number(self) -> int:
        """The number that the round will have."""
        return len(self.reading.rounds) + 1

    @property
    def consequences(self) -> list[str]:
        """What the button does."""
        said = [
            f"{self.everybody} are each asked for a position.",
            "Nobody reads another’s position until all of them are in; then all are shown at once.",
        ]
        if self.number > 1:
            said.append("The positions of the earlier rounds are kept and stay to be read.")
        if self.judgement.current_proposal() is not None:
            said.append("The proposal that stands becomes void, with its signatures.")
        return said

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form, whose button says who is asked.

        Raises:
            TransitionNotAllowed: no round can be opened at this stage.
        """
        JUDGEMENT.find("open_positions", self.judgement.state)
        form.submit_label = f"Open round {self.number} to {self.everybody}"
        form.cancel_url = self.back
        return {"page": self, "form": form}


class PositionPresenter(ActPresenter):
    """Recording a position."""

    @cached_property
    def round(self) -> PositionRound:
        """The round that the position is for.

        Raises:
            ActionRefused: none is open, or the inspectorate's position is in already.
        """
        return open_round(judgement=self.judgement, inspectorate=self.inspectorate)

    @cached_property
    def items(self) -> list[ItemShown]:
        """The evidence that the reader may see, the newest first."""
        rows = (
            EvidenceAudience.objects.for_member(self.reading.member)
            .standing()
            .filter(revision__isnull=False)
            .newest_first()
            .values_list(
                "evidence",
                "evidence__reference",
                "revision__version",
                "revision__strength",
                "revision__text",
            )
        )
        return [
            ItemShown(
                key=str(key),
                reference=reference,
                version=version,
                strength=STRENGTH_LABELS[Strength(strength)],
                excerpt=text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rstrip()}…",
            )
            for key, reference, version, strength, text in rows
        ]

    @property
    def scale(self) -> Scale:
        """The grades side by side, to hold the evidence against."""
        return show_scale(self.reading)

    @property
    def missing(self) -> list[str]:
        """The other inspectorates whose positions are not in yet."""
        return self._others(self.reading.received.get(self.round.pk, set()))

    @property
    def consequence(self) -> str:
        """What the button does, and what it does to whom."""
        own = self.inspectorate.short_name
        if not self.missing:
            return (
                f"{own} is the last: with this position all are shown to the whole team at once. "
                "It cannot be changed in this round."
            )
        return (
            f"Only you can read it until {_has(self.missing)} recorded theirs. It cannot be "
            "changed in this round."
        )

    @property
    def button(self) -> str:
        """The words of the button."""
        own = self.inspectorate.short_name
        if self.missing:
            return f"Record the position of {own}"
        return f"Record the position of {own} and show all positions"

    @property
    def given(self) -> dict[str, Any]:
        """What the form is made with."""
        return {
            "grades": self.reading.grades,
            "items": [(item.key, item.reference) for item in self.items],
            "initial": {"inspectorate": self.inspectorate.code},
        }

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form; the ticks are kept."""
        chosen = set(form["evidence"].value() or ())
        return {"page": self, "form": form, "chosen": chosen}


class ProposePresenter(ActPresenter):
    """Proposing a grade: the positions of the last round are on the same page."""

    @property
    def last_round(self) -> RoundShown | None:
        """The positions that the proposal follows."""
        return next((one for one in show_rounds(self.reading) if one.is_revealed), None)

    @property
    def replaces(self) -> int:
        """The number of the proposal that this one makes void; 0 when it is the first."""
        current = self.judgement.current_proposal()
        return current.number if current else 0

    @property
    def consequences(self) -> list[str]:
        """What the button does, and to whom."""
        said = [f"{self.everybody} are each asked to sign this grade and these words."]
        if self.replaces:
            said.append(
                f"Proposal {self.replaces} becomes void, with the signatures on it. They stay to "
                "be seen."
            )
        return said

    @cached_property
    def _facts(self) -> rules.Facts:
        return self.judgement.facts({})

    @property
    def considered(self) -> list[str]:
        """What is weighed with the grade, and fixes none."""
        outcomes = rules.evaluate(self.reading.rule_values, self.judgement.area.code, self._facts)
        return [one.because for one in outcomes if isinstance(one, rules.Considered)]

    @property
    def given(self) -> dict[str, Any]:
        """What the form is made with."""
        return {
            "area": self.judgement.area.code,
            "grades": self.reading.grades,
            "limiting": self.reading.rule_values,
            "facts": self._facts,
        }

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form, whose button says to whom the proposal goes.

        Raises:
            TransitionNotAllowed: nothing can be proposed at this stage.
            ActionRefused: the senior people are asked, and what they decided is not recorded.
        """
        JUDGEMENT.find("propose", self.judgement.state)
        require_decided(judgement=self.judgement)
        form.submit_label = f"Propose this to {self.everybody}"
        form.cancel_url = self.back
        return {"page": self, "form": form}


class SignPresenter(ActPresenter):
    """Checking what one signs, and signing it."""

    @cached_property
    def proposal(self) -> Proposal:
        """The proposal that stands.

        Raises:
            ActionRefused: nothing is proposed, or the inspectorate has signed it already.
        """
        return proposal_to_sign(judgement=self.judgement, inspectorate=self.inspectorate)

    @property
    def rows(self) -> tuple[SummaryRow, ...]:
        """What is signed."""
        return show_proposal(self.reading, self.proposal)

    @property
    def missing(self) -> list[str]:
        """The other inspectorates that have not signed yet."""
        signed = self.reading.signatures.get(self.proposal.pk, [])
        return self._others({one.inspectorate_id for one in signed})

    @property
    def consequences(self) -> list[str]:
        """What the button does, and to whom."""
        own = self.inspectorate.short_name
        said = [f"You sign for {own}, and for no other inspectorate. It cannot be undone."]
        if self.missing:
            said.append(f"The judgement is agreed once {_has(self.missing)} signed too.")
        else:
            said.append(
                f"{own} is the last to sign: with this the judgement is agreed as "
                f"{self.proposal.grade_title.lower()}, and the report can state it."
            )
        said.append("If the overall lead proposes anything else, your signature is void.")
        return said

    @property
    def given(self) -> dict[str, Any]:
        """What the form is made with."""
        return {
            "signs_for": self.inspectorate.short_name,
            "initial": {"inspectorate": self.inspectorate.code},
        }

    @property
    def stands_on(self) -> dict[str, Any]:
        """The same for a new form: it carries the content of this moment."""
        given = self.given
        given["initial"]["content_hash"] = self.proposal.content_hash
        return given

    def context(self, form: GovForm) -> dict[str, object]:
        """The page with the form, whose button says what it will do."""
        own = self.inspectorate.short_name
        form.cancel_url = self.back
        form.submit_label = (
            f"Sign for {own}" if self.missing else f"Sign for {own} and agree the judgement"
        )
        return {"page": self, "form": form}


def _has(names: Sequence[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'}"
