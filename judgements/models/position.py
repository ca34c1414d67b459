"""What each inspectorate thinks before it knows what the others think."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from frameworks.models import Grade
from inspections.models import EvidenceRevision
from judgements.models.judgement import Judgement
from organisations.models import Inspectorate
from records.models import AppendOnly


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


class Position(AppendOnly):
    """An inspectorate's own view: grade, rationale, evidence relied on.

    Until the round is revealed the database shows it to its author alone.
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
