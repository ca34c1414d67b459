"""A judgement of one area in one strand."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from frameworks.models import JudgementArea
from inspections.models import Strand
from judgements.states import JUDGEMENT, JudgementState
from records.models import AppendOnly


class Judgement(models.Model):
    """The judgement of an area (the LSCB) in a strand (the joint one).

    Only areas of the framework can be judged: there is no place for a grade of the whole local
    area (140112 ¶25, ¶108; house rule 10).
    """

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="judgements")
    area = models.ForeignKey(JudgementArea, on_delete=models.PROTECT, related_name="judgements")
    state = models.CharField(
        max_length=16,
        choices=[(state.value, state.value) for state in JudgementState],
        default=JudgementState.GATHERING,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="judgement_once",
                fields=["strand", "area"],
                violation_error_message="This area is judged in this strand already.",
            ),
            models.CheckConstraint(
                name="judgement_state_known",
                condition=Q(state__in=[state.value for state in JudgementState]),
                violation_error_message="A judgement has one of the stages of its table.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} ({self.strand})"

    @property
    def record_name(self) -> str:
        """How the audit log names it."""
        return f"judgement {self.strand.inspection.reference}/{self.area.code}"

    @property
    def state_label(self) -> str:
        """The stage in words."""
        return JUDGEMENT.label(self.state)


class JudgementEvent(AppendOnly):
    """One step of a judgement from a stage to the next."""

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
