"""What a judgement's page shows of coming to one view: who may do what, and what was said."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import formats

from inspections.models import Inspection
from judgements import rules
from judgements.models import Escalation
from judgements.permissions import (
    may_decide_print,
    may_discuss,
    may_escalate,
    may_name_senior,
    may_reopen,
)
from judgements.presenters.reading import Reading
from judgements.presenters.words import address, listed, moment
from judgements.states import STANDS, JudgementState
from judgements.values import Stance
from pages.shown import Cell, Column, Link, SummaryRow


@dataclass(frozen=True)
class EntryShown:
    """Something that was said, by whom, when and after which round."""

    anchor: str
    author: str
    inspectorate: str
    at: str
    round: str
    text: str


@dataclass(frozen=True)
class PrintingShown:
    """Whether the letter prints views that differ, and who has said what.

    Args:
        sentence: whether it does, and whose word is missing.
        rows: every decision, the newest of each inspectorate first.
        link: where the reader decides, for those who may.
    """

    sentence: str
    columns: tuple[Column, ...]
    rows: tuple[list[Cell], ...]
    link: Link | None


@dataclass(frozen=True)
class EscalationShown:
    """A deadlock that went to the senior people: why, whom, and what they decided."""

    title: str
    rows: tuple[SummaryRow, ...]


class AgreementPresenter:
    """One reader's view of how the inspectorates come to one grade, or do not."""

    def __init__(self, reading: Reading, inspection: Inspection) -> None:
        self.reading = reading
        self.judgement = reading.judgement
        self.inspection = inspection
        self.state = JudgementState(reading.judgement.state)

    # --- discussion ------------------------------------------------------------------------------

    @property
    def is_discussed(self) -> bool:
        """Whether there is a discussion to show: all positions of one round have been in."""
        return any(one.revealed_at for one in self.reading.rounds)

    @cached_property
    def entries(self) -> list[EntryShown]:
        """What was said, the oldest first."""
        return [
            EntryShown(
                anchor=f"entry-{number}",
                author=row.by_whom,
                inspectorate=row.inspectorate.short_name,
                at=moment(row.at),
                round=f"after round {row.round.number}",
                text=row.text,
            )
            for number, row in enumerate(self.reading.discussion, 1)
        ]

    @property
    def discuss(self) -> Link | None:
        """Where the reader says something; nowhere while positions are hidden."""
        reading = self.reading
        may = may_discuss(reading.member, self.inspection, reading.participants).allowed
        newest = reading.rounds[0] if reading.rounds else None
        if not may or newest is None or newest.revealed_at is None:
            return None
        return Link("Say something in the discussion", address(self.judgement, "discuss"))

    @property
    def is_paused(self) -> bool:
        """Whether the discussion waits for the positions of an open round."""
        return self.is_discussed and self.state == JudgementState.POSITIONS_OPEN

    # --- printing --------------------------------------------------------------------------------

    @cached_property
    def printing(self) -> PrintingShown | None:
        """Of the proposal that stands, where somebody's view differs or somebody abstains."""
        if self.state not in STANDS:
            return None
        newest = self.reading.proposals[0]
        signed = self.reading.signatures.get(newest.pk, [])
        if all(one.stance == Stance.AGREES for one in signed):
            return None
        own = self.reading.member.inspectorate.code
        may = may_decide_print(
            self.reading.member, self.inspection, self.reading.participants, inspectorate=own
        ).allowed
        return PrintingShown(
            sentence=self._printing_sentence,
            columns=tuple(
                Column(one) for one in ("Inspectorate", "May be printed", "Said by", "When")
            ),
            rows=tuple(self._printing_rows()),
            link=Link("Decide for your inspectorate", address(self.judgement, "print_decision"))
            if may
            else None,
        )

    @property
    def _printing_sentence(self) -> str:
        said = self.reading.print_decisions
        newest = {
            one.code: said[one.pk][-1].prints for one in self.reading.participants if one.pk in said
        }
        if rules.are_printed([one.code for one in self.reading.participants], newest):
            return "The letter prints them: the leads of all inspectorates have said yes."
        silent = [one.short_name for one in self.reading.participants if one.code not in newest]
        against = [
            one.short_name for one in self.reading.participants if newest.get(one.code) is False
        ]
        parts = ["The letter says nothing of them. It would if the lead of every inspectorate did."]
        if against:
            parts.append(f"{listed(against)} said no.")
        if silent:
            has = "has" if len(silent) == 1 else "have"
            parts.append(f"{listed(silent)} {has} not decided yet.")
        return " ".join(parts)

    def _printing_rows(self) -> "list[list[Cell]]":
        found = []
        for one in self.reading.participants:
            said = list(reversed(self.reading.print_decisions.get(one.pk, [])))
            for place, row in enumerate(said):
                word = "Yes" if row.prints else "No"
                found.append(
                    [
                        Cell(one.short_name),
                        Cell(word if place == 0 else f"{word}, until the next decision"),
                        Cell(row.by_whom),
                        Cell(moment(row.at)),
                    ]
                )
        return found

    # --- opening again ---------------------------------------------------------------------------

    @property
    def reopen(self) -> Link | None:
        """Where the overall lead opens an agreed judgement again."""
        if self.state != JudgementState.AGREED:
            return None
        if not may_reopen(self.reading.member, self.inspection, self.judgement).allowed:
            return None
        return Link("Open the judgement again", address(self.judgement, "reopen"))

    # --- the way out -----------------------------------------------------------------------------

    @property
    def has_way_out(self) -> bool:
        """Whether the section is on the page: once something is proposed that may not be agreed."""
        open_now = {JudgementState.PROPOSED, JudgementState.ESCALATED}
        return self.state in open_now or bool(self.reading.escalations)

    @cached_property
    def seniors(self) -> tuple[SummaryRow, ...]:
        """Who decides for each inspectorate, or that nobody is named."""
        named = {one.inspectorate_id: one for one in self.reading.seniors}
        return tuple(
            SummaryRow(
                one.short_name,
                f"{named[one.pk]} ({named[one.pk].email}), named by {named[one.pk].by_whom}"
                if one.pk in named
                else "Nobody is named yet",
            )
            for one in self.reading.participants
        )

    @property
    def links(self) -> list[Link]:
        """What this reader can do about it."""
        reading, own = self.reading, self.reading.member.inspectorate
        found = []
        if may_name_senior(
            reading.member, self.inspection, reading.participants, inspectorate=own.code
        ).allowed:
            named = own.pk in {one.inspectorate_id for one in reading.seniors}
            label = f"Name {'somebody else' if named else 'who decides'} for {own.short_name}"
            found.append(Link(label, address(self.judgement, "name_senior")))
        escalates = may_escalate(reading.member, self.inspection, self.judgement).allowed
        if escalates and reading.seniors and self.state == JudgementState.PROPOSED:
            found.append(Link("Ask the senior people", address(self.judgement, "escalate")))
        return found

    @cached_property
    def escalations(self) -> list[EscalationShown]:
        """Every one, the newest first."""
        return [self._escalation(one) for one in self.reading.escalations]

    def _escalation(self, one: Escalation) -> EscalationShown:
        told = self.reading.told.get(one.pk, [])
        names = [f"{row.senior} ({row.senior.inspectorate.short_name})" for row in told]
        outcome = getattr(one, "outcome", None)
        rows = [
            SummaryRow("Asked", f"{moment(one.at)}, by {one.by_whom}"),
            SummaryRow("What they could not agree on", one.why, verbatim=True),
            SummaryRow("Asked by e-mail", listed(names)),
        ]
        if outcome is None:
            rows.append(SummaryRow("Decided", "Not yet"))
        else:
            rows += [
                SummaryRow("Decided", outcome.decision, verbatim=True),
                SummaryRow("By", outcome.decided_by),
                SummaryRow("On", formats.date_format(outcome.decided_on, "l j F Y")),
                SummaryRow("Recorded", f"{moment(outcome.at)}, by {outcome.by_whom}"),
            ]
        number = one.proposal.number
        return EscalationShown(f"Proposal {number} went to the senior people", tuple(rows))

    @property
    def waits_for_decision(self) -> bool:
        """Whether the senior people were asked, and what they decide is not recorded."""
        if self.state != JudgementState.ESCALATED:
            return False
        return getattr(self.reading.escalations[0], "outcome", None) is None
