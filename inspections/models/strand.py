"""The parts of an inspection, each under a power of its own."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from frameworks.models import JudgementArea
from inspections.models.team import Assignment
from inspections.values import StrandKind
from organisations.models import Inspectorate, LegalPower


class StrandQuerySet(models.QuerySet["Strand"]):
    """Strands of inspections."""

    def visible_to(self, person: Any, day: date) -> "StrandQuerySet":
        """Those of inspections on whose team the person is that day: who does what is no secret."""
        mine = Assignment.objects.on(day).filter(inspection=OuterRef("inspection"), person=person)
        return self.filter(Exists(mine))

    def of(self, inspection: Any) -> "StrandQuerySet":
        """Those of one inspection."""
        return self.filter(inspection=inspection)

    def named(self, code: str) -> "Strand | None":
        """The one with this code, if it is among these."""
        return self.filter(code=code).select_related("power").first()

    def taken_part_in_by(self, inspectorate_id: int) -> "StrandQuerySet":
        """Those in which this inspectorate takes part."""
        return self.filter(participations__inspectorate=inspectorate_id)

    def for_page(self) -> "StrandQuerySet":
        """With power, inspectorates and judgement areas, in as many queries as those are."""
        return self.select_related("power", "owner").prefetch_related(
            "participations__inspectorate", "judgement_areas"
        )


class Strand(models.Model):
    """One inspectorate's part of an inspection, or the joint part (section 20).

    Evidence and judgements hang on a strand. In a joint strand every participating inspectorate's
    team is the audience of what is recorded; in a single-agency one only the owner's, until an
    item is shared (house rule 6).
    """

    inspection = models.ForeignKey(
        "inspections.Inspection", on_delete=models.PROTECT, related_name="strands"
    )
    code = models.SlugField(max_length=60)
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
        # The joint part first, then the others as the framework lays them down.
        ordering = ["kind", "pk"]
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

    def get_absolute_url(self) -> str:
        """The page of the strand."""
        return reverse("inspections:strand", args=[self.inspection.reference, self.code])

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
