"""The rows of a judgement that a reader may see, each kind asked for once."""

from collections.abc import Mapping
from functools import cached_property

from django.utils import timezone

from frameworks.models import Criterion, Grade, GradeDescriptor, LimitingRule
from frameworks.values import Rule
from inspections.models import Assignment, EvidenceAudience, PracticeEvaluation
from inspections.values import LEADING, Strength
from judgements import rules
from judgements.models import (
    Judgement,
    Position,
    PositionEvidence,
    PositionReceived,
    RecordedAnswer,
    RuleDeparture,
    Signature,
)
from judgements.permissions import participants_of
from judgements.presenters.reading_agreement import AgreementReading
from organisations.models import Inspectorate


class Reading(AgreementReading):
    """One reader's view of one judgement. Nothing is asked for twice, or before it is needed."""

    def __init__(self, judgement: Judgement, member: Assignment) -> None:
        self.judgement = judgement
        self.member = member

    @cached_property
    def participants(self) -> list[Inspectorate]:
        """The inspectorates that judge, in their order."""
        return participants_of(self.judgement.strand)

    @cached_property
    def leads(self) -> dict[int, str]:
        """The name of each inspectorate's lead today, by the key of the inspectorate."""
        rows = Assignment.objects.on(timezone.localdate()).filter(
            inspection=self.judgement.strand.inspection_id, role__in=LEADING, deputising=None
        )
        return {row.inspectorate_id: row.person.name for row in rows.select_related("person")}

    @cached_property
    def grades(self) -> list[Grade]:
        """Of the scale, the best first."""
        return self.judgement.grades()

    @cached_property
    def descriptors(self) -> list[GradeDescriptor]:
        """What the area looks like at each grade."""
        return list(GradeDescriptor.objects.filter(area=self.judgement.area_id).order_by("order"))

    @cached_property
    def criteria(self) -> list[Criterion]:
        """What is looked for."""
        return list(Criterion.objects.filter(area=self.judgement.area_id))

    @cached_property
    def limiting(self) -> list[LimitingRule]:
        """The framework's limiting rules."""
        return self.judgement.limiting_rules()

    @cached_property
    def rule_values(self) -> list[Rule]:
        """The same as plain values."""
        return [rule.as_value() for rule in self.limiting]

    @cached_property
    def weights(self) -> Mapping[int, rules.Weight]:
        """The evidence for and against each criterion that this reader may see.

        What is neutral, or was withdrawn, counts on neither side.

        By reference: what was recorded under an earlier version of the framework stays on that
        version's criterion, and counts for the one with the same reference.
        """
        keys = {criterion.reference: criterion.pk for criterion in self.criteria}
        link = "revision__criterion_links__criterion__reference"
        rows = EvidenceAudience.objects.for_member(self.member).standing()
        seen = rows.filter(**{f"{link}__in": keys}).exclude(revision__strength=Strength.NEUTRAL)
        bearings = (
            rules.Bearing(keys[reference], str(item), strength == Strength.STRENGTH)
            for reference, item, strength in seen.values_list(
                link, "evidence", "revision__strength"
            )
        )
        return rules.weigh(bearings, [criterion.pk for criterion in self.criteria])

    @cached_property
    def practice(self) -> list[PracticeEvaluation]:
        """What inspectors found of practice in the cases, in the strand of this judgement."""
        strand, area = self.judgement.strand_id, self.judgement.area.code
        return list(PracticeEvaluation.objects.for_judgement(self.member, strand, area))

    @cached_property
    def received(self) -> dict[int, set[int]]:
        """Whose positions are in, by round."""
        found: dict[int, set[int]] = {}
        for row in PositionReceived.objects.filter(round__judgement=self.judgement.pk):
            found.setdefault(row.round_id, set()).add(row.inspectorate_id)
        return found

    @cached_property
    def positions(self) -> dict[int, list[Position]]:
        """The positions that this reader may read, by round, in the inspectorates' order."""
        found: dict[int, list[Position]] = {}
        rows = Position.objects.visible_to(self.member.person).filter(
            round__judgement=self.judgement.pk
        )
        for row in rows.for_page():
            found.setdefault(row.round_id, []).append(row)
        return found

    @cached_property
    def relied_on(self) -> dict[int, list[int]]:
        """The revisions that each of those positions relies on."""
        found: dict[int, list[int]] = {}
        shown = [position.pk for rows in self.positions.values() for position in rows]
        for position, revision in PositionEvidence.objects.filter(position__in=shown).values_list(
            "position_id", "revision_id"
        ):
            found.setdefault(position, []).append(revision)
        return found

    @cached_property
    def references(self) -> dict[int, str]:
        """The references of those items of evidence that this reader may see, by revision."""
        wanted = {revision for found in self.relied_on.values() for revision in found}
        seen = EvidenceAudience.objects.for_member(self.member).filter(
            evidence__revisions__in=wanted
        )
        return dict(seen.values_list("evidence__revisions", "evidence__reference"))

    @cached_property
    def signatures(self) -> dict[int, list[Signature]]:
        """By proposal, in the inspectorates' order."""
        found: dict[int, list[Signature]] = {}
        rows = Signature.objects.filter(proposal__judgement=self.judgement.pk)
        for row in rows.for_page():
            found.setdefault(row.proposal_id, []).append(row)
        return found

    @cached_property
    def departures(self) -> dict[int, list[RuleDeparture]]:
        """By proposal."""
        found: dict[int, list[RuleDeparture]] = {}
        rows = RuleDeparture.objects.filter(proposal__judgement=self.judgement.pk)
        for row in rows.select_related("rule").order_by("rule__order"):
            found.setdefault(row.proposal_id, []).append(row)
        return found

    @cached_property
    def answers(self) -> dict[int, list[RecordedAnswer]]:
        """By proposal."""
        found: dict[int, list[RecordedAnswer]] = {}
        rows = RecordedAnswer.objects.filter(proposal__judgement=self.judgement.pk)
        for row in rows.select_related("rule").order_by("rule__order", "pk"):
            found.setdefault(row.proposal_id, []).append(row)
        return found
