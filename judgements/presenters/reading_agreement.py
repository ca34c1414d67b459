"""The rows of coming to one view that a reader may see, each kind asked for once."""

from collections.abc import Mapping
from functools import cached_property

from inspections.models import Assignment
from judgements.models import (
    DiscussionEntry,
    Escalation,
    Judgement,
    PositionRound,
    PrintDecision,
    Proposal,
    RuleFinding,
    SeniorPerson,
    SeniorTold,
)


class AgreementReading:
    """What a reading knows of rounds, proposals, printing and the way out of a deadlock."""

    judgement: Judgement
    member: Assignment

    @cached_property
    def rounds(self) -> list[PositionRound]:
        """The newest first."""
        return list(PositionRound.objects.filter(judgement=self.judgement.pk).order_by("-number"))

    @cached_property
    def proposals(self) -> list[Proposal]:
        """The newest first."""
        return list(Proposal.objects.filter(judgement=self.judgement.pk).for_page())

    @cached_property
    def discussion(self) -> list[DiscussionEntry]:
        """What was said, the oldest first; nothing is asked before a round is revealed."""
        if not any(one.revealed_at for one in self.rounds):
            return []
        rows = DiscussionEntry.objects.visible_to(self.member.person)
        return list(rows.filter(judgement=self.judgement.pk).for_page())

    @cached_property
    def print_decisions(self) -> dict[int, list[PrintDecision]]:
        """On the newest proposal, the oldest first, by inspectorate."""
        found: dict[int, list[PrintDecision]] = {}
        for newest in self.proposals[:1]:
            for row in PrintDecision.objects.filter(proposal=newest.pk).for_page():
                found.setdefault(row.inspectorate_id, []).append(row)
        return found

    @cached_property
    def escalations(self) -> list[Escalation]:
        """The newest first; they come with the proposals."""
        rows = (getattr(one, "escalation", None) for one in self.proposals)
        return [one for one in rows if one is not None]

    @cached_property
    def seniors(self) -> list[SeniorPerson]:
        """Whom the inspectorates have named for this inspection, the newest of each."""
        found: list[SeniorPerson] = SeniorPerson.objects.counting(self.judgement.strand.inspection)
        return found

    @cached_property
    def told(self) -> dict[int, list[SeniorTold]]:
        """Who was asked, by escalation."""
        found: dict[int, list[SeniorTold]] = {}
        if not self.escalations:
            return found
        rows = SeniorTold.objects.filter(escalation__in=[one.pk for one in self.escalations])
        for row in rows.select_related("senior__inspectorate").order_by("pk"):
            found.setdefault(row.escalation_id, []).append(row)
        return found

    @cached_property
    def findings(self) -> Mapping[int, list[RuleFinding]]:
        """What the rules came to, by proposal, in the rules' order."""
        found: dict[int, list[RuleFinding]] = {}
        if not self.proposals:
            return found
        rows = RuleFinding.objects.filter(proposal__judgement=self.judgement.pk)
        for row in rows.select_related("rule").order_by("rule__order", "pk"):
            found.setdefault(row.proposal_id, []).append(row)
        return found
