"""The rows of an evaluation in words that a reader may see, each kind asked for once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from frameworks.models import Criterion
from inspections.actions.keeping import agencies_of
from inspections.models import Assignment, EvidenceAudience, Inspection
from inspections.values import LEADING, STRENGTH_LABELS, Strength
from judgements.models import (
    FindingEvidence,
    HeadingConsidered,
    NarrativeEvaluation,
    NarrativeEvent,
    NarrativeFinding,
)
from judgements.permissions import participants_of
from judgements.presenters.words import listed
from organisations.models import Agency, Inspectorate

_EXCERPT = 160


@dataclass(frozen=True)
class Bears:
    """The items that speak for a criterion and against it, the newest first, by reference."""

    for_it: Sequence[str]
    against_it: Sequence[str]


@dataclass(frozen=True)
class ItemShown:
    """An item of evidence that a finding may rest on."""

    key: str
    reference: str
    version: int
    strength: str
    excerpt: str

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"evidence {self.reference} v{self.version}"


class EvaluationReading:
    """One reader's view of one evaluation. Nothing is asked for twice, or before it is needed."""

    def __init__(self, evaluation: NarrativeEvaluation, member: Assignment) -> None:
        self.evaluation = evaluation
        self.member = member

    @property
    def inspection(self) -> Inspection:
        """The inspection that it belongs to."""
        return self.evaluation.strand.inspection

    @cached_property
    def participants(self) -> list[Inspectorate]:
        """The inspectorates that take part in the strand, in their order."""
        return participants_of(self.evaluation.strand)

    @property
    def everybody(self) -> str:
        """They in a sentence."""
        return listed([one.short_name for one in self.participants])

    @cached_property
    def completed_by(self) -> str:
        """Who completes it: the office, and the name where somebody holds it."""
        strand = self.evaluation.strand
        office = "The overall lead" if strand.is_joint else f"The lead of {strand.owner}"
        rows = Assignment.objects.filter(
            inspection=strand.inspection_id, role__in=LEADING, ends_on__isnull=True
        ).select_related("person")
        names = [
            row.person.name
            for row in rows
            if (row.is_overall_lead if strand.is_joint else row.inspectorate_id == strand.owner_id)
        ]
        return f"{office} ({names[0]})" if names else office

    @cached_property
    def agencies(self) -> list[Agency]:
        """The agencies of the inspected area."""
        return agencies_of(inspection=self.inspection)

    @cached_property
    def criteria(self) -> Sequence[Criterion]:
        """What is looked for."""
        return self.evaluation.criteria()

    @cached_property
    def findings(self) -> list[NarrativeFinding]:
        """All that this reader may read, in the order of their numbers; withdrawn ones too."""
        if not self.evaluation.is_begun:
            return []
        rows = NarrativeFinding.objects.visible_to(self.member.person)
        found = list(rows.filter(evaluation=self.evaluation.pk).for_page())
        for one in found:
            one.evaluation = self.evaluation
        return found

    @property
    def standing(self) -> list[NarrativeFinding]:
        """Those that count."""
        return [one for one in self.findings if not one.is_withdrawn]

    @cached_property
    def considered(self) -> dict[str, list[HeadingConsidered]]:
        """On what there is nothing to say, by the criterion's reference, the newest first."""
        found: dict[str, list[HeadingConsidered]] = {}
        rows = HeadingConsidered.objects.visible_to(self.member.person)
        for row in rows.filter(evaluation=self.evaluation.pk).for_page():
            found.setdefault(row.criterion.reference, []).append(row)
        return found

    @cached_property
    def events(self) -> list[NarrativeEvent]:
        """How it came to where it is, the newest first."""
        return list(NarrativeEvent.objects.filter(evaluation=self.evaluation.pk).for_page())

    @cached_property
    def bears(self) -> Mapping[str, Bears]:
        """The evidence for and against each criterion that this reader may see, by its reference.

        What was recorded under an earlier version of the framework counts for the criterion with
        the same reference; what is neutral or was withdrawn counts on neither side.
        """
        link = "revision__criterion_links__criterion__reference"
        keys = [one.reference for one in self.criteria]
        rows = EvidenceAudience.objects.for_member(self.member).standing()
        seen = rows.filter(**{f"{link}__in": keys}).exclude(revision__strength=Strength.NEUTRAL)
        sides: dict[tuple[str, bool], dict[str, None]] = {}
        for reference, item, strength in seen.newest_first().values_list(
            link, "evidence__reference", "revision__strength"
        ):
            side = sides.setdefault((reference, strength == Strength.STRENGTH), {})
            side[item] = None
        return {
            key: Bears(list(sides.get((key, True), ())), list(sides.get((key, False), ())))
            for key in keys
        }

    @cached_property
    def rests_on(self) -> dict[int, list[int]]:
        """The revisions that each finding rests on, by the key of the finding."""
        versions = {one.pk: one.version for one in self.findings}
        rows = FindingEvidence.objects.filter(said__finding__in=versions).values_list(
            "said__finding", "said__version", "revision_id"
        )
        found: dict[int, list[int]] = {}
        for finding, version, revision in rows:
            if versions[finding] == version:
                found.setdefault(finding, []).append(revision)
        return found

    @cached_property
    def references(self) -> dict[int, tuple[str, str]]:
        """Key and reference of those items that this reader may see, by revision."""
        wanted = {revision for found in self.rests_on.values() for revision in found}
        link = "evidence__revisions"
        seen = EvidenceAudience.objects.for_member(self.member).filter(**{f"{link}__in": wanted})
        columns = (link, "evidence_id", "evidence__reference")
        return {key: (str(item), named) for key, item, named in seen.values_list(*columns)}

    @cached_property
    def items(self) -> list[ItemShown]:
        """The evidence that the reader may see, the newest first."""
        rows = (
            EvidenceAudience.objects.for_member(self.member)
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

    def unseen(self, finding: NarrativeFinding) -> int:
        """How many items the finding rests on that this reader does not see."""
        return sum(one not in self.references for one in self.rests_on.get(finding.pk, []))
