"""An evaluation in words: strengths and areas for improvement, and no grade.

None of these tables has a place for a grade (No. 140112 ¶29; No. 150092 ¶23, ¶25).
"""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from frameworks.models import Criterion, JudgementArea
from inspections.models import Assignment, EvidenceRevision, Strand, by_whom, stood_in_for
from judgements.states import EVALUATION, EvaluationState
from judgements.values import FINDING_LABELS, FindingKind
from organisations.models import Agency, Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet

if TYPE_CHECKING:
    from collections.abc import Sequence


def _by_team(rows: Any, person: Any, day: date | None, evaluation: str) -> Any:
    """Those of strands in which the person's inspectorate takes part (house rule 6)."""
    team = Assignment.objects.on(day or timezone.localdate()).filter(
        person=person,
        inspection=OuterRef(f"{evaluation}__strand__inspection"),
        inspectorate__participations__strand=OuterRef(f"{evaluation}__strand"),
    )
    return rows.filter(Exists(team))


class NarrativeEvaluation(models.Model):
    """The evaluation of an area that is answered in words, in a strand.

    That there is one and where it stands, everybody on the team may know; what was found is read by
    those who take part in the strand.
    """

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="evaluations")
    area = models.ForeignKey(JudgementArea, on_delete=models.PROTECT, related_name="evaluations")
    state = models.CharField(
        max_length=16,
        choices=[(state.value, state.value) for state in EvaluationState],
        default=EvaluationState.OPEN,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="evaluation_once",
                fields=["strand", "area"],
                violation_error_message="This area is evaluated in this strand already.",
            ),
            models.CheckConstraint(
                name="evaluation_state_known",
                condition=Q(state__in=[state.value for state in EvaluationState]),
                violation_error_message="An evaluation has one of the stages of its table.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} ({self.strand})"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"evaluation {self.strand.inspection.reference}/{self.area.code}"

    @property
    def state_label(self) -> str:
        """The stage in words."""
        return EVALUATION.label(self.state)

    @property
    def is_begun(self) -> bool:
        """Whether it is stored: an evaluation is begun on first need."""
        return not self._state.adding

    @property
    def is_complete(self) -> bool:
        """Whether nothing is written any more, unless it is reopened."""
        return self.state == EvaluationState.COMPLETE

    def criteria(self) -> "Sequence[Criterion]":
        """What is looked for, in its order."""
        return list(Criterion.objects.filter(area=self.area_id))


class NarrativeEventQuerySet(AppendOnlyQuerySet):
    """Steps."""

    def for_page(self) -> "NarrativeEventQuerySet":
        """With who took each, and for whom a deputy did, the newest first."""
        deputy_for = stood_in_for(person="by", inspection="evaluation__strand__inspection")
        rows = self.annotate(deputy_for=deputy_for).select_related("by")
        return rows.order_by("-at", "-pk")


class NarrativeEvent(AppendOnly):
    """One step of an evaluation from a stage to the next."""

    evaluation = models.ForeignKey(
        NarrativeEvaluation, on_delete=models.PROTECT, related_name="events"
    )
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    # Put on by `for_page`: the lead for whom the person stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = NarrativeEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evaluation_reopened_for_a_reason",
                condition=~Q(from_state=EvaluationState.COMPLETE) | ~Q(why=""),
                violation_error_message="Say why the evaluation is reopened.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    @property
    def by_whom(self) -> str:
        """Who took the step, and the lead for whom a deputy did."""
        return by_whom(self.by.name, self.deputy_for)


class FindingSaid(models.Model):
    """What a finding says at one version."""

    criterion = models.ForeignKey(
        Criterion,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: the area as a whole.",
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: the partnership.",
    )
    kind = models.CharField(
        max_length=12, choices=[(kind.value, FINDING_LABELS[kind]) for kind in FindingKind]
    )
    text = models.TextField()

    class Meta:
        abstract = True

    @property
    def about(self) -> str:
        """Whom it is about."""
        return self.agency.name if self.agency else "The partnership"

    @property
    def kind_label(self) -> str:
        """Strength, or area for improvement."""
        return FINDING_LABELS[FindingKind(self.kind)]


class NarrativeFindingQuerySet(models.QuerySet["NarrativeFinding"]):
    """Findings, by who may read them."""

    def visible_to(self, person: Any, day: date | None = None) -> "NarrativeFindingQuerySet":
        """Those of strands in which the person's inspectorate takes part."""
        found: NarrativeFindingQuerySet = _by_team(self, person, day, "evaluation")
        return found

    def standing(self) -> "NarrativeFindingQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_page(self) -> "NarrativeFindingQuerySet":
        """With what a page names, in the order of their numbers."""
        return self.select_related(
            "criterion", "agency", "inspectorate", "author", "withdrawn_by"
        ).order_by("number")


class NarrativeFinding(FindingSaid):
    """A strength or an area for improvement, of an agency or the partnership.

    Changed by compare-and-set; every version is kept. It is withdrawn and never deleted.
    """

    application_rights = ("SELECT", "INSERT", "UPDATE")

    evaluation = models.ForeignKey(
        NarrativeEvaluation, on_delete=models.PROTECT, related_name="findings"
    )
    number = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="findings"
    )
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    objects: ClassVar[Any] = NarrativeFindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="finding_number_once",
                fields=["evaluation", "number"],
                violation_error_message="Another finding was added at the same moment.",
            ),
            models.CheckConstraint(
                name="finding_has_text",
                condition=~Q(text=""),
                violation_error_message="A finding says what was found.",
            ),
            models.CheckConstraint(
                name="finding_kind_known",
                condition=Q(kind__in=[kind.value for kind in FindingKind]),
                violation_error_message="A finding is a strength or an area for improvement.",
            ),
            models.CheckConstraint(
                name="finding_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                violation_error_message="A finding is withdrawn by a person, for a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"F{self.number}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it counts no longer."""
        return self.withdrawn_at is not None

    @property
    def record_name(self) -> str:
        """How the audit log names it: never the text."""
        return f"finding F{self.number} v{self.version} of evaluation {self.evaluation_id}"


class NarrativeFindingRevision(FindingSaid, AppendOnly):
    """What a finding said at one version, and who said so."""

    finding = models.ForeignKey(
        NarrativeFinding, on_delete=models.PROTECT, related_name="revisions"
    )
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                name="finding_version_once",
                fields=["finding", "version"],
                violation_error_message="This version was saved already.",
            ),
            models.CheckConstraint(
                name="finding_revision_has_text",
                condition=~Q(text=""),
                violation_error_message="A finding says what was found.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding} v{self.version}"


class FindingEvidence(models.Model):
    """A version of a finding rests on an item of evidence, at a revision."""

    application_rights = ("SELECT", "INSERT")

    said = models.ForeignKey(
        NarrativeFindingRevision, on_delete=models.PROTECT, related_name="rests_on"
    )
    revision = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "finding evidence"
        constraints = [
            models.UniqueConstraint(
                name="finding_evidence_once",
                fields=["said", "revision"],
                violation_error_message="The finding rests on this already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.said_id} – {self.revision_id}"


class HeadingConsideredQuerySet(AppendOnlyQuerySet):
    """Criteria on which there is nothing to say, by who may read that."""

    def visible_to(self, person: Any, day: date | None = None) -> Any:
        """Those of strands in which the person's inspectorate takes part."""
        return _by_team(self, person, day, "evaluation")

    def for_page(self) -> Any:
        """With what a page names, the newest first."""
        return self.select_related("criterion", "inspectorate", "by").order_by("-at", "-pk")


class HeadingConsidered(AppendOnly):
    """A criterion was considered, there is nothing to say on it, and why."""

    evaluation = models.ForeignKey(
        NarrativeEvaluation, on_delete=models.PROTECT, related_name="considered"
    )
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[Any] = HeadingConsideredQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "headings considered"
        constraints = [
            models.CheckConstraint(
                name="heading_considered_has_reason",
                condition=~Q(why=""),
                violation_error_message="Say why there is nothing to say.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.reference}: considered"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"{self.criterion.reference} considered in evaluation {self.evaluation_id}"
