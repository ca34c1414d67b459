"""The parts of an inspection, each under a power of its own."""

from typing import Any

from django.db import models
from django.db.models import Q

from frameworks.models import JudgementArea
from inspections.values import StrandKind
from organisations.models import Inspectorate, LegalPower


class StrandQuerySet(models.QuerySet["Strand"]):
    """Strands of inspections."""

    def of(self, inspection: Any) -> "StrandQuerySet":
        """Those of one inspection."""
        return self.filter(inspection=inspection)

    def named(self, code: str) -> "Strand | None":
        """The one with this code, if it is among these."""
        return self.filter(code=code).select_related("power").first()


class Strand(models.Model):
    """One inspectorate's part of an inspection, or the joint part (section 20).

    Evidence and judgements hang on a strand. In a joint strand every participating inspectorate's
    team is the audience of what is recorded; in a single-agency one only the owner's, until an
    item is shared (house rule 6).
    """

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="strands"
    )
    code = models.SlugField()
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in StrandKind])
    power = models.ForeignKey(LegalPower, on_delete=models.PROTECT, related_name="strands")
    owner = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, null=True, blank=True, related_name="own_strands"
    )
    participants = models.ManyToManyField(
        Inspectorate, through="StrandParticipant", related_name="strands"
    )
    judgement_areas = models.ManyToManyField(JudgementArea, related_name="strands")

    objects = StrandQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                name="strand_code_once",
                fields=["inspection", "code"],
                violation_error_message="This inspection has that strand already.",
            ),
            models.CheckConstraint(
                name="strand_single_has_owner",
                condition=Q(kind=StrandKind.SINGLE, owner__isnull=False)
                | Q(kind=StrandKind.JOINT, owner__isnull=True),
                violation_error_message="A single-agency strand has one owner, a joint one none.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_joint(self) -> bool:
        """Inspected together."""
        return self.kind == StrandKind.JOINT

    def is_taken_part_in_by(self, inspectorate_id: int) -> bool:
        """Whether this inspectorate takes part."""
        return any(part.inspectorate_id == inspectorate_id for part in self.participations.all())


class StrandParticipant(models.Model):
    """An inspectorate takes part in a strand. Its signature is needed for what is shared there."""

    strand = models.ForeignKey(Strand, on_delete=models.CASCADE, related_name="participations")
    inspectorate = models.ForeignKey(
        Inspectorate, on_delete=models.PROTECT, related_name="participations"
    )

    class Meta:
        ordering = ["inspectorate__order"]
        constraints = [
            models.UniqueConstraint(
                name="participant_once",
                fields=["strand", "inspectorate"],
                violation_error_message="This inspectorate takes part already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspectorate} in {self.strand}"
