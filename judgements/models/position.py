"""What each inspectorate thinks before it knows what the others think."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from frameworks.models import Grade
from inspections.models import Assignment, EvidenceRevision, by_whom, stood_in_for
from judgements.models.judgement import Judgement
from organisations.models import Inspectorate
from records.models import AppendOnly
from records.models.append_only import AppendOnlyQuerySet


class PositionRound(models.Model):
    """A round in which every participating inspectorate records a position, blind.

    Earlier rounds are kept. A round is revealed when the last position has come in.
    """

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    revealed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="round_number_once",
                fields=["judgement", "number"],
                violation_error_message="This round was opened already.",
            ),
            models.UniqueConstraint(
                name="round_one_open",
                fields=["judgement"],
                condition=Q(revealed_at__isnull=True),
                violation_error_message="A round is open already.",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.number}"


class PositionQuerySet(AppendOnlyQuerySet):
    """Positions, by who may read them."""

    def visible_to(self, person: Any, day: date | None = None) -> Any:
        """A person's own; and, of revealed rounds, those of inspections whose team they are on."""
        on_team = Assignment.objects.on(day or timezone.localdate()).filter(
            inspection=OuterRef("round__judgement__strand__inspection"), person=person
        )
        return self.filter(Q(author=person) | Q(round__revealed_at__isnull=False) & Exists(on_team))

    def for_page(self) -> Any:
        """With what a row of positions shows, in the inspectorates' order."""
        deputy_for = stood_in_for(
            person="author",
            inspectorate="inspectorate",
            inspection="round__judgement__strand__inspection",
        )
        rows = self.annotate(deputy_for=deputy_for)
        return rows.select_related("inspectorate", "author", "grade").order_by(
            "inspectorate__order", "pk"
        )


class Position(AppendOnly):
    """An inspectorate's own view: grade, rationale, evidence relied on.

    Until the round is revealed the database shows it to its author alone; so do the queries here.
    What it relies on is written to `EvidenceUse` when the round is revealed, not before: that too
    would tell of the position.
    """

    round = models.ForeignKey(PositionRound, on_delete=models.PROTECT, related_name="positions")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="positions"
    )
    grade = models.ForeignKey(
        Grade,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty: no evidence within our remit.",
    )
    rationale = models.TextField()
    at = models.DateTimeField()
    # Put on by `for_page`: the lead for whom the author stood in.
    deputy_for: str | None = None

    objects: ClassVar[Any] = PositionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="position_one_each",
                fields=["round", "inspectorate"],
                violation_error_message="Your inspectorate’s position is in already.",
            ),
            models.CheckConstraint(
                name="position_has_rationale",
                condition=~Q(rationale=""),
                violation_error_message="Say what the position rests on.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspectorate} in {self.round}"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"position {self.pk}"

    @property
    def by_whom(self) -> str:
        """The author, and the lead for whom a deputy recorded it."""
        return by_whom(self.author.name, self.deputy_for)


class PositionEvidence(models.Model):
    """A position relies on an item of evidence, at a revision."""

    application_rights = ("SELECT", "INSERT")

    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="evidence_relied_on"
    )
    revision = models.ForeignKey(EvidenceRevision, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "position evidence"
        constraints = [
            models.UniqueConstraint(
                name="position_evidence_once",
                fields=["position", "revision"],
                violation_error_message="The position relies on this already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.position_id} – {self.revision_id}"


class PositionReceived(AppendOnly):
    """That an inspectorate's position is in. Says nothing of what it is, so everyone may know."""

    round = models.ForeignKey(PositionRound, on_delete=models.PROTECT, related_name="received")
    inspectorate = models.ForeignKey(Inspectorate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "positions received"
        constraints = [
            models.UniqueConstraint(
                name="position_received_once",
                fields=["round", "inspectorate"],
                violation_error_message="Your inspectorate’s position is in already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspectorate}: in"
